//! Two processes on one database and one S3 store, behind a balancer that knows nothing.

use std::time::Duration;

use central::testing::{ACTA, S3Server, TestCentral, jpeg_of_size};
use ingest_api::{IngestConfig, router};
use prep_model::contract::ProblemType;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::connections::{begin_patch, listen};
use crate::support::{OCTETS, Server, TUS};

struct Pair {
    one: Server,
    other: Server,
    _store: S3Server,
}

async fn pair() -> Pair {
    let store = S3Server::start().await;
    let mut test = TestCentral::open().await;
    test.central.objects = store.objects().await;
    let mut second = test.central.clone();
    second.objects = store.objects().await;
    let config = IngestConfig {
        public_url: central::testing::public_url(),
    };
    let other = Server {
        test: TestCentral::empty().await,
        router: router(second, config),
    };
    Pair {
        one: Server::over(test),
        other,
        _store: store,
    }
}

#[tokio::test]
async fn an_upload_begun_in_one_process_ends_in_another() {
    let Pair { one, other, .. } = &pair().await;
    let mut tablet = one.test.tablet("t1").await;
    let image = jpeg_of_size(64, 64, 400_000, 1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = one.register(&mut tablet, &sealed).await;
    let first = one.patch(&url, 0, &image[..300_000], false).await;
    assert_eq!(first.status, 204, "{first:?}");
    let state = other.send(("HEAD", &url), &[TUS], "").await;
    assert_eq!(state.header("upload-offset"), "300000");
    let wrong = other.patch(&url, 299_999, &image[299_999..], true).await;
    wrong.is_problem(ProblemType::MismatchingUploadOffset);
    let last = other.patch(&url, 300_000, &image[300_000..], true).await;
    let receipt = one.verify(&last, &sealed);
    let again = one.put(&mut tablet, &sealed).await;
    assert_eq!(one.verify(&again, &sealed), receipt);
}

#[tokio::test]
async fn a_digest_that_is_wrong_takes_back_what_came_in_another_process_too() {
    let Pair { one, other, .. } = &pair().await;
    let mut tablet = one.test.tablet("t1").await;
    let image = jpeg_of_size(64, 64, 400_000, 1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = one.register(&mut tablet, &sealed).await;
    let wrong = prep_model::contract::Sha256Digest::of(b"other").to_upload_checksum();
    let headers = [
        TUS,
        OCTETS,
        ("upload-offset", "0"),
        ("upload-checksum", wrong.as_str()),
    ];
    let refused = one
        .send(("PATCH", &url), &headers, image[..300_000].to_vec())
        .await;
    assert_eq!(refused.status, 460, "{refused:?}");
    let state = other.send(("HEAD", &url), &[TUS], "").await;
    assert_eq!(state.header("upload-offset"), "0");
    let done = other.patch(&url, 0, &image, true).await;
    one.verify(&done, &sealed);
}

/// A request that is still sending is refused once another process told where to go on.
#[tokio::test]
async fn the_newest_request_wins_between_processes() {
    let Pair { one, other, .. } = &pair().await;
    let address = listen(one).await;
    let mut tablet = one.test.tablet("t1").await;
    let image = jpeg_of_size(64, 64, 800_000, 1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = one.register(&mut tablet, &sealed).await;
    let whole = (image.len(), &image[..300_000]);
    let mut older = begin_patch(address, &url, 0, whole).await;
    // What is durable is looked at directly, because asking would end the request.
    let capability = url.rsplit('/').next().unwrap();
    loop {
        let mut tx = one.test.central.store.read("test").await.unwrap();
        if !tx.list_pieces(capability).await.unwrap().is_empty() {
            break;
        }
        drop(tx);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut answer = vec![0; 500];
    let state = other.send(("HEAD", &url), &[TUS], "").await;
    let held: usize = state.header("upload-offset").parse().unwrap();
    assert!(held > 0);
    // What the older had gathered, or whatever it sends now, comes too late.
    let soon = Duration::from_secs(3);
    let read = if let Ok(read) = tokio::time::timeout(soon, older.read(&mut answer)).await {
        read.unwrap()
    } else {
        let more = &image[300_000..301_000];
        older.write_all(more).await.unwrap();
        older.read(&mut answer).await.unwrap()
    };
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 423"), "{answer}");
    let state = other.send(("HEAD", &url), &[TUS], "").await;
    assert_eq!(state.header("upload-offset"), held.to_string());
    let done = other.patch(&url, held, &image[held..], true).await;
    one.verify(&done, &sealed);
}
