//! The whole tablet against a server in memory: what people do, and what goes wrong.

mod catd;
mod trouble;

use std::sync::atomic::{AtomicI64, Ordering};

use prep_model::contract::{
    AppVersion, DeviceModel, EnrolmentCode, EnrolmentLabel, Envelope, KeyStorage, Platform as Kind,
    QualityVerdict,
};

use super::*;
use crate::screen::ScreenKind;
use crate::testing::{MemoryDisk, SeededEntropy, SimulatedServer, device_signer, jpeg, night};
use crate::uploader::Body;

/// A clock that tests move.
#[derive(Default)]
pub(crate) struct Seconds(pub(crate) AtomicI64);

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        night(self.0.load(Ordering::Relaxed))
    }
}

struct NoLog;

impl LogSink for NoLog {
    fn log(&self, _: LogLevel, _: &str) {}
}

pub(crate) fn platform(disk: &MemoryDisk, clock: &Arc<Seconds>) -> Platform {
    Platform {
        disk: Arc::new(disk.clone()),
        signer: Arc::new(device_signer(1)),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(7)),
        log: Arc::new(NoLog),
        hardware: Hardware {
            platform: Kind::Simulator,
            key_storage: KeyStorage::Software,
            model: DeviceModel::new("prueba").unwrap(),
            app_version: AppVersion::new("1.0.0").unwrap(),
            attestation: None,
        },
    }
}

#[test]
fn a_tablet_that_nobody_knows_asks_for_its_code_and_says_what_is_wrong_with_it() {
    let clock = Arc::new(Seconds::default());
    let app = App::open(platform(&MemoryDisk::default(), &clock)).unwrap();
    assert_eq!(app.screen().kind, ScreenKind::Enrolment);
    assert_eq!(app.next_action(), Action::Idle);
    let screen = app.scanned("https://example.org");
    assert_eq!(
        (screen.kind, screen.tone),
        (ScreenKind::Enrolment, Tone::Bad)
    );
    assert!(screen.message.contains("alta"), "{}", screen.message);
}

const URL: &str = "http://127.0.0.1:8080";
const PIN: &str = "428193";
const GUB: &str = "GUB/090001B0100/A02";
const ALC: &str = "ALC/090001B0100/A11";

/// One tablet, its server, the time, and a person who does what the screens ask for.
struct World {
    disk: MemoryDisk,
    clock: Arc<Seconds>,
    server: SimulatedServer,
    app: App,
}

impl World {
    fn new() -> Self {
        let (disk, clock) = (MemoryDisk::default(), Arc::new(Seconds::default()));
        let mut server = SimulatedServer::new(URL);
        server.set_catalogo(crate::casillas::tests::CATALOGO);
        server.add_person("ana", "una frase larga", &["090001B0100"]);
        let app = App::open(platform(&disk, &clock)).unwrap();
        Self {
            disk,
            clock,
            server,
            app,
        }
    }

    /// Enrolled, and Ana is in.
    fn entered() -> Self {
        Self::entered_as("cael")
    }

    /// The same, in this role.
    fn entered_as(role: &str) -> Self {
        let mut world = Self::new();
        let casillas = ["090001B0100"];
        world
            .server
            .add_person_as(role, "ana", "una frase larga", &casillas);
        let label = EnrolmentLabel {
            server: URL.parse().unwrap(),
            code: EnrolmentCode::from_random(&[3; 11]),
        };
        world.app.scanned(&label.to_string());
        world.network();
        world.act(&Intent::SignIn, &["ana", "una frase larga"]);
        world.network();
        world.act(&Intent::SetPin, &[PIN, PIN]);
        world
    }

    fn act(&self, intent: &Intent, fields: &[&str]) -> Screen {
        let fields: Vec<_> = fields.iter().map(|text| (*text).to_owned()).collect();
        check(self.app.act(intent, &fields))
    }

    fn screen(&self) -> Screen {
        check(self.app.screen())
    }

