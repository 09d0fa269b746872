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
//! * A one-time password opens nothing after its hour; a code of a second factor opens once.
//! * Whoever does something to another person's account may by role and by scope, and never to
//!   their own.

mod account;
mod accounts_file;
mod add_account;
mod attempts;
mod authority;
mod change_password;
mod credential;
mod disable_account;
mod end_sessions;
mod find_session;
mod import_accounts;
mod inside;
mod list_accounts;
mod login;
mod logout;
mod password;
mod record;
mod reset_password;
mod scope;
mod second_factor;
mod session;
#[cfg(test)]
mod tests;
mod totp;

pub use account::{AccountTextError, DisplayName, Username, role_name, role_named};
pub use accounts_file::{AccountsFault, AccountsFile, AskedAccount, MAX_ACCOUNTS};
pub use add_account::{AddAccountError, AddAccountRefusal, AddedAccount, NewAccount, add_account};
pub use attempts::Attempts;
pub use authority::NotYours;
pub use change_password::{ChangePasswordError, ChangePasswordRefusal, change_password};
pub use credential::Credential;
pub use disable_account::{AccountError, AccountRefusal, disable_account};
pub use end_sessions::{end_other_sessions, end_sessions};
pub use find_session::find_session;
pub use import_accounts::{
    ImportError, ImportPlan, ImportRefusal, Imported, import_accounts, plan_import,
};
pub use inside::{Inside, OpenSession, list_inside, list_sessions};
pub use list_accounts::{Account, find_account, list_accounts};
pub use login::{LoginAttempt, LoginError, LoginRefusal, enter_on_device, login};
pub use logout::logout;
pub use password::{NewPassword, OneTimePassword, PasswordFault};
pub use record::AccountEvent;
pub use reset_password::reset_password;
pub use scope::{Scope, ScopeError};
pub use second_factor::{
    SecondFactor, SecondFactorError, SecondFactorRefusal, begin_second_factor,
    confirm_second_factor, end_second_factor, enter_code, find_second_factor, remove_second_factor,
};
pub use session::{OpenedSession, Session, SessionToken};
