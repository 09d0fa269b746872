//! Envelopes and images that cannot be what they say.

use central::testing::{ACTA, jpeg, jpeg_of_size};
use prep_model::contract::{Envelope, ProblemType};

use crate::support::{Answer, JOSE, Server};

async fn deliver(image: &[u8]) -> (Server, Answer, Answer) {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let sealed = tablet.photograph(image, ACTA);
    let answer = server.deliver(&mut tablet, &sealed, image).await;
    let state = server.put(&mut tablet, &sealed).await;
    (server, answer, state)
}

#[tokio::test]
async fn bytes_that_were_not_signed_are_dropped_and_may_be_sent_again() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    let mut damaged = image.clone();
    damaged[500] ^= 1;
    let answer = server.patch(&url, 0, &damaged, true).await;
    answer.is_problem(ProblemType::ImageDigestMismatch);
    let answer = server.send(("HEAD", &url), &[], "").await;
    assert_eq!(answer.header("upload-offset"), "0");
    let answer = server.patch(&url, 0, &image, true).await;
    server.verify(&answer, &sealed);
}

#[tokio::test]
async fn a_truncated_image_is_refused_and_kept() {
    let mut image = jpeg(1);
    image.truncate(1_500);
    let (server, answer, state) = deliver(&image).await;
    answer.is_problem(ProblemType::ImageTruncated);
    assert_eq!(state.json()["state"], "rejected");
    assert_eq!(state.json()["reason"], ProblemType::ImageTruncated.title());
    assert!(state.json()["receipt"].is_null());
    let mut tx = server.test.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    let digest = prep_model::contract::Sha256Digest::of(&image);
    let kept = server
        .test
        .central
        .objects
        .get(&ejercicio.scope, digest)
        .await
        .unwrap();
    assert_eq!(kept, Some(image));
}

#[tokio::test]
async fn what_is_no_jpeg_is_refused() {
    let (_, answer, _) = deliver(b"GIF89a and so on, long enough to look like something").await;
    answer.is_problem(ProblemType::ImageNotJpeg);
}

#[tokio::test]
async fn a_few_bytes_that_unfold_to_a_vast_image_are_refused() {
    let (_, answer, _) = deliver(&jpeg_of_size(9_000, 9_000, 2_000, 1)).await;
    answer.is_problem(ProblemType::ImageBomb);
}

#[tokio::test]
async fn an_image_of_another_size_than_signed_is_refused() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let mut envelope = tablet.envelope(&image, Some(ACTA));
    envelope.image.width = 65;
    let sealed = tablet.seal(&envelope);
    let answer = server.deliver(&mut tablet, &sealed, &image).await;
    answer.is_problem(ProblemType::ImageSizeMismatch);
}

#[tokio::test]
async fn an_envelope_of_a_vast_image_is_refused_before_any_byte() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let mut envelope = tablet.envelope(&jpeg(1), Some(ACTA));
    envelope.image.width = 20_000;
    envelope.image.height = 20_000;
    let sealed = tablet.seal(&envelope);
    let answer = server.put(&mut tablet, &sealed).await;
    let problem = answer.is_problem(ProblemType::ImageTooLarge);
    assert!(problem.detail.unwrap().contains("100000000"));
}

#[tokio::test]
async fn an_envelope_with_another_signature_or_form_is_refused() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let sealed = tablet.photograph(&jpeg(1), ACTA);
    let path = format!("/v1/digitalizaciones/{}", sealed.envelope().id);
    let (input, _) = sealed.text().rsplit_once('.').unwrap();
    let other = tablet.photograph(&jpeg(2), ACTA);
    let (_, signature) = other.text().rsplit_once('.').unwrap();
    let forged = format!("{input}.{signature}");
    let answer = server
        .signed(&mut tablet, ("PUT", &path), &[JOSE], forged)
        .await;
    answer.is_problem(ProblemType::InvalidSignature);
    let answer = server
        .signed(&mut tablet, ("PUT", &path), &[JOSE], "a.b.c")
        .await;
    answer.is_problem(ProblemType::MalformedEnvelope);
    let long = "a".repeat(Envelope::MAX_LEN + 1);
    let answer = server
        .signed(&mut tablet, ("PUT", &path), &[JOSE], long)
        .await;
    answer.is_problem(ProblemType::MalformedEnvelope);
    let answer = server
        .signed(&mut tablet, ("PUT", &path), &[], "a.b.c")
        .await;
    answer.is_problem(ProblemType::UnsupportedMediaType);
    let text = other.text().to_owned();
    let answer = server
        .signed(&mut tablet, ("PUT", &path), &[JOSE], text)
        .await;
    answer.is_problem(ProblemType::InvalidRequest);
}

#[tokio::test]
async fn an_envelope_of_another_ejercicio_is_refused() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    for (proceso, ejercicio) in [("muestra-2027", "oficial"), ("otro-2027", "simulacro-1")] {
        let mut envelope = tablet.envelope(&jpeg(1), Some(ACTA));
        envelope.proceso = proceso.parse().unwrap();
        envelope.ejercicio = ejercicio.parse().unwrap();
        let sealed = tablet.seal(&envelope);
        let answer = server.put(&mut tablet, &sealed).await;
        answer.is_problem(ProblemType::OtherEjercicio);
    }
}
