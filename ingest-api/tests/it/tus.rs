//! Clients of tus 1.0.0, who know nothing of us but the envelope.

use base64ct::{Base64, Encoding};
use central::testing::{ACTA, jpeg};
use prep_model::contract::{ProblemType, Sha256Digest};

use crate::support::{OCTETS, Server, TUS};

fn metadata(envelope: &str) -> String {
    format!(
        "filename YQ==,envelope {}",
        Base64::encode_string(envelope.as_bytes())
    )
}

#[tokio::test]
async fn creation_pieces_and_the_receipt_in_a_header() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let (metadata, length) = (metadata(sealed.text()), image.len().to_string());
    let headers = [
        TUS,
        ("upload-metadata", metadata.as_str()),
        ("upload-length", &length),
    ];
    let answer = server.send(("POST", "/v1/uploads"), &headers, "").await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    assert!(answer.header("upload-expires").ends_with(" GMT"));
    let url = answer.header("location").to_owned();

    let checksum = Sha256Digest::of(&image[..700]).to_upload_checksum();
    let first = [
        TUS,
        OCTETS,
        ("upload-offset", "0"),
        ("upload-checksum", checksum.as_str()),
    ];
    let answer = server
        .send(("PATCH", &url), &first, image[..700].to_vec())
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("upload-offset")),
        (204, "700")
    );
    let answer = server.send(("HEAD", &url), &[TUS], "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("upload-offset")),
        (200, "700")
    );
    assert_eq!(answer.header("upload-length"), length);
    assert!(answer.header("upload-metadata").starts_with("envelope "));

    let over = [
        TUS,
        OCTETS,
        ("x-http-method-override", "PATCH"),
        ("upload-offset", "700"),
    ];
    let answer = server
        .send(("POST", &url), &over, image[700..].to_vec())
        .await;
    assert_eq!(answer.status, 204, "{answer:?}");
    server.verify_text(answer.header("prep-receipt"), &sealed);
    let answer = server.send(("HEAD", &url), &[TUS], "").await;
    assert_eq!(answer.header("upload-offset"), length);
    server.verify_text(answer.header("prep-receipt"), &sealed);
}

#[tokio::test]
async fn creation_with_upload_and_options() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let (metadata, length) = (metadata(sealed.text()), image.len().to_string());
    let headers = [
        TUS,
        OCTETS,
        ("upload-metadata", metadata.as_str()),
        ("upload-length", &length),
    ];
    let answer = server.send(("POST", "/v1/uploads"), &headers, image).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("upload-offset")),
        (201, length.as_str())
    );
    server.verify_text(answer.header("prep-receipt"), &sealed);

    let answer = server.send(("OPTIONS", "/v1/uploads"), &[], "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("tus-version"), "1.0.0");
    assert_eq!(answer.header("tus-max-size"), "33554432");
    for extension in [
        "creation-with-upload",
        "checksum",
        "expiration",
        "termination",
    ] {
        assert!(answer.header("tus-extension").contains(extension));
    }
}

#[tokio::test]
async fn what_tus_refuses_is_refused() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let metadata = metadata(sealed.text());
    let named = ("upload-metadata", metadata.as_str());
    let answer = server
        .send(
            ("POST", "/v1/uploads"),
            &[("tus-resumable", "0.2.2"), named],
            "",
        )
        .await;
    answer.is_problem(ProblemType::UnsupportedTusVersion);
    assert_eq!(answer.header("tus-version"), "1.0.0");
    let answer = server.send(("POST", "/v1/uploads"), &[TUS], "").await;
    answer.is_problem(ProblemType::InvalidRequest);
    let wrong = [TUS, named, ("upload-length", "5")];
    let answer = server.send(("POST", "/v1/uploads"), &wrong, "").await;
    answer.is_problem(ProblemType::InconsistentUploadLength);

    let url = server.register(&mut tablet, &sealed).await;
    let checksum = Sha256Digest::of(b"other").to_upload_checksum();
    let headers = [
        TUS,
        OCTETS,
        ("upload-offset", "0"),
        ("upload-checksum", checksum.as_str()),
    ];
    let answer = server
        .send(("PATCH", &url), &headers, image[..9].to_vec())
        .await;
    assert_eq!(answer.status.as_u16(), 460);
    answer.is_problem(ProblemType::DigestMismatch);
}

#[tokio::test]
async fn termination_drops_the_bytes_and_the_envelope_may_come_again() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    server.patch(&url, 0, &image[..100], false).await;
    let answer = server.send(("DELETE", &url), &[TUS], "").await;
    assert_eq!(answer.status, 204);
    let answer = server.send(("HEAD", &url), &[TUS], "").await;
    answer.is_problem(ProblemType::UploadExpired);
    let answer = server.deliver(&mut tablet, &sealed, &image).await;
    server.verify(&answer, &sealed);
}
