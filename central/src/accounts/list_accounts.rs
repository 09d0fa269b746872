use prep_model::people::{Person, PersonId};
use prep_model::time::Timestamp;

use super::{DisplayName, Scope, Session, Username};
use crate::{Central, Failure};

/// An account as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who, in which role.
    pub person: Person,
    /// Where the role holds.
    pub scope: Scope,
    /// What they type to enter.
    pub username: Username,
    /// Their name.
    pub display_name: DisplayName,
    /// True until they change the password that somebody handed them.
    pub must_change_password: bool,
    /// When that password stops opening anything; `None` once they chose their own.
    pub password_expires_at: Option<Timestamp>,
    /// True if entering asks for a code of their telephone too.
    pub has_second_factor: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was disabled, if it was.
    pub disabled_at: Option<Timestamp>,
}

impl Account {
    /// True if its one-time password opens nothing any more at `now`.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.password_expires_at.is_some_and(|at| at <= now)
    }

    /// The account as somebody who is in until `ends_at`.
    pub(super) fn into_session(self, ends_at: Timestamp, needs_code: bool) -> Session {
        Session {
            person: self.person,
            scope: self.scope,
            username: self.username,
            display_name: self.display_name,
            must_change_password: self.must_change_password,
            needs_code,
            ends_at,
        }
    }
}

/// The account of a person, disabled or not.
#[tracing::instrument(skip_all)]
pub async fn find_account(
    central: &Central,
    person: &PersonId,
) -> Result<Option<Account>, Failure> {
    let mut tx = central.store.read("find_account").await?;
    let row = tx.find_account_of(person).await?;
    Ok(row.map(|row| row.account))
}

/// Every account by username, disabled ones too.
#[tracing::instrument(skip_all)]
pub async fn list_accounts(central: &Central) -> Result<Vec<Account>, Failure> {
    let mut tx = central.store.read("list_accounts").await?;
    Ok(tx.list_accounts().await?)
}
