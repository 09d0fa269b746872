//! Administration as it is lived: a file of people, a forgotten password at night, a tablet that is
//! lost, an ejercicio by two people, a telephone.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use central::accounts::list_accounts;
use central::devices::{enroll_device, list_devices};
use central::procesos::import_proceso;
use central::testing::{Tablet, jpeg};
use prep_model::contract::EnrolmentCode;
use prep_model::people::Role;
use proceso_files::folder::render;

use crate::browser::Browser;
use crate::night::{enter, open, send};
use crate::support::PASSWORD;

const ACTA: &str = "GUB/090001B0100/A02";

/// The text of the element whose opening tag ends with `mark`.
fn shown<'a>(body: &'a str, mark: &str) -> Vec<&'a str> {
    let parts = body.split(mark).skip(1);
    parts.map(|rest| rest.split('<').next().unwrap()).collect()
}

/// Enters with a one-time password and chooses [`PASSWORD`].
async fn enter_first(browser: &Browser, username: &str, handed: &str) -> Browser {
    let mut here = browser.fresh();
    here.get("/entrar").await;
    let door = [("usuario", username), ("contrasena", handed)];
    let answer = here.post("/entrar", &door).await;
    assert_eq!(answer.location(), "/", "{}", answer.body);
    assert_eq!(here.get("/").await.location(), "/cuenta/contrasena");
    here.get("/cuenta/contrasena").await;
    let fields = [
        ("actual", handed),
        ("nueva", PASSWORD),
        ("repetida", PASSWORD),
    ];
    let answer = here.post("/cuenta/contrasena", &fields).await;
    assert_eq!(answer.location(), "/cuenta?aviso=contrasena");
    here.get("/cuenta").await;
    here
}

#[tokio::test]
async fn a_spreadsheet_becomes_people_who_enter() {
    let browser = Browser::new(Some("simulacro-1")).await;
    let mut adm = enter(&browser, "adm", Role::Administrador).await;
    adm.get("/cuentas/nuevas").await;
    let wrong = "usuario\tnombre\trol\nana\tAna López\tcapturista\nbeto\tBeto\tjefe\n";
    let page = adm
        .post(
            "/cuentas/nuevas",
            &[("accion", "revisar"), ("archivo", wrong)],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("«jefe» no es un rol") && !page.body.contains("id=\"importar\""));
    let refused = adm
        .post(
            "/cuentas/nuevas",
            &[("accion", "importar"), ("archivo", wrong)],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(list_accounts(&browser.site.central).await.unwrap().len(), 1);

    let right = wrong
        .replace("jefe", "cael\tdistrito:9")
        .replace("rol\n", "rol\talcance\n");
    let right = [("accion", "revisar"), ("archivo", right.as_str())];
    let page = adm.post("/cuentas/nuevas", &right).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("id=\"importar\"") && page.body.contains("Se agregarán <strong>2"));
    let page = adm
        .post("/cuentas/nuevas", &[("accion", "importar"), right[1]])
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let secrets = shown(&page.body, "class=\"secret\">");
    let [ana, password, beto, _] = secrets.as_slice() else {
        panic!("two slips: {secrets:?}");
    };
    assert_eq!((*ana, *beto), ("ana", "beto"));
    enter_first(&browser, ana, password).await;
    let again = adm
        .post("/cuentas/nuevas", &[("accion", "importar"), right[1]])
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("ya existen; no se cambió nada"));
}

#[tokio::test]
async fn one_account_is_made_by_a_form_that_tells_every_fault() {
    let browser = Browser::new(None).await;
    let mut adm = enter(&browser, "adm", Role::Administrador).await;
    adm.get("/cuentas/nuevas").await;
    let faulty = [("accion", "una"), ("usuario", "Á"), ("alcance", "catd:")];
    let page = adm.post("/cuentas/nuevas", &faulty).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["usuario", "nombre", "alcance"] {
        assert!(
            page.body.contains(&format!("id=\"{field}-falta\"")),
            "{field}"
        );
    }
    let good = [
        ("accion", "una"),
        ("usuario", "Carla.Diaz"),
        ("nombre", "Carla Díaz"),
        ("rol", "supervisor"),
        ("alcance", "catd:09-1"),
    ];
    let page = adm.post("/cuentas/nuevas", &good).await;
    assert_eq!(shown(&page.body, "class=\"secret\">")[0], "carla.diaz");
    let taken = adm.post("/cuentas/nuevas", &good).await;
    assert!(taken.body.contains("Ese usuario ya existe"));
}

