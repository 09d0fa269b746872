use prep_model::bitacora::{Actor, PersonEvent, Reason};
use prep_model::people::AccountAct;
use thiserror::Error;

use super::Username;
use super::authority::{NotYours, may_act};
use super::record::record;
use crate::{Central, UseCaseError};

/// Why an account was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AccountRefusal {
    /// Nobody has that username.
    #[error("ese usuario no existe")]
    Unknown,
    /// It was disabled before.
    #[error("esa cuenta está deshabilitada")]
    Disabled,
    /// It has none to be taken away.
    #[error("esa cuenta no tiene verificación en dos pasos")]
    NoSecondFactor,
    /// Whoever asks does not do this to that account.
    #[error(transparent)]
    NotYours(#[from] NotYours),
}

/// How administering an account ends when it does not succeed.
pub type AccountError = UseCaseError<AccountRefusal>;

/// Disables an account for good and ends its sessions at once.
#[tracing::instrument(skip_all)]
pub async fn disable_account(
    central: &Central,
    by: &Actor,
    username: &Username,
    reason: Reason,
) -> Result<(), AccountError> {
    let now = central.now();
    let mut tx = central.store.begin("disable_account").await?;
    let row = tx.find_account(username).await?;
    let row = row.ok_or(UseCaseError::Refused(AccountRefusal::Unknown))?;
    if !row.is_enabled() {
        return Err(UseCaseError::Refused(AccountRefusal::Disabled));
    }
    may_act(&mut tx, by, AccountAct::Disable, &row.account).await?;
    let person = &row.account.person.id;
    tx.update_account_disabled(person, now).await?;
    tx.delete_sessions_of(person).await?;
    let event = PersonEvent::Disabled { reason };
    record(&mut tx, now, by, person, event).await?;
    tx.commit().await?;
    Ok(())
}
