//! The way of our tablets: PUT, then PATCH in the IETF dialect; and creation by other clients of it.

use central::testing::{ACTA, acta, jpeg, jpeg_of_size};
use prep_model::contract::{ProblemType, Sha256Digest};
use prep_model::machines::acta::ActaStatus;

use crate::support::{LAST, PARTIAL, Server};

#[tokio::test]
async fn put_and_patch_give_a_receipt_and_the_acta_is_digitalizada() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let answer = server.deliver(&mut tablet, &sealed, &image).await;
    let receipt = server.verify(&answer, &sealed);
    assert_eq!(receipt.sha256, Sha256Digest::of(&image));
    assert_eq!(answer.header("upload-complete"), "?1");

    let central = &server.test.central;
    let mut tx = central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    let row = tx
        .find_acta(ejercicio.row_id, &acta(ACTA))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.status, ActaStatus::Digitalizada);
    assert_eq!(row.acta.image_of_record(), Some(sealed.envelope().id));
    let stored = central
        .objects
        .get(&ejercicio.scope, Sha256Digest::of(&image))
        .await
        .unwrap();
    assert_eq!(stored, Some(image));
    drop(tx);
    let report = central::bitacora::verify_bitacora(central, &ejercicio)
        .await
        .unwrap();
    assert!(report.events >= 6, "{report:?}");
}

#[tokio::test]
async fn pieces_add_up_and_the_state_tells_where_to_go_on() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg_of_size(64, 64, 600_000, 1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    let (first, second) = image.split_at(300_001);
    let answer = server.patch(&url, 0, first, false).await;
    assert_eq!(answer.status, 204, "{answer:?}");
    assert_eq!(answer.header("upload-offset"), "300001");
    assert_eq!(answer.header("upload-complete"), "?0");

    let answer = server.put(&mut tablet, &sealed).await;
    assert_eq!(answer.json()["upload"]["offset"], 300_001);
    let answer = server.send(("HEAD", &url), &[], "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("upload-offset")),
        (204, "300001")
    );
    assert_eq!(answer.header("upload-length"), image.len().to_string());
    assert!(answer.header("upload-limit").contains("max-size=33554432"));

    let answer = server.patch(&url, 300_001, second, true).await;
    server.verify(&answer, &sealed);
    let answer = server.send(("HEAD", &url), &[], "").await;
    assert_eq!(answer.header("upload-complete"), "?1");
    let answer = server.send(("GET", &url), &[], "").await;
    server.verify(&answer, &sealed);
}

#[tokio::test]
async fn a_holder_of_the_envelope_creates_and_sends_in_one_request() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let digest = Sha256Digest::of(&image).to_digest_header();
    let headers = [
        ("prep-envelope", sealed.text()),
        LAST,
        ("repr-digest", &digest),
        ("content-digest", &digest),
    ];
    let answer = server
        .send(("POST", "/v1/uploads"), &headers, image.clone())
        .await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert!(answer.header("location").contains("/v1/uploads/"));
    server.verify_text(answer.json()["receipt"].as_str().unwrap(), &sealed);

    let again = server.send(("POST", "/v1/uploads"), &headers, image).await;
    assert_eq!(again.json()["receipt"], answer.json()["receipt"]);
}

#[tokio::test]
async fn interop_version_3_of_ios_says_incomplete_and_names_no_type() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let version = ("upload-draft-interop-version", "3");
    let headers = [
        ("prep-envelope", sealed.text()),
        version,
        ("upload-incomplete", "?1"),
    ];
    let answer = server.send(("POST", "/v1/uploads"), &headers, "").await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("upload-incomplete"), "?1");
    let url = answer.header("location").to_owned();
    let headers = [version, ("upload-offset", "0"), ("upload-incomplete", "?0")];
    let answer = server.send(("PATCH", &url), &headers, image).await;
    server.verify(&answer, &sealed);
    assert_eq!(answer.header("upload-draft-interop-version"), "3");
}

#[tokio::test]
async fn a_wrong_offset_tells_the_right_one() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    server.patch(&url, 0, &image[..100], false).await;
    for offset in [0, 99, 101] {
        let answer = server.patch(&url, offset, &image[offset..], true).await;
        let problem = answer.is_problem(ProblemType::MismatchingUploadOffset);
        assert_eq!(problem.expected_offset, Some(100));
        assert_eq!(problem.provided_offset, Some(offset as u64));
        assert_eq!(answer.header("upload-offset"), "100");
    }
}

#[tokio::test]
async fn what_the_draft_refuses_is_refused() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    let text = [("content-type", "text/plain"), ("upload-offset", "0")];
    let answer = server.send(("PATCH", &url), &text, image.clone()).await;
    answer.is_problem(ProblemType::UnsupportedMediaType);
    let answer = server
        .send(("PATCH", &url), &[PARTIAL], image.clone())
        .await;
    answer.is_problem(ProblemType::InvalidRequest);
    let answer = server.patch(&url, 0, &image[..10], true).await;
    answer.is_problem(ProblemType::InconsistentUploadLength);
    let bad = [PARTIAL, ("upload-offset", "-1"), LAST];
    let answer = server.send(("PATCH", &url), &bad, "").await;
    answer.is_problem(ProblemType::InvalidRequest);
    let mut long = image.clone();
    long.push(0);
    let answer = server.patch(&url, 10, &long[10..], true).await;
    answer.is_problem(ProblemType::InconsistentUploadLength);
    let answer = server.patch(&url, 10, &image[10..], true).await;
    server.verify(&answer, &sealed);
    let answer = server.patch(&url, image.len(), b"", true).await;
    answer.is_problem(ProblemType::CompletedUpload);
}

#[tokio::test]
async fn a_piece_that_is_not_its_digest_leaves_nothing() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    let wrong = Sha256Digest::of(b"other").to_digest_header();
    let headers = [
        PARTIAL,
        ("upload-offset", "0"),
        ("content-digest", wrong.as_str()),
    ];
    let answer = server
        .send(("PATCH", &url), &headers, image[..50].to_vec())
        .await;
    answer.is_problem(ProblemType::DigestMismatch);
    let answer = server.send(("HEAD", &url), &[], "").await;
    assert_eq!(answer.header("upload-offset"), "0");
}
