//! A form, filled by a hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use acta_image::layout::drawing::Drawing;
use acta_image::layout::{FormLayout, FormSpec, LayoutError, SpecField, marks, printed};
use prep_model::actas::CampoValue;
use prep_model::casillas::Casilla;
use prep_model::claves::{ActaId, QrLabel};
use prep_model::contract::QrText;
use prep_model::elecciones::{CampoId, CampoRole};

use super::dice::Dice;
use super::hand::Hand;
use super::identify::identify;
use super::truth::{SheetSlip, SheetTruth, place};
use super::{label, plan, write};

/// A printed form, shared by the sheets that are filled on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Blank {
    /// What it prints.
    pub spec: FormSpec,
    /// Where.
    pub layout: FormLayout,
    /// The print.
    pub printed: Drawing,
}

impl Blank {
    /// Places and draws a form.
    pub fn of(spec: FormSpec) -> Result<Arc<Self>, LayoutError> {
        let layout = FormLayout::of(&spec)?;
        let printed = printed(&spec, &layout);
        Ok(Arc::new(Self {
            spec,
            layout,
            printed,
        }))
    }
}

/// The acta that a sheet is of.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its whole name.
    pub id: &'a ActaId,
    /// Its casilla, which says how many people may vote.
    pub casilla: &'a Casilla,
    /// Name of the demarcación to write, where known.
    pub demarcacion: Option<&'a str>,
}

/// What a hand writes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fill<'a> {
    /// Nothing, not even a label.
    Blank,
    /// Votes from the seed, with the slips that people make.
    Drill,
    /// These values, and the slips of the hand only: no wrong total that is not there already.
    Values(&'a BTreeMap<CampoId, CampoValue>),
}

/// A filled sheet and what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The form below.
    pub blank: Arc<Blank>,
    /// The label and the ink on it.
    pub written: Drawing,
    /// What is known about it.
    pub truth: SheetTruth,
}

/// Part of the sheets that carry a label; the others show the empty box.
const LABELLED: f32 = 0.8;

/// Purposes of throws, so that one does not disturb the other.
const HAND: u64 = 1;
const SLIPS: u64 = 2;
const VOTES: u64 = 3;
const INK: u64 = 4;
const LABEL: u64 = 5;

/// Fills a form. The sheet depends on nothing but the arguments: same seed, same bytes.
pub fn sheet(seed: u64, blank: &Arc<Blank>, subject: Subject<'_>, fill: Fill<'_>) -> Sheet {
    let own = fingerprint(&subject.id.acta.to_string());
    let dice = |purpose| Dice::new(seed, &[own, purpose]);
    let hand = Hand::throw(&mut dice(HAND));
    let mut truth = SheetTruth {
        acta: subject.id.acta.to_string(),
        seed,
        sheet: [marks::SHEET.w, marks::SHEET.h],
        marks: marks::frame_corners().map(|p| [p.x, p.y]),
        label: None,
        label_place: place(&blank.layout.label_box),
        ink: [
            hand.ink.rgb[0],
            hand.ink.rgb[1],
            hand.ink.rgb[2],
            hand.ink.alpha,
        ],
        pen: hand.pen,
        slips: Vec::new(),
        fields: Vec::new(),
    };
    let mut written = Drawing::default();
    if fill == Fill::Blank {
        truth.slips.push(SheetSlip::Blank);
        truth.fields = write::nothing(blank);
    } else {
        let mut slips = dice(SLIPS);
        let values = values(
            blank,
            subject,
            fill,
            &mut truth,
            &mut slips,
            &mut dice(VOTES),
        );
        let mut ink = dice(INK);
        identify(blank, subject, &hand, &mut written, &mut ink);
        let mut writer = write::Writer::new(&hand, &mut written, slips, ink);
        truth.fields = writer.write(blank, &values, &truth.slips);
        stick(blank, subject, &mut written, &mut truth, &mut dice(LABEL));
    }
    Sheet {
        blank: Arc::clone(blank),
        written,
        truth,
    }
}

/// The values that a capturista should find, before any slip of a single field.
fn values(
    blank: &Blank,
    subject: Subject<'_>,
    fill: Fill<'_>,
    truth: &mut SheetTruth,
    slips: &mut Dice,
    votes: &mut Dice,
) -> BTreeMap<CampoId, CampoValue> {
    if slips.chance(0.012) {
        truth.slips.push(SheetSlip::AllIllegible);
    }
    let values = match fill {
        Fill::Values(values) => values.clone(),
        Fill::Drill | Fill::Blank => drill(blank, subject, slips, votes),
    };
    truth.slips.extend(shown(blank, subject, &values));
    values
}

/// A drill's numbers.
fn drill(
    blank: &Blank,
    subject: Subject<'_>,
    slips: &mut Dice,
    votes: &mut Dice,
) -> BTreeMap<CampoId, CampoValue> {
    let exceeds = slips.chance(0.012);
    let mut numbers = plan::votes(&blank.spec, subject.casilla, exceeds, votes);
    if slips.chance(0.1) {
        write::wrong_total(blank, &mut numbers, slips);
    }
    let values = numbers.into_iter();
    values
        .map(|(id, number)| (id, CampoValue::Number(number)))
        .collect()
}

/// The slips that the numbers themselves show.
fn shown(
    blank: &Blank,
    subject: Subject<'_>,
    values: &BTreeMap<CampoId, CampoValue>,
) -> Vec<SheetSlip> {
    let number = |field: &SpecField| values.get(&field.campo.id)?.number();
    let fields = || blank.spec.fields.iter();
    let votos: u32 = fields()
        .filter(|field| field.campo.role.is_voto())
        .filter_map(number)
        .fold(0, u32::saturating_add);
    let total = blank
        .spec
        .with_role(CampoRole::TotalAsentado)
        .find_map(number);
    let casilla = subject.casilla;
    let limit = casilla.boletas_maximas.unwrap_or(casilla.lista_nominal);
    let limit = limit.saturating_add(casilla.representantes.unwrap_or(0));
    let wrong = total.is_some_and(|total| total != votos);
    let exceeds = votos > limit;
    let slips = [
        exceeds.then_some(SheetSlip::ExceedsListaNominal),
        wrong.then_some(SheetSlip::WrongTotal),
    ];
    slips.into_iter().flatten().collect()
}

fn stick(
    blank: &Blank,
    subject: Subject<'_>,
    written: &mut Drawing,
    truth: &mut SheetTruth,
    dice: &mut Dice,
) {
    if !dice.chance(LABELLED) {
        return;
    }
    let text = QrText::from(&QrLabel(subject.id.clone()));
    let below = subject.id.acta.to_string();
    // A label's text is at most 160 bytes and always fits in a code.
    if let Ok((drawing, label)) = label::stick(&text, &below, blank.layout.label_box, dice) {
        written.items.extend(drawing.items);
        truth.label = Some(label);
    }
}

/// FNV-1a: tells actas apart, nothing more.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
