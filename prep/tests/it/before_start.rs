//! Before the authorised start nothing of a settled acta is reachable (DOMAIN 6, decision 10): every
//! address of the servers is tried without a role and in every role, and nowhere is its row, its image
//! or what it adds to a party.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use central::Central;
use central::accounts::{
    DisplayName, LoginAttempt, NewAccount, Scope, Username, add_account, change_password, login,
    role_name,
};
use central::capturas::{TypedActa, claim_captura, finish_captura};
use central::cortes::authorise_start;
use central::procesos::load_proceso_of;
use central::recepcion::{
    Sender, append_upload, complete_upload, find_upload, register_digitalizacion,
};
use central::store::{EjercicioRow, EventRowId};
use central::testing::{ACTA, TestCentral, VALUES, jpeg, person, public_url};
use difusion::folder::Places;
use difusion::publish::{Outcome, Publisher, Tick};
use ingest_api::IngestConfig;
use prep_model::bitacora::Actor;
use prep_model::contract::Sha256Digest;
use prep_model::people::Role;
use prep_model::proceso::Proceso;
use prep_model::time::DeviceTime;
use tower::ServiceExt as _;
use web_verifier::WebConfig;

/// What the acta says, in numbers that stand nowhere else.
const VOTES: [(&str, &str); 3] = [("PAN", "613"), ("PRI", "617"), ("MORENA", "619")];
/// Its published key.
const CLAVE_ACTA: &str = "090001B0100A02";

/// A night with one settled acta that may not be published yet.
struct Night {
    test: TestCentral,
    ejercicio: EjercicioRow,
    proceso: Arc<Proceso>,
    image: Vec<u8>,
    /// Names of things that addresses have a place for.
    names: Vec<String>,
    folder: tempfile::TempDir,
}

impl Night {
    async fn of(run: &str) -> Self {
        let test = TestCentral::empty().await;
        if run == "oficial" {
            let desde = proceso_files::sample::head().publicacion_desde;
            let early = test.central.now().micros_since(desde) / 1_000_000 + 3_600;
            test.clock.advance_seconds(-early);
        }
        test.begin(run).await;
        test.open_run(run).await;
        let mut tx = test.central.store.read("test").await.unwrap();
        let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
        drop(tx);
        if run != "oficial" {
            let from = test.central.now().plus_seconds(3_600);
            let by = person("coo", Role::Coordinador);
            authorise_start(&test.central, &ejercicio, &by, from)
                .await
                .unwrap();
        }
        let proceso = load_proceso_of(&test.central, &ejercicio).await.unwrap();
        let mut night = Self {
            test,
            ejercicio,
            proceso,
            image: jpeg(77),
            names: Vec::new(),
            folder: tempfile::tempdir().unwrap(),
        };
        night.send(run).await;
        night.capture("cap-1").await;
        night.capture("cap-2").await;
        night
    }

    fn central(&self) -> &Central {
        &self.test.central
    }

    async fn send(&mut self, run: &str) {
        let mut tablet = self.test.tablet("t-1").await;
        let mut envelope = tablet.envelope(&self.image, Some(ACTA));
        envelope.ejercicio = run.parse().unwrap();
        if run == "oficial" {
            // A clock that runs a day ahead: a moment after the arrival cannot be.
            envelope.device_time = DeviceTime(self.test.central.now().plus_seconds(86_400));
        }
        let sealed = tablet.seal(&envelope);
        let central = self.central();
        let reception = register_digitalizacion(central, Sender::Holder, sealed.text()).await;
        let capability = reception.unwrap().upload.unwrap().capability;
        let (open, _) = find_upload(central, &capability).await.unwrap();
        append_upload(central, &open, 0, &self.image).await.unwrap();
        complete_upload(central, &capability).await.unwrap();
        let digest = Sha256Digest::of(&self.image).to_string();
        let id = envelope.id.to_string();
        self.names.extend([id, capability, digest]);
    }

    async fn capture(&mut self, by: &str) {
        let by = person(by, Role::Capturista);
        let claimed = claim_captura(self.central(), &self.ejercicio, &by).await;
        let claimed = claimed.unwrap().unwrap();
        let campos = VALUES.iter().chain(&VOTES);
        let campos: BTreeMap<_, _> = campos
            .map(|(id, text)| (id.parse().unwrap(), (*text).to_owned()))
            .collect();
        let typed = TypedActa {
            campos,
            ..TypedActa::default()
        };
        let turn = (&by, &claimed.key);
        finish_captura(self.central(), &self.proceso, &self.ejercicio, turn, &typed)
            .await
            .unwrap();
        self.names.push(claimed.key.to_string());
    }

    fn publisher(&self) -> Publisher {
        let places = Places {
            root: self.folder.path().join("cortes"),
            copy: None,
        };
        Publisher::new(self.central().clone(), places)
    }

    /// Every address of every server, with every known name in the place of each parameter, and those
    /// that somebody might guess.
    fn addresses(&self) -> Vec<String> {
        let routes = include_str!("../../../docs/ROUTES.md");
        let pages = routes.lines().filter_map(|line| line.split('`').nth(1));
        let openapi: serde_json::Value =
            serde_json::from_str(include_str!("../../../ingest-api/openapi.json")).unwrap();
        let api = openapi["paths"].as_object().unwrap().keys();
        let (id, run) = (self.ejercicio.proceso(), self.ejercicio.ejercicio());
        let mut patterns: Vec<String> = pages
            .filter(|path| path.starts_with('/'))
            .map(str::to_owned)
            .chain(api.cloned())
            .collect();
        for root in ["", "/cortes", "/publico", "/difusion", "/data"] {
            patterns.push(format!("{root}/{id}/{run}/actual.json"));
            patterns.push(format!("{root}/{id}/{run}/imagenes/{{digest}}.jpg"));
            patterns.push(format!("{root}/objects/{id}/{run}/{{digest}}.jpg"));
            patterns.push(format!(
                "{root}/.preparacion/{id}/{run}/{{digest}}/manifest.json"
            ));
        }
        assert!(patterns.len() > 40, "the addresses were found");
        let fill = |pattern: &String| -> Vec<String> {
            match pattern.split_once('{') {
                Some((before, rest)) => {
                    let after = rest.split_once('}').unwrap().1;
                    let names = self.names.iter();
                    names.map(|name| format!("{before}{name}{after}")).collect()
                }
                None => vec![pattern.clone()],
            }
        };
        patterns.iter().flat_map(fill).collect()
    }

