//! Programs of others against a real server: tests/clients. One whose packages are not installed is
//! SKIPPED and says so; `scripts/test` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use central::testing::{ACTA, TestCentral, jpeg_of_size};
use ingest_api::{IngestConfig, router};
use prep_model::contract::SealedEnvelope;
use tokio::net::TcpListener;

use crate::support::Server;

/// A server that listens, an envelope and its image as files.
struct Stage {
    server: Server,
    base: String,
    sealed: SealedEnvelope,
    envelope: PathBuf,
    image: PathBuf,
}

async fn stage() -> Stage {
    let test = TestCentral::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let config = IngestConfig {
        public_url: base.parse().unwrap(),
    };
    let router = router(test.central.clone(), config);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut tablet = test.tablet("t1").await;
    let bytes = jpeg_of_size(64, 64, 230_000, 1);
    let sealed = tablet.photograph(&bytes, ACTA);
    let (envelope, image) = (test.folder().join("1.jws"), test.folder().join("1.jpg"));
    std::fs::write(&envelope, sealed.text()).unwrap();
    std::fs::write(&image, bytes).unwrap();
    Stage {
        server: Server::over(test),
        base,
        sealed,
        envelope,
        image,
    }
}

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/clients")
}

/// Runs a client; its last line must be the receipt.
async fn deliver_with(program: &str, script: &str) {
    let stage = stage().await;
    let mut command = Command::new(program);
    command
        .arg(clients().join(script))
        .arg(&stage.base)
        .args([&stage.envelope, &stage.image]);
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{script}: {said}{complaint}");
    let receipt = said.trim().lines().last().unwrap_or_default();
    stage.server.verify_text(receipt, &stage.sealed);
}

/// True if the command succeeds.
fn works(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_client_of_the_ietf_draft_delivers() {
    if !works("python3", &["--version"]) {
        println!("SKIPPED: no python3");
        return;
    }
    deliver_with("python3", "ietf_client.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tus_js_client_delivers() {
    let installed = clients().join("node_modules/tus-js-client").is_dir();
    if !installed || !works("node", &["--version"]) {
        println!("SKIPPED: npm ci --prefix tests/clients");
        return;
    }
    deliver_with("node", "tus_client.mjs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tuspy_delivers() {
    let python = std::env::var("PREP_TUSPY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !works(&python, &["-c", "import tusclient"]) {
        println!("SKIPPED: pip install -r tests/clients/requirements.txt (PREP_TUSPY_PYTHON)");
        return;
    }
    deliver_with(&python, "tuspy_client.py").await;
}
