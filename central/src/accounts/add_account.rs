use prep_model::bitacora::{Actor, PersonEvent};
use prep_model::people::{AccountAct, PersonId, Role};
use prep_model::time::Timestamp;
use thiserror::Error;

use super::authority::{NotYours, may_act_on_role};
use super::password::{self, HANDED_SECONDS, OneTimePassword};
use super::record::record;
use super::{DisplayName, Scope, Username};
use crate::{Central, UseCaseError};

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// What the person types to enter.
    pub username: Username,
    /// Their name.
    pub display_name: DisplayName,
    /// What they do.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

/// An account just made.
#[derive(Debug)]
pub struct AddedAccount {
    /// Who they are from now on.
    pub person: PersonId,
    /// To be handed over; it cannot be shown again.
    pub password: OneTimePassword,
    /// After this moment it opens nothing.
    pub expires_at: Timestamp,
}

/// Why an account was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AddAccountRefusal {
    /// Somebody has or had that username.
    #[error("ese usuario ya existe o existió; elija otro")]
    UsernameTaken,
    /// Whoever asks does not make accounts.
    #[error(transparent)]
    NotYours(#[from] NotYours),
}

/// How [`add_account`] ends when it does not succeed.
pub type AddAccountError = UseCaseError<AddAccountRefusal>;

/// Makes an account with a one-time password that must be changed at the first entry.
#[tracing::instrument(skip_all)]
pub async fn add_account(
    central: &Central,
    by: &Actor,
    new: &NewAccount,
) -> Result<AddedAccount, AddAccountError> {
    may_act_on_role(by, AccountAct::Create, new.role)
        .map_err(|refused| UseCaseError::Refused(refused.into()))?;
    let now = central.now();
    let expires_at = now.plus_seconds(HANDED_SECONDS);
    let person = person_id(&central.entropy.bytes::<10>());
    let password = OneTimePassword::make(&*central.entropy);
    let phc = password::hash(password.reveal(), &*central.entropy).await;

    let mut tx = central.store.begin("add_account").await?;
    let inserted = tx
        .insert_account(&person, new, &phc, (now, expires_at))
        .await;
    inserted.map_err(|error| {
        if error.is_unique_violation() {
            UseCaseError::Refused(AddAccountRefusal::UsernameTaken)
        } else {
            error.into()
        }
    })?;
    let event = PersonEvent::Registered { role: new.role };
    record(&mut tx, now, by, &person, event).await?;
    tx.commit().await?;
    Ok(AddedAccount {
        person,
        password,
        expires_at,
    })
}

/// `p` and 80 random bits: tells nothing about the person.
pub(super) fn person_id(random: &[u8; 10]) -> PersonId {
    use std::fmt::Write;
    let mut text = String::from("p");
    for byte in random {
        let _ = write!(text, "{byte:02x}");
    }
    PersonId::new(&text).expect("21 letters and digits are an id")
}
