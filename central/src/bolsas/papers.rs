use prep_model::claves::ActaKey;
use prep_model::contract::{
    BolsaEnvelope, BolsaReceipt, DeviceRole, PaperArrival, PaperOutcome, Sha256Digest, V1,
};
use prep_model::machines::acta::ActaError;
use prep_model::people::{Person, Role};
use prep_model::time::Timestamp;

use crate::Central;
use crate::store::{BolsaRow, EjercicioRow, StoreError, Tx};

/// Who received a bag, as its envelope says.
pub(super) fn receiver(bolsa: &BolsaEnvelope) -> Person {
    let role = match bolsa.role {
        DeviceRole::Supervisor => Role::Supervisor,
        DeviceRole::Acopiador => Role::Acopiador,
        // The document refuses these two; here they would be refused by the machine.
        DeviceRole::Cael => Role::Cael,
        DeviceRole::Digitalizador => Role::Digitalizador,
    };
    Person {
        id: bolsa.person.clone(),
        role,
    }
}

/// The actas of a bag become acopiadas, within the transaction that stores its reception. Nobody
/// captures from the paper alone: an acta goes into the queue when its image arrives.
pub(super) async fn receive_papers(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    bolsa: &BolsaEnvelope,
    acopio: Timestamp,
    now: Timestamp,
) -> Result<Vec<PaperArrival>, StoreError> {
    let by = receiver(bolsa);
    let mut papers = Vec::new();
    for acta in &bolsa.actas {
        let outcome = receive_paper(tx, ejercicio, acta, &by, (acopio, now)).await?;
        let acta = acta.clone();
        papers.push(PaperArrival { acta, outcome });
    }
    Ok(papers)
}

async fn receive_paper(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    key: &ActaKey,
    by: &Person,
    (acopio, now): (Timestamp, Timestamp),
) -> Result<PaperOutcome, StoreError> {
    let Some(found) = tx.find_acta(ejercicio.row_id, key).await? else {
        return Ok(PaperOutcome::NotExpected);
    };
    let step = match found.acta.receive_paper(by, acopio, now) {
        Ok(step) => step,
        Err(ActaError::AlreadyAcopiada) => return Ok(PaperOutcome::AlreadyReceived),
        Err(error) => {
            return Err(StoreError::Inconsistent {
                table: "actas",
                column: "state",
                id: key.to_string(),
                reason: error.to_string(),
            });
        }
    };
    // With a round of captura the status is its own use cases' to keep; without one it depends on
    // nothing else.
    let status = match step.next.rounds() {
        0 => step.next.status(None),
        _ => found.status,
    };
    tx.update_acta(ejercicio.row_id, &step.next, status, now)
        .await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    Ok(if found.acta.images().is_empty() {
        PaperOutcome::Received
    } else {
        PaperOutcome::AfterImage
    })
}

/// Signs for a reception that counts.
pub(super) fn sign_receipt(
    central: &Central,
    ejercicio: &EjercicioRow,
    row: &BolsaRow,
    actas: Vec<PaperArrival>,
    event_sha256: Sha256Digest,
) -> String {
    let receipt = BolsaReceipt {
        v: V1,
        proceso: ejercicio.proceso().clone(),
        ejercicio: ejercicio.ejercicio().clone(),
        id: row.id,
        casilla: row.casilla,
        envelope_sha256: row.envelope_sha256,
        acopio: row.acopio,
        substituted: row.acopio != row.claimed_at,
        elsewhere: row.elsewhere,
        actas,
        received_at: row.received_at,
        event_sha256,
    };
    receipt
        .seal(&central.keys.acuse)
        .expect("a receipt keeps its rules and a key in memory always signs")
}
