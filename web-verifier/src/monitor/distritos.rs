use askama::Template;
use central::monitor::{Counts, EleccionCounts, MonitorBoard};
use time::UtcOffset;

use super::avance::{percent, tenths};
use crate::layout::{local_time, thousands};

/// A distrito this many tenths of a percent behind all of them is late.
const LATE_TENTHS: u64 = 100;

/// One tile for each distrito, in order.
#[derive(Template)]
#[template(path = "monitor/distritos.html")]
pub(crate) struct Distritos {
    at: String,
    tiles: Vec<Tile>,
}

struct Tile {
    number: u16,
    name: String,
    shape: &'static str,
    word: &'static str,
    /// Verificadas in tenths of a percent of the esperadas.
    share: u64,
    received: u64,
    esperadas: String,
    recibidas: String,
    verificadas: String,
}

impl Distritos {
    pub(crate) fn of(board: &MonitorBoard, offset: UtcOffset) -> Self {
        let all = Counts::of(&board.actas).total();
        let whole = tenths(all.recibidas(), all.esperadas()).unwrap_or_default();
        let tiles = Counts::by_distrito(&board.actas);
        Self {
            at: local_time(board.at, offset),
            tiles: tiles
                .iter()
                .map(|(number, counts)| Tile::of(*number, counts, whole))
                .collect(),
        }
    }
}

impl Tile {
    /// `whole` is what has been received of all distritos.
    fn of(number: u16, counts: &EleccionCounts, whole: u64) -> Self {
        let all = counts.esperadas();
        let received = tenths(counts.recibidas(), all).unwrap_or_default();
        let (shape, word) = state(counts, received, whole);
        Self {
            number,
            name: match number {
                0 => "Sin distrito".to_owned(),
                number => format!("Distrito {number}"),
            },
            shape,
            word,
            share: tenths(counts.verificadas(), all).unwrap_or_default(),
            received,
            esperadas: thousands(all),
            recibidas: thousands(counts.recibidas()),
            verificadas: thousands(counts.verificadas()),
        }
    }

    fn percent(&self) -> String {
        percent(self.share)
    }

    fn received_percent(&self) -> String {
        percent(self.received)
    }
}

fn state(counts: &EleccionCounts, received: u64, whole: u64) -> (&'static str, &'static str) {
    let sin_acta = counts.with(prep_model::machines::acta::ActaStatus::SinActa);
    if counts.verificadas() + sin_acta == counts.esperadas() {
        ("●", "Completo")
    } else if counts.recibidas() == 0 {
        ("○", "Sin actas")
    } else if received + LATE_TENTHS < whole {
        ("▲", "Atrasado")
    } else {
        ("◑", "En marcha")
    }
}

#[cfg(test)]
mod tests {
    use prep_model::machines::acta::ActaStatus::{Digitalizada, Esperada, SinActa, Verificada};

    use super::*;

    #[test]
    fn a_distrito_is_told_by_shape_and_word() {
        let word = |counts: &[_], whole| {
            let counts = EleccionCounts::new(None, counts.iter().copied());
            Tile::of(9, &counts, whole).word
        };
        assert_eq!(word(&[(Esperada, 9)], 0), "Sin actas");
        assert_eq!(word(&[(Esperada, 9), (Digitalizada, 1)], 150), "En marcha");
        assert_eq!(word(&[(Esperada, 9), (Digitalizada, 1)], 201), "Atrasado");
        assert_eq!(word(&[(Verificada, 9), (SinActa, 1)], 1_000), "Completo");
    }
}
