//! Numbers in words as people write them on an acta.

use prep_model::letra::con_letra;

use super::dice::Dice;

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
    let mut words = con_letra(number);
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
    use super::*;

    #[test]
    fn a_careful_hand_writes_what_the_grammar_has() {
        let mut dice = Dice::new(1, &[]);
        for number in 0..2_000 {
            let (words, misspelt) = as_written(number, false, true, &mut dice);
            assert!(words == con_letra(number) && !misspelt);
        }
    }
}
