//! One test for every edge of `docs/STATES.md`, then the refusals, then any order of everything.

mod captures;
mod interleavings;
mod refusals;
mod verificacion;

use super::{Captura, CapturaContent, CapturaOf, CapturaRules, Choice, Decision, Resolution, Side};
use crate::bitacora::VerificacionReason;
use crate::machines::testing::{at, capturista, ejercicio, form, next, values, verificador};
use crate::perfiles::ModoCaptura;

macro_rules! assert_state {
    ($captura:expr, $state:ident) => {
        match $captura {
            ref captura => assert!(
                matches!(
                    captura.state(),
                    crate::machines::captura::CapturaState::$state { .. }
                ),
                "{:?}",
                captura.state()
            ),
        }
    };
}
use assert_state;

/// A round nobody has taken. Leases in these tests end at second 100.
fn pending() -> Captura {
    let of = CapturaOf::Acta("GUB/090001C0100/A02".parse().unwrap());
    Captura::open(ejercicio(), of, CapturaRules::default())
}

/// A round of captura + verificación.
fn pending_single() -> Captura {
    let rules = CapturaRules {
        modo: ModoCaptura::CapturaYVerificacion,
        ..CapturaRules::default()
    };
    Captura { rules, ..pending() }
}

fn claim(captura: &Captura, who: &str) -> Captura {
    next(captura.claim(&capturista(who), at(0), at(100)).unwrap())
}

fn claim_verificacion(captura: &Captura, who: &str) -> Captura {
    next(
        captura
            .claim_verificacion(&verificador(who), at(0), at(100))
            .unwrap(),
    )
}

/// Finishes with the last lease given.
fn finish(captura: &Captura, who: &str, content: CapturaContent) -> Captura {
    next(
        captura
            .finish(&capturista(who), captura.tokens, content, at(50))
            .unwrap(),
    )
}

fn recall(captura: &Captura, who: &str) -> Captura {
    next(captura.recall(&capturista(who), at(0), at(100)).unwrap())
}

fn resolution(decision: Decision) -> Resolution {
    Resolution {
        decision,
        reason: VerificacionReason::ErrorDeCaptura,
    }
}

fn resolve(captura: &Captura, who: &str, decision: Decision) -> Captura {
    let step = captura.resolve(
        &verificador(who),
        captura.tokens,
        resolution(decision),
        &form(),
        at(60),
    );
    next(step.unwrap())
}

/// Decides the one field in which [`different`] differs.
fn decide_pan(choice: Choice) -> Decision {
    Decision::Fields([(crate::machines::testing::campo("PAN"), choice)].into())
}

fn first_in_progress() -> Captura {
    claim(&pending(), "ana")
}

fn first_done() -> Captura {
    finish(&first_in_progress(), "ana", values(1, 2, 3))
}

fn first_recalled() -> Captura {
    recall(&first_done(), "ana")
}

fn second_in_progress() -> Captura {
    claim(&first_done(), "beto")
}

/// Lease 2 is the second capturista's, lease 3 the recall.
fn both_in_progress() -> Captura {
    recall(&second_in_progress(), "ana")
}

fn with_first(content: CapturaContent) -> Captura {
    claim(&finish(&first_in_progress(), "ana", content), "beto")
}

fn different() -> Captura {
    finish(&second_in_progress(), "beto", values(7, 2, 3))
}

fn verificacion_in_progress() -> Captura {
    claim_verificacion(&different(), "vera")
}

/// A single captura before its verificador.
fn confirmation_in_progress() -> Captura {
    let first = finish(&claim(&pending_single(), "ana"), "ana", values(1, 2, 3));
    claim_verificacion(&first, "vera")
}

fn needs_second() -> Captura {
    let third = Choice::Correct(crate::actas::CampoValue::Number(4));
    resolve(&verificacion_in_progress(), "vera", decide_pan(third))
}

fn second_verificacion_in_progress() -> Captura {
    claim_verificacion(&needs_second(), "vito")
}

fn settled() -> Captura {
    finish(&second_in_progress(), "beto", values(1, 2, 3))
}

fn keep(side: Side) -> Decision {
    Decision::Keep(side)
}
