use askama::Template;
use central::monitor::{Counts, MonitorBoard};
use prep_model::machines::corte::Next;
use prep_model::time::Timestamp;
use time::UtcOffset;

use super::avance::{Figure, age, figures, forecast};
use super::cortes::Cortes;
use super::curve::Chart;
use crate::layout::{local_time, thousands};

/// The view for a screen on the wall, read from five metres.
#[derive(Template)]
#[template(path = "monitor/pared.html")]
pub(crate) struct Pared {
    at: String,
    figures: [Figure; 4],
    chart: Chart,
    backlog: String,
    age: String,
    stuck: String,
    is_stuck: bool,
    active: String,
    forecast: String,
    /// How long until the next corte, in words.
    next_corte: String,
    warnings: Vec<String>,
}

impl Pared {
    pub(crate) fn of(board: &MonitorBoard, offset: UtcOffset) -> Self {
        let total = Counts::of(&board.actas).total();
        let cortes = board.cortes.as_ref();
        Self {
            at: local_time(board.at, offset),
            figures: figures(&total),
            chart: Chart::of(board, total.esperadas(), offset),
            backlog: thousands(board.backlog()),
            age: age(board.oldest(), board.at),
            stuck: thousands(board.stuck()),
            is_stuck: board.stuck() > 0,
            active: thousands(board.active() as u64),
            forecast: forecast(board, offset),
            next_corte: cortes.map_or_else(
                || "—".to_owned(),
                |cortes| match cortes.next {
                    Next::Build { at, .. } => until(at, board.at),
                    Next::Settle => "en preparación".to_owned(),
                    Next::Stopped => "detenido".to_owned(),
                    Next::Finished => "ya fue el último".to_owned(),
                },
            ),
            warnings: cortes
                .map(|cortes| Cortes::new(cortes, offset).warnings)
                .unwrap_or_default(),
        }
    }
}

/// `en 12 min`; the moment itself has passed, or is right now.
fn until(at: Timestamp, now: Timestamp) -> String {
    let minutes = at.micros_since(now) / 60_000_000;
    match (minutes / 60, minutes % 60) {
        (..=-1, _) | (_, ..=-1) | (0, 0) => "ahora".to_owned(),
        (0, minutes) => format!("en {minutes} min"),
        (hours, minutes) => format!("en {hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_corte_is_counted_down_in_minutes() {
        let at = |minutes: i64| Timestamp::from_micros(minutes * 60_000_000).unwrap();
        assert_eq!(until(at(12), at(0)), "en 12 min");
        assert_eq!(until(at(125), at(0)), "en 2 h 05 min");
        assert_eq!(until(at(0), at(0)), "ahora");
        assert_eq!(until(at(0), at(7)), "ahora");
    }
}