#[tokio::test]
async fn a_forgotten_password_takes_a_supervisor_two_pages() {
    let (browser, _) = open().await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    enter(&browser, "coo", Role::Coordinador).await;
    let list = sara.get("/cuentas?buscar=ana").await.body;
    assert!(list.contains(">ana</a>") && !list.contains(">coo</a>") && !list.contains(">sara</a>"));
    assert_eq!(
        sara.get("/cuentas/nuevas").await.status,
        StatusCode::FORBIDDEN
    );
    let form = [("accion", "contrasena"), ("usuario", "ana")];
    let page = sara.post("/cuentas", &form).await;
    assert_eq!(page.status, StatusCode::OK);
    let handed = shown(&page.body, "class=\"secret\">")[1].to_owned();
    assert!(ana.get("/captura").await.location().starts_with("/entrar"));
    enter_first(&browser, "ana", &handed).await;

    let not = sara
        .post("/cuentas", &[("accion", "contrasena"), ("usuario", "coo")])
        .await;
    assert_eq!(not.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        not.body
            .contains("Su rol no hace eso con una cuenta de Coordinador")
    );
}

#[tokio::test]
async fn an_expired_password_says_so_at_the_door() {
    let browser = Browser::new(None).await;
    let handed = browser.site.add("ana", Role::Capturista).await;
    browser.clock.advance_seconds(8 * 24 * 3600);
    let mut here = browser.fresh();
    here.get("/entrar").await;
    let door = [("usuario", "ana"), ("contrasena", handed.as_str())];
    let page = here.post("/entrar", &door).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("era de un solo uso y venció"));
    let mut adm = enter(&browser, "adm", Role::Administrador).await;
    let list = adm.get("/cuentas?estado=vencidas").await.body;
    assert!(list.contains(">ana</a>") && list.contains("venció el"));
}

