use prep_model::time::Timestamp;
use proceso_files::published::table::FechaHora;

/// How the LEEME writes a moment of an acta (variables 41 to 43).
pub(super) const ACTA: &str = "{dia}/{mes}/{anio} {hora}:{minuto}:{segundo} ({utc})";
/// How the LEEME writes the moment of the corte.
pub(super) const CORTE: &str = "{dia}/{mes}/{anio} {hora}:{minuto} ({utc})";

/// Reads a moment that is written exactly as `format` says, with the placeholders of a perfil's
/// `FormatoFechaHora`.
pub(super) fn read_exactly(text: &str, format: &str) -> Option<FechaHora> {
    let mut found = FechaHora {
        year: 0,
        month: 0,
        day: 0,
        hour: 0,
        minute: 0,
        second: 0,
        utc_offset_minutes: None,
    };
    let (mut text, mut format) = (text, format);
    while let Some(next) = format.chars().next() {
        if next == '{' {
            let (name, rest) = format.get(1..)?.split_once('}')?;
            text = placeholder(name, text, &mut found)?;
            format = rest;
        } else {
            text = text.strip_prefix(next)?;
            format = format.get(next.len_utf8()..)?;
        }
    }
    let in_range = (1..=12).contains(&found.month)
        && (1..=31).contains(&found.day)
        && found.hour < 24
        && found.minute < 60
        && found.second < 60;
    // The calendar has the last word: there is no 31 of June.
    let exists = in_range && found.timestamp(0).is_some();
    (text.is_empty() && exists).then_some(found)
}

fn placeholder<'a>(name: &str, text: &'a str, found: &mut FechaHora) -> Option<&'a str> {
    match name {
        "anio" => {
            let (digits, rest) = split_digits(text, 4)?;
            found.year = digits.parse().ok()?;
            return Some(rest);
        }
        "utc" => return utc(text, found),
        _ => {}
    }
    let (digits, rest) = split_digits(text, 2)?;
    let number = digits.parse().ok()?;
    match name {
        "dia" => found.day = number,
        "mes" => found.month = number,
        "hora" => found.hour = number,
        "minuto" => found.minute = number,
        "segundo" => found.second = number,
        _ => return None,
    }
    Some(rest)
}

fn split_digits(text: &str, len: usize) -> Option<(&str, &str)> {
    let (digits, rest) = text.split_at_checked(len)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then_some((digits, rest))
}

/// `UTC-6`, or `UTC-3:30` where the offset is not of whole hours.
fn utc<'a>(text: &'a str, found: &mut FechaHora) -> Option<&'a str> {
    let signed = text.strip_prefix("UTC")?;
    let (sign, rest) = signed.split_at_checked(1)?;
    let sign = match sign {
        "-" => -1,
        "+" => 1,
        _ => return None,
    };
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (hours, rest) = rest.split_at_checked(len)?;
    if !(1..=2).contains(&len) {
        return None;
    }
    let (minutes, rest) = match rest.strip_prefix(':') {
        Some(after) => split_digits(after, 2)?,
        None => ("0", rest),
    };
    let hours: i16 = hours.parse().ok()?;
    let minutes: i16 = minutes.parse().ok()?;
    found.utc_offset_minutes = Some(sign * (hours * 60 + minutes));
    Some(rest)
}

/// Seconds of the civil moment that is written, to compare and shift.
pub(super) fn seconds(moment: &FechaHora) -> Option<i64> {
    moment
        .timestamp(0)
        .map(Timestamp::unix_seconds)
        .map(|seconds| {
            // What is written counts, in whatever offset: undo the one that `timestamp` applied.
            seconds + i64::from(moment.utc_offset_minutes.unwrap_or(0)) * 60
        })
}

/// `12/05/2024 21:20`, for messages.
pub(super) fn shown(moment: &FechaHora) -> String {
    let FechaHora {
        day,
        month,
        year,
        hour,
        minute,
        ..
    } = moment;
    format!("{day:02}/{month:02}/{year:04} {hour:02}:{minute:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_form_is_read() {
        assert!(read_exactly("02/06/2024 20:00:00 (UTC-6)", ACTA).is_some());
        assert!(read_exactly("02/06/2024 20:00 (UTC-6)", CORTE).is_some());
        for bad in [
            "02/06/2024 20:00:00(UTC-6)",
            "2/6/2024 20:00:00 (UTC-6)",
            "31/06/2024 20:00:00 (UTC-6)",
            "02/06/2024 20:00",
            "45445.75071",
            "02/06/2024 20:00:00 (UTC-6) ",
            "",
        ] {
            assert_eq!(read_exactly(bad, ACTA), None, "{bad}");
        }
        let other = read_exactly("2024-06-02T20:00", "{anio}-{mes}-{dia}T{hora}:{minuto}").unwrap();
        assert_eq!(shown(&other), "02/06/2024 20:00");
    }
}
