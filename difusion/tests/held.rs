//! What the checker finds: rows are left out and named, a corte is held, and two people may publish it.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

#[path = "publishing/support.rs"]
mod support;

use std::sync::Arc;

use central::cortes::{authorise_start, find_last_corte, release_schedule, stop_schedule};
use central::testing::person;
use difusion::publish::{Outcome, PublishError, Tick};
use prep_model::bitacora::{HoldReason, Reason};
use prep_model::machines::corte::{CopyState, CorteError, CorteState, Next};
use prep_model::people::{Person, Role};
use support::{And, Night, published};

fn coordinador(id: &str) -> Person {
    person(id, Role::Coordinador)
}

fn why() -> Reason {
    Reason::new("motivo de prueba").unwrap()
}

/// A night whose sums do not add up.
async fn stopped_by_the_checker() -> Night {
    let wrong = And(|review: &mut difusion::publish::Review| {
        review.stops = Some(HoldReason::Arithmetic);
    });
    Night::open().await.reviewed_by(Arc::new(wrong))
}

#[tokio::test]
async fn what_the_checker_stops_is_not_public_and_is_built_again_at_the_next_turn() {
    let night = stopped_by_the_checker().await;
    let held = night.tick().await.unwrap();
    assert!(
        matches!(
            held,
            Tick::Made(Outcome::Held {
                cause: HoldReason::Arithmetic,
                ..
            })
        ),
        "{held:?}"
    );
    assert!(night.folder().public_cortes().unwrap().is_empty());
    assert!(matches!(night.tick().await.unwrap(), Tick::Waiting(_)));
    night.test.clock.advance_seconds(1_200);
    // What was wrong has been corrected.
    let corrected = night.another_publisher().tick().await.unwrap();
    let Tick::Made(made) = corrected else {
        panic!("{corrected:?}")
    };
    assert_eq!(published(Ok(made)).manifest.number, 1);
}

#[tokio::test]
async fn two_coordinadores_publish_a_held_corte_and_the_manifest_says_so() {
    let night = stopped_by_the_checker().await;
    night.tick().await.unwrap();
    let (ejercicio, proceso) = night.ejercicio().await;
    let (one, two) = (coordinador("coo-1"), coordinador("coo-2"));
    let publisher = &night.publisher;
    publisher
        .propose_override(&ejercicio, 1, &one, why())
        .await
        .unwrap();
    let alone = publisher
        .approve_override(&ejercicio, &proceso, 1, &one)
        .await;
    assert!(matches!(
        alone,
        Err(PublishError::Rule(CorteError::SamePerson))
    ));
    let corte = publisher
        .approve_override(&ejercicio, &proceso, 1, &two)
        .await
        .unwrap();
    let word = corte.manifest.overridden.clone().unwrap();
    assert_eq!((word.proposed_by, word.approved_by), (one.id, two.id));
    assert_eq!(word.cause, HoldReason::Arithmetic);
    let pointer = night.folder().pointer().unwrap().unwrap();
    assert_eq!(pointer.manifest_sha256, corte.manifest.sha256());
}

#[tokio::test]
async fn a_rejected_proposal_leaves_the_corte_held() {
    let night = stopped_by_the_checker().await;
    night.tick().await.unwrap();
    let (ejercicio, proceso) = night.ejercicio().await;
    let (one, two) = (coordinador("coo-1"), coordinador("coo-2"));
    let publisher = &night.publisher;
    publisher
        .propose_override(&ejercicio, 1, &one, why())
        .await
        .unwrap();
    let corte = publisher
        .reject_override(&ejercicio, 1, &two, why())
        .await
        .unwrap();
    assert!(matches!(corte.state(), CorteState::Held { .. }));
    let late = publisher
        .approve_override(&ejercicio, &proceso, 1, &two)
        .await;
    assert!(matches!(late, Err(PublishError::NotHeld(1))));
}

#[tokio::test]
async fn a_stopped_schedule_publishes_nothing_until_it_is_released() {
    let night = Night::open().await;
    let (ejercicio, _) = night.ejercicio().await;
    let by = coordinador("coo-1");
    stop_schedule(&night.test.central, &ejercicio, &by, why())
        .await
        .unwrap();
    assert_eq!(night.tick().await.unwrap(), Tick::Waiting(Next::Stopped));
    let refused = night.now().await.unwrap_err();
    assert!(matches!(refused, PublishError::Stopped { .. }), "{refused}");
    release_schedule(&night.test.central, &ejercicio, &by, why())
        .await
        .unwrap();
    assert!(matches!(night.tick().await.unwrap(), Tick::Made(_)));
}

#[tokio::test]
async fn a_drill_publishes_from_when_a_coordinador_says() {
    let night = Night::open().await;
    let (ejercicio, _) = night.ejercicio().await;
    let by = coordinador("coo-1");
    let from = night.test.central.now().plus_seconds(3_600);
    authorise_start(&night.test.central, &ejercicio, &by, from)
        .await
        .unwrap();
    assert!(matches!(night.tick().await.unwrap(), Tick::Waiting(_)));
    assert!(!night.folder().public().exists());
    night.test.clock.advance_seconds(3_600);
    assert!(matches!(night.tick().await.unwrap(), Tick::Made(_)));
    let late = authorise_start(&night.test.central, &ejercicio, &by, from).await;
    assert!(late.unwrap_err().to_string().contains("no se cambia"));
}

#[tokio::test]
async fn every_corte_is_copied_and_read_again_in_the_second_place() {
    let night = Night::open().await;
    let corte = published(night.now().await);
    assert_eq!(night.publisher.copy_pending().await.unwrap(), 1);
    assert_eq!(night.publisher.copy_pending().await.unwrap(), 0, "once");
    let (ejercicio, _) = night.ejercicio().await;
    let second = night
        .places
        .second(ejercicio.proceso(), ejercicio.ejercicio())
        .unwrap();
    let pointer = second.pointer().unwrap().unwrap();
    assert_eq!(pointer.manifest_sha256, corte.manifest.sha256());
    let last = find_last_corte(&night.test.central, &ejercicio)
        .await
        .unwrap()
        .unwrap();
    assert!(matches!(last.copy(), CopyState::Verified { .. }));
}

#[tokio::test]
async fn a_second_place_that_fails_is_told_tried_again_and_never_in_the_way() {
    let night = Night::open().await;
    // A file stands where the folder should be.
    let place = night.places.copy.clone().unwrap();
    std::fs::write(&place, b"").unwrap();
    night.now().await.unwrap();
    assert_eq!(night.publisher.copy_pending().await.unwrap(), 0);
    let (ejercicio, _) = night.ejercicio().await;
    let last = find_last_corte(&night.test.central, &ejercicio)
        .await
        .unwrap()
        .unwrap();
    assert!(matches!(last.copy(), CopyState::Failed { .. }));
    night.test.clock.advance_seconds(1);
    published(night.now().await);
    std::fs::remove_file(&place).unwrap();
    assert_eq!(
        night.publisher.copy_pending().await.unwrap(),
        0,
        "not at once"
    );
    night.test.clock.advance_seconds(60);
    assert_eq!(night.publisher.copy_pending().await.unwrap(), 2);
}
