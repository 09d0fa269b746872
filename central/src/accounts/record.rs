use prep_model::bitacora::{Actor, Event, PersonEvent, Subject, What};
use prep_model::people::PersonId;
use prep_model::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::{StoreError, Tx};

/// What happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountEvent {
    /// What the bitácora tells too.
    Person(PersonEvent),
    /// Somebody gave it a new one-time password; read from before the bitácora had an event for it.
    PasswordReset,
    /// Its person chose a new password; read from before the bitácora had an event for it.
    PasswordChanged,
}

/// Tells an event in the transaction of the change: to the open ejercicio's bitácora, or, where none
/// is open, to the accounts' own table.
pub(super) async fn record(
    tx: &mut Tx,
    at: Timestamp,
    actor: &Actor,
    person: &PersonId,
    what: PersonEvent,
) -> Result<(), StoreError> {
    let Some(ejercicio) = tx.find_open_ejercicio().await? else {
        let event = AccountEvent::Person(what);
        return tx.insert_account_event(at, actor, person, &event).await;
    };
    let event = Event::new(
        ejercicio.ejercicio().clone(),
        at,
        actor.clone(),
        Subject::Person(person.clone()),
        What::Person(what),
    );
    tx.append_bitacora(ejercicio.row_id, &event).await?;
    Ok(())
}
