//! Short ways to make what the machines' tests need.

use std::collections::{BTreeMap, BTreeSet};

use super::Step;
use super::captura::{CapturaContent, Captured};
use crate::actas::{ActaValues, CampoValue};
use crate::bitacora::{Event, Reason};
use crate::claves::EjercicioId;
use crate::contract::{DigitalizacionId, Sha256Digest};
use crate::elecciones::{ActaForm, Campo, CampoId, CampoRole};
use crate::people::{DeviceId, Person, PersonId, Role};
use crate::time::Timestamp;

/// Asserts in which state a machine is.
macro_rules! assert_in {
    ($machine:expr, $state:path) => {
        match $machine {
            ref machine => assert!(
                matches!(machine.state(), $state { .. }),
                "{:?}",
                machine.state()
            ),
        }
    };
}
pub(super) use assert_in;

/// Asserts that `docs/STATES.md` draws some edge from one state to another.
pub(super) fn assert_drawn(from: &impl std::fmt::Debug, to: &impl std::fmt::Debug) {
    let name = |state: String| -> String {
        state
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect()
    };
    let (from, to) = (name(format!("{from:?}")), name(format!("{to:?}")));
    let drawing = include_str!("../../../docs/STATES.md");
    let edge = format!("    {from} --> {to}: ");
    assert!(
        drawing.lines().any(|line| line.starts_with(&edge)),
        "{edge} is not drawn"
    );
}

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_717_380_000_000_000)
        .unwrap()
        .plus_seconds(seconds)
}

pub(super) fn ejercicio() -> EjercicioId {
    EjercicioId::new("simulacro-1").unwrap()
}

pub(super) fn person(id: &str, role: Role) -> Person {
    Person {
        id: PersonId::new(id).unwrap(),
        role,
    }
}

pub(super) fn capturista(id: &str) -> Person {
    person(id, Role::Capturista)
}

pub(super) fn verificador(id: &str) -> Person {
    person(id, Role::Verificador)
}

pub(super) fn supervisor() -> Person {
    person("sup", Role::Supervisor)
}

pub(super) fn coordinador() -> Person {
    person("coo", Role::Coordinador)
}

pub(super) fn why() -> Reason {
    Reason::new("motivo de prueba").unwrap()
}

pub(super) fn image(n: u8) -> DigitalizacionId {
    DigitalizacionId::from_parts(1_717_380_000_000, &[n; 10])
}

pub(super) fn device() -> DeviceId {
    DeviceId::from_parts(1_717_380_000_000, &[7; 10])
}

pub(super) fn digest(text: &str) -> Sha256Digest {
    Sha256Digest::of(text.as_bytes())
}

pub(super) fn campo(id: &str) -> CampoId {
    CampoId::new(id).unwrap()
}

/// A form with three fields of three boxes: PAN, PRI, NULOS.
pub(super) fn form() -> ActaForm {
    let one = |id: &str, role| Campo {
        id: campo(id),
        role,
        digits: 3,
    };
    ActaForm {
        eleccion: "GUB".parse().unwrap(),
        tipo_acta: "A02".parse().unwrap(),
        campos: vec![
            one("PAN", CampoRole::Contendiente),
            one("PRI", CampoRole::Contendiente),
            one("NULOS", CampoRole::Nulos),
        ],
    }
}

/// Values of [`form`] in its order.
pub(super) fn values(pan: u32, pri: u32, nulos: u32) -> CapturaContent {
    let numbers = [("PAN", pan), ("PRI", pri), ("NULOS", nulos)];
    let map: BTreeMap<_, _> = numbers
        .into_iter()
        .map(|(id, number)| (campo(id), CampoValue::Number(number)))
        .collect();
    let values = ActaValues::new(&form(), map).unwrap();
    CapturaContent::Values(Captured::new(values, BTreeSet::new()).unwrap())
}

/// The next state, once its event was found to survive its canonical bytes.
pub(super) fn next<S>(step: Step<S>) -> S {
    let bytes = step.event.to_bytes();
    assert_eq!(Event::parse(&bytes).as_ref(), Ok(&step.event));
    assert!(bytes.len() < Event::MAX_BYTES && step.event.name().contains('.'));
    step.next
}
