//! Pages of administration: empty, as always, with faults, with hostile and long names.

use prep_model::people::AccountAct;

use super::credenciales::{CredentialsPage, Slip};
use super::cuarentena::{QuarantineLine, QuarantinePage, QuarantinedPage};
use super::cuenta::{AccountPage, Acts};
use super::cuentas::{AccountsPage, Asked};
use super::dispositivos::{CodeLine, DeviceLine, DevicesPage, EnrolmentPage, lifetimes};
use super::ejercicios::{EjerciciosPage, EntryView, Next};
use super::nuevas::{NewAccountsPage, PlanView};
use super::view::{AccountLine, StateView, Which, roles};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;
use crate::identificacion::Typed;
use crate::qr::Qr;

const HOSTILE: &str = "\"><script>alert('x')</script>&";
const LONG: &str = "María de los Ángeles Guadalupe Fernández-Villaseñor y Ruiz de la Peña";

fn styles() -> [String; 2] {
    ["supervision-estilo", "administracion-estilo"].map(asset)
}

fn state(shape: &'static str, text: &str) -> StateView {
    StateView {
        shape,
        text: text.to_owned(),
    }
}

fn account_line(n: u8, name: &str, is_open: bool) -> AccountLine {
    AccountLine {
        id: format!("p{n}"),
        username: format!("maria.de.los.angeles.fernandez-{n}"),
        name: name.to_owned(),
        role: "Digitalizador",
        scope: "CATD 09-CuajimalpaMorelos".to_owned(),
        state: if is_open {
            state(
                "○",
                "Aún no elige su contraseña; la de un solo uso vence el 02/06/2024 20:00",
            )
        } else {
            state("■", "Deshabilitada el 02/06/2024 20:00")
        },
        inside: if n == 1 {
            "02/06/2024 23:59 (2 sesiones)".to_owned()
        } else {
            String::new()
        },
        is_open,
    }
}

fn accounts() -> Vec<Sample> {
    const PAGE: &str = "administracion/cuentas.html";
    let accounts = |lines: Vec<AccountLine>, asked, faults| AccountsPage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        notice: "",
        count: "2,400 cuentas; se muestran 200: busque por nombre, usuario o lugar".to_owned(),
        lines,
        asked,
        roles: roles(),
        states: Which::choices(),
        may_create: true,
        faults,
    };
    let hostile = Asked {
        buscar: HOSTILE.to_owned(),
        rol: "capturista".to_owned(),
        ..Asked::default()
    };
    let some = || vec![account_line(1, LONG, true), account_line(2, "Beto", false)];
    let refused = Faults::whole("esa cuenta es la de usted; pídalo a otra persona");
    vec![
        page(
            PAGE,
            "some",
            &accounts(some(), Asked::default(), Faults::default()),
        ),
        page(
            PAGE,
            "nothing found",
            &accounts(Vec::new(), hostile, Faults::default()),
        ),
        page(
            PAGE,
            "refused",
            &accounts(some(), Asked::default(), refused),
        ),
    ]
}

fn account() -> Vec<Sample> {
    const PAGE: &str = "administracion/cuenta.html";
    let account = |acts, faults| AccountPage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        notice: "Sus sesiones terminaron.",
        id: "p0123456789abcdef0123".to_owned(),
        name: LONG.to_owned(),
        username: "maria.fernandez".to_owned(),
        state: state("●", "En uso"),
        lines: vec![
            ("Rol", "Capturista".to_owned()),
            ("Dentro", "No".to_owned()),
        ],
        acts,
        typed: Typed::default(),
        faults,
    };
    let all = || {
        Acts(vec![
            AccountAct::HandPassword,
            AccountAct::EndSessions,
            AccountAct::RemoveSecondFactor,
            AccountAct::Disable,
        ])
    };
    let faults = Faults::at("motivo-deshabilitar", "escriba el motivo");
    vec![
        page(PAGE, "all may be done", &account(all(), Faults::default())),
        page(PAGE, "faults", &account(all(), faults)),
        page(
            PAGE,
            "nothing may be done",
            &account(Acts::default(), Faults::default()),
        ),
    ]
}

