//! Numbers in words as people write them on an acta.

use super::dice::Dice;

const UNITS: [&str; 30] = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const TENS: [&str; 7] = [
    "treinta",
    "cuarenta",
    "cincuenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
];
const HUNDREDS: [&str; 9] = [
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
];

/// A number below a thousand million in words, as the grammar has it: `quinientos ochenta y dos`.
pub fn in_words(number: u32) -> String {
    let (millions, thousands, rest) = (number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
    let mut parts = Vec::new();
    match millions {
        0 => {}
        1 => parts.push("un millón".to_owned()),
        more => parts.push(format!("{} millones", shortened(more % 1_000))),
    }
    match thousands {
        0 => {}
        1 => parts.push("mil".to_owned()),
        more => parts.push(format!("{} mil", shortened(more))),
    }
    if rest > 0 || parts.is_empty() {
        parts.push(below_thousand(rest));
    }
    parts.join(" ")
}

/// Before `mil` and `millones` the one at the end is shorter: `veintiún mil`, `treinta y un mil`.
fn shortened(number: u32) -> String {
    let words = below_thousand(number);
    match words.strip_suffix("veintiuno") {
        Some(start) => format!("{start}veintiún"),
        None => words
            .strip_suffix("uno")
            .map_or(words.clone(), |start| format!("{start}un")),
    }
}

fn below_thousand(number: u32) -> String {
    let word = |table: &[&str], at: u32| {
        let at = usize::try_from(at).unwrap_or_default();
        table.get(at).copied().unwrap_or_default().to_owned()
    };
    match number {
        0..30 => word(&UNITS, number),
        30..100 if number.is_multiple_of(10) => word(&TENS, number / 10 - 3),
        30..100 => format!(
            "{} y {}",
            word(&TENS, number / 10 - 3),
            word(&UNITS, number % 10)
        ),
        100 => "cien".to_owned(),
        _ if number.is_multiple_of(100) => word(&HUNDREDS, number / 100 - 1),
        _ => format!(
            "{} {}",
            word(&HUNDREDS, number / 100 - 1),
            below_thousand(number % 100)
        ),
    }
}

/// What people write instead, seen on actas or heard: left as the grammar has it, right as written.
const MISSPELT: [(&str, &str); 15] = [
    ("diecinueve", "diescinueve"),
    ("dieciséis", "diez y seis"),
    ("diecisiete", "diesisiete"),
    ("dieciocho", "diez y ocho"),
    ("veintidós", "veinti dos"),
    ("veintitrés", "veinte y tres"),
    ("veintiséis", "veintiseis"),
    ("seiscientos", "seicientos"),
    ("setecientos", "sietecientos"),
    ("novecientos", "nuevecientos"),
    ("doscientos", "docientos"),
    ("trescientos", "trecientos"),
    ("cero", "sero"),
    ("sesenta", "secenta"),
    ("noventa", "nobenta"),
];

/// The words as a hand that does not look them up writes them, and whether they are misspelt. Most
/// people leave out the accents, which nobody would call a mistake here.
pub(crate) fn as_written(
    number: u32,
    misspells: bool,
    accents: bool,
    dice: &mut Dice,
) -> (String, bool) {
    let mut words = in_words(number);
    let mut misspelt = false;
    if misspells {
        for (right, wrong) in MISSPELT {
            if words.contains(right) && dice.chance(0.5) {
                words = words.replace(right, wrong);
                misspelt = true;
            }
        }
    }
    if !accents {
        words = words.replace('é', "e").replace('ó', "o").replace('ú', "u");
    }
    (words, misspelt)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_are_written_as_the_grammar_has_them() {
        for (number, words) in [
            (0, "cero"),
            (16, "dieciséis"),
            (21, "veintiuno"),
            (30, "treinta"),
            (35, "treinta y cinco"),
            (100, "cien"),
            (101, "ciento uno"),
            (224, "doscientos veinticuatro"),
            (582, "quinientos ochenta y dos"),
            (700, "setecientos"),
            (1_000, "mil"),
            (1_001, "mil uno"),
            (19_947, "diecinueve mil novecientos cuarenta y siete"),
            (21_000, "veintiún mil"),
            (31_101, "treinta y un mil ciento uno"),
            (1_000_000, "un millón"),
            (2_000_001, "dos millones uno"),
        ] {
            assert_eq!(in_words(number), words);
        }
    }

    #[test]
    fn no_two_numbers_have_the_same_words() {
        let all: BTreeSet<String> = (0..40_000).map(in_words).collect();
        assert_eq!(all.len(), 40_000);
    }

    #[test]
    fn a_careful_hand_writes_what_the_grammar_has() {
        let mut dice = Dice::new(1, &[]);
        for number in 0..2_000 {
            let (words, misspelt) = as_written(number, false, true, &mut dice);
            assert!(words == in_words(number) && !misspelt);
        }
    }
}
