use std::str::FromStr;

use prep_model::time::Timestamp;

/// A published date and hour: `02/06/2024 20:15:09 (UTC-6)`. It orders by what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FechaHora {
    /// Year, four digits.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second; 0 where it is not written.
    pub second: u8,
    /// Minutes east of UTC, where it is written.
    pub utc_offset_minutes: Option<i16>,
}

impl FechaHora {
    /// Reads `DD/MM/AAAA HH:MM[:SS][ ](UTC-6)`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (moment, offset) = text.split_once('(').unwrap_or((text, ""));
        let (date, hour) = moment.trim().split_once(char::is_whitespace)?;
        let mut date = date.split('/');
        let day = short(date.next()?)?;
        let month = short(date.next()?)?;
        let year = date.next().filter(|year| year.len() == 4)?;
        let mut hour = hour.trim().split(':');
        let found = Self {
            year: digits(year)?,
            month,
            day,
            hour: short(hour.next()?)?,
            minute: short(hour.next()?)?,
            second: hour.next().map_or(Some(0), short)?,
            utc_offset_minutes: utc_offset(offset),
        };
        let whole = date.next().is_none() && hour.next().is_none();
        let in_range = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && found.hour < 24
            && found.minute < 60
            && found.second < 60;
        (whole && in_range).then_some(found)
    }

    /// The moment, in `default_offset_minutes` where the text does not say; `None` if the calendar
    /// has no such day.
    pub fn timestamp(&self, default_offset_minutes: i16) -> Option<Timestamp> {
        let offset = self.utc_offset_minutes.unwrap_or(default_offset_minutes);
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.unsigned_abs() / 60, offset.unsigned_abs() % 60);
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
            ..
        } = self;
        let text = format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{minutes:02}"
        );
        Timestamp::from_str(&text).ok()
    }
}

fn digits<T: FromStr>(text: &str) -> Option<T> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn short(text: &str) -> Option<u8> {
    (text.len() <= 2).then(|| digits(text)).flatten()
}

/// `UTC-6)` and `UTC-06:30)`.
fn utc_offset(text: &str) -> Option<i16> {
    let text = text.trim_end_matches(')').trim().strip_prefix("UTC")?;
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
    let (hours, minutes) = (i16::from(short(hours)?), i16::from(short(minutes)?));
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_moments() {
        let moment = |text: &str| {
            let found = FechaHora::parse(text)?;
            Some(found.timestamp(0)?.to_string())
        };
        let utc = |text: &str| Some(text.to_owned());
        assert_eq!(
            moment("04/06/2024 14:40(UTC-6)"),
            utc("2024-06-04T20:40:00.000000Z")
        );
        assert_eq!(
            moment("03/06/2024 05:55:10 (UTC-6)"),
            utc("2024-06-03T11:55:10.000000Z")
        );
        assert_eq!(
            moment("02/06/2024 21:00"),
            utc("2024-06-02T21:00:00.000000Z")
        );
        assert_eq!(moment("31/02/2024 21:00"), None);
        for other in [
            "DD/MM/AAAA HH:MM (UTC-6)",
            "45445.75071",
            "",
            "N/A",
            "1/2/24 3:4",
        ] {
            assert_eq!(FechaHora::parse(other), None, "{other}");
        }
    }
}
