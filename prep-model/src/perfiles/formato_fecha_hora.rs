use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::UtcOffset;

use crate::time::Timestamp;

/// How an institute writes a moment: `{dia}/{mes}/{anio} {hora}:{minuto}:{segundo} ({utc})`.
///
/// Between braces stand `dia`, `mes`, `hora`, `minuto`, `segundo` (two digits), `anio` (four) and
/// `utc` (`UTC-6`, or `UTC-3:30` where the offset is not of whole hours); the rest is written as it is.
/// The moment is the wall clock of the entidad, of 24 hours (LEEME, variables 41 to 43).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FormatoFechaHora {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Dia,
    Mes,
    Anio,
    Hora,
    Minuto,
    Segundo,
    Utc,
}

/// Why a text does not say how to write a moment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "«{0}» no dice cómo escribir una fecha y hora: entre llaves van dia, mes, anio, hora y minuto, y si se quiere segundo y utc"
)]
pub struct FormatoFechaHoraError(String);

impl FormatoFechaHora {
    /// Reads a format, which has at least day, month, year, hour and minute.
    pub fn new(text: &str) -> Result<Self, FormatoFechaHoraError> {
        let refused = || FormatoFechaHoraError(text.to_owned());
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            push_text(&mut parts, before);
            let (name, after) = after.split_once('}').ok_or_else(refused)?;
            parts.push(Part::named(name).ok_or_else(refused)?);
            rest = after;
        }
        push_text(&mut parts, rest);
        let needed = [Part::Dia, Part::Mes, Part::Anio, Part::Hora, Part::Minuto];
        let plain = |part: &Part| match part {
            Part::Text(text) => !text.contains(|c: char| c.is_control() || "}\"".contains(c)),
            _ => true,
        };
        if !needed.iter().all(|part| parts.contains(part)) || !parts.iter().all(plain) {
            return Err(refused());
        }
        let text = text.to_owned();
        Ok(Self { text, parts })
    }

    /// `moment` by the clock of a place `utc_offset_minutes` east of UTC.
    pub fn format(&self, moment: Timestamp, utc_offset_minutes: i16) -> String {
        let seconds = i32::from(utc_offset_minutes) * 60;
        let offset = UtcOffset::from_whole_seconds(seconds).unwrap_or(UtcOffset::UTC);
        let local = moment.at_offset(offset);
        let mut out = String::with_capacity(self.text.len());
        for part in &self.parts {
            let number = match part {
                Part::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::Utc => {
                    push_utc(&mut out, utc_offset_minutes);
                    continue;
                }
                Part::Anio => {
                    push_two(&mut out, local.year().unsigned_abs() / 100 % 100);
                    local.year().unsigned_abs() % 100
                }
                Part::Dia => u32::from(local.day()),
                Part::Mes => u32::from(u8::from(local.month())),
                Part::Hora => u32::from(local.hour()),
                Part::Minuto => u32::from(local.minute()),
                Part::Segundo => u32::from(local.second()),
            };
            push_two(&mut out, number);
        }
        out
    }

    /// The format as it is written in a perfil.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "dia" => Self::Dia,
            "mes" => Self::Mes,
            "anio" => Self::Anio,
            "hora" => Self::Hora,
            "minuto" => Self::Minuto,
            "segundo" => Self::Segundo,
            "utc" => Self::Utc,
            _ => return None,
        })
    }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
}

fn push_two(out: &mut String, number: u32) {
    for digit in [number / 10 % 10, number % 10] {
        out.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

fn push_utc(out: &mut String, utc_offset_minutes: i16) {
    let sign = if utc_offset_minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (
        utc_offset_minutes.unsigned_abs() / 60,
        utc_offset_minutes.unsigned_abs() % 60,
    );
    out.push_str("UTC");
    out.push(sign);
    out.push_str(&hours.to_string());
    if minutes != 0 {
        out.push(':');
        push_two(out, u32::from(minutes));
    }
}

impl TryFrom<String> for FormatoFechaHora {
    type Error = FormatoFechaHoraError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<FormatoFechaHora> for String {
    fn from(formato: FormatoFechaHora) -> Self {
        formato.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(format: &str, moment: &str, minutes: i16) -> String {
        let moment = moment.parse().unwrap();
        FormatoFechaHora::new(format)
            .unwrap()
            .format(moment, minutes)
    }

    /// The examples of the LEEME: 02/06/2024 20:00 (UTC-6) and 02/06/2024 20:00:00 (UTC-6).
    #[test]
    fn leeme_41_a_moment_is_written_by_the_clock_of_the_entidad() {
        let at = "2024-06-03T02:00:00Z";
        let corte = "{dia}/{mes}/{anio} {hora}:{minuto} ({utc})";
        assert_eq!(text(corte, at, -360), "02/06/2024 20:00 (UTC-6)");
        let acta = "{dia}/{mes}/{anio} {hora}:{minuto}:{segundo} ({utc})";
        assert_eq!(text(acta, at, -360), "02/06/2024 20:00:00 (UTC-6)");
        assert_eq!(text(acta, at, -210), "02/06/2024 22:30:00 (UTC-3:30)");
        let iso = "{anio}-{mes}-{dia} {hora}:{minuto}";
        assert_eq!(text(iso, at, 0), "2024-06-03 02:00");
    }

    #[test]
    fn a_format_without_a_part_or_with_an_unknown_one_is_refused() {
        for bad in [
            "",
            "{dia}/{mes}/{anio}",
            "{dia}/{mes}/{anio} {hora}:{minuto} {zona}",
            "{dia}/{mes}/{anio} {hora}:{minuto",
            "{dia}/{mes}/{anio} {hora}}:{minuto}\n",
            "{dia}/{mes}/{anio} {hora}:{minuto}\"",
        ] {
            assert!(FormatoFechaHora::new(bad).is_err(), "{bad}");
        }
    }
}
