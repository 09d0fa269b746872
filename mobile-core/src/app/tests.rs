use std::sync::atomic::{AtomicI64, Ordering};

use prep_model::contract::{AppVersion, DeviceModel, KeyStorage, Platform as Kind};

use super::*;
use crate::screen::ScreenKind;
use crate::testing::{MemoryDisk, SeededEntropy, SimulatedServer, device_signer, night};

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
    let _ = SimulatedServer::new("https://prep.example");
}
