//! What a person lives through: the door, the forced change, leaving; and what a hostile page cannot.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{Method, StatusCode};
use prep_model::people::Role;

use crate::browser::Browser;
use crate::support::PASSWORD;

#[tokio::test]
async fn a_new_person_enters_chooses_a_password_works_and_leaves() {
    let mut browser = Browser::new(Some("simulacro-1")).await;
    let handed = browser.site.add("ana", Role::Monitor).await;

    let answer = browser.get("/monitor").await;
    assert_eq!(answer.location(), "/entrar?aviso=sesion&destino=/monitor");
    browser.get("/entrar?aviso=sesion&destino=/monitor").await;
    let form = [
        ("usuario", "ana"),
        ("contrasena", handed.as_str()),
        ("destino", "/monitor"),
    ];
    let answer = browser.post("/entrar", &form).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/monitor")
    );
    assert!(browser.cookie("entrada").is_none() && browser.cookie("sesion").is_some());

    for path in ["/", "/monitor", "/cuenta"] {
        assert_eq!(
            browser.get(path).await.location(),
            "/cuenta/contrasena",
            "{path}"
        );
    }
    let page = browser.get("/cuenta/contrasena").await;
    assert!(page.body.contains("Elija la suya para continuar"));
    let before = browser.cookie("sesion").unwrap().to_owned();
    let new = "tres tristes tigres";
    let fields = [
        ("actual", handed.as_str()),
        ("nueva", new),
        ("repetida", new),
    ];
    let answer = browser.post("/cuenta/contrasena", &fields).await;
    assert_eq!(answer.location(), "/cuenta?aviso=contrasena");
    assert_ne!(browser.cookie("sesion"), Some(before.as_str()));

    let page = browser.get("/monitor").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("SIMULACRO") && page.body.contains("demo-2027 · simulacro-1"));
    let answer = browser.post("/salir", &[]).await;
    assert_eq!(answer.location(), "/entrar?aviso=salio");
    assert!(browser.cookie("sesion").is_none());
}

