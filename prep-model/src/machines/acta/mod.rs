//! The life of one acta of the catalogue: paper and image arrive in either order, it is captured,
//! its values stand, the cotejo compares them with the paper; or there is no acta.
//!
//! * The **image of record** is the first one that arrived and was not set aside; the others stay.
//!   Replacing it takes a reason and two people, and what was settled from the old image stays
//!   published until a new round settles from the new one: image and values change together.
//! * An acta captured from the paper before its image came settles without one and takes the first
//!   that arrives.
//! * A round that ends without values sets its image aside; the acta goes back to what it has left.
//!   Whose image it really is, [`digitalizacion`](super::digitalizacion) finds out. Fuera de
//!   catálogo is decided there too: what is not in the catalogue has no life here.
//! * **SIN ACTA** is proposed by one person and approved by another, for an acta of which nothing
//!   arrived; any copy that appears undoes it.
//! * A cotejo other than "equal" opens a new round. 2 stays after it; 3 is cleared, so that the acta
//!   is compared again.
//! * The acta holds the number of its rounds; the rounds themselves are [`Captura`]s.

mod arrivals;
mod cotejo;
mod rounds;
mod sin_acta;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::captura::Captura;
use super::{RoleRefused, Step};
use crate::actas::SinActa;
use crate::bitacora::{
    ActaEvent, Actor, CotejoOutcome, Event, PhotoAgreement, Reason, Subject, What,
};
use crate::claves::{ActaKey, EjercicioId};
use crate::contract::{DigitalizacionId, Sha256Digest};
use crate::people::PersonId;
use crate::time::Timestamp;

/// Where an acta stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActaState {
    /// Nothing to capture from has arrived, or what did was set aside.
    Esperada,
    /// The paper is at the CATD.
    Acopiada,
    /// There is an image of record.
    Digitalizada,
    /// Its first values are being captured.
    InCaptura,
    /// Its values stand.
    Settled {
        /// What is published.
        version: ActaVersion,
    },
    /// It is captured again; what stood stays published.
    InRecapture {
        /// What is published meanwhile.
        version: ActaVersion,
    },
    /// A supervisor says that there is no acta.
    SinActaProposed {
        /// Which of the four reasons.
        sin_acta: SinActa,
        /// Who.
        proposed_by: PersonId,
    },
    /// There is no acta.
    SinActa {
        /// Which of the four reasons.
        sin_acta: SinActa,
        /// Who said so.
        proposed_by: PersonId,
        /// Who agreed.
        approved_by: PersonId,
    },
}

/// Values that stand, with the image they are published with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActaVersion {
    /// The round that settled them.
    pub round: u16,
    /// The image, once there is one.
    pub image: Option<DigitalizacionId>,
    /// Digest of the values.
    pub content_sha256: Sha256Digest,
    /// FECHA_HORA_CAPTURA: the first captura was finished.
    pub captured_at: Timestamp,
    /// FECHA_HORA_VERIFICACION: the values came to stand.
    pub settled_at: Timestamp,
}

/// A request that another image become the image of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// The image.
    pub image: DigitalizacionId,
    /// Who asked.
    pub proposed_by: PersonId,
}

/// What comparing the published row, and the photo, with the paper gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cotejo {
    /// COTEJADA.
    pub outcome: CotejoOutcome,
    /// Whether the photo by phone agrees with the paper.
    pub photo: PhotoAgreement,
}

/// One acta of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acta {
    ejercicio: EjercicioId,
    key: ActaKey,
    /// When the paper arrived at the CATD.
    acopio: Option<Timestamp>,
    /// Every image ever admitted, in order of arrival.
    images: Vec<DigitalizacionId>,
    /// Those that a round found unusable or not of this acta.
    set_aside: BTreeSet<DigitalizacionId>,
    /// The image of record.
    image: Option<DigitalizacionId>,
    replacement: Option<Replacement>,
    /// Rounds of captura opened so far.
    rounds: u16,
    cotejo: Option<Cotejo>,
    /// Why the row is kept out of cortes, if it is.
    withheld: Option<Reason>,
    state: ActaState,
}

/// The statuses of an acta as monitors and pages show them (DOMAIN 1.3). Publicada is the corte's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActaStatus {
    /// Not arrived.
    Esperada,
    /// The paper is at the CATD.
    Acopiada,
    /// There is a legible image.
    Digitalizada,
    /// One captura is finished.
    Capturada,
    /// The values stand.
    Verificada,
    /// They were compared with the paper.
    Cotejada,
    /// There is no acta.
    SinActa,
    /// It belongs to no casilla of the catalogue (an image's status, never an acta's own).
    FueraDeCatalogo,
}

/// What a corte publishes of an acta.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publishable<'a> {
    /// Its values.
    Version(&'a ActaVersion),
    /// That there is none.
    SinActa(SinActa),
}

/// Why a corte publishes no row of an acta, or one without values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotPublishable<'a> {
    /// Nothing stands yet.
    #[error("aún no está verificada")]
    NotSettled,
    /// Its image has not arrived (DOMAIN 6, decision 8).
    #[error("en espera de su imagen")]
    WaitingForImage,
    /// A supervisor keeps it out.
    #[error("retenida: {0}")]
    Withheld(&'a Reason),
}

