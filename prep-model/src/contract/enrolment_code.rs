use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{HttpUrl, Sha256Digest};

/// A one-time code that lets one device enrol: 17 random symbols of 5 bits (85 bits) and a check
/// symbol, in Crockford's alphabet, which has no I, L, O or U. Written in three groups of six,
/// `0Q7V3M-9C2XKE-5TD1RW`; read with or without hyphens, in any case, taking O for 0 and I, L for 1.
///
/// The server keeps only [`EnrolmentCode::digest`]; 85 bits need no slow hash. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EnrolmentCode([u8; EnrolmentCode::LEN]);

/// Why a text is not a code or a QR label of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EnrolmentCodeError {
    /// Not eighteen symbols of the alphabet.
    #[error("el código de alta tiene 18 letras o dígitos, sin la letra U")]
    Form,
    /// The check symbol does not match: a symbol was mistyped or two were swapped.
    #[error("el código de alta tiene un error de escritura; revíselo")]
    Check,
    /// The QR code is not one for enrolling.
    #[error("el código QR no es de alta de dispositivos")]
    Foreign,
    /// The server's URL is not https, or malformed.
    #[error("la dirección del servidor no es una dirección https")]
    Url,
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl EnrolmentCode {
    /// Number of symbols, the check symbol included.
    pub const LEN: usize = 18;

    /// Makes a code from random bytes, of which 85 bits are used.
    pub fn from_random(random: &[u8; 11]) -> Self {
        let mut padded = [0; 16];
        padded
            .iter_mut()
            .skip(5)
            .zip(random)
            .for_each(|(to, from)| *to = *from);
        let mut bits = u128::from_be_bytes(padded);
        let mut symbols = [0; Self::LEN];
        for symbol in symbols.iter_mut().take(Self::LEN - 1) {
            *symbol = u8::try_from(bits & 31).expect("five bits fit in a byte");
            bits >>= 5;
        }
        let check = times_alpha(remainder(symbols.iter().take(Self::LEN - 1)));
        if let Some(last) = symbols.last_mut() {
            *last = check;
        }
        Self(symbols)
    }

    /// What the server keeps of it: SHA-256 of the eighteen symbols without hyphens.
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.symbols().as_bytes())
    }

    fn symbols(&self) -> String {
        let letter = |symbol: &u8| ALPHABET.get(usize::from(*symbol)).copied().map(char::from);
        self.0.iter().filter_map(letter).collect()
    }
}

/// The polynomial whose coefficients are `symbols`, at α, in GF(32) with α^5 = α^2 + 1. The powers
/// of α differ up to the 31st, so any one wrong symbol and any two swapped ones change it.
fn remainder<'a>(symbols: impl Iterator<Item = &'a u8>) -> u8 {
    symbols.fold(0, |value, symbol| times_alpha(value) ^ symbol)
}

fn times_alpha(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 {
        doubled
    } else {
        doubled ^ 0b10_0101
    }
}

impl FromStr for EnrolmentCode {
    type Err = EnrolmentCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > 64 {
            return Err(EnrolmentCodeError::Form);
        }
        let mut symbols = [0; Self::LEN];
        let mut letters = text.bytes().filter(|byte| !b"- ".contains(byte));
        for symbol in &mut symbols {
            let letter = match letters.next().ok_or(EnrolmentCodeError::Form)? {
                b'O' | b'o' => b'0',
                b'I' | b'i' | b'L' | b'l' => b'1',
                letter => letter.to_ascii_uppercase(),
            };
            let value = ALPHABET.iter().position(|&known| known == letter);
            *symbol = value
                .and_then(|value| u8::try_from(value).ok())
                .ok_or(EnrolmentCodeError::Form)?;
        }
        if letters.next().is_some() {
            return Err(EnrolmentCodeError::Form);
        }
        if remainder(symbols.iter()) != 0 {
            return Err(EnrolmentCodeError::Check);
        }
        Ok(Self(symbols))
    }
}

impl fmt::Display for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.symbols().chars().enumerate() {
            let hyphen = if place > 0 && place % 6 == 0 { "-" } else { "" };
            write!(f, "{hyphen}{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolmentCode(..)")
    }
}

impl TryFrom<String> for EnrolmentCode {
    type Error = EnrolmentCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EnrolmentCode> for String {
    fn from(code: EnrolmentCode) -> Self {
        code.to_string()
    }
}

/// The QR code a tablet scans to enrol: `PREPE1:<server URL>:<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentLabel {
    /// Where to enrol: an https URL; http only for this very machine, in tests and emulators.
    pub server: HttpUrl,
    /// The code.
    pub code: EnrolmentCode,
}

