use prep_model::bitacora::{Actor, PersonEvent};
use prep_model::people::{AccountAct, Person};
use prep_model::time::Timestamp;
use thiserror::Error;

use super::accounts_file::{AccountsFault, AccountsFile, AskedAccount};
use super::add_account::person_id;
use super::authority::{NotYours, may_act_on_role};
use super::password::{self, HANDED_SECONDS, OneTimePassword};
use super::record::record;
use super::{Account, Credential, NewAccount};
use crate::store::{AccountRow, Tx};
use crate::{Central, UseCaseError};

/// What an import of a file of accounts would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportPlan {
    /// Accounts that would be made.
    pub add: Vec<AskedAccount>,
    /// Accounts that are there already, just so.
    pub skip: Vec<AskedAccount>,
    /// What is wrong, in the order of the lines; with any of it nothing is done.
    pub faults: Vec<AccountsFault>,
}

/// Accounts just made, and how many were there already.
#[derive(Debug)]
pub struct Imported {
    /// What is handed to each person, in the order of the file.
    pub credentials: Vec<Credential>,
    /// How many lines asked for what is there.
    pub skipped: usize,
}

/// Why no account of a file was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ImportRefusal {
    /// Something is wrong with it.
    #[error(
        "el archivo tiene errores; corríjalos y vuelva a intentarlo: no se dio de alta ninguna cuenta"
    )]
    Faults,
    /// Whoever asks does not make accounts.
    #[error(transparent)]
    NotYours(#[from] NotYours),
}

/// How an import ends when it does not succeed.
pub type ImportError = UseCaseError<ImportRefusal>;

/// Says what an import of `text` would do, and does nothing.
#[tracing::instrument(skip_all)]
pub async fn plan_import(
    central: &Central,
    by: &Actor,
    text: &str,
) -> Result<ImportPlan, ImportError> {
    let file = readable(by, text)?;
    let mut tx = central.store.read("plan_import").await?;
    plan(&mut tx, file).await
}

/// Makes the accounts of a file that are not there yet, all of them or none. Repeated, it makes none.
#[tracing::instrument(skip_all)]
pub async fn import_accounts(
    central: &Central,
    by: &Actor,
    text: &str,
) -> Result<Imported, ImportError> {
    let faulty = UseCaseError::Refused(ImportRefusal::Faults);
    let first = plan_import(central, by, text).await?;
    if !first.faults.is_empty() {
        return Err(faulty);
    }
    // Hashing takes long and the database should not wait for it.
    let passwords: Vec<_> = (first.add.iter())
        .map(|_| OneTimePassword::make(&*central.entropy))
        .collect();
    let hashes = password::hash_each(&passwords, &*central.entropy).await;
    let made = passwords.into_iter().zip(hashes);

    let now = central.now();
    let mut tx = central.store.begin("import_accounts").await?;
    let file = readable(by, text)?;
    let again = plan(&mut tx, file).await?;
    if !again.faults.is_empty() {
        return Err(faulty);
    }
    let mut credentials = Vec::with_capacity(again.add.len());
    for (asked, (password, phc)) in first.add.into_iter().zip(made) {
        // Meanwhile somebody may have imported the same file.
        if again.add.contains(&asked) {
            let account = insert(central, &mut tx, by, asked.account, &phc, now).await?;
            let expires_at = now.plus_seconds(HANDED_SECONDS);
            credentials.push(Credential::of(account, password, expires_at));
        }
    }
    tx.commit().await?;
    Ok(Imported {
        credentials,
        skipped: again.skip.len(),
    })
}

/// The file, if `by` makes accounts of the roles it asks for.
fn readable(by: &Actor, text: &str) -> Result<AccountsFile, ImportError> {
    let file = AccountsFile::read(text);
    for asked in &file.asked {
        may_act_on_role(by, AccountAct::Create, asked.account.role)
            .map_err(|refused| UseCaseError::Refused(refused.into()))?;
    }
    Ok(file)
}

async fn plan(tx: &mut Tx, file: AccountsFile) -> Result<ImportPlan, ImportError> {
    let mut plan = ImportPlan {
        faults: file.faults,
        ..ImportPlan::default()
    };
    for asked in file.asked {
        let known = tx.find_account(&asked.account.username).await?;
        match known {
            None => plan.add.push(asked),
            Some(known) if is_just_so(&known, &asked.account) => plan.skip.push(asked),
            Some(known) => plan.faults.push(taken(&asked, &known)),
        }
    }
    plan.faults.sort_by_key(|fault| fault.line);
    Ok(plan)
}

fn is_just_so(known: &AccountRow, asked: &NewAccount) -> bool {
    let account = &known.account;
    known.is_enabled()
        && account.display_name == asked.display_name
        && account.person.role == asked.role
        && account.scope == asked.scope
}

fn taken(asked: &AskedAccount, known: &AccountRow) -> AccountsFault {
    let username = &asked.account.username;
    let what = if known.is_enabled() {
        let (role, scope) = (known.account.person.role, known.account.scope.text());
        format!("ya es de otra cuenta o con otros datos: {role}, {scope}")
    } else {
        "fue de una cuenta deshabilitada y no vuelve a usarse".to_owned()
    };
    AccountsFault {
        line: asked.line,
        column: Some("usuario"),
        text: format!("«{username}» {what}; elija otro usuario o quite el renglón"),
    }
}

async fn insert(
    central: &Central,
    tx: &mut Tx,
    by: &Actor,
    new: NewAccount,
    phc: &str,
    now: Timestamp,
) -> Result<Account, ImportError> {
    let person = person_id(&central.entropy.bytes::<10>());
    let expires_at = now.plus_seconds(HANDED_SECONDS);
    tx.insert_account(&person, &new, phc, (now, expires_at))
        .await?;
    let event = PersonEvent::Registered { role: new.role };
    record(tx, now, by, &person, event).await?;
    Ok(Account {
        person: Person {
            id: person,
            role: new.role,
        },
        scope: new.scope,
        username: new.username,
        display_name: new.display_name,
        must_change_password: true,
        password_expires_at: Some(expires_at),
        has_second_factor: false,
        created_at: now,
        disabled_at: None,
    })
}
