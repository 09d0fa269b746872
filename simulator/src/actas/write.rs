//! The numbers on the acta, with the slips of whoever writes them.

use std::collections::BTreeMap;

use acta_image::layout::drawing::Drawing;
use acta_image::layout::{Field, FieldKey, Rect};
use prep_model::actas::CampoValue;
use prep_model::elecciones::{CampoId, CampoRole};

use super::dice::Dice;
use super::hand::Hand;
use super::sheet::Blank;
use super::truth::{FieldSlip, FieldTruth, SheetSlip, place};
use super::words::as_written;

/// Part of the hands that make slips, and how often they do, by field.
const CARELESS: f32 = 0.35;
const SLIP: f32 = 0.07;
/// Part of the actas whose numerals outside the table stay empty, as on the specimen.
const STUBS_EMPTY: f32 = 0.15;

/// Writes with one hand on one sheet.
pub(crate) struct Writer<'a> {
    hand: &'a Hand,
    written: &'a mut Drawing,
    slips: Dice,
    ink: Dice,
}

/// A number as it will be written.
struct Intent {
    words: Option<String>,
    struck: Option<String>,
    figures: Option<u32>,
    value: CampoValue,
    slips: Vec<FieldSlip>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(hand: &'a Hand, written: &'a mut Drawing, slips: Dice, ink: Dice) -> Self {
        Self {
            hand,
            written,
            slips,
            ink,
        }
    }

    pub(crate) fn write(
        &mut self,
        blank: &Blank,
        values: &BTreeMap<CampoId, CampoValue>,
        sheet: &[SheetSlip],
    ) -> Vec<FieldTruth> {
        let careless = self.slips.chance(CARELESS);
        let stubs_empty = self.slips.chance(STUBS_EMPTY);
        let illegible = sheet.contains(&SheetSlip::AllIllegible);
        let people = people(blank, values);
        let fields = blank.layout.fields.iter().map(|field| {
            let value = match &field.key {
                FieldKey::Campo(id) => values.get(id).copied(),
                FieldKey::TotalPersonas => people,
            };
            let value = value.unwrap_or(CampoValue::SinDato);
            let value = match (field.heading, value) {
                _ if illegible => CampoValue::Ilegible,
                (None, _) if stubs_empty => CampoValue::SinDato,
                (_, value) => value,
            };
            let intent = self.intent(field, value, careless);
            self.put(field, intent)
        });
        fields.collect()
    }

    /// What is going to stand there.
    fn intent(&mut self, field: &Field, value: CampoValue, careless: bool) -> Intent {
        let number = match value {
            CampoValue::Number(number) => number,
            CampoValue::SinDato => return Intent::nothing(),
            CampoValue::Ilegible => {
                let number = self.slips.below(400);
                return self.clear(number).scribbled();
            }
        };
        let mut intent = self.clear(number);
        if !careless || !self.slips.chance(SLIP) {
            return intent;
        }
        let most = 10_u32.saturating_pow(u32::try_from(field.digits.len()).unwrap_or(9)) - 1;
        let other = other_number(number, most, &mut self.slips);
        let kinds = [
            FieldSlip::Blank,
            FieldSlip::OnlyWords,
            FieldSlip::OnlyFigures,
            FieldSlip::WordsAgainstFigures,
            FieldSlip::CrossedOut,
            FieldSlip::Illegible,
        ];
        match *self.slips.pick(&kinds) {
            FieldSlip::Blank => return Intent::nothing(),
            FieldSlip::Illegible => return intent.scribbled(),
            FieldSlip::OnlyWords => intent.figures = None,
            FieldSlip::OnlyFigures => {
                intent.words = None;
                intent.slips.clear();
            }
            FieldSlip::WordsAgainstFigures => intent.figures = Some(other),
            FieldSlip::CrossedOut => intent.struck = Some(self.clear(other).words_or_empty()),
            FieldSlip::Misspelt => {}
        }
        intent.note();
        intent
    }

    /// The number without a slip, but for the hand's spelling.
    fn clear(&mut self, number: u32) -> Intent {
        let hand = self.hand;
        let (words, misspelt) = as_written(number, hand.misspells, hand.accents, &mut self.slips);
        Intent {
            words: Some(words),
            struck: None,
            figures: Some(number),
            value: CampoValue::Number(number),
            slips: misspelt
                .then_some(FieldSlip::Misspelt)
                .into_iter()
                .collect(),
        }
    }

