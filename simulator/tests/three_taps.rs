//! From opening to sent in three taps, with a photograph of an invented acta and the tablet's own
//! code from the camera to the verified receipt.
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may fail like the test"
)]

use std::sync::Arc;

use mobile_core::app::{App, Platform, QueueState};
use mobile_core::disk::Disk as _;
use mobile_core::platform::{Clock, LogLevel, LogSink};
use mobile_core::provisioning::Hardware;
use mobile_core::screen::{Intent, Screen, ScreenKind};
use mobile_core::testing::{MemoryDisk, SeededEntropy, SimulatedServer, device_signer, night};
use mobile_core::uploader::{Action, Body};
use prep_model::contract::{
    AppVersion, DeviceModel, EnrolmentCode, EnrolmentLabel, Identified, KeyStorage,
    Platform as Kind, QualityVerdict,
};
use prep_model::time::Timestamp;
use proceso_files::demo;
use serde_json::json;
use simulator::photos::{ActaSheets, Photo, Plan};

const URL: &str = "http://127.0.0.1:8080";
const PIN: &str = "428193";

struct Night;

impl Clock for Night {
    fn now(&self) -> Timestamp {
        night(0)
    }
}

struct NoLog;

impl LogSink for NoLog {
    fn log(&self, _: LogLevel, _: &str) {}
}

struct World {
    disk: MemoryDisk,
    server: SimulatedServer,
    app: App,
}

impl World {
    /// A tablet that Ana holds, enrolled for the demo election.
    fn entered() -> Self {
        let disk = MemoryDisk::default();
        let platform = Platform {
            disk: Arc::new(disk.clone()),
            signer: Arc::new(device_signer(1)),
            clock: Arc::new(Night),
            entropy: Arc::new(SeededEntropy::new(3)),
            log: Arc::new(NoLog),
            hardware: Hardware {
                platform: Kind::Simulator,
                key_storage: KeyStorage::Software,
                model: DeviceModel::new("prueba").unwrap(),
                app_version: AppVersion::new("1.0.0").unwrap(),
                attestation: None,
            },
        };
        let proceso = demo::proceso(1);
        let mut server = SimulatedServer::new(URL);
        server.set_run(proceso.head().id.clone(), "simulacro-1".parse().unwrap());
        let elecciones: Vec<_> = proceso
            .elecciones()
            .iter()
            .map(|one| json!({"id": one.id, "nombre": one.nombre}))
            .collect();
        let casillas: Vec<_> = proceso
            .casillas()
            .iter()
            .map(|one| {
                let actas: Vec<_> = one.acta_keys().map(|key| key.to_string()).collect();
                json!({"clave": one.clave, "actas": actas})
            })
            .collect();
        let catalogo = json!({"nombre": "Demo", "elecciones": elecciones, "casillas": casillas});
        server.set_catalogo(&catalogo.to_string());
        server.add_person("ana", "una frase larga", &[]);
        let app = App::open(platform).unwrap();
        let mut world = Self { disk, server, app };
        let label = EnrolmentLabel {
            server: URL.parse().unwrap(),
            code: EnrolmentCode::from_random(&[3; 11]),
        };
        world.app.scanned(&label.to_string());
        world.network();
        world.act(&Intent::SignIn, &["ana", "una frase larga"]);
        world.network();
        world.act(&Intent::SetPin, &[PIN, PIN]);
        world.network();
        world
    }

    fn act(&self, intent: &Intent, fields: &[&str]) -> Screen {
        let fields: Vec<_> = fields.iter().map(|&text| text.to_owned()).collect();
        self.app.act(intent, &fields)
    }

    /// Presses the one next action.
    fn press_primary(&self) -> Screen {
        let intent = self.app.screen().primary.unwrap().intent;
        self.act(&intent, &[])
    }

    fn network(&mut self) {
        while let Action::Request(request) = self.app.next_action() {
            let body = match &request.body {
                Body::Empty => Vec::new(),
                Body::Bytes(bytes) => bytes.clone(),
                Body::File {
                    path,
                    offset,
                    length,
                } => {
                    let file = self.disk.read(path).unwrap();
                    let from = usize::try_from(*offset).unwrap();
                    file[from..from + usize::try_from(*length).unwrap()].to_vec()
                }
            };
            let answer = self.server.handle(night(0), &request, &body);
            self.app.on_response(request.ticket, &answer);
        }
    }
}

/// Photographs of two megapixels that a person can read, with a label to be seen.
fn readable(count: u64) -> Vec<Photo> {
    let sheets = ActaSheets::new(demo::proceso(1), "simulacro-1".parse().unwrap()).unwrap();
    let mut plan = Plan::new(&sheets, 515_151, count);
    plan.choices.megapixels = vec![(2.0, 1.0)];
    let is_good = |photo: &Photo| {
        let truth = &photo.truth;
        truth.readable == Some(true) && truth.qr.as_ref().is_some_and(|qr| qr.visible)
    };
    plan.photos().filter(is_good).collect()
}

#[test]
fn three_taps_from_opening_to_sent() {
    let mut sent = 0;
    for photo in readable(8).into_iter().take(4) {
        let mut world = World::entered();
        // The first tap.
        assert_eq!(world.app.screen().kind, ScreenKind::Casillas);
        assert_eq!(world.press_primary().kind, ScreenKind::Camera);
        // The second one is the shutter.
        let review = world.app.photograph(photo.jpeg.clone());
        assert_eq!(review.kind, ScreenKind::Review);
        let primary = review.primary.as_ref().unwrap();
        if primary.intent != Intent::Send {
            // The eye may be wrong about one photograph; how often, its exam says.
            println!("asked for more: {} {:?}", review.message, review.rows);
            continue;
        }
        assert!(world.app.picture().unwrap().starts_with(&[0xff, 0xd8]));
        // The third.
        let kept = world.press_primary();
        assert_eq!((kept.kind, kept.header.waiting), (ScreenKind::Kept, 1));
        world.network();
        let item = world.app.queue()[0].clone();
        assert_eq!(item.state, QueueState::Delivered);
        assert_eq!(Some(item.acta.as_str()), photo.truth.sheet["acta"].as_str());
        let envelope = world.server.envelopes().next().unwrap();
        assert_eq!(envelope.identified, Identified::Qr);
        assert_eq!(envelope.quality.verdict, QualityVerdict::Accept);
        assert!(envelope.quality.figures.sharpness.is_some());
        assert!(envelope.frame_sha256.is_some() && item.bytes < 360_000);
        sent += 1;
    }
    assert!(sent >= 2, "{sent} of four photographs that can be read");
}
