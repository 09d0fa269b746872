//! `prep device quarantine`: what a revoked device sent, images and receptions of bags.

use central::accounts::Username;
use central::bolsas::{list_quarantined_bolsas, reject_bolsa, release_bolsa};
use central::devices::{list_quarantined, reject_quarantined, release_quarantined};
use central::store::{BolsaRow, DigitalizacionRow};
use central::{Central, UseCaseError};
use clap::Subcommand;
use prep_model::bitacora::Reason;
use prep_model::contract::{BolsaId, DigitalizacionId};
use prep_model::people::{Action, Person};
use serde_json::json;

use crate::commands::HELP;
use crate::commands::by::person;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::push_columns;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    List(List),
    Admit(Admit),
    Reject(Reject),
}

/// Muestra las imágenes en cuarentena del ejercicio, primero la más antigua.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep device quarantine list [--json]",
    after_help = "\
Ejemplo:
  prep device quarantine list"
)]
pub(crate) struct List {
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

/// Admite una imagen en cuarentena: cuenta como si acabara de llegar y se firma su acuse.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep device quarantine admit <DIGITALIZACION> --by <USUARIO> --reason <MOTIVO>",
    after_help = "\
Termina con 0 si quedó admitida, con 1 si no está en cuarentena o el rol no decide esto y con 2 si
algo falló.

Ejemplo:
  prep device quarantine admit 018fdc5e-9800-7abc-8def-0123456789ab --by supervisor-1 \\
    --reason \"la tableta se entregó completa al CATD\""
)]
pub(crate) struct Admit {
    #[command(flatten)]
    decision: Decision,
}

/// Rechaza una imagen en cuarentena: no cuenta, y se conserva con su sobre.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep device quarantine reject <DIGITALIZACION> --by <USUARIO> --reason <MOTIVO>",
    after_help = "\
Termina con 0 si quedó rechazada, con 1 si no está en cuarentena o el rol no decide esto y con 2 si
algo falló.

Ejemplo:
  prep device quarantine reject 018fdc5e-9800-7abc-8def-0123456789ab --by supervisor-1 \\
    --reason \"nadie responde por esa tableta\""
)]
pub(crate) struct Reject {
    #[command(flatten)]
    decision: Decision,
}

/// What a supervisor says about one image.
#[derive(Debug, clap::Args)]
struct Decision {
    /// La imagen, como la muestra «prep device quarantine list».
    #[arg(value_name = "DIGITALIZACION", help_heading = "Argumentos")]
    id: DigitalizacionId,
    /// Usuario que decide: un supervisor o un coordinador.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Username,
    /// Por qué, sin datos personales: queda en la bitácora.
    #[arg(long, value_name = "MOTIVO", value_parser = Reason::new, help_heading = "Opciones")]
    reason: Reason,
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::List(args) => installation::run(|central| async move {
                let listed = list(&central, args.json).await;
                listed.unwrap_or_else(|outcome| outcome)
            }),
            Self::Admit(Admit { decision }) => installation::run(|central| async move {
                let done = admit(&central, decision).await;
                done.unwrap_or_else(|outcome| outcome)
            }),
            Self::Reject(Reject { decision }) => installation::run(|central| async move {
                let done = reject(&central, decision).await;
                done.unwrap_or_else(|outcome| outcome)
            }),
        }
    }
}

impl Decision {
    async fn person(&self, central: &Central) -> Result<Person, Outcome> {
        person(central, &self.by, Action::Supervise).await
    }

    /// The reception of a bag of this id, if it is one: images and bags are named alike.
    async fn bolsa(&self, central: &Central) -> Result<Option<BolsaId>, Outcome> {
        let bolsas = list_quarantined_bolsas(central).await;
        let bolsas = bolsas.map_err(|error| Outcome::broken(&error))?;
        let mut ids = bolsas.iter().map(|row| row.id);
        Ok(ids.find(|id| id.uuid() == self.id.uuid()))
    }
}

