use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    ActaEvent, AvisoEvent, BolsaEvent, CapturaEvent, CorteEvent, DeviceEvent, DigitalizacionEvent,
    EjercicioEvent, IncidenciaEvent, OutboxEvent, PersonEvent,
};
use crate::claves::{ActaKey, ClaveCasilla, EjercicioId};
use crate::contract::{DigitalizacionId, Sha256Digest};
use crate::people::{DeviceId, Person, PersonId};
use crate::time::Timestamp;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Version of the event's form.
    pub v: Version,
    /// The run of the proceso it belongs to.
    pub ejercicio: EjercicioId,
    /// When, by the clock of the server (of the tablet, for its outbox).
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What it happened to.
    pub subject: Subject,
    /// What happened.
    pub what: What,
}

/// The version of an event's form: the number 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Version {
    /// This one.
    V1,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person in a role.
    Person(Person),
    /// A device by its key, nobody pressing a button.
    Device(DeviceId),
    /// The servers, by a rule or a timer.
    System,
}

/// What it happened to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An acta of the catalogue.
    Acta(ActaKey),
    /// An image, with or without an acta.
    Digitalizacion(DigitalizacionId),
    /// A corte by its number.
    Corte(u32),
    /// A tablet or station.
    Device(DeviceId),
    /// A person's account.
    Person(PersonId),
    /// The ejercicio itself.
    Ejercicio,
    /// An aviso by its number.
    Aviso(u32),
    /// An incidencia by its number.
    Incidencia(u32),
    /// The Bolsa PREP of a casilla.
    Bolsa(ClaveCasilla),
}

/// `acta:GUB/090001B0100/A02`, `corte:61`, `ejercicio`: for columns and filters.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Acta(acta) => write!(f, "acta:{acta}"),
            Self::Digitalizacion(id) => write!(f, "digitalizacion:{id}"),
            Self::Corte(number) => write!(f, "corte:{number}"),
            Self::Device(id) => write!(f, "device:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Ejercicio => f.write_str("ejercicio"),
            Self::Aviso(number) => write!(f, "aviso:{number}"),
            Self::Incidencia(number) => write!(f, "incidencia:{number}"),
            Self::Bolsa(casilla) => write!(f, "bolsa:{casilla}"),
        }
    }
}

/// What happened, by machine. The inner `kind` and the machine name together name the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// To a round of captura.
    Captura(CapturaEvent),
    /// To an acta.
    Acta(ActaEvent),
    /// To an image received.
    Digitalizacion(DigitalizacionEvent),
    /// To an image in a tablet's outbox.
    Outbox(OutboxEvent),
    /// To a corte.
    Corte(CorteEvent),
    /// To the ejercicio.
    Ejercicio(EjercicioEvent),
    /// To a device.
    Device(DeviceEvent),
    /// To a person's account.
    Person(PersonEvent),
    /// To an aviso.
    Aviso(AvisoEvent),
    /// To an incidencia.
    Incidencia(IncidenciaEvent),
    /// To the Bolsa PREP of a casilla.
    Bolsa(BolsaEvent),
}

/// Why bytes are not an event.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EventError {
    /// Longer than any event can be.
    #[error("el evento pasa de {} bytes", Event::MAX_BYTES)]
    TooLong,
    /// Not the JSON of an event of a known version.
    #[error("no es un evento de la bitácora: {0}")]
    Malformed(String),
    /// An event, but not in the one form that is hashed.
    #[error("el evento no está en su forma canónica")]
    NotCanonical,
}

impl Event {
    /// Most bytes of a canonical event.
    pub const MAX_BYTES: usize = 16 * 1024;
    const PREFIX: &str = "prep-bitacora-event-v1\n";

    /// An event of the current version.
    pub fn new(
        ejercicio: EjercicioId,
        at: Timestamp,
        actor: Actor,
        subject: Subject,
        what: What,
    ) -> Self {
        Self {
            v: Version::V1,
            ejercicio,
            at,
            actor,
            subject,
            what,
        }
    }

    /// The canonical bytes: what is stored, hashed and chained.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an event has only text keys and no failing serializer")
    }

    /// Reads canonical bytes; any other JSON of the same event is refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, EventError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(EventError::TooLong);
        }
        let event: Self = serde_json::from_slice(bytes)
            .map_err(|error| EventError::Malformed(error.to_string()))?;
        if event.to_bytes() == bytes {
            Ok(event)
        } else {
            Err(EventError::NotCanonical)
        }
    }

    /// `SHA256("prep-bitacora-event-v1\n" || canonical bytes)`.
    pub fn sha256(&self) -> Sha256Digest {
        Self::digest_of(&self.to_bytes())
    }

    /// The digest of an event that is already bytes.
    pub fn digest_of(bytes: &[u8]) -> Sha256Digest {
        Sha256Digest::of(&[Self::PREFIX.as_bytes(), bytes].concat())
    }

    /// Machine and kind as one name, `captura.claimed`: for columns, filters and metrics.
    pub fn name(&self) -> String {
        let what = serde_json::to_value(&self.what).unwrap_or_default();
        let machine = what.as_object().and_then(|object| object.iter().next());
        machine.map_or_else(String::new, |(machine, data)| {
            let kind = data
                .get("kind")
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default();
            format!("{machine}.{kind}")
        })
    }
}

impl TryFrom<u8> for Version {
    type Error = String;
    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1 => Ok(Self::V1),
            other => Err(format!("versión de evento desconocida: {other}")),
        }
    }
}

impl From<Version> for u8 {
    fn from(version: Version) -> Self {
        match version {
            Version::V1 => 1,
        }
    }
}
