//! Amounts as the paper has them "con letra": in words.

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

/// A number below a thousand million in words, as the grammar has it: `quinientos ochenta y dos`. The
/// acta asks for each amount so, beside its digits.
pub fn con_letra(number: u32) -> String {
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
            assert_eq!(con_letra(number), words);
        }
    }

    #[test]
    fn no_two_numbers_have_the_same_words() {
        let all: BTreeSet<String> = (0..40_000).map(con_letra).collect();
        assert_eq!(all.len(), 40_000);
    }
}
