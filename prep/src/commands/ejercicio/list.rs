//! `prep ejercicio list`: every run and how it stands.

use central::ejercicios::list_ejercicios;
use central::store::EjercicioRow;
use central::{Central, Failure};
use prep_model::machines::ejercicio::EjercicioState;
use serde_json::json;

use crate::commands::HELP;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::push_columns;

/// Muestra los ejercicios y cómo está cada uno, primero el más antiguo.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep ejercicio list [--json]",
    after_help = "\
Ejemplo:
  prep ejercicio list"
)]
pub(crate) struct Args {
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let listed = list(&central, self.json).await;
            listed.unwrap_or_else(|failure| Outcome::broken(&failure))
        })
    }
}

async fn list(central: &Central, as_json: bool) -> Result<Outcome, Failure> {
    let all = list_ejercicios(central).await?;
    if as_json {
        let all: Vec<_> = all.iter().map(report).collect();
        return Ok(Outcome::json(&all.into(), End::Done));
    }
    if all.is_empty() {
        let said = "No hay ejercicios; con «prep ejercicio begin» comienza el primero.\n";
        return Ok(Outcome::done(said));
    }
    let header = ["ejercicio", "comenzó", "estado"];
    let mut rows = vec![header.map(str::to_owned)];
    for row in &all {
        let hour = Hour::of(central, row).await?;
        rows.push([
            format!("{}/{}", row.proceso(), row.ejercicio()),
            hour.text(row.created_at),
            state(row.machine.state()),
        ]);
    }
    let mut text = String::new();
    push_columns(&mut text, &rows);
    Ok(Outcome::done(text))
}

fn state(state: &EjercicioState) -> String {
    match state {
        EjercicioState::Created => "en preparación".to_owned(),
        EjercicioState::PuestaEnCeros { attested_by, .. } => {
            format!("en ceros, certificado por {attested_by}")
        }
        EjercicioState::Open => "abierto".to_owned(),
        EjercicioState::Closing => "en cierre".to_owned(),
        EjercicioState::Closed { last_corte } => format!("cerrado con el corte {last_corte}"),
        EjercicioState::Archived => "archivado".to_owned(),
    }
}

fn report(row: &EjercicioRow) -> serde_json::Value {
    json!({
        "proceso": row.proceso(),
        "ejercicio": row.ejercicio(),
        "created_at": row.created_at,
        "open": row.is_open,
        "state": row.machine.state(),
        "puesta_en_ceros": row.puesta_en_ceros,
    })
}
