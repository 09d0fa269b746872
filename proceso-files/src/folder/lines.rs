//! From a part of a proceso back to the line that says it.

use std::collections::BTreeMap;

use prep_model::claves::{ClaveCasilla, EleccionId};
use prep_model::proceso::ProcesoSubject;

use super::ambitos_csv::Ambitos;
use super::eleccion_toml::Places;
use super::fault::Place;
use super::paths::{CASILLAS, EleccionPaths, PROCESO};

/// Where everything was read.
pub(super) struct Lines {
    casillas: BTreeMap<ClaveCasilla, u32>,
    elecciones: BTreeMap<EleccionId, (Places, Ambitos)>,
}

impl Lines {
    pub(super) fn new(casillas: BTreeMap<ClaveCasilla, u32>) -> Self {
        Self {
            casillas,
            elecciones: BTreeMap::new(),
        }
    }

    /// Remembers an elección; of its ámbitos, only the lines.
    pub(super) fn add(&mut self, id: &EleccionId, places: Places, ambitos: Ambitos) {
        self.elecciones.insert(id.clone(), (places, ambitos));
    }

    /// The line of a casilla.
    pub(super) fn casilla(&self, clave: ClaveCasilla) -> Place {
        let line = self.casillas.get(&clave);
        line.map_or(Place::FILE, |line| Place::line(*line))
    }

    /// Where `esperadas_declaradas` of an elección stands.
    pub(super) fn esperadas_declaradas(&self, id: &EleccionId) -> Place {
        let places = self.elecciones.get(id);
        places.map_or(Place::FILE, |(places, _)| places.esperadas_declaradas)
    }

    /// The file and the place of a part.
    pub(super) fn locate(&self, subject: &ProcesoSubject) -> (String, Place) {
        let (id, eleccion) = match subject {
            ProcesoSubject::Head => return (PROCESO.to_owned(), Place::FILE),
            ProcesoSubject::Casilla(clave) => {
                return (CASILLAS.to_owned(), self.casilla(*clave));
            }
            ProcesoSubject::Eleccion(id)
            | ProcesoSubject::Contendiente(id, _)
            | ProcesoSubject::TipoActa(id, _)
            | ProcesoSubject::Prints(id, _)
            | ProcesoSubject::Ambito(id, _)
            | ProcesoSubject::Candidatura(id, ..) => (id, self.elecciones.get(id)),
        };
        let paths = EleccionPaths::new(id);
        let line = |line: Option<&u32>| line.map(|line| Place::line(*line));
        let (file, place) = match subject {
            ProcesoSubject::Contendiente(_, id) => {
                let place = eleccion.and_then(|(places, _)| places.contendientes.get(id));
                (paths.toml, place.copied())
            }
            ProcesoSubject::TipoActa(_, codigo) => {
                let place = eleccion.and_then(|(places, _)| places.tipos_acta.get(codigo));
                (paths.toml, place.copied())
            }
            ProcesoSubject::Prints(_, codigo) => {
                let place = eleccion.and_then(|(places, _)| places.prints.get(codigo));
                (paths.toml, place.copied())
            }
            ProcesoSubject::Ambito(_, id) => {
                let lines = eleccion.and_then(|(_, ambitos)| ambitos.lines.get(id));
                (paths.ambitos, line(lines))
            }
            ProcesoSubject::Candidatura(_, id, index) => {
                let lines = eleccion.and_then(|(_, ambitos)| ambitos.candidatura_lines.get(id));
                let at = lines.and_then(|lines| lines.get(*index));
                (paths.candidaturas, line(at))
            }
            ProcesoSubject::Head | ProcesoSubject::Casilla(_) | ProcesoSubject::Eleccion(_) => {
                (paths.toml, None)
            }
        };
        (file, place.unwrap_or(Place::FILE))
    }
}
