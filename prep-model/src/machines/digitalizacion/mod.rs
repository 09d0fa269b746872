//! One received image with its envelope, until it is known which acta it is of.
//!
//! Nothing that arrives is lost: what a revoked device sends waits apart for a supervisor, what
//! nobody can identify waits for a person, what is rejected keeps its bytes and can be looked at
//! again. Fuera de catálogo is the end of an identification that was tried and failed: one person
//! proposes it, another confirms (DOMAIN 6, decision 4); such an image is published last, with what can be read of where it is from.
//! The same bytes for two actas wait for a supervisor; the same image twice for one acta is kept
//! once, and both arrivals are told. A gap in a device's sequence is recorded, never refused.

mod identification;
mod sequence;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{RoleRefused, Step};
use crate::actas::IdentificacionLeida;
use crate::bitacora::{
    Actor, DigitalizacionEvent, DiscardReason, Event, PendingReason, QuarantineReason,
    RejectReason, Subject, What,
};
use crate::claves::{ActaKey, EjercicioId, EleccionId};
use crate::contract::{DigitalizacionId, Sha256Digest};
use crate::people::{DeviceId, PersonId};
use crate::time::Timestamp;

pub use sequence::{DeviceTail, sequence};

/// Where an image stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum DigitalizacionState {
    /// Its envelope was accepted; no byte of it is here.
    Registered,
    /// Part of its bytes may be here.
    Receiving,
    /// Every byte is here.
    Stored,
    /// Every byte is here, apart from what counts.
    Quarantined {
        /// Why.
        cause: QuarantineReason,
    },
    /// It is one of an acta's images.
    Admitted {
        /// Which acta's.
        acta: ActaKey,
    },
    /// The same image of the same acta was here already.
    Duplicate {
        /// The image that stands for both.
        of: DigitalizacionId,
    },
    /// A person must say which acta it is of.
    PendingIdentification {
        /// Why.
        cause: PendingReason,
        /// How often somebody tried and could not say.
        attempts: u32,
    },
    /// Somebody says that it belongs to no casilla of the catalogue.
    FueraProposed {
        /// Who.
        proposed_by: PersonId,
        /// Why its identification was pending.
        cause: PendingReason,
        /// How often somebody tried and could not say.
        attempts: u32,
        /// What can be read of it.
        #[serde(default)]
        leida: LeidaFuera,
    },
    /// It belongs to no casilla of the catalogue, and is published as such.
    FueraDeCatalogo {
        /// Who said so.
        proposed_by: PersonId,
        /// Who agreed.
        confirmed_by: PersonId,
        /// What can be read of it.
        #[serde(default)]
        leida: LeidaFuera,
    },
    /// It takes no further part.
    Rejected {
        /// Why.
        cause: RejectReason,
    },
}

/// What can be read of an acta that belongs to no casilla of the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeidaFuera {
    /// The elección; an acta of which not even that is known stands in no database.
    pub eleccion: Option<EleccionId>,
    /// The rest of its identification.
    pub leido: IdentificacionLeida,
}

/// One received image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digitalizacion {
    ejercicio: EjercicioId,
    id: DigitalizacionId,
    device: DeviceId,
    image_sha256: Sha256Digest,
    state: DigitalizacionState,
}

/// Why a transition of an image was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DigitalizacionError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// The image is not where this can happen.
    #[error("la digitalización no está en un estado que lo permita")]
    NotNow,
    /// The bytes are not those that were signed.
    #[error("los bytes recibidos no son los que se firmaron")]
    DigestMismatch,
    /// No such acta is expected.
    #[error("{0} no está en el catálogo de actas esperadas")]
    NotInCatalogue(ActaKey),
    /// Fuera de catálogo comes only after trying.
    #[error("antes de proponer fuera de catálogo hay que intentar identificar el acta")]
    NotTried,
    /// The same person cannot propose and confirm.
    #[error("lo propuso usted: debe confirmarlo otra persona")]
    SamePerson,
}

/// What registering an envelope tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The id the device gave it.
    pub id: DigitalizacionId,
    /// The device that signed it.
    pub device: DeviceId,
    /// Digest of the envelope as received.
    pub envelope_sha256: Sha256Digest,
    /// Digest the image must have.
    pub image_sha256: Sha256Digest,
    /// The device's number for it.
    pub seq: u64,
    /// Digest of the device's envelope before it, by the device's word.
    pub prev: Sha256Digest,
}

