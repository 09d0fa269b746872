//! Captura and verificación as people live them without a script: what they may see, what they
//! never do, and what they are told.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use central::store::StoreError;
use central::testing::{acta, jpeg};
use prep_model::people::Role;

use crate::browser::{Answer, Browser};
use crate::night::{borrowed, enter, fields, open, send};

const ACTA: &str = "GUB/090001B0100/A02";
const OTHER: &str = "GUB/090001C0100/A02";

/// Asks for the next acta; where it is.
async fn claim(person: &mut Browser) -> String {
    person.get("/captura").await;
    person
        .post("/captura/siguiente", &[])
        .await
        .location()
        .to_owned()
}

/// Types the acta that waits.
async fn capture(person: &mut Browser, changes: &[(&str, &str)]) -> Answer {
    let turn = claim(person).await;
    person.get(&turn).await;
    person.post(&turn, &borrowed(&fields(changes))).await
}

/// What settled of a field.
async fn settled(browser: &Browser, campo: &str) -> Option<String> {
    let mut tx = browser.site.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    let found: Result<_, StoreError> = tx.find_settled(ejercicio.row_id, &acta(ACTA), 1).await;
    let captured = found.unwrap()?.captured;
    captured
        .values()
        .get(&campo.parse().unwrap())
        .map(|value| value.to_string())
}

#[tokio::test]
async fn an_image_that_arrives_is_captured_twice_and_settles() {
    let (browser, mut tablet) = open().await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let page = ana.get("/captura").await;
    assert!(page.body.contains("No hay actas en espera"));
    assert_eq!(claim(&mut ana).await, "/captura");

    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let turn = claim(&mut ana).await;
    assert_eq!(
        ana.get("/captura").await.location(),
        turn,
        "a reload takes no second acta"
    );
    let page = ana.get(&turn).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "Sección 0001 · Básica 01",
        "GUBERNATURA",
        "id=\"campo-PAN\"",
        "Votos nulos",
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    let done = ana.post(&turn, &borrowed(&fields(&[]))).await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, "/captura?aviso=guardada")
    );
    assert!(ana.get(done.location()).await.body.contains("Guardada."));
    assert_eq!(settled(&browser, "PAN").await, None);
    // Sent again, because the browser did not hear the answer.
    let again = ana.post(&turn, &borrowed(&fields(&[]))).await;
    assert_eq!(again.location(), "/captura?aviso=guardada");

    let mut beto = enter(&browser, "beto", Role::Capturista).await;
    capture(&mut beto, &[]).await;
    assert_eq!(settled(&browser, "PAN").await.as_deref(), Some("22"));
}

#[tokio::test]
async fn faults_come_back_with_422_at_their_fields_and_nothing_typed_is_lost() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let turn = claim(&mut ana).await;
    ana.get(&turn).await;
    let mut wrong = fields(&[
        ("PAN", "-5"),
        ("PRI", "1024"),
        ("PT", ""),
        ("CI_1", "\"><b>"),
    ]);
    wrong.push(("letra-MORENA".to_owned(), "1".to_owned()));
    let page = ana.post(&turn, &borrowed(&wrong)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.body.matches("aria-invalid=\"true\"").count(), 4);
    for text in [
        "href=\"#campo-PAN\"",
        "PAN: «-5» no es un número",
        "PRI: 1024 no cabe en las 3 casillas impresas del acta",
        "PT: Falta",
        "value=\"1024\"",
        "value=\"40\"",
        "id=\"letra-MORENA\" value=\"1\" checked",
    ] {
        let said = text.replace("PT: Falta", "PT: falta");
        assert!(page.body.contains(&said), "{said}\n{}", page.body);
    }
    assert!(!page.body.contains("\"><b>"), "what was typed is text");
    let done = ana.post(&turn, &borrowed(&fields(&[]))).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_page_of_captura_is_the_same_whether_or_not_somebody_else_captured_the_acta() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    send(&browser.site.central, &mut tablet, &jpeg(2), OTHER).await;
    let mut seen = Vec::new();
    for name in ["ana", "beto"] {
        let mut person = enter(&browser, name, Role::Capturista).await;
        let queue = person.get("/captura").await;
        let asked = person.post("/captura/siguiente", &[]).await;
        let turn = asked.location().to_owned();
        let page = person.get(&turn).await;
        let image = person.get(&format!("{turn}/imagen")).await;
        let ahead = person.get(&format!("{turn}/proxima")).await;
        let typed = [("PAN", if name == "ana" { "777" } else { "22" })];
        let kept = person
            .post(&format!("{turn}/borrador"), &[("campo-PAN", "777")])
            .await;
        let done = person.post(&turn, &borrowed(&fields(&typed))).await;
        let next = done.location().split('?').next().unwrap().to_owned();
        let after = person.get(&next).await;
        person.post(&format!("{next}/soltar"), &[]).await;
        let answers = [queue, asked, page, image, ahead, kept, done, after];
        seen.push(answers.map(|answer| alike(&answer, &[&turn, &next], name)));
    }
    let [ana, beto] = seen.try_into().unwrap();
    assert!(beto.iter().all(|answer| !answer.contains("777")));
    for (ana, beto) in ana.iter().zip(&beto) {
        assert_eq!(ana, beto);
    }
}

