//! What a published percentage must have been calculated from.

use prep_model::porcentajes::Porcentaje;

/// A published percentage in ten-thousandths, however many decimals it has up to four.
pub(super) fn ten_thousandths(text: &str) -> Option<u128> {
    let text = text.replace(',', "");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 12
        || decimals.len() > 4
        || !digits(whole)
        || !digits(decimals)
    {
        return None;
    }
    format!("{whole}{decimals:0<4}").parse().ok()
}

/// `part` of `whole` in ten-thousandths of a percent, half up.
pub(super) fn rounded(part: u64, whole: u64) -> Option<u128> {
    (u128::from(part) * 2_000_000 + u128::from(whole)).checked_div(u128::from(whole) * 2)
}

/// The number of actas of `whole` that gives `percentage`, and whether only rounding gives it.
pub(super) fn numerator(percentage: u128, whole: u64) -> (Option<u64>, bool) {
    // The first that reaches it; a smaller one may still round up to it.
    let Ok(first) = u64::try_from((percentage * u128::from(whole)).div_ceil(1_000_000)) else {
        return (None, false);
    };
    let truncates =
        Porcentaje::of(first, whole).map(Porcentaje::ten_thousandths) == Some(percentage);
    if truncates {
        return (Some(first), false);
    }
    let before = first.checked_sub(1);
    let rounds = before.filter(|part| rounded(*part, whole) == Some(percentage));
    (rounds, rounds.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_percentage_is_told_from_a_wrong_numerator() {
        assert_eq!(numerator(994_738, 13_495), (Some(13_424), false));
        assert_eq!(numerator(994_739, 13_495), (Some(13_424), true));
        assert_eq!(numerator(38_607, 13_495), (Some(521), true));
        assert_eq!(numerator(38_606, 13_495), (Some(521), false));
        assert_eq!(numerator(38_600, 13_495), (None, false));
    }

    #[test]
    fn decimals_may_be_fewer_and_grouped() {
        assert_eq!(ten_thousandths("99.4739"), Some(994_739));
        assert_eq!(ten_thousandths("80"), Some(800_000));
        assert_eq!(ten_thousandths("1,234.5"), Some(12_345_000));
        assert_eq!(ten_thousandths("N/A"), None);
        assert_eq!(ten_thousandths("1.23456"), None);
    }
}
