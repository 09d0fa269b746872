//! Who gives an order. There is no password to ask for: whoever can write the database can do all
//! that these commands do, and the operating system says who that is.

use central::Central;
use central::accounts::{Account, Username, list_accounts};
use prep_model::bitacora::Actor;
use prep_model::people::{Action, Person};

use crate::outcome::Outcome;

/// The account in whose name an order of administration is given.
#[derive(Debug, clap::Args)]
pub(crate) struct By {
    /// Usuario que da la orden, con rol de administrador. Sin decirlo, la da el Sistema.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Option<Username>,
}

impl By {
    /// The one the bitácora will name.
    pub(crate) async fn actor(&self, central: &Central) -> Result<Actor, Outcome> {
        let Some(username) = &self.by else {
            return Ok(Actor::System);
        };
        person(central, username, Action::Administer)
            .await
            .map(Actor::Person)
    }
}

/// The person of an account in use whose role may do `action`.
pub(crate) async fn person(
    central: &Central,
    username: &Username,
    action: Action,
) -> Result<Person, Outcome> {
    let account = account(central, username).await?;
    let person = account.person;
    if account.disabled_at.is_some() {
        let message = format!("la cuenta {username} está deshabilitada");
        return Err(Outcome::refused(&message, "dé la orden con otra cuenta"));
    }
    if !person.role.may(action) {
        let message = format!(
            "la cuenta {username} es de {}, que no puede hacer esto",
            person.role
        );
        return Err(Outcome::refused(&message, REMEDY));
    }
    Ok(person)
}

/// What to do about an account that is not there.
pub(crate) const REMEDY: &str = "con «prep user list» se ven las cuentas y sus roles";

async fn account(central: &Central, username: &Username) -> Result<Account, Outcome> {
    let accounts = list_accounts(central).await;
    let accounts = accounts.map_err(|error| Outcome::broken(&error))?;
    let account = accounts.into_iter().find(|row| row.username == *username);
    account.ok_or_else(|| Outcome::refused(&format!("el usuario {username} no existe"), REMEDY))
}
