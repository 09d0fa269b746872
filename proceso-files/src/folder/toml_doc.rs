//! A TOML file walked by hand, so that every fault is told and each with its line and column.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Faults, Place};
use super::text::shown;
use super::toml_source::Source;

/// A table of the document and the keys it may have.
pub(super) struct TomlTable<'d> {
    source: Source<'d>,
    table: &'d DeTable<'d>,
    at: Place,
    known: &'static [&'static str],
}

/// A value and where it stands.
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

impl<'d> TomlTable<'d> {
    /// The top of the document.
    pub(super) fn root(
        source: Source<'d>,
        document: &'d Spanned<DeTable<'d>>,
        known: &'static [&'static str],
        faults: &mut Faults,
    ) -> Self {
        let table = document.get_ref();
        Self::new(source, table, Place::FILE, known, faults)
    }

    fn new(
        source: Source<'d>,
        table: &'d DeTable<'d>,
        at: Place,
        known: &'static [&'static str],
        faults: &mut Faults,
    ) -> Self {
        for key in table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let message = format!("la clave {} no se conoce", shown(key.get_ref()));
                let remedy = format!("las claves que van aquí son: {}", known.join(", "));
                faults.fault(source.file, source.place(key.span().start), message, remedy);
            }
        }
        Self {
            source,
            table,
            at,
            known,
        }
    }

    /// Where the table begins.
    pub(super) fn place(&self) -> Place {
        self.at
    }

    /// True if the key is written.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Where the key's value stands; where the table begins if it is not written.
    pub(super) fn place_of(&self, key: &str) -> Place {
        let value = self.get(key);
        value.map_or(self.at, |value| self.source.place(value.span().start))
    }

    /// Reports something wrong with the value of `key`.
    pub(super) fn fault(
        &self,
        key: &str,
        message: impl fmt::Display,
        remedy: impl fmt::Display,
        faults: &mut Faults,
    ) {
        self.fault_at(self.place_of(key), message, remedy, faults);
    }

    /// Reports something wrong at a place of the document.
    pub(super) fn fault_at(
        &self,
        place: Place,
        message: impl fmt::Display,
        remedy: impl fmt::Display,
        faults: &mut Faults,
    ) {
        faults.fault(self.source.file, place, message, remedy);
    }

    /// A text for people of 1 to `max` characters; required.
    pub(super) fn prose(&self, key: &str, max: usize, faults: &mut Faults) -> Option<String> {
        let value = self.required(key, faults)?;
        let text = self.string(key, value, faults)?.trim();
        let sound =
            !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control);
        if !sound {
            let message = format!("{key} no puede ser {}", shown(text));
            let remedy = format!("escriba de 1 a {max} caracteres en una sola línea");
            self.fault(key, message, remedy, faults);
        }
        sound.then(|| text.to_owned())
    }

    /// An identifier; required.
    pub(super) fn word<T>(&self, key: &str, faults: &mut Faults) -> Option<T>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        let value = self.required(key, faults)?;
        self.parse_word(key, value, faults)
    }

    /// One of a closed list of words; required.
    pub(super) fn choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
        faults: &mut Faults,
    ) -> Option<T> {
        let value = self.required(key, faults)?;
        self.pick(key, value, choices, faults)
    }

    /// A whole number within `range`; required.
    pub(super) fn number<T: TryFrom<u32>>(
        &self,
        key: &str,
        range: RangeInclusive<u32>,
        faults: &mut Faults,
    ) -> Option<T> {
        let value = self.required(key, faults)?;
        let number = value.get_ref().as_integer().and_then(|integer| {
            let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok()?;
            range.contains(&number).then(|| T::try_from(number).ok())?
        });
        if number.is_none() {
            let (from, to) = (range.start(), range.end());
            let snippet = self.source.snippet(value.span());
            let message = format!("{key} no es un número de {from} a {to}: {snippet}");
            let remedy = format!("escriba un número entero de {from} a {to}, sin comillas");
            self.fault(key, message, remedy, faults);
        }
        number
    }

    /// A list of identifiers; required. `None` if one is refused; all those refused are reported.
    pub(super) fn words<T>(&self, key: &str, faults: &mut Faults) -> Option<Vec<Placed<T>>>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        let items = self.array(key, faults)?;
        let words = items.iter().map(|item| {
            let value = self.parse_word(key, item, faults)?;
            let place = self.source.place(item.span().start);
            Some(Placed { value, place })
        });
        all(words)
    }

    /// A list of words of a closed list; required. `None` if one is refused.
    pub(super) fn choices<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
        faults: &mut Faults,
    ) -> Option<Vec<T>> {
        let items = self.array(key, faults)?;
        let picked = items
            .iter()
            .map(|item| self.pick(key, item, choices, faults));
        all(picked)
    }

    /// What stands as text, or as a date or number without quotes, letter by letter; required.
    pub(super) fn scalar(&self, key: &str, faults: &mut Faults) -> Option<String> {
        let value = self.required(key, faults)?;
        self.scalar_text(key, value, faults)
    }

    /// The entries of an inline table in the order in which they are written; required.
    pub(super) fn entries(
        &self,
        key: &str,
        faults: &mut Faults,
    ) -> Option<Vec<(Placed<&'d str>, String)>> {
        let value = self.required(key, faults)?;
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("{key} debe ser una tabla entre llaves");
            let remedy = format!("escriba {key} = {{ PAN = \"50\", PRI = \"50\" }}");
            self.fault(key, message, remedy, faults);
            return None;
        };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let entries = entries.into_iter().filter_map(|(name, value)| {
            let text = self.scalar_text(key, value, faults)?;
            let place = self.source.place(name.span().start);
            let value = name.get_ref().as_ref();
            Some((Placed { value, place }, text))
        });
        Some(entries.collect())
    }

    /// A subtable, if it is written.
    pub(super) fn subtable(
        &self,
        key: &str,
        known: &'static [&'static str],
        faults: &mut Faults,
    ) -> Option<TomlTable<'d>> {
        let value = self.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.fault(
                key,
                format!("{key} debe ser una tabla"),
                format!("escriba [{key}]"),
                faults,
            );
            return None;
        };
        let at = self.source.place(value.span().start);
        Some(TomlTable::new(self.source, table, at, known, faults))
    }

    /// The tables headed `[[key]]`; at least one.
    pub(super) fn tables(
        &self,
        key: &str,
        known: &'static [&'static str],
        faults: &mut Faults,
    ) -> Vec<TomlTable<'d>> {
        let Some(value) = self.required(key, faults) else {
            return Vec::new();
        };
        let wrong = |place: Place, faults: &mut Faults| {
            let message = format!("{key} debe ser una lista de tablas");
            faults.fault(
                self.source.file,
                place,
                message,
                format!("escriba [[{key}]]"),
            );
        };
        let Some(items) = value.get_ref().as_array() else {
            wrong(self.place_of(key), faults);
            return Vec::new();
        };
        let tables = items.iter().filter_map(|item| {
            let at = self.source.place(item.span().start);
            let Some(table) = item.get_ref().as_table() else {
                wrong(at, faults);
                return None;
            };
            Some(TomlTable::new(self.source, table, at, known, faults))
        });
        tables.collect()
    }

    fn get(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        debug_assert!(self.known.contains(&key), "{key} is read but not known");
        self.table.get(key)
    }

    fn required(&self, key: &str, faults: &mut Faults) -> Option<&'d Spanned<DeValue<'d>>> {
        let value = self.get(key);
        if value.is_none() {
            let message = format!("falta {key}");
            let remedy = format!("agregue la línea {key} = …");
            faults.fault(self.source.file, self.at, message, remedy);
        }
        value
    }

    fn array(&self, key: &str, faults: &mut Faults) -> Option<&'d [Spanned<DeValue<'d>>]> {
        let value = self.required(key, faults)?;
        let array = value.get_ref().as_array();
        if array.is_none() {
            let remedy = format!("escriba {key} = [\"…\", \"…\"]");
            self.fault(key, format!("{key} debe ser una lista"), remedy, faults);
        }
        Some(array?)
    }

    fn string(
        &self,
        key: &str,
        value: &'d Spanned<DeValue<'d>>,
        faults: &mut Faults,
    ) -> Option<&'d str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            let snippet = self.source.snippet(value.span());
            let place = self.source.place(value.span().start);
            let message = format!("{key} debe ser un texto: {snippet}");
            faults.fault(
                self.source.file,
                place,
                message,
                "escríbalo entre comillas dobles",
            );
        }
        text
    }

    fn scalar_text(
        &self,
        key: &str,
        value: &'d Spanned<DeValue<'d>>,
        faults: &mut Faults,
    ) -> Option<String> {
        match value.get_ref() {
            DeValue::Datetime(moment) => Some(moment.to_string()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Integer(number) => Some(number.to_string()),
            _ => self
                .string(key, value, faults)
                .map(|text| text.trim().to_owned()),
        }
    }

    fn parse_word<T>(
        &self,
        key: &str,
        value: &'d Spanned<DeValue<'d>>,
        faults: &mut Faults,
    ) -> Option<T>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        let text = self.string(key, value, faults)?.trim();
        let place = self.source.place(value.span().start);
        text.parse()
            .map_err(|error| {
                let remedy = format!("corrija {key}");
                faults.fault(self.source.file, place, format!("{key}: {error}"), remedy);
            })
            .ok()
    }

    fn pick<T: Copy>(
        &self,
        key: &str,
        value: &'d Spanned<DeValue<'d>>,
        choices: &[(&str, T)],
        faults: &mut Faults,
    ) -> Option<T> {
        let text = self.string(key, value, faults)?.trim();
        let found = choices.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            let place = self.source.place(value.span().start);
            let message = format!("{key} no puede ser {}", shown(text));
            let remedy = format!("escriba una de estas palabras: {}", words.join(", "));
            faults.fault(self.source.file, place, message, remedy);
        }
        found.map(|(_, value)| *value)
    }
}

/// Every item, after looking at each; `None` if one is missing.
fn all<T>(items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let items: Vec<_> = items.collect();
    items.into_iter().collect()
}
