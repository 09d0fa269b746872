use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A percentage in ten-thousandths of a percent, truncated (LEEME, variables 5, 7, 8 and 13).
///
/// It may be above 100: participación with casillas especiales is, and an institute may declare
/// fewer esperadas than arrive. As text it has exactly four decimals and no thousands separator,
/// `99.4738`, also in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Porcentaje(u128);

/// What the sites say below percentages of votes: the truncated ones may add up to less than 100.
pub const NOTA_DECIMALES: &str = "Por presentación, los decimales de los porcentajes muestran solo cuatro dígitos. \
     No obstante, al considerar todos los decimales, suman 100 %.";

/// Why a text is not a percentage.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("«{0}» no es un porcentaje con cuatro decimales, como 99.4738")]
pub struct PorcentajeError(String);

impl Porcentaje {
    /// Ten-thousandths of a percent in one whole: 100.0000 %.
    const WHOLE: u128 = 1_000_000;

    /// `part` of `whole`, truncated to four decimals; `None` if `whole` is zero, which is not 0 %.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        (u128::from(part) * Self::WHOLE)
            .checked_div(u128::from(whole))
            .map(Self)
    }

    /// Ten-thousandths of a percent: 994,738 is 99.4738 %.
    pub fn ten_thousandths(self) -> u128 {
        self.0
    }
}

impl fmt::Display for Porcentaje {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{:04}", self.0 / 10_000, self.0 % 10_000))
    }
}

impl FromStr for Porcentaje {
    type Err = PorcentajeError;

    /// Takes exactly what is printed: `99.4738`, neither `99.47` nor `099.4738`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || PorcentajeError(text.chars().take(40).collect());
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, decimals) = text.split_once('.').ok_or_else(refused)?;
        let canonical = whole == "0" || !(whole.is_empty() || whole.starts_with('0'));
        if !canonical || whole.len() > 30 || decimals.len() != 4 {
            return Err(refused());
        }
        if !digits(whole) || !digits(decimals) {
            return Err(refused());
        }
        format!("{whole}{decimals}")
            .parse()
            .map(Self)
            .map_err(|_| refused())
    }
}

impl TryFrom<String> for Porcentaje {
    type Error = PorcentajeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Porcentaje> for String {
    fn from(porcentaje: Porcentaje) -> Self {
        porcentaje.to_string()
    }
}

/// The share of each of `votos` in their sum, truncated; `None` if there are no votes at all.
///
/// Truncated shares add up to less than 100 by fewer ten-thousandths than there are shares. The
/// missing ones are not handed out, since that would round a fourth decimal up; [`NOTA_DECIMALES`]
/// explains it to the reader.
pub fn porcentajes_de(votos: &[u64]) -> Option<Vec<Porcentaje>> {
    let whole: u128 = votos.iter().copied().map(u128::from).sum();
    let share = |votos: &u64| {
        (u128::from(*votos) * Porcentaje::WHOLE)
            .checked_div(whole)
            .map(Porcentaje)
    };
    // An empty list has no whole either.
    if whole == 0 {
        None
    } else {
        votos.iter().map(share).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(part: u64, whole: u64) -> String {
        Porcentaje::of(part, whole).unwrap().to_string()
    }

    /// DOMAIN 2.7, items 1 and 2: the real cut of 12 May 2024, 21:20.
    #[test]
    fn leeme_5_and_8_the_fourth_decimal_is_truncated_and_never_rounded() {
        assert_eq!(text(13_424, 13_495), "99.4738");
        assert_eq!(text(13_200, 13_495), "97.8140");
        assert_eq!(text(521, 13_495), "3.8606");
        assert_eq!(text(519, 13_495), "3.8458");
    }

    #[test]
    fn leeme_5_four_decimals_are_always_shown_and_never_a_thousands_separator() {
        assert_eq!(text(1, 2), "50.0000");
        assert_eq!(text(0, 7), "0.0000");
        assert_eq!(text(7, 7), "100.0000");
        assert_eq!(text(1, 1_000_000), "0.0001");
        assert_eq!(text(1, 1_000_001), "0.0000");
        assert_eq!(text(1_234_567, 100_000), "1234.5670");
    }

    #[test]
    fn nothing_of_nothing_is_not_zero_percent() {
        assert_eq!(Porcentaje::of(0, 0), None);
        assert_eq!(Porcentaje::of(5, 0), None);
        assert_eq!(porcentajes_de(&[0, 0]), None);
        assert_eq!(porcentajes_de(&[]), None);
    }

    #[test]
    fn only_the_printed_form_is_read() {
        for bad in [
            "",
            "99",
            "99.47",
            "99.47389",
            "099.4738",
            ".4738",
            "1,234.5678",
            "-1.0000",
            "+1.0000",
        ] {
            assert!(bad.parse::<Porcentaje>().is_err(), "{bad}");
        }
    }

    proptest! {
        /// Truncation is the floor of the exact fraction: p <= part·10⁶/whole < p + 1.
        #[test]
        fn truncation_equals_exact_rational_arithmetic(part: u64, whole in 1u64..) {
            let p = Porcentaje::of(part, whole).unwrap().ten_thousandths();
            let scaled = u128::from(part) * 1_000_000;
            prop_assert!(p * u128::from(whole) <= scaled);
            prop_assert!(scaled - p * u128::from(whole) < u128::from(whole));
        }

        #[test]
        fn every_percentage_survives_its_text(part: u64, whole in 1u64..) {
            let porcentaje = Porcentaje::of(part, whole).unwrap();
            prop_assert_eq!(porcentaje.to_string().parse::<Porcentaje>(), Ok(porcentaje));
        }

        /// DOMAIN 1.6: what truncation leaves out of 100 % is less than one unit for each share.
        #[test]
        fn shares_miss_100_percent_by_less_than_one_unit_each(
            votos in prop::collection::vec(any::<u64>(), 1..30)
        ) {
            if let Some(shares) = porcentajes_de(&votos) {
                let sum: u128 = shares.iter().map(|p| p.ten_thousandths()).sum();
                prop_assert!(sum <= 1_000_000);
                prop_assert!(1_000_000 - sum < votos.len() as u128);
            }
        }
    }
}
