//! `prep db status`: which version a PostgreSQL database has.

use std::fmt::Write as _;

use central::store::{DatabaseUrl, schema, schema::SchemaStatus};
use serde_json::json;

use crate::commands::HELP;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::settings::Settings;

/// Muestra la versión de la base de datos y si este programa puede trabajar con ella.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep db status [--json]",
    after_help = "\
Termina con 0 si este programa puede trabajar con la base, con 1 si antes hay que actualizar la base o
el programa, y con 2 si no se pudo entrar.

Ejemplo:
  prep db status --json"
)]
pub(crate) struct Args {
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::with_settings(|settings| async move { self.status(&settings).await })
    }

    async fn status(&self, settings: &Settings) -> Outcome {
        let url = &settings.database;
        if let DatabaseUrl::Sqlite(_) = url {
            return Outcome::done(format!(
                "{url} es de SQLite: se actualiza sola al empezar.\n"
            ));
        }
        match schema::status(url).await {
            Ok(status) if self.json => as_json(&status),
            Ok(status) => as_text(url, &status),
            Err(error) => {
                Outcome::failed(&error.to_string(), "revise los ajustes con «prep config»")
            }
        }
    }
}

fn end(status: &SchemaStatus) -> End {
    if status.missing.is_empty() && status.contracted().is_none() {
        End::Done
    } else {
        End::Refused
    }
}

fn as_text(url: &DatabaseUrl, status: &SchemaStatus) -> Outcome {
    let SchemaStatus { applied, known, .. } = status;
    let mut stdout = format!("{url}: versión {applied}; este programa conoce la {known}\n");
    if let Some(version) = status.missing.first() {
        let _ = writeln!(
            stdout,
            "  falta la versión {version}\n  → ejecute «prep db migrate» con el rol dueño de la base"
        );
    }
    if let Some(version) = status.contracted() {
        let _ = writeln!(
            stdout,
            "  la versión {version} quitó algo que este programa usa\n  → use un programa posterior"
        );
    } else if !status.later.is_empty() {
        stdout.push_str("  tiene versiones posteriores, que solo agregan: se puede atender\n");
    }
    if status.may_change_bitacora {
        stdout.push_str(
            "  el rol con que se entra puede cambiar la bitácora\n  → dé a los servidores otro rol \
             y ejecute «prep db migrate»\n",
        );
    }
    Outcome {
        stdout,
        end: end(status),
        ..Outcome::default()
    }
}

fn as_json(status: &SchemaStatus) -> Outcome {
    let later: Vec<i64> = status.later.iter().map(|(version, _)| *version).collect();
    let report = json!({
        "applied": status.applied,
        "known": status.known,
        "missing": status.missing,
        "later": later,
        "usable": end(status) == End::Done,
        "may_change_bitacora": status.may_change_bitacora,
    });
    Outcome::json(&report, end(status))
}
