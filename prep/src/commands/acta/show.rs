//! `prep acta show`: the life of one acta, from shutter to row.

use std::fmt::Write as _;

use central::Central;
use central::store::{EjercicioRow, StoredEvent};
use prep_model::claves::ActaKey;
use prep_model::contract::DeviceRole;
use serde_json::json;

use super::life::{self, Life, Shutter};
use crate::commands::HELP;
use crate::commands::which::{self, EjercicioName};
use crate::event_text::{actor, sentence};
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};

/// Cuenta la vida de un acta, evento por evento, desde la fotografía hasta su renglón.
///
/// De cada evento dice cuándo ocurrió, a la hora de la entidad; quién lo hizo, por su rol y su
/// identificador, y qué pasó. La fotografía va primero, con la hora que firmó el dispositivo. Los
/// votos no se muestran.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep acta show [--ejercicio <PROCESO/EJERCICIO>] [--json] <ACTA>",
    after_help = "\
Termina con 0 si el acta se espera, con 1 si no está en el catálogo y con 2 si algo no se pudo leer.

Ejemplo:
  prep acta show GUB/090001C0100/A02"
)]
pub(crate) struct Args {
    /// El acta: ELECCION/CLAVE_CASILLA/TIPO_ACTA.
    #[arg(value_name = "ACTA", help_heading = "Argumentos")]
    acta: ActaKey,
    /// El ejercicio. Sin decirlo, el abierto; si no hay, el último.
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
        let ejercicio = which::one(central, self.ejercicio.as_ref()).await?;
        let broken = |failure| Outcome::broken(&failure);
        let hour = Hour::of(central, &ejercicio).await.map_err(broken)?;
        let life = life::read(central, &ejercicio, &self.acta).await;
        let Some(life) = life.map_err(broken)? else {
            let name = format!("{}/{}", ejercicio.proceso(), ejercicio.ejercicio());
            let message = format!("{} no está entre las actas esperadas de {name}", self.acta);
            let remedy = "revise la elección, la clave de la casilla y el tipo de acta";
            return Err(Outcome::refused(&message, remedy));
        };
        Ok(if self.json {
            self.as_json(&ejercicio, &life, &hour)
        } else {
            Outcome::done(self.as_text(&ejercicio, &life, &hour))
        })
    }

    fn as_text(&self, ejercicio: &EjercicioRow, life: &Life, hour: &Hour) -> String {
        let mut text = format!(
            "{} — {}/{}\n",
            self.acta,
            ejercicio.proceso(),
            ejercicio.ejercicio()
        );
        for shutter in &life.shutters {
            push(
                &mut text,
                &hour.text(shutter.at),
                &photographer(shutter),
                &photo(shutter),
            );
        }
        for stored in &life.events {
            let event = &stored.event;
            let place = match stored.n {
                Some(_) => "",
                None => " (todavía sin lugar en la cadena de la bitácora)",
            };
            push(
                &mut text,
                &hour.text(stored.at),
                &actor(&event.actor),
                &format!("{}{place}", sentence(event, hour)),
            );
        }
        if let Some(row) = &life.row {
            let row_text = format!(
                "Su renglón se publicó por primera vez en el corte {}.",
                row.corte
            );
            push(&mut text, &hour.text(row.at), "Sistema", &row_text);
        }
        if life.shutters.is_empty() && life.events.is_empty() {
            text.push_str("\nSe espera; todavía no ha llegado nada de esta acta.\n");
        }
        text
    }

    fn as_json(&self, ejercicio: &EjercicioRow, life: &Life, hour: &Hour) -> Outcome {
        let photos = life.shutters.iter().map(|shutter| {
            json!({
                "digitalizacion": shutter.id,
                "claimed_at": shutter.at,
                "person": shutter.envelope.person,
                "role": shutter.envelope.role,
                "image_sha256": shutter.envelope.image.sha256,
            })
        });
        let events = life.events.iter().map(|stored| as_json(stored, hour));
        let row = life
            .row
            .map(|row| json!({ "corte": row.corte, "at": row.at }));
        let life = json!({
            "proceso": ejercicio.proceso(),
            "ejercicio": ejercicio.ejercicio(),
            "acta": self.acta,
            "photos": photos.collect::<Vec<_>>(),
            "events": events.collect::<Vec<_>>(),
            "row": row,
        });
        Outcome::json(&life, End::Done)
    }
}

/// One thing that happened: moment and actor on a line, what happened below.
fn push(text: &mut String, at: &str, who: &str, what: &str) {
    let _ = write!(text, "\n{at}  {who}\n  {what}\n");
}

fn photographer(shutter: &Shutter) -> String {
    let role = match shutter.envelope.role {
        DeviceRole::Cael => "CAEL",
        DeviceRole::Acopiador => "Acopiador",
        DeviceRole::Digitalizador => "Digitalizador",
        DeviceRole::Supervisor => "Supervisor",
    };
    format!("{role} {}", shutter.envelope.person)
}

fn photo(shutter: &Shutter) -> String {
    let clock = match shutter.envelope.clock.measured_at {
        Some(_) => "a la hora de su reloj, comparado con el del servidor",
        None => "a la hora de su reloj, nunca comparado con el del servidor",
    };
    format!(
        "Tomó la fotografía {}, según firmó el dispositivo, {clock}.",
        shutter.id
    )
}

/// An event for a script. What was typed is not in it, not even by its digest.
fn as_json(stored: &StoredEvent, hour: &Hour) -> serde_json::Value {
    let event = &stored.event;
    json!({
        "n": stored.n,
        "at": stored.at,
        "name": event.name(),
        "actor": event.actor,
        "subject": event.subject,
        "text": sentence(event, hour),
    })
}
