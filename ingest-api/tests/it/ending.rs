//! A process that was told to end: balancers know, and uploads go on elsewhere.

use std::time::Duration;

use central::testing::{ACTA, jpeg_of_size, public_url};
use ingest_api::{IngestConfig, Phase, Process, router, router_in};
use prep_model::contract::{Problem, ProblemType};
use tokio::io::AsyncReadExt as _;
use tokio::sync::watch;

use crate::connections::{begin_patch, listen};
use crate::support::{Server, TUS};

#[tokio::test]
async fn an_upload_in_course_is_handed_back_with_what_came_of_it() {
    let (phase, phases) = watch::channel(Phase::Serving);
    let mut server = Server::open().await;
    let config = IngestConfig {
        public_url: public_url(),
    };
    let elsewhere = router(server.test.central.clone(), config.clone());
    let process = Process::new(["ingest", "web"], phases);
    server.router = router_in(process, server.test.central.clone(), config);
    let address = listen(&server).await;
    let mut tablet = server.test.tablet("t1").await;
    let image = jpeg_of_size(64, 64, 400_000, 1);
    let sealed = tablet.photograph(&image, ACTA);
    let url = server.register(&mut tablet, &sealed).await;
    let ready = server.send(("GET", "/health/ready"), &[], "").await.json();
    assert_eq!(ready["roles"], serde_json::json!(["ingest", "web"]));

    let whole = (image.len(), &image[..100_000]);
    let mut slow = begin_patch(address, &url, 0, whole).await;
    phase.send_replace(Phase::Ending);
    let ready = server.send(("GET", "/health/ready"), &[], "").await;
    ready.is_problem(ProblemType::Unavailable);
    let live = server.send(("GET", "/health/live"), &[], "").await.json();
    assert_eq!(live["status"], "ending");
    // It is not broken off for that: no answer comes.
    let mut answer = vec![0; 2_000];
    let early = tokio::time::timeout(Duration::from_millis(300), slow.read(&mut answer)).await;
    assert!(early.is_err(), "{early:?}");

    phase.send_replace(Phase::HandingBack);
    let read = slow.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("retry-after: 1\r\n"), "{answer}");
    let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    let problem = Problem::from_json(body.as_bytes());
    assert_eq!(problem.unwrap().kind, ProblemType::Unavailable, "{answer}");

    server.router = elsewhere;
    let state = server.send(("HEAD", &url), &[TUS], "").await;
    assert_eq!(state.header("upload-offset"), "100000");
    let done = server.patch(&url, 100_000, &image[100_000..], true).await;
    server.verify(&done, &sealed);
}
