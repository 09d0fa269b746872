//! Who holds a device: known by password once, over the device's own session.

use axum::http::StatusCode;
use central::accounts::{DisplayName, NewAccount, Scope, Username, add_account};
use central::testing::Tablet;
use prep_model::bitacora::Actor;
use prep_model::contract::ProblemType;
use prep_model::people::Role;
use serde_json::json;

use crate::support::{Answer, Server};

async fn add(server: &Server, username: &str, role: Role, scope: &str) -> (String, String) {
    let new = NewAccount {
        username: Username::new(username).unwrap(),
        display_name: DisplayName::new("Persona de Prueba").unwrap(),
        role,
        scope: scope.parse::<Scope>().unwrap(),
    };
    let added = add_account(&server.test.central, &Actor::System, &new).await;
    let added = added.unwrap();
    (added.person.to_string(), added.password.reveal().to_owned())
}

async fn enter(server: &Server, tablet: &mut Tablet, user: &str, password: &str) -> Answer {
    let body = json!({"user": user, "password": password}).to_string();
    let kind = ("content-type", "application/json");
    let asked = ("POST", "/v1/personas");
    server.signed(tablet, asked, &[kind], body).await
}

#[tokio::test]
async fn a_cael_is_known_with_role_and_casillas() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let (person, password) = add(&server, "cael-uno", Role::Cael, "distrito:9").await;
    let answer = enter(&server, &mut tablet, " Cael-Uno", &password).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let body = answer.json();
    assert_eq!(
        (&body["person"], &body["role"]),
        (&json!(person), &json!("cael"))
    );
    assert_eq!(body["scope"], "Distrito 9");
    assert!(body["casillas"].is_array());
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_wrong_password_a_desk_role_and_too_many_guesses_are_refused() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let (_, password) = add(&server, "captura-uno", Role::Capturista, "ccv:central").await;
    let desk = enter(&server, &mut tablet, "captura-uno", &password).await;
    let problem = desk.is_problem(ProblemType::Forbidden);
    assert!(problem.detail.unwrap().contains("tabletas"));
    for _ in 0..5 {
        let wrong = enter(&server, &mut tablet, "cael-uno", "otra").await;
        let problem = wrong.is_problem(ProblemType::Forbidden);
        assert!(problem.detail.unwrap().contains("contraseña"));
    }
    enter(&server, &mut tablet, "cael-uno", "otra")
        .await
        .is_problem(ProblemType::TooManyRequests);
}