async fn admit(central: &Central, decision: Decision) -> Result<Outcome, Outcome> {
    let by = decision.person(central).await?;
    if let Some(bolsa) = decision.bolsa(central).await? {
        let done = release_bolsa(central, &by, bolsa, decision.reason).await;
        done.map_err(|error| undecided(&error))?;
        let said = format!("La recepción de bolsa {bolsa} quedó admitida.\n");
        return Ok(Outcome::done(said));
    }
    let done = release_quarantined(central, &by, decision.id, decision.reason).await;
    done.map_err(|error| undecided(&error))?;
    let said = format!("La digitalización {} quedó admitida.\n", decision.id);
    Ok(Outcome::done(said))
}

async fn reject(central: &Central, decision: Decision) -> Result<Outcome, Outcome> {
    let by = decision.person(central).await?;
    if let Some(bolsa) = decision.bolsa(central).await? {
        let done = reject_bolsa(central, &by, bolsa, decision.reason).await;
        done.map_err(|error| undecided(&error))?;
        let said = format!("La recepción de bolsa {bolsa} quedó rechazada; se conserva.\n");
        return Ok(Outcome::done(said));
    }
    let done = reject_quarantined(central, &by, decision.id, decision.reason).await;
    done.map_err(|error| undecided(&error))?;
    let said = format!(
        "La digitalización {} quedó rechazada; se conserva con su sobre.\n",
        decision.id
    );
    Ok(Outcome::done(said))
}

fn undecided<R: std::error::Error>(error: &UseCaseError<R>) -> Outcome {
    match error {
        UseCaseError::Refused(refusal) => Outcome::refused(
            &refusal.to_string(),
            "con «prep device quarantine list» se ven las que esperan",
        ),
        UseCaseError::Failed(failure) => Outcome::broken(failure),
    }
}

async fn list(central: &Central, json: bool) -> Result<Outcome, Outcome> {
    let rows = list_quarantined(central).await;
    let rows = rows.map_err(|error| Outcome::broken(&error))?;
    let bolsas = list_quarantined_bolsas(central).await;
    let bolsas = bolsas.map_err(|error| Outcome::broken(&error))?;
    if json {
        let rows = rows.iter().map(as_json);
        let rows: Vec<_> = rows.chain(bolsas.iter().map(bolsa_as_json)).collect();
        return Ok(Outcome::json(&rows.into(), End::Done));
    }
    let hour = Hour::current(central).await;
    let hour = hour.map_err(|error| Outcome::broken(&error))?;
    Ok(Outcome::done(as_text(&rows, &bolsas, &hour)))
}

fn as_text(rows: &[DigitalizacionRow], bolsas: &[BolsaRow], hour: &Hour) -> String {
    if rows.is_empty() && bolsas.is_empty() {
        return "No hay nada en cuarentena.\n".to_owned();
    }
    let header = ["digitalización", "dispositivo", "acta que nombra", "llegó"];
    let mut table = vec![header.map(str::to_owned)];
    table.extend(rows.iter().map(|row| {
        let acta = row.acta.as_ref().map(ToString::to_string);
        let received = row.received_at.map(|at| hour.text(at));
        [
            row.id.to_string(),
            row.device.to_string(),
            acta.unwrap_or_else(|| "ninguna".to_owned()),
            received.unwrap_or_default(),
        ]
    }));
    table.extend(bolsas.iter().map(|row| {
        [
            row.id.to_string(),
            row.device.to_string(),
            format!("bolsa {}", row.casilla),
            hour.text(row.received_at),
        ]
    }));
    let mut text = String::new();
    push_columns(&mut text, &table);
    text
}

fn as_json(row: &DigitalizacionRow) -> serde_json::Value {
    json!({
        "digitalizacion": row.id,
        "device": row.device,
        "acta": row.acta,
        "image_sha256": row.image_sha256,
        "image_bytes": row.image_bytes,
        "received_at": row.received_at,
    })
}

fn bolsa_as_json(row: &BolsaRow) -> serde_json::Value {
    json!({
        "bolsa": row.id,
        "device": row.device,
        "casilla": row.casilla,
        "acopio": row.acopio,
        "received_at": row.received_at,
    })
}
