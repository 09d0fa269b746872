//! Serves captura and verificación over a throw-away installation with the demo election, to be
//! looked at: twenty actas with the JPEG given, people `ana`, `beto` (capturistas) and `vera`
//! (verificadora) with the password that is printed.
//!
//! `cargo run -p web-verifier --example desk -- 127.0.0.1:8089 acta.jpg 1243 1600`

#![expect(clippy::print_stdout, reason = "it is a program for people")]

use std::net::SocketAddr;
use std::sync::Arc;

use central::Central;
use central::accounts::{
    DisplayName, LoginAttempt, NewAccount, Scope, Username, add_account, change_password, login,
};
use central::clock::SystemClock;
use central::devices::{enroll_device, make_enrolment_code};
use central::ejercicios::{Environment, NewEjercicio, begin_ejercicio, open_ejercicio};
use central::entropy::SystemEntropy;
use central::keys::Keys;
use central::objects::Objects;
use central::procesos::import_proceso;
use central::recepcion::{
    Sender, append_upload, complete_upload, find_upload, register_digitalizacion,
};
use central::store::{DatabaseUrl, Store};
use central::testing::{Tablet, person, public_url};
use prep_model::bitacora::Actor;
use prep_model::claves::ActaKey;
use prep_model::contract::Sha256Digest;
use prep_model::people::Role;
use prep_model::proceso::Proceso;
use proceso_files::folder::render;
use web_verifier::{WebConfig, router};

const PASSWORD: &str = "tres tristes tigres";

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [listen, image, width, height] = arguments.as_slice() else {
        println!("desk ADDRESS JPEG WIDTH HEIGHT");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let central = installation(folder.path()).await;
    let proceso = proceso_files::demo::proceso(1);
    open(&central, &proceso).await;
    let bytes = std::fs::read(image).expect("the image");
    let size = (
        width.parse().expect("a width"),
        height.parse().expect("a height"),
    );
    let eleccion = &proceso.elecciones()[0].id;
    let actas: Vec<_> = proceso.actas_esperadas(eleccion).take(20).collect();
    send(&central, &proceso, &bytes, size, &actas).await;
    for (name, role) in [
        ("ana", Role::Capturista),
        ("beto", Role::Capturista),
        ("vera", Role::Verificador),
    ] {
        add(&central, name, role).await;
    }
    println!("ana, beto, vera: {PASSWORD}\nhttp://{listen}/");
    let config = WebConfig::new(&format!("http://{listen}")).expect("an address of this machine");
    let pages = router(central, config);
    let listener = tokio::net::TcpListener::bind(listen).await;
    let service = pages.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener.expect("a free port"), service).await;
    served.expect("the server runs until it is stopped");
}

async fn installation(folder: &std::path::Path) -> Central {
    let url = DatabaseUrl::Sqlite(folder.join("prep.db"));
    let objects = Objects::open_filesystem(folder.join("objects")).await;
    Central {
        store: Store::open(&url).await.expect("a new database"),
        objects: objects.expect("a new folder"),
        clock: Arc::new(SystemClock),
        keys: Arc::new(Keys::ephemeral(&SystemEntropy)),
        entropy: Arc::new(SystemEntropy),
    }
}

async fn open(central: &Central, proceso: &Proceso) {
    import_proceso(central, &render(proceso, &[]))
        .await
        .expect("the demo is a proceso");
    let new = NewEjercicio {
        proceso: proceso.head().id.clone(),
        ejercicio: "simulacro-1".parse().expect("a name"),
        environment: Environment {
            binary_sha256: Sha256Digest::of(b"binary"),
            config_sha256: Sha256Digest::of(b"config"),
        },
    };
    let (adm, coo) = (
        person("adm", Role::Administrador),
        person("coo", Role::Coordinador),
    );
    begin_ejercicio(central, &adm, &new)
        .await
        .expect("it begins");
    open_ejercicio(central, &coo, &new.proceso, &new.ejercicio)
        .await
        .expect("it opens");
}

async fn send(
    central: &Central,
    proceso: &Proceso,
    image: &[u8],
    (width, height): (u32, u32),
    actas: &[ActaKey],
) {
    let mut tablet = Tablet::new("t-1");
    let (code, _) = make_enrolment_code(central, "t-1", 3600)
        .await
        .expect("a code");
    let request = tablet.enrolment(&code, public_url().as_str());
    let answer = enroll_device(central, &public_url(), &request).await;
    tablet.device = Some(answer.expect("a good code enrols").device_id);
    for (n, acta) in actas.iter().enumerate() {
        // The same photo under the names of two actas would be an incident.
        let mut bytes = image.to_vec();
        bytes.extend(n.to_be_bytes());
        let mut envelope = tablet.envelope(&bytes, Some(&acta.to_string()));
        envelope.proceso = proceso.head().id.clone();
        (envelope.image.width, envelope.image.height) = (width, height);
        let sealed = tablet.seal(&envelope);
        let reception = register_digitalizacion(central, Sender::Holder, sealed.text()).await;
        let upload = reception.expect("a good envelope").upload.expect("a URL");
        let (open, _) = find_upload(central, &upload.capability)
            .await
            .expect("an upload");
        append_upload(central, &open, 0, &bytes)
            .await
            .expect("room");
        complete_upload(central, &upload.capability)
            .await
            .expect("a good image");
    }
}

async fn add(central: &Central, name: &str, role: Role) {
    let new = NewAccount {
        username: Username::new(name).expect("a username"),
        display_name: DisplayName::new(name).expect("a name"),
        role,
        scope: Scope::All,
    };
    let added = add_account(central, &Actor::System, &new)
        .await
        .expect("a new account");
    let handed = added.password.reveal();
    let attempt = LoginAttempt {
        username: name,
        password: handed,
        address: "192.0.2.1",
    };
    let opened = login(central, attempt).await.expect("the password fits");
    let changed = change_password(central, &opened.token, handed, PASSWORD).await;
    changed.expect("a good password");
}
