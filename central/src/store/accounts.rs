use prep_model::bitacora::Actor;
use prep_model::contract::Sha256Digest;
use prep_model::people::{Person, PersonId};
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{RowExt, StoreError, Tx, sql};
use crate::accounts::{
    Account, AccountEvent, Attempts, Inside, NewAccount, OpenSession, SessionToken, role_name,
    role_named,
};

/// An account with what its password is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The account.
    pub account: Account,
    /// Argon2id, PHC string.
    pub password_phc: String,
}

/// A session with the account it is of.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// The account.
    pub row: AccountRow,
    /// Last use that was noted.
    pub seen_at: Timestamp,
    /// The end, however busy.
    pub ends_at: Timestamp,
    /// True while the code of the second factor is still asked for.
    pub needs_code: bool,
}

impl AccountRow {
    /// True if the account may be used.
    pub fn is_enabled(&self) -> bool {
        self.account.disabled_at.is_none()
    }
}

fn account_row(row: &AnyRow) -> Result<AccountRow, StoreError> {
    const TABLE: &str = "accounts";
    let role: String = row.raw(TABLE, "role")?;
    let role = role_named(&role).ok_or_else(|| row.inconsistent(TABLE, "role", &"no such role"))?;
    let account = Account {
        person: Person {
            id: row.parsed(TABLE, "person")?,
            role,
        },
        scope: row.parsed(TABLE, "scope")?,
        username: row.parsed(TABLE, "username")?,
        display_name: row.parsed(TABLE, "display_name")?,
        must_change_password: row.raw::<i64>(TABLE, "must_change_password")? == 1,
        password_expires_at: row.moment_opt(TABLE, "password_expires_at")?,
        has_second_factor: row.moment_opt(TABLE, "totp_since")?.is_some(),
        created_at: row.moment(TABLE, "created_at")?,
        disabled_at: row.moment_opt(TABLE, "disabled_at")?,
    };
    Ok(AccountRow {
        account,
        password_phc: row.raw(TABLE, "password_phc")?,
    })
}

impl Tx {
    /// Writes a new account whose password must be changed before `expires_at`.
    pub(crate) async fn insert_account(
        &mut self,
        person: &PersonId,
        new: &NewAccount,
        password_phc: &str,
        (now, expires_at): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/insert_account"))
            .bind(person.to_string())
            .bind(new.username.to_string())
            .bind(new.display_name.as_str().to_owned())
            .bind(role_name(new.role))
            .bind(new.scope.to_string())
            .bind(password_phc.to_owned())
            .bind(now.micros())
            .bind(expires_at.micros());
        self.execute_one(statement).await
    }

    /// The account of a person, disabled or not.
    pub(crate) async fn find_account_of(
        &mut self,
        person: &PersonId,
    ) -> Result<Option<AccountRow>, StoreError> {
        let statement = query(sql!("accounts/find_account_of")).bind(person.to_string());
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(account_row).transpose()
    }

    /// The account with that username, disabled or not.
    pub(crate) async fn find_account(
        &mut self,
        username: &crate::accounts::Username,
    ) -> Result<Option<AccountRow>, StoreError> {
        let statement = query(sql!("accounts/find_account")).bind(username.to_string());
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(account_row).transpose()
    }

    /// Every account by username.
    pub(crate) async fn list_accounts(&mut self) -> Result<Vec<Account>, StoreError> {
        let rows = self
            .fetch_all(query(sql!("accounts/list_accounts")))
            .await?;
        let account = |row: &AnyRow| account_row(row).map(|row| row.account);
        rows.iter().map(account).collect()
    }

    /// Gives an enabled account another password: a one-time one that must be changed before
    /// `expires_at`, or with `None` the one that its person chose.
    pub(crate) async fn update_password(
        &mut self,
        person: &PersonId,
        password_phc: &str,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/update_password"))
            .bind(person.to_string())
            .bind(password_phc.to_owned())
            .bind(i64::from(expires_at.is_some()))
            .bind(now.micros())
            .bind(expires_at.map(Timestamp::micros));
        self.execute_one(statement).await
    }

    /// Marks an enabled account as disabled.
    pub(crate) async fn update_account_disabled(
        &mut self,
        person: &PersonId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/update_disabled"))
            .bind(person.to_string())
            .bind(now.micros());
        self.execute_one(statement).await
    }

    /// Writes a session; one that `needs_code` opens nothing yet.
    pub(crate) async fn insert_session(
        &mut self,
        token: &SessionToken,
        person: &PersonId,
        (now, ends_at): (Timestamp, Timestamp),
        needs_code: bool,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/insert_session"))
            .bind(token.sha256().as_bytes().to_vec())
            .bind(person.to_string())
            .bind(now.micros())
            .bind(ends_at.micros())
            .bind(i64::from(needs_code));
        self.execute_one(statement).await
    }

    /// The session of that secret, over or not.
    pub(crate) async fn find_session(
        &mut self,
        token: &SessionToken,
    ) -> Result<Option<SessionRow>, StoreError> {
        const TABLE: &str = "sessions";
        let statement =
            query(sql!("accounts/find_session")).bind(token.sha256().as_bytes().to_vec());
        let Some(row) = self.fetch_optional(statement).await? else {
            return Ok(None);
        };
        Ok(Some(SessionRow {
            row: account_row(&row)?,
            seen_at: row.moment(TABLE, "seen_at")?,
            ends_at: row.moment(TABLE, "ends_at")?,
            needs_code: row.raw::<i64>(TABLE, "needs_code")? == 1,
        }))
    }

