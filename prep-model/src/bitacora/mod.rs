//! The bitácora: what happened, when, by whom, in bytes that never change.
//!
//! Every transition of every machine returns the [`Event`] that tells it; the store writes it in
//! the transaction of the change. An event's bytes are canonical: compact JSON with the fields of
//! these types in their declared order, maps and sets by key, integers only; [`Event::parse`]
//! refuses any other bytes, so equal events have equal digests. One sequencer per ejercicio then
//! binds them with [`Chain`].
//!
//! What an event does not hold: names (people are opaque ids), and votes. A captura is told by the
//! digest of its content, the content itself staying in its own table, so the bitácora can be read
//! by an auditor before publication without telling results. That digest is not a secret: few
//! votes are few guesses. A public leaf must therefore carry a salted digest of the private
//! fields, these among them, and never this one (DESIGN 9).
//!
//! Adding a kind of event or an optional datum to one is a new version only if an old event could
//! be read differently; variants and fields are never renamed, reordered or removed.

mod acta_event;
mod bolsa_event;
mod captura_event;
mod chain;
mod desk_event;
mod digitalizacion_event;
mod event;
mod fila_event;
mod other_events;
mod reason;
#[cfg(test)]
mod tests;

pub use acta_event::{ActaEvent, CotejoOutcome, PhotoAgreement, SendBackCause};
pub use bolsa_event::{BolsaArrival, BolsaEvent};
pub use captura_event::{CapturaEvent, CapturaOutcome, CapturaTask, VerificacionReason};
pub use chain::{Chain, ChainFault, ChainFaultReason, Link};
pub use desk_event::{About, AboutError, Audience, AvisoEvent, IncidenciaEvent, Place};
pub use digitalizacion_event::{
    DigitalizacionEvent, DiscardReason, PendingReason, QuarantineReason, RejectReason, Sequence,
};
pub use event::{Actor, Event, EventError, Subject, Version, What};
pub use fila_event::FilaChange;
pub use other_events::{
    CorteEvent, DeviceEvent, EjercicioEvent, HoldReason, OutboxEvent, PersonEvent,
};
pub use reason::{Reason, ReasonError};
