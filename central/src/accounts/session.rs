use std::fmt;

use prep_model::contract::Sha256Digest;
use prep_model::people::{Person, Role};
use prep_model::time::Timestamp;

use super::{DisplayName, Scope, Username};
use crate::entropy::Entropy;

/// A session nobody has used for this long is over.
pub(super) const IDLE_SECONDS: i64 = 30 * 60;
/// However busy, a session is over after this long: a shift with its handover.
const LONGEST_SECONDS: i64 = 14 * 3600;
/// A screen on a wall, which only looks, may be dark for a night and hangs for the whole operation.
pub(super) const WALL_IDLE_SECONDS: i64 = 24 * 3600;
/// The end of its session: before the weekend is over somebody enters again.
const WALL_LONGEST_SECONDS: i64 = 96 * 3600;
/// Whoever has given their password has this long to give the code of their telephone.
pub(super) const CODE_SECONDS: i64 = 5 * 60;
/// The last use is written at most this often, so that reading pages stays reading.
pub(super) const RENEW_SECONDS: i64 = 60;

/// For how long a session of `role` may go unused.
pub(super) fn idle_seconds(role: Role) -> i64 {
    if role == Role::Monitor {
        WALL_IDLE_SECONDS
    } else {
        IDLE_SECONDS
    }
}

/// For how long one lasts, however busy.
pub(super) fn longest_seconds(role: Role) -> i64 {
    if role == Role::Monitor {
        WALL_LONGEST_SECONDS
    } else {
        LONGEST_SECONDS
    }
}

/// The secret of a session, 32 random bytes: the browser has it, the database its SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

/// Somebody who is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who, in which role.
    pub person: Person,
    /// Where the role holds.
    pub scope: Scope,
    /// What they type to enter.
    pub username: Username,
    /// Their name, for pages.
    pub display_name: DisplayName,
    /// True if nothing may be done before the password is changed.
    pub must_change_password: bool,
    /// True if nothing may be done before the code of the second factor is given.
    pub needs_code: bool,
    /// When it ends however busy it is.
    pub ends_at: Timestamp,
}

/// A session just opened, with the secret that will find it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedSession {
    /// For the browser, once.
    pub token: SessionToken,
    /// Whose it is.
    pub session: Session,
}

impl SessionToken {
    /// A new secret.
    pub(super) fn make(entropy: &dyn Entropy) -> Self {
        Self(entropy.secret_hex())
    }

    /// Reads what a browser sent; `None` if it cannot be a secret of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 64 && text.bytes().all(hex)).then(|| Self(text.to_owned()))
    }

    /// The secret, for the browser.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database knows it by.
    pub(crate) fn sha256(&self) -> Sha256Digest {
        Sha256Digest::of(self.0.as_bytes())
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}