impl EnrolmentLabel {
    /// Longest text accepted, in bytes.
    pub const MAX_LEN: usize = 300;
    const PREFIX: &str = "PREPE1:";
    /// Addresses of this machine; the last is how an Android emulator calls its host.
    const LOCAL: [&str; 4] = ["localhost", "127.0.0.1", "[::1]", "10.0.2.2"];
}

impl fmt::Display for EnrolmentLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}:{}", Self::PREFIX, self.server, self.code)
    }
}

impl FromStr for EnrolmentLabel {
    type Err = EnrolmentCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > Self::MAX_LEN {
            return Err(EnrolmentCodeError::Foreign);
        }
        let body = text
            .strip_prefix(Self::PREFIX)
            .ok_or(EnrolmentCodeError::Foreign)?;
        let (url, code) = body.rsplit_once(':').ok_or(EnrolmentCodeError::Foreign)?;
        let server: HttpUrl = url.parse().map_err(|_| EnrolmentCodeError::Url)?;
        if url.contains(['?', '#']) || !(server.is_secure() || Self::LOCAL.contains(&server.host()))
        {
            return Err(EnrolmentCodeError::Url);
        }
        Ok(Self {
            server,
            code: code.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code() -> EnrolmentCode {
        EnrolmentCode::from_random(b"\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45")
    }

    #[test]
    fn people_may_write_it_their_way() {
        let text = code().to_string();
        assert_eq!(text.len(), 20);
        let sloppy = text
            .to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l");
        assert_eq!(sloppy.parse::<EnrolmentCode>().unwrap(), code());
        assert_eq!(
            text.replace('-', "").parse::<EnrolmentCode>().unwrap(),
            code()
        );
        for bad in [
            "",
            "ABC",
            &format!("{text}0"),
            &text.replacen(|_| true, "U", 1),
            &"0".repeat(70),
        ] {
            assert_eq!(
                bad.parse::<EnrolmentCode>(),
                Err(EnrolmentCodeError::Form),
                "{bad}"
            );
        }
    }

    #[test]
    fn any_wrong_symbol_and_any_swap_are_noticed() {
        let good = code().0;
        for place in 0..EnrolmentCode::LEN {
            for wrong in (0..32).filter(|wrong| *wrong != good[place]) {
                let mut bad = good;
                bad[place] = wrong;
                let text = EnrolmentCode(bad).to_string();
                assert_eq!(
                    text.parse::<EnrolmentCode>(),
                    Err(EnrolmentCodeError::Check)
                );
            }
            for other in (0..place).filter(|other| good[*other] != good[place]) {
                let mut bad = good;
                bad.swap(place, other);
                let text = EnrolmentCode(bad).to_string();
                assert_eq!(
                    text.parse::<EnrolmentCode>(),
                    Err(EnrolmentCodeError::Check)
                );
            }
        }
    }

    #[test]
    fn the_label_wants_https_except_on_this_machine() {
        let label = |url: &str| format!("PREPE1:{url}:{}", code()).parse::<EnrolmentLabel>();
        let read = label("https://prep.example.mx:8443/").unwrap();
        assert_eq!(read.server.to_string(), "https://prep.example.mx:8443/");
        assert_eq!(read.to_string().parse::<EnrolmentLabel>().unwrap(), read);
        assert!(label("http://localhost:8080").is_ok());
        for bad in [
            "http://prep.example.mx",
            "https://h/?a",
            "prep.example.mx",
            "",
        ] {
            assert_eq!(label(bad), Err(EnrolmentCodeError::Url), "{bad}");
        }
        let foreign = Err(EnrolmentCodeError::Foreign);
        assert_eq!("https://h/".parse::<EnrolmentLabel>(), foreign);
        assert_eq!("PREPE1:x".parse::<EnrolmentLabel>(), foreign);
    }

    #[test]
    fn debug_output_shows_no_code() {
        assert_eq!(format!("{:?}", code()), "EnrolmentCode(..)");
    }

    proptest! {
        #[test]
        fn every_code_survives_its_text(random in any::<[u8; 11]>()) {
            let code = EnrolmentCode::from_random(&random);
            prop_assert_eq!(code.to_string().parse::<EnrolmentCode>().unwrap(), code);
        }

        #[test]
        fn any_text_is_a_code_or_a_reason(text in "(PREPE1:)?\\PC{0,40}") {
            let _ = text.parse::<EnrolmentCode>();
            let _ = text.parse::<EnrolmentLabel>();
        }
    }
}
