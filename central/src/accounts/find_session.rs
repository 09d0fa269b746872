use super::session::{RENEW_SECONDS, Session, SessionToken, idle_seconds};
use crate::store::AccountRow;
use crate::{Central, Failure};

/// Who is behind a browser's secret, if their session is not over; notes that it was used.
///
/// The secret itself changes only when what it may do changes (entry, new password): forms are tied
/// to it, and a change in between would refuse an acta that somebody has just typed.
#[tracing::instrument(skip_all)]
pub async fn find_session(
    central: &Central,
    token: &SessionToken,
) -> Result<Option<Session>, Failure> {
    let now = central.now();
    let mut tx = central.store.read("find_session").await?;
    let found = tx.find_session(token).await?;
    drop(tx);
    let Some(found) = found else { return Ok(None) };

    let role = found.row.account.person.role;
    let is_over = now >= found.ends_at
        || now >= found.seen_at.plus_seconds(idle_seconds(role))
        || !AccountRow::is_enabled(&found.row);
    if is_over {
        return Ok(None);
    }
    if now >= found.seen_at.plus_seconds(RENEW_SECONDS) {
        let mut tx = central.store.begin_beside("renew_session").await?;
        tx.update_session_seen(token, now).await?;
        tx.commit().await?;
    }
    Ok(Some(
        found
            .row
            .account
            .into_session(found.ends_at, found.needs_code),
    ))
}
