use super::CorteState as S;
use super::*;
use crate::bitacora::Chain;
use crate::machines::testing::*;
use crate::people::{Person, Role};

fn chain(length: u64) -> Chain {
    let head = digest(&length.to_string());
    Chain { length, head }
}

fn scheduled() -> Corte {
    next(Corte::schedule(ejercicio(), 0, at(100), at(0)).unwrap())
}

fn building() -> Corte {
    next(scheduled().build(chain(5), false, at(100)).unwrap())
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

fn published() -> Corte {
    next(checked().publish(at(0), at(102)).unwrap())
}

fn another() -> Person {
    person("coo2", Role::Coordinador)
}

/// Scheduled --> Building: build
#[test]
fn scheduled_to_building() {
    assert_in!(building(), S::Building);
    let early = scheduled().build(chain(5), false, at(99));
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
    let rebuilt = held().build(chain(6), false, at(110)).unwrap();
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

/// OverrideProposed --> Checked: approve_override
#[test]
fn override_proposed_to_checked() {
    let said = digest("manifest that says so");
    let approved = override_proposed()
        .approve_override(&another(), said, at(0), at(103))
        .unwrap();
    let approved = next(approved);
    assert_eq!(
        *approved.state(),
        S::Checked {
            manifest_sha256: said
        }
    );
    let on_whose_word = approved.overridden().unwrap();
    assert_eq!(on_whose_word.proposed_by, coordinador().id);
    assert_eq!(on_whose_word.approved_by, another().id);
    let alone = override_proposed().approve_override(&coordinador(), said, at(0), at(103));
    assert_eq!(alone, Err(CorteError::SamePerson));
    let early = override_proposed().approve_override(&another(), said, at(200), at(103));
    assert_eq!(early, Err(CorteError::BeforeStart(at(200))));
}

/// OverrideProposed --> Building: build
#[test]
fn override_proposed_to_building() {
    let rebuilt = next(override_proposed().build(chain(6), false, at(110)).unwrap());
    assert_in!(rebuilt, S::Building);
    let said = digest("manifest");
    let fallen = rebuilt.approve_override(&another(), said, at(0), at(111));
    assert_eq!(fallen, Err(CorteError::NotNow));
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

/// Published --> Published: confirm_copy
#[test]
fn published_to_published_by_confirm_copy() {
    let copied = next(published().confirm_copy(at(130)).unwrap());
    assert_eq!(copied.state(), published().state());
    assert_eq!(*copied.copy(), CopyState::Verified { at: at(130) });
    assert_eq!(copied.confirm_copy(at(131)), Err(CorteError::NotNow));
    assert_eq!(held().confirm_copy(at(131)), Err(CorteError::NotNow));
}

/// Published --> Published: fail_copy
#[test]
fn published_to_published_by_fail_copy() {
    let failed = next(published().fail_copy(why(), at(130)).unwrap());
    let copy = CopyState::Failed {
        reason: why(),
        at: at(130),
    };
    assert_eq!(*failed.copy(), copy);
    let copied = next(failed.confirm_copy(at(140)).unwrap());
    assert_eq!(
        copied.fail_copy(why(), at(141)),
        Err(CorteError::NotNow),
        "what was verified stays so"
    );
}

#[test]
fn a_turn_is_taken_when_published_or_held_and_not_while_it_is_made() {
    assert_eq!(published().turn_taken(), Some(at(102)));
    assert_eq!(held().turn_taken(), Some(at(101)));
    for corte in [scheduled(), building(), checked(), failed()] {
        assert_eq!(corte.turn_taken(), None);
    }
}

#[test]
fn a_row_of_before_these_moments_were_kept_is_read() {
    let old = r#"{"ejercicio":"simulacro-1","number":3,"state":{"state":"failed","reason":"x"}}"#;
    let corte: Corte = serde_json::from_str(old).unwrap();
    assert_eq!((corte.number(), corte.turn().micros()), (3, 0));
    assert_eq!(*corte.copy(), CopyState::Pending);
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
    for corte in [published(), held(), failed(), scheduled()] {
        assert_eq!(corte.publish(at(0), at(200)), Err(CorteError::NotNow));
    }
}