    /// Performs requests until nothing waits; time passes where it must.
    fn network(&mut self) {
        for _ in 0..100 {
            let now = self.clock.now();
            match self.app.next_action() {
                Action::Idle => return,
                Action::WaitUntil(until) => {
                    let wait = until.micros_since(now) / 1_000_000 + 1;
                    self.clock.0.fetch_add(wait, Ordering::Relaxed);
                }
                Action::Request(request) => {
                    let body = match &request.body {
                        Body::Empty => Vec::new(),
                        Body::Bytes(bytes) => bytes.clone(),
                        Body::File {
                            path,
                            offset,
                            length,
                        } => {
                            let file = self.disk.read(path).unwrap();
                            let at = usize::try_from(*offset).unwrap();
                            file[at..at + usize::try_from(*length).unwrap()].to_vec()
                        }
                    };
                    let answer = self.server.handle(now, &request, &body);
                    self.app.on_response(request.ticket, &answer);
                }
            }
        }
        panic!("it never ends: {:?}", self.app.screen());
    }

    /// Two photos of noise, the second one insisted on.
    fn insist(&self, seed: u64) -> Screen {
        let first = check(self.app.photograph(jpeg(seed, 320, 240)));
        assert_eq!(first.kind, ScreenKind::Review);
        let offered = |screen: &Screen, intent: &Intent| {
            let others = screen.others.iter().map(|button| &button.intent);
            others
                .chain(screen.primary.as_ref().map(|one| &one.intent))
                .any(|one| one == intent)
        };
        assert!(!offered(&first, &Intent::Insist) && !offered(&first, &Intent::Send));
        // Whatever is pressed that is not there does nothing.
        assert_eq!(self.act(&Intent::Insist, &[]).kind, ScreenKind::Review);
        self.act(&Intent::Repeat, &[]);
        let second = check(self.app.photograph(jpeg(seed, 320, 240)));
        assert!(offered(&second, &Intent::Insist), "{second:?}");
        self.act(&Intent::Insist, &[])
    }
}

/// What holds of every screen: texts of two lines at most, the band of a drill, the count of what
/// waits, and something to do.
fn check(screen: Screen) -> Screen {
    let texts = screen.rows.iter().flat_map(|row| [&row.title, &row.detail]);
    for text in texts.chain([&screen.message, &screen.title]) {
        assert!(text.chars().count() <= crate::screen::MAX_MESSAGE, "{text}");
        assert!(!text.contains('\n'), "{text}");
    }
    if screen.kind != ScreenKind::Enrolment {
        assert_eq!(screen.header.band, "SIMULACRO");
        assert!(
            screen.header.waiting_text.contains("por enviar"),
            "{screen:?}"
        );
    }
    assert!(
        screen.primary.is_some() || !screen.others.is_empty(),
        "{screen:?}"
    );
    screen
}

#[test]
fn somebody_comes_in_by_password_once_and_by_pin_from_then_on() {
    let mut world = World::new();
    let label = EnrolmentLabel {
        server: URL.parse().unwrap(),
        code: EnrolmentCode::from_random(&[3; 11]),
    };
    world.app.scanned(&label.to_string());
    world.network();
    assert_eq!(world.screen().kind, ScreenKind::SignIn);
    world.act(&Intent::SignIn, &["ana", "otra"]);
    world.network();
    let refused = world.screen();
    assert_eq!(
        (refused.kind, refused.tone),
        (ScreenKind::SignIn, Tone::Bad)
    );
    // Without a person nothing is photographed and nothing is seen.
    assert_eq!(world.act(&Intent::Aim, &[]).kind, ScreenKind::SignIn);
    world.app.photograph(jpeg(1, 320, 240));
    assert_eq!(
        (world.screen().kind, world.app.picture()),
        (ScreenKind::SignIn, None)
    );
    world.act(&Intent::SignIn, &["ana", "una frase larga"]);
    world.network();
    assert_eq!(world.screen().kind, ScreenKind::NewPin);
    assert_eq!(
        world.act(&Intent::SetPin, &[PIN, "428194"]).tone,
        Tone::Warning
    );
    let inside = world.act(&Intent::SetPin, &[PIN, PIN]);
    assert_eq!(
        (inside.kind, inside.header.person.as_str()),
        (ScreenKind::Casillas, "ana · CAEL")
    );
    assert_eq!(inside.rows[0].title, "0001 B01");
    // Killed; from here on there is no network.
    drop(world.app);
    world.app = App::open(platform(&world.disk, &world.clock)).unwrap();
    let people = world.screen();
    assert_eq!(people.kind, ScreenKind::People);
    world.act(people.rows[0].intent.as_ref().unwrap(), &[]);
    assert_eq!(world.act(&Intent::SignIn, &["111111"]).tone, Tone::Bad);
    assert_eq!(
        world.act(&Intent::SignIn, &[PIN]).kind,
        ScreenKind::Casillas
    );
}

