use super::DigitalizacionState as S;
use super::*;
use crate::bitacora::{Reason, SendBackCause, Sequence};
use crate::machines::testing::*;
use crate::people::Role;

fn acta() -> ActaKey {
    "GUB/090001C0100/A02".parse().unwrap()
}

fn registration() -> Registration {
    Registration {
        id: image(1),
        device: device(),
        envelope_sha256: digest("envelope"),
        image_sha256: digest("image"),
        seq: 1,
        prev: Sha256Digest::ZERO,
    }
}

fn registered() -> Digitalizacion {
    next(Digitalizacion::register(
        ejercicio(),
        &registration(),
        None,
        at(0),
    ))
}

fn receiving() -> Digitalizacion {
    next(registered().receive(at(1)).unwrap())
}

fn stored() -> Digitalizacion {
    next(receiving().store(digest("image"), false, at(2)).unwrap())
}

fn quarantined() -> Digitalizacion {
    next(receiving().store(digest("image"), true, at(2)).unwrap())
}

fn admitted() -> Digitalizacion {
    next(stored().admit(acta(), at(3)).unwrap())
}

fn pending() -> Digitalizacion {
    next(stored().hold(PendingReason::Unidentified, at(3)).unwrap())
}

fn tried() -> Digitalizacion {
    next(
        pending()
            .record_attempt(&supervisor(), why(), at(4))
            .unwrap(),
    )
}

/// Stored --> Stored: substitute_acopio
#[test]
fn stored_to_stored() {
    let noted = next(stored().substitute_acopio(at(900), at(2)).unwrap());
    assert_eq!(noted, stored());
    let late = admitted().substitute_acopio(at(900), at(4));
    assert_eq!(late, Err(DigitalizacionError::NotNow));
}

/// Quarantined --> Quarantined: substitute_acopio
#[test]
fn quarantined_to_quarantined() {
    let noted = next(quarantined().substitute_acopio(at(900), at(2)).unwrap());
    assert_eq!(noted, quarantined());
}

fn fuera_proposed() -> Digitalizacion {
    next(
        tried()
            .propose_fuera(&supervisor(), LeidaFuera::default(), why(), at(5))
            .unwrap(),
    )
}

fn fuera() -> Digitalizacion {
    next(
        fuera_proposed()
            .confirm_fuera(&coordinador(), at(6))
            .unwrap(),
    )
}

fn rejected() -> Digitalizacion {
    next(pending().reject(&supervisor(), why(), at(4)).unwrap())
}

/// Registered --> Receiving: receive
#[test]
fn registered_to_receiving() {
    assert_in!(receiving(), S::Receiving);
}

/// Receiving --> Registered: discard
#[test]
fn receiving_to_registered() {
    let discarded = receiving().discard(DiscardReason::Expired, at(9)).unwrap();
    assert_in!(next(discarded), S::Registered);
}

/// Registered --> Stored: store
#[test]
fn registered_to_stored() {
    assert_in!(
        next(registered().store(digest("image"), false, at(1)).unwrap()),
        S::Stored
    );
}

/// Registered --> Quarantined: store
#[test]
fn registered_to_quarantined() {
    assert_in!(
        next(registered().store(digest("image"), true, at(1)).unwrap()),
        S::Quarantined
    );
}

/// Receiving --> Stored: store
#[test]
fn receiving_to_stored() {
    assert_in!(stored(), S::Stored);
    let other = receiving().store(digest("other bytes"), false, at(2));
    assert_eq!(other, Err(DigitalizacionError::DigestMismatch));
}

/// Receiving --> Quarantined: store
#[test]
fn receiving_to_quarantined() {
    assert_in!(quarantined(), S::Quarantined);
}

/// Quarantined --> Stored: release
#[test]
fn quarantined_to_stored() {
    assert_in!(
        next(quarantined().release(&supervisor(), why(), at(3)).unwrap()),
        S::Stored
    );
    assert!(
        quarantined().admit(acta(), at(3)).is_err(),
        "not without a supervisor"
    );
}

/// Quarantined --> Rejected: reject
#[test]
fn quarantined_to_rejected() {
    assert_in!(
        next(quarantined().reject(&supervisor(), why(), at(3)).unwrap()),
        S::Rejected
    );
}

/// Stored --> Admitted: admit
#[test]
fn stored_to_admitted() {
    assert_in!(admitted(), S::Admitted);
}

