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

const UPLOAD: &str = "http://127.0.0.1/v1/uploads/abc";

fn queued() -> OutboxItem {
    next(captured().queue(digest("envelope"), at(1)).unwrap())
}

fn sending() -> OutboxItem {
    next(queued().send(UPLOAD, at(2)).unwrap())
}

fn rejected() -> OutboxItem {
    next(sending().reject(why(), at(3)).unwrap())
}

#[test]
fn a_bag_begins_like_a_photo_and_says_whose_it_is() {
    let by = person("aco", Role::Acopiador);
    let casilla = "090001B0100".parse().unwrap();
    let step = OutboxItem::receive_bolsa(ejercicio(), image(2), device(), &by, casilla, at(0));
    assert_eq!(step.event.name(), "outbox.bolsa_received");
    assert_in!(next(step), S::Captured);
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
    let upload = UPLOAD.to_owned();
    assert_eq!(*sending().state(), S::Sending { attempt: 1, upload });
    assert!(sending().is_waiting());
}

/// Queued --> Delivered: deliver
#[test]
fn queued_to_delivered() {
    let delivered = next(queued().deliver(digest("event"), at(9)).unwrap());
    assert_in!(delivered, S::Delivered);
    assert!(!delivered.is_waiting() && delivered.is_delivered());
}

/// Queued --> Rejected: reject
#[test]
fn queued_to_rejected() {
    assert_in!(next(queued().reject(why(), at(3)).unwrap()), S::Rejected);
}

/// Sending --> Sending: send
#[test]
fn sending_to_sending() {
    let moved = next(
        sending()
            .send("http://127.0.0.1/v1/uploads/def", at(3))
            .unwrap(),
    );
    let upload = "http://127.0.0.1/v1/uploads/def".to_owned();
    assert_eq!(*moved.state(), S::Sending { attempt: 2, upload });
}

/// Sending --> Queued: postpone
#[test]
fn sending_to_queued() {
    let postponed = next(sending().postpone(at(60), at(3)).unwrap());
    assert_eq!(*postponed.state(), S::Queued { attempts: 1 });
    assert_eq!(postponed.postpone(at(60), at(3)), Err(OutboxError::NotNow));
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

/// Rejected --> Delivered: deliver
#[test]
fn rejected_to_delivered() {
    assert_in!(
        next(rejected().deliver(digest("event"), at(9)).unwrap()),
        S::Delivered
    );
}

#[test]
fn nothing_unsigned_is_sent_rejected_or_delivered() {
    let captured = captured();
    assert_eq!(captured.send(UPLOAD, at(1)), Err(OutboxError::NotNow));
    assert_eq!(captured.reject(why(), at(1)), Err(OutboxError::NotNow));
    assert_eq!(
        captured.deliver(digest("event"), at(1)),
        Err(OutboxError::NotNow)
    );
}

#[test]
fn nothing_leads_out_of_delivered() {
    let delivered = next(sending().deliver(digest("event"), at(3)).unwrap());
    assert_eq!(delivered.send(UPLOAD, at(4)), Err(OutboxError::NotNow));
    assert_eq!(delivered.postpone(at(9), at(4)), Err(OutboxError::NotNow));
    assert_eq!(delivered.reject(why(), at(4)), Err(OutboxError::NotNow));
    assert_eq!(
        delivered.retry(&supervisor(), why(), at(4)),
        Err(OutboxError::NotNow)
    );
    assert_eq!(
        delivered.deliver(digest("other"), at(4)),
        Err(OutboxError::NotNow)
    );
}

#[test]
fn a_person_tries_only_what_was_rejected() {
    for item in [captured(), queued(), sending()] {
        assert_eq!(
            item.retry(&supervisor(), why(), at(4)),
            Err(OutboxError::NotNow)
        );
    }
    assert_eq!(rejected().send(UPLOAD, at(4)), Err(OutboxError::NotNow));
}