    /// A session of somebody new in that role.
    async fn session(&self, role: Role) -> String {
        let central = self.central();
        let username = format!("{}-9", role_name(role));
        let new = NewAccount {
            username: Username::new(&username).unwrap(),
            display_name: DisplayName::new("Persona de prueba").unwrap(),
            role,
            scope: Scope::All,
        };
        let added = add_account(central, &Actor::System, &new).await.unwrap();
        let handed = added.password.reveal().to_owned();
        let attempt = LoginAttempt {
            username: &username,
            password: &handed,
            address: "192.0.2.1",
        };
        let opened = login(central, attempt).await.unwrap();
        let password = "tres tristes tigres";
        let changed = change_password(central, &opened.token, &handed, password).await;
        changed.unwrap().token.reveal().to_owned()
    }

    /// True if an answer tells the row, the image or what it adds to a party.
    fn tells(&self, body: &[u8]) -> bool {
        let text = String::from_utf8_lossy(body);
        let votes = VOTES.iter().filter(|(_, votes)| {
            text.split(|c: char| !c.is_ascii_digit())
                .any(|n| n == *votes)
        });
        let image = body
            .windows(self.image.len())
            .any(|bytes| bytes == self.image);
        image || votes.count() == VOTES.len() || text.contains(CLAVE_ACTA)
    }
}

async fn get(router: &Router, path: &str, session: Option<&str>) -> (bool, Vec<u8>) {
    let mut request = Request::builder()
        .method(Method::GET)
        .uri(path)
        .header("host", "127.0.0.1:8080");
    if let Some(session) = session {
        request = request.header("cookie", format!("sesion={session}"));
    }
    let request = request.body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let found = answer.status().is_success();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (found, body.to_vec())
}

async fn nothing_is_reachable(run: &str) {
    let night = Night::of(run).await;
    let config = IngestConfig {
        public_url: public_url(),
    };
    // Of a process that is ending: what goes on telling tells what there is and is done.
    let (_told, ending) = tokio::sync::watch::channel(true);
    let routers = [
        ingest_api::router(night.central().clone(), config),
        web_verifier::router_until(
            ending,
            night.central().clone(),
            WebConfig::new("http://127.0.0.1:8080").unwrap(),
        ),
    ];
    let mut sessions = vec![None];
    for role in Role::ALL {
        sessions.push(Some(night.session(role).await));
    }
    let mut found = 0;
    for session in &sessions {
        for path in night.addresses() {
            for router in &routers {
                let (ok, body) = get(router, &path, session.as_deref()).await;
                assert!(!night.tells(&body), "{path} tells results before the start");
                found += u32::from(ok);
            }
        }
    }
    assert!(found > 50, "the walk opened pages: {found}");
    let publisher = night.publisher();
    assert!(matches!(publisher.tick().await.unwrap(), Tick::Waiting(_)));
    assert!(!night.folder.path().join("cortes").exists());
    published_at_the_start(&night, &publisher).await;
}

/// What was looked for everywhere is what is published an hour later.
async fn published_at_the_start(night: &Night, publisher: &Publisher) {
    night.test.clock.advance_seconds(3_600);
    let Tick::Made(Outcome::Published(corte)) = publisher.tick().await.unwrap() else {
        panic!("the start has come");
    };
    let file = corte.manifest.files.iter();
    let mut file = file.filter(|file| file.name.starts_with("GUB/") && file.rows == Some(1));
    let base = std::fs::read(corte.folder.join(&file.next().unwrap().name)).unwrap();
    assert!(night.tells(&base));
    let images = corte.folder.parent().unwrap().join("imagenes");
    let digest = Sha256Digest::of(&night.image);
    let image = std::fs::read(images.join(format!("{digest}.jpg"))).unwrap();
    assert!(night.tells(&image));
}

#[tokio::test]
async fn nothing_of_the_oficial_is_reachable_before_its_start() {
    nothing_is_reachable("oficial").await;
}

#[tokio::test]
async fn nothing_of_a_drill_is_reachable_before_its_start() {
    nothing_is_reachable("simulacro-1").await;
}

/// DOMAIN 6, decision 1: the photograph claims a moment after its own arrival.
#[tokio::test]
async fn a_substituted_acopio_is_in_the_bitacora() {
    let night = Night::of("oficial").await;
    let changes =
        central::changes::list_changes(night.central(), &night.ejercicio, EventRowId::START).await;
    let names: Vec<_> = changes.unwrap().into_iter().map(|c| c.name).collect();
    let name = "digitalizacion.acopio_substituted";
    assert_eq!(names.iter().filter(|n| *n == name).count(), 1, "{names:?}");
    let drill = Night::of("simulacro-1").await;
    let changes =
        central::changes::list_changes(drill.central(), &drill.ejercicio, EventRowId::START).await;
    assert!(changes.unwrap().iter().all(|change| change.name != name));
}
