//! The code of a telephone beside the password, for whoever wants it.

use prep_model::bitacora::{Actor, PersonEvent, Reason};
use prep_model::contract::{Sha256Digest, Signer};
use prep_model::people::{AccountAct, PersonId};
use prep_model::time::Timestamp;
use thiserror::Error;

use super::attempts::ACCOUNT;
use super::authority::may_act;
use super::login::open_session;
use super::password::{self, OneTimePassword};
use super::record::record;
use super::session::{OpenedSession, SessionToken};
use super::totp::Secret;
use super::{AccountError, AccountRefusal, Username};
use crate::store::{SecondFactorRow, SessionRow, Tx};
use crate::{Central, Failure, UseCaseError};

/// Codes on paper for the day the telephone is lost.
const RECOVERY_CODES: usize = 8;

/// Where the second factor of an account stands.
#[derive(Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// Entering asks for the password alone.
    None,
    /// A telephone is being set up: what it is to be told.
    SettingUp {
        /// The secret in base 32, to be typed.
        secret: String,
        /// The same as the address that its QR code holds.
        address: String,
    },
    /// Entering asks for a code.
    Since {
        /// Since when.
        at: Timestamp,
        /// How many recovery codes are left.
        recovery_codes: u64,
    },
}

/// Why a second factor was left as it is, or did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SecondFactorRefusal {
    /// The session is over, or asks for no code.
    #[error("su sesión terminó; entre de nuevo")]
    SessionOver,
    /// No telephone is being set up, or one is in force already.
    #[error("la verificación en dos pasos no está en ese paso; vuelva a abrir la página")]
    NotNow,
    /// The password is another one.
    #[error("la contraseña no es correcta")]
    WrongPassword,
    /// The code is another one, or it was used.
    #[error(
        "el código no es correcto; escriba el que muestra ahora el teléfono y revise que su hora \
         sea automática"
    )]
    WrongCode,
    /// Too many wrong ones.
    #[error(
        "hubo varios intentos fallidos; espere {retry_after_seconds} segundos y vuelva a intentar"
    )]
    TooManyAttempts {
        /// How long.
        retry_after_seconds: u64,
    },
}

/// How a change of the second factor ends when it does not succeed.
pub type SecondFactorError = UseCaseError<SecondFactorRefusal>;

fn refused(refusal: SecondFactorRefusal) -> SecondFactorError {
    UseCaseError::Refused(refusal)
}

/// The secret follows from a salt and the server's key, whose signatures are deterministic: a stolen
/// database does not hold it, and every server of the installation knows it.
fn secret(central: &Central, person: &PersonId, salt: &[u8; 16]) -> Secret {
    let salt = Sha256Digest::of(salt);
    let text = format!("prep second factor v1\n{person}\n{salt}");
    let signature = central.keys.acuse.sign(text.as_bytes());
    let digest = Sha256Digest::of(&signature.expect("a key in memory always signs"));
    let mut bytes = [0; 20];
    bytes
        .iter_mut()
        .zip(digest.as_bytes())
        .for_each(|(to, from)| *to = *from);
    Secret(bytes)
}

/// Where the second factor of whoever is in stands.
#[tracing::instrument(skip_all)]
pub async fn find_second_factor(
    central: &Central,
    username: &Username,
) -> Result<SecondFactor, Failure> {
    let mut tx = central.store.read("find_second_factor").await?;
    let Some(row) = tx.find_account(username).await? else {
        return Ok(SecondFactor::None);
    };
    let person = row.account.person.id;
    Ok(match tx.find_second_factor(&person).await? {
        None => SecondFactor::None,
        Some(SecondFactorRow {
            since: Some(at), ..
        }) => SecondFactor::Since {
            at,
            recovery_codes: tx.count_recovery_codes(&person).await?,
        },
        Some(SecondFactorRow { salt, .. }) => {
            let secret = secret(central, &person, &salt).base32();
            let address = format!(
                "otpauth://totp/PREP:{username}?secret={secret}&issuer=PREP%20Casilla&digits=6&period=30"
            );
            SecondFactor::SettingUp { secret, address }
        }
    })
}

