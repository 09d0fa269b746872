//! Serves the pages over a throw-away installation, to be looked at: one account for each role, all
//! with the password that is printed, a simulacro (or the ejercicio given as second argument,
//! `ninguno` for none) with some actas.
//!
//! `cargo run -p web-verifier --example pages -- 127.0.0.1:8088 simulacro-1`

#![expect(clippy::print_stdout, reason = "it is a program for people")]

#[path = "../tests/it/support.rs"]
mod support;

use std::net::SocketAddr;
use std::sync::Arc;

use central::clock::SystemClock;
use prep_model::machines::acta::ActaStatus;
use prep_model::people::Role;
use tokio::net::TcpListener;
use web_verifier::{WebConfig, router};

const ACTAS: [(&str, ActaStatus, u16); 11] = [
    ("GUB", ActaStatus::Esperada, 412),
    ("GUB", ActaStatus::Acopiada, 36),
    ("GUB", ActaStatus::Digitalizada, 91),
    ("GUB", ActaStatus::Capturada, 48),
    ("GUB", ActaStatus::Verificada, 703),
    ("GUB", ActaStatus::Cotejada, 12),
    ("GUB", ActaStatus::SinActa, 2),
    ("DIP_LOC", ActaStatus::Esperada, 560),
    ("DIP_LOC", ActaStatus::Digitalizada, 141),
    ("DIP_LOC", ActaStatus::Verificada, 603),
    ("ALC", ActaStatus::Esperada, 1304),
];

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let listen = arguments
        .next()
        .unwrap_or_else(|| "127.0.0.1:8088".to_owned());
    let ejercicio = arguments.next().unwrap_or_else(|| "simulacro-1".to_owned());
    let site = support::Site::new(Arc::new(SystemClock)).await;
    if ejercicio != "ninguno" {
        site.open_ejercicio(&ejercicio, &ACTAS).await;
    }
    for role in Role::ALL {
        site.add_person(role).await;
        println!("{}  {}", support::username(role), support::PASSWORD);
    }
    println!("nueva  {}", site.add("nueva", Role::Capturista).await);

    let config = WebConfig::new(&format!("http://{listen}")).expect("an address of this machine");
    let pages = router(site.central.clone(), config);
    let listener = TcpListener::bind(&listen).await.expect("a free port");
    println!("http://{listen}/");
    let service = pages.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .await
        .expect("the server runs until it is stopped");
}