/// Why a transition of an acta was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActaError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// The acta is not where this can happen.
    #[error("el acta no está en un estado que lo permita")]
    NotNow,
    /// The paper was registered before.
    #[error("el acta ya está acopiada")]
    AlreadyAcopiada,
    /// Stamped later than now.
    #[error("la hora de acopio es posterior a la actual")]
    AcopioInFuture,
    /// The image was admitted before.
    #[error("la imagen ya está en esta acta")]
    KnownImage,
    /// The image was never admitted, or is of record already.
    #[error("la imagen no es de esta acta o ya es la que se publica")]
    NotAReplacement,
    /// Another replacement waits for its second person, or none does.
    #[error("primero debe resolverse la sustitución de imagen pendiente, o no hay ninguna")]
    Replacement,
    /// The same person cannot propose and approve.
    #[error("lo propuso usted: debe aprobarlo otra persona")]
    SamePerson,
    /// The captura is of another acta or round, or has not ended this way.
    #[error("la captura no corresponde a esta acta o no ha terminado así")]
    OtherCaptura,
    /// A copy arrived.
    #[error("hay papel o imagen de esta acta: no puede quedar SIN ACTA")]
    CopyExists,
    /// Paquete no entregado is known only at the end.
    #[error("paquete no entregado sólo se registra en el cierre")]
    NotClosing,
    /// There is no paper to compare with.
    #[error("no hay acta en papel con la cual cotejar")]
    NoPaper,
    /// The same was found before.
    #[error("el cotejo ya está registrado así")]
    AlreadyCotejada,
    /// The row is withheld already, or is not.
    #[error("el renglón ya está así")]
    Withheld,
    /// Rounds without end are a sign of something else being wrong.
    #[error("el acta ya se capturó {} veces", Captura::MAX_ROUNDS)]
    TooManyRounds,
    /// No more images are kept of one acta.
    #[error("el acta ya tiene {} imágenes", Acta::MAX_IMAGES)]
    TooManyImages,
}

impl Acta {
    /// Most images of one acta.
    pub const MAX_IMAGES: usize = 100;

    /// An acta of the catalogue of which nothing has arrived.
    pub fn esperada(ejercicio: EjercicioId, key: ActaKey) -> Self {
        Self {
            ejercicio,
            key,
            acopio: None,
            images: Vec::new(),
            set_aside: BTreeSet::new(),
            image: None,
            replacement: None,
            rounds: 0,
            cotejo: None,
            withheld: None,
            state: ActaState::Esperada,
        }
    }

    /// Which acta.
    pub fn key(&self) -> &ActaKey {
        &self.key
    }

    /// Where it stands.
    pub fn state(&self) -> &ActaState {
        &self.state
    }

    /// When its paper arrived.
    pub fn acopio(&self) -> Option<Timestamp> {
        self.acopio
    }

    /// Every image, in order of arrival.
    pub fn images(&self) -> &[DigitalizacionId] {
        &self.images
    }

    /// The image to capture from, which becomes the published one when its round settles.
    pub fn image_of_record(&self) -> Option<DigitalizacionId> {
        self.image
    }

    /// The request that another image become the image of record, if one waits.
    pub fn replacement(&self) -> Option<&Replacement> {
        self.replacement.as_ref()
    }

    /// Rounds of captura opened so far: the number of the current one.
    pub fn rounds(&self) -> u16 {
        self.rounds
    }

    /// COTEJADA, if it was, with the reconciliation of photo and paper.
    pub fn cotejo(&self) -> Option<Cotejo> {
        self.cotejo
    }

    /// Its status for monitors; `captura` is its current round, if there is one.
    pub fn status(&self, captura: Option<&Captura>) -> ActaStatus {
        match &self.state {
            ActaState::Esperada | ActaState::SinActaProposed { .. } => ActaStatus::Esperada,
            ActaState::Acopiada => ActaStatus::Acopiada,
            ActaState::Digitalizada => ActaStatus::Digitalizada,
            ActaState::InCaptura => {
                if captura.is_some_and(|captura| captura.captured_at().is_some()) {
                    ActaStatus::Capturada
                } else if self.image.is_some() {
                    ActaStatus::Digitalizada
                } else {
                    ActaStatus::Acopiada
                }
            }
            ActaState::Settled { .. } | ActaState::InRecapture { .. } => match self.cotejo {
                Some(_) => ActaStatus::Cotejada,
                None => ActaStatus::Verificada,
            },
            ActaState::SinActa { .. } => ActaStatus::SinActa,
        }
    }

    /// What a corte publishes of it, or why it does not. `without_image` is the perfil's
    /// `publica_sin_imagen`.
    pub fn publishable(&self, without_image: bool) -> Result<Publishable<'_>, NotPublishable<'_>> {
        let version = match &self.state {
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::Digitalizada
            | ActaState::InCaptura
            | ActaState::SinActaProposed { .. } => return Err(NotPublishable::NotSettled),
            ActaState::SinActa { sin_acta, .. } => return Ok(Publishable::SinActa(*sin_acta)),
            ActaState::Settled { version } | ActaState::InRecapture { version } => version,
        };
        match &self.withheld {
            Some(reason) => Err(NotPublishable::Withheld(reason)),
            None if version.image.is_none() && !without_image => {
                Err(NotPublishable::WaitingForImage)
            }
            None => Ok(Publishable::Version(version)),
        }
    }

    /// What stands of a settled acta that is not being captured again.
    fn settled(&self) -> Result<&ActaVersion, ActaError> {
        let ActaState::Settled { version } = &self.state else {
            return Err(ActaError::NotNow);
        };
        Ok(version)
    }

    /// What an acta of which nothing stands has left to capture from.
    fn arrived(&self) -> ActaState {
        if self.image.is_some() {
            ActaState::Digitalizada
        } else if self.acopio.is_some() {
            ActaState::Acopiada
        } else {
            ActaState::Esperada
        }
    }

    /// `next` with the event that tells how it came about.
    fn step(&self, next: Self, at: Timestamp, actor: Actor, what: ActaEvent) -> Step<Self> {
        let subject = Subject::Acta(self.key.clone());
        let what = What::Acta(what);
        Step {
            next,
            event: Event::new(self.ejercicio.clone(), at, actor, subject, what),
        }
    }
}
