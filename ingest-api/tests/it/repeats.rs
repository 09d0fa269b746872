//! The same again, almost the same again, and what cannot be given to an acta.

use central::store::{DigitalizacionRow, IncidentKind};
use central::testing::{ACTA, OTHER_ACTA, jpeg};
use prep_model::bitacora::PendingReason;
use prep_model::contract::{DigitalizacionId, ProblemType};
use prep_model::machines::digitalizacion::DigitalizacionState;

use crate::support::Server;

async fn row(server: &Server, id: DigitalizacionId) -> DigitalizacionRow {
    let mut tx = server.test.central.store.read("test").await.unwrap();
    tx.find_digitalizacion(id).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_same_envelope_gets_the_same_receipt_for_ever() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let first = server.deliver(&mut tablet, &sealed, &image).await.json();
    server.test.clock.advance_seconds(3 * 24 * 3600);
    let again = server.put(&mut tablet, &sealed).await.json();
    assert_eq!(again["receipt"], first["receipt"]);
}

#[tokio::test]
async fn the_same_id_with_other_bytes_is_a_conflict() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let (one, two) = (jpeg(1), jpeg(2));
    let sealed = tablet.photograph(&one, ACTA);
    server.deliver(&mut tablet, &sealed, &one).await;
    let mut envelope = tablet.envelope(&two, Some(ACTA));
    envelope.id = sealed.envelope().id;
    let other = tablet.seal(&envelope);
    let answer = server.put(&mut tablet, &other).await;
    answer.is_problem(ProblemType::IdConflict);
    let answer = server.put(&mut tablet, &sealed).await;
    server.verify(&answer, &sealed);
}

#[tokio::test]
async fn the_same_image_twice_for_one_acta_is_stored_once_and_both_arrivals_are_told() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let first = tablet.photograph(&image, ACTA);
    server.deliver(&mut tablet, &first, &image).await;
    let second = tablet.photograph(&image, ACTA);
    let answer = server.deliver(&mut tablet, &second, &image).await;
    server.verify(&answer, &second);
    let of = first.envelope().id;
    let row = row(&server, second.envelope().id).await;
    assert_eq!(row.machine.state(), &DigitalizacionState::Duplicate { of });
}

#[tokio::test]
async fn the_same_bytes_for_two_actas_are_an_incident() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let first = tablet.photograph(&image, ACTA);
    server.deliver(&mut tablet, &first, &image).await;
    let second = tablet.photograph(&image, OTHER_ACTA);
    let answer = server.deliver(&mut tablet, &second, &image).await;
    server.verify(&answer, &second);
    let mut tx = server.test.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    let incidents = tx.list_incidents(ejercicio.row_id, 10).await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].kind, IncidentKind::SameBytes);
    assert_eq!(incidents[0].digitalizacion, second.envelope().id);
    assert_eq!(incidents[0].other, Some(first.envelope().id));
}

#[tokio::test]
async fn what_no_acta_can_take_is_kept_for_a_person() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let unknown = "GUB/090999B0100/A02";
    let sealed = tablet.photograph(&image, unknown);
    let answer = server.deliver(&mut tablet, &sealed, &image).await;
    server.verify(&answer, &sealed);
    let kept = row(&server, sealed.envelope().id).await;
    let DigitalizacionState::PendingIdentification { cause, .. } = kept.machine.state() else {
        panic!("{:?}", kept.machine);
    };
    let acta = unknown.parse().unwrap();
    assert_eq!(cause, &PendingReason::NotInCatalogue { acta });

    let image = jpeg(2);
    let envelope = tablet.envelope(&image, None);
    let sealed = tablet.seal(&envelope);
    let answer = server.deliver(&mut tablet, &sealed, &image).await;
    server.verify(&answer, &sealed);
    let kept = row(&server, sealed.envelope().id).await;
    let DigitalizacionState::PendingIdentification { cause, .. } = kept.machine.state() else {
        panic!("{:?}", kept.machine);
    };
    assert_eq!(cause, &PendingReason::Unidentified);
}

#[tokio::test]
async fn a_gap_in_the_sequence_is_told_and_a_changed_history_is_an_incident() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let _lost = tablet.photograph(&jpeg(1), ACTA);
    let image = jpeg(2);
    let after_gap = tablet.photograph(&image, ACTA);
    let answer = server.deliver(&mut tablet, &after_gap, &image).await;
    server.verify(&answer, &after_gap);
    let image = jpeg(3);
    let mut envelope = tablet.envelope(&image, Some(OTHER_ACTA));
    envelope.prev = prep_model::contract::Sha256Digest::of(b"another history");
    let broken = tablet.seal(&envelope);
    let answer = server.deliver(&mut tablet, &broken, &image).await;
    server.verify(&answer, &broken);
    let mut tx = server.test.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    let incidents = tx.list_incidents(ejercicio.row_id, 10).await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].kind, IncidentKind::BrokenSequence);
}
