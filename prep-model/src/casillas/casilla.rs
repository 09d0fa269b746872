use serde::{Deserialize, Serialize};

use super::{MecanismoTraslado, Ubicacion};
use crate::claves::{ActaKey, ClaveCasilla, EleccionId, TipoActa};
use crate::elecciones::{AmbitoId, AmbitoTipo};

/// A casilla or mesa of the approved catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Casilla {
    /// Its key.
    pub clave: ClaveCasilla,
    /// Distrito local, if it belongs to one.
    pub distrito: Option<AmbitoId>,
    /// Municipio or alcaldía, if it belongs to one.
    pub municipio: Option<AmbitoId>,
    /// Urbana or not.
    pub ubicacion: Ubicacion,
    /// People who may vote here; 0 for a casilla especial, which has no lista nominal.
    pub lista_nominal: u32,
    /// Most ballots approved for a casilla especial, which bounds its votes instead of a lista
    /// nominal; `None` for every other casilla.
    pub boletas_maximas: Option<u32>,
    /// Representatives of parties and independents accredited here, in all; `None` where the
    /// notion does not apply (M, A and P).
    pub representantes: Option<u32>,
    /// How its package travels.
    pub mecanismo_traslado: Option<MecanismoTraslado>,
    /// The actas expected from it.
    pub actas: Vec<ActaEsperada>,
}

/// One acta that a casilla is expected to produce.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActaEsperada {
    /// The elección.
    pub eleccion: EleccionId,
    /// The printed code.
    pub tipo_acta: TipoActa,
}

impl Casilla {
    /// The casilla's number in ámbitos of this kind; `None` where it belongs to none.
    pub fn ambito(&self, tipo: AmbitoTipo) -> Option<AmbitoId> {
        match tipo {
            AmbitoTipo::Entidad => Some(AmbitoId::ENTIDAD),
            AmbitoTipo::Distrito => self.distrito,
            AmbitoTipo::Municipio => self.municipio,
        }
    }

    /// The keys of the actas expected from this casilla.
    pub fn acta_keys(&self) -> impl Iterator<Item = ActaKey> {
        self.actas.iter().map(|esperada| ActaKey {
            eleccion: esperada.eleccion.clone(),
            casilla: self.clave,
            tipo_acta: esperada.tipo_acta.clone(),
        })
    }
}
