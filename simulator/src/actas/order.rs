//! Sheets of a proceso in the order in which they are made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use acta_image::layout::{FormSpec, LayoutError};
use prep_model::actas::CampoValue;
use prep_model::casillas::Casilla;
use prep_model::claves::{ActaId, ActaKey, EjercicioId, EleccionId, TipoActa};
use prep_model::elecciones::{AmbitoId, AmbitoTipo, CampoId};
use prep_model::proceso::Proceso;

use super::dice::Dice;
use super::sheet::{Blank, Fill, Sheet, Subject, sheet};

/// Which actas, and how they are filled.
#[derive(Debug, Clone)]
pub struct Order {
    /// Only these elecciones; every one if empty.
    pub elecciones: BTreeSet<EleccionId>,
    /// Only the casillas of these distritos, whose CATD they go to; every one if empty.
    pub distritos: BTreeSet<u16>,
    /// So many of them, chosen by the seed; all without it.
    pub sample: Option<usize>,
    /// Seed of everything that chance decides.
    pub seed: u64,
    /// The ejercicio on the label. A drill says so on the sheet.
    pub ejercicio: EjercicioId,
    /// Nothing written.
    pub blank: bool,
    /// Values to write instead of the seed's; actas without any are left out.
    pub values: Option<BTreeMap<ActaKey, BTreeMap<CampoId, CampoValue>>>,
}

/// Makes the sheets of a proceso; a form is placed and drawn once.
#[derive(Debug)]
pub struct Maker<'a> {
    proceso: &'a Proceso,
    order: &'a Order,
    blanks: BTreeMap<(EleccionId, TipoActa, AmbitoId), Arc<Blank>>,
}

impl Order {
    /// The actas that are asked for, by clave de casilla.
    pub fn actas(&self, proceso: &Proceso) -> Vec<ActaKey> {
        let casillas = proceso.casillas().iter().filter(|casilla| {
            let distrito = casilla.distrito.map(AmbitoId::number);
            self.distritos.is_empty() || distrito.is_some_and(|own| self.distritos.contains(&own))
        });
        let mut actas: Vec<ActaKey> = casillas
            .flat_map(Casilla::acta_keys)
            .filter(|acta| self.elecciones.is_empty() || self.elecciones.contains(&acta.eleccion))
            .filter(|acta| {
                self.values
                    .as_ref()
                    .is_none_or(|values| values.contains_key(acta))
            })
            .collect();
        let Some(sample) = self.sample.filter(|sample| *sample < actas.len()) else {
            return actas;
        };
        let mut dice = Dice::new(self.seed, &[SAMPLE]);
        let mut drawn: Vec<(u64, ActaKey)> =
            actas.drain(..).map(|acta| (dice.bits(), acta)).collect();
        drawn.sort();
        drawn.truncate(sample);
        let mut actas: Vec<ActaKey> = drawn.into_iter().map(|(_, acta)| acta).collect();
        actas.sort_by(|one, other| (one.casilla, one).cmp(&(other.casilla, other)));
        actas
    }

    /// The word that says that nobody's votes are on the sheet; `None` only for blank forms of the
    /// day itself.
    pub fn word(&self) -> Option<&'static str> {
        match (self.ejercicio.is_oficial(), self.blank) {
            (false, _) => Some("SIMULACRO"),
            (true, false) => Some("MUESTRA"),
            (true, true) => None,
        }
    }
}

/// Purpose of the throws that choose a sample.
const SAMPLE: u64 = 6;

impl<'a> Maker<'a> {
    /// A maker for one order.
    pub fn new(proceso: &'a Proceso, order: &'a Order) -> Self {
        Self {
            proceso,
            order,
            blanks: BTreeMap::new(),
        }
    }

    /// The sheet of an acta; `None` if the proceso does not expect it.
    pub fn sheet(&mut self, acta: &ActaKey) -> Option<Result<Sheet, LayoutError>> {
        let casilla = self.proceso.casilla(acta.casilla)?;
        let blank = match self.blank(acta)? {
            Ok(blank) => blank,
            Err(error) => return Some(Err(error)),
        };
        let id = ActaId {
            proceso: self.proceso.head().id.clone(),
            ejercicio: self.order.ejercicio.clone(),
            acta: acta.clone(),
        };
        let subject = Subject {
            id: &id,
            casilla,
            demarcacion: self.demarcacion(casilla.municipio),
        };
        let values = self.order.values.as_ref().and_then(|all| all.get(acta));
        let fill = match values {
            _ if self.order.blank => Fill::Blank,
            Some(values) => Fill::Values(values),
            None => Fill::Drill,
        };
        Some(Ok(sheet(self.order.seed, &blank, subject, fill)))
    }

    fn blank(&mut self, acta: &ActaKey) -> Option<Result<Arc<Blank>, LayoutError>> {
        let ambito = self.proceso.ambito(acta)?;
        let key = (acta.eleccion.clone(), acta.tipo_acta.clone(), ambito);
        if let Some(blank) = self.blanks.get(&key) {
            return Some(Ok(Arc::clone(blank)));
        }
        let eleccion = self.proceso.eleccion(&acta.eleccion)?;
        let mut spec = FormSpec::of(self.proceso.head(), eleccion, &acta.tipo_acta, ambito)?;
        if let Some(word) = self.order.word() {
            spec = spec.with_drill(word);
        }
        let blank = Blank::of(spec);
        if let Ok(blank) = &blank {
            self.blanks.insert(key, Arc::clone(blank));
        }
        Some(blank)
    }

    fn demarcacion(&self, municipio: Option<AmbitoId>) -> Option<&'a str> {
        let mut elecciones = self.proceso.elecciones().iter();
        let own = elecciones.find(|eleccion| eleccion.ambito_tipo == AmbitoTipo::Municipio)?;
        Some(own.ambitos.get(&municipio?)?.nombre.as_str())
    }
}
