use std::collections::BTreeMap;

use prep_model::actas::CampoFaultReason;
use prep_model::bitacora::VerificacionReason;
use prep_model::elecciones::{ActaForm, CampoId};
use prep_model::machines::captura::{
    CapturaContent, CapturaError, CapturaState, Choice, Decision, Resolution, Side,
};
use prep_model::people::Person;
use prep_model::proceso::Proceso;

use super::onwards::{Onwards, onwards, or_without};
use super::shown::sides;
use super::step::{advance_acta, save};
use super::{
    CampoTextFault, CapturaRefused, CapturaUseCaseError, LeaseKey, Letter, Problem, ShownSide,
    TypedActa, TypedFault, captured_form, parse_campo,
};
use crate::Central;
use crate::repeat::repeat;
use crate::store::{CapturaWork, EjercicioRow, Turn};

/// What a verificador decides about one field, in the letters of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownChoice {
    /// What this side says.
    Keep(Letter),
    /// This, as typed.
    Correct(String),
}

/// What a verificador decides, in the letters of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownDecision {
    /// All that this side says.
    Keep(Letter),
    /// Field by field: those that differ or, with values on one side only, those to correct.
    Campos(BTreeMap<CampoId, ShownChoice>),
    /// The whole acta, typed because no side has values.
    Values(TypedActa),
    /// Something is wrong with the image.
    Problem(Problem),
}

/// A decision with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownResolution {
    /// The decision.
    pub decision: ShownDecision,
    /// Why the captures differed.
    pub reason: VerificacionReason,
}

/// Settles what `by` holds; the same request again changes nothing and succeeds.
#[tracing::instrument(skip_all, fields(person.id = %who.0.id))]
pub async fn resolve_verificacion(
    central: &Central,
    proceso: &Proceso,
    ejercicio: &EjercicioRow,
    who: (&Person, &LeaseKey),
    resolution: &ShownResolution,
) -> Result<(), CapturaUseCaseError> {
    let (of, stop) = ((proceso, ejercicio), Onwards::Stop);
    repeat(|| resolve(central, of, who, stop, resolution)).await?;
    Ok(())
}

/// The same, and gives the next turn in the same transaction; `None` if nothing waits for this person.
#[tracing::instrument(skip_all, fields(person.id = %who.0.id))]
pub async fn resolve_and_claim(
    central: &Central,
    proceso: &Proceso,
    ejercicio: &EjercicioRow,
    who: (&Person, &LeaseKey),
    resolution: &ShownResolution,
) -> Result<Option<LeaseKey>, CapturaUseCaseError> {
    let of = (proceso, ejercicio);
    or_without(|then| resolve(central, of, who, then, resolution)).await
}

async fn resolve(
    central: &Central,
    (proceso, ejercicio): (&Proceso, &EjercicioRow),
    (by, key): (&Person, &LeaseKey),
    then: Onwards,
    resolution: &ShownResolution,
) -> Result<Option<LeaseKey>, CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("resolve_verificacion").await?;
    if then == Onwards::Claim {
        tx.take_turn(Turn::Claimant(&by.id)).await?;
    }
    let held = tx
        .find_captura_by_lease(ejercicio.row_id, &by.id, key)
        .await?;
    if let Some((lease, row)) = held.and_then(|row| Some((row.lease(key)?.clone(), row))) {
        let form = captured_form(proceso, &row.acta)?;
        let shown = sides(row.machine.state(), lease.shuffle);
        let resolution = Resolution {
            decision: decision(&resolution.decision, &shown, &form)?,
            reason: resolution.reason,
        };
        let step = row
            .machine
            .resolve(by, lease.token, resolution, &form, now)?;
        let content = decided(step.next.state(), by)
            .ok_or(CapturaError::LeaseLost)?
            .clone();
        tx.insert_content(row.row_id, (lease.task, &by.id, key), &content, now)
            .await?;
        let row = save(&mut tx, ejercicio.row_id, row, step, None).await?;
        advance_acta(&mut tx, ejercicio.row_id, &row, now).await?;
    } else if tx.find_content_by_lease(&by.id, key).await?.is_none() {
        return Err(CapturaError::LeaseLost.into());
    }
    let work = CapturaWork::Verificacion;
    let next = onwards(central, &mut tx, ejercicio, (by, work), then, now).await?;
    tx.commit().await?;
    Ok(next)
}

/// What `by` decided, from the state that their decision led to.
fn decided<'a>(state: &'a CapturaState, by: &Person) -> Option<&'a CapturaContent> {
    let done = state.done().into_iter();
    let mut own = done.filter(|done| done.person == by.id);
    own.next_back().map(|done| &done.content)
}

fn decision(
    decision: &ShownDecision,
    shown: &[(Side, ShownSide)],
    form: &ActaForm,
) -> Result<Decision, CapturaRefused> {
    Ok(match decision {
        ShownDecision::Keep(letter) => Decision::Keep(side(*letter, shown)?),
        ShownDecision::Campos(choices) => Decision::Fields(fields(choices, shown)?),
        ShownDecision::Values(typed) => Decision::Own(typed.content(form)?),
        ShownDecision::Problem(problem) => Decision::Own(problem.content()),
    })
}

fn side(letter: Letter, shown: &[(Side, ShownSide)]) -> Result<Side, CapturaRefused> {
    let found = shown.iter().find(|(_, shown)| shown.letter == letter);
    found
        .map(|(side, _)| *side)
        .ok_or(CapturaRefused::NoSuchSide(letter))
}

fn fields(
    choices: &BTreeMap<CampoId, ShownChoice>,
    shown: &[(Side, ShownSide)],
) -> Result<BTreeMap<CampoId, Choice>, CapturaRefused> {
    let mut fields = BTreeMap::new();
    let mut faults = Vec::new();
    for (campo, choice) in choices {
        let choice = match choice {
            ShownChoice::Keep(letter) => Choice::Keep(side(*letter, shown)?),
            ShownChoice::Correct(text) => match corrected(text) {
                Ok(choice) => choice,
                Err(fault) => {
                    let campo = campo.clone();
                    faults.push(TypedFault { campo, fault });
                    continue;
                }
            },
        };
        fields.insert(campo.clone(), choice);
    }
    if faults.is_empty() {
        Ok(fields)
    } else {
        Err(CapturaRefused::Campos(faults))
    }
}

fn corrected(text: &str) -> Result<Choice, CampoTextFault> {
    match parse_campo(text)? {
        Some(value) => Ok(Choice::Correct(value)),
        None => Err(CampoFaultReason::Missing.into()),
    }
}
