//! Arrivals, rounds, replacements, cotejo and SIN ACTA in any order, with the real captura machine.

use proptest::prelude::*;

use super::*;
use crate::bitacora::{CotejoOutcome, PhotoAgreement};
use crate::machines::Step;

fn apply(acta: &Acta, op: u8, n: u8, now: Timestamp) -> Result<Step<Acta>, ActaError> {
    let other = coordinador();
    let two = [supervisor(), other.clone()];
    let by = &two[usize::from(n % 2)];
    let content = if n.is_multiple_of(3) {
        CapturaContent::ImageIllegible
    } else {
        values(u32::from(n), 2, 3)
    };
    let outcome = [
        CotejoOutcome::Equal,
        CotejoOutcome::Corrected,
        CotejoOutcome::NotAccepted,
    ];
    match op {
        0 => acta.receive_paper(&acopiador(), now, now),
        1 | 2 => acta.receive_image(Actor::System, image(n % 4), now),
        3 | 4 => acta.open_captura(now),
        5 | 6 if acta.rounds() > 0 => {
            let captura = captured(acta.rounds(), &content);
            acta.settle(&captura, now)
                .or_else(|_| acta.send_back(&captura, now))
        }
        7 => acta.recapture(by, why(), now),
        8 => acta.propose_replacement(by, image(n % 4), why(), now),
        9 => acta.approve_replacement(by, now),
        10 => acta.reject_replacement(by, why(), now),
        11 => {
            let outcome = outcome[usize::from(n % 3)];
            acta.cotejar(&acopiador(), outcome, PhotoAgreement::Agrees, now)
        }
        12 => acta
            .withhold(by, why(), now)
            .or_else(|_| acta.unwithhold(by, why(), now)),
        13 => acta.propose_sin_acta(by, SinActa::ALL[usize::from(n % 4)], why(), n > 2, now),
        14 => acta.approve_sin_acta(&other, now),
        15 => acta.reject_sin_acta(by, why(), now),
        16 => acta.reverse_sin_acta(&other, why(), now),
        _ => Err(ActaError::NotNow),
    }
}

fn check(before: &Acta, after: &Acta) {
    assert_drawn(&before.state, &after.state);
    assert!(
        after.images.starts_with(&before.images),
        "no image is ever lost"
    );
    assert!(after.acopio == before.acopio || before.acopio.is_none());
    assert!(
        after
            .image
            .is_none_or(|image| after.images.contains(&image))
    );
    assert!(after.rounds == before.rounds || after.rounds == before.rounds + 1);
    match &after.state {
        S::Esperada => assert!(after.image.is_none() && after.acopio.is_none()),
        S::Acopiada => assert!(after.image.is_none() && after.acopio.is_some()),
        S::Digitalizada => assert!(after.image.is_some()),
        S::InCaptura => assert!(after.rounds > 0),
        S::Settled { version } => assert!(version.image == after.image),
        S::InRecapture { version } => assert!(version.round < after.rounds),
        S::SinActaProposed { .. } => assert!(after.images.is_empty() && after.acopio.is_none()),
        S::SinActa {
            proposed_by,
            approved_by,
            ..
        } => {
            assert!(after.images.is_empty() && after.acopio.is_none());
            assert_ne!(proposed_by, approved_by);
        }
    }
    let stood = matches!(before.state, S::Settled { .. } | S::InRecapture { .. });
    let stands = matches!(after.state, S::Settled { .. } | S::InRecapture { .. });
    assert!(!stood || stands, "what stood is replaced, never withdrawn");
}

proptest! {
    #[test]
    fn any_order_of_everything_keeps_the_rules(
        ops in prop::collection::vec((0u8..17, 0u8..12), 1..60),
    ) {
        let mut acta = esperada();
        for (now, (op, n)) in (10..).zip(ops) {
            let Ok(step) = apply(&acta, op, n, at(now)) else { continue };
            prop_assert_eq!(step.event.at, at(now));
            prop_assert_ne!(&step.next, &acta, "an event for nothing");
            let after = next(step);
            check(&acta, &after);
            acta = after;
        }
    }
}
