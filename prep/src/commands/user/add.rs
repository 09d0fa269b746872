//! `prep user add`: a new account.

use central::UseCaseError;
use central::accounts::{
    AddedAccount, DisplayName, NewAccount, Scope, Username, add_account, role_name, role_named,
};
use prep_model::people::Role;
use serde_json::json;

use super::password_text;
use crate::commands::HELP;
use crate::commands::by::By;
use crate::installation;
use crate::outcome::{End, Outcome};

/// Da de alta una cuenta y muestra su contraseña una sola vez.
///
/// Quien entra con esa contraseña tiene que poner otra antes de hacer nada. En la bitácora queda un
/// identificador que no dice quién es; el nombre sólo se ve en las páginas y en «prep user list».
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep user add <USUARIO> --name <NOMBRE> --role <ROL> [--scope <ALCANCE>] [--by <USUARIO>] [--json]",
    after_help = "\
Los roles son cael, acopiador, digitalizador, capturista, verificador, supervisor, coordinador,
administrador, auditor y monitor.

El alcance dice dónde vale el rol: todo, distrito:9, catd:NOMBRE o ccv:NOMBRE.

Termina con 0 si la cuenta quedó, con 1 si no puede quedar y con 2 si algo no se pudo leer o escribir.

Ejemplo:
  prep user add capturista-1 --name \"Capturista de prueba\" --role capturista --scope ccv:Central"
)]
pub(crate) struct Args {
    /// Con lo que se entra: de 2 a 32 letras minúsculas sin acentos, dígitos, puntos o guiones.
    #[arg(value_name = "USUARIO", help_heading = "Argumentos")]
    username: Username,
    /// Nombre de la persona, como lo muestran las páginas.
    #[arg(long, value_name = "NOMBRE", help_heading = "Opciones")]
    name: DisplayName,
    /// Qué hace.
    #[arg(long, value_name = "ROL", value_parser = role, help_heading = "Opciones")]
    role: Role,
    /// Dónde. Sin decirlo, todo.
    #[arg(
        long,
        value_name = "ALCANCE",
        default_value = "todo",
        hide_default_value = true,
        help_heading = "Opciones"
    )]
    scope: Scope,
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
            let new = NewAccount {
                username: self.username,
                display_name: self.name,
                role: self.role,
                scope: self.scope,
            };
            match add_account(&central, &by, &new).await {
                Ok(added) if self.json => as_json(&new, &added),
                Ok(added) => as_text(&new, &added),
                Err(UseCaseError::Refused(refusal)) => {
                    let remedy = "con «prep user list» se ven los que ya se usaron";
                    Outcome::refused(&refusal.to_string(), remedy)
                }
                Err(UseCaseError::Failed(failure)) => Outcome::broken(&failure),
            }
        })
    }
}

fn role(text: &str) -> Result<Role, String> {
    role_named(text).ok_or_else(|| {
        let names = Role::ALL.map(role_name).join(", ");
        format!("los roles son {names}")
    })
}

fn as_text(new: &NewAccount, added: &AddedAccount) -> Outcome {
    Outcome::done(format!(
        "Se dio de alta la cuenta {}.\n  rol            {}\n  alcance        {}\n  \
         identificador  {}\n{}",
        new.username,
        new.role,
        new.scope.text(),
        added.person,
        password_text(&added.password)
    ))
}

fn as_json(new: &NewAccount, added: &AddedAccount) -> Outcome {
    let account = json!({
        "username": new.username.as_str(),
        "person": added.person,
        "role": role_name(new.role),
        "scope": new.scope.to_string(),
        "one_time_password": added.password.reveal(),
    });
    Outcome::json(&account, End::Done)
}
