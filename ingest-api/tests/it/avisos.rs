//! Avisos on a tablet: read by who holds it, acknowledged once and as often as told.

use axum::http::StatusCode;
use central::accounts::{DisplayName, NewAccount, Scope, Username, add_account};
use central::avisos::publish_aviso;
use central::testing::person;
use prep_model::bitacora::{Actor, Audience, Place, Reason};
use prep_model::contract::ProblemType;
use prep_model::people::Role;
use serde_json::{Value, json};

use crate::support::Server;

async fn cael(server: &Server, username: &str, scope: &str) -> String {
    let new = NewAccount {
        username: Username::new(username).unwrap(),
        display_name: DisplayName::new("Persona de Prueba").unwrap(),
        role: Role::Cael,
        scope: scope.parse::<Scope>().unwrap(),
    };
    let added = add_account(&server.test.central, &Actor::System, &new).await;
    added.unwrap().person.to_string()
}

async fn publish(server: &Server, place: Option<&str>, text: &str) -> u32 {
    let central = &server.test.central;
    let mut tx = central.store.read("test").await.unwrap();
    let run = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    let audience = Audience {
        role: None,
        place: place.map(|place| Place::new(place).unwrap()),
    };
    let sara = person("sara", Role::Supervisor);
    let text = Reason::new(text).unwrap();
    let number = publish_aviso(central, &run, &sara, audience, text).await;
    number.unwrap()
}

#[tokio::test]
async fn who_holds_a_tablet_reads_and_acknowledges_what_is_for_them() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let person = cael(&server, "cael-uno", "distrito:9").await;
    publish(&server, None, "la línea de soporte es la 5").await;
    let mine = publish(&server, Some("distrito:9"), "regrese al CATD").await;
    let other = publish(&server, Some("distrito:10"), "espere").await;
    let path = format!("/v1/avisos?person={person}");
    let list = server.signed(&mut tablet, ("GET", &path), &[], "").await;
    assert_eq!(list.status, StatusCode::OK, "{list:?}");
    assert_eq!(list.header("cache-control"), "no-store");
    let body = list.json();
    assert_eq!(body["avisos"].as_array().unwrap().len(), 2);
    let first = &body["avisos"][0];
    assert_eq!(
        (&first["number"], &first["text"], &first["sender"]),
        (
            &json!(mine),
            &json!("regrese al CATD"),
            &json!("Supervisor")
        )
    );
    assert_eq!(first["audience"], "Todas las personas de distrito 9");
    assert_eq!(first["acknowledged_at"], Value::Null);

    let said = json!({"person": person}).to_string();
    let kind = [("content-type", "application/json")];
    let path_of = |number: u32| format!("/v1/avisos/{number}/acuse");
    let (acuse, not_mine) = (path_of(mine), path_of(other));
    let done = server.signed(&mut tablet, ("POST", &acuse), &kind, said.clone());
    let done = done.await.json();
    server.test.clock.advance_seconds(3);
    let again = server.signed(&mut tablet, ("POST", &acuse), &kind, said.clone());
    assert_eq!(again.await.json(), done);
    let known = server.signed(&mut tablet, ("GET", &path), &[], "").await;
    assert_eq!(
        known.json()["avisos"][0]["acknowledged_at"],
        done["acknowledged_at"]
    );
    let refused = server.signed(&mut tablet, ("POST", &not_mine), &kind, said.clone());
    refused.await.is_problem(ProblemType::Forbidden);
    let unknown = ("POST", "/v1/avisos/77/acuse");
    let unknown = server.signed(&mut tablet, unknown, &kind, said).await;
    unknown.is_problem(ProblemType::NotFound);
}

#[tokio::test]
async fn without_a_person_only_what_is_for_everybody_and_bad_requests_say_what_is_wrong() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    publish(&server, None, "para todos").await;
    publish(&server, Some("catd:09-1"), "para un CATD").await;
    let list = server
        .signed(&mut tablet, ("GET", "/v1/avisos"), &[], "")
        .await;
    assert_eq!(list.json()["avisos"].as_array().unwrap().len(), 1);
    let stranger = ("GET", "/v1/avisos?person=nadie");
    let list = server.signed(&mut tablet, stranger, &[], "").await;
    assert_eq!(list.json()["avisos"].as_array().unwrap().len(), 1);
    for path in ["/v1/avisos?person=", "/v1/avisos?persona=x"] {
        let bad = server.signed(&mut tablet, ("GET", path), &[], "").await;
        bad.is_problem(ProblemType::InvalidRequest);
    }
    let kind = [("content-type", "application/json")];
    for body in ["", "{}", r#"{"person":"a b"}"#, r#"{"person":"p","x":1}"#] {
        let path = ("POST", "/v1/avisos/1/acuse");
        let bad = server.signed(&mut tablet, path, &kind, body).await;
        bad.is_problem(ProblemType::InvalidRequest);
    }
    let odd = ("POST", "/v1/avisos/uno/acuse");
    let odd = server.signed(&mut tablet, odd, &kind, "{}").await;
    odd.is_problem(ProblemType::NotFound);
    let bare = server.send(("GET", "/v1/avisos"), &[], "").await;
    bare.is_problem(ProblemType::Unauthorized);
}
