use central::monitor::MonitorBoard;
use prep_model::progress::Plan;
use prep_model::time::Timestamp;
use time::UtcOffset;

use crate::layout::{local_time, thousands};

/// Size of the drawing in its own units.
const WIDTH: i64 = 1_000;
const HEIGHT: i64 = 300;
/// How far apart the rows of the table are.
const ROW_MICROS: i64 = 30 * 60_000_000;
/// A drawing is at least so long.
const SHORTEST_MICROS: i64 = 60 * 60_000_000;

/// The curve of the night against its plan: a drawing, and the table behind it.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    /// Points of each line, as SVG takes them.
    pub(super) recibidas: String,
    pub(super) verificadas: String,
    /// `None` if nobody knows the plan now.
    pub(super) plan: Option<String>,
    /// Beginning and end, as people read them.
    pub(super) from: String,
    pub(super) until: String,
    pub(super) rows: Vec<ChartRow>,
    /// Behind or ahead of the plan, in words; empty if nobody knows.
    pub(super) verdict: String,
}

#[derive(Debug, Clone)]
pub(super) struct ChartRow {
    pub(super) at: String,
    pub(super) recibidas: String,
    pub(super) verificadas: String,
    pub(super) plan: String,
}

/// Where moments and actas lie in the drawing.
struct Frame {
    from: Timestamp,
    length: i64,
    actas: u64,
}

impl Frame {
    fn x(&self, at: Timestamp) -> i64 {
        at.micros_since(self.from).clamp(0, self.length) / (self.length / WIDTH).max(1)
    }

    fn y(&self, actas: u64) -> i64 {
        let whole = i128::from(self.actas.max(1));
        let up = i128::from(actas.min(self.actas)) * i128::from(HEIGHT) / whole;
        HEIGHT - i64::try_from(up).unwrap_or(HEIGHT)
    }

    fn line(&self, points: impl Iterator<Item = (Timestamp, u64)>) -> String {
        let points = points.map(|(at, actas)| format!("{},{}", self.x(at), self.y(actas)));
        points.collect::<Vec<_>>().join(" ")
    }
}

impl Chart {
    /// For `actas` expected.
    pub(super) fn of(board: &MonitorBoard, actas: u64, offset: UtcOffset) -> Self {
        let (plan, now) = (board.plan(), board.at);
        let first = board.curve.first().map_or(now, |point| point.at);
        let from = plan.map_or(first, |plan| plan.from.min(first));
        let length = now.micros_since(from).max(SHORTEST_MICROS);
        let frame = Frame {
            from,
            length,
            actas,
        };
        let start = [(from, 0)].into_iter();
        let told = board.curve.iter();
        let last = board.curve.last().map(|p| (p.recibidas, p.verificadas));
        let (recibidas, verificadas) = last.unwrap_or_default();
        let line = |values: Vec<(Timestamp, u64)>, at_end| {
            frame.line(start.clone().chain(values).chain([(now, at_end)]))
        };
        let until = from.plus_micros(length);
        Self {
            recibidas: line(
                told.clone().map(|p| (p.at, p.recibidas)).collect(),
                recibidas,
            ),
            verificadas: line(told.map(|p| (p.at, p.verificadas)).collect(), verificadas),
            plan: plan.map(|plan| {
                let due = |at| (at, plan.due(actas, at));
                frame.line([due(from), due(plan.from.max(from)), due(until)].into_iter())
            }),
            from: local_time(from, offset),
            until: local_time(until, offset),
            rows: rows(board, actas, plan, offset),
            verdict: plan.map_or_else(String::new, |plan| {
                verdict(verificadas, plan.due(actas, now))
            }),
        }
    }
}

fn verdict(verificadas: u64, due: u64) -> String {
    match verificadas.checked_sub(due) {
        Some(0) => "Al día con el ritmo parejo.".to_owned(),
        Some(more) => format!("{} actas adelante del ritmo parejo.", thousands(more)),
        None => format!(
            "{} actas atrás del ritmo parejo.",
            thousands(due - verificadas)
        ),
    }
}

/// The last point of each half hour.
fn rows(board: &MonitorBoard, actas: u64, plan: Option<Plan>, offset: UtcOffset) -> Vec<ChartRow> {
    let half_hour = |at: Timestamp| at.plus_micros(-1).micros().div_euclid(ROW_MICROS);
    let mut rows = Vec::new();
    let mut points = board.curve.iter().peekable();
    while let Some(point) = points.next() {
        let next = points.peek().map(|next| half_hour(next.at));
        if next == Some(half_hour(point.at)) {
            continue;
        }
        rows.push(ChartRow {
            at: local_time(point.at, offset),
            recibidas: thousands(point.recibidas),
            verificadas: thousands(point.verificadas),
            plan: plan.map_or_else(
                || "—".to_owned(),
                |plan| thousands(plan.due(actas, point.at)),
            ),
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_never_leaves_its_drawing() {
        let at = |minutes: i64| Timestamp::from_micros((minutes + 60) * 60_000_000).unwrap();
        let frame = Frame {
            from: at(0),
            length: SHORTEST_MICROS,
            actas: 100,
        };
        let line = frame.line([(at(-5), 0), (at(30), 50), (at(99), 400)].into_iter());
        assert_eq!(line, "0,300 500,150 1000,0");
        let empty = Frame { actas: 0, ..frame };
        assert_eq!(empty.y(7), HEIGHT);
    }

    #[test]
    fn ahead_and_behind_are_told_in_words() {
        assert_eq!(verdict(10, 10), "Al día con el ritmo parejo.");
        assert_eq!(verdict(2_010, 10), "2,000 actas adelante del ritmo parejo.");
        assert_eq!(verdict(0, 10), "10 actas atrás del ritmo parejo.");
    }
}
