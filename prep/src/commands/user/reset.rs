//! `prep user reset`: a new one-time password.

use central::accounts::{Username, reset_password};
use serde_json::json;

use super::{password_text, untouched};
use crate::commands::HELP;
use crate::commands::by::By;
use crate::installation;
use crate::outcome::{End, Outcome};

/// Da a una cuenta una contraseña nueva, la muestra una sola vez y cierra sus sesiones.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep user reset <USUARIO> [--by <USUARIO>] [--json]",
    after_help = "\
Termina con 0 si la contraseña cambió, con 1 si la cuenta no existe o está deshabilitada y con 2 si
algo falló.

Ejemplo:
  prep user reset capturista-1"
)]
pub(crate) struct Args {
    /// La cuenta.
    #[arg(value_name = "USUARIO", help_heading = "Argumentos")]
    username: Username,
    #[command(flatten)]
    by: By,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let by = match self.by.actor(&central).await {
                Ok(by) => by,
                Err(outcome) => return outcome,
            };
            let username = &self.username;
            match reset_password(&central, &by, username).await {
                Ok(handed) if self.json => {
                    let reset = json!({
                        "username": username.as_str(),
                        "one_time_password": handed.password.reveal(),
                        "expires_at": handed.expires_at,
                    });
                    Outcome::json(&reset, End::Done)
                }
                Ok(handed) => Outcome::done(format!(
                    "La cuenta {username} tiene una contraseña nueva.\n{}",
                    password_text(&handed.password)
                )),
                Err(error) => untouched(&error),
            }
        })
    }
}
