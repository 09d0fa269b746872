use prep_model::people::{PersonId, Role};
use prep_model::time::Timestamp;

use super::{Account, DisplayName, OneTimePassword, Scope, Username};

/// What is handed to a person so that they can enter: to be printed, once.
#[derive(Debug)]
pub struct Credential {
    /// Who they are in the bitácora.
    pub person: PersonId,
    /// What they type to enter.
    pub username: Username,
    /// Their name.
    pub display_name: DisplayName,
    /// What they do.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// To be changed at the first entry; it cannot be shown again.
    pub password: OneTimePassword,
    /// After this moment it opens nothing.
    pub expires_at: Timestamp,
}

impl Credential {
    /// The credential of an account that was given `password`.
    pub(super) fn of(account: Account, password: OneTimePassword, expires_at: Timestamp) -> Self {
        Self {
            person: account.person.id,
            username: account.username,
            display_name: account.display_name,
            role: account.person.role,
            scope: account.scope,
            password,
            expires_at,
        }
    }
}
