use std::collections::BTreeMap;

use central::accounts::{Account, Inside, role_name};
use prep_model::people::{PersonId, Role};
use prep_model::time::Timestamp;
use time::UtcOffset;

use crate::layout::local_time;

/// An account in a list.
#[derive(Debug, Clone)]
pub(crate) struct AccountLine {
    /// Its address names the person by the opaque id: addresses reach the log.
    pub id: String,
    pub username: String,
    pub name: String,
    pub role: &'static str,
    pub scope: String,
    pub state: StateView,
    /// Since when its last session was used; empty if nobody is in.
    pub inside: String,
    /// True if a new password may be handed to it.
    pub is_open: bool,
}

/// A state with its shape.
#[derive(Debug, Clone)]
pub(crate) struct StateView {
    pub shape: &'static str,
    pub text: String,
}

/// What a list of accounts is narrowed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    Inside,
    /// Never entered: the one-time password waits.
    Waiting,
    /// It waited too long.
    Expired,
    Disabled,
}

impl Which {
    const NAMES: [(Self, &'static str, &'static str); 4] = [
        (Self::Inside, "dentro", "Dentro ahora"),
        (Self::Waiting, "por-entrar", "Con contraseña de un solo uso"),
        (Self::Expired, "vencidas", "Con contraseña vencida"),
        (Self::Disabled, "deshabilitadas", "Deshabilitadas"),
    ];

    /// The one of that name; all of them otherwise.
    pub(crate) fn named(name: &str) -> Self {
        let found = Self::NAMES.into_iter().find(|(_, known, _)| *known == name);
        found.map_or(Self::All, |(which, ..)| which)
    }

    /// The choices as a form offers them.
    pub(crate) fn choices() -> Vec<(String, String)> {
        let all = Self::NAMES.into_iter();
        all.map(|(_, name, text)| (name.to_owned(), text.to_owned()))
            .collect()
    }

    /// True if `account`, of which `is_inside` tells whether anybody is in, is one of these.
    pub(crate) fn has(self, account: &Account, is_inside: bool, now: Timestamp) -> bool {
        let is_enabled = account.disabled_at.is_none();
        match self {
            Self::All => true,
            Self::Inside => is_inside,
            Self::Waiting => is_enabled && account.must_change_password && !account.is_expired(now),
            Self::Expired => is_enabled && account.is_expired(now),
            Self::Disabled => !is_enabled,
        }
    }
}

/// The roles as a form offers them.
pub(crate) fn roles() -> Vec<(String, String)> {
    let all = Role::ALL.into_iter();
    all.map(|role| (role_name(role), role.text().to_owned()))
        .collect()
}

/// Who is in, by person.
pub(crate) fn by_person(inside: Vec<Inside>) -> BTreeMap<PersonId, Inside> {
    inside
        .into_iter()
        .map(|one| (one.person.clone(), one))
        .collect()
}

impl AccountLine {
    pub(crate) fn of(
        account: &Account,
        inside: Option<&Inside>,
        now: Timestamp,
        offset: UtcOffset,
    ) -> Self {
        Self {
            id: account.person.id.to_string(),
            username: account.username.to_string(),
            name: account.display_name.as_str().to_owned(),
            role: account.person.role.text(),
            scope: account.scope.text(),
            state: StateView::of(account, now, offset),
            inside: inside.map_or_else(String::new, |inside| {
                let seen = local_time(inside.seen_at, offset);
                match inside.sessions {
                    0 | 1 => seen,
                    sessions => format!("{seen} ({sessions} sesiones)"),
                }
            }),
            is_open: account.disabled_at.is_none(),
        }
    }
}

impl StateView {
    pub(crate) fn of(account: &Account, now: Timestamp, offset: UtcOffset) -> Self {
        if let Some(at) = account.disabled_at {
            let text = format!("Deshabilitada el {}", local_time(at, offset));
            return Self { shape: "■", text };
        }
        let Some(expires_at) = account.password_expires_at else {
            let text = if account.must_change_password {
                "Debe elegir su contraseña"
            } else {
                "En uso"
            };
            return Self {
                shape: "●",
                text: text.to_owned(),
            };
        };
        let at = local_time(expires_at, offset);
        if account.is_expired(now) {
            let text = format!("Su contraseña de un solo uso venció el {at}");
            return Self { shape: "▲", text };
        }
        let text = format!("Aún no elige su contraseña; la de un solo uso vence el {at}");
        Self { shape: "○", text }
    }
}
