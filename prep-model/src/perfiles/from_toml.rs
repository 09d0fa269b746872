//! Reading a perfil from TOML, on top of another.

use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::Perfil;

/// Where a perfil is at fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("línea {line}, columna {column}: {message}")]
pub struct PerfilError {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong, in Spanish.
    pub message: String,
}

impl PerfilError {
    fn at(text: &str, byte: usize, message: String) -> Self {
        let before = text.get(..byte.min(text.len())).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count();
        Self {
            line: before.matches('\n').count() + 1,
            column: column + 1,
            message,
        }
    }

    fn of(text: &str, error: &toml::de::Error) -> Self {
        let byte = error.span().map_or(0, |span| span.start);
        Self::at(text, byte, in_spanish(error.message()))
    }
}

/// Reads a perfil; if it names a `base`, whatever it does not say is the base's.
///
/// The settings of both are merged before they are given types, each with its place in its own
/// text. A base is built in and complete, so every fault that is found has its place in `text`.
pub(super) fn from_toml(text: &str) -> Result<Perfil, PerfilError> {
    let mut table = DeTable::parse(text).map_err(|error| {
        let mut error = PerfilError::of(text, &error);
        error.message.insert_str(0, "no es TOML válido: ");
        error
    })?;
    if let Some((_, base)) = table.get_mut().remove_entry("base") {
        let name = base.get_ref().as_str().unwrap_or_default();
        let mut under = built_in_table(name).ok_or_else(|| {
            let known = Perfil::built_in_names().join(", ");
            let message = format!("no hay un perfil base «{name}»: los que hay son {known}");
            PerfilError::at(text, base.span().start, message)
        })?;
        overlay(under.get_mut(), table.into_inner());
        table = under;
    }
    Perfil::deserialize(Deserializer::from(table)).map_err(|error| PerfilError::of(text, &error))
}

/// A built-in perfil on top of the one that it names as its base, if it does.
fn built_in_table(name: &str) -> Option<Spanned<DeTable<'static>>> {
    let text = super::built_in_text(name)?;
    let mut table = DeTable::parse(text).expect("the built-in perfiles are read by a test");
    if let Some((_, base)) = table.get_mut().remove_entry("base") {
        let mut under = built_in_table(base.get_ref().as_str()?)?;
        overlay(under.get_mut(), table.into_inner());
        table = under;
    }
    Some(table)
}

/// Puts `over` on top of `under`, table by table; lists and values are replaced as a whole.
fn overlay<'a>(under: &mut DeTable<'a>, over: DeTable<'a>) {
    for (key, value) in over {
        let below = under.remove_entry(key.get_ref().as_ref());
        let value = match below {
            Some((_, mut below)) if below.get_ref().is_table() && value.get_ref().is_table() => {
                let span = value.span();
                if let (DeValue::Table(under), DeValue::Table(over)) =
                    (below.get_mut(), value.into_inner())
                {
                    overlay(under, over);
                }
                Spanned::new(span, below.into_inner())
            }
            _ => value,
        };
        under.insert(key, value);
    }
}

/// The reader's few kinds of sentences, for whoever edits the file.
fn in_spanish(message: &str) -> String {
    [
        ("unknown field", "clave desconocida"),
        ("unknown variant", "valor desconocido"),
        ("missing field", "falta la clave"),
        ("invalid type:", "no es del tipo que corresponde:"),
        ("invalid value:", "el valor no es válido:"),
        ("duplicate key", "clave repetida"),
        ("there are no fields", "aquí no hay claves"),
        ("expected one of", "se esperaba una de"),
        ("expected", "se esperaba"),
        ("` or `", "` o `"),
        ("a boolean", "true o false"),
        ("a string", "un texto entre comillas"),
        ("a sequence", "una lista"),
        ("a map", "una tabla"),
        ("string \"", "el texto \""),
        ("integer `", "el número `"),
        ("boolean `", "el valor `"),
    ]
    .into_iter()
    .fold(message.trim().to_owned(), |text, (english, spanish)| {
        text.replace(english, spanish)
    })
}
