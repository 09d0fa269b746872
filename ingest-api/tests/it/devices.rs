//! Who asks: enrolment, tokens, proofs, revocation.

use central::devices::{make_enrolment_code, release_quarantined, revoke_device};
use central::testing::{ACTA, Tablet, jpeg, person, public_url};
use prep_model::bitacora::{Actor, Reason};
use prep_model::contract::{EnrolmentResponse, ProblemType};
use prep_model::people::Role;

use crate::support::{JOSE, Server};

async fn enrol(server: &Server, request: String) -> crate::support::Answer {
    server.send(("POST", "/v1/altas"), &[JOSE], request).await
}

#[tokio::test]
async fn one_code_enrols_one_device_and_a_lost_answer_is_given_again() {
    let server = Server::open().await;
    let central = &server.test.central;
    let (code, _) = make_enrolment_code(central, "Tableta 1", 60).await.unwrap();
    let tablet = Tablet::new("t1");
    let request = tablet.enrolment(&code, "http://127.0.0.1:8080/");
    let answer = enrol(&server, request.clone()).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let first = EnrolmentResponse::from_json(std::str::from_utf8(&answer.body).unwrap()).unwrap();
    assert_eq!(first.token_url, "http://127.0.0.1:8080/v1/tokens");
    let again = enrol(&server, request).await;
    let again = EnrolmentResponse::from_json(std::str::from_utf8(&again.body).unwrap()).unwrap();
    assert_eq!(again.device_id, first.device_id);

    let thief = Tablet::new("t2").enrolment(&code, "http://127.0.0.1:8080");
    enrol(&server, thief)
        .await
        .is_problem(ProblemType::InvalidEnrolmentCode);
    let (late, _) = make_enrolment_code(central, "Tableta 2", 60).await.unwrap();
    server.test.clock.advance_seconds(61);
    let late = Tablet::new("t2").enrolment(&late, "http://127.0.0.1:8080");
    enrol(&server, late)
        .await
        .is_problem(ProblemType::InvalidEnrolmentCode);
    let (other, _) = make_enrolment_code(central, "Tableta 3", 60).await.unwrap();
    let other = Tablet::new("t3").enrolment(&other, "http://elsewhere.example");
    enrol(&server, other)
        .await
        .is_problem(ProblemType::InvalidEnrolment);
    enrol(&server, "no JWS".to_owned())
        .await
        .is_problem(ProblemType::InvalidEnrolment);
}

#[tokio::test]
async fn within_ten_minutes_the_same_key_gets_the_same_token() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let first = server.token(&mut tablet).await;
    server.test.clock.advance_seconds(599);
    assert_eq!(server.token(&mut tablet).await, first);
    server.test.clock.advance_seconds(2);
    assert_ne!(server.token(&mut tablet).await, first);
}

#[tokio::test]
async fn a_stale_nonce_is_answered_with_the_current_one() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let url = public_url().token_url();
    let stale = server.nonce();
    server.test.clock.advance_seconds(601);
    let assertion = tablet.assertion(&url, server.now());
    let proof = tablet.proof(("POST", &url), server.now(), &stale, None);
    let answer = server.post_token(&assertion, &proof).await;
    answer.is_problem(ProblemType::UseDpopNonce);
    assert!(answer.header("www-authenticate").contains("use_dpop_nonce"));
    let nonce = answer.header("dpop-nonce").to_owned();
    let proof = tablet.proof(("POST", &url), server.now(), &nonce, None);
    assert_eq!(server.post_token(&assertion, &proof).await.status, 200);
}

#[tokio::test]
async fn a_replayed_proof_or_assertion_is_refused() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let url = public_url().token_url();
    let assertion = tablet.assertion(&url, server.now());
    let proof = tablet.proof(("POST", &url), server.now(), &server.nonce(), None);
    assert_eq!(server.post_token(&assertion, &proof).await.status, 200);
    let fresh = tablet.assertion(&url, server.now());
    let answer = server.post_token(&fresh, &proof).await;
    answer.is_problem(ProblemType::DpopProofReplayed);
    let proof = tablet.proof(("POST", &url), server.now(), &server.nonce(), None);
    let answer = server.post_token(&assertion, &proof).await;
    answer.is_problem(ProblemType::InvalidClientAssertion);

    let token = server.token(&mut tablet).await;
    let url = public_url().join("/v1/catalogo");
    let proof = tablet.proof(("GET", &url), server.now(), &server.nonce(), Some(&token));
    let authorization = format!("DPoP {token}");
    let headers = [("authorization", authorization.as_str()), ("dpop", &proof)];
    assert_eq!(
        server
            .send(("GET", "/v1/catalogo"), &headers, "")
            .await
            .status,
        200
    );
    let answer = server.send(("GET", "/v1/catalogo"), &headers, "").await;
    answer.is_problem(ProblemType::DpopProofReplayed);
}

