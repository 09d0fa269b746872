//! One test for every edge of `docs/STATES.md`, then the refusals, then any order of everything.

mod arrivals;
mod interleavings;
mod rounds;
mod sin_acta;

use super::ActaState as S;
use super::*;
use crate::machines::captura::{CapturaContent, CapturaOf, CapturaRules};
use crate::machines::testing::*;
use crate::people::{Person, Role};

fn key() -> ActaKey {
    "GUB/090001C0100/A02".parse().unwrap()
}

fn acopiador() -> Person {
    person("aco", Role::Acopiador)
}

fn esperada() -> Acta {
    Acta::esperada(ejercicio(), key())
}

fn with_paper(acta: &Acta) -> Acta {
    next(acta.receive_paper(&acopiador(), at(1), at(1)).unwrap())
}

fn with_image(acta: &Acta, n: u8) -> Acta {
    next(acta.receive_image(Actor::System, image(n), at(2)).unwrap())
}

fn acopiada() -> Acta {
    with_paper(&esperada())
}

fn digitalizada() -> Acta {
    with_image(&esperada(), 1)
}

fn opened(acta: &Acta) -> Acta {
    next(acta.open_captura(at(3)).unwrap())
}

fn in_captura() -> Acta {
    opened(&digitalizada())
}

/// A round in which two people typed `content`, by people numbered for the round.
fn captured(round: u16, content: &CapturaContent) -> Captura {
    let mut captura = Captura::open(ejercicio(), CapturaOf::Acta(key()), CapturaRules::default());
    for now in 1..=round {
        if now > 1 {
            captura = next(captura.reopen(&supervisor(), why(), at(9)).unwrap());
        }
        for (token, name) in [(1, "a"), (2, "b")] {
            let by = capturista(&format!("{name}{now}"));
            captura = next(captura.claim(&by, at(4), at(9)).unwrap());
            captura = next(captura.finish(&by, token, content.clone(), at(5)).unwrap());
        }
    }
    captura
}

fn settled_from(acta: &Acta) -> Acta {
    let captura = captured(acta.rounds(), &values(1, 2, 3));
    next(acta.settle(&captura, at(6)).unwrap())
}

fn settled() -> Acta {
    settled_from(&in_captura())
}

fn in_recapture() -> Acta {
    next(settled().recapture(&supervisor(), why(), at(7)).unwrap())
}

fn sent_back(acta: &Acta) -> Acta {
    let captura = captured(acta.rounds(), &CapturaContent::ImageIllegible);
    next(acta.send_back(&captura, at(6)).unwrap())
}

fn sin_acta_proposed() -> Acta {
    let sin_acta = SinActa::CasillaNoInstalada;
    next(
        esperada()
            .propose_sin_acta(&supervisor(), sin_acta, why(), false, at(5))
            .unwrap(),
    )
}

fn sin_acta() -> Acta {
    next(
        sin_acta_proposed()
            .approve_sin_acta(&coordinador(), at(6))
            .unwrap(),
    )
}

/// Image 2 proposed over image 1.
fn replacement_proposed(acta: &Acta) -> Acta {
    next(
        with_image(acta, 2)
            .propose_replacement(&supervisor(), image(2), why(), at(7))
            .unwrap(),
    )
}

fn approved(acta: &Acta) -> Acta {
    next(acta.approve_replacement(&coordinador(), at(8)).unwrap())
}

fn rejected(acta: &Acta) -> Acta {
    next(
        acta.reject_replacement(&coordinador(), why(), at(8))
            .unwrap(),
    )
}
