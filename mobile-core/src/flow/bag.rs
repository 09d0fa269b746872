use std::collections::BTreeSet;

use prep_model::claves::{ActaKey, BolsaCode, ClaveCasilla, QrLabelError};
use prep_model::time::DeviceTime;

use super::Run;

/// A Bolsa PREP in somebody's hands: named, not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BagDraft {
    pub(crate) casilla: ClaveCasilla,
    /// The code that named it; `None` if a person did.
    pub(crate) code: Option<String>,
    /// The actas that are in it, as far as was said.
    pub(crate) actas: BTreeSet<ActaKey>,
    /// When it was named: what is stamped on its actas.
    pub(crate) at: DeviceTime,
}

impl BagDraft {
    /// This acta is in it, or is not after all.
    pub(crate) fn toggle(&mut self, acta: ActaKey) {
        if !self.actas.remove(&acta) && acta.casilla == self.casilla {
            self.actas.insert(acta);
        }
    }
}

/// Whose bag a code names.
pub(crate) fn casilla_of(code: &str, run: &Run) -> Result<ClaveCasilla, CodeFault> {
    let read: BolsaCode = code.parse().map_err(CodeFault::Code)?;
    match read.run() {
        Some((proceso, ejercicio)) if (proceso, ejercicio) != (&run.proceso, &run.ejercicio) => {
            Err(CodeFault::OtherRun(ejercicio.to_string()))
        }
        _ => Ok(read.casilla()),
    }
}

/// Why a code names no bag of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CodeFault {
    /// It is no code of ours, or damaged.
    Code(QrLabelError),
    /// It is of another run.
    OtherRun(String),
}
