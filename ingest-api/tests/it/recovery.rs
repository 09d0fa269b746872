//! Full disks, kills, and time.

use central::recepcion::{Recovery, recover};
use central::testing::{ACTA, jpeg};
use prep_model::contract::ProblemType;

use crate::support::Server;

#[tokio::test]
async fn a_full_disk_acknowledges_nothing_and_later_it_works() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    server.patch(&url, 0, &image[..100], false).await;
    server.test.central.objects.set_full(true);
    let answer = server.patch(&url, 100, &image[100..], true).await;
    let problem = answer.is_problem(ProblemType::StorageFull);
    assert_eq!(problem.retry_after_seconds, Some(60));
    assert_eq!(answer.header("retry-after"), "60");
    let state = server.put(&mut tablet, &sealed).await.json();
    assert_eq!(state["state"], "receiving");
    assert_eq!(state["upload"]["offset"], 100);
    server.test.central.objects.set_full(false);
    let answer = server.patch(&url, 100, &image[100..], true).await;
    server.verify(&answer, &sealed);
}

#[tokio::test]
async fn killed_between_image_and_row_it_is_recovered_at_start() {
    let server = Server::open().await;
    let central = &server.test.central;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    // What a kill leaves: every byte in the part, the object stored, the row as it was.
    let capability = url.rsplit('/').next().unwrap();
    let part = server.test.folder().join("objects/parts").join(capability);
    std::fs::write(part, &image).unwrap();
    let mut tx = central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    let digest = sealed.envelope().image.sha256;
    central
        .objects
        .put(&ejercicio.scope, digest, image.clone())
        .await
        .unwrap();

    let recovery = recover(central).await.unwrap();
    assert_eq!(recovery.completed, 1);
    let state = server.put(&mut tablet, &sealed).await;
    server.verify(&state, &sealed);
    assert_eq!(recover(central).await.unwrap(), Recovery::default());
}

#[tokio::test]
async fn parts_without_upload_are_removed_at_start() {
    let server = Server::open().await;
    let central = &server.test.central;
    let part = server.test.folder().join("objects/parts/0123");
    std::fs::write(&part, b"left over").unwrap();
    assert_eq!(recover(central).await.unwrap().orphans, 1);
    assert!(!part.exists());
}

#[tokio::test]
async fn an_expired_url_is_good_for_nothing_and_a_new_one_is_given() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    server.patch(&url, 0, &image[..100], false).await;
    server.test.clock.advance_seconds(36 * 3600);
    let answer = server.patch(&url, 100, &image[100..], true).await;
    answer.is_problem(ProblemType::UploadExpired);
    assert_eq!(recover(&server.test.central).await.unwrap().expired, 1);
    let fresh = server.register(&mut tablet, &sealed).await;
    assert_ne!(fresh, url);
    let answer = server.send(("HEAD", &url), &[], "").await;
    answer.is_problem(ProblemType::UploadNotFound);
    let answer = server.patch(&fresh, 0, &image, true).await;
    server.verify(&answer, &sealed);
}
