//! From what somebody typed to what the acta says, or to every fault at once.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::actas::{ActaValues, CampoFaultReason, CampoValue};
use prep_model::elecciones::{ActaForm, CampoId};
use prep_model::machines::captura::{CapturaContent, Captured};
use thiserror::Error;

use super::CapturaRefused;

/// An acta as typed, field by field, right or wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedActa {
    /// The texts.
    pub campos: BTreeMap<CampoId, String>,
    /// The fields marked letra contra número.
    pub marked: BTreeSet<CampoId>,
}

/// A field that cannot be accepted as typed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{campo}: {fault}")]
pub struct TypedFault {
    /// The field.
    pub campo: CampoId,
    /// What is wrong with it.
    pub fault: CampoTextFault,
}

/// Why a text is no value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CampoTextFault {
    /// Neither a number nor one of the two words.
    #[error("«{0}» no es un número: escriba sólo dígitos, / si es ilegible o * si no hay dato")]
    NotANumber(String),
    /// More digits than any acta has boxes.
    #[error("tiene demasiados dígitos: revise el número")]
    TooLong,
    /// A rule of the acta.
    #[error(transparent)]
    Rule(#[from] CampoFaultReason),
}

/// Reads one field: digits, `/` or ILEGIBLE, `*` or SIN DATO; nothing typed is `None`.
pub fn parse_campo(text: &str) -> Result<Option<CampoValue>, CampoTextFault> {
    let text = text.trim();
    match text.to_uppercase().as_str() {
        "" => return Ok(None),
        "/" | "ILEGIBLE" => return Ok(Some(CampoValue::Ilegible)),
        "*" | "SIN DATO" => return Ok(Some(CampoValue::SinDato)),
        _ => {}
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CampoTextFault::NotANumber(text.chars().take(12).collect()));
    }
    let number = text.parse().map_err(|_| CampoTextFault::TooLong)?;
    Ok(Some(CampoValue::Number(number)))
}

impl TypedActa {
    /// What was typed, as the content of a captura of `form`, or every field that is wrong.
    pub fn content(&self, form: &ActaForm) -> Result<CapturaContent, CapturaRefused> {
        let mut values = BTreeMap::new();
        let mut faults = Vec::new();
        for (campo, text) in &self.campos {
            match parse_campo(text) {
                Ok(Some(value)) => {
                    values.insert(campo.clone(), value);
                }
                Ok(None) => {}
                Err(fault) => faults.push(TypedFault {
                    campo: campo.clone(),
                    fault,
                }),
            }
        }
        let values = ActaValues::new(form, values).map_err(|broken| {
            let typed_wrong: BTreeSet<CampoId> =
                faults.iter().map(|fault| fault.campo.clone()).collect();
            // A field typed wrong is not also missing.
            let broken = broken
                .into_iter()
                .filter(|fault| !typed_wrong.contains(&fault.campo));
            faults.extend(broken.map(|fault| TypedFault {
                campo: fault.campo,
                fault: fault.reason.into(),
            }));
            in_printed_order(form, std::mem::take(&mut faults))
        });
        let values = match values {
            Ok(values) if faults.is_empty() => values,
            Ok(_) => return Err(CapturaRefused::Campos(in_printed_order(form, faults))),
            Err(faults) => return Err(CapturaRefused::Campos(faults)),
        };
        Ok(CapturaContent::Values(Captured::new(
            values,
            self.marked.clone(),
        )?))
    }
}

fn in_printed_order(form: &ActaForm, mut faults: Vec<TypedFault>) -> Vec<TypedFault> {
    let place = |campo: &CampoId| form.campos.iter().position(|printed| printed.id == *campo);
    faults.sort_by_key(|fault| place(&fault.campo).unwrap_or(usize::MAX));
    faults
}
