//! An event of the bitácora as one Spanish sentence.
//!
//! Every kind has its sentence: a new one does not compile without. What an event does not hold, a
//! sentence cannot tell: people are opaque ids. Of what was typed there is only a digest, and that
//! is not told either, because few votes are few guesses.

mod acta;
mod bolsa;
mod captura;
mod desk;
mod digitalizacion;
mod others;

use prep_model::bitacora::{Actor, Event, What};
use prep_model::contract::Sha256Digest;

use crate::hour::Hour;

/// What happened.
pub(crate) fn sentence(event: &Event, hour: &Hour) -> String {
    match &event.what {
        What::Captura(what) => captura::sentence(what, hour),
        What::Acta(what) => acta::sentence(what, hour),
        What::Digitalizacion(what) => digitalizacion::sentence(what, hour),
        What::Outbox(what) => others::outbox(what, hour),
        What::Corte(what) => others::corte(what, hour),
        What::Ejercicio(what) => others::ejercicio(what),
        What::Device(what) => others::device(what),
        What::Person(what) => others::person(what, hour),
        What::Aviso(what) => desk::aviso(what),
        What::Incidencia(what) => desk::incidencia(what),
        What::Bolsa(what) => bolsa::sentence(what, hour),
    }
}

/// Who did it: role and opaque id.
pub(crate) fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Person(person) => format!("{} {}", person.role, person.id),
        Actor::Device(device) => format!("Dispositivo {device}"),
        Actor::System => "Sistema".to_owned(),
    }
}

/// The beginning of a digest: enough to find it again by eye.
fn short(digest: &Sha256Digest) -> String {
    digest.to_string().chars().take(12).collect()
}

#[cfg(test)]
mod tests;
