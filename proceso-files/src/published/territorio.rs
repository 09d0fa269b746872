use std::collections::HashMap;

use prep_model::elecciones::AmbitoId;

use super::identity::Identity;
use super::rows::ActaRow;

/// The distrito and municipio of each sección, from the rows that say them. A sección that rows
/// place in two is in neither.
#[derive(Debug, Default)]
pub(super) struct Territorio {
    distritos: HashMap<u16, Option<AmbitoId>>,
    municipios: HashMap<u16, Option<AmbitoId>>,
}

impl Territorio {
    pub(super) fn of(rows: &[ActaRow]) -> Self {
        let mut found = Self::default();
        for row in rows {
            if let Identity::Known(clave) = row.identity
                && clave.seccion() != 0
            {
                learn(&mut found.distritos, clave.seccion(), row.distrito);
                learn(&mut found.municipios, clave.seccion(), row.municipio);
            }
        }
        found
    }

    /// Distrito of a sección.
    pub(super) fn distrito_of(&self, seccion: u16) -> Option<AmbitoId> {
        self.distritos.get(&seccion).copied().flatten()
    }

    /// Municipio of a sección.
    pub(super) fn municipio_of(&self, seccion: u16) -> Option<AmbitoId> {
        self.municipios.get(&seccion).copied().flatten()
    }

    /// The distrito a row gives, or else that of the section above it.
    pub(super) fn distrito(&self, row: &ActaRow) -> Option<AmbitoId> {
        row.distrito.or_else(|| self.distrito_of(row.contexto?))
    }

    /// The municipio a row gives, or else that of the section above it.
    pub(super) fn municipio(&self, row: &ActaRow) -> Option<AmbitoId> {
        row.municipio.or_else(|| self.municipio_of(row.contexto?))
    }
}

fn learn(places: &mut HashMap<u16, Option<AmbitoId>>, seccion: u16, place: Option<AmbitoId>) {
    if let Some(place) = place {
        let known = places.entry(seccion).or_insert(Some(place));
        if *known != Some(place) {
            *known = None;
        }
    }
}
