//! Avisos above every page until they are acknowledged, and incidencias from the call to their end.

use axum::http::StatusCode;
use prep_model::people::Role;

use crate::night::{enter, open};

const ACTA: &str = "GUB/090001B0100/A02";

#[tokio::test]
async fn an_aviso_stands_above_every_page_until_its_person_knows() {
    let (browser, _) = open().await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let mut vera = enter(&browser, "vera", Role::Verificador).await;
    sara.get("/avisos").await;
    let empty = sara.post("/avisos", &[("texto", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("id=\"texto-falta\""));
    let odd = [("texto", "hola"), ("lugar", "en otra parte")];
    assert_eq!(
        sara.post("/avisos", &odd).await.status,
        StatusCode::BAD_REQUEST
    );
    let sent = [
        ("texto", "Cambio de turno a las 23:00"),
        ("rol", "capturista"),
    ];
    let sent = sara.post("/avisos", &sent).await;
    assert_eq!(sent.location(), "/avisos?aviso=enviado");
    let listed = sara.get("/avisos").await.body;
    assert!(listed.contains("0 de 1"), "{listed}");

    for path in ["/", "/captura", "/cuenta"] {
        let page = ana.get(path).await.body;
        assert!(page.contains("Cambio de turno"), "{path}: {page}");
    }
    assert!(!vera.get("/").await.body.contains("Cambio de turno"));
    ana.get("/captura").await;
    let back = ana
        .post("/avisos/1/acuse", &[("regreso", "/captura")])
        .await;
    assert_eq!(back.location(), "/captura");
    assert!(!ana.get("/captura").await.body.contains("Cambio de turno"));
    vera.get("/").await;
    let not_hers = vera.post("/avisos/1/acuse", &[]).await;
    assert_eq!(not_hers.status, StatusCode::NOT_FOUND);

    let one = sara.get("/avisos/1").await.body;
    assert!(one.contains("Persona ana (ana) · Capturista") && one.contains("1 de 1"));
    let faults = sara.post("/avisos/1", &[]).await;
    assert_eq!(faults.status, StatusCode::UNPROCESSABLE_ENTITY);
    let away = sara
        .post("/avisos/1", &[("motivo-retirar", "ya pasó")])
        .await;
    assert_eq!(away.location(), "/avisos?aviso=retirado");
    assert!(sara.get("/avisos").await.body.contains("Retirado"));
    assert_eq!(sara.get("/avisos/9").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_call_becomes_an_incidencia_that_somebody_sees_to() {
    let (browser, _) = open().await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    enter(&browser, "saul", Role::Coordinador).await;
    sara.get("/incidencias").await;
    let wrong = [("tipo", "acta"), ("sobre", "9999 B1"), ("lugar", "")];
    let faults = sara.post("/incidencias", &wrong).await;
    assert_eq!(faults.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in ["quien-falta", "que-falta", "sobre-falta"] {
        assert!(faults.body.contains(&format!("id=\"{id}\"")), "{id}");
    }
    let call = [
        ("quien", "Operadora del CATD"),
        ("tipo", "acta"),
        ("sobre", ACTA),
        ("que", "la hoja está rota"),
    ];
    let logged = sara.post("/incidencias", &call).await;
    assert_eq!(logged.location(), "/incidencias/1?aviso=registrada");
    let page = sara.get(logged.location()).await.body;
    assert!(page.contains("Operadora del CATD") && page.contains("GUBERNATURA"));
    assert!(page.contains("Sin asignar"));
    let (_, people) = page.split_once("<select id=\"persona\"").expect("people");
    let mut people = people.split("<option value=\"").skip(2);
    let saul = people.next().and_then(|rest| rest.split('"').next());
    let saul = saul.expect("somebody after the empty choice").to_owned();
    let nobody = sara.post("/incidencias/1", &[("accion", "asignar")]).await;
    assert!(
        nobody.body.contains("Elija quién la atiende"),
        "{}",
        nobody.body
    );
    let given = [("accion", "asignar"), ("persona", saul.as_str())];
    let given = sara.post("/incidencias/1", &given).await;
    assert_eq!(given.location(), "/incidencias/1?aviso=asignar");
    let note = [
        ("accion", "anotar"),
        ("motivo-anotar", "se pidió otra foto"),
    ];
    assert_eq!(sara.post("/incidencias/1", &note).await.status, 303);
    let done = [("accion", "cerrar"), ("motivo-cerrar", "llegó otra imagen")];
    assert_eq!(sara.post("/incidencias/1", &done).await.status, 303);
    let again = sara.post("/incidencias/1", &done).await;
    assert!(
        again.body.contains("La incidencia está cerrada"),
        "{}",
        again.body
    );
    let pending = sara.get("/incidencias").await.body;
    assert!(!pending.contains("la hoja está rota") && pending.contains("cerradas 1"));
    let closed = sara.get("/incidencias?estado=cerradas").await.body;
    assert!(closed.contains("la hoja está rota"));
    let reopened = [("accion", "reabrir"), ("motivo-reabrir", "tampoco se lee")];
    assert_eq!(sara.post("/incidencias/1", &reopened).await.status, 303);
    let life = sara.get("/incidencias/1").await.body;
    assert!(life.contains("La reabrió: «tampoco se lee»."), "{life}");
    for path in ["/incidencias/2", "/incidencias/x"] {
        assert_eq!(sara.get(path).await.status, StatusCode::NOT_FOUND);
    }
}