/// An answer without what is random, the person's own, or the request's.
fn alike(answer: &Answer, turns: &[&str], name: &str) -> String {
    let mut text = format!("{} {}\n{}", answer.status, answer.location(), answer.body);
    for (n, turn) in turns.iter().enumerate() {
        text = text.replace(turn, &format!("/captura/TURN{n}"));
    }
    let names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
    let csrf = answer.body.split("name=\"csrf\" value=\"").nth(1);
    let csrf = csrf
        .and_then(|rest| rest.split('"').next())
        .unwrap_or("no token");
    let text = text.replace(csrf, "TOKEN").replace(name, "NAME");
    let mark = answer.body.split("data-imagen=\"").nth(1);
    let mark = mark
        .and_then(|rest| rest.split('"').next())
        .map(str::to_owned);
    // What is answered to a look ahead is a mark and nothing else.
    let is_mark = |body: &str| body.len() == 32 && body.bytes().all(|b| b.is_ascii_hexdigit());
    let mark = mark.or_else(|| is_mark(&answer.body).then(|| answer.body.clone()));
    let text = mark.map_or_else(|| text.clone(), |mark| text.replace(&mark, "MARK"));
    format!("{names:?}\n{text}")
}

#[tokio::test]
async fn the_image_is_for_whoever_holds_the_turn_and_is_not_kept() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let turn = claim(&mut ana).await;
    let image = ana.get(&format!("{turn}/imagen")).await;
    assert_eq!(image.status, StatusCode::OK);
    assert_eq!(image.headers[CONTENT_TYPE], "image/jpeg");
    assert_eq!(image.headers[CACHE_CONTROL], "no-store");

    let mut beto = enter(&browser, "beto", Role::Capturista).await;
    for path in ["", "/imagen"] {
        let refused = beto.get(&format!("{turn}{path}")).await;
        assert!(!refused.status.is_success(), "{path}: {}", refused.status);
        assert!(!refused.body.contains("Básica"), "{path}");
    }
    let refused = beto.post(&turn, &borrowed(&fields(&[]))).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let mut vera = enter(&browser, "vera", Role::Verificador).await;
    assert_eq!(
        vera.get(&format!("{turn}/imagen")).await.status,
        StatusCode::FORBIDDEN
    );
    ana.post(&turn, &borrowed(&fields(&[]))).await;
    assert_eq!(
        ana.get(&format!("{turn}/imagen")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_draft_comes_back_after_a_reload_and_a_lost_turn_says_so() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let turn = claim(&mut ana).await;
    ana.get(&turn).await;
    let draft = format!("{turn}/borrador");
    let kept = ana
        .post(&draft, &[("campo-PAN", "45"), ("letra-PAN", "1")])
        .await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let foreign = ana.post(&draft, &[("campo-MC", "45")]).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = ana.get(&turn).await;
    assert!(page.body.contains("value=\"45\"") && page.body.contains("checked=\"checked\""));

    browser.clock.advance_seconds(301);
    let mut beto = enter(&browser, "beto", Role::Capturista).await;
    let other = claim(&mut beto).await;
    assert!(!beto.get(&other).await.body.contains("value=\"45\""));
    let late = ana.post(&draft, &[("campo-PAN", "46")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let late = ana.post(&turn, &borrowed(&fields(&[]))).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Este turno ya no es suyo"));
}

#[tokio::test]
async fn a_capturista_corrects_their_last_captura_and_reports_a_problem() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let nothing = {
        ana.get("/captura").await;
        ana.post("/captura/recuperar", &[]).await
    };
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    capture(&mut ana, &[("PAN", "92")]).await;
    ana.get("/captura").await;
    let recalled = ana.post("/captura/recuperar", &[]).await;
    let turn = recalled.location().split('?').next().unwrap().to_owned();
    assert!(recalled.location().ends_with("?aviso=recuperada"));
    assert!(ana.get(&turn).await.body.contains("value=\"92\""));
    let problem = [("problema", "imagen-ilegible")];
    let done = ana.post(&format!("{turn}/problema"), &problem).await;
    assert_eq!(done.location(), "/captura?aviso=guardada");
    let unknown = ana
        .post(&format!("{turn}/problema"), &[("problema", "otra cosa")])
        .await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

/// Vera before the difference that Ana (22) and Beto (27) left; where it is and which letter says 27.
async fn difference() -> (Browser, Browser, String, &'static str) {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    for (name, pan) in [("ana", "22"), ("beto", "27")] {
        let mut person = enter(&browser, name, Role::Capturista).await;
        capture(&mut person, &[("PAN", pan)]).await;
    }
    let mut vera = enter(&browser, "vera", Role::Verificador).await;
    let page = vera.get("/verificacion").await;
    assert!(
        page.body
            .contains("En cola <strong id=\"en-cola\">1</strong>")
    );
    let asked = vera.post("/verificacion/siguiente", &[]).await;
    let turn = asked.location().to_owned();
    let body = vera.get(&turn).await.body;
    let place = |value: &str| body.find(&format!("<strong>{value}</strong>")).unwrap();
    let letter = if place("22") < place("27") { "b" } else { "a" };
    assert!(body.contains("Difieren en 1 campo") && body.contains("13 campos iguales"));
    assert!(!body.contains("Persona ana") && !body.contains("Persona beto"));
    (browser, vera, turn, letter)
}

#[tokio::test]
async fn a_verificador_settles_a_difference_seeing_sides_by_letter_and_nobodys_name() {
    let (browser, mut vera, turn, letter) = difference().await;
    let form = [
        ("elige-PAN", letter),
        ("motivo", "digito_ambiguo"),
        ("decision", "campos"),
    ];
    let done = vera.post(&turn, &form).await;
    assert_eq!(done.location(), "/verificacion?aviso=guardada");
    assert_eq!(settled(&browser, "PAN").await.as_deref(), Some("27"));
    // Sent again, because the browser did not hear the answer.
    let again = vera.post(&turn, &form).await;
    assert_eq!(again.location(), "/verificacion?aviso=guardada");
}

#[tokio::test]
async fn what_is_missing_or_wrong_in_a_decision_comes_back_at_its_control() {
    let (browser, mut vera, turn, letter) = difference().await;
    for (form, control) in [
        (vec![("motivo", "error_de_captura")], "elige-PAN-a"),
        (vec![("elige-PAN", letter)], "motivo-error_de_captura"),
        (
            vec![
                ("elige-PAN", "otro"),
                ("otro-PAN", "-1"),
                ("motivo", "otro"),
            ],
            "otro-PAN",
        ),
        (
            vec![
                ("elige-PAN", "otro"),
                ("otro-PAN", "1024"),
                ("motivo", "otro"),
            ],
            "otro-PAN",
        ),
    ] {
        let again = vera.post(&turn, &form).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        assert!(
            again.body.contains(&format!("href=\"#{control}\"")),
            "{form:?}"
        );
    }
    assert_eq!(settled(&browser, "PAN").await, None);
}

#[tokio::test]
async fn illegible_against_values_is_decided_as_a_whole_with_or_without_corrections() {
    for (form, expected) in [
        (vec![("motivo", "otro"), ("decision", "campos")], Some("22")),
        (
            vec![
                ("motivo", "otro"),
                ("decision", "campos"),
                ("otro-PAN", "23"),
            ],
            None,
        ),
        (
            vec![("motivo", "otro"), ("decision", "problema-otra-acta")],
            None,
        ),
    ] {
        let (browser, mut tablet) = open().await;
        send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
        let mut ana = enter(&browser, "ana", Role::Capturista).await;
        let turn = claim(&mut ana).await;
        ana.get(&turn).await;
        ana.post(
            &format!("{turn}/problema"),
            &[("problema", "imagen-ilegible")],
        )
        .await;
        let mut beto = enter(&browser, "beto", Role::Capturista).await;
        capture(&mut beto, &[]).await;
        let mut vera = enter(&browser, "vera", Role::Verificador).await;
        vera.get("/verificacion").await;
        let turn = vera
            .post("/verificacion/siguiente", &[])
            .await
            .location()
            .to_owned();
        assert!(
            vera.get(&turn)
                .await
                .body
                .contains("La imagen no se puede leer")
        );
        let done = vera.post(&turn, &form).await;
        assert_eq!(
            done.location(),
            "/verificacion?aviso=guardada",
            "{form:?} {}",
            done.body
        );
        assert_eq!(
            settled(&browser, "PAN").await.as_deref(),
            expected,
            "{form:?}"
        );
    }
}
