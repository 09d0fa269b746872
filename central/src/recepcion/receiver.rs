use prep_model::bitacora::{Actor, PendingReason};
use prep_model::claves::ActaKey;
use prep_model::contract::{DigitalizacionId, Receipt, Sha256Digest, V1};
use prep_model::machines::Step;
use prep_model::machines::acta::ActaError;
use prep_model::machines::digitalizacion::{Digitalizacion, DigitalizacionError};
use prep_model::time::Timestamp;

use crate::Central;
use crate::capturas::open_captura;
use crate::store::{DigitalizacionRow, EjercicioRow, IncidentKind, IncidentRow, StoreError, Tx};

/// The receipt of an image whose storing `event_sha256` tells. A pure matter of the key and the
/// row, so the same row has the same receipt.
pub fn sign_receipt(
    central: &Central,
    ejercicio: &EjercicioRow,
    row: &DigitalizacionRow,
    event_sha256: Sha256Digest,
) -> String {
    let receipt = Receipt {
        v: V1,
        proceso: ejercicio.proceso().clone(),
        ejercicio: ejercicio.ejercicio().clone(),
        id: row.id,
        acta: row.acta.clone(),
        sha256: row.image_sha256,
        envelope_sha256: row.envelope_sha256,
        received_at: row.received_at.unwrap_or(row.registered_at),
        event_sha256,
    };
    receipt
        .seal(&central.keys.acuse)
        .expect("a receipt keeps its rules and a key in memory always signs")
}

/// The part of a transaction that finds out which acta a stored image is of.
pub struct Receiver<'a> {
    /// The transaction.
    pub tx: &'a mut Tx,
    /// The ejercicio of the image.
    pub ejercicio: &'a EjercicioRow,
    /// The moment of the use case.
    pub now: Timestamp,
}

impl Receiver<'_> {
    /// Admits a stored image to its acta, or says what a person must find out. The row is changed
    /// and not saved.
    pub async fn find_place(&mut self, row: &mut DigitalizacionRow) -> Result<(), StoreError> {
        let Some(acta) = row.acta.clone() else {
            return self.hold(row, PendingReason::Unidentified).await;
        };
        let id = self.ejercicio.row_id;
        let same = self
            .tx
            .list_with_image(id, row.image_sha256, row.id)
            .await?;
        if let Some(twin) = same.iter().find(|other| other.acta.as_ref() == Some(&acta)) {
            let step = row.machine.mark_duplicate(twin.id, self.now);
            return self.follow(row, step).await;
        }
        if let Some(other) = same.first() {
            return self.hold_same_bytes(row, acta, other.id).await;
        }
        self.admit(row, acta).await
    }

    async fn admit(
        &mut self,
        row: &mut DigitalizacionRow,
        acta: ActaKey,
    ) -> Result<(), StoreError> {
        let id = self.ejercicio.row_id;
        let Some(found) = self.tx.find_acta(id, &acta).await? else {
            return self.hold(row, PendingReason::NotInCatalogue { acta }).await;
        };
        let actor = Actor::Device(row.device);
        let received = match found.acta.receive_image(actor, row.id, self.now) {
            Ok(step) => step,
            // More images than anybody can look at, or an acta where this cannot happen: a person
            // finds out; the image is stored all the same.
            Err(error) => return self.hold_refused(row, &error).await,
        };
        let step = row.machine.admit(acta, self.now);
        self.follow(row, step).await?;
        // Without a round of captura its status does not depend on one; with one, the captura's own
        // use cases keep it.
        let status = match found.acta.rounds() {
            0 => received.next.status(None),
            _ => found.status,
        };
        self.tx
            .update_acta(id, &received.next, status, self.now)
            .await?;
        self.tx.append_bitacora(id, &received.event).await?;
        open_captura(self.tx, self.ejercicio, received.next, self.now).await?;
        Ok(())
    }

    async fn hold_same_bytes(
        &mut self,
        row: &mut DigitalizacionRow,
        acta: ActaKey,
        other: DigitalizacionId,
    ) -> Result<(), StoreError> {
        let incident = IncidentRow {
            kind: IncidentKind::SameBytes,
            at: self.now,
            digitalizacion: row.id,
            other: Some(other),
            settled_at: None,
        };
        self.tx
            .insert_incident(self.ejercicio.row_id, &incident)
            .await?;
        tracing::warn!(digitalizacion.id = %row.id, other.id = %other, "same bytes for two actas");
        self.hold(row, PendingReason::SameBytes { acta, other })
            .await
    }

    async fn hold_refused(
        &mut self,
        row: &mut DigitalizacionRow,
        error: &ActaError,
    ) -> Result<(), StoreError> {
        tracing::warn!(digitalizacion.id = %row.id, error = %error, "the acta takes no image");
        self.hold(row, PendingReason::Unidentified).await
    }

    /// Leaves the image to a person.
    pub async fn hold(
        &mut self,
        row: &mut DigitalizacionRow,
        cause: PendingReason,
    ) -> Result<(), StoreError> {
        let step = row.machine.hold(cause, self.now);
        self.follow(row, step).await
    }

    async fn follow(
        &mut self,
        row: &mut DigitalizacionRow,
        step: Result<Step<Digitalizacion>, DigitalizacionError>,
    ) -> Result<(), StoreError> {
        let step = step.map_err(|error| StoreError::Inconsistent {
            table: "digitalizaciones",
            column: "state",
            id: row.id.to_string(),
            reason: error.to_string(),
        })?;
        row.machine = step.next;
        self.tx
            .append_bitacora(self.ejercicio.row_id, &step.event)
            .await?;
        Ok(())
    }
}
