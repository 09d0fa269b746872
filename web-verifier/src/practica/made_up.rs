//! Actas of an election that never was: parties that do not exist, so that no picture of a practice
//! can ever be taken for a result.

use std::collections::{BTreeMap, BTreeSet};

use central::capturas::Problem;
use prep_model::actas::{ActaValues, CampoValue};
use prep_model::elecciones::{ActaForm, Campo, CampoId, CampoRole};
use prep_model::machines::captura::{CapturaContent, Captured};

use super::dice::{Dice, Series};
use crate::captura::view::{ActaHead, CampoView};

/// Siglas, name and colour of the contendientes; none of them is a party's.
const CONTENDIENTES: [(&str, &str, &[&str]); 7] = [
    (
        "AHUEHUETE",
        "Partido del Ahuehuete (inventado)",
        &["#6b7d5c"],
    ),
    ("COLIBRI", "Partido del Colibrí (inventado)", &["#5c7d78"]),
    (
        "JACARANDA",
        "Partido de la Jacaranda (inventado)",
        &["#8a6fa8"],
    ),
    ("MAGUEY", "Partido del Maguey (inventado)", &["#7d6b5c"]),
    (
        "OBSIDIANA",
        "Partido de la Obsidiana (inventado)",
        &["#4a4a52"],
    ),
    ("TEPOZAN", "Partido del Tepozán (inventado)", &["#a08a6a"]),
    (
        "AHUEHUETE_COLIBRI",
        "Coalición Ahuehuete y Colibrí (inventada)",
        &["#6b7d5c", "#5c7d78"],
    ),
];
/// Boxes printed for each number.
const DIGITS: u8 = 3;

/// How a field is written on a made-up acta.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// In words and figures alike.
    Number(u32),
    /// The words say the first, the figures the second.
    Differs(u32, u32),
    /// Scribbled over in both.
    Illegible,
    /// Blank in both.
    Blank,
}

/// A made-up acta with the truth about it.
#[derive(Debug, Clone)]
pub(super) struct MadeUp {
    pub(super) series: Series,
    /// What is wrong with the image as a whole, if anything is.
    pub(super) problem: Option<Problem>,
    /// Every field in printed order.
    pub(super) fields: Vec<(Campo, Written)>,
}

impl Written {
    /// What whoever captures it must type: the amount in words prevails over figures (Anexo 13).
    pub(super) fn value(self) -> CampoValue {
        match self {
            Self::Number(number) | Self::Differs(number, _) => CampoValue::Number(number),
            Self::Illegible => CampoValue::Ilegible,
            Self::Blank => CampoValue::SinDato,
        }
    }
}

impl MadeUp {
    /// The acta of a series. One in eight has a problem as a whole; of the others, some have a field
    /// that cannot be read, one left blank, words against figures, or a total that does not add up.
    pub(super) fn of(series: Series) -> Self {
        let mut dice = series.dice();
        let problem = dice
            .once_in(8)
            .then(|| PROBLEMS[usize::try_from(dice.below(3)).unwrap_or_default()]);
        let mut fields: Vec<_> = votos().map(|campo| (campo, number(&mut dice))).collect();
        let odd = usize::try_from(dice.below(6)).unwrap_or_default();
        if let Some((_, written)) = fields.get_mut(odd) {
            *written = unusual(&mut dice, *written);
        }
        let sum: u32 = fields
            .iter()
            .filter_map(|(_, written)| written.value().number())
            .sum();
        let slip = if dice.once_in(5) {
            1 + dice.below(9)
        } else {
            0
        };
        fields.push((total(), Written::Number((sum + slip).min(999))));
        Self {
            series,
            problem,
            fields,
        }
    }

    /// One that can be read as a whole, for those who compare captures.
    #[cfg(test)]
    pub(super) fn readable(series: Series) -> Self {
        Self {
            problem: None,
            ..Self::of(series)
        }
    }

    /// What is printed on it.
    pub(super) fn form(&self) -> ActaForm {
        ActaForm {
            eleccion: "PRACTICA".parse().expect("it is a word"),
            tipo_acta: "A00".parse().expect("it is a letter with digits"),
            campos: self.fields.iter().map(|(campo, _)| campo.clone()).collect(),
        }
    }

    /// The fields as pages show them, empty.
    pub(super) fn campos(&self) -> Vec<CampoView> {
        let view = |(campo, _): &(Campo, Written)| {
            let id = campo.id.as_str();
            let found = CONTENDIENTES.iter().find(|(siglas, ..)| *siglas == id);
            CampoView {
                id: id.to_owned(),
                name: name(campo),
                full_name: found.map_or("", |(_, name, _)| *name).to_owned(),
                colors: found
                    .map_or(&[][..], |(.., colors)| *colors)
                    .iter()
                    .map(|color| (*color).to_owned())
                    .collect(),
                digits: campo.digits,
                is_voto: campo.role.is_voto(),
                is_total: campo.role == CampoRole::TotalAsentado,
                text: String::new(),
                is_marked: false,
                fault: String::new(),
            }
        };
        self.fields.iter().map(view).collect()
    }

    /// What stands above it.
    pub(super) fn head(&self) -> ActaHead {
        ActaHead {
            place: format!("Acta de práctica {}", self.series.name()),
            eleccion: "Elección inventada".to_owned(),
            form: "practica".to_owned(),
        }
    }

