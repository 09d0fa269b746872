use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::content::differing;
use super::finish::{ended, outcome};
use super::{
    Captura, CapturaContent, CapturaError, CapturaState, Captured, Captures, Done, Verificacion,
    Work,
};
use crate::actas::{ActaValues, CampoFault, CampoValue};
use crate::bitacora::{CapturaEvent, VerificacionReason};
use crate::elecciones::{ActaForm, CampoId};
use crate::machines::{Step, require};
use crate::people::{Action, Person};
use crate::time::Timestamp;

/// Whose content, in the order of finishing. Pages show sides in random order and send these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The captura finished first.
    First,
    /// The other captura.
    Second,
    /// The first verificador's decision.
    Third,
}

/// What a verificador decides about one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// What this side says.
    Keep(Side),
    /// This.
    Correct(CampoValue),
}

/// What a verificador decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// All that this side says.
    Keep(Side),
    /// Field by field. With values on several sides: exactly the fields that differ. With values
    /// on one side only: the fields to correct, the rest stay.
    Fields(BTreeMap<CampoId, Choice>),
    /// Something of one's own: a problem, or values if no side has any.
    Own(CapturaContent),
}

/// A verificador's decision with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// The decision.
    pub decision: Decision,
    /// Why the sides differed. Letra contra número marks the decided fields.
    pub reason: VerificacionReason,
}

/// Why a decision cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResolutionError {
    /// There is no such side, or it holds no values.
    #[error("no hay captura con valores en el lado elegido")]
    NoSuchSide,
    /// A field that differs was left undecided.
    #[error("{0}: falta decidir este campo")]
    Undecided(CampoId),
    /// A field that does not differ was decided.
    #[error("{0}: las capturas coinciden en este campo y no se vuelve a capturar")]
    NotDiffering(CampoId),
    /// Values were typed anew although a captura has some.
    #[error("decida campo por campo: ya hay valores capturados")]
    Retyped,
    /// No side has values to decide on.
    #[error("ninguna captura tiene valores: capture el acta o señale el problema")]
    NoValues,
    /// Corrections that the acta cannot hold.
    #[error("hay campos que el acta no admite: {}", faults_text(.0))]
    Faults(Vec<CampoFault>),
}

fn faults_text(faults: &[CampoFault]) -> String {
    let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

type Sides<'a> = Vec<(Side, &'a CapturaContent)>;

impl Captura {
    /// Settles a difference, confirms a single captura, or decides what the first verificador left
    /// to a second one. `form` is what the acta prints: corrections must fit it.
    pub fn resolve(
        &self,
        by: &Person,
        token: u64,
        resolution: Resolution,
        form: &ActaForm,
        now: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        require(by, Action::Verify)?;
        let task = self.held(&by.id, token)?;
        let Resolution { decision, reason } = resolution;
        let (captures, third) = match &self.state {
            CapturaState::VerificacionInProgress { captures, .. } => (captures, None),
            CapturaState::SecondVerificacionInProgress {
                captures, third, ..
            } => (captures, Some(third)),
            CapturaState::Pending
            | CapturaState::FirstInProgress { .. }
            | CapturaState::FirstDone { .. }
            | CapturaState::FirstRecalled { .. }
            | CapturaState::SecondInProgress { .. }
            | CapturaState::BothInProgress { .. }
            | CapturaState::Different { .. }
            | CapturaState::NeedsSecondVerificacion { .. }
            | CapturaState::Settled { .. }
            | CapturaState::ImageUnusable { .. }
            | CapturaState::SentBack { .. } => return Err(CapturaError::NotWaiting),
        };
        let sides = sides(captures, third);
        let differing = differing(sides.iter().map(|(_, content)| *content));
        let content = decided(&sides, &differing, decision, reason, form)?;
        let content_sha256 = content.sha256();
        let needs_second =
            third.is_none() && self.rules.second_verificador && !is_corroborated(&content, &sides);
        let done = Done {
            person: by.id.clone(),
            at: now,
            content: content.clone(),
        };
        let decision = Verificacion { done, reason };
        let captures = captures.clone();
        let state = if needs_second {
            CapturaState::NeedsSecondVerificacion {
                captures,
                third: decision,
            }
        } else {
            let verificaciones = third.cloned().into_iter().chain([decision]).collect();
            ended(
                content,
                now,
                Work {
                    captures,
                    verificaciones,
                },
            )
        };
        let what = CapturaEvent::Resolved {
            round: self.round,
            task,
            token,
            differing,
            reason,
            content_sha256,
            outcome: outcome(&state),
        };
        Ok(self.step_by(state, now, by, what))
    }

