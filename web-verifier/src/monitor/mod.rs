//! The monitor: how many actas stand where, and how the cortes go, legible from across a room.

mod cortes;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use central::cortes::open_corte_board;
use central::monitor::{Counts, EleccionCounts, counts};
use prep_model::machines::acta::ActaStatus;
use prep_model::people::Role;
use time::UtcOffset;

use crate::access::Routes;
use crate::error_page::PageError;
use crate::layout::{Frame, local_time, page, thousands};
use crate::web::Web;
use cortes::Cortes;

const WATCHERS: &[Role] = &[
    Role::Supervisor,
    Role::Coordinador,
    Role::Administrador,
    Role::Auditor,
    Role::Monitor,
];

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/monitor", show_monitor).roles(WATCHERS)
}

#[derive(Template)]
#[template(path = "monitor/monitor.html")]
pub(crate) struct MonitorPage {
    pub(crate) frame: Frame,
    /// `None` while no ejercicio is open.
    pub(crate) board: Option<Board>,
}

/// What the page shows of an ejercicio.
pub(crate) struct Board {
    /// When it was counted.
    at: String,
    /// The four numbers.
    figures: [Figure; 4],
    /// The headings of the table's columns.
    statuses: Vec<(&'static str, &'static str)>,
    /// One row for each elección, and one for all.
    rows: Vec<Row>,
    /// How the cortes go.
    cortes: Option<Cortes>,
}

struct Figure {
    word: &'static str,
    meaning: &'static str,
    number: String,
    /// Share of the esperadas in tenths of a percent, cut and never rounded up: 100 % is all.
    share: Option<u64>,
}

struct Row {
    name: String,
    is_total: bool,
    esperadas: String,
    numbers: Vec<String>,
    verificadas: u64,
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

async fn show_monitor(State(web): State<Web>, frame: Frame) -> Result<Response, PageError> {
    let counts = counts(&web.central).await?;
    // The actas are worth showing even where the cortes cannot be told.
    let cortes = open_corte_board(&web.central)
        .await
        .unwrap_or_else(|error| {
            tracing::error!(%error, "the cortes cannot be shown");
            None
        });
    let offset = web.config.utc_offset;
    let cortes = cortes.map(|board| Cortes::new(&board, offset));
    let board = counts.map(|counts| Board {
        cortes,
        ..Board::new(&counts, offset)
    });
    page(&MonitorPage { frame, board })
}

impl Board {
    pub(crate) fn new(counts: &Counts, offset: UtcOffset) -> Self {
        let total = counts.total();
        let all = total.esperadas();
        let figure = |word, meaning, number: u64| Figure {
            word,
            meaning,
            number: thousands(number),
            share: tenths(number, all),
        };
        let figures = [
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
        ];
        let mut rows: Vec<_> = counts.elecciones.iter().map(Row::new).collect();
        rows.push(Row::new(&total));
        Self {
            at: local_time(counts.at, offset),
            figures,
            statuses: STATUSES
                .iter()
                .map(|(_, shape, word)| (*shape, *word))
                .collect(),
            rows,
            cortes: None,
        }
    }
}

impl Figure {
    /// `83.4 %`.
    fn percent(&self) -> Option<String> {
        self.share.map(percent)
    }
}

impl Row {
    fn new(counts: &EleccionCounts) -> Self {
        let name = counts.eleccion.as_ref().map(ToString::to_string);
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

/// The share in tenths of a percent, cut; `None` of nothing.
fn tenths(part: u64, whole: u64) -> Option<u64> {
    part.checked_mul(1_000)?.checked_div(whole)
}

fn percent(tenths: u64) -> String {
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
