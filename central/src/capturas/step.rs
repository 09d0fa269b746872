//! What every use case does with the transition that the machine granted.

use prep_model::bitacora::SendBackCause;
use prep_model::contract::DigitalizacionId;
use prep_model::machines::Step;
use prep_model::machines::captura::{Captura, CapturaError, CapturaState};
use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::open_captura::reopen_for_image;
use super::{CapturaRefused, CapturaUseCaseError, LEASE_SECONDS, LeaseKey};
use crate::entropy::Entropy;
use crate::store::{CapturaPerson, CapturaRow, EjercicioRowId, LeaseRow, StoreError, Tx};

/// What a new lease is called and how its holder sees the sides.
pub(super) struct NewLease {
    key: LeaseKey,
    shuffle: u32,
}

impl NewLease {
    pub(super) fn make(entropy: &dyn Entropy) -> Self {
        let [a, b, c, _] = entropy.bytes::<4>();
        Self {
            key: LeaseKey::make(entropy),
            shuffle: u32::from_be_bytes([0, a, b, c]),
        }
    }
}

/// When a lease given or renewed at `now` lapses.
pub(super) fn until(now: Timestamp) -> Timestamp {
    now.plus_seconds(LEASE_SECONDS)
}

/// The round on which `by` holds the lease `key`, and its number.
pub(super) async fn find_held(
    tx: &mut Tx,
    ejercicio: EjercicioRowId,
    by: &Person,
    key: &LeaseKey,
) -> Result<(CapturaRow, u64), CapturaUseCaseError> {
    let row = tx.find_captura_by_lease(ejercicio, &by.id, key).await?;
    let lost = || CapturaUseCaseError::from(CapturaError::LeaseLost);
    let row = row.ok_or_else(lost)?;
    let token = row.lease(key).ok_or_else(lost)?.token;
    Ok((row, token))
}

/// Saves a transition and appends its event; gives the row as it is now. `new` names the lease that
/// the transition gave, if it gave one.
pub(super) async fn save(
    tx: &mut Tx,
    ejercicio: EjercicioRowId,
    row: CapturaRow,
    step: Step<Captura>,
    new: Option<NewLease>,
) -> Result<CapturaRow, StoreError> {
    let now = step.event.at;
    let people = CapturaPerson::of(&step.next, |lease, task| {
        let known = row.people.iter().filter_map(|part| part.lease.as_ref());
        let known = known.into_iter().find(|known| known.token == lease.token);
        let (key, leased_at, shuffle) = match (known, &new) {
            (Some(known), _) => (known.key.clone(), known.leased_at, known.shuffle),
            (None, Some(new)) => (new.key.clone(), now, new.shuffle),
            (None, None) => return None,
        };
        Some(LeaseRow {
            token: lease.token,
            task,
            key,
            leased_at,
            until: lease.until,
            shuffle,
        })
    });
    tx.update_captura(&row, &step.next, &people, now).await?;
    tx.append_bitacora(ejercicio, &step.event).await?;
    Ok(CapturaRow {
        machine: step.next,
        people,
        ..row
    })
}

/// Renews the lease if less than half of its term is left, so that a night of drafts is not a night
/// of events; says when it lapses.
pub(super) async fn renew_if_due(
    tx: &mut Tx,
    ejercicio: EjercicioRowId,
    row: CapturaRow,
    (by, key): (&Person, &LeaseKey),
    now: Timestamp,
) -> Result<(CapturaRow, Timestamp), CapturaUseCaseError> {
    let lease = row.lease(key).ok_or(CapturaError::LeaseLost)?;
    let (token, lapses) = (lease.token, lease.until);
    if lapses.micros_since(now) >= LEASE_SECONDS * 500_000 {
        return Ok((row, lapses));
    }
    let step = row.machine.renew(by, token, now, until(now))?;
    let row = save(tx, ejercicio, row, step, None).await?;
    Ok((row, until(now)))
}

/// Tells the acta what became of its round: settled, sent back, or captured for the first time.
pub(super) async fn advance_acta(
    tx: &mut Tx,
    ejercicio: EjercicioRowId,
    captura: &CapturaRow,
    now: Timestamp,
) -> Result<(), CapturaUseCaseError> {
    let stored = tx.find_acta(ejercicio, &captura.acta).await?;
    let stored = stored.ok_or_else(|| CapturaRefused::NotEsperada(captura.acta.clone()))?;
    let image = stored.acta.image_of_record();
    let step = match captura.machine.state() {
        CapturaState::Settled { result, .. } => {
            tx.insert_settled(captura.row_id, result, now).await?;
            stored.acta.settle(&captura.machine, now)?
        }
        CapturaState::ImageUnusable { .. } | CapturaState::SentBack { .. } => {
            stored.acta.send_back(&captura.machine, now)?
        }
        CapturaState::Pending
        | CapturaState::FirstInProgress { .. }
        | CapturaState::FirstDone { .. }
        | CapturaState::FirstRecalled { .. }
        | CapturaState::SecondInProgress { .. }
        | CapturaState::BothInProgress { .. }
        | CapturaState::Different { .. }
        | CapturaState::VerificacionInProgress { .. }
        | CapturaState::NeedsSecondVerificacion { .. }
        | CapturaState::SecondVerificacionInProgress { .. } => {
            let status = stored.acta.status(Some(&captura.machine));
            if status != stored.status {
                tx.update_acta(ejercicio, &stored.acta, status, now).await?;
            }
            return Ok(());
        }
    };
    let status = step.next.status(Some(&captura.machine));
    tx.update_acta(ejercicio, &step.next, status, now).await?;
    tx.append_bitacora(ejercicio, &step.event).await?;
    let refused = image.filter(|image| step.next.image_of_record() != Some(*image));
    if let (CapturaState::SentBack { problem, .. }, Some(image)) =
        (captura.machine.state(), refused)
    {
        send_image_back(tx, ejercicio, image, problem.cause(), now).await?;
    }
    reopen_for_image(tx, ejercicio, step.next, now).await?;
    Ok(())
}

/// An image that is not what it was taken for waits for a supervisor to say which acta it is of. One
/// that only cannot be read stays its acta's.
async fn send_image_back(
    tx: &mut Tx,
    ejercicio: EjercicioRowId,
    image: DigitalizacionId,
    cause: SendBackCause,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(mut row) = tx.find_digitalizacion(image).await? else {
        return Ok(());
    };
    // Whatever else became of it, it waits for somebody already.
    let Ok(step) = row.machine.send_back(cause, now) else {
        return Ok(());
    };
    row.machine = step.next;
    tx.append_bitacora(ejercicio, &step.event).await?;
    tx.update_digitalizacion(&row).await
}
