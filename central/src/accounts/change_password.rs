use prep_model::bitacora::{Actor, PersonEvent};
use thiserror::Error;

use super::attempts::ACCOUNT;
use super::login::open_session;
use super::password::{self, NewPassword, PasswordFault};
use super::record::record;
use super::session::{OpenedSession, SessionToken};
use crate::store::SessionRow;
use crate::{Central, UseCaseError};

/// Why a password was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ChangePasswordRefusal {
    /// The session is over.
    #[error("su sesión terminó; entre de nuevo")]
    SessionOver,
    /// The current password is another one.
    #[error("la contraseña actual no es correcta")]
    WrongCurrent,
    /// Too many wrong ones.
    #[error(
        "hubo varios intentos fallidos; espere {retry_after_seconds} segundos y vuelva a intentar"
    )]
    TooManyAttempts {
        /// How long.
        retry_after_seconds: u64,
    },
    /// The new one cannot be taken.
    #[error(transparent)]
    Unfit(#[from] PasswordFault),
}

/// How [`change_password`] ends when it does not succeed.
pub type ChangePasswordError = UseCaseError<ChangePasswordRefusal>;

fn refused(refusal: ChangePasswordRefusal) -> ChangePasswordError {
    UseCaseError::Refused(refusal)
}

/// Changes the password of whoever is in, ends all their sessions and opens one with a new secret.
#[tracing::instrument(skip_all)]
pub async fn change_password(
    central: &Central,
    token: &SessionToken,
    current: &str,
    new: &str,
) -> Result<OpenedSession, ChangePasswordError> {
    let now = central.now();
    let (before, new) = admit_attempt(central, token, current, new).await?;
    if !password::verify(current, Some(&before.row.password_phc)).await {
        return Err(refused(ChangePasswordRefusal::WrongCurrent));
    }
    let phc = password::hash(new.reveal(), &*central.entropy).await;

    let mut tx = central.store.begin("change_password").await?;
    let row = tx.find_session(token).await?.map(|found| found.row);
    let unchanged = row.filter(|row| *row == before.row && row.is_enabled() && !before.needs_code);
    let row = unchanged.ok_or(refused(ChangePasswordRefusal::SessionOver))?;
    let person = row.account.person.clone();
    tx.update_password(&person.id, &phc, None, now).await?;
    tx.delete_sessions_of(&person.id).await?;
    tx.delete_attempts(&ACCOUNT.subject(row.account.username.as_str()))
        .await?;
    let mut account = row.account;
    account.must_change_password = false;
    account.password_expires_at = None;
    let opened = open_session(central, &mut tx, account, now).await?;
    let (id, actor) = (person.id.clone(), Actor::Person(person));
    record(&mut tx, now, &actor, &id, PersonEvent::PasswordChanged).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Looks at the new password, and counts an attempt on the current one: an open desk must not be a
/// place to guess without waiting. A new password that is unfit costs no attempt.
async fn admit_attempt(
    central: &Central,
    token: &SessionToken,
    current: &str,
    new: &str,
) -> Result<(SessionRow, NewPassword), ChangePasswordError> {
    let mut tx = central.store.begin("count_password_attempt").await?;
    let found = tx.find_session(token).await?;
    let found = found.ok_or(refused(ChangePasswordRefusal::SessionOver))?;
    let username = &found.row.account.username;
    let new = NewPassword::new(new, username, current);
    let new = new.map_err(|fault| refused(fault.into()))?;

    let subject = ACCOUNT.subject(username.as_str());
    let before = tx.find_attempts(&subject).await?;
    let counted = ACCOUNT.count(before, central.now());
    let counted = counted.map_err(|retry_after_seconds| {
        refused(ChangePasswordRefusal::TooManyAttempts {
            retry_after_seconds,
        })
    })?;
    tx.save_attempts(&subject, &counted).await?;
    tx.commit().await?;
    Ok((found, new))
}