/// Begins to set up a telephone, anew if one was being set up. Nothing is asked for before
/// [`confirm_second_factor`].
#[tracing::instrument(skip_all)]
pub async fn begin_second_factor(
    central: &Central,
    token: &SessionToken,
) -> Result<(), SecondFactorError> {
    let mut tx = central.store.begin("begin_second_factor").await?;
    let found = inside(&mut tx, token).await?;
    if found.row.account.has_second_factor {
        return Err(refused(SecondFactorRefusal::NotNow));
    }
    let factor = SecondFactorRow {
        salt: central.entropy.bytes(),
        since: None,
        step: None,
    };
    tx.save_second_factor(&found.row.account.person.id, Some(factor))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The telephone shows the right code, and whoever holds it knows the password: entering asks for a
/// code from now on. Gives the recovery codes, which cannot be shown again.
#[tracing::instrument(skip_all)]
pub async fn confirm_second_factor(
    central: &Central,
    token: &SessionToken,
    password: &str,
    code: &str,
) -> Result<Vec<OneTimePassword>, SecondFactorError> {
    let now = central.now();
    let before = prove_password(central, token, password).await?;
    let mut tx = central.store.begin("confirm_second_factor").await?;
    let account = unchanged(&mut tx, token, &before).await?.row.account;
    let person = account.person.clone();
    let factor = tx.find_second_factor(&person.id).await?;
    let factor = factor.filter(|factor| factor.since.is_none());
    let mut factor = factor.ok_or(refused(SecondFactorRefusal::NotNow))?;
    let step = secret(central, &person.id, &factor.salt).accepts(code, now, None);
    let step = step.ok_or(refused(SecondFactorRefusal::WrongCode))?;
    factor.since = Some(now);
    factor.step = Some(step);
    tx.save_second_factor(&person.id, Some(factor)).await?;
    tx.delete_recovery_codes(&person.id).await?;
    let codes: Vec<_> = (0..RECOVERY_CODES)
        .map(|_| OneTimePassword::make(&*central.entropy))
        .collect();
    for code in &codes {
        tx.insert_recovery_code(&person.id, recovery_digest(code.reveal()))
            .await?;
    }
    let (id, actor) = (person.id.clone(), Actor::Person(person));
    record(&mut tx, now, &actor, &id, PersonEvent::SecondFactorBegan).await?;
    tx.delete_attempts(&ACCOUNT.subject(account.username.as_str()))
        .await?;
    tx.commit().await?;
    Ok(codes)
}

/// Its person does without the second factor from now on.
#[tracing::instrument(skip_all)]
pub async fn end_second_factor(
    central: &Central,
    token: &SessionToken,
    password: &str,
) -> Result<(), SecondFactorError> {
    let now = central.now();
    let before = prove_password(central, token, password).await?;
    let mut tx = central.store.begin("end_second_factor").await?;
    let account = unchanged(&mut tx, token, &before).await?.row.account;
    let person = account.person.clone();
    tx.save_second_factor(&person.id, None).await?;
    tx.delete_recovery_codes(&person.id).await?;
    if account.has_second_factor {
        let (id, actor) = (person.id.clone(), Actor::Person(person));
        let event = PersonEvent::SecondFactorEnded { reason: None };
        record(&mut tx, now, &actor, &id, event).await?;
    }
    tx.delete_attempts(&ACCOUNT.subject(account.username.as_str()))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the second factor of another person away: the telephone and the paper are lost. Their
/// sessions end.
#[tracing::instrument(skip_all)]
pub async fn remove_second_factor(
    central: &Central,
    by: &Actor,
    username: &Username,
    reason: Reason,
) -> Result<(), AccountError> {
    let now = central.now();
    let mut tx = central.store.begin("remove_second_factor").await?;
    let row = tx.find_account(username).await?;
    let row = row.ok_or(UseCaseError::Refused(AccountRefusal::Unknown))?;
    if !row.is_enabled() {
        return Err(UseCaseError::Refused(AccountRefusal::Disabled));
    }
    may_act(&mut tx, by, AccountAct::RemoveSecondFactor, &row.account).await?;
    if !row.account.has_second_factor {
        return Err(UseCaseError::Refused(AccountRefusal::NoSecondFactor));
    }
    let person = &row.account.person.id;
    tx.save_second_factor(person, None).await?;
    tx.delete_recovery_codes(person).await?;
    tx.delete_sessions_of(person).await?;
    let reason = Some(reason);
    let event = PersonEvent::SecondFactorEnded { reason };
    record(&mut tx, now, by, person, event).await?;
    tx.commit().await?;
    Ok(())
}

/// Whoever has given their password gives the code of their telephone, or a recovery code: the
/// session that waited ends and one with a new secret opens.
#[tracing::instrument(skip_all)]
pub async fn enter_code(
    central: &Central,
    token: &SessionToken,
    typed: &str,
) -> Result<OpenedSession, SecondFactorError> {
    let now = central.now();
    let mut tx = central.store.begin("enter_code").await?;
    let found = tx.find_session(token).await?;
    let found =
        found.filter(|found| found.needs_code && now < found.ends_at && found.row.is_enabled());
    let account = found
        .ok_or(refused(SecondFactorRefusal::SessionOver))?
        .row
        .account;
    count_attempt(&mut tx, &account.username, now).await?;
    let person = account.person.clone();
    let factor = tx.find_second_factor(&person.id).await?;
    let factor = factor.ok_or(refused(SecondFactorRefusal::SessionOver))?;
    let step = secret(central, &person.id, &factor.salt).accepts(typed, now, factor.step);
    let (id, actor) = (person.id.clone(), Actor::Person(person));
    if step.is_some() {
        let used = SecondFactorRow { step, ..factor };
        tx.save_second_factor(&id, Some(used)).await?;
    } else if tx.delete_recovery_code(&id, recovery_digest(typed)).await? {
        let left = tx.count_recovery_codes(&id).await?;
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        let event = PersonEvent::RecoveryCodeUsed { left };
        record(&mut tx, now, &actor, &id, event).await?;
    } else {
        // The attempt stays counted.
        tx.commit().await?;
        return Err(refused(SecondFactorRefusal::WrongCode));
    }
    tx.delete_attempts(&ACCOUNT.subject(account.username.as_str()))
        .await?;
    tx.delete_session(token).await?;
    record(&mut tx, now, &actor, &id, PersonEvent::LoggedIn).await?;
    let opened = open_session(central, &mut tx, account, now).await?;
    tx.commit().await?;
    Ok(opened)
}

/// What the database knows a recovery code by; hyphens, spaces and capitals are forgiven.
fn recovery_digest(typed: &str) -> Sha256Digest {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    Sha256Digest::of(format!("prep recovery code v1\n{plain}").as_bytes())
}

/// The session of somebody who is wholly in.
async fn inside(tx: &mut Tx, token: &SessionToken) -> Result<SessionRow, SecondFactorError> {
    let found = tx.find_session(token).await?;
    let found = found.filter(|found| !found.needs_code && found.row.is_enabled());
    found.ok_or(refused(SecondFactorRefusal::SessionOver))
}

async fn unchanged(
    tx: &mut Tx,
    token: &SessionToken,
    before: &SessionRow,
) -> Result<SessionRow, SecondFactorError> {
    let found = inside(tx, token).await?;
    if found.row == before.row {
        Ok(found)
    } else {
        Err(refused(SecondFactorRefusal::SessionOver))
    }
}

/// Counts an attempt on the password of whoever is in and looks at it: an open desk must not be a
/// place to guess without waiting.
async fn prove_password(
    central: &Central,
    token: &SessionToken,
    password: &str,
) -> Result<SessionRow, SecondFactorError> {
    let mut tx = central.store.begin("count_password_attempt").await?;
    let found = inside(&mut tx, token).await?;
    count_attempt(&mut tx, &found.row.account.username, central.now()).await?;
    tx.commit().await?;
    if password::verify(password, Some(&found.row.password_phc)).await {
        Ok(found)
    } else {
        Err(refused(SecondFactorRefusal::WrongPassword))
    }
}

async fn count_attempt(
    tx: &mut Tx,
    username: &Username,
    now: Timestamp,
) -> Result<(), SecondFactorError> {
    let subject = ACCOUNT.subject(username.as_str());
    let before = tx.find_attempts(&subject).await?;
    let counted = ACCOUNT.count(before, now).map_err(|retry_after_seconds| {
        refused(SecondFactorRefusal::TooManyAttempts {
            retry_after_seconds,
        })
    })?;
    tx.save_attempts(&subject, &counted).await?;
    Ok(())
}
