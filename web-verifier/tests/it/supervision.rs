//! Supervisors at their pages: the fila, and images that no acta has.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use central::testing::jpeg;
use prep_model::people::Role;

use crate::browser::Browser;
use crate::night::{borrowed, enter, fields, open, send};

const ACTA: &str = "GUB/090001B0100/A02";

/// Two people say the same problem of the acta that waits.
async fn report_twice(browser: &Browser, problem: &str) {
    for name in ["ana", "beto"] {
        let mut person = enter(browser, name, Role::Capturista).await;
        person.get("/captura").await;
        let turn = person.post("/captura/siguiente", &[]).await;
        let turn = turn.location().to_owned();
        let path = format!("{turn}/problema");
        let done = person.post(&path, &[("problema", problem)]).await;
        assert!(done.location().starts_with("/captura"), "{}", done.body);
    }
}

/// The address of the only image in the list.
fn only_image(list: &str) -> String {
    let (_, rest) = list.split_once("href=\"/identificacion/").expect("a row");
    let id = rest.split('"').next().unwrap();
    format!("/identificacion/{id}")
}

#[tokio::test]
async fn a_supervisor_finds_the_acta_that_an_image_is_of() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    report_twice(&browser, "otra-acta").await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    let list = sara.get("/identificacion").await.body;
    assert!(list.contains("la imagen es de otra acta"), "{list}");
    let image = only_image(&list);
    let bytes = sara.get(&format!("{image}/imagen")).await;
    assert_eq!(bytes.headers[CONTENT_TYPE], "image/jpeg");

    let none = sara.get(&format!("{image}?buscar=9999")).await.body;
    assert!(none.contains("id=\"nada\""));
    let found = sara.get(&format!("{image}?buscar=0001+C1")).await.body;
    assert!(found.contains("value=\"GUB/090001C0100/A02\""), "{found}");
    let without = [
        ("accion", "acta"),
        ("acta", "GUB/090001C0100/A02"),
        ("buscar", "0001 C1"),
    ];
    let faults = sara.post(&image, &without).await;
    assert_eq!(faults.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faults.body.contains("id=\"motivo-acta-falta\""));
    let why = [("motivo-acta", "se lee C1 en el encabezado")];
    let done = sara.post(&image, &[&without[..], &why].concat()).await;
    assert_eq!(done.location(), "/identificacion?aviso=acta");
    assert_eq!(sara.get(&image).await.status, StatusCode::NOT_FOUND);
    let mut carla = enter(&browser, "carla", Role::Capturista).await;
    carla.get("/captura").await;
    let turn = carla
        .post("/captura/siguiente", &[])
        .await
        .location()
        .to_owned();
    assert!(carla.get(&turn).await.body.contains("Contigua 01"));
}

