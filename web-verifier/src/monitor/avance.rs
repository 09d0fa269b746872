use askama::Template;
use central::monitor::{Counts, EleccionCounts, MonitorBoard, WaitingFigures};
use central::store::Stage;
use prep_model::machines::acta::ActaStatus;
use prep_model::progress::Forecast;
use prep_model::time::Timestamp;
use time::UtcOffset;

use super::cortes::Cortes;
use super::curve::Chart;
use crate::captura::view::elapsed;
use crate::layout::{local_time, thousands};

/// The supervisor's view.
#[derive(Template)]
#[template(path = "monitor/avance.html")]
pub(crate) struct Avance {
    /// When it was counted.
    at: String,
    figures: [Figure; 4],
    chart: Chart,
    queue: Queue,
    people: People,
    /// Headings of the table's columns.
    statuses: Vec<(&'static str, &'static str)>,
    /// One row for each elección, and one for all.
    rows: Vec<Row>,
    cortes: Option<Cortes>,
}

pub(super) struct Figure {
    pub(super) word: &'static str,
    pub(super) meaning: &'static str,
    pub(super) number: String,
    /// Share of the esperadas in tenths of a percent, cut and never rounded up: 100 % is all.
    pub(super) share: Option<u64>,
}

struct Row {
    name: String,
    is_total: bool,
    esperadas: String,
    numbers: Vec<String>,
    verificadas: u64,
}

/// What waits.
struct Queue {
    stages: Vec<StageRow>,
    /// When it ends, in words.
    forecast: String,
    stuck: String,
    unidentified: String,
    incidencias: String,
}

struct StageRow {
    word: &'static str,
    rounds: String,
    age: String,
    stuck: String,
    is_stuck: bool,
}

struct People {
    active: String,
    finished: String,
    /// Actas of the last hour for each person at work.
    each: String,
    /// Share of the pairs that were equal.
    agreement: String,
}

/// Shape and word of each status, in the order of an acta's life.
const STATUSES: [(ActaStatus, &str, &str); 7] = [
    (ActaStatus::Esperada, "○", "Esperada"),
    (ActaStatus::Acopiada, "◔", "Acopiada"),
    (ActaStatus::Digitalizada, "◑", "Digitalizada"),
    (ActaStatus::Capturada, "◕", "Capturada"),
    (ActaStatus::Verificada, "●", "Verificada"),
    (ActaStatus::Cotejada, "✓", "Cotejada"),
    (ActaStatus::SinActa, "–", "Sin acta"),
];

impl Avance {
    pub(crate) fn of(board: &MonitorBoard, offset: UtcOffset) -> Self {
        let counts = Counts::of(&board.actas);
        let total = counts.total();
        let mut rows: Vec<_> = counts
            .elecciones
            .iter()
            .map(|counts| Row::of(board, counts))
            .collect();
        rows.push(Row::of(board, &total));
        let cortes = board.cortes.as_ref();
        Self {
            at: local_time(board.at, offset),
            figures: figures(&total),
            chart: Chart::of(board, total.esperadas(), offset),
            queue: Queue::of(board, offset),
            people: People::of(board),
            statuses: STATUSES
                .iter()
                .map(|(_, shape, word)| (*shape, *word))
                .collect(),
            rows,
            cortes: cortes.map(|cortes| Cortes::new(cortes, offset)),
        }
    }
}

/// The four numbers.
pub(super) fn figures(total: &EleccionCounts) -> [Figure; 4] {
    let all = total.esperadas();
    let figure = |word, meaning, number: u64| Figure {
        word,
        meaning,
        number: thousands(number),
        share: tenths(number, all),
    };
    [
        Figure {
            share: None,
            ..figure("Esperadas", "actas del catálogo", all)
        },
        figure("Recibidas", "en papel o en imagen", total.recibidas()),
        figure("Capturadas", "al menos una vez", total.capturadas()),
        figure(
            "Verificadas",
            "con captura y verificación concluidas",
            total.verificadas(),
        ),
    ]
}

impl Figure {
    /// `83.4 %`.
    pub(super) fn percent(&self) -> Option<String> {
        self.share.map(percent)
    }
}