#[tokio::test]
async fn faults_are_shown_at_their_field_with_422_and_nothing_that_was_secret() {
    let mut browser = Browser::new(None).await;
    let opened = browser.site.add_person(Role::Capturista).await;
    browser.get("/entrar").await;
    let form = [("usuario", "<nadie>"), ("contrasena", "mi secreto")];
    let page = browser.post("/entrar", &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body
            .contains("El usuario o la contraseña no son correctos.")
    );
    assert!(page.body.contains("&#60;nadie&#62;") && !page.body.contains("mi secreto"));

    let mut inside = browser.with_session(&opened.token);
    inside.get("/cuenta/contrasena").await;
    let unequal = [("actual", "x"), ("nueva", "una"), ("repetida", "otra")];
    let page = inside.post("/cuenta/contrasena", &unequal).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains(r#"id="repetida-falta""#));
    let short = [
        ("actual", PASSWORD),
        ("nueva", "corta"),
        ("repetida", "corta"),
    ];
    let page = inside.post("/cuenta/contrasena", &short).await;
    assert!(page.body.contains(r#"id="nueva-falta""#), "{}", page.body);
}

#[tokio::test]
async fn a_form_that_is_not_ours_changes_nothing() {
    let browser = Browser::new(None).await;
    let opened = browser.site.add_person(Role::Capturista).await;
    let other = browser.site.add_person(Role::Monitor).await;
    let mut inside = browser.with_session(&opened.token);

    let no_token = inside.send(Method::POST, "/salir", Body::from("a=b")).await;
    let wrong_token = inside.post_with("/salir", "0", &[]).await;
    let of_another = inside.post_signed("/salir", &other.token, &[]).await;
    inside.extra = vec![("origin", "https://malo.example".to_owned())];
    let foreign = inside.post_signed("/salir", &opened.token, &[]).await;
    inside.extra = vec![("sec-fetch-site", "cross-site".to_owned())];
    let cross_site = inside.post_signed("/salir", &opened.token, &[]).await;
    inside.extra = vec![("origin", "null".to_owned())];
    let hidden = inside.post_signed("/salir", &opened.token, &[]).await;
    for answer in [
        no_token,
        wrong_token,
        of_another,
        foreign,
        cross_site,
        hidden,
    ] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("El formulario ya no es válido"));
    }
    inside.extra.clear();
    assert_eq!(inside.get("/cuenta").await.status, StatusCode::OK);
    let answer = inside.post_signed("/salir", &opened.token, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn odd_requests_get_pages_and_never_a_failure() {
    let mut browser = Browser::new(None).await;
    let large = format!("csrf=0&x={}", "x".repeat(70_000));
    let requests = [
        (
            Method::GET,
            "/no/existe",
            String::new(),
            StatusCode::NOT_FOUND,
        ),
        (
            Method::GET,
            "/assets/no.css",
            String::new(),
            StatusCode::NOT_FOUND,
        ),
        (
            Method::GET,
            "/entrar?aviso=%FF",
            String::new(),
            StatusCode::OK,
        ),
        (
            Method::POST,
            "/entrar",
            large,
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (
            Method::POST,
            "/entrar",
            "%%%".to_owned(),
            StatusCode::FORBIDDEN,
        ),
        (
            Method::POST,
            "/no/existe",
            String::new(),
            StatusCode::FORBIDDEN,
        ),
        (
            Method::DELETE,
            "/entrar",
            String::new(),
            StatusCode::BAD_REQUEST,
        ),
    ];
    for (method, path, body, status) in requests {
        let what = format!("{method} {path}");
        let answer = browser.send(method, path, Body::from(body)).await;
        assert_eq!(answer.status, status, "{what}");
        assert!(answer.body.contains("<h1>"), "{what}: {}", answer.body);
        assert!(answer.headers.contains_key("x-request-id"), "{what}");
    }
    browser.get("/entrar").await;
    let answer = browser.post("/entrar", &[("usuario", "ana")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("No se pudo leer el formulario"));
}

#[tokio::test]
async fn every_answer_is_closed_and_only_named_files_are_kept() {
    let mut browser = Browser::new(None).await;
    let page = browser.get("/entrar").await;
    let csp = page.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(csp.starts_with("default-src 'none';") && !csp.contains("unsafe"));
    assert_eq!(page.headers[CACHE_CONTROL], "no-store");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(page.headers[name], value);
    }
    let (_, rest) = page.body.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let style = browser.get(rest.split('"').next().unwrap()).await;
    assert_eq!(style.status, StatusCode::OK);
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert!(
        style.headers[CACHE_CONTROL]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    assert!(!style.body.contains("http"), "nothing from elsewhere");
    for path in ["/no/existe", "/monitor", "/assets/x"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.headers[CACHE_CONTROL], "no-store", "{path}");
    }
}

#[tokio::test]
async fn over_https_cookies_carry_the_prefix_and_the_page_stays_encrypted() {
    let mut browser = Browser::at("https://prep.example.mx", None).await;
    let page = browser.get("/entrar").await;
    let cookie = page.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-entrada=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert!(page.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn a_session_that_ended_sends_pages_to_the_door_and_forms_to_an_explanation() {
    let browser = Browser::new(None).await;
    let opened = browser.site.add_person(Role::Capturista).await;
    let mut inside = browser.with_session(&opened.token);
    assert_eq!(inside.get("/cuenta").await.status, StatusCode::OK);
    browser.clock.advance_seconds(31 * 60);
    assert!(
        inside
            .get("/cuenta")
            .await
            .location()
            .starts_with("/entrar")
    );
    let answer = inside.post_signed("/salir", &opened.token, &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("Su sesión terminó"));
}

#[tokio::test]
async fn the_theme_is_kept_and_never_leads_elsewhere() {
    let mut browser = Browser::new(None).await;
    browser.get("/entrar").await;
    let fields = [("tema", "oscuro"), ("regreso", "//malo.example")];
    let answer = browser.post("/tema", &fields).await;
    assert_eq!(answer.location(), "/");
    let page = browser.get("/entrar").await;
    assert!(page.body.contains(r#"data-theme="oscuro""#));
    let answer = browser.post("/tema", &[("tema", "verde")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn guessing_at_the_door_is_told_how_long_to_wait() {
    let mut browser = Browser::new(None).await;
    browser.get("/entrar").await;
    let form = [("usuario", "ana"), ("contrasena", "adivino")];
    for _ in 0..5 {
        browser.post("/entrar", &form).await;
    }
    let page = browser.post("/entrar", &form).await;
    assert!(page.body.contains("espere 2 segundos"), "{}", page.body);
}
