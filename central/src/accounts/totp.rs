//! Codes of the hour (RFC 6238): six digits of HMAC-SHA-1 over the half minute, which every
//! telephone's program for it speaks, and the base 32 in which its secret is written (RFC 4648).

use hmac::{Hmac, KeyInit, Mac};
use prep_model::time::Timestamp;
use sha1::Sha1;

/// Seconds for which a code is shown.
const PERIOD: i64 = 30;
/// Codes of this many periods before and after are taken: telephones' clocks differ.
const SKEW: i64 = 1;

/// What a telephone and the server both know.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(pub(super) [u8; 20]);

impl Secret {
    /// The secret as it is typed into a telephone: 32 letters and digits.
    pub(super) fn base32(&self) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let mut text = String::with_capacity(32);
        for five in self.0.chunks(5) {
            let bits = five
                .iter()
                .fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
            for place in (0..8).rev() {
                let symbol = usize::try_from((bits >> (5 * place)) & 31).unwrap_or_default();
                text.push(char::from(ALPHABET[symbol]));
            }
        }
        text
    }

    /// The code of one period.
    pub(super) fn code(&self, step: i64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("a key of any length will do");
        mac.update(&step.to_be_bytes());
        let bytes = mac.finalize().into_bytes();
        let offset = usize::from(bytes[19] & 15);
        let taken = bytes[offset..offset + 4]
            .iter()
            .fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        format!("{:06}", (taken & 0x7fff_ffff) % 1_000_000)
    }

    /// The period whose code was typed, if it is one of now and later than `last`: a code is good
    /// once.
    pub(super) fn accepts(&self, typed: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let current = now.unix_seconds().div_euclid(PERIOD);
        let near = current - SKEW..=current + SKEW;
        near.into_iter()
            .filter(|step| last.is_none_or(|last| *step > last))
            .find(|step| self.code(*step) == typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000).unwrap()
    }

    /// RFC 6238, appendix B, of whose eight digits six are shown.
    #[test]
    fn codes_are_those_of_the_norm() {
        let secret = Secret(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code(seconds / PERIOD), code);
            assert_eq!(
                secret.accepts(code, at(seconds), None),
                Some(seconds / PERIOD)
            );
        }
        assert_eq!(secret.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_good_once_and_near_its_half_minute() {
        let secret = Secret([7; 20]);
        let code = secret.code(100);
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(secret.accepts(&spaced, at(3_029), None), Some(100));
        assert_eq!(secret.accepts(&code, at(3_059), Some(99)), Some(100));
        assert_eq!(secret.accepts(&code, at(3_029), Some(100)), None);
        assert_eq!(secret.accepts(&code, at(3_060), None), None);
        assert_eq!(secret.accepts("", at(3_000), None), None);
    }
}