    /// The fields on which the finished contents differ; empty if fewer than two hold values.
    pub fn differing(&self) -> BTreeSet<CampoId> {
        differing(self.state.done().into_iter().map(|done| &done.content))
    }
}

fn sides<'a>(captures: &'a Captures, third: Option<&'a Verificacion>) -> Sides<'a> {
    let first = (Side::First, &captures.first().content);
    let second = captures
        .second()
        .map(|second| (Side::Second, &second.content));
    let third = third.map(|third| (Side::Third, &third.done.content));
    std::iter::once(first).chain(second).chain(third).collect()
}

/// True if somebody before said the same; of values, field by field.
fn is_corroborated(content: &CapturaContent, sides: &Sides<'_>) -> bool {
    let CapturaContent::Values(captured) = content else {
        return sides.iter().any(|(_, side)| side.agrees(content));
    };
    captured.values().iter().all(|(campo, value)| {
        let mut held = sides.iter().filter_map(|(_, side)| side.values());
        held.any(|side| side.values().get(campo) == Some(value))
    })
}

fn decided(
    sides: &Sides<'_>,
    differing: &BTreeSet<CampoId>,
    decision: Decision,
    reason: VerificacionReason,
    form: &ActaForm,
) -> Result<CapturaContent, ResolutionError> {
    let held: Vec<(Side, &Captured)> = sides
        .iter()
        .filter_map(|(side, content)| Some((*side, content.values()?)))
        .collect();
    match decision {
        Decision::Keep(side) => sides
            .iter()
            .find(|(known, _)| *known == side)
            .map(|(_, content)| (*content).clone())
            .ok_or(ResolutionError::NoSuchSide),
        Decision::Own(CapturaContent::Values(_)) if !held.is_empty() => {
            Err(ResolutionError::Retyped)
        }
        Decision::Own(CapturaContent::Values(captured)) => {
            ActaValues::new(form, captured.to_map()).map_err(ResolutionError::Faults)?;
            Ok(CapturaContent::Values(captured))
        }
        Decision::Own(content) => Ok(content),
        Decision::Fields(choices) => {
            check_choices(&held, differing, &choices)?;
            field_by_field(&held, &choices, reason, form).map(CapturaContent::Values)
        }
    }
}

/// With one side of values any field may be corrected; with several, exactly those that differ.
fn check_choices(
    held: &[(Side, &Captured)],
    differing: &BTreeSet<CampoId>,
    choices: &BTreeMap<CampoId, Choice>,
) -> Result<(), ResolutionError> {
    if held.len() < 2 {
        return Ok(());
    }
    if let Some(campo) = differing.iter().find(|campo| !choices.contains_key(*campo)) {
        return Err(ResolutionError::Undecided(campo.clone()));
    }
    match choices.keys().find(|campo| !differing.contains(*campo)) {
        Some(campo) => Err(ResolutionError::NotDiffering(campo.clone())),
        None => Ok(()),
    }
}

fn field_by_field(
    held: &[(Side, &Captured)],
    choices: &BTreeMap<CampoId, Choice>,
    reason: VerificacionReason,
    form: &ActaForm,
) -> Result<Captured, ResolutionError> {
    let (_, base) = held.first().ok_or(ResolutionError::NoValues)?;
    let mut values = base.to_map();
    let mut marks: BTreeSet<CampoId> = held
        .iter()
        .flat_map(|(_, side)| side.letra_contra_numero())
        .cloned()
        .collect();
    for (campo, choice) in choices {
        let value = match choice {
            Choice::Correct(value) => *value,
            Choice::Keep(side) => held
                .iter()
                .find(|(known, _)| known == side)
                .and_then(|(_, captured)| captured.values().get(campo))
                .ok_or(ResolutionError::NoSuchSide)?,
        };
        values.insert(campo.clone(), value);
        if reason == VerificacionReason::LetraContraNumero {
            marks.insert(campo.clone());
        }
    }
    let values = ActaValues::new(form, values).map_err(ResolutionError::Faults)?;
    marks.retain(|campo| values.get(campo).is_some());
    Ok(Captured::new(values, marks).expect("marks of other fields were dropped"))
}
