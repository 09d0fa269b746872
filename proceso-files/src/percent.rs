/// `53.33` as 5333 hundredths of a percent, exactly; at most two decimals, at most 100.
pub(crate) fn hundredths(text: &str) -> Option<u16> {
    let text = text.trim();
    let text = text.strip_suffix('%').unwrap_or(text).trim_end();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=3).contains(&whole.len()) || decimals.len() > 2 || !digits(whole) || !digits(decimals)
    {
        return None;
    }
    let share = format!("{whole}{decimals:0<2}").parse::<u32>().ok()?;
    u16::try_from(share).ok().filter(|share| *share <= 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_exact_hundredths() {
        for (text, share) in [
            ("53.33", Some(5333)),
            ("50", Some(5000)),
            ("0.5", Some(50)),
            ("100", Some(10_000)),
            ("33.34 %", Some(3334)),
            ("100.01", None),
            ("33.333", None),
            (".5", None),
            ("-1", None),
            ("1e1", None),
            ("", None),
        ] {
            assert_eq!(hundredths(text), share, "{text}");
        }
    }
}
