use prep_model::people::Person;
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
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was disabled, if it was.
    pub disabled_at: Option<Timestamp>,
}

impl Account {
    /// The account as somebody who is in until `ends_at`.
    pub(super) fn into_session(self, ends_at: Timestamp) -> Session {
        Session {
            person: self.person,
            scope: self.scope,
            username: self.username,
            display_name: self.display_name,
            must_change_password: self.must_change_password,
            ends_at,
        }
    }
}

/// Every account by username, disabled ones too.
#[tracing::instrument(skip_all)]
pub async fn list_accounts(central: &Central) -> Result<Vec<Account>, Failure> {
    let mut tx = central.store.read("list_accounts").await?;
    Ok(tx.list_accounts().await?)
}
