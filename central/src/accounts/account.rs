use std::fmt;
use std::str::FromStr;

use prep_model::people::Role;
use thiserror::Error;

/// What a person types to enter: 2 to 32 lower-case letters, digits, points, hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(String);

/// A person's name as pages show it. `Debug` hides it: names stay out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayName(String);

/// Why a text is not a username or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AccountTextError {
    /// Not a username.
    #[error(
        "el usuario se escribe con 2 a 32 letras minúsculas sin acentos, dígitos, puntos o guiones, \
         y comienza con letra"
    )]
    Username,
    /// Not a name.
    #[error("el nombre lleva de 1 a 80 caracteres en un solo renglón")]
    DisplayName,
}

impl Username {
    /// Accepts the one form in which a username is stored.
    pub fn new(text: &str) -> Result<Self, AccountTextError> {
        let allowed =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-';
        let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
        if (2..=32).contains(&text.len()) && starts && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AccountTextError::Username)
        }
    }

    /// What a person may have typed: spaces at the ends and capitals are forgiven.
    pub fn typed(text: &str) -> Result<Self, AccountTextError> {
        Self::new(&text.trim().to_lowercase())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DisplayName {
    /// Accepts a name with the spaces at its ends cut off.
    pub fn new(text: &str) -> Result<Self, AccountTextError> {
        let text = text.trim();
        let fits = (1..=80).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AccountTextError::DisplayName)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = AccountTextError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for DisplayName {
    type Err = AccountTextError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl fmt::Debug for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisplayName(…)")
    }
}

/// The role as it is stored and written on a command line, `capturista`.
pub fn role_name(role: Role) -> String {
    match serde_json::to_value(role) {
        Ok(serde_json::Value::String(name)) => name,
        _ => unreachable!("a role is one word"),
    }
}

/// The role of that name.
pub fn role_named(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role_name(*role) == name)
}
