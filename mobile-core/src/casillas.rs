//! The casillas and actas of the proceso, as the catalogue of the server tells them, to be read
//! without a connection.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use prep_model::claves::{ActaKey, ClaveCasilla, EleccionId};

/// What the proceso expects, by casilla.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Casillas {
    nombre: String,
    elecciones: BTreeMap<EleccionId, String>,
    actas: BTreeMap<ClaveCasilla, Vec<ActaKey>>,
}

/// The catalogue that was kept is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("el catálogo de casillas guardado no se puede leer: {0}")]
pub struct CatalogoError(String);

/// Members we do not know are passed over: a newer server may tell more.
#[derive(Deserialize)]
struct Wire {
    nombre: String,
    elecciones: Vec<WireEleccion>,
    casillas: Vec<WireCasilla>,
}

#[derive(Deserialize)]
struct WireEleccion {
    id: EleccionId,
    nombre: String,
}

#[derive(Deserialize)]
struct WireCasilla {
    clave: ClaveCasilla,
    actas: Vec<ActaKey>,
}

impl Casillas {
    /// Reads the catalogue as the server sent it.
    pub fn parse(json: &str) -> Result<Self, CatalogoError> {
        let wire: Wire =
            serde_json::from_str(json).map_err(|error| CatalogoError(error.to_string()))?;
        let elecciones = wire.elecciones.into_iter();
        let casillas = wire.casillas.into_iter();
        Ok(Self {
            nombre: wire.nombre,
            elecciones: elecciones.map(|one| (one.id, one.nombre)).collect(),
            actas: casillas.map(|one| (one.clave, one.actas)).collect(),
        })
    }

    /// The name of the proceso.
    pub fn nombre(&self) -> &str {
        &self.nombre
    }

    /// True if no catalogue has come yet.
    pub fn is_empty(&self) -> bool {
        self.actas.is_empty()
    }

    /// The actas expected of a casilla, in the order of publication.
    pub fn actas(&self, casilla: ClaveCasilla) -> &[ActaKey] {
        self.actas.get(&casilla).map_or(&[], Vec::as_slice)
    }

    /// True if the proceso expects this acta.
    pub fn expects(&self, acta: &ActaKey) -> bool {
        self.actas(acta.casilla).contains(acta)
    }

    /// The acta as a person reads it: its elección, and its tipo where the casilla has several
    /// actas of that elección.
    pub fn acta_name(&self, acta: &ActaKey) -> String {
        let name = self
            .elecciones
            .get(&acta.eleccion)
            .map_or(acta.eleccion.as_str(), String::as_str);
        let same = |other: &&ActaKey| other.eleccion == acta.eleccion;
        if self.actas(acta.casilla).iter().filter(same).count() > 1 {
            format!("{name} ({})", acta.tipo_acta)
        } else {
            name.to_owned()
        }
    }

    /// Every casilla whose sección, or whose text as people say it, begins like what was typed;
    /// at most `most`, by clave.
    pub fn search(&self, typed: &str, most: usize) -> Vec<ClaveCasilla> {
        let wanted: String = typed
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let plain = |clave: &&ClaveCasilla| {
            let spoken = crate::screen::casilla_text(**clave).replace(' ', "");
            spoken.starts_with(&wanted)
                || spoken.trim_start_matches('0').starts_with(&wanted)
                || clave.to_string().starts_with(&wanted)
        };
        self.actas
            .keys()
            .filter(plain)
            .take(most)
            .copied()
            .collect()
    }

    /// Every casilla, by clave.
    pub fn iter(&self) -> impl Iterator<Item = ClaveCasilla> {
        self.actas.keys().copied()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const CATALOGO: &str = r#"{"v":1,"proceso":"cdmx-2024","nombre":"CDMX 2024",
        "ejercicio":"simulacro-1","limits":{},
        "elecciones":[{"id":"GUB","nombre":"Jefatura de Gobierno"},{"id":"ALC","nombre":"Alcaldía"}],
        "casillas":[
          {"clave":"090001B0100","actas":["GUB/090001B0100/A02","ALC/090001B0100/A11"]},
          {"clave":"090001C0100","actas":["GUB/090001C0100/A02","ALC/090001C0100/A11"]},
          {"clave":"093596S0100","actas":["GUB/093596S0100/A02","GUB/093596S0100/A03"]}]}"#;

    #[test]
    fn casillas_are_found_by_what_people_type() {
        let casillas = Casillas::parse(CATALOGO).unwrap();
        let found = |typed: &str| casillas.search(typed, 10).len();
        assert_eq!((found("1"), found("0001"), found("1 c01")), (2, 2, 1));
        assert_eq!((found("3596"), found("093596S"), found("")), (1, 1, 0));
        assert_eq!(casillas.search("1", 1).len(), 1);
    }

    #[test]
    fn an_acta_is_named_by_its_eleccion_and_by_its_tipo_where_that_is_not_enough() {
        let casillas = Casillas::parse(CATALOGO).unwrap();
        let name = |acta: &str| casillas.acta_name(&acta.parse().unwrap());
        assert_eq!(name("GUB/090001B0100/A02"), "Jefatura de Gobierno");
        assert_eq!(name("GUB/093596S0100/A03"), "Jefatura de Gobierno (A03)");
        assert!(Casillas::parse("{}").is_err());
    }
}
