use std::sync::Arc;

use prep_model::acopio::acopio_of_bolsa;
use prep_model::bitacora::BolsaArrival;
use prep_model::contract::document::DocumentError;
use prep_model::contract::{BolsaEnvelope, BolsaId, DeviceId, SealedBolsa};
use prep_model::machines::bolsa::{Bolsa, BolsaError, BolsaState};
use prep_model::machines::digitalizacion::{DeviceTail, sequence};
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use thiserror::Error;

use super::papers::{receive_papers, receiver, sign_receipt};
use crate::accounts::Scope;
use crate::procesos::load_proceso_of;
use crate::store::{BolsaRow, DeviceRow, EjercicioRow, StoreError, Tx};
use crate::{Central, UseCaseError};

/// Where a reception stands, for the device that sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BolsaReception {
    /// It counts; the signed receipt says what came of it.
    Stored {
        /// The compact JWS.
        receipt: String,
    },
    /// It waits for a supervisor.
    Quarantined,
    /// A supervisor rejected it.
    Rejected,
}

/// Why a reception was not stored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BolsaRefusal {
    /// It is not a valid reception of the device it names.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The rules of a reception.
    #[error(transparent)]
    Machine(#[from] BolsaError),
    /// No device has the key.
    #[error("el dispositivo que firmó el sobre no está dado de alta")]
    UnknownDevice,
    /// Another device signed it than the one that sends it.
    #[error("el sobre lo firmó otro dispositivo")]
    OtherDevice,
    /// The URL names another id.
    #[error("el identificador de la dirección no es el del sobre")]
    OtherId,
    /// It is of another proceso or ejercicio.
    #[error("el sobre es de otro proceso o ejercicio")]
    OtherEjercicio,
    /// The ejercicio takes nothing any more.
    #[error("el ejercicio no recibe bolsas")]
    EjercicioClosed,
    /// The id is taken by another envelope.
    #[error("ese identificador ya se usó con otro sobre")]
    IdConflict,
}

type ReceiveError = UseCaseError<BolsaRefusal>;

/// Stores the reception of a bag that `device` sends under `id`, makes its actas acopiadas and signs
/// the receipt, in one transaction. The same envelope again gets the same answer.
#[tracing::instrument(skip_all, fields(bolsa.id = %id, device.id = %device))]
pub async fn receive_bolsa(
    central: &Central,
    device: DeviceId,
    id: BolsaId,
    jws: &str,
) -> Result<BolsaReception, ReceiveError> {
    let refused = UseCaseError::Refused;
    let kid = SealedBolsa::peek_kid(jws).map_err(|error| refused(error.into()))?;
    let mut tx = central.store.read("find_device").await?;
    let signer = tx.find_device_by_thumbprint(kid).await?;
    let open = tx.find_open_ejercicio().await?;
    drop(tx);
    let signer = signer.ok_or(refused(BolsaRefusal::UnknownDevice))?;
    let sealed = SealedBolsa::open(jws, &signer.key).map_err(|error| refused(error.into()))?;
    if signer.id != device {
        return Err(refused(BolsaRefusal::OtherDevice));
    }
    if sealed.bolsa().id != id {
        return Err(refused(BolsaRefusal::OtherId));
    }
    let proceso = match &open {
        Some(ejercicio) => Some(load_proceso_of(central, ejercicio).await?),
        None => None,
    };

    let now = central.now();
    let mut tx = central.store.begin_beside("receive_bolsa").await?;
    if let Some(known) = tx.find_bolsa(id).await? {
        return repeated(&known, jws).map_err(UseCaseError::Refused);
    }
    let found = tx.find_open_ejercicio().await?.zip(proceso);
    let (ejercicio, proceso) = check(found, sealed.bolsa()).map_err(UseCaseError::Refused)?;
    let arriving = Arriving {
        ejercicio: &ejercicio,
        proceso: &proceso,
        sealed: &sealed,
        now,
    };
    let row = arriving.store(central, &mut tx, &signer).await?;
    tx.commit().await?;
    tracing::info!(casilla = %row.casilla, "bolsa received");
    repeated(&row, jws).map_err(UseCaseError::Refused)
}

fn check(
    open: Option<(EjercicioRow, Arc<Proceso>)>,
    bolsa: &BolsaEnvelope,
) -> Result<(EjercicioRow, Arc<Proceso>), BolsaRefusal> {
    let open = open.ok_or(BolsaRefusal::EjercicioClosed)?;
    if open.0.proceso() != &bolsa.proceso || open.0.ejercicio() != &bolsa.ejercicio {
        return Err(BolsaRefusal::OtherEjercicio);
    }
    if !open.0.machine.is_open() {
        return Err(BolsaRefusal::EjercicioClosed);
    }
    Ok(open)
}