    /// What a perfect captura holds.
    pub(super) fn truth(&self) -> CapturaContent {
        match self.problem {
            Some(problem) => problem.content(),
            None => CapturaContent::Values(self.captured(&BTreeMap::new())),
        }
    }

    /// The true values with some of them changed, as somebody may have typed them.
    pub(super) fn captured(&self, changes: &BTreeMap<CampoId, CampoValue>) -> Captured {
        let value = |(campo, written): &(Campo, Written)| {
            let changed = changes.get(&campo.id).copied();
            (campo.id.clone(), changed.unwrap_or_else(|| written.value()))
        };
        let values = self.fields.iter().map(value).collect();
        let values = ActaValues::new(&self.form(), values).expect("every number fits its boxes");
        Captured::new(values, self.marks()).expect("the marks are of its own fields")
    }

    /// The fields in which words and figures differ.
    pub(super) fn marks(&self) -> BTreeSet<CampoId> {
        let differing = self
            .fields
            .iter()
            .filter(|(_, written)| matches!(written, Written::Differs(..)));
        differing.map(|(campo, _)| campo.id.clone()).collect()
    }

    /// Two captures of it that differ, each wrong here and there: what a verificador gets.
    pub(super) fn two_captures(&self) -> [Captured; 2] {
        let mut dice = self.series.next().dice();
        let first = dice.below(8);
        let mut changes = [BTreeMap::new(), BTreeMap::new()];
        // At different places, or two slips could agree and nothing would differ.
        for at in [first, (first + 1 + dice.below(7)) % 8] {
            let at = usize::try_from(at).unwrap_or_default();
            let whose = usize::try_from(dice.below(2)).unwrap_or_default();
            if let Some((campo, written)) = self.fields.get(at) {
                let wrong = misread(&mut dice, written.value());
                changes[whose].insert(campo.id.clone(), wrong);
            }
        }
        changes.map(|changed| self.captured(&changed))
    }
}

const PROBLEMS: [Problem; 3] = [
    Problem::ImageIllegible,
    Problem::OtherDocumento,
    Problem::CutOrDoublePage,
];

/// What a field is called beside its control.
pub(super) fn name(campo: &Campo) -> String {
    match campo.role {
        CampoRole::NoRegistradas => "Candidaturas no registradas".to_owned(),
        CampoRole::Nulos => "Votos nulos".to_owned(),
        CampoRole::TotalAsentado => "Total escrito en el acta".to_owned(),
        _ => campo.id.as_str().replace('_', " "),
    }
}

fn votos() -> impl Iterator<Item = Campo> {
    let contendientes = CONTENDIENTES
        .iter()
        .map(|(siglas, ..)| (*siglas, CampoRole::Contendiente));
    let fixed = [
        ("NO_REGISTRADAS", CampoRole::NoRegistradas),
        ("NULOS", CampoRole::Nulos),
    ];
    contendientes.chain(fixed).map(|(id, role)| campo(id, role))
}

fn total() -> Campo {
    campo("TOTAL_VOTOS_ASENTADO", CampoRole::TotalAsentado)
}

fn campo(id: &str, role: CampoRole) -> Campo {
    Campo {
        id: CampoId::new(id).expect("the names above are words"),
        role,
        digits: DIGITS,
    }
}

/// Votes such that nine of them stay below what three boxes hold.
fn number(dice: &mut Dice) -> Written {
    let most = [12, 40, 110][usize::try_from(dice.below(3)).unwrap_or_default()];
    Written::Number(dice.below(most))
}

fn unusual(dice: &mut Dice, written: Written) -> Written {
    let number = written.value().number().unwrap_or_default();
    match dice.below(6) {
        0 => Written::Illegible,
        1 => Written::Blank,
        2 | 3 => Written::Differs(number, (number + 1 + dice.below(9)).min(999)),
        _ => written,
    }
}

/// What a tired person makes of a value: another digit, two digits changed over, or a word.
fn misread(dice: &mut Dice, value: CampoValue) -> CampoValue {
    let Some(number) = value.number() else {
        return CampoValue::Number(dice.below(90));
    };
    let turned = number % 10 * 10 + number / 10 % 10;
    match dice.below(4) {
        0 => CampoValue::Ilegible,
        1 if number < 100 && turned != number => CampoValue::Number(turned),
        2 if number >= 10 => CampoValue::Number(number - 10),
        _ if number % 10 == 9 => CampoValue::Number(number - 5),
        _ => CampoValue::Number(number + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_made_up_acta_can_be_captured_without_a_fault() {
        let (mut problems, mut marks, mut words) = (0, 0, 0);
        for number in 0..2_000 {
            let acta = MadeUp::of(Series::new(number));
            assert_eq!(acta.campos().len(), 10);
            let readable = MadeUp::readable(acta.series);
            let CapturaContent::Values(truth) = readable.truth() else {
                panic!("what can be read has values");
            };
            problems += usize::from(acta.problem.is_some());
            marks += truth.letra_contra_numero().len();
            let is_word = |value: CampoValue| value.number().is_none();
            words += truth.values().iter().filter(|(_, v)| is_word(*v)).count();
        }
        assert!((150..400).contains(&problems), "{problems}");
        assert!(marks > 300 && words > 300, "{marks} {words}");
    }

    #[test]
    fn two_captures_differ_somewhere() {
        for number in 0..2_000 {
            let acta = MadeUp::readable(Series::new(number));
            let [one, other] = acta.two_captures();
            assert_ne!(one.values(), other.values(), "{number}");
        }
    }
}
