//! `prep bitacora verify`: every digest and every link, computed again.

use std::fmt::Write as _;

use central::bitacora::{BitacoraReport, verify_bitacora};
use central::store::EjercicioRow;
use central::{Central, UseCaseError};
use prep_model::bitacora::ChainFault;
use serde_json::json;

use crate::commands::HELP;
use crate::commands::which::{self, EjercicioName};
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::counted;

/// Calcula otra vez la bitácora completa y dice si es la que se escribió.
///
/// Comprueba que ningún evento cambió, falta, sobra o está fuera de su lugar, y muestra la cabeza de
/// la cadena: quien la anotó antes puede compararla, porque los eventos que la forman ya no pueden
/// ser otros.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep bitacora verify [--ejercicio <PROCESO/EJERCICIO>] [--json]",
    after_help = "\
Termina con 0 si la bitácora es correcta, con 1 si no lo es, y dice en qué posición deja de serlo, y
con 2 si no se pudo leer.

Ejemplo:
  prep bitacora verify --ejercicio cdmx-2024/oficial"
)]
pub(crate) struct Args {
    /// El ejercicio. Sin decirlo, todos.
    #[arg(long, value_name = "PROCESO/EJERCICIO", help_heading = "Opciones")]
    ejercicio: Option<EjercicioName>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

/// An ejercicio and what its bitácora amounts to.
type Verified = (EjercicioRow, Result<BitacoraReport, ChainFault>);

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let verified = verify(&central, self.ejercicio.as_ref()).await;
            match verified {
                Ok(verified) if self.json => as_json(&verified),
                Ok(verified) => as_text(&verified),
                Err(outcome) => outcome,
            }
        })
    }
}

async fn verify(central: &Central, name: Option<&EjercicioName>) -> Result<Vec<Verified>, Outcome> {
    let all = which::all(central).await?;
    let chosen = match name {
        Some(name) => vec![name.find(all)?],
        None if all.is_empty() => return Err(which::none()),
        None => all,
    };
    let mut verified = Vec::new();
    for row in chosen {
        let report = match verify_bitacora(central, &row).await {
            Ok(report) => Ok(report),
            Err(UseCaseError::Refused(fault)) => Err(fault),
            Err(UseCaseError::Failed(failure)) => return Err(Outcome::broken(&failure)),
        };
        verified.push((row, report));
    }
    Ok(verified)
}

fn end(verified: &[Verified]) -> End {
    let sound = verified.iter().all(|(_, report)| report.is_ok());
    if sound { End::Done } else { End::Refused }
}

fn as_text(verified: &[Verified]) -> Outcome {
    let mut stdout = String::new();
    for (row, report) in verified {
        let name = format!("{}/{}", row.proceso(), row.ejercicio());
        let _ = match report {
            Ok(BitacoraReport { events, head }) => {
                let events = counted(*events, "evento", "eventos");
                writeln!(stdout, "{name}: correcta, {events}\n  cabeza {head}")
            }
            Err(fault) => writeln!(
                stdout,
                "{name}: alterada desde la posición {}: {}\n  → conserve la base de datos como \
                 está y compárela con el último respaldo",
                fault.position, fault.reason
            ),
        };
    }
    Outcome {
        stdout,
        end: end(verified),
        ..Outcome::default()
    }
}

fn as_json(verified: &[Verified]) -> Outcome {
    let ejercicios = verified.iter().map(|(row, report)| match report {
        Ok(BitacoraReport { events, head }) => json!({
            "proceso": row.proceso(),
            "ejercicio": row.ejercicio(),
            "valid": true,
            "events": events,
            "head": head,
        }),
        Err(fault) => json!({
            "proceso": row.proceso(),
            "ejercicio": row.ejercicio(),
            "valid": false,
            "position": fault.position,
            "message": fault.reason.to_string(),
        }),
    });
    let end = end(verified);
    let report = json!({
        "valid": end == End::Done,
        "ejercicios": ejercicios.collect::<Vec<_>>(),
    });
    Outcome::json(&report, end)
}
