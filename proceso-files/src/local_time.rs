//! Moments at the hour of an entidad.

use prep_model::proceso::ProcesoHead;
use prep_model::time::Timestamp;
use time::{OffsetDateTime, UtcOffset};

const MESES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// A moment at the hour of the entidad, `2027-06-06T20:00:00-06:00`; at that of UTC where the
/// entidad's leaves the years of the calendar.
pub fn local_text(head: &ProcesoHead, moment: Timestamp) -> String {
    let Some(local) = wall_clock(moment, head.utc_offset_minutes) else {
        return moment.to_string();
    };
    let (date, clock) = (local.date(), local.time());
    let fraction = match clock.microsecond() {
        0 => String::new(),
        micros => format!(".{micros:06}"),
    };
    let sign = if head.utc_offset_minutes < 0 {
        '-'
    } else {
        '+'
    };
    let minutes = head.utc_offset_minutes.unsigned_abs();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{fraction}{sign}{:02}:{:02}",
        date.year(),
        u8::from(date.month()),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second(),
        minutes / 60,
        minutes % 60,
    )
}

/// A moment as people write it: `las 20:00 del 2 de junio de 2024 (UTC-6)`.
pub(crate) fn spoken(moment: Timestamp, offset_minutes: i16) -> String {
    let Some(local) = wall_clock(moment, offset_minutes) else {
        return moment.to_string();
    };
    let month = MESES.get(usize::from(u8::from(local.month())) - 1);
    format!(
        "las {}:{:02} del {} de {} de {} ({})",
        local.hour(),
        local.minute(),
        local.day(),
        month.copied().unwrap_or_default(),
        local.year(),
        uso_horario(offset_minutes)
    )
}

/// `UTC-6`, `UTC+5:30`.
pub(crate) fn uso_horario(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
    match minutes {
        0 => format!("UTC{sign}{hours}"),
        _ => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// What the clock on the wall shows; `None` where that leaves the years of the calendar.
fn wall_clock(moment: Timestamp, offset_minutes: i16) -> Option<OffsetDateTime> {
    let seconds = i64::from(offset_minutes) * 60;
    let offset = UtcOffset::from_whole_seconds(i32::from(offset_minutes) * 60).ok()?;
    let within_calendar = moment.plus_seconds(seconds).micros_since(moment) == seconds * 1_000_000;
    within_calendar.then(|| moment.at_offset(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_as_people_of_the_entidad_write_them() {
        let moment: Timestamp = "2024-06-03T02:00:00Z".parse().unwrap();
        let told = [-360, -300, 0, 330].map(|offset| spoken(moment, offset));
        assert_eq!(
            told,
            [
                "las 20:00 del 2 de junio de 2024 (UTC-6)",
                "las 21:00 del 2 de junio de 2024 (UTC-5)",
                "las 2:00 del 3 de junio de 2024 (UTC+0)",
                "las 7:30 del 3 de junio de 2024 (UTC+5:30)",
            ]
        );
        let last: Timestamp = "9999-12-31T23:00:00Z".parse().unwrap();
        assert_eq!(spoken(last, 840), "9999-12-31T23:00:00.000000Z");
    }

    #[test]
    fn usos_horarios_are_short() {
        let all = [-360, 0, 330, -570].map(uso_horario);
        assert_eq!(all, ["UTC-6", "UTC+0", "UTC+5:30", "UTC-9:30"]);
    }
}
