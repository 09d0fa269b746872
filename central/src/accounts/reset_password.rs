use prep_model::bitacora::Actor;

use super::password::{self, OneTimePassword};
use super::record::{AccountEvent, record};
use super::{AccountError, AccountRefusal, Username};
use crate::{Central, UseCaseError};

/// Gives an account a one-time password, to be changed at the next entry, and ends its sessions.
#[tracing::instrument(skip_all)]
pub async fn reset_password(
    central: &Central,
    by: &Actor,
    username: &Username,
) -> Result<OneTimePassword, AccountError> {
    let now = central.now();
    let password = OneTimePassword::make(&*central.entropy);
    let phc = password::hash(password.reveal(), &*central.entropy).await;

    let mut tx = central.store.begin("reset_password").await?;
    let row = tx.find_account(username).await?;
    let row = row.ok_or(UseCaseError::Refused(AccountRefusal::Unknown))?;
    if !row.is_enabled() {
        return Err(UseCaseError::Refused(AccountRefusal::Disabled));
    }
    let person = &row.account.person.id;
    tx.update_password(person, &phc, true, now).await?;
    tx.delete_sessions_of(person).await?;
    record(&mut tx, now, by, person, AccountEvent::PasswordReset).await?;
    tx.commit().await?;
    Ok(password)
}