/// Stored --> Duplicate: mark_duplicate
#[test]
fn stored_to_duplicate() {
    assert_in!(
        next(stored().mark_duplicate(image(2), at(3)).unwrap()),
        S::Duplicate
    );
}

/// Stored --> PendingIdentification: hold
#[test]
fn stored_to_pending_identification() {
    let cause = PendingReason::SameBytes {
        acta: acta(),
        other: image(2),
    };
    assert_in!(
        next(stored().hold(cause, at(3)).unwrap()),
        S::PendingIdentification
    );
    let cause = PendingReason::NotInCatalogue { acta: acta() };
    assert_in!(
        next(stored().hold(cause, at(3)).unwrap()),
        S::PendingIdentification
    );
}

/// Admitted --> PendingIdentification: send_back
#[test]
fn admitted_to_pending_identification() {
    let back = admitted()
        .send_back(SendBackCause::WrongIdentification, at(9))
        .unwrap();
    assert_in!(next(back), S::PendingIdentification);
}

/// PendingIdentification --> PendingIdentification: record_attempt
#[test]
fn pending_identification_to_pending_identification() {
    assert!(matches!(
        tried().state(),
        S::PendingIdentification { attempts: 1, .. }
    ));
}

/// PendingIdentification --> Admitted: identify
#[test]
fn pending_identification_to_admitted() {
    let named = |expected| pending().identify(&supervisor(), acta(), expected, why(), at(4));
    assert_in!(next(named(true).unwrap()), S::Admitted);
    assert_eq!(
        named(false),
        Err(DigitalizacionError::NotInCatalogue(acta()))
    );
}

/// PendingIdentification --> Rejected: reject
#[test]
fn pending_identification_to_rejected() {
    assert_in!(rejected(), S::Rejected);
}

/// PendingIdentification --> FueraProposed: propose_fuera
#[test]
fn pending_identification_to_fuera_proposed() {
    assert_in!(fuera_proposed(), S::FueraProposed);
    let untried = pending().propose_fuera(&supervisor(), LeidaFuera::default(), why(), at(4));
    assert_eq!(untried, Err(DigitalizacionError::NotTried));
}

/// FueraProposed --> FueraDeCatalogo: confirm_fuera
#[test]
fn fuera_proposed_to_fuera_de_catalogo() {
    assert_in!(fuera(), S::FueraDeCatalogo);
    let alone = fuera_proposed().confirm_fuera(&supervisor(), at(6));
    assert_eq!(alone, Err(DigitalizacionError::SamePerson));
}

/// FueraProposed --> PendingIdentification: refuse_fuera
#[test]
fn fuera_proposed_to_pending_identification() {
    let refused = fuera_proposed()
        .refuse_fuera(&coordinador(), why(), at(6))
        .unwrap();
    assert_eq!(next(refused).state(), tried().state());
}

/// FueraDeCatalogo --> PendingIdentification: reconsider
#[test]
fn fuera_de_catalogo_to_pending_identification() {
    let again = next(fuera().reconsider(&coordinador(), why(), at(9)).unwrap());
    assert!(matches!(
        again.state(),
        S::PendingIdentification { attempts: 0, .. }
    ));
}

/// Rejected --> PendingIdentification: reconsider
#[test]
fn rejected_to_pending_identification() {
    let again = rejected().reconsider(&coordinador(), why(), at(9)).unwrap();
    assert_in!(next(again), S::PendingIdentification);
}

#[test]
fn registering_tells_how_the_envelope_follows_the_last() {
    let late = Registration {
        seq: 9,
        ..registration()
    };
    let step = Digitalizacion::register(ejercicio(), &late, None, at(0));
    let What::Digitalizacion(DigitalizacionEvent::Registered { sequence, .. }) = step.event.what
    else {
        panic!("{:?}", step.event)
    };
    assert_eq!(sequence, Sequence::Gap { missing: 8 });
}

#[test]
fn people_without_the_role_decide_nothing() {
    let by = person("dig", Role::Digitalizador);
    let reason: fn() -> Reason = why;
    for refused in [
        quarantined().release(&by, reason(), at(3)),
        pending().reject(&by, reason(), at(3)),
        pending().identify(&by, acta(), true, reason(), at(3)),
        tried().propose_fuera(&by, LeidaFuera::default(), reason(), at(3)),
        fuera_proposed().confirm_fuera(&by, at(3)),
        rejected().reconsider(&supervisor(), reason(), at(3)),
    ] {
        assert!(
            matches!(refused, Err(DigitalizacionError::Role(_))),
            "{refused:?}"
        );
    }
}