#[tokio::test]
async fn a_token_needs_its_own_key_and_its_time() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let mut other = server.test.tablet("t2").await;
    let token = server.token(&mut tablet).await;
    let url = public_url().join("/v1/catalogo");
    let get =
        async |headers: &[(&str, &str)]| server.send(("GET", "/v1/catalogo"), headers, "").await;
    get(&[]).await.is_problem(ProblemType::Unauthorized);
    let authorization = format!("DPoP {token}");
    get(&[("authorization", &authorization)])
        .await
        .is_problem(ProblemType::InvalidDpopProof);
    let stolen = other.proof(("GET", &url), server.now(), &server.nonce(), Some(&token));
    let headers = [("authorization", authorization.as_str()), ("dpop", &stolen)];
    get(&headers)
        .await
        .is_problem(ProblemType::InvalidDpopProof);
    server.test.clock.advance_seconds(906);
    let proof = tablet.proof(("GET", &url), server.now(), &server.nonce(), Some(&token));
    let headers = [("authorization", authorization.as_str()), ("dpop", &proof)];
    get(&headers).await.is_problem(ProblemType::Unauthorized);
}

#[tokio::test]
async fn an_unknown_device_gets_neither_token_nor_upload() {
    let server = Server::open().await;
    let mut known = server.test.tablet("t1").await;
    let mut unknown = Tablet::new("nobody");
    unknown.device = known.device;
    let answer = server.ask_token(&mut unknown).await;
    answer.is_problem(ProblemType::UnknownDevice);
    let sealed = unknown.photograph(&jpeg(1), ACTA);
    let headers = [("prep-envelope", sealed.text())];
    let answer = server.send(("POST", "/v1/uploads"), &headers, "").await;
    answer.is_problem(ProblemType::UnknownDevice);
    let answer = server.put(&mut known, &sealed).await;
    answer.is_problem(ProblemType::UnknownDevice);
    let mut other = server.test.tablet("t2").await;
    let sealed = other.photograph(&jpeg(1), ACTA);
    let answer = server.put(&mut known, &sealed).await;
    answer.is_problem(ProblemType::Forbidden);
}

#[tokio::test]
async fn what_a_revoked_device_sends_waits_for_a_supervisor() {
    let server = Server::open().await;
    let central = &server.test.central;
    let mut tablet = server.test.tablet("t1").await;
    let by = Actor::Person(person("adm", Role::Administrador));
    let why = Reason::new("robada").unwrap();
    revoke_device(central, by, tablet.device.unwrap(), why.clone())
        .await
        .unwrap();
    let answer = server
        .signed(&mut tablet, ("GET", "/v1/catalogo"), &[], "")
        .await;
    answer.is_problem(ProblemType::RevokedDevice);

    let image = jpeg(1);
    let sealed = tablet.photograph(&image, ACTA);
    let answer = server.deliver(&mut tablet, &sealed, &image).await;
    assert_eq!(answer.json()["state"], "quarantined");
    assert!(answer.json()["receipt"].is_null());
    let waiting = central::devices::list_quarantined(central).await.unwrap();
    assert_eq!(waiting.len(), 1);

    let supervisor = person("sup", Role::Supervisor);
    release_quarantined(central, &supervisor, sealed.envelope().id, why)
        .await
        .unwrap();
    let path = format!("/v1/digitalizaciones/{}", sealed.envelope().id);
    let answer = server.signed(&mut tablet, ("GET", &path), &[], "").await;
    server.verify(&answer, &sealed);
}

#[tokio::test]
async fn the_catalogue_is_sent_once() {
    let server = Server::open().await;
    let mut tablet = server.test.tablet("t1").await;
    let answer = server
        .signed(&mut tablet, ("GET", "/v1/catalogo"), &[], "")
        .await;
    assert_eq!(answer.status, 200);
    let catalogue = answer.json();
    assert_eq!(catalogue["ejercicio"], "simulacro-1");
    let all = catalogue["casillas"].as_array().unwrap();
    assert!(all.iter().any(|casilla| casilla["actas"][0] == ACTA));
    let etag = answer.header("etag").to_owned();
    let known = [("if-none-match", etag.as_str())];
    let answer = server
        .signed(&mut tablet, ("GET", "/v1/catalogo"), &known, "")
        .await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (304, 0));
}
