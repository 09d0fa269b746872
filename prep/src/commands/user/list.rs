//! `prep user list`: every account.

use central::accounts::{Account, list_accounts, role_name};
use serde_json::json;

use crate::commands::HELP;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::push_columns;

/// Muestra las cuentas, también las deshabilitadas.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep user list [--json]",
    after_help = "\
Ejemplo:
  prep user list"
)]
pub(crate) struct Args {
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            match list_accounts(&central).await {
                Ok(accounts) if self.json => {
                    let accounts: Vec<_> = accounts.iter().map(as_json).collect();
                    Outcome::json(&accounts.into(), End::Done)
                }
                Ok(accounts) => Outcome::done(as_text(&accounts)),
                Err(failure) => Outcome::broken(&failure),
            }
        })
    }
}

fn as_text(accounts: &[Account]) -> String {
    if accounts.is_empty() {
        return "No hay cuentas; con «prep user add» se da de alta la primera.\n".to_owned();
    }
    let header = [
        "usuario",
        "nombre",
        "rol",
        "alcance",
        "identificador",
        "estado",
    ];
    let mut rows = vec![header.map(str::to_owned)];
    rows.extend(accounts.iter().map(|account| {
        [
            account.username.to_string(),
            account.display_name.as_str().to_owned(),
            account.person.role.to_string(),
            account.scope.text(),
            account.person.id.to_string(),
            state(account).to_owned(),
        ]
    }));
    let mut text = String::new();
    push_columns(&mut text, &rows);
    text
}

fn state(account: &Account) -> &'static str {
    match (account.disabled_at, account.must_change_password) {
        (Some(_), _) => "deshabilitada",
        (None, true) => "debe poner su contraseña",
        (None, false) => "en uso",
    }
}

fn as_json(account: &Account) -> serde_json::Value {
    json!({
        "username": account.username.as_str(),
        "name": account.display_name.as_str(),
        "person": account.person.id,
        "role": role_name(account.person.role),
        "scope": account.scope.to_string(),
        "must_change_password": account.must_change_password,
        "created_at": account.created_at,
        "disabled_at": account.disabled_at,
    })
}
