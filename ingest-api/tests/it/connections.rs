//! Real connections: clients that vanish, and two that send the same upload.

use std::time::Duration;

use central::testing::{ACTA, jpeg_of_size};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::Server;

pub(crate) async fn listen(server: &Server) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = server.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Begins a PATCH of `length` bytes and sends only `bytes` of them.
pub(crate) async fn begin_patch(
    address: std::net::SocketAddr,
    url: &str,
    offset: usize,
    (length, bytes): (usize, &[u8]),
) -> TcpStream {
    let path = url.strip_prefix("http://127.0.0.1:8080").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/partial-upload\r\n\
         upload-offset: {offset}\r\nupload-complete: ?1\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.flush().await.unwrap();
    stream
}

async fn offset_of(server: &Server, url: &str) -> usize {
    let state = server.send(("GET", url), &[], "").await.json();
    usize::try_from(state["upload"]["offset"].as_u64().unwrap()).unwrap()
}

#[tokio::test]
async fn what_a_vanishing_client_sent_stays() {
    let server = Server::open().await;
    let address = listen(&server).await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg_of_size(64, 64, 400_000, 1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    let stream = begin_patch(address, &url, 0, (image.len(), &image[..100_000])).await;
    // The bytes must have left this machine's buffers before the connection dies.
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(stream);
    let mut held = 0;
    for _ in 0..100 {
        held = offset_of(&server, &url).await;
        if held > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(held, 100_000);
    let answer = server.patch(&url, held, &image[held..], true).await;
    server.verify(&answer, &sealed);
}

#[tokio::test]
async fn a_slow_line_that_never_pauses_is_durable_after_a_second() {
    let server = Server::open().await;
    let address = listen(&server).await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg_of_size(64, 64, 400_000, 1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    let mut stream = begin_patch(address, &url, 0, (image.len(), &image[..1_000])).await;
    let capability = url.rsplit('/').next().unwrap();
    // The pace is the test: far less than a piece, and never a second without a byte. What is durable
    // is looked at directly, because asking would end the request.
    let mut sent = 1_000;
    let part = server.test.folder().join("objects/parts").join(capability);
    while std::fs::metadata(&part).map_or(0, |part| part.len()) == 0 {
        assert!(sent < 100_000, "nothing is durable after {sent} bytes");
        stream.write_all(&image[sent..sent + 1_000]).await.unwrap();
        sent += 1_000;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_newer_request_takes_the_upload_over_from_a_dead_one() {
    let server = Server::open().await;
    let address = listen(&server).await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg_of_size(64, 64, 400_000, 1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    let mut first = begin_patch(address, &url, 0, (image.len(), &image[..50_000])).await;
    // Until the first request holds the upload, there is nothing to take over.
    while offset_of(&server, &url).await == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let answer = server.send(("HEAD", &url), &[], "").await;
    let held: usize = answer.header("upload-offset").parse().unwrap();
    let mut text = vec![0; 200];
    let read = first.read(&mut text).await.unwrap();
    let text = String::from_utf8_lossy(&text[..read]).into_owned();
    assert!(text.starts_with("HTTP/1.1 423"), "{text}");
    let answer = server.patch(&url, held, &image[held..], true).await;
    server.verify(&answer, &sealed);
}