#[test]
fn the_actas_of_a_casilla_follow_each_other_until_the_package_may_leave() {
    let mut world = World::entered();
    world.act(&Intent::ChooseCasilla("090001B0100".to_owned()), &[]);
    world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
    let kept = world.insist(1);
    assert_eq!(kept.kind, ScreenKind::Kept);
    assert!(kept.message.contains("Sigue: Alcaldía"), "{}", kept.message);
    assert_eq!(kept.header.waiting, 1);
    let next = kept.primary.unwrap().intent;
    assert_eq!(next, Intent::ChooseActa(ALC.to_owned()));
    world.act(&next, &[]);
    let kept = world.insist(2);
    assert!(
        kept.message.contains("guardadas y firmadas"),
        "{}",
        kept.message
    );
    world.network();
    let done = world.screen();
    assert_eq!(done.message, "Ya puede entregar el paquete.");
    assert_eq!((world.server.stored_count(), done.header.waiting), (2, 0));
    for envelope in world.server.envelopes() {
        assert_eq!(envelope.person.as_str(), "p-ana");
        assert!(envelope.frame_sha256.is_some());
        assert_eq!(envelope.quality.verdict, QualityVerdict::Insisted);
    }
    let item = &world.app.queue()[0];
    assert_eq!(item.state, QueueState::Delivered);
    assert_eq!(world.app.receipt(item.id).unwrap().sha256, item.sha256);
}

#[test]
fn a_photo_that_waits_can_be_recalled_and_sent_as_the_right_acta() {
    let mut world = World::entered();
    world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
    world.insist(1);
    let queue = world.act(&Intent::Open(ScreenKind::Queue), &[]);
    let Some(Intent::Recall(id)) = queue.rows[0].intent else {
        panic!("what waits can be recalled: {queue:?}")
    };
    assert_eq!(world.act(&Intent::Recall(id), &[]).kind, ScreenKind::Review);
    // Killed before it was named anew: it is still there to be taken up.
    drop(world.app);
    world.app = App::open(platform(&world.disk, &world.clock)).unwrap();
    world.act(&Intent::ChoosePerson("p-ana".to_owned()), &[]);
    world.act(&Intent::SignIn, &[PIN]);
    let queue = world.act(&Intent::Open(ScreenKind::Queue), &[]);
    world.act(queue.rows[0].intent.as_ref().unwrap(), &[]);
    world.act(&Intent::ChooseActa(ALC.to_owned()), &[]);
    assert_eq!(world.act(&Intent::Insist, &[]).kind, ScreenKind::Kept);
    world.network();
    let actas = world.server.envelopes().map(|one| one.acta.clone());
    assert_eq!(actas.collect::<Vec<_>>(), [Some(ALC.parse().unwrap())]);
    let sent = world.app.queue()[0].id;
    let late = world.act(&Intent::Recall(sent), &[]);
    assert!(late.message.contains("supervisor"), "{}", late.message);
    let queue = world.act(&Intent::Open(ScreenKind::Queue), &[]);
    assert!(
        queue.rows.iter().all(|row| row.intent.is_none()),
        "{queue:?}"
    );
}

#[test]
fn two_people_share_a_tablet_and_what_each_queued_stays_theirs() {
    let mut world = World::entered();
    world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
    world.insist(1);
    world.server.add_person("luis", "otra frase larga", &[]);
    world.act(&Intent::SignOut, &[]);
    world.act(&Intent::Open(ScreenKind::SignIn), &[]);
    world.act(&Intent::SignIn, &["luis", "otra frase larga"]);
    world.network();
    world.act(&Intent::SetPin, &[PIN, PIN]);
    world.act(&Intent::ChooseActa(ALC.to_owned()), &[]);
    world.insist(2);
    world.network();
    let by = |acta: &str| {
        let of = |one: &&Envelope| one.acta.as_ref().is_some_and(|key| key.to_string() == acta);
        world
            .server
            .envelopes()
            .find(of)
            .unwrap()
            .person
            .to_string()
    };
    assert_eq!(
        (by(GUB), by(ALC)),
        ("p-ana".to_owned(), "p-luis".to_owned())
    );
}
