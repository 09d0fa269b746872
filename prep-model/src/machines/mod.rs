//! The state machines: what may happen next to an acta, an image, a corte, an ejercicio.
//!
//! Every transition is a method that borrows a state and is told who, when and what; it returns a
//! [`Step`], the next state together with the one bitácora event that tells it, or a refusal that
//! names the broken rule and changes nothing. A use case saves both in one transaction.
//! `docs/STATES.md` draws every edge; a test holds drawing and tests together.
//!
//! * [`acta`] — from esperada to settled, SIN ACTA, image of record, cotejo.
//! * [`aviso`] — what supervisors tell people at work.
//! * [`bolsa`] — one reception of a Bolsa PREP.
//! * [`captura`] — one round of double blind captura and its verificación.
//! * [`corte`] — from scheduled to published.
//! * [`digitalizacion`] — one received image, until it is known which acta it is of.
//! * [`ejercicio`] — from puesta en ceros to the archive.
//! * [`incidencia`] — what is told by telephone, until somebody has seen to it.
//! * [`outbox`] — one image on a tablet until the server's receipt.

pub mod acta;
pub mod aviso;
pub mod bolsa;
pub mod captura;
pub mod corte;
pub mod digitalizacion;
pub mod ejercicio;
pub mod incidencia;
pub mod outbox;
#[cfg(test)]
mod testing;

use thiserror::Error;

use crate::bitacora::Event;
use crate::people::{Action, Person, Role};

/// A successful transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<S> {
    /// The state from now on.
    pub next: S,
    /// What the bitácora says of it; saved with it or not at all.
    pub event: Event,
}

/// The role of whoever asked does not do this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("el rol de {role} no realiza esta tarea")]
pub struct RoleRefused {
    /// The role.
    pub role: Role,
    /// What it was asked for.
    pub action: Action,
}

/// Refuses people whose role does not do `action`.
fn require(by: &Person, action: Action) -> Result<(), RoleRefused> {
    if by.role.may(action) {
        Ok(())
    } else {
        Err(RoleRefused {
            role: by.role,
            action,
        })
    }
}
