use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::CampoValue;
use crate::elecciones::{ActaForm, CampoId, CampoRole};

/// What an acta says: one value for every field its form prints, and for no other.
///
/// Held by name, so nothing that is computed from it can depend on the order of capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActaValues(BTreeMap<CampoId, CampoValue>);

/// A field that cannot be accepted as typed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{campo}: {reason}")]
pub struct CampoFault {
    /// The field.
    pub campo: CampoId,
    /// What is wrong with it.
    pub reason: CampoFaultReason,
}

/// Why a field cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CampoFaultReason {
    /// Printed on the acta and not answered: a number, ILEGIBLE or SIN DATO is needed.
    #[error("falta: escriba un número, ilegible o sin dato")]
    Missing,
    /// Not printed on this acta.
    #[error("este campo no está impreso en el acta")]
    NotPrinted,
    /// More digits than the acta has boxes.
    #[error("{number} no cabe en las {digits} casillas impresas del acta")]
    TooWide {
        /// The number typed.
        number: u32,
        /// Boxes printed.
        digits: u8,
    },
}

impl ActaValues {
    /// Accepts `values` if they answer exactly the fields of `form`; otherwise names every fault,
    /// in printed order, fields that are not printed last.
    pub fn new(
        form: &ActaForm,
        values: BTreeMap<CampoId, CampoValue>,
    ) -> Result<Self, Vec<CampoFault>> {
        let printed = form.campos.iter().filter_map(|campo| {
            let reason = match values.get(&campo.id) {
                None => CampoFaultReason::Missing,
                Some(CampoValue::Number(number)) if *number > campo.max() => {
                    CampoFaultReason::TooWide {
                        number: *number,
                        digits: campo.digits,
                    }
                }
                Some(_) => return None,
            };
            Some(CampoFault {
                campo: campo.id.clone(),
                reason,
            })
        });
        let foreign = values
            .keys()
            .filter(|id| form.campo(id).is_none())
            .map(|id| CampoFault {
                campo: id.clone(),
                reason: CampoFaultReason::NotPrinted,
            });
        let faults: Vec<_> = printed.chain(foreign).collect();
        if faults.is_empty() {
            Ok(Self(values))
        } else {
            Err(faults)
        }
    }

    /// The value of a field; `None` if the acta does not print it.
    pub fn get(&self, campo: &CampoId) -> Option<CampoValue> {
        self.0.get(campo).copied()
    }

    /// Every field with its value, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&CampoId, CampoValue)> {
        self.0.iter().map(|(id, value)| (id, *value))
    }

    /// The values of the fields that hold votes, in printed order.
    pub fn votos<'a>(&'a self, form: &'a ActaForm) -> impl Iterator<Item = CampoValue> + 'a {
        form.votos().filter_map(|campo| self.get(&campo.id))
    }

    /// TOTAL_VOTOS_CALCULADO: the sum of the legible votes (LEEME, variable 34). A field that is
    /// ILEGIBLE or SIN DATO adds 0.
    pub fn total_calculado(&self, form: &ActaForm) -> u64 {
        self.votos(form)
            .filter_map(CampoValue::number)
            .map(u64::from)
            .sum()
    }

    /// TOTAL_VOTOS_ASENTADO as written on the acta, if the form prints it.
    pub fn total_asentado(&self, form: &ActaForm) -> Option<CampoValue> {
        form.campo_with_role(CampoRole::TotalAsentado)
            .and_then(|campo| self.get(&campo.id))
    }
}