    /// Who has sessions that end after `now` and were used after `idle_since`.
    pub(crate) async fn list_inside(
        &mut self,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<Vec<Inside>, StoreError> {
        const TABLE: &str = "sessions";
        let statement = query(sql!("accounts/list_inside"))
            .bind(now.micros())
            .bind(idle_since.micros());
        let rows = self.fetch_all(statement).await?;
        let inside = |row: &AnyRow| {
            Ok(Inside {
                person: row.parsed(TABLE, "person")?,
                sessions: row.count(TABLE, "sessions")?,
                seen_at: row.moment(TABLE, "seen_at")?,
            })
        };
        rows.iter().map(inside).collect()
    }

    /// The sessions of a person that end after `now` and were used after `idle_since`.
    pub(crate) async fn list_sessions_of(
        &mut self,
        person: &PersonId,
        now: Timestamp,
        idle_since: Timestamp,
        own: &SessionToken,
    ) -> Result<Vec<OpenSession>, StoreError> {
        const TABLE: &str = "sessions";
        let statement = query(sql!("accounts/list_sessions_of"))
            .bind(person.to_string())
            .bind(now.micros())
            .bind(idle_since.micros());
        let rows = self.fetch_all(statement).await?;
        let open = |row: &AnyRow| {
            Ok(OpenSession {
                is_own: row.digest(TABLE, "token_sha256")? == own.sha256(),
                opened_at: row.moment(TABLE, "opened_at")?,
                seen_at: row.moment(TABLE, "seen_at")?,
            })
        };
        rows.iter().map(open).collect()
    }

    /// Ends every session of a person but one; how many.
    pub(crate) async fn delete_other_sessions(
        &mut self,
        person: &PersonId,
        own: &SessionToken,
    ) -> Result<u64, StoreError> {
        let statement = query(sql!("accounts/delete_other_sessions"))
            .bind(person.to_string())
            .bind(own.sha256().as_bytes().to_vec());
        Ok(self.execute(statement).await?.rows_affected())
    }

    /// Notes that a session was used; one that ended meanwhile stays ended.
    pub(crate) async fn update_session_seen(
        &mut self,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/update_session_seen"))
            .bind(token.sha256().as_bytes().to_vec())
            .bind(now.micros());
        self.execute(statement).await.map(drop)
    }

    /// Ends one session.
    pub(crate) async fn delete_session(&mut self, token: &SessionToken) -> Result<(), StoreError> {
        let statement =
            query(sql!("accounts/delete_session")).bind(token.sha256().as_bytes().to_vec());
        self.execute_one(statement).await
    }

    /// Ends every session of a person.
    pub(crate) async fn delete_sessions_of(&mut self, person: &PersonId) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/delete_sessions_of")).bind(person.to_string());
        self.execute(statement).await.map(drop)
    }

    /// Sweeps sessions that ended by `now` or were last used by `idle_since`.
    pub(crate) async fn delete_ended_sessions(
        &mut self,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/delete_ended_sessions"))
            .bind(now.micros())
            .bind(idle_since.micros());
        self.execute(statement).await.map(drop)
    }

    /// What is remembered of failed attempts.
    pub(crate) async fn find_attempts(
        &mut self,
        subject: &Sha256Digest,
    ) -> Result<Option<Attempts>, StoreError> {
        const TABLE: &str = "login_attempts";
        let statement = query(sql!("accounts/find_attempts")).bind(subject.as_bytes().to_vec());
        let Some(row) = self.fetch_optional(statement).await? else {
            return Ok(None);
        };
        let failures = u32::try_from(row.count(TABLE, "failures")?);
        Ok(Some(Attempts {
            failures: failures.map_err(|error| row.inconsistent(TABLE, "failures", &error))?,
            last_at: row.moment(TABLE, "last_at")?,
            blocked_until: row.moment(TABLE, "blocked_until")?,
        }))
    }

    /// Writes what is to be remembered of failed attempts.
    pub(crate) async fn save_attempts(
        &mut self,
        subject: &Sha256Digest,
        attempts: &Attempts,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/save_attempts"))
            .bind(subject.as_bytes().to_vec())
            .bind(i64::from(attempts.failures))
            .bind(attempts.last_at.micros())
            .bind(attempts.blocked_until.micros());
        self.execute_one(statement).await
    }

    /// Forgets the failed attempts of one subject.
    pub(crate) async fn delete_attempts(
        &mut self,
        subject: &Sha256Digest,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/delete_attempts")).bind(subject.as_bytes().to_vec());
        self.execute(statement).await.map(drop)
    }

    /// Forgets every failed attempt whose last was at `moment` or earlier.
    pub(crate) async fn delete_attempts_before(
        &mut self,
        moment: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/delete_old_attempts")).bind(moment.micros());
        self.execute(statement).await.map(drop)
    }

    /// Writes an event that no bitácora tells.
    pub(crate) async fn insert_account_event(
        &mut self,
        at: Timestamp,
        actor: &Actor,
        person: &PersonId,
        event: &AccountEvent,
    ) -> Result<(), StoreError> {
        let json = "an actor and an event have only text keys";
        let statement = query(sql!("accounts/insert_account_event"))
            .bind(at.micros())
            .bind(serde_json::to_string(actor).expect(json))
            .bind(person.to_string())
            .bind(serde_json::to_string(event).expect(json));
        self.execute_one(statement).await
    }

    /// What happened to one account outside every bitácora, in order.
    pub async fn list_account_events(
        &mut self,
        person: &PersonId,
    ) -> Result<Vec<(Timestamp, AccountEvent)>, StoreError> {
        const TABLE: &str = "account_events";
        let statement = query(sql!("accounts/list_account_events")).bind(person.to_string());
        let rows = self.fetch_all(statement).await?;
        let event = |row: &AnyRow| Ok((row.moment(TABLE, "at")?, row.json(TABLE, "event")?));
        rows.iter().map(event).collect()
    }
}
