use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Event, EventError};
use crate::claves::{EjercicioId, ProcesoId};
use crate::contract::Sha256Digest;

/// The bitácora's chain up to some event: how many there are and the digest that binds them all.
///
/// `genesis = SHA256("prep-bitacora-genesis-v1\n" || proceso || "/" || ejercicio)`;
/// `chain_n = SHA256("prep-bitacora-chain-v1\n" || chain_{n-1} || be64(n) || event_sha256)`,
/// the first event being number 1. Bound to the ejercicio, a drill's chain can never be presented
/// as the election's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Events chained so far.
    pub length: u64,
    /// `chain_length`, or the genesis.
    pub head: Sha256Digest,
}

/// One event's place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Its number, from 1.
    pub n: u64,
    /// Digest of its canonical bytes under the event prefix.
    pub event_sha256: Sha256Digest,
    /// The chain's digest after it.
    pub chain_sha256: Sha256Digest,
}

/// The first place where stored events and chain disagree.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("bitácora, posición {position}: {reason}")]
pub struct ChainFault {
    /// The number the event should have.
    pub position: u64,
    /// What is wrong there.
    pub reason: ChainFaultReason,
}

/// What is wrong with one stored event.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChainFaultReason {
    /// An event is missing, repeated or out of order.
    #[error("se esperaba el evento {expected} y se encontró el {found}")]
    Number {
        /// Number expected.
        expected: u64,
        /// Number stored.
        found: u64,
    },
    /// An event has no place in the chain, or a place no event.
    #[error("faltan o sobran eventos: hay {events} y la cadena tiene {links}")]
    Count {
        /// Events stored up to the chain's end.
        events: u64,
        /// Places in the chain.
        links: u64,
    },
    /// The bytes are not a canonical event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// The event belongs to another ejercicio.
    #[error("el evento es del ejercicio {0}")]
    Ejercicio(EjercicioId),
    /// The bytes are not those that were chained.
    #[error("el contenido no corresponde a su código de integridad")]
    EventDigest,
    /// The link does not follow from the one before.
    #[error("el eslabón no se sigue del anterior")]
    ChainDigest,
}

impl Chain {
    const GENESIS: &str = "prep-bitacora-genesis-v1\n";
    const LINK: &str = "prep-bitacora-chain-v1\n";

    /// The empty chain of an ejercicio.
    pub fn genesis(proceso: &ProcesoId, ejercicio: &EjercicioId) -> Self {
        let text = format!("{}{proceso}/{ejercicio}", Self::GENESIS);
        Self {
            length: 0,
            head: Sha256Digest::of(text.as_bytes()),
        }
    }

    /// Adds an event by its digest and tells its place.
    pub fn append(&mut self, event_sha256: Sha256Digest) -> Link {
        let n = self.length + 1;
        let mut bytes = Vec::with_capacity(Self::LINK.len() + 72);
        bytes.extend_from_slice(Self::LINK.as_bytes());
        bytes.extend_from_slice(self.head.as_bytes());
        bytes.extend_from_slice(&n.to_be_bytes());
        bytes.extend_from_slice(event_sha256.as_bytes());
        *self = Self {
            length: n,
            head: Sha256Digest::of(&bytes),
        };
        Link {
            n,
            event_sha256,
            chain_sha256: self.head,
        }
    }

    /// Checks that `bytes` are the next event of `ejercicio` and `link` its place, and moves past
    /// it; otherwise stays where it is.
    pub fn check(
        &mut self,
        ejercicio: &EjercicioId,
        bytes: &[u8],
        link: &Link,
    ) -> Result<Event, ChainFault> {
        let position = self.length + 1;
        self.check_next(ejercicio, bytes, link)
            .map_err(|reason| ChainFault { position, reason })
    }

    fn check_next(
        &mut self,
        ejercicio: &EjercicioId,
        bytes: &[u8],
        link: &Link,
    ) -> Result<Event, ChainFaultReason> {
        let mut ahead = *self;
        let expected = ahead.append(Event::digest_of(bytes));
        if link.n != expected.n {
            return Err(ChainFaultReason::Number {
                expected: expected.n,
                found: link.n,
            });
        }
        if link.event_sha256 != expected.event_sha256 {
            return Err(ChainFaultReason::EventDigest);
        }
        let event = Event::parse(bytes)?;
        if event.ejercicio != *ejercicio {
            return Err(ChainFaultReason::Ejercicio(event.ejercicio));
        }
        if link.chain_sha256 != expected.chain_sha256 {
            return Err(ChainFaultReason::ChainDigest);
        }
        *self = ahead;
        Ok(event)
    }

    /// Recomputes a whole bitácora from its genesis; the first wrong position, or the chain.
    pub fn verify<'a>(
        proceso: &ProcesoId,
        ejercicio: &EjercicioId,
        stored: impl IntoIterator<Item = (&'a [u8], Link)>,
    ) -> Result<Self, ChainFault> {
        let mut chain = Self::genesis(proceso, ejercicio);
        for (bytes, link) in stored {
            chain.check(ejercicio, bytes, &link)?;
        }
        Ok(chain)
    }
}
