//! `prep corte show`: the life of one corte.

use std::fmt::Write as _;

use central::Central;
use difusion::folder::{Places, read_manifest};
use prep_model::bitacora::Subject;
use prep_model::machines::corte::{Corte, CorteState};
use serde_json::json;

use super::ejercicio;
use super::publish::as_text;
use super::state_text::state;
use crate::commands::HELP;
use crate::commands::which::EjercicioName;
use crate::event_text;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};
use difusion::publish::Published;

/// Muestra un corte: cómo está, qué dice su manifiesto y lo que le ha pasado.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte show <NÚMERO> [--ejercicio <PROCESO/EJERCICIO>] [--json]",
    after_help = "\
Termina con 0 si lo hay, con 1 si no y con 2 si algo no se pudo leer.

Ejemplo:
  prep corte show 12"
)]
pub(crate) struct Args {
    /// El número del corte.
    #[arg(value_name = "NÚMERO", help_heading = "Argumentos")]
    number: u32,
    /// El ejercicio. Sin decirlo, el que está abierto.
    #[arg(long, value_name = "PROCESO/EJERCICIO", help_heading = "Opciones")]
    ejercicio: Option<EjercicioName>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run_with(|central, settings| async move {
            let shown = self.show(&central, &settings.cortes).await;
            shown.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn show(&self, central: &Central, places: &Places) -> Result<Outcome, Outcome> {
        let (ejercicio, _) = ejercicio(central, self.ejercicio.as_ref()).await?;
        let broken = |error| Outcome::broken(&error);
        let mut tx = central.store.read("show_corte").await.map_err(broken)?;
        let found = tx.find_corte(ejercicio.row_id, self.number).await;
        let corte = found.map_err(broken)?.ok_or_else(|| {
            let message = format!("no hay un corte {}", self.number);
            Outcome::refused(&message, "con «prep corte list» se ven los que hay")
        })?;
        let events = tx
            .list_events_of(ejercicio.row_id, &Subject::Corte(self.number))
            .await
            .map_err(broken)?;
        drop(tx);
        let hour = Hour::of(central, &ejercicio).await;
        let hour = hour.map_err(|error| Outcome::broken(&error))?;
        let unreadable = |error| unreadable(&error);
        let published = match *corte.state() {
            CorteState::Published {
                manifest_sha256, ..
            } => {
                let folder = places.first(ejercicio.proceso(), ejercicio.ejercicio());
                let folder = folder.find_public(self.number, manifest_sha256);
                folder.map_err(unreadable)?
            }
            _ => None,
        };
        let manifest = match &published {
            Some(folder) => read_manifest(folder).map_err(unreadable)?,
            None => None,
        };
        if self.json {
            let manifest = manifest.map(|(manifest, _)| manifest);
            let value = json!({ "corte": corte, "folder": published, "manifest": manifest });
            return Ok(Outcome::json(&value, End::Done));
        }
        let mut text = headline(&corte);
        if let (Some(folder), Some((manifest, _))) = (published, manifest) {
            let published = Published {
                folder,
                manifest,
                resumenes: Vec::new(),
            };
            text.push_str(&as_text(&published).stdout);
        }
        text.push_str("Lo que le ha pasado:\n");
        for stored in events {
            let event = &stored.event;
            let _ = writeln!(
                text,
                "  {}  {}: {}",
                hour.text(event.at),
                event_text::actor(&event.actor),
                event_text::sentence(event, &hour)
            );
        }
        Ok(Outcome::done(text))
    }
}

/// Its number and how it stands.
fn headline(corte: &Corte) -> String {
    let (word, note) = state(corte);
    let note = if note.is_empty() {
        String::new()
    } else {
        format!(" ({note})")
    };
    format!("Corte {}: {word}{note}.\n", corte.number())
}

fn unreadable(error: &difusion::folder::FolderError) -> Outcome {
    Outcome::failed(
        &error.to_string(),
        "revise PREP_CORTES_DIR con «prep config»",
    )
}
