use super::CorteState as S;
use super::*;
use crate::bitacora::Chain;
use crate::machines::testing::*;
use crate::people::Role;

fn scheduled() -> Corte {
    next(Corte::schedule(ejercicio(), 0, at(100), at(0)).unwrap())
}

fn building() -> Corte {
    next(
        scheduled()
            .build(
                Chain {
                    length: 5,
                    head: digest("head"),
                },
                at(100),
            )
            .unwrap(),
    )
}

fn checked() -> Corte {
    next(building().pass(digest("manifest"), 2, at(101)).unwrap())
}

fn held() -> Corte {
    next(
        building()
            .hold(digest("manifest"), HoldReason::Arithmetic, at(101))
            .unwrap(),
    )
}

fn override_proposed() -> Corte {
    next(
        held()
            .propose_override(&coordinador(), why(), at(102))
            .unwrap(),
    )
}

fn failed() -> Corte {
    next(building().fail(why(), at(101)).unwrap())
}

fn another() -> Person {
    person("coo2", Role::Coordinador)
}

/// Scheduled --> Building: build
#[test]
fn scheduled_to_building() {
    assert_in!(building(), S::Building);
    let early = scheduled().build(
        Chain {
            length: 5,
            head: digest("head"),
        },
        at(99),
    );
    assert_eq!(early, Err(CorteError::NotDue(at(100))));
}

/// Building --> Scheduled: abandon
#[test]
fn building_to_scheduled() {
    let abandoned = next(building().abandon(at(150)).unwrap());
    assert_eq!(*abandoned.state(), S::Scheduled { due: at(150) });
}

/// Building --> Checked: pass
#[test]
fn building_to_checked() {
    assert_in!(checked(), S::Checked);
}

/// Building --> Held: hold
#[test]
fn building_to_held() {
    assert_in!(held(), S::Held);
}

/// Building --> Failed: fail
#[test]
fn building_to_failed() {
    assert_in!(failed(), S::Failed);
}

/// Checked --> Published: publish
#[test]
fn checked_to_published() {
    assert_in!(
        next(checked().publish(at(0), at(102)).unwrap()),
        S::Published
    );
    let early = checked().publish(at(200), at(102));
    assert_eq!(early, Err(CorteError::BeforeStart(at(200))));
}

/// Checked --> Failed: fail
#[test]
fn checked_to_failed() {
    assert_in!(next(checked().fail(why(), at(102)).unwrap()), S::Failed);
}

/// Held --> Building: build
#[test]
fn held_to_building() {
    let rebuilt = held()
        .build(
            Chain {
                length: 6,
                head: digest("later"),
            },
            at(110),
        )
        .unwrap();
    assert_in!(next(rebuilt), S::Building);
}

/// Held --> Failed: fail
#[test]
fn held_to_failed() {
    assert_in!(next(held().fail(why(), at(102)).unwrap()), S::Failed);
}

/// Held --> OverrideProposed: propose_override
#[test]
fn held_to_override_proposed() {
    assert_in!(override_proposed(), S::OverrideProposed);
    assert!(matches!(
        held().propose_override(&supervisor(), why(), at(102)),
        Err(CorteError::Role(_))
    ));
}

/// OverrideProposed --> Published: approve_override
#[test]
fn override_proposed_to_published() {
    let approved = override_proposed()
        .approve_override(&another(), at(0), at(103))
        .unwrap();
    assert_in!(next(approved), S::Published);
    let alone = override_proposed().approve_override(&coordinador(), at(0), at(103));
    assert_eq!(alone, Err(CorteError::SamePerson));
    let early = override_proposed().approve_override(&another(), at(200), at(103));
    assert_eq!(early, Err(CorteError::BeforeStart(at(200))));
}

/// OverrideProposed --> Held: reject_override
#[test]
fn override_proposed_to_held() {
    let rejected = override_proposed()
        .reject_override(&another(), why(), at(103))
        .unwrap();
    assert_eq!(next(rejected).state(), held().state());
}

/// Failed --> Scheduled: reschedule
#[test]
fn failed_to_scheduled() {
    let again = next(failed().reschedule(at(300), at(103)).unwrap());
    assert_in!(again, S::Scheduled);
    assert_eq!(again.number(), 1);
}

#[test]
fn numbers_begin_at_one_and_only_grow() {
    let second = next(Corte::schedule(ejercicio(), 1, at(100), at(0)).unwrap());
    assert_eq!((scheduled().number(), second.number()), (1, 2));
    let none = Corte::schedule(ejercicio(), u32::MAX, at(100), at(0));
    assert_eq!(none, Err(CorteError::NoNumber));
}

#[test]
fn what_is_published_or_held_is_not_published_again() {
    let published = next(checked().publish(at(0), at(102)).unwrap());
    for corte in [published, held(), failed(), scheduled()] {
        assert_eq!(corte.publish(at(0), at(200)), Err(CorteError::NotNow));
    }
}