#[tokio::test]
async fn sessions_are_ended_and_an_account_disabled_with_a_reason() {
    let browser = Browser::new(None).await;
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    let mut coo = enter(&browser, "coo", Role::Coordinador).await;
    let accounts = list_accounts(&browser.site.central).await.unwrap();
    let place = format!("/cuentas/{}", accounts[0].person.id);
    assert!(coo.get(&place).await.body.contains("id=\"sesiones\""));
    let without = coo.post(&place, &[("accion", "sesiones")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.body.contains("id=\"motivo-sesiones-falta\""));
    let why = [
        ("accion", "sesiones"),
        ("motivo-sesiones", "se fue sin salir"),
    ];
    let ended = coo.post(&place, &why).await;
    assert_eq!(ended.location(), format!("{place}?aviso=sesiones"));
    assert!(ana.get("/captura").await.location().starts_with("/entrar"));
    let opened = browser.site.login("ana", PASSWORD).await;
    let mut ana = browser.with_session(&opened.token);

    let why = [
        ("accion", "deshabilitar"),
        ("motivo-deshabilitar", "terminó su contrato"),
    ];
    let done = coo.post(&place, &why).await;
    assert_eq!(done.location(), "/cuentas?aviso=deshabilitada");
    assert!(ana.get("/captura").await.location().starts_with("/entrar"));
    let page = coo.get(&place).await.body;
    assert!(page.contains("Deshabilitada el") && !page.contains("id=\"deshabilitar\""));
    assert_eq!(coo.get("/cuentas/p0").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_is_in_elsewhere_too_is_told_and_ends_it() {
    let browser = Browser::new(None).await;
    let mut one = enter(&browser, "ana", Role::Capturista).await;
    assert!(!one.get("/cuenta").await.body.contains("otro equipo"));
    let opened = browser.site.login("ana", PASSWORD).await;
    let mut other = browser.with_session(&opened.token);
    assert!(one.get("/").await.body.contains("id=\"otra-sesion\""));
    assert!(
        one.get("/cuenta")
            .await
            .body
            .contains("Su cuenta está abierta en otro equipo")
    );
    let ended = one.post("/cuenta/sesiones", &[]).await;
    assert_eq!(ended.location(), "/cuenta?aviso=sesiones&cerradas=1");
    assert!(
        other
            .get("/captura")
            .await
            .location()
            .starts_with("/entrar")
    );
    assert_eq!(one.get("/cuenta").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_enrols_one_tablet_or_is_taken_back() {
    let (browser, _) = open().await;
    let central = &browser.site.central;
    let mut coo = enter(&browser, "coo", Role::Coordinador).await;
    coo.get("/dispositivos").await;
    let form = [
        ("accion", "alta"),
        ("nombre", "Tableta 14"),
        ("plazo", "15"),
    ];
    let page = coo.post("/dispositivos", &form).await.body;
    assert!(page.contains("class=\"qr\"") && page.contains("data-segundos=\"900\""));
    let code: EnrolmentCode = shown(&page, "class=\"secret\">")[0].parse().unwrap();
    assert!(coo.get("/dispositivos").await.body.contains("Tableta 14"));

    let url = "http://127.0.0.1:8080".parse().unwrap();
    let tablet = Tablet::new("t-14");
    let request = tablet.enrolment(&code, "http://127.0.0.1:8080");
    enroll_device(central, &url, &request).await.unwrap();
    assert_eq!(list_devices(central).await.unwrap().len(), 2);

    let page = coo.post("/dispositivos", &form).await.body;
    let code: EnrolmentCode = shown(&page, "class=\"secret\">")[0].parse().unwrap();
    let digest = code.digest().to_string();
    let cancel = [("accion", "cancelar"), ("codigo", digest.as_str())];
    let done = coo.post("/dispositivos", &cancel).await;
    assert_eq!(done.location(), "/dispositivos?aviso=cancelado");
    let request = Tablet::new("t-15").enrolment(&code, "http://127.0.0.1:8080");
    assert!(enroll_device(central, &url, &request).await.is_err());
    let again = coo.post("/dispositivos", &cancel).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    assert!(!sara.get("/dispositivos").await.body.contains("id=\"alta\""));
    let refused = sara.post("/dispositivos", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_a_lost_tablet_sends_waits_for_a_supervisor() {
    let (browser, mut tablet) = open().await;
    let central = &browser.site.central;
    let mut sara = enter(&browser, "sara", Role::Supervisor).await;
    sara.get("/dispositivos").await;
    let device = tablet.device.unwrap().to_string();
    let without = [("accion", "baja"), ("dispositivo", device.as_str())];
    let faults = sara.post("/dispositivos", &without).await;
    assert!(faults.body.contains("id=\"motivo-baja-falta\""));
    let why = [("motivo-baja", "se perdió en el camino")];
    let done = sara
        .post("/dispositivos", &[&without[..], &why].concat())
        .await;
    assert_eq!(done.location(), "/dispositivos?aviso=baja");
    send(central, &mut tablet, &jpeg(1), ACTA).await;
    assert!(
        sara.get("/dispositivos")
            .await
            .body
            .contains("id=\"cuarentena\"")
    );
    let list = sara.get("/cuarentena").await.body;
    assert!(list.contains("se perdió en el camino"));
    let id = shown(&list, "href=\"/cuarentena/")[0]
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let place = format!("/cuarentena/{id}");
    let image = sara.get(&format!("{place}/imagen")).await;
    assert_eq!(image.headers[CONTENT_TYPE], "image/jpeg");
    sara.get(&place).await;
    let faults = sara.post(&place, &[("accion", "admitir")]).await;
    assert_eq!(faults.status, StatusCode::UNPROCESSABLE_ENTITY);
    let admit = [
        ("accion", "admitir"),
        ("motivo-decidir", "apareció completa en el CATD"),
    ];
    let done = sara.post(&place, &admit).await;
    assert_eq!(done.location(), "/cuarentena?aviso=admitir");
    assert_eq!(sara.get(&place).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        sara.get(&format!("{place}/imagen")).await.status,
        StatusCode::NOT_FOUND
    );
    let mut ana = enter(&browser, "ana", Role::Capturista).await;
    ana.get("/captura").await;
    let turn = ana.post("/captura/siguiente", &[]).await;
    assert!(turn.location().starts_with("/captura/"));
}

#[tokio::test]
async fn an_ejercicio_is_begun_by_one_and_opened_by_another() {
    let browser = Browser::new(None).await;
    let files = render(&proceso_files::sample::proceso(), &[]);
    import_proceso(&browser.site.central, &files).await.unwrap();
    let mut adm = enter(&browser, "adm", Role::Administrador).await;
    let mut coo = enter(&browser, "coo", Role::Coordinador).await;
    let page = adm.get("/ejercicios").await.body;
    let proceso = shown(&page, "<option value=\"")[1]
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let begin = [
        ("accion", "comenzar"),
        ("proceso", proceso.as_str()),
        ("nombre", "simulacro-1"),
    ];
    let done = adm.post("/ejercicios", &begin).await;
    assert_eq!(
        done.location(),
        "/ejercicios?aviso=comenzar",
        "{}",
        done.body
    );
    let again = adm.post("/ejercicios", &begin).await;
    assert!(again.body.contains("id=\"nombre-falta\""));
    assert!(
        adm.get("/ejercicios")
            .await
            .body
            .contains("nunca quien certificó")
    );
    let named = [
        ("accion", "abrir"),
        ("proceso", proceso.as_str()),
        ("ejercicio", "simulacro-1"),
    ];
    let not = adm.post("/ejercicios", &named).await;
    assert_eq!(not.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(coo.get("/ejercicios").await.body.contains("id=\"abrir-1\""));
    let opened = coo.post("/ejercicios", &named).await;
    assert_eq!(opened.location(), "/ejercicios?aviso=abrir");

    coo.get("/ejercicios").await;
    let why = [
        ("accion", "cerrar"),
        ("motivo-cierre", "100 % de las actas"),
    ];
    let closing = coo.post("/ejercicios", &why).await;
    assert_eq!(closing.location(), "/ejercicios?aviso=cerrar");
    let early = coo.post("/ejercicios", &[("accion", "terminar")]).await;
    assert!(early.body.contains("Todavía no hay un corte publicado"));
    let why = [
        ("accion", "reanudar"),
        ("motivo-cierre", "llegó un paquete más"),
    ];
    let resumed = coo.post("/ejercicios", &why).await;
    assert_eq!(resumed.location(), "/ejercicios?aviso=reanudar");
}

#[tokio::test]
async fn a_telephone_stands_between_the_password_and_the_pages() {
    let browser = Browser::new(None).await;
    let mut coo = enter(&browser, "coo", Role::Coordinador).await;
    coo.get("/cuenta/verificacion").await;
    coo.post("/cuenta/verificacion", &[("accion", "comenzar")])
        .await;
    let page = coo.get("/cuenta/verificacion").await.body;
    assert!(page.contains("class=\"qr\""));
    let secret = shown(&page, "class=\"secret\">")[0].to_owned();
    let wrong = [
        ("accion", "confirmar"),
        ("codigo", "12"),
        ("contrasena", PASSWORD),
    ];
    let faults = coo.post("/cuenta/verificacion", &wrong).await;
    assert!(
        faults.body.contains("id=\"codigo-falta\""),
        "{}",
        faults.body
    );

    let code = totp(&browser, &secret);
    let right = [
        ("accion", "confirmar"),
        ("codigo", code.as_str()),
        ("contrasena", PASSWORD),
    ];
    let page = coo.post("/cuenta/verificacion", &right).await.body;
    let codes = shown(&page, "class=\"secret\">");
    assert_eq!(codes.len(), 8);

    let mut here = browser.fresh();
    here.get("/entrar").await;
    let door = [("usuario", "coo"), ("contrasena", PASSWORD)];
    assert_eq!(here.post("/entrar", &door).await.location(), "/");
    for path in ["/", "/cuenta", "/cuentas", "/cuenta/contrasena"] {
        assert_eq!(here.get(path).await.location(), "/entrar/codigo", "{path}");
    }
    let page = here.get("/entrar/codigo").await;
    assert!(!page.body.contains("href=\"/cuentas\""));
    let before = here.cookie("sesion").unwrap().to_owned();
    let wrong = here.post("/entrar/codigo", &[("codigo", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let used = codes[0].to_owned();
    let right = here.post("/entrar/codigo", &[("codigo", &used)]).await;
    assert_eq!(right.location(), "/");
    assert_ne!(here.cookie("sesion"), Some(before.as_str()));
    assert_eq!(here.get("/cuentas").await.status, StatusCode::OK);
}

/// What a telephone with that secret shows now (RFC 6238), computed apart from the servers.
fn totp(browser: &Browser, secret: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        _ => letter - b'2' + 26,
    };
    let bits: Vec<u8> = secret
        .bytes()
        .flat_map(|letter| (0..5).rev().map(move |place| (value(letter) >> place) & 1))
        .collect();
    let key: Vec<u8> = bits
        .chunks(8)
        .map(|bits| bits.iter().fold(0, |byte, bit| (byte << 1) | bit))
        .collect();
    let step = browser.site.central.now().unix_seconds() / 30;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let at = usize::from(bytes[19] & 15);
    let number = u32::from_be_bytes([
        bytes[at] & 0x7f,
        bytes[at + 1],
        bytes[at + 2],
        bytes[at + 3],
    ]);
    format!("{:06}", number % 1_000_000)
}
