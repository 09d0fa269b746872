//! The people of the installation: who may enter, with what, in which role and where.
//!
//! Accounts belong to the installation and outlive ejercicios; what happens to them is told to the
//! open ejercicio's bitácora where there is one, by opaque [`PersonId`](prep_model::people::PersonId),
//! and to a table of their own where there is none. What must hold:
//!
//! * A password is stored as Argon2id and nothing else; a session as the SHA-256 of a secret that
//!   only the browser has.
//! * Whoever asks cannot learn whether an account exists: the same work and the same answer.
//! * An attempt counts as failed until it has succeeded, so guessing in parallel gains nothing.
//! * Disabling an account or resetting its password ends its sessions in the same transaction.
//! * Neither names nor passwords reach a log, an error or the bitácora.

mod account;
mod add_account;
mod attempts;
mod change_password;
mod disable_account;
mod find_session;
mod list_accounts;
mod login;
mod logout;
mod password;
mod record;
mod reset_password;
mod scope;
mod session;
#[cfg(test)]
mod tests;

pub use account::{AccountTextError, DisplayName, Username, role_name, role_named};
pub use add_account::{AddAccountError, AddAccountRefusal, AddedAccount, NewAccount, add_account};
pub use attempts::Attempts;
pub use change_password::{ChangePasswordError, ChangePasswordRefusal, change_password};
pub use disable_account::{AccountError, AccountRefusal, disable_account};
pub use find_session::find_session;
pub use list_accounts::{Account, list_accounts};
pub use login::{LoginAttempt, LoginError, LoginRefusal, enter_on_device, login};
pub use logout::logout;
pub use password::{NewPassword, OneTimePassword, PasswordFault};
pub use record::AccountEvent;
pub use reset_password::reset_password;
pub use scope::{Scope, ScopeError};
pub use session::{OpenedSession, Session, SessionToken};
