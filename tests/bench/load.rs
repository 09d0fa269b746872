//! Signed images, and clients that send them at the same time.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use central::testing::{Tablet, jpeg_of_size};
use system_tests::installation::Installation;

use crate::http::Line;

/// What tus calls an image of an acta.
const IMAGE_BYTES: usize = 230_000;
pub(crate) const CLIENTS: usize = 64;

/// An image with the envelope that its tablet signed.
pub(crate) struct Signed {
    pub(crate) image: Vec<u8>,
    /// The value of `Upload-Metadata`.
    pub(crate) metadata: String,
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// An image of the size that tablets send, different for each number.
pub(crate) fn image(number: usize) -> Vec<u8> {
    let mut image = jpeg_of_size(1_200, 1_600, IMAGE_BYTES - 1_000, 7);
    let mark = format!("{number:08}");
    let middle = image.len() / 2;
    image[middle..middle + mark.len()].copy_from_slice(mark.as_bytes());
    image
}

/// Enrols a tablet for each client and signs `each` images with it, each of an acta of its own as
/// far as there are enough.
pub(crate) fn signed(installation: &Installation, each: usize) -> Vec<Vec<Signed>> {
    let codes = installation.codes(CLIENTS);
    let actas = installation.actas("GUB");
    let mut line = Line::to(installation.address()).expect("it serves");
    let client = |(number, code): (usize, &String)| {
        let mut tablet = Tablet::new(&format!("{number}"));
        let code = code.parse().expect("a code");
        let request = tablet.enrolment(&code, &installation.url());
        let kind = [("Content-Type", "application/jose")];
        let answer = line.ask(("POST", "/v1/altas"), &kind, request.as_bytes());
        let answer = answer.expect("it answers");
        assert_eq!(answer.status, 201, "{}", answer.text());
        let sign = |nth: usize| {
            let nth = number * each + nth;
            let image = image(nth);
            let mut envelope = tablet.envelope(&image, Some(&actas[nth % actas.len()]));
            envelope.proceso = "demo-1".parse().expect("a name");
            let sealed = tablet.seal(&envelope);
            let metadata = format!(
                "envelope {}",
                Base64::encode_string(sealed.text().as_bytes())
            );
            Signed { image, metadata }
        };
        (0..each).map(sign).collect()
    };
    codes.iter().enumerate().map(client).collect()
}

/// Sends everything, each client over one connection, all at once; how long it took until the last
/// was answered. `servers` take turns with the clients.
pub(crate) fn send(servers: &[SocketAddr], path: &str, clients: &[Vec<Signed>]) -> Duration {
    let start = Barrier::new(clients.len() + 1);
    thread::scope(|scope| {
        for (nth, images) in clients.iter().enumerate() {
            let (start, server) = (&start, servers[nth % servers.len()]);
            scope.spawn(move || {
                let mut line = Line::to(server).expect("it serves");
                start.wait();
                for signed in images {
                    upload(&mut line, path, signed);
                }
            });
        }
        start.wait();
        now()
    })
    .elapsed()
}

/// Creation with upload, as tus 1.0.0 has it.
fn upload(line: &mut Line, path: &str, signed: &Signed) {
    let length = signed.image.len().to_string();
    let headers = [
        ("Tus-Resumable", "1.0.0"),
        ("Upload-Length", length.as_str()),
        ("Upload-Metadata", &signed.metadata),
        ("Content-Type", "application/offset+octet-stream"),
    ];
    let answer = line.ask(("POST", path), &headers, &signed.image);
    let answer = answer.expect("it answers");
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("upload-offset"), length, "all of it is there");
}
