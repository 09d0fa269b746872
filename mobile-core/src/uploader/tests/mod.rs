//! The tablet and a simulated server, with everything that can go wrong between them.

mod cases;
mod random;

use prep_model::claves::ActaKey;
use prep_model::contract::{
    DeviceModel, EnrolmentCode, EnrolmentLabel, KeyStorage, PersonId, Platform, ProblemType,
    Sha256Digest,
};
use prep_model::machines::outbox::{OutboxItem, OutboxState};
use prep_model::people::{Person, Role};

use super::*;
use crate::capture::ActaSource;
use crate::provisioning::{Catalogo, Enrolment, Hardware};
use crate::testing::{
    Fault, MemoryDisk, SeededEntropy, SimulatedServer, device_signer, jpeg, night,
};

const URL: &str = "http://127.0.0.1:8080";

/// One tablet, its server, and the time.
struct World {
    disk: MemoryDisk,
    uploader: Option<Uploader>,
    server: SimulatedServer,
    now: Timestamp,
    seed: u64,
    photos: Vec<(DigitalizacionId, Vec<u8>)>,
    requests: Vec<(&'static str, String)>,
}

fn enrolled(server: &mut SimulatedServer, now: Timestamp) -> Device {
    let label = EnrolmentLabel {
        server: URL.parse().unwrap(),
        code: EnrolmentCode::from_random(&[3; 11]),
    };
    let hardware = Hardware {
        platform: Platform::Simulator,
        key_storage: KeyStorage::Software,
        model: DeviceModel::new("simulador").unwrap(),
        app_version: "1.0.0".parse().unwrap(),
        attestation: None,
    };
    let enrolment = Enrolment::start(label, hardware, &device_signer(1), DeviceTime(now)).unwrap();
    let request = enrolment.request();
    let Body::Bytes(body) = &request.body else {
        panic!("an enrolment has a body")
    };
    let response = server.handle(now, &request, body);
    enrolment.finish(&response, now, now).unwrap()
}

impl World {
    fn new(seed: u64) -> Self {
        let mut server = SimulatedServer::new(URL);
        let disk = MemoryDisk::default();
        enrolled(&mut server, night(0)).save(&disk).unwrap();
        let mut world = Self {
            disk,
            uploader: None,
            server,
            now: night(0),
            seed,
            photos: Vec::new(),
            requests: Vec::new(),
        };
        world.start();
        world
    }

    fn start(&mut self) {
        self.seed += 1;
        let device = Device::load(&self.disk).unwrap().unwrap();
        let entropy = Box::new(SeededEntropy::new(self.seed));
        let signer = Arc::new(device_signer(1));
        let disk = Arc::new(self.disk.clone());
        let (uploader, recovery) = Uploader::open(device, disk, signer, entropy, self.now).unwrap();
        assert!(recovery.lost.is_empty(), "{recovery:?}");
        self.uploader = Some(uploader);
    }

    fn restart(&mut self, power_loss: bool) {
        self.uploader = None;
        self.disk = if power_loss {
            self.disk.after_power_loss(self.seed)
        } else {
            self.disk.after_kill()
        };
        self.start();
    }

    fn uploader(&mut self) -> &mut Uploader {
        self.uploader.as_mut().unwrap()
    }

    fn capture(&mut self, acta: &str, size: u16) -> DigitalizacionId {
        let image = jpeg(u64::try_from(self.photos.len()).unwrap(), size, size);
        let acta: ActaKey = acta.parse().unwrap();
        let source = ActaSource::Manual { acta, qr: None };
        let person = PersonId::new("cael-1").unwrap();
        let photo = Photo::new(&image, source, person, DeviceTime(self.now));
        let id = self.uploader().capture(&photo).unwrap().id();
        self.photos.push((id, image));
        id
    }

    /// Performs the next request, if there is one, and brings back what `fault` leaves of its
    /// answer; otherwise lets the time pass.
    fn turn(&mut self, fault: Option<&Fault>) -> Option<Report> {
        let now = self.now;
        match self.uploader().next_action(now) {
            Action::Idle => None,
            Action::WaitUntil(until) => {
                assert!(until > self.now, "a wait that is over already");
                self.now = until;
                Some(Report::Quiet)
            }
            Action::Request(request) => Some(self.perform(&request, fault)),
        }
    }

    fn perform(&mut self, request: &HttpRequest, fault: Option<&Fault>) -> Report {
        let body = match &request.body {
            Body::Empty => Vec::new(),
            Body::Bytes(bytes) => bytes.clone(),
            Body::File {
                path,
                offset,
                length,
            } => {
                let range =
                    usize::try_from(*offset).unwrap()..usize::try_from(offset + length).unwrap();
                self.disk.read(path).unwrap()[range].to_vec()
            }
        };
        self.requests
            .push((request.method, request.url.replace(URL, "")));
        self.now = self.now.plus_micros(300_000);
        let now = self.now;
        match self.server.meet(now, request, &body, fault) {
            Some(response) => self.uploader().on_response(now, request.ticket, &response),
            None => self
                .uploader()
                .on_transport_error(now, request.ticket, "prueba"),
        }
    }

    fn methods(&self) -> Vec<&'static str> {
        self.requests.iter().map(|(method, _)| *method).collect()
    }

    fn item(&mut self, id: DigitalizacionId) -> OutboxItem {
        self.uploader().outbox().find(id).unwrap().item.clone()
    }

    /// Lets everything go well until nothing waits.
    fn finish(&mut self) {
        for _ in 0..2_000 {
            if self.turn(None).is_none() {
                return;
            }
        }
        panic!("still busy: {:?}", self.uploader().trouble());
    }

    /// What must hold at any moment.
    fn check(&mut self) {
        assert_eq!(self.server.conflicts, 0);
        for (id, image) in self.photos.clone() {
            match self.item(id).state() {
                OutboxState::Delivered { .. } => {
                    assert_eq!(self.server.stored(id), Some(image.as_slice()));
                    let receipt = self.uploader().outbox().receipt(id).unwrap();
                    assert_eq!(receipt.receipt().sha256, Sha256Digest::of(&image));
                }
                OutboxState::Captured
                | OutboxState::Queued { .. }
                | OutboxState::Sending { .. } => {
                    assert_eq!(self.uploader().outbox().image(id).unwrap(), image);
                }
                OutboxState::Rejected { reason, .. } => panic!("rejected: {reason:?}"),
            }
        }
    }
}
