//! From one acta to the next: what a page may fetch ahead, and what it is called.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use central::testing::jpeg;
use prep_model::people::Role;

use crate::browser::Browser;
use crate::night::{borrowed, enter, fields, open, send};

const ACTAS: [&str; 3] = [
    "GUB/090001B0100/A02",
    "GUB/090001C0100/A02",
    "GUB/090001C0200/A02",
];

/// Three actas wait, and Ana holds the first; where her turn is.
async fn at_the_desk() -> (Browser, Browser, String) {
    let (browser, mut tablet) = open().await;
    for (n, acta) in (1..).zip(ACTAS) {
        send(&browser.site.central, &mut tablet, &jpeg(n), acta).await;
    }
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let turn = claim(&mut ana).await;
    (browser, ana, turn)
}

async fn claim(person: &mut Browser) -> String {
    person.get("/captura").await;
    let asked = person.post("/captura/siguiente", &[]).await;
    asked.location().to_owned()
}

/// The mark of the image that a page of an acta shows.
fn mark_of(page: &str) -> String {
    let rest = page
        .split("data-imagen=\"")
        .nth(1)
        .expect("a page of an acta has a mark");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_image_fetched_ahead_is_the_one_of_the_next_page() {
    let (_browser, mut ana, turn) = at_the_desk().await;
    ana.get(&turn).await;
    let mark = ana.get(&format!("{turn}/proxima")).await.body;
    let ahead = ana.get(&format!("{turn}/proxima/{mark}")).await;
    assert_eq!(ahead.status, StatusCode::OK);
    assert_eq!(ahead.headers[CONTENT_TYPE], "image/jpeg");
    assert_eq!(ahead.headers[CACHE_CONTROL], "no-store");

    let done = ana.post(&turn, &borrowed(&fields(&[]))).await;
    let next = done.location().split('?').next().unwrap().to_owned();
    assert!(next.len() > "/captura".len(), "the next turn, in one step");
    let page = ana.get(&next).await;
    assert_eq!(mark_of(&page.body), mark);
    let image = ana.get(&format!("{next}/imagen")).await;
    assert_eq!(image.body, ahead.body);
}

#[tokio::test]
async fn what_was_fetched_ahead_is_nobodys_and_has_another_name_for_everybody() {
    let (browser, mut ana, turn) = at_the_desk().await;
    let mark = ana.get(&format!("{turn}/proxima")).await.body;
    let mut beto = enter(&browser, "beto", Role::Capturista).await;
    let other = claim(&mut beto).await;
    let page = beto.get(&other).await.body;
    assert_ne!(mark_of(&page), mark, "the same image, another session");
    assert!(
        page.contains("Contigua 01"),
        "the lookahead kept nothing from Beto"
    );
    // It is not hers to be fetched any more, and what is is another.
    let gone = ana.get(&format!("{turn}/proxima/{mark}")).await;
    assert_eq!(
        (gone.status, gone.body.as_str()),
        (StatusCode::NO_CONTENT, "")
    );
    assert_ne!(ana.get(&format!("{turn}/proxima")).await.body, mark);
}

#[tokio::test]
async fn ahead_of_a_turn_that_is_not_held_there_is_nothing() {
    let (browser, mut ana, turn) = at_the_desk().await;
    let mark = ana.get(&format!("{turn}/proxima")).await.body;
    let mut beto = enter(&browser, "beto", Role::Capturista).await;
    for path in ["proxima".to_owned(), format!("proxima/{mark}")] {
        let answer = beto.get(&format!("{turn}/{path}")).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(answer.body, "", "{path}");
    }
    ana.post(&turn, &borrowed(&fields(&[]))).await;
    let over = ana.get(&format!("{turn}/proxima")).await;
    assert_eq!(over.status, StatusCode::NO_CONTENT);
    for wrong in ["no-es-turno/proxima", "no-es-turno/proxima/x"] {
        let answer = ana.get(&format!("/captura/{wrong}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}
