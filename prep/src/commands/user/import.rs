//! `prep user import`: many accounts, from a file of a spreadsheet.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use central::accounts::{
    AccountsFault, Credential, ImportPlan, ImportRefusal, Imported, import_accounts, plan_import,
    role_name,
};
use central::{Central, UseCaseError};
use prep_model::bitacora::Actor;
use serde_json::json;

use crate::commands::HELP;
use crate::commands::by::By;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::push_columns;

/// Largest file, in bytes: thousands of accounts.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Da de alta las cuentas de un archivo, todas o ninguna, y muestra sus contraseñas una sola vez.
///
/// El primer renglón dice usuario,nombre,rol,alcance; los siguientes, una cuenta cada uno. Las que
/// ya existen iguales se omiten. Con --dry-run sólo dice qué haría. Para imprimir lo que se entrega
/// a cada persona, hágalo en la página Cuentas.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep user import <ARCHIVO> [--dry-run] [--by <USUARIO>] [--json]",
    after_help = "\
El archivo es CSV en UTF-8, con comas, puntos y comas o tabuladores. El alcance puede faltar.

Termina con 0 si las cuentas quedaron o podrían quedar, con 1 si algo del archivo está mal y con 2 si
algo no se pudo leer o escribir.

Ejemplo:
  prep user import personal.csv --dry-run
  prep user import personal.csv --by administrador-1 > contrasenas.txt"
)]
pub(crate) struct Args {
    /// El archivo.
    #[arg(value_name = "ARCHIVO", help_heading = "Argumentos")]
    file: PathBuf,
    /// Dice qué haría y no hace nada.
    #[arg(long, help_heading = "Opciones")]
    dry_run: bool,
    #[command(flatten)]
    by: By,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        let text = match self.read() {
            Ok(text) => text,
            Err(outcome) => return outcome,
        };
        installation::run(|central| async move {
            let by = match self.by.actor(&central).await {
                Ok(by) => by,
                Err(outcome) => return outcome,
            };
            let done = self.import(&central, &by, &text).await;
            done.unwrap_or_else(|outcome| outcome)
        })
    }

    fn read(&self) -> Result<String, Outcome> {
        let name = self.file.display();
        let unread = |error: std::io::Error| {
            let message = format!("no se puede leer {name}: {error}");
            Outcome::failed(&message, "revise el nombre y los permisos del archivo")
        };
        if fs::metadata(&self.file).map_err(unread)?.len() > MAX_BYTES {
            let message = format!("{name} es demasiado grande para ser una lista de cuentas");
            return Err(Outcome::failed(&message, "parta el archivo en varios"));
        }
        let bytes = fs::read(&self.file).map_err(unread)?;
        String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..valid).unwrap_or_default();
            let line = before.split(|byte| *byte == b'\n').count();
            let message = format!("{name} no está en UTF-8, desde el renglón {line}");
            Outcome::refused(&message, "guarde la hoja de cálculo como «CSV UTF-8»")
        })
    }

    async fn import(&self, central: &Central, by: &Actor, text: &str) -> Result<Outcome, Outcome> {
        let plan = plan_import(central, by, text).await.map_err(undone)?;
        if self.dry_run || !plan.faults.is_empty() {
            return Ok(self.planned(&plan));
        }
        let imported = import_accounts(central, by, text).await.map_err(undone)?;
        if self.json {
            let accounts: Vec<_> = imported.credentials.iter().map(as_json).collect();
            let report = json!({ "added": accounts, "skipped": imported.skipped });
            return Ok(Outcome::json(&report, End::Done));
        }
        let hour = Hour::current(central).await;
        let hour = hour.map_err(|error| Outcome::broken(&error))?;
        Ok(Outcome::done(done_text(&imported, &hour)))
    }

    fn planned(&self, plan: &ImportPlan) -> Outcome {
        let end = if plan.faults.is_empty() {
            End::Done
        } else {
            End::Refused
        };
        if self.json {
            let faults: Vec<_> = plan.faults.iter().map(fault_json).collect();
            let report = json!({
                "would_add": plan.add.len(), "would_skip": plan.skip.len(), "errors": faults,
            });
            return Outcome::json(&report, end);
        }
        let text = plan_text(plan);
        if plan.faults.is_empty() {
            Outcome::done(text)
        } else {
            Outcome {
                stdout: text,
                ..Outcome::refused(&ImportRefusal::Faults.to_string(), "véalos arriba")
            }
        }
    }
}

fn undone(error: UseCaseError<ImportRefusal>) -> Outcome {
    match error {
        UseCaseError::Refused(refusal) => Outcome::refused(
            &refusal.to_string(),
            "con --dry-run se ve qué está mal en cada renglón",
        ),
        UseCaseError::Failed(failure) => Outcome::broken(&failure),
    }
}

fn plan_text(plan: &ImportPlan) -> String {
    let mut text = format!(
        "se agregarán           {}\nse omitirán, ya están  {}\nerrores                {}\n",
        plan.add.len(),
        plan.skip.len(),
        plan.faults.len()
    );
    if !plan.faults.is_empty() {
        let mut rows = vec![["renglón", "columna", "qué está mal"].map(str::to_owned)];
        rows.extend(plan.faults.iter().map(|fault| {
            let column = fault.column.unwrap_or("todas").to_owned();
            [fault.line.to_string(), column, fault.text.clone()]
        }));
        text.push('\n');
        push_columns(&mut text, &rows);
    }
    text
}

fn done_text(imported: &Imported, hour: &Hour) -> String {
    let mut text = format!(
        "Cuentas dadas de alta: {}. Ya existían: {}.\n",
        imported.credentials.len(),
        imported.skipped
    );
    let Some(first) = imported.credentials.first() else {
        return text;
    };
    let mut rows = vec![["usuario", "contraseña", "nombre", "rol", "alcance"].map(str::to_owned)];
    rows.extend(imported.credentials.iter().map(|one| {
        [
            one.username.to_string(),
            one.password.reveal().to_owned(),
            one.display_name.as_str().to_owned(),
            one.role.to_string(),
            one.scope.text(),
        ]
    }));
    text.push('\n');
    push_columns(&mut text, &rows);
    let expires_at = hour.text(first.expires_at);
    let _ = write!(
        text,
        "\nEntréguelas en persona: no vuelven a mostrarse, sólo valen para entrar y poner otra, y \
         vencen {expires_at}.\n"
    );
    text
}

fn fault_json(fault: &AccountsFault) -> serde_json::Value {
    json!({ "line": fault.line, "column": fault.column, "text": fault.text })
}

fn as_json(one: &Credential) -> serde_json::Value {
    json!({
        "username": one.username.as_str(),
        "name": one.display_name.as_str(),
        "person": one.person,
        "role": role_name(one.role),
        "scope": one.scope.to_string(),
        "one_time_password": one.password.reveal(),
        "expires_at": one.expires_at,
    })
}
