use prep_model::bitacora::{Actor, PersonEvent};

use super::record::record;
use super::session::SessionToken;
use crate::{Central, Failure};

/// Ends a session; one that is over already is left as it is.
#[tracing::instrument(skip_all)]
pub async fn logout(central: &Central, token: &SessionToken) -> Result<(), Failure> {
    let now = central.now();
    let mut tx = central.store.begin("logout").await?;
    let Some(found) = tx.find_session(token).await? else {
        return Ok(());
    };
    tx.delete_session(token).await?;
    if found.needs_code {
        // Nobody had come in yet.
        tx.commit().await?;
        return Ok(());
    }
    let person = found.row.account.person;
    let actor = Actor::Person(person.clone());
    record(&mut tx, now, &actor, &person.id, PersonEvent::LoggedOut).await?;
    tx.commit().await?;
    Ok(())
}
