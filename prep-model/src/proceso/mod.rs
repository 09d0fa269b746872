//! A proceso electoral as a whole: its elecciones, its catalogue of casillas, its perfil.
//!
//! [`Proceso::new`] is the only way to make one and refuses whatever does not fit together, naming
//! every fault at once. Reading one from a folder of files is the crate `proceso-files`.

mod check;
mod ventana;

use std::collections::BTreeMap;

use crate::casillas::{ActaEsperada, Casilla};
use crate::claves::{ActaKey, ClaveCasilla, EleccionId, EntidadId, ProcesoId, TipoActa};
use crate::elecciones::{ActaForm, AmbitoId, Eleccion};
use crate::perfiles::Perfil;
use crate::time::Timestamp;

pub use check::{ProcesoFault, ProcesoSubject};
pub use ventana::Ventana;

/// What a proceso is called and when it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcesoHead {
    /// Short name used in keys.
    pub id: ProcesoId,
    /// Name for people: `Proceso Electoral Local Ordinario 2023-2024`.
    pub nombre: String,
    /// The entidad federativa.
    pub entidad: EntidadId,
    /// Its name as published in the column ENTIDAD.
    pub entidad_nombre: String,
    /// Minutes that the entidad's hour is east of UTC; -360 for UTC-6.
    pub utc_offset_minutes: i16,
    /// The moment from which results may be published.
    pub publicacion_desde: Timestamp,
    /// The moment of the last corte, unless 100 % of the actas comes first.
    pub publicacion_hasta: Timestamp,
}

/// Everything that is fixed before the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Proceso {
    head: ProcesoHead,
    elecciones: Vec<Eleccion>,
    /// By clave, each once.
    casillas: Vec<Casilla>,
    perfil: Perfil,
}

impl Proceso {
    /// Puts the parts together, or names everything that does not fit.
    ///
    /// Casillas come by clave, and the actas of each in the order of the elecciones and of their
    /// tipos de acta, so that procesos that say the same are equal.
    pub fn new(
        head: ProcesoHead,
        elecciones: Vec<Eleccion>,
        mut casillas: Vec<Casilla>,
        perfil: Perfil,
    ) -> Result<Self, Vec<ProcesoFault>> {
        casillas.sort_by_key(|casilla| casilla.clave);
        let order = ActaOrder::of(&elecciones);
        for casilla in &mut casillas {
            casilla.actas.sort_by_key(|esperada| order.place(esperada));
        }
        let faults = check::faults(&head, &elecciones, &casillas, &perfil);
        if faults.is_empty() {
            Ok(Self {
                head,
                elecciones,
                casillas,
                perfil,
            })
        } else {
            Err(faults)
        }
    }

    /// Names and dates.
    pub fn head(&self) -> &ProcesoHead {
        &self.head
    }

    /// The elecciones in the order of publication.
    pub fn elecciones(&self) -> &[Eleccion] {
        &self.elecciones
    }

    /// The catalogue, by clave.
    pub fn casillas(&self) -> &[Casilla] {
        &self.casillas
    }

    /// What this institute settles in its own way.
    pub fn perfil(&self) -> &Perfil {
        &self.perfil
    }

    /// An elección by its short name.
    pub fn eleccion(&self, id: &EleccionId) -> Option<&Eleccion> {
        self.elecciones.iter().find(|eleccion| eleccion.id == *id)
    }

    /// A casilla of the catalogue.
    pub fn casilla(&self, clave: ClaveCasilla) -> Option<&Casilla> {
        let at = self
            .casillas
            .binary_search_by_key(&clave, |casilla| casilla.clave)
            .ok()?;
        self.casillas.get(at)
    }

    /// True if the acta is in the catalogue of actas esperadas.
    pub fn expects(&self, acta: &ActaKey) -> bool {
        self.casilla(acta.casilla).is_some_and(|casilla| {
            casilla.actas.iter().any(|esperada| {
                esperada.eleccion == acta.eleccion && esperada.tipo_acta == acta.tipo_acta
            })
        })
    }

    /// The actas esperadas of an elección, by clave de casilla.
    pub fn actas_esperadas<'a>(
        &'a self,
        eleccion: &'a EleccionId,
    ) -> impl Iterator<Item = ActaKey> + 'a {
        let actas = self.casillas.iter().flat_map(Casilla::acta_keys);
        actas.filter(move |acta| acta.eleccion == *eleccion)
    }

    /// The ámbito in which the votes of an acta are added; `None` if the casilla is not in the
    /// catalogue or belongs to no ámbito of the elección.
    pub fn ambito(&self, acta: &ActaKey) -> Option<AmbitoId> {
        let eleccion = self.eleccion(&acta.eleccion)?;
        self.casilla(acta.casilla)?.ambito(eleccion.ambito_tipo)
    }

    /// The fields printed on an expected acta; `None` if the acta is not expected.
    pub fn form(&self, acta: &ActaKey) -> Option<ActaForm> {
        if !self.expects(acta) {
            return None;
        }
        self.eleccion(&acta.eleccion)?
            .form(&acta.tipo_acta, self.ambito(acta)?)
    }
}

/// Where each printed code stands: its elección, and its definition in that.
struct ActaOrder(BTreeMap<EleccionId, (usize, BTreeMap<TipoActa, usize>)>);

impl ActaOrder {
    fn of(elecciones: &[Eleccion]) -> Self {
        let order = elecciones.iter().enumerate().map(|(at, eleccion)| {
            let codes = eleccion.tipos_acta.iter().enumerate();
            let codes = codes.map(|(at, def)| (def.codigo.clone(), at)).collect();
            (eleccion.id.clone(), (at, codes))
        });
        Self(order.collect())
    }

    /// The place of an acta; what no elección defines comes last, and is a fault.
    fn place(&self, esperada: &ActaEsperada) -> (usize, usize) {
        let last = usize::MAX;
        let Some((eleccion, codes)) = self.0.get(&esperada.eleccion) else {
            return (last, last);
        };
        let code = codes.get(&esperada.tipo_acta).copied();
        (*eleccion, code.unwrap_or(last))
    }
}
