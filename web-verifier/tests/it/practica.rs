//! Practice: the same screens, and nothing of it anywhere afterwards.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use prep_model::people::Role;

use crate::browser::Browser;
use crate::night::enter;

/// Fields that a made-up acta prints, with what a page shows for each.
fn campos(page: &str) -> Vec<String> {
    let inputs = page.split("data-campo=\"").skip(1);
    inputs
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

fn carried(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value = rest.and_then(|rest| rest.split('"').next());
    value.expect("the page carries it").to_owned()
}

#[tokio::test]
async fn it_works_before_there_is_any_ejercicio_and_says_what_it_is() {
    let browser = Browser::new(None).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let start = ana.get("/practica").await.body;
    let first = start.split("href=\"/practica/captura/").nth(1).unwrap();
    let address = format!("/practica/captura/{}", first.split('"').next().unwrap());
    let page = ana.get(&address).await.body;
    for page in [&start, &page] {
        assert!(page.contains("<strong>PRÁCTICA</strong>") && page.contains("· PRÁCTICA</title>"));
    }
    let image = carried(
        &page.replace("img id=\"imagen\" src", "name=\"src\" value"),
        "src",
    );
    let image = ana.get(&image).await;
    assert_eq!(image.headers[CONTENT_TYPE], "image/svg+xml");
    assert!(image.body.contains("PRÁCTICA"));
}

#[tokio::test]
async fn a_score_goes_from_acta_to_acta_and_faults_come_back_at_their_fields() {
    let browser = Browser::new(None).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let address = "/practica/captura/00000003";
    let page = ana.get(address).await.body;
    let (since, score) = (carried(&page, "desde"), carried(&page, "marcador"));
    assert_eq!(score, "0.0.0.0.0");
    let names: Vec<String> = campos(&page)
        .iter()
        .map(|id| format!("campo-{id}"))
        .collect();
    assert_eq!(names.len(), 10);
    let mut form: Vec<(&str, &str)> = vec![("desde", &since), ("marcador", &score)];
    let again = ana.post(address, &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.body.matches("aria-invalid=\"true\"").count(), 10);
    form.extend(names.iter().map(|name| (name.as_str(), "999")));
    browser.clock.advance_seconds(40);
    let done = ana.post(address, &form).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.body.contains("En 40 segundos"), "{}", done.body);
    let next = carried(
        &done.body.replace("id=\"otra\" href", "name=\"next\" value"),
        "next",
    );
    let page = ana.get(&next).await.body;
    let score = carried(&page, "marcador");
    assert!(score.starts_with("1.0."), "{score}");
}

#[tokio::test]
async fn a_difference_of_made_up_captures_is_decided_and_nothing_is_written() {
    let browser = Browser::new(None).await;
    let mut vera = enter(&browser, "vera", Role::Verificador).await;
    let address = "/practica/verificacion/00000005";
    let page = vera.get(address).await.body;
    assert!(page.contains("Difieren en"));
    let undecided = vera
        .post(address, &[("motivo", "otro"), ("decision", "campos")])
        .await;
    assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(undecided.body.contains("falta decidir"));
    let done = vera
        .post(address, &[("motivo", "otro"), ("decision", "lado-a")])
        .await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.body.contains("Su práctica"));

    let mut tx = browser.site.central.store.read("test").await.unwrap();
    assert_eq!(tx.list_procesos().await.unwrap().len(), 0);
    assert_eq!(tx.list_ejercicios().await.unwrap().len(), 0);
}

#[tokio::test]
async fn what_is_no_acta_of_practice_is_no_page() {
    let browser = Browser::new(None).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    for path in [
        "captura/1",
        "verificacion/zzzzzzzz",
        "imagen/",
        "captura/00000001/imagen",
    ] {
        let answer = ana.get(&format!("/practica/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    ana.get("/practica/captura/00000001").await;
    let unknown = ana
        .post(
            "/practica/captura/00000001/problema",
            &[("problema", "otra cosa")],
        )
        .await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}