/// What a stored reception is answered, whenever it is asked.
fn repeated(row: &BolsaRow, jws: &str) -> Result<BolsaReception, BolsaRefusal> {
    if row.envelope != jws {
        return Err(BolsaRefusal::IdConflict);
    }
    Ok(match (row.machine.state(), &row.receipt) {
        (BolsaState::Received, Some(receipt)) => BolsaReception::Stored {
            receipt: receipt.clone(),
        },
        (BolsaState::Quarantined, _) | (BolsaState::Received, None) => BolsaReception::Quarantined,
        (BolsaState::Rejected, _) => BolsaReception::Rejected,
    })
}

/// A reception on its way into the database.
struct Arriving<'a> {
    ejercicio: &'a EjercicioRow,
    proceso: &'a Proceso,
    sealed: &'a SealedBolsa,
    now: Timestamp,
}

impl Arriving<'_> {
    async fn store(
        &self,
        central: &Central,
        tx: &mut Tx,
        signer: &DeviceRow,
    ) -> Result<BolsaRow, ReceiveError> {
        let (bolsa, ejercicio) = (self.sealed.bolsa(), self.ejercicio.row_id);
        // Looked at again inside: it may just have been revoked.
        let device = tx.find_device(signer.id).await?;
        let revoked = device.is_none_or(|device| device.revoked.is_some());
        let arrival = self.arrival(tx, signer.id).await?;
        let tail = DeviceTail {
            seq: bolsa.seq,
            envelope_sha256: self.sealed.chain_digest(),
        };
        let last = tx.find_sequence(ejercicio, signer.id).await?;
        if last.is_none_or(|last| last.seq < bolsa.seq) {
            tx.upsert_sequence(ejercicio, signer.id, tail).await?;
        }
        let by = receiver(bolsa);
        let run = self.ejercicio.ejercicio().clone();
        let (claimed_at, acopio) = (arrival.claimed, arrival.acopio);
        let elsewhere = arrival.elsewhere;
        let step = Bolsa::receive(run, bolsa.casilla, arrival, revoked, &by, self.now);
        let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
        let mut row = BolsaRow {
            id: bolsa.id,
            ejercicio,
            device: signer.id,
            envelope: self.sealed.text().to_owned(),
            envelope_sha256: self.sealed.chain_digest(),
            casilla: bolsa.casilla,
            machine: step.next,
            claimed_at,
            acopio,
            received_at: self.now,
            elsewhere,
            receipt: None,
        };
        let event = tx.append_bitacora(ejercicio, &step.event).await?;
        if !revoked {
            let papers = receive_papers(tx, self.ejercicio, bolsa, acopio, self.now).await?;
            row.receipt = Some(sign_receipt(central, self.ejercicio, &row, papers, event));
        }
        tx.insert_bolsa(&row).await?;
        Ok(row)
    }

    async fn arrival(&self, tx: &mut Tx, device: DeviceId) -> Result<BolsaArrival, StoreError> {
        let bolsa = self.sealed.bolsa();
        let run = self.ejercicio;
        let ventana = self.proceso.head().ventana(run.ejercicio(), run.created_at);
        let tail = tx.find_sequence(run.row_id, device).await?;
        Ok(BolsaArrival {
            id: bolsa.id,
            device,
            envelope_sha256: self.sealed.chain_digest(),
            seq: bolsa.seq,
            sequence: sequence(tail.as_ref(), bolsa.seq, bolsa.prev),
            condition: bolsa.condition,
            actas: bolsa.actas.clone(),
            claimed: bolsa.device_time.corrected(bolsa.clock.offset_ms),
            acopio: acopio_of_bolsa(bolsa, self.now, ventana).at,
            elsewhere: self.is_elsewhere(tx).await?,
            earlier: tx
                .count_bolsas_of_casilla(run.row_id, bolsa.casilla)
                .await?,
        })
    }

    /// True if whoever received it answers for a distrito, and the casilla is of another.
    async fn is_elsewhere(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let bolsa = self.sealed.bolsa();
        let account = tx.find_account_of(&bolsa.person).await?;
        let scope = account.map(|row| row.account.scope);
        Ok(match &scope {
            Some(scope @ Scope::Distrito(_)) => !scope
                .casillas(self.proceso)
                .any(|casilla| casilla.clave == bolsa.casilla),
            Some(Scope::All | Scope::Catd(_) | Scope::Ccv(_)) | None => false,
        })
    }
}