#[tokio::test]
async fn fuera_de_catalogo_is_proposed_by_one_and_confirmed_by_another() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    report_twice(&browser, "fuera-de-catalogo").await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    let mut saul = enter(&browser, "saul", Role::Coordinador).await;
    let image = only_image(&sara.get("/identificacion").await.body);
    assert!(!sara.get(&image).await.body.contains("id=\"proponer\""));
    let tried = [
        ("accion", "intento"),
        ("motivo-intento", "no hay encabezado"),
    ];
    let noted = sara.post(&image, &tried).await;
    assert_eq!(noted.location(), format!("{image}?aviso=intento"));
    assert!(sara.get(&image).await.body.contains("id=\"proponer\""));
    let wrong = [
        ("accion", "fuera"),
        ("seccion", "12345"),
        ("motivo-fuera", "no existe"),
    ];
    let faults = sara.post(&image, &wrong).await;
    assert_eq!(faults.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        faults.body.contains("value=\"12345\"") && faults.body.contains("id=\"seccion-falta\"")
    );
    let right = [
        ("accion", "fuera"),
        ("eleccion", "GUB"),
        ("seccion", "9876"),
        ("motivo-fuera", "la sección no existe"),
    ];
    assert_eq!(
        sara.post(&image, &right).await.location(),
        "/identificacion?aviso=fuera"
    );
    let own = sara.get(&image).await.body;
    assert!(own.contains("debe confirmarla otra persona") && own.contains("9876"));
    let alone = sara.post(&image, &[("accion", "confirmar")]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    saul.get(&image).await;
    let done = saul.post(&image, &[("accion", "confirmar")]).await;
    assert_eq!(done.location(), "/identificacion?aviso=confirmar");
    let list = saul.get("/identificacion?que=fuera").await.body;
    assert_eq!(only_image(&list), image);
    let odd = saul.post(&image, &[("accion", "borrar")]).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_supervisor_stops_the_fila_and_takes_a_turn_back() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let mut beto = enter(&browser, "beto", Role::Capturista).await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    ana.get("/captura").await;
    let turn = ana
        .post("/captura/siguiente", &[])
        .await
        .location()
        .to_owned();
    let shown = sara.get("/cola").await.body;
    assert!(
        shown.contains("(ana)") && shown.contains("Captura"),
        "{shown}"
    );
    let (_, rest) = shown.split_once("name=\"persona\" value=\"").unwrap();
    let person = rest.split('"').next().unwrap().to_owned();
    let back = |why| {
        vec![
            ("accion", "devolver"),
            ("persona", person.as_str()),
            ("motivo-devolver", why),
        ]
    };
    let faults = sara.post("/cola", &back("")).await;
    assert_eq!(faults.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = sara.post("/cola", &back("se fue a cenar")).await;
    assert_eq!(done.location(), "/cola?aviso=devueltas&actas=1");
    assert!(
        sara.get(done.location())
            .await
            .body
            .contains("Se devolvió 1 acta")
    );
    assert_eq!(ana.get(&turn).await.status, StatusCode::CONFLICT);

    let stop = [("accion", "detener"), ("motivo-pausa", "falla de luz")];
    assert_eq!(
        sara.post("/cola", &stop).await.location(),
        "/cola?aviso=cambio"
    );
    beto.get("/captura").await;
    assert_eq!(
        beto.post("/captura/siguiente", &[]).await.location(),
        "/captura"
    );
    let told = beto.get("/captura").await.body;
    assert!(told.contains("La supervisión detuvo la fila"), "{told}");
    let again = sara.post("/cola", &stop).await;
    assert!(again.body.contains("La fila ya está así"));
    let go = [("accion", "reanudar"), ("motivo-pausa", "volvió la luz")];
    sara.post("/cola", &go).await;
    let given = beto.post("/captura/siguiente", &[]).await;
    assert!(given.location().starts_with("/captura/"));
}

#[tokio::test]
async fn reserves_and_limits_say_what_is_wrong_where_it_is() {
    let (browser, _) = open().await;
    enter(&browser, "ana", Role::Capturista).await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    sara.get("/cola").await;
    let reserve = |users| {
        vec![
            ("accion", "reservar"),
            ("grupo-reserva", "extranjero"),
            ("usuarios", users),
            ("motivo-reserva", "equipo del voto exterior"),
        ]
    };
    let unknown = sara.post("/cola", &reserve("ana nadie sara")).await;
    assert!(unknown.body.contains("nadie, sara"), "{}", unknown.body);
    assert_eq!(
        sara.post("/cola", &reserve("Ana")).await.location(),
        "/cola?aviso=cambio"
    );
    assert!(sara.get("/cola").await.body.contains("(ana)"));
    for (limit, status) in [("x", 422), ("0", 422), ("40", 303)] {
        let fields = [
            ("accion", "limitar"),
            ("limite", limit),
            ("motivo-limite", "reparto parejo"),
        ];
        assert_eq!(sara.post("/cola", &fields).await.status, status, "{limit}");
    }
}

#[tokio::test]
async fn sin_acta_is_proposed_by_a_supervisor_and_approved_by_the_coordinacion() {
    let (browser, _) = open().await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    let mut saul = enter(&browser, "saul", Role::Coordinador).await;
    let found = sara.get("/faltantes?buscar=0001+B1").await.body;
    assert!(found.contains(&format!("value=\"{ACTA}\"")), "{found}");
    assert!(!found.contains("id=\"aprobar\""));
    let chosen = |action| vec![("buscar", "0001 B1"), ("acta", ACTA), ("accion", action)];
    let propose = |why| {
        let mut fields = chosen("proponer");
        fields.extend([("razon", "no-instalada"), ("motivo-proponer", why)]);
        fields
    };
    let faults = sara.post("/faltantes", &propose(" ")).await;
    assert_eq!(faults.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faults.body.contains("checked=\"checked\""));
    let done = sara.post("/faltantes", &propose("constancia")).await;
    assert_eq!(done.location(), "/faltantes?aviso=proponer");
    let listed = saul.get("/faltantes").await.body;
    assert!(
        listed.contains("SIN ACTA POR CASILLA NO INSTALADA"),
        "{listed}"
    );
    let none = saul.post("/faltantes", &[("accion", "aprobar")]).await;
    assert!(none.body.contains("Elija al menos un acta"));
    let done = saul.post("/faltantes", &chosen("aprobar")).await;
    assert_eq!(done.location(), "/faltantes?aviso=aprobar");
    let mut early = chosen("proponer");
    early[1].1 = "GUB/090001C0100/A02";
    early.extend([("razon", "no-entregado"), ("motivo-proponer", "no llegó")]);
    let early = sara.post("/faltantes", &early).await;
    assert!(
        early.body.contains("sólo se registra en el cierre"),
        "{}",
        early.body
    );
}

#[tokio::test]
async fn an_acta_that_was_corrected_shows_both_versions() {
    let (browser, mut tablet) = open().await;
    send(&browser.site.central, &mut tablet, &jpeg(1), ACTA).await;
    let capture = async |names: [&str; 2], changes: &[(&str, &str)]| {
        for name in names {
            let mut person = enter(&browser, name, Role::Capturista).await;
            person.get("/captura").await;
            let turn = person.post("/captura/siguiente", &[]).await;
            let turn = turn.location().to_owned();
            let done = person.post(&turn, &borrowed(&fields(changes))).await;
            assert!(done.location().starts_with("/captura"), "{}", done.body);
        }
    };
    capture(["ana", "beto"], &[]).await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    let address = format!("/correccion?acta={ACTA}");
    assert!(sara.get(&address).await.body.contains("Ronda 1"));
    let faults = sara.post("/correccion", &[("acta", ACTA)]).await;
    assert_eq!(faults.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reason = [("acta", ACTA), ("motivo-corregir", "error señalado")];
    let done = sara.post("/correccion", &reason).await;
    assert_eq!(done.location(), format!("{address}&aviso=abierta"));
    assert!(
        sara.get(&address)
            .await
            .body
            .contains("Se está capturando de nuevo")
    );
    let again = sara.post("/correccion", &reason).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    capture(["carla", "diego"], &[("PAN", "21")]).await;
    let shown = sara.get(&address).await.body;
    assert!(shown.contains("Ronda 2") && shown.contains(">22<") && shown.contains(">21<"));
    let unknown = sara.get("/correccion?acta=GUB/099999B0100/A02").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
