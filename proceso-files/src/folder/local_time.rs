use prep_model::proceso::ProcesoHead;
use prep_model::time::Timestamp;
use time::UtcOffset;

/// A moment at the hour of the entidad, `2027-06-06T20:00:00-06:00`; at that of UTC where the
/// entidad's leaves the years of the calendar.
pub fn local_text(head: &ProcesoHead, moment: Timestamp) -> String {
    let seconds = i64::from(head.utc_offset_minutes) * 60;
    let offset = i32::try_from(seconds)
        .ok()
        .and_then(|s| UtcOffset::from_whole_seconds(s).ok());
    let within_calendar = moment.plus_seconds(seconds).micros_since(moment) == seconds * 1_000_000;
    let (Some(offset), true) = (offset, within_calendar) else {
        return moment.to_string();
    };
    let local = moment.at_offset(offset);
    let (date, clock) = (local.date(), local.time());
    let fraction = match clock.microsecond() {
        0 => String::new(),
        micros => format!(".{micros:06}"),
    };
    let sign = if seconds < 0 { '-' } else { '+' };
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
