//! The mistakes of people who type.

use prep_model::actas::CampoValue;
use rand::Rng;

/// Part of the slips in which something legible is taken for illegible, or overlooked.
const UNREAD: u64 = 8;

/// A wrong value for a field that says `right`, never wider than it: the form refuses wider ones, so
/// nobody gets away with them.
pub(crate) fn slip(right: CampoValue, chance: &mut impl Rng) -> CampoValue {
    let CampoValue::Number(number) = right else {
        return CampoValue::Number(u32::try_from(chance.next_u64() % 10).unwrap_or_default());
    };
    match chance.next_u64() % (4 * UNREAD) {
        0..2 => return CampoValue::Ilegible,
        2..4 => return CampoValue::SinDato,
        _ => {}
    }
    let mut digits: Vec<u8> = number.to_string().into_bytes();
    let count = u64::try_from(digits.len()).unwrap_or(1);
    let at = usize::try_from(chance.next_u64() % count).unwrap_or_default();
    match chance.next_u64() % 3 {
        // Two digits the wrong way round, where that says another number.
        0 if at + 1 < digits.len() && digits[at] != digits[at + 1] => digits.swap(at, at + 1),
        // A digit left out.
        1 if digits.len() > 1 => drop(digits.remove(at)),
        // The key beside.
        _ => {
            let other = 1 + u8::try_from(chance.next_u64() % 9).unwrap_or_default();
            digits[at] = b'0' + (digits[at] - b'0' + other) % 10;
        }
    }
    let text = String::from_utf8(digits).unwrap_or_default();
    let wrong = text.parse().unwrap_or_default();
    // `00` for `0` and the like are the same number.
    if wrong == number {
        CampoValue::SinDato
    } else {
        CampoValue::Number(wrong)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_slip_is_another_value_that_fits_in_the_boxes() {
        let mut chance = StdRng::seed_from_u64(7);
        let rights = [0, 7, 10, 11, 100, 582, 999, 38_707].map(CampoValue::Number);
        let rights = rights
            .iter()
            .chain(&[CampoValue::Ilegible, CampoValue::SinDato]);
        for right in rights.copied() {
            for _ in 0..2_000 {
                let wrong = slip(right, &mut chance);
                assert_ne!(wrong, right);
                if let (CampoValue::Number(right), CampoValue::Number(wrong)) = (right, wrong) {
                    assert!(
                        wrong.to_string().len() <= right.to_string().len(),
                        "{right} {wrong}"
                    );
                }
            }
        }
    }
}
