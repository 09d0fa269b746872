use prep_model::bitacora::{Actor, PersonEvent};
use prep_model::people::AccountAct;

use super::authority::may_act;
use super::password::{self, OneTimePassword, RESET_SECONDS};
use super::record::record;
use super::{AccountError, AccountRefusal, Credential, Username};
use crate::{Central, UseCaseError};

/// Gives an account a one-time password, to be changed at the next entry within a day, and ends its
/// sessions.
#[tracing::instrument(skip_all)]
pub async fn reset_password(
    central: &Central,
    by: &Actor,
    username: &Username,
) -> Result<Credential, AccountError> {
    let now = central.now();
    let expires_at = now.plus_seconds(RESET_SECONDS);
    let password = OneTimePassword::make(&*central.entropy);
    let phc = password::hash(password.reveal(), &*central.entropy).await;

    let mut tx = central.store.begin("reset_password").await?;
    let row = tx.find_account(username).await?;
    let row = row.ok_or(UseCaseError::Refused(AccountRefusal::Unknown))?;
    if !row.is_enabled() {
        return Err(UseCaseError::Refused(AccountRefusal::Disabled));
    }
    may_act(&mut tx, by, AccountAct::HandPassword, &row.account).await?;
    let person = &row.account.person.id;
    tx.update_password(person, &phc, Some(expires_at), now)
        .await?;
    tx.delete_sessions_of(person).await?;
    let event = PersonEvent::PasswordReset { expires_at };
    record(&mut tx, now, by, person, event).await?;
    tx.commit().await?;
    Ok(Credential::of(row.account, password, expires_at))
}