impl Digitalizacion {
    /// Accepts an envelope whose signature verified; `tail` is the device's last one, if any.
    pub fn register(
        ejercicio: EjercicioId,
        registration: &Registration,
        tail: Option<&DeviceTail>,
        now: Timestamp,
    ) -> Step<Self> {
        let Registration {
            id,
            device,
            envelope_sha256,
            image_sha256,
            seq,
            prev,
        } = *registration;
        let registered = Self {
            ejercicio,
            id,
            device,
            image_sha256,
            state: DigitalizacionState::Registered,
        };
        let sequence = sequence(tail, seq, prev);
        let what = DigitalizacionEvent::Registered {
            device,
            envelope_sha256,
            image_sha256,
            seq,
            sequence,
        };
        registered.step(
            DigitalizacionState::Registered,
            now,
            Actor::Device(device),
            what,
        )
    }

    /// Its id.
    pub fn id(&self) -> DigitalizacionId {
        self.id
    }

    /// Where it stands.
    pub fn state(&self) -> &DigitalizacionState {
        &self.state
    }

    /// Digest of its bytes, as signed.
    pub fn image_sha256(&self) -> Sha256Digest {
        self.image_sha256
    }

    /// Bytes begin to arrive in parts. An image that comes in one request goes straight to
    /// [`store`](Self::store).
    pub fn receive(&self, now: Timestamp) -> Result<Step<Self>, DigitalizacionError> {
        let DigitalizacionState::Registered = &self.state else {
            return Err(DigitalizacionError::NotNow);
        };
        let what = DigitalizacionEvent::ReceivingBegan;
        Ok(self.step(
            DigitalizacionState::Receiving,
            now,
            Actor::Device(self.device),
            what,
        ))
    }

    /// Drops what had arrived; the device begins again with the same envelope.
    pub fn discard(
        &self,
        cause: DiscardReason,
        now: Timestamp,
    ) -> Result<Step<Self>, DigitalizacionError> {
        let DigitalizacionState::Receiving = &self.state else {
            return Err(DigitalizacionError::NotNow);
        };
        let what = DigitalizacionEvent::UploadDiscarded { cause };
        Ok(self.step(DigitalizacionState::Registered, now, Actor::System, what))
    }

    /// Every byte is durable and has the digest `image_sha256`; apart if the device is revoked.
    pub fn store(
        &self,
        image_sha256: Sha256Digest,
        device_revoked: bool,
        now: Timestamp,
    ) -> Result<Step<Self>, DigitalizacionError> {
        match &self.state {
            DigitalizacionState::Registered | DigitalizacionState::Receiving => {}
            DigitalizacionState::Stored
            | DigitalizacionState::Quarantined { .. }
            | DigitalizacionState::Admitted { .. }
            | DigitalizacionState::Duplicate { .. }
            | DigitalizacionState::PendingIdentification { .. }
            | DigitalizacionState::FueraProposed { .. }
            | DigitalizacionState::FueraDeCatalogo { .. }
            | DigitalizacionState::Rejected { .. } => return Err(DigitalizacionError::NotNow),
        }
        if image_sha256 != self.image_sha256 {
            return Err(DigitalizacionError::DigestMismatch);
        }
        let actor = Actor::Device(self.device);
        if device_revoked {
            let cause = QuarantineReason::RevokedDevice;
            let what = DigitalizacionEvent::Quarantined {
                image_sha256,
                cause,
            };
            return Ok(self.step(DigitalizacionState::Quarantined { cause }, now, actor, what));
        }
        let what = DigitalizacionEvent::Stored { image_sha256 };
        Ok(self.step(DigitalizacionState::Stored, now, actor, what))
    }

    /// Records that the moment claimed for the photograph cannot be, and that the moment of its
    /// arrival takes its place (DOMAIN 6, decision 1).
    pub fn substitute_acopio(
        &self,
        claimed: Timestamp,
        now: Timestamp,
    ) -> Result<Step<Self>, DigitalizacionError> {
        match &self.state {
            DigitalizacionState::Stored | DigitalizacionState::Quarantined { .. } => {}
            DigitalizacionState::Registered
            | DigitalizacionState::Receiving
            | DigitalizacionState::Admitted { .. }
            | DigitalizacionState::Duplicate { .. }
            | DigitalizacionState::PendingIdentification { .. }
            | DigitalizacionState::FueraProposed { .. }
            | DigitalizacionState::FueraDeCatalogo { .. }
            | DigitalizacionState::Rejected { .. } => return Err(DigitalizacionError::NotNow),
        }
        let what = DigitalizacionEvent::AcopioSubstituted {
            claimed,
            received_at: now,
        };
        Ok(self.step(self.state.clone(), now, Actor::System, what))
    }

    fn step(
        &self,
        state: DigitalizacionState,
        at: Timestamp,
        actor: Actor,
        what: DigitalizacionEvent,
    ) -> Step<Self> {
        let subject = Subject::Digitalizacion(self.id);
        let what = What::Digitalizacion(what);
        Step {
            event: Event::new(self.ejercicio.clone(), at, actor, subject, what),
            next: Self {
                state,
                ..self.clone()
            },
        }
    }
}
