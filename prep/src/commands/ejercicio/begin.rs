//! `prep ejercicio begin`: a new run, and its puesta en ceros.

use std::fmt::Write as _;

use central::accounts::Username;
use central::ejercicios::{
    BeginRefusal, Environment, NewEjercicio, PuestaEnCeros, begin_ejercicio,
};
use central::store::EjercicioRow;
use central::{Central, UseCaseError};
use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Signer;
use prep_model::people::{Action, Person};
use serde_json::json;

use crate::commands::HELP;
use crate::commands::by::person;
use crate::commands::environment::environment;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::settings::Settings;
use crate::text::grouped;

/// Comienza un ejercicio y certifica su puesta en ceros.
///
/// Prepara las actas esperadas de un proceso importado, cuenta los renglones de resultados, que
/// deben ser cero, y firma la certificación con las huellas del catálogo, del programa y de los
/// ajustes. Después lo abre otra persona, con «prep ejercicio open».
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep ejercicio begin <EJERCICIO> --proceso <PROCESO> --by <USUARIO> [--json]",
    after_help = "\
La huella del programa es la que da sha256sum de su archivo; la de los ajustes,
  prep config --json | jq -cj . | sha256sum

Termina con 0 si el ejercicio quedó en ceros, con 1 si no puede comenzar y con 2 si algo falló.

Ejemplo:
  prep ejercicio begin simulacro-1 --proceso cdmx-2024 --by administrador-1"
)]
pub(crate) struct Args {
    /// Nombre del ejercicio: simulacro-1, simulacro-2… u oficial.
    #[arg(value_name = "EJERCICIO", help_heading = "Argumentos")]
    ejercicio: EjercicioId,
    /// El proceso importado.
    #[arg(long, value_name = "PROCESO", help_heading = "Opciones")]
    proceso: ProcesoId,
    /// Usuario que certifica: un administrador.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Username,
    /// Escribe el resultado como JSON, con la certificación firmada.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        let environment = match Settings::read().and_then(|settings| environment(&settings)) {
            Ok(environment) => environment,
            Err(message) => {
                return Outcome::failed(&message, "revise los ajustes con «prep config»");
            }
        };
        installation::run(|central| async move {
            let begun = self.begin(&central, environment).await;
            begun.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn begin(self, central: &Central, environment: Environment) -> Result<Outcome, Outcome> {
        let by = person(central, &self.by, Action::Administer).await?;
        let new = NewEjercicio {
            proceso: self.proceso,
            ejercicio: self.ejercicio,
            environment,
        };
        let row = begin_ejercicio(central, &by, &new).await;
        let row = row.map_err(|error| match error {
            UseCaseError::Refused(refusal) => refused(&refusal),
            UseCaseError::Failed(failure) => Outcome::broken(&failure),
        })?;
        let signed = row.puesta_en_ceros.as_deref().unwrap_or_default();
        let attestation = PuestaEnCeros::open(signed, &central.keys.corte.public_key());
        let attestation = attestation.map_err(|error| Outcome::broken(&error))?;
        if self.json {
            let report = json!({ "puesta_en_ceros": attestation, "signed": signed });
            return Ok(Outcome::json(&report, End::Done));
        }
        let hour = Hour::of(central, &row).await;
        let hour = hour.map_err(|failure| Outcome::broken(&failure))?;
        Ok(Outcome::done(as_text(&row, &by, &attestation, &hour)))
    }
}

fn refused(refusal: &BeginRefusal) -> Outcome {
    let remedy = match refusal {
        BeginRefusal::UnknownProceso(_) => "impórtelo con «prep proceso import»",
        BeginRefusal::Exists(_) => {
            "elija otro nombre; con «prep ejercicio list» se ven los que hay"
        }
        BeginRefusal::Machine(_) => "con «prep ejercicio list» se ve cómo está cada uno",
    };
    Outcome::refused(&refusal.to_string(), remedy)
}

fn as_text(row: &EjercicioRow, by: &Person, attestation: &PuestaEnCeros, hour: &Hour) -> String {
    let name = format!("{}/{}", row.proceso(), row.ejercicio());
    let mut text = format!("Puesta en ceros de {name}\n");
    let lines = [
        ("actas esperadas", grouped(attestation.esperadas)),
        ("resultados", grouped(attestation.results)),
        ("certificó", format!("{} {}", by.role, attestation.by)),
        ("a las", hour.text(attestation.at)),
        ("catálogo", attestation.catalogue_sha256.to_string()),
        ("programa", attestation.binary_sha256.to_string()),
        ("ajustes", attestation.config_sha256.to_string()),
    ];
    for (what, value) in lines {
        let _ = writeln!(text, "  {what:<15}  {value}");
    }
    let _ = writeln!(
        text,
        "\nQuedó firmada y en la bitácora. Lo abre otra persona, un coordinador:\n  \
         prep ejercicio open {name} --by <USUARIO>"
    );
    text
}
