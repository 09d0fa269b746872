use super::OutboxState as S;
use super::*;
use crate::machines::testing::*;
use crate::people::Role;

fn captured() -> OutboxItem {
    let by = person("cael", Role::Cael);
    next(OutboxItem::capture(
        ejercicio(),
        image(1),
        device(),
        &by,
        digest("image"),
        at(0),
    ))
}

fn queued() -> OutboxItem {
    next(captured().queue(digest("envelope"), at(1)).unwrap())
}

fn sending() -> OutboxItem {
    next(queued().send(at(2)).unwrap())
}

fn rejected() -> OutboxItem {
    next(sending().reject(why(), at(3)).unwrap())
}

/// Captured --> Queued: queue
#[test]
fn captured_to_queued() {
    assert_in!(queued(), S::Queued);
    assert!(queued().is_waiting());
}

/// Queued --> Sending: send
#[test]
fn queued_to_sending() {
    assert_in!(sending(), S::Sending);
    assert_eq!(sending().send(at(2)), Err(OutboxError::NotNow));
}

/// Queued --> Delivered: deliver
#[test]
fn queued_to_delivered() {
    let delivered = next(queued().deliver(digest("event"), at(9)).unwrap());
    assert_in!(delivered, S::Delivered);
    assert!(!delivered.is_waiting());
}

/// Sending --> Queued: postpone
#[test]
fn sending_to_queued_by_postpone() {
    let postponed = next(sending().postpone(at(60), at(3)).unwrap());
    assert_in!(postponed, S::Queued);
    assert_eq!(postponed.send(at(59)), Err(OutboxError::TooEarly));
    let again = next(postponed.send(at(60)).unwrap());
    assert_eq!(*again.state(), S::Sending { attempt: 2 });
}

/// Sending --> Queued: resume
#[test]
fn sending_to_queued_by_resume() {
    assert_in!(next(sending().resume(at(3)).unwrap()), S::Queued);
}

/// Sending --> Delivered: deliver
#[test]
fn sending_to_delivered() {
    assert_in!(
        next(sending().deliver(digest("event"), at(3)).unwrap()),
        S::Delivered
    );
}

/// Sending --> Rejected: reject
#[test]
fn sending_to_rejected() {
    assert_in!(rejected(), S::Rejected);
}

/// Rejected --> Queued: retry
#[test]
fn rejected_to_queued() {
    let retried = next(rejected().retry(&supervisor(), why(), at(9)).unwrap());
    assert_in!(retried, S::Queued);
}

#[test]
fn a_clock_moved_back_does_not_hold_an_item_for_days() {
    let postponed = next(sending().postpone(at(900_000), at(800_000)).unwrap());
    assert!(postponed.send(at(0)).is_ok());
    let S::Queued { not_before, .. } = *postponed.state() else {
        panic!("{postponed:?}")
    };
    assert_eq!(
        not_before,
        at(803_600),
        "no server makes a tablet wait longer than an hour"
    );
}

#[test]
fn nothing_unsigned_is_sent_or_delivered() {
    assert_eq!(captured().send(at(1)), Err(OutboxError::NotNow));
    assert_eq!(
        captured().deliver(digest("event"), at(1)),
        Err(OutboxError::NotNow)
    );
    assert_eq!(
        rejected().deliver(digest("event"), at(9)),
        Err(OutboxError::NotNow)
    );
}
