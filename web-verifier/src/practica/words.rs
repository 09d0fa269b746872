//! Numbers as people write them out on an acta.

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
const TENS: [&str; 10] = [
    "",
    "",
    "",
    "treinta",
    "cuarenta",
    "cincuenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
];
const HUNDREDS: [&str; 10] = [
    "",
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

/// A number below a thousand in words.
pub(super) fn in_words(number: u32) -> String {
    let word = |list: &[&str], n: u32| {
        let n = usize::try_from(n).unwrap_or_default();
        (*list.get(n).unwrap_or(&"")).to_owned()
    };
    match (number / 100, number % 100) {
        (0, rest @ 0..30) => word(&UNITS, rest),
        (0, rest) if rest % 10 == 0 => word(&TENS, rest / 10),
        (0, rest) => format!("{} y {}", word(&TENS, rest / 10), word(&UNITS, rest % 10)),
        (1, 0) => "cien".to_owned(),
        (hundreds, 0) => word(&HUNDREDS, hundreds),
        (hundreds, rest) => format!("{} {}", word(&HUNDREDS, hundreds), in_words(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are_said() {
        for (number, words) in [
            (0, "cero"),
            (16, "dieciséis"),
            (21, "veintiuno"),
            (30, "treinta"),
            (87, "ochenta y siete"),
            (100, "cien"),
            (101, "ciento uno"),
            (555, "quinientos cincuenta y cinco"),
            (900, "novecientos"),
        ] {
            assert_eq!(in_words(number), words);
        }
    }
}