impl Row {
    fn of(board: &MonitorBoard, counts: &EleccionCounts) -> Self {
        let name = counts.eleccion.as_ref().map(|id| {
            let proceso = board.proceso.as_ref();
            let eleccion = proceso.and_then(|proceso| proceso.eleccion(id));
            eleccion.map_or_else(|| id.to_string(), |eleccion| eleccion.nombre.clone())
        });
        Self {
            is_total: name.is_none(),
            name: name.unwrap_or_else(|| "Todas".to_owned()),
            esperadas: thousands(counts.esperadas()),
            numbers: STATUSES
                .iter()
                .map(|(status, ..)| thousands(counts.with(*status)))
                .collect(),
            verificadas: tenths(counts.verificadas(), counts.esperadas()).unwrap_or_default(),
        }
    }

    fn percent(&self) -> String {
        percent(self.verificadas)
    }
}

impl Queue {
    fn of(board: &MonitorBoard, offset: UtcOffset) -> Self {
        let stage = |one: &WaitingFigures| StageRow {
            word: stage_text(one.stage),
            rounds: thousands(one.rounds),
            age: age(one.oldest, board.at),
            stuck: thousands(one.stuck),
            is_stuck: one.stuck > 0,
        };
        Self {
            stages: board.waiting.iter().map(stage).collect(),
            forecast: forecast(board, offset),
            stuck: thousands(board.stuck()),
            unidentified: thousands(board.unidentified),
            incidencias: thousands(board.incidencias),
        }
    }
}

/// A stage as people read it.
pub(super) fn stage_text(stage: Stage) -> &'static str {
    match stage {
        Stage::ToCapture => "Por capturar",
        Stage::Capturing => "En captura",
        Stage::ToPair => "Con una captura",
        Stage::ToVerify => "Por verificar",
        Stage::Verifying => "En verificación",
        Stage::ToVerifyAgain => "Por verificar otra vez",
    }
}

/// How long ago; a dash for nothing.
pub(super) fn age(since: Option<Timestamp>, now: Timestamp) -> String {
    since.map_or_else(|| "—".to_owned(), |since| elapsed(since, now))
}

/// When what waits will be done, in words.
pub(super) fn forecast(board: &MonitorBoard, offset: UtcOffset) -> String {
    let done = thousands(board.pace.done_per_hour());
    let arrived = thousands(board.pace.arrived_per_hour());
    let pace = format!("se concluyen {done} actas por hora y llegan {arrived}");
    match board.forecast() {
        Forecast::Empty => "La fila está vacía.".to_owned(),
        Forecast::Unknown => {
            "En la última media hora no se concluyó ninguna: no hay con qué estimar cuándo termina \
             la fila."
                .to_owned()
        }
        Forecast::EndsAt(at) => {
            let at = local_time(at, offset);
            format!("Al ritmo de la última media hora ({pace}), la fila termina el {at}.")
        }
        Forecast::Grows => {
            format!("Al ritmo de la última media hora ({pace}), la fila no se acaba.")
        }
    }
}

impl People {
    fn of(board: &MonitorBoard) -> Self {
        let finished: u64 = board
            .people
            .iter()
            .map(|one| one.capturas + one.verificaciones)
            .sum();
        let active = board.active() as u64;
        let (pairs, equal) = board.pairs;
        Self {
            active: thousands(active),
            finished: thousands(finished),
            each: match finished.checked_div(active) {
                Some(each) => thousands(each),
                None => "—".to_owned(),
            },
            agreement: tenths(equal, pairs).map_or_else(|| "—".to_owned(), percent),
        }
    }
}

/// The share in tenths of a percent, cut; `None` of nothing.
pub(super) fn tenths(part: u64, whole: u64) -> Option<u64> {
    part.checked_mul(1_000)?.checked_div(whole)
}

pub(super) fn percent(tenths: u64) -> String {
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_one_is_never_a_hundred_percent() {
        assert_eq!(
            tenths(40_551, 40_552).map(percent).as_deref(),
            Some("99.9 %")
        );
        assert_eq!(
            tenths(40_552, 40_552).map(percent).as_deref(),
            Some("100.0 %")
        );
        assert_eq!(tenths(0, 0), None);
    }
}
