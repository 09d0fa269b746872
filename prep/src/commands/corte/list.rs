//! `prep corte list`: every corte and what comes next.

use std::fmt::Write as _;

use central::Central;
use central::cortes::{CorteBoard, corte_board};
use prep_model::machines::corte::{AgendaState, CopyState, Next};
use serde_json::json;

use super::ejercicio;
use super::state_text::state;
use crate::commands::HELP;
use crate::commands::which::EjercicioName;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::push_columns;

/// Muestra los cortes de un ejercicio, cómo está cada uno y cuándo es el siguiente.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte list [--ejercicio <PROCESO/EJERCICIO>] [--json]",
    after_help = "\
Termina con 0 si el último está en su hora, con 1 si hay uno atrasado, detenido o sin copia y con 2 si
algo no se pudo leer.

Ejemplo:
  prep corte list"
)]
pub(crate) struct Args {
    /// El ejercicio. Sin decirlo, el que está abierto.
    #[arg(long, value_name = "PROCESO/EJERCICIO", help_heading = "Opciones")]
    ejercicio: Option<EjercicioName>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let shown = self.show(&central).await;
            shown.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn show(&self, central: &Central) -> Result<Outcome, Outcome> {
        let (ejercicio, proceso) = ejercicio(central, self.ejercicio.as_ref()).await?;
        let board = corte_board(central, &ejercicio, &proceso).await;
        let board = board.map_err(|error| Outcome::broken(&error))?;
        let hour = Hour::of(central, &ejercicio).await;
        let hour = hour.map_err(|error| Outcome::broken(&error))?;
        if self.json {
            return Ok(as_json(&board));
        }
        Ok(Outcome {
            end: end(&board),
            ..Outcome::done(text(&board, &hour))
        })
    }
}

/// Something that a person should look at.
fn end(board: &CorteBoard) -> End {
    let stopped = matches!(board.agenda.state(), AgendaState::Stopped { .. });
    let uncopied = board
        .cortes
        .iter()
        .any(|corte| matches!(corte.copy(), CopyState::Failed { .. }));
    if stopped || uncopied || board.late_since.is_some() {
        End::Refused
    } else {
        End::Done
    }
}

fn text(board: &CorteBoard, hour: &Hour) -> String {
    let mut text = String::new();
    let rows: Vec<_> = board
        .cortes
        .iter()
        .map(|corte| {
            let (word, note) = state(corte);
            let number = format!("{:>4}", corte.number());
            [number, hour.text(corte.since()), word.to_owned(), note]
        })
        .collect();
    if rows.is_empty() {
        text.push_str("Todavía no hay cortes.\n");
    }
    push_columns(&mut text, &rows);
    let _ = match (&board.next, board.agenda.state()) {
        (_, AgendaState::Stopped { by, reason, at }) => writeln!(
            text,
            "La publicación está detenida por {by} desde {}: «{reason}».",
            hour.text(*at)
        ),
        (Next::Build { at, .. }, _) => writeln!(text, "Siguiente: {}.", hour.text(*at)),
        (Next::Settle, _) => writeln!(text, "Uno está en preparación."),
        (Next::Finished | Next::Stopped, _) => writeln!(text, "No hay más cortes."),
    };
    if let Some(turn) = board.late_since {
        let _ = writeln!(text, "Atrasado: falta el de {}.", hour.text(turn));
    }
    text
}

fn as_json(board: &CorteBoard) -> Outcome {
    let next = match board.next {
        Next::Build { at, .. } => Some(at),
        Next::Settle | Next::Stopped | Next::Finished => None,
    };
    let value = json!({
        "cortes": board.cortes,
        "agenda": board.agenda,
        "schedule": board.schedule,
        "next": next,
        "late_since": board.late_since,
    });
    Outcome::json(&value, end(board))
}
