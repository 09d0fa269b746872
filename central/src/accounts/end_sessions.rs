use prep_model::bitacora::{Actor, PersonEvent, Reason};
use prep_model::people::AccountAct;

use super::authority::may_act;
use super::record::record;
use super::session::SessionToken;
use super::{AccountError, AccountRefusal, Username};
use crate::{Central, Failure, UseCaseError};

/// Ends every session of another person: they left, or a screen was left open. The account stays in
/// use.
#[tracing::instrument(skip_all)]
pub async fn end_sessions(
    central: &Central,
    by: &Actor,
    username: &Username,
    reason: Reason,
) -> Result<(), AccountError> {
    let now = central.now();
    let mut tx = central.store.begin("end_sessions").await?;
    let row = tx.find_account(username).await?;
    let row = row.ok_or(UseCaseError::Refused(AccountRefusal::Unknown))?;
    may_act(&mut tx, by, AccountAct::EndSessions, &row.account).await?;
    let person = &row.account.person.id;
    tx.delete_sessions_of(person).await?;
    let event = PersonEvent::SessionsEnded { reason };
    record(&mut tx, now, by, person, event).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the other sessions of whoever is in with `token`; how many there were.
#[tracing::instrument(skip_all)]
pub async fn end_other_sessions(central: &Central, token: &SessionToken) -> Result<u64, Failure> {
    let now = central.now();
    let mut tx = central.store.begin("end_other_sessions").await?;
    let Some(found) = tx.find_session(token).await? else {
        return Ok(0);
    };
    let person = found.row.account.person;
    let ended = tx.delete_other_sessions(&person.id, token).await?;
    let (id, actor) = (person.id.clone(), Actor::Person(person));
    for _ in 0..ended {
        record(&mut tx, now, &actor, &id, PersonEvent::LoggedOut).await?;
    }
    tx.commit().await?;
    Ok(ended)
}
