//! `prep db migrate`: brings a PostgreSQL database to the version of this program.

use std::fmt::Write as _;

use central::store::{DatabaseUrl, schema};

use crate::commands::HELP;
use crate::installation;
use crate::outcome::Outcome;
use crate::settings::Settings;

/// Lleva una base de datos de PostgreSQL a la versión de este programa.
///
/// Entra con el rol dueño de la base (PREP_DATABASE_OWNER_URL) y da al rol de los servidores (el de
/// PREP_DATABASE_URL) permiso de hacer todo, menos cambiar o borrar lo que solo crece: la bitácora,
/// las capturas terminadas y los sucesos de las cuentas. Los servidores en marcha siguen atendiendo.
/// Repetirlo no cambia nada. Una base de SQLite se actualiza sola al empezar.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep db migrate",
    after_help = "\
Termina con 0 si la base quedó al día y con 2 si no se pudo.

Ejemplo:
  PREP_DATABASE_OWNER_URL=postgres://prep_owner@db/prep prep db migrate"
)]
pub(crate) struct Args {}

impl Args {
    #[expect(clippy::unused_self, reason = "every command runs on its arguments")]
    pub(crate) fn run(self) -> Outcome {
        installation::with_settings(|settings| async move { migrate(&settings).await })
    }
}

async fn migrate(settings: &Settings) -> Outcome {
    let url = settings.owner_url();
    if let DatabaseUrl::Sqlite(_) = url {
        return Outcome::done(format!(
            "{url} es de SQLite: se actualiza sola al empezar; no hay nada que hacer.\n"
        ));
    }
    let role = settings.database.role();
    match schema::migrate(url, role.as_deref()).await {
        Ok(status) => {
            let mut text = format!("{url}: al día, versión {}\n", status.applied);
            match role {
                Some(role) if url.role().as_deref() != Some(role.as_str()) => {
                    let _ = writeln!(
                        text,
                        "El rol {role} puede atender y no puede cambiar la bitácora."
                    );
                }
                Some(_) | None => text.push_str(
                    "Los servidores entrarían con el mismo rol dueño de la base, que puede cambiar \
                     la bitácora: dé a PREP_DATABASE_URL otro rol y repita esta orden.\n",
                ),
            }
            Outcome::done(text)
        }
        Err(error) => Outcome::failed(
            &error.to_string(),
            "no se cambió nada a medias: corrija y repita «prep db migrate»",
        ),
    }
}