fn credentials() -> Vec<Sample> {
    let slip = |n: u8| Slip {
        name: LONG.to_owned(),
        role: "Verificador",
        scope: "CATD 09-CuajimalpaMorelos".to_owned(),
        username: format!("maria.de.los.angeles.fernandez-{n}"),
        password: "abcd-efgh-jkmn-pqrs".to_owned(),
        expires: "02/06/2024 20:00".to_owned(),
    };
    let credentials = CredentialsPage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        script: asset("imprimir"),
        notice: "Cuentas dadas de alta: 3. Ya existían: 0.".to_owned(),
        slips: (1..=3).map(slip).collect(),
        address: "https://prep.example.mx".to_owned(),
    };
    vec![page(
        "administracion/credenciales.html",
        "three",
        &credentials,
    )]
}

fn new_accounts() -> Vec<Sample> {
    const PAGE: &str = "administracion/nuevas.html";
    let new = |plan, typed, faults| NewAccountsPage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        script: asset("archivo"),
        plan,
        roles: roles(),
        typed,
        faults,
    };
    let row = ["2", "maria.fernandez", LONG, "Capturista", "CCV central"].map(str::to_owned);
    let ready = PlanView {
        adds: 214,
        skips: 3,
        fault_count: 0,
        add: vec![row.clone(), row],
        faults: Vec::new(),
    };
    let wrong = PlanView {
        fault_count: 130,
        faults: vec![
            [
                "3",
                "rol",
                "«jefa» no es un rol; los roles son cael, acopiador",
            ]
            .map(str::to_owned),
        ],
        ..ready.clone()
    };
    let pasted = || {
        let text = format!("usuario,nombre,rol\n{HOSTILE}</textarea>");
        Typed::new(vec![("archivo".to_owned(), text)])
    };
    let mut faults = Faults::at("usuario", "ese usuario ya existe o existió; elija otro");
    faults.add("rol", "elija qué hace esta persona");
    vec![
        page(
            PAGE,
            "empty",
            &new(None, Typed::default(), Faults::default()),
        ),
        page(
            PAGE,
            "ready",
            &new(Some(ready), pasted(), Faults::default()),
        ),
        page(
            PAGE,
            "wrong",
            &new(Some(wrong), pasted(), Faults::default()),
        ),
        page(PAGE, "faults", &new(None, Typed::default(), faults)),
    ]
}

fn device_line(n: u8, is_revoked: bool) -> DeviceLine {
    DeviceLine {
        id: format!("d{n}"),
        label: format!("Tableta {n}, distrito 9, de la {LONG}"),
        state: if is_revoked {
            state("■", "De baja desde el 02/06/2024 20:00: «se perdió»")
        } else {
            state("●", "En uso")
        },
        place: "CATD 09-CuajimalpaMorelos".to_owned(),
        seen: "02/06/2024 23:59".to_owned(),
        waiting: "3".to_owned(),
        sent: "1,204".to_owned(),
        receiving: "2".to_owned(),
        quarantined: "0".to_owned(),
        is_revoked,
    }
}

fn devices() -> Vec<Sample> {
    const PAGE: &str = "administracion/dispositivos.html";
    let devices = |lines: Vec<DeviceLine>, typed: Typed, faults| DevicesPage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        notice: "",
        count: "Dispositivos: 2".to_owned(),
        codes: lines
            .first()
            .map(|line| CodeLine {
                digest: "0".repeat(64),
                label: line.label.clone(),
                made: "02/06/2024 20:00".to_owned(),
                expires: "02/06/2024 21:00".to_owned(),
            })
            .into_iter()
            .collect(),
        lines,
        may_enrol: true,
        may_decide: true,
        quarantined: 3,
        lifetimes: lifetimes(),
        search: typed.of("buscar").to_owned(),
        typed,
        faults,
    };
    let mut faults = Faults::at("motivo-baja", "escriba el motivo");
    faults.add("nombre", "escriba el nombre del dispositivo");
    let some = || vec![device_line(1, false), device_line(2, true)];
    vec![
        page(
            PAGE,
            "none",
            &devices(Vec::new(), Typed::default(), Faults::default()),
        ),
        page(
            PAGE,
            "some",
            &devices(some(), Typed::default(), Faults::default()),
        ),
        page(
            PAGE,
            "faults",
            &devices(some(), Typed::searching(HOSTILE), faults),
        ),
    ]
}

