//! Monitors: one computation for all, told as it changes, and never to who may not see it any more.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use central::testing::jpeg;
use prep_model::people::Role;

use crate::browser::Browser;
use crate::night::{enter, open, send};

const ACTA: &str = "GUB/090001B0100/A02";

#[tokio::test]
async fn a_supervisor_sees_the_queue_the_people_and_the_plan() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    ana.get("/captura").await;
    ana.post("/captura/siguiente", &[]).await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    let page = sara.get("/monitor").await.body;
    assert!(page.contains("GUBERNATURA"), "names and not ids: {page}");
    assert!(page.contains("En captura") && page.contains("ritmo parejo"));
    assert!(page.contains("data-flujo=\"/monitor/cambios?vista=avance\""));
    let people = sara.get("/monitor/personas").await.body;
    assert!(people.contains("Persona ana (ana)"), "{people}");
    let tiles = sara.get("/monitor/distritos").await.body;
    assert!(tiles.contains("class=\"tiles\""), "{tiles}");
}

#[tokio::test]
async fn the_wall_shows_no_name_and_no_way_to_work() {
    let (browser, _) = open().await;
    let mut wall = enter(&browser, "pantalla", Role::Monitor).await;
    let page = wall.get("/monitor/pared").await.body;
    assert!(page.contains("class=\"pared\"") && page.contains("Siguiente corte"));
    assert!(!page.contains("Persona pantalla") && !page.contains("/salir"));
    assert_eq!(
        wall.get("/monitor/personas").await.status,
        StatusCode::FORBIDDEN
    );
    let avance = wall.get("/monitor").await.body;
    assert!(!avance.contains("/monitor/personas"), "{avance}");
    // It hangs for days, and keeps its session as long as it is on.
    for _ in 0..5 {
        browser.clock.advance_seconds(19 * 3_600);
        let again = wall.get("/monitor/pared").await;
        assert_eq!(again.status, StatusCode::OK);
    }
    browser.clock.advance_seconds(3_600);
    let over = wall.get("/monitor/pared").await;
    assert!(over.location().starts_with("/entrar"), "four days are over");
}

#[tokio::test]
async fn what_changes_is_told_with_an_id_and_not_told_again_to_who_has_it() {
    let (browser, _) = open().await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    let flow = "/monitor/cambios?vista=pared";
    let first = sara.get(flow).await;
    assert_eq!(first.headers[CONTENT_TYPE], "text/event-stream");
    assert_eq!(first.headers["x-accel-buffering"], "no");
    assert!(first.body.contains("event: cifras"), "{}", first.body);
    assert!(first.body.contains("data: ") && first.body.contains("retry: 3000"));
    let id = first
        .body
        .lines()
        .find_map(|line| line.strip_prefix("id: "));
    let id = id.expect("an id").to_owned();
    // Whoever had this one is told the next.
    browser.clock.advance_seconds(60);
    sara.extra = vec![("last-event-id", id.clone())];
    let other = tokio::time::timeout(std::time::Duration::from_secs(90), sara.get(flow)).await;
    let other = other.expect("something is told within a minute and a half");
    assert!(!other.body.contains(&format!("id: {id}")), "{}", other.body);
}

#[tokio::test]
async fn actas_are_found_by_what_is_wrong_with_them() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    let missing = sara.get("/monitor/actas").await.body;
    assert!(!missing.contains(ACTA) && missing.contains("GUB/090001C0100/A02"));
    let none = sara.get("/monitor/actas?que=atoradas").await.body;
    assert!(none.contains("0 actas."), "{none}");
    browser.clock.advance_seconds(61 * 60);
    let mut sara = sara.again().await;
    let stuck = sara
        .get("/monitor/actas?que=atoradas&eleccion=GUB")
        .await
        .body;
    assert!(
        stuck.contains(ACTA) && stuck.contains("Por capturar"),
        "{stuck}"
    );
    let late = sara.get("/monitor/actas?que=tarde").await.body;
    assert!(late.contains("/090001B0100/"), "{late}");
    let odd = sara
        .get("/monitor/actas?que=x&eleccion=%22&distrito=-7")
        .await;
    assert_eq!(odd.status, StatusCode::OK);
}

impl Browser {
    /// The same person after their session ended unused.
    async fn again(&self) -> Self {
        let opened = self.site.login("sara", crate::support::PASSWORD).await;
        self.with_session(&opened.token)
    }
}
