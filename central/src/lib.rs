//! The data centre of the PREP: everything that changes something, and where it is kept.
//!
//! A use case is one function in a file named after it. It begins one transaction, loads, lets
//! `prep-model` decide (which returns the next state *and* its bitácora event), saves, appends the
//! event and commits. Nothing here knows HTTP, and no use case knows which database runs below.
//!
//! * [`Central`] — what every use case is given: store, objects, clock, randomness, keys.
//! * [`store`] — the database: one transaction per use case, statements in `sql/`.
//! * [`objects`] — the images, named by their SHA-256.
//! * [`procesos`], [`ejercicios`] — what is run, and each run of it.
//! * [`devices`] — enrolment, tokens, revocation, quarantine.
//! * [`recepcion`] — how an image arrives and is acknowledged.
//! * [`bolsas`] — how a Bolsa PREP arrives; [`avance`] — how far a CATD has come.
//! * [`bitacora`] — the append-only log and its sequencer.
//! * [`capturas`] — who gets the next acta, what they type, and what comes of it.
//! * [`identificacion`] — which acta an image is of, where only a person can say.
//! * [`faltantes`] — actas that are missing, and SIN ACTA.
//! * [`avisos`], [`incidencias`] — what people at work are told, and what they tell by telephone.
//! * [`accounts`] — who may enter, in which role and where; sessions and passwords.
//! * [`leases`] — what only one process does at a time.
//! * [`changes`] — what happened since a place that a reader remembers.
//! * [`scrub`], [`backup`] — whether every image is there, and everything a second time.
//! * [`monitor`] — how far the night has come.

pub mod accounts;
pub mod avance;
pub mod avisos;
pub mod backup;
pub mod bitacora;
pub mod bolsas;
pub mod capturas;
mod central;
pub mod changes;
pub mod clock;
pub mod cortes;
pub mod devices;
pub mod ejercicios;
pub mod entropy;
mod error;
pub mod faltantes;
pub mod identificacion;
pub mod incidencias;
pub mod keys;
pub mod leases;
pub mod monitor;
pub mod objects;
pub mod procesos;
pub mod recepcion;
mod repeat;
pub mod scrub;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use central::Central;
pub use error::{Failure, UseCaseError};
