//! Bolsas PREP and the progress of a CATD, as a tablet asks for them.

use axum::http::StatusCode;
use central::accounts::{DisplayName, NewAccount, Username, add_account};
use central::testing::{ACTA, Tablet};
use prep_model::bitacora::Actor;
use prep_model::contract::{BolsaCondition, BolsaReceipt, ProblemType, SealedBolsa};
use prep_model::people::Role;

use crate::support::{Answer, JOSE, Server};

async fn put(server: &Server, tablet: &mut Tablet, sealed: &SealedBolsa) -> Answer {
    let path = format!("/v1/bolsas/{}", sealed.bolsa().id);
    let text = sealed.text().to_owned();
    server.signed(tablet, ("PUT", &path), &[JOSE], text).await
}

#[tokio::test]
async fn a_bag_is_stored_and_signed_for_once() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let sealed = tablet.receive(&[ACTA], BolsaCondition::Open);
    let first = put(&server, &mut tablet, &sealed).await;
    assert_eq!(first.status, StatusCode::OK, "{first:?}");
    let state = first.json();
    assert_eq!(state["state"], "stored");
    let key = prep_model::contract::Signer::public_key(&server.test.central.keys.acuse);
    let receipt = BolsaReceipt::open(state["receipt"].as_str().unwrap(), &key).unwrap();
    receipt.matches(&sealed).unwrap();
    assert_eq!(put(&server, &mut tablet, &sealed).await.json(), state);
    let other = tablet.receive(&[ACTA], BolsaCondition::Whole);
    let path = format!("/v1/bolsas/{}", sealed.bolsa().id);
    let text = other.text().to_owned();
    let answer = server
        .signed(&mut tablet, ("PUT", &path), &[JOSE], text)
        .await;
    answer.is_problem(ProblemType::InvalidRequest);
}

#[tokio::test]
async fn what_is_no_reception_is_refused_with_its_reason() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let photo = tablet.photograph(&central::testing::jpeg(1), ACTA);
    let path = format!("/v1/bolsas/{}", photo.envelope().id);
    for (body, kind) in [
        (photo.text().to_owned(), ProblemType::MalformedEnvelope),
        ("no es un JWS".to_owned(), ProblemType::MalformedEnvelope),
        ("x".repeat(9_000), ProblemType::MalformedEnvelope),
    ] {
        let answer = server
            .signed(&mut tablet, ("PUT", &path), &[JOSE], body)
            .await;
        answer.is_problem(kind);
    }
    let odd = server
        .signed(&mut tablet, ("PUT", "/v1/bolsas/x"), &[JOSE], "")
        .await;
    odd.is_problem(ProblemType::NotFound);
    let unsigned = server.send(("PUT", &path), &[JOSE], "x").await;
    unsigned.is_problem(ProblemType::Unauthorized);
}

#[tokio::test]
async fn a_supervisor_hears_of_bags_and_of_what_tablets_hold() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let new = |name: &str, role| NewAccount {
        username: Username::new(name).unwrap(),
        display_name: DisplayName::new("Persona de Prueba").unwrap(),
        role,
        scope: "todo".parse().unwrap(),
    };
    let mut people = Vec::new();
    for (name, role) in [("sup", Role::Supervisor), ("cael", Role::Cael)] {
        let added = add_account(&server.test.central, &Actor::System, &new(name, role)).await;
        people.push(added.unwrap().person.to_string());
    }
    let sealed = tablet.receive(&[ACTA], BolsaCondition::Whole);
    put(&server, &mut tablet, &sealed).await;
    let path = format!("/v1/avance?person={}", people[0]);
    let says = format!("waiting=3, rejected=1, oldest=60, person={}", people[1]);
    let report = ("prep-estado", says.as_str());
    let nonsense = ("prep-estado", "¿?");
    let told = server
        .signed(&mut tablet, ("GET", &path), &[report], "")
        .await;
    assert_eq!(told.status, StatusCode::OK, "{told:?}");
    let odd = server
        .signed(&mut tablet, ("GET", &path), &[nonsense], "")
        .await;
    assert_eq!(odd.status, StatusCode::OK, "passed over");
    let body = told.json();
    assert_eq!(body["totals"]["bolsas"], 1);
    assert_eq!(body["tablets"][0]["waiting"], 3);
    assert_eq!(body["tablets"][0]["label"], "t1");
    let other = format!("/v1/avance?person={}", people[1]);
    let refused = server.signed(&mut tablet, ("GET", &other), &[], "").await;
    let problem = refused.is_problem(ProblemType::Forbidden);
    assert!(problem.detail.unwrap().contains("supervisa"));
    let nobody = server
        .signed(&mut tablet, ("GET", "/v1/avance"), &[], "")
        .await;
    nobody.is_problem(ProblemType::InvalidRequest);
}
