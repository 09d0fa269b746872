//! The casilla as its funcionarios write it: numeral 1.

use acta_image::layout::Rect;
use acta_image::layout::drawing::Drawing;

use super::dice::Dice;
use super::hand::Hand;
use super::sheet::{Blank, Subject};

pub(crate) fn identify(
    blank: &Blank,
    subject: Subject<'_>,
    hand: &Hand,
    written: &mut Drawing,
    dice: &mut Dice,
) {
    let id = &blank.layout.identification;
    let clave = subject.casilla.clave;
    if let Some(distrito) = subject.casilla.distrito {
        let number = distrito.number().to_string();
        written.items.extend(hand.words(&number, id.distrito, dice));
    }
    if let Some(name) = subject.demarcacion {
        written
            .items
            .extend(hand.words(&named(name), id.demarcacion, dice));
    }
    digits(
        &format!("{:04}", clave.seccion()),
        &id.seccion,
        hand,
        written,
        dice,
    );
    let ext = clave.ext_contigua();
    let kind = id
        .kinds
        .iter()
        .find(|kind| kind.tipo == clave.tipo() && kind.ext_contigua == (ext > 0));
    if let Some(kind) = kind {
        written.items.extend(hand.cross(kind.mark, dice));
        let number = if kind.ext_contigua {
            format!("{:02}{ext:02}", clave.id())
        } else {
            format!("{:02}", clave.id())
        };
        digits(&number, &kind.number, hand, written, dice);
    }
}

fn digits(text: &str, places: &[Rect], hand: &Hand, written: &mut Drawing, dice: &mut Dice) {
    for (digit, place) in text.chars().zip(places) {
        written.items.extend(hand.digit(digit, *place, dice));
    }
}

/// `ÁLVARO OBREGÓN` as a person writes it.
fn named(name: &str) -> String {
    let words = name.split_whitespace().map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase);
        let rest = letters.flat_map(char::to_lowercase);
        first.into_iter().flatten().chain(rest).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}