fn enrolment() -> Vec<Sample> {
    let enrolment = EnrolmentPage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        script: asset("plazo"),
        label: "Tableta 14, distrito 9".to_owned(),
        server: "https://prep.example.mx".to_owned(),
        code: "0Q7V3M-9C2XKE-5TD1RW".to_owned(),
        digest: "0".repeat(64),
        expires: "02/06/2024 21:00".to_owned(),
        seconds: 3_600,
        qr: Qr::of("PREPE1:https://prep.example.mx:0Q7V3M-9C2XKE-5TD1RW"),
    };
    vec![page("administracion/alta.html", "code", &enrolment)]
}

fn quarantine() -> Vec<Sample> {
    const PAGE: &str = "administracion/cuarentena.html";
    let line = || QuarantineLine {
        id: "018fdc5e-9800-7abc-8def-0123456789ab".to_owned(),
        device: format!("Tableta de {LONG}"),
        why: "se perdió en el camino al CATD".to_owned(),
        acta: "GUB/090001B0100/A02".to_owned(),
        received: "02/06/2024 23:59".to_owned(),
    };
    let list = |lines| QuarantinePage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        notice: "",
        lines,
    };
    let one = |faults| QuarantinedPage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        image: line(),
        typed: Typed::default(),
        faults,
    };
    let faults = Faults::at("motivo-decidir", "escriba el motivo");
    let image = "administracion/cuarentena_imagen.html";
    vec![
        page(PAGE, "none", &list(Vec::new())),
        page(PAGE, "some", &list(vec![line(), line()])),
        page(image, "one", &one(Faults::default())),
        page(image, "faults", &one(faults)),
    ]
}

fn ejercicios() -> Vec<Sample> {
    const PAGE: &str = "administracion/ejercicios.html";
    let entry = |n, next| EntryView {
        n,
        proceso: "cdmx-2024".to_owned(),
        ejercicio: format!("simulacro-{n}"),
        state: state("▲", "En cierre: sólo se termina lo empezado"),
        created: "02/06/2024 08:00".to_owned(),
        next,
        corte: "61, manifiesto 0123456789ab…".to_owned(),
    };
    let ejercicios = |entries, faults| EjerciciosPage {
        frame: frame(simulacro(), Some("Sara")),
        styles: styles(),
        notice: "",
        entries,
        administers: true,
        procesos: vec![("cdmx-2024".to_owned(), "cdmx-2024".to_owned())],
        typed: Typed::default(),
        faults,
    };
    let before = vec![
        entry(1, Next::AnotherOpens),
        entry(2, Next::Open),
        entry(3, Next::BeginClosing),
        entry(4, Next::Archive),
        entry(5, Next::Nothing),
    ];
    let closing = vec![entry(1, Next::Close)];
    let mut faults = Faults::at("motivo-cierre", "escriba el motivo");
    faults.add("nombre", "el proceso ya tiene un ejercicio simulacro-1");
    vec![
        page(PAGE, "none", &ejercicios(Vec::new(), Faults::default())),
        page(PAGE, "before", &ejercicios(before, Faults::default())),
        page(PAGE, "closing, with faults", &ejercicios(closing, faults)),
    ]
}

pub(crate) fn all() -> Vec<Sample> {
    [
        accounts(),
        account(),
        credentials(),
        new_accounts(),
        devices(),
        enrolment(),
        quarantine(),
        ejercicios(),
    ]
    .concat()
}