    /// Puts it on the paper.
    fn put(&mut self, field: &Field, intent: Intent) -> FieldTruth {
        let illegible = intent.slips.contains(&FieldSlip::Illegible);
        self.put_words(field.words, &intent);
        let boxes = boxes(
            intent.figures,
            field.digits.len(),
            self.hand.no_leading_zeros,
        );
        for (digit, place) in boxes.chars().zip(&field.digits) {
            if digit != ' ' {
                let strokes = self.hand.digit(digit, *place, &mut self.ink);
                self.written.items.extend(strokes);
            }
        }
        if illegible {
            let ends = (field.digits.first(), field.digits.last());
            if let (Some(first), Some(last)) = ends {
                let all = Rect::between(first.x, first.y, last.right(), last.bottom());
                self.scribble(all);
            }
        }
        FieldTruth {
            campo: match &field.key {
                FieldKey::Campo(id) => Some(id.clone()),
                FieldKey::TotalPersonas => None,
            },
            role: field.role,
            value: intent.value,
            boxes: if illegible {
                "?".repeat(field.digits.len())
            } else {
                boxes
            },
            words: intent.words.filter(|_| !illegible),
            struck: intent.struck,
            figures: intent.figures.filter(|_| !illegible),
            slips: intent.slips,
            words_place: place(&field.words),
            digit_places: field.digits.iter().map(place).collect(),
        }
    }

    fn put_words(&mut self, room: Rect, intent: &Intent) {
        let Some(words) = &intent.words else {
            return;
        };
        let mut room = room;
        if let Some(struck) = &intent.struck {
            let half = Rect::new(room.x, room.y, room.w / 2.0, room.h);
            let strokes = self.hand.words(struck, half, &mut self.ink);
            self.written.items.extend(strokes);
            let line = self.hand.strike(half.inset(1.0), &mut self.ink);
            self.written.items.extend(line);
            room = Rect::between(half.right(), room.y, room.right(), room.bottom());
        }
        let strokes = self.hand.words(words, room, &mut self.ink);
        self.written.items.extend(strokes);
        if intent.slips.contains(&FieldSlip::Illegible) {
            self.scribble(Rect::new(room.x + 1.0, room.y, room.w - 2.0, room.h));
        }
    }

    fn scribble(&mut self, place: Rect) {
        let strokes = self.hand.scribble(place, &mut self.ink);
        self.written.items.extend(strokes);
    }
}

impl Intent {
    fn nothing() -> Self {
        Self {
            words: None,
            struck: None,
            figures: None,
            value: CampoValue::SinDato,
            slips: vec![FieldSlip::Blank],
        }
    }

    fn scribbled(mut self) -> Self {
        self.value = CampoValue::Ilegible;
        self.slips = vec![FieldSlip::Illegible];
        self
    }

    fn words_or_empty(self) -> String {
        self.words.unwrap_or_default()
    }

    /// Records what its parts show.
    fn note(&mut self) {
        let CampoValue::Number(number) = self.value else {
            return;
        };
        let slip = match (&self.words, self.figures) {
            (_, None) => FieldSlip::OnlyWords,
            (None, _) => FieldSlip::OnlyFigures,
            (_, Some(figures)) if figures != number => FieldSlip::WordsAgainstFigures,
            _ => FieldSlip::CrossedOut,
        };
        self.slips.push(slip);
    }
}

/// Every field left as printed.
pub(crate) fn nothing(blank: &Blank) -> Vec<FieldTruth> {
    let fields = blank.layout.fields.iter().map(|field| FieldTruth {
        campo: match &field.key {
            FieldKey::Campo(id) => Some(id.clone()),
            FieldKey::TotalPersonas => None,
        },
        role: field.role,
        value: CampoValue::SinDato,
        words: None,
        struck: None,
        figures: None,
        boxes: " ".repeat(field.digits.len()),
        slips: vec![FieldSlip::Blank],
        words_place: place(&field.words),
        digit_places: field.digits.iter().map(place).collect(),
    });
    fields.collect()
}

/// Writes a total that is not the sum, where the boxes leave another number.
pub(crate) fn wrong_total(blank: &Blank, numbers: &mut BTreeMap<CampoId, u32>, dice: &mut Dice) {
    for field in blank.spec.with_role(CampoRole::TotalAsentado) {
        if let Some(total) = numbers.get_mut(&field.campo.id) {
            *total = other_number(*total, field.campo.max(), dice);
        }
    }
}

/// A number near this one, as a slip of the pen or of addition makes it.
fn other_number(number: u32, most: u32, dice: &mut Dice) -> u32 {
    let step = *dice.pick(&[1, 2, 5, 10, 20, 100]);
    let more = number.checked_add(step).filter(|more| *more <= most);
    let less = number.checked_sub(step);
    match (more, less) {
        (Some(more), Some(less)) => *dice.pick(&[more, less]),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => number.checked_sub(1).unwrap_or(number + 1).min(most),
    }
}

/// Numeral 5: people and representatives together.
fn people(blank: &Blank, values: &BTreeMap<CampoId, CampoValue>) -> Option<CampoValue> {
    let number = |role| {
        let field = blank.spec.with_role(role).next()?;
        values.get(&field.campo.id)?.number()
    };
    let sum = number(CampoRole::PersonasVotaron)?
        .checked_add(number(CampoRole::RepresentantesVotaron)?)?;
    Some(CampoValue::Number(sum))
}

/// What stands in each box: zeros in front, or spaces; only spaces for what is not written.
fn boxes(figures: Option<u32>, width: usize, no_leading_zeros: bool) -> String {
    match figures {
        None => " ".repeat(width),
        Some(number) if no_leading_zeros => format!("{number:>width$}"),
        Some(number) => format!("{number:0width$}"),
    }
}
