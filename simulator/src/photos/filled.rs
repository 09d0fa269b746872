use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use acta_image::judge::Form;
use acta_image::layout::FormSpec;
use prep_model::claves::{ActaId, ActaKey, EjercicioId, EleccionId, TipoActa};
use prep_model::elecciones::AmbitoId;
use prep_model::proceso::Proceso;
use thiserror::Error;

use crate::actas::{Blank, Fill, Rasterizer, Subject};

use super::dice::Dice;
use super::geometry::Point;
use super::paper::{DigitBox, Paper, QrOnPaper};
use super::pixels::Texture;
use super::plan::{Sheet, Sheets};

/// Filled actas of a proceso: every code of every elección comes often, however few casillas have
/// it.
pub struct ActaSheets {
    proceso: Proceso,
    ejercicio: EjercicioId,
    codes: Vec<Vec<ActaKey>>,
    blanks: Mutex<BTreeMap<(EleccionId, TipoActa, AmbitoId), Arc<Blank>>>,
}

/// Why sheets of a proceso cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SheetsError {
    #[error("el proceso no espera ninguna acta; agregue casillas a su catálogo")]
    NoActas,
    #[error("el acta {acta} no cabe en una hoja: {reason}")]
    Layout { acta: ActaKey, reason: String },
}

impl ActaSheets {
    /// Sheets for all actas esperadas, labelled for `ejercicio`; one that is a drill is printed on
    /// them.
    pub fn new(proceso: Proceso, ejercicio: EjercicioId) -> Result<Self, SheetsError> {
        let mut codes: BTreeMap<(EleccionId, TipoActa), Vec<ActaKey>> = BTreeMap::new();
        for eleccion in proceso.elecciones() {
            for acta in proceso.actas_esperadas(&eleccion.id) {
                let code = (acta.eleccion.clone(), acta.tipo_acta.clone());
                codes.entry(code).or_default().push(acta);
            }
        }
        if codes.is_empty() {
            return Err(SheetsError::NoActas);
        }
        let sheets = Self {
            proceso,
            ejercicio,
            codes: codes.into_values().collect(),
            blanks: Mutex::default(),
        };
        // Every code can be printed, so that nothing fails in the middle of ten thousand.
        for actas in &sheets.codes {
            sheets.blank(&actas[0])?;
        }
        Ok(sheets)
    }

    /// Where the digits of every form of the proceso stand, each once: what a tablet knows too.
    pub fn forms(&self) -> Vec<Form> {
        Form::of_proceso(&self.proceso)
    }

    fn blank(&self, acta: &ActaKey) -> Result<Arc<Blank>, SheetsError> {
        let failed = |reason: String| SheetsError::Layout {
            acta: acta.clone(),
            reason,
        };
        let missing = || failed("no está en el catálogo".to_owned());
        let ambito = self.proceso.ambito(acta).ok_or_else(missing)?;
        let key = (acta.eleccion.clone(), acta.tipo_acta.clone(), ambito);
        let blanks = || self.blanks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(blank) = blanks().get(&key) {
            return Ok(Arc::clone(blank));
        }
        let eleccion = self.proceso.eleccion(&acta.eleccion).ok_or_else(missing)?;
        let spec = FormSpec::of(self.proceso.head(), eleccion, &acta.tipo_acta, ambito);
        let mut spec = spec.ok_or_else(missing)?;
        if !self.ejercicio.is_oficial() {
            spec = spec.with_drill("SIMULACRO");
        }
        let blank = Blank::of(spec).map_err(|error| failed(error.to_string()))?;
        blanks().insert(key, Arc::clone(&blank));
        Ok(blank)
    }
}

impl Sheets for ActaSheets {
    fn sheet(&self, seed: u64, number: u64) -> Box<dyn Sheet> {
        let mut dice = Dice::new(seed, &[4, number]);
        // As often by code as by number of actas: the seldom forms come too.
        let code = if dice.chance(0.5) {
            dice.pick(&self.codes)
        } else {
            let weights: Vec<_> = self
                .codes
                .iter()
                .map(|code| (code, code.len() as f64))
                .collect();
            dice.weighted(&weights)
        };
        let acta = dice.pick(code).clone();
        let blank = self
            .blank(&acta)
            .expect("every code was printed at the start");
        let casilla = self
            .proceso
            .casilla(acta.casilla)
            .expect("it is in the catalogue");
        let id = ActaId {
            proceso: self.proceso.head().id.clone(),
            ejercicio: self.ejercicio.clone(),
            acta,
        };
        let subject = Subject {
            id: &id,
            casilla,
            demarcacion: None,
        };
        let sheet = crate::actas::sheet(dice.bits(), &blank, subject, Fill::Drill);
        Box::new(FilledSheet { sheet })
    }
}

struct FilledSheet {
    sheet: crate::actas::Sheet,
}

impl Sheet for FilledSheet {
    fn paper(&self) -> Paper {
        let truth = &self.sheet.truth;
        let point = |[x, y]: [f32; 2]| Point::new(f64::from(x), f64::from(y));
        let digits = truth.fields.iter().flat_map(|field| {
            let name = field
                .campo
                .as_ref()
                .map_or("total de personas", |campo| campo.as_str());
            let places = field
                .digit_places
                .iter()
                .zip(field.boxes.chars())
                .enumerate();
            places.map(move |(nth, ([x, y, w, h], drawn))| DigitBox {
                name: format!("{name}, cifra {}", nth + 1),
                at: point([*x, *y]),
                size: point([*w, *h]),
                drawn: drawn.is_ascii_digit(),
            })
        });
        Paper {
            size: point(truth.sheet),
            digits: digits.collect(),
            qr: truth.label.as_ref().map(|label| QrOnPaper {
                text: label.text.clone(),
                corners: label.corners.map(point),
                modules: u32::from(label.modules),
            }),
            facts: serde_json::to_value(truth).expect("a truth is JSON"),
        }
    }

    fn texture(&self, density: f64) -> Texture {
        let raster = Rasterizer::new(&self.sheet.blank, density as f32).raster(&self.sheet);
        Texture::from_levels(&raster.rgb, raster.width as usize, density)
    }
}
