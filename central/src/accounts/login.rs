use prep_model::bitacora::{Actor, PersonEvent};
use prep_model::time::Timestamp;
use thiserror::Error;

use super::attempts::{ACCOUNT, ADDRESS, FORGOTTEN_SECONDS, Guard};
use super::password;
use super::record::record;
use super::session::{
    CODE_SECONDS, OpenedSession, SessionToken, WALL_IDLE_SECONDS, longest_seconds,
};
use super::{Account, Username};
use crate::store::{AccountRow, Tx};
use crate::{Central, UseCaseError};

/// Somebody at the door.
#[derive(Clone, Copy)]
pub struct LoginAttempt<'a> {
    /// What they typed as username.
    pub username: &'a str,
    /// What they typed as password.
    pub password: &'a str,
    /// Where they come from, as text.
    pub address: &'a str,
}

/// Why nobody was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LoginRefusal {
    /// No account that may be used has that username and password; which of the two, nobody learns.
    #[error("el usuario o la contraseña no son correctos")]
    WrongCredentials,
    /// The password is the account's one-time password, and too old. Only who knows it learns this.
    #[error(
        "esa contraseña era de un solo uso y venció; pida una nueva a quien supervisa su CATD o CCV"
    )]
    Expired,
    /// Too many failures on this username or from this address.
    #[error(
        "hubo varios intentos fallidos; espere {retry_after_seconds} segundos y vuelva a intentar"
    )]
    TooManyAttempts {
        /// How long.
        retry_after_seconds: u64,
    },
}

/// How [`login`] ends when it does not succeed.
pub type LoginError = UseCaseError<LoginRefusal>;

/// Opens a session for whoever knows the password of an account that may be used. Where the account
/// has a second factor the session opens nothing before [`enter_code`](super::enter_code()).
#[tracing::instrument(skip_all)]
pub async fn login(
    central: &Central,
    attempt: LoginAttempt<'_>,
) -> Result<OpenedSession, LoginError> {
    let now = central.now();
    let (mut tx, account) = authenticate(central, "login", attempt, now).await?;
    let opened = if account.has_second_factor {
        open_half(central, &mut tx, account, now).await?
    } else {
        let person = account.person.clone();
        let (id, actor) = (person.id.clone(), Actor::Person(person));
        record(&mut tx, now, &actor, &id, PersonEvent::LoggedIn).await?;
        open_session(central, &mut tx, account, now).await?
    };
    tx.commit().await?;
    Ok(opened)
}

/// Knows whoever takes a tablet in their hands by the password of an account that may be used. No
/// session is opened: what the tablet sends is under its own key, and names the person. That key is
/// something they hold beside what they know, so no code is asked for here.
#[tracing::instrument(skip_all)]
pub async fn enter_on_device(
    central: &Central,
    attempt: LoginAttempt<'_>,
) -> Result<Account, LoginError> {
    let now = central.now();
    let (mut tx, account) = authenticate(central, "enter_on_device", attempt, now).await?;
    let actor = Actor::Person(account.person.clone());
    record(
        &mut tx,
        now,
        &actor,
        &account.person.id,
        PersonEvent::LoggedIn,
    )
    .await?;
    tx.commit().await?;
    Ok(account)
}

/// The account of an attempt that holds, and the transaction in which it is to be told.
async fn authenticate(
    central: &Central,
    name: &'static str,
    attempt: LoginAttempt<'_>,
    now: Timestamp,
) -> Result<(Tx, Account), LoginError> {
    let username = Username::typed(attempt.username).ok();
    // What cannot be a username is counted like one: under its own digest.
    let subjects = [
        (
            ACCOUNT,
            username.as_ref().map_or(attempt.username, Username::as_str),
        ),
        (ADDRESS, attempt.address),
    ];
    let row = count_attempt(central, subjects, username.as_ref(), now).await?;

    let usable = row.filter(AccountRow::is_enabled);
    let phc = usable.as_ref().map(|row| row.password_phc.as_str());
    let fits = password::verify(attempt.password, phc).await;
    let wrong = UseCaseError::Refused(LoginRefusal::WrongCredentials);
    let Some(row) = usable.filter(|_| fits) else {
        return Err(wrong);
    };

    let mut tx = central.store.begin(name).await?;
    // While the password was being checked, the account may have been disabled or its password reset.
    let unchanged = tx.find_account(&row.account.username).await?.as_ref() == Some(&row);
    if !unchanged {
        return Err(wrong);
    }
    if row.account.is_expired(now) {
        return Err(UseCaseError::Refused(LoginRefusal::Expired));
    }
    forgive(&mut tx, subjects, row.account.has_second_factor, now).await?;
    Ok((tx, row.account))
}

/// Counts the attempt against account and address, or refuses it; finds the account on the way.
async fn count_attempt(
    central: &Central,
    subjects: [(Guard, &str); 2],
    username: Option<&Username>,
    now: Timestamp,
) -> Result<Option<AccountRow>, LoginError> {
    let mut tx = central.store.begin("count_login_attempt").await?;
    tx.delete_attempts_before(now.plus_seconds(-FORGOTTEN_SECONDS))
        .await?;
    for (guard, text) in subjects {
        let subject = guard.subject(text);
        let before = tx.find_attempts(&subject).await?;
        let counted = guard.count(before, now).map_err(|retry_after_seconds| {
            UseCaseError::Refused(LoginRefusal::TooManyAttempts {
                retry_after_seconds,
            })
        })?;
        tx.save_attempts(&subject, &counted).await?;
    }
    let row = match username {
        Some(username) => tx.find_account(username).await?,
        None => None,
    };
    tx.commit().await?;
    Ok(row)
}

/// The account starts anew; the address only gets this attempt back, or whoever owns one account
/// could guess at others without ever waiting. So does an account whose code is still to come, or
/// whoever knows its password could guess at the code without ever waiting.
async fn forgive(
    tx: &mut Tx,
    [(account, username), (address, from)]: [(Guard, &str); 2],
    is_half: bool,
    now: Timestamp,
) -> Result<(), LoginError> {
    let account = account.subject(username);
    if !is_half {
        tx.delete_attempts(&account).await?;
    }
    let halves = is_half.then_some(account).into_iter();
    for subject in halves.chain([address.subject(from)]) {
        if let Some(attempts) = tx.find_attempts(&subject).await? {
            tx.save_attempts(&subject, &attempts.succeeded(now)).await?;
        }
    }
    Ok(())
}

/// Writes a session for `account`, and sweeps those that are over.
pub(super) async fn open_session(
    central: &Central,
    tx: &mut Tx,
    account: Account,
    now: Timestamp,
) -> Result<OpenedSession, crate::store::StoreError> {
    tx.delete_ended_sessions(now, now.plus_seconds(-WALL_IDLE_SECONDS))
        .await?;
    let token = SessionToken::make(&*central.entropy);
    let ends_at = now.plus_seconds(longest_seconds(account.person.role));
    tx.insert_session(&token, &account.person.id, (now, ends_at), false)
        .await?;
    Ok(OpenedSession {
        token,
        session: account.into_session(ends_at, false),
    })
}

/// Writes a session that waits for the code of the second factor and opens nothing else.
async fn open_half(
    central: &Central,
    tx: &mut Tx,
    account: Account,
    now: Timestamp,
) -> Result<OpenedSession, LoginError> {
    let token = SessionToken::make(&*central.entropy);
    let ends_at = now.plus_seconds(CODE_SECONDS);
    tx.insert_session(&token, &account.person.id, (now, ends_at), true)
        .await?;
    Ok(OpenedSession {
        token,
        session: account.into_session(ends_at, true),
    })
}
