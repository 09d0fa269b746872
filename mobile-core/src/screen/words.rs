use prep_model::claves::{ActaKey, ClaveCasilla};
use prep_model::time::Timestamp;

use super::MAX_MESSAGE;
use crate::casillas::Casillas;

/// A casilla as people say it: `3596 B01`; with its extraordinaria contigua, `3596 E01 C02`.
pub fn casilla_text(clave: ClaveCasilla) -> String {
    let contigua = match clave.ext_contigua() {
        0 => String::new(),
        number => format!(" C{number:02}"),
    };
    format!(
        "{:04} {}{:02}{contigua}",
        clave.seccion(),
        clave.tipo().letter(),
        clave.id()
    )
}

/// An acta as people say it: `3596 B01 · Jefatura de Gobierno`.
pub fn acta_text(acta: &ActaKey, casillas: &Casillas) -> String {
    format!(
        "{} · {}",
        casilla_text(acta.casilla),
        casillas.acta_name(acta)
    )
}

/// How long ago: `hace 12 min`. A clock that was set back makes nothing older than now.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    let minutes = now.micros_since(then).max(0) / 60_000_000;
    match minutes {
        0 => "hace un momento".to_owned(),
        1..=59 => format!("hace {minutes} min"),
        60..=1439 => format!("hace {} h {} min", minutes / 60, minutes % 60),
        _ => format!("hace {} días", minutes / 1440),
    }
}

/// A text of whatever origin as rows of at most [`MAX_MESSAGE`] characters, cut between words.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = line.chars().count() + word.chars().count() + 1;
        if longer > MAX_MESSAGE && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A text of whatever origin on at most two lines.
pub(super) fn fit(text: &str) -> String {
    let line: String = text
        .trim()
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if line.chars().count() <= MAX_MESSAGE {
        return line;
    }
    let cut: String = line.chars().take(MAX_MESSAGE - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut.get(..end).unwrap_or(&cut))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::night;

    #[test]
    fn a_casilla_is_named_as_people_do() {
        let text = |clave: &str| casilla_text(clave.parse().unwrap());
        assert_eq!(text("093596B0100"), "3596 B01");
        assert_eq!(text("093596E0102"), "3596 E01 C02");
    }

    #[test]
    fn ages_are_of_now_at_least() {
        assert_eq!(ago(night(100), night(0)), "hace un momento");
        assert_eq!(ago(night(0), night(12 * 60)), "hace 12 min");
        assert_eq!(ago(night(0), night(3 * 3600 + 60)), "hace 3 h 1 min");
        assert_eq!(ago(night(0), night(3 * 86_400)), "hace 3 días");
    }

    #[test]
    fn a_long_text_is_told_whole_in_rows() {
        let text = "palabra ".repeat(60);
        let rows = lines(&text);
        assert!(rows.len() > 3 && rows.iter().all(|row| row.chars().count() <= MAX_MESSAGE));
        assert_eq!(rows.join(" "), text.trim());
        assert!(lines(" ").is_empty());
    }

    #[test]
    fn a_text_of_any_length_takes_two_lines() {
        assert_eq!(fit(" corto\n"), "corto");
        let long = fit(&"palabra ".repeat(40));
        assert!(long.chars().count() <= MAX_MESSAGE && long.ends_with('…'));
        assert!(fit(&"ñ".repeat(400)).chars().count() <= MAX_MESSAGE);
    }
}
