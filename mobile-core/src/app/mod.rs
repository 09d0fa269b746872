//! The tablet as one object: what an app holds, whatever it is drawn with.
//!
//! [`App::screen`] says what to draw. What is pressed goes to [`App::act`], a photo to
//! [`App::photograph`], a scanned code to [`App::scanned`]; each gives the screen that follows. The
//! network is one loop: perform what [`App::next_action`] says, bring the answer to
//! [`App::on_response`], and draw again. All calls block and none waits for the network; those that
//! touch disk or look at pixels say so. Any thread may call, and one object per folder is enough.

mod act;
mod bags;
mod door;
mod draw;
mod draw_photo;
mod messages;
mod network;
mod progress;
mod queue;
mod self_test;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;

use acta_image::gray::{Gray, Orientation};
use acta_image::judge::{Hint, judge_preview};
use acta_image::{intake, qr};
use prep_model::claves::{ActaId, QrLabel};
use prep_model::contract::DigitalizacionId;
use prep_model::time::{DeviceTime, Timestamp};

use crate::casillas::Casillas;
use crate::disk::Disk;
use crate::eye::Judged;
use crate::flow::{Flow, Run};
use crate::outbox::OutboxError;
use crate::people::People;
use crate::platform::{Clock, Entropy, LogLevel, LogSink, SharedSigner};
use crate::provisioning::{Catalogo, Device, DeviceError, Enrolment, Hardware};
use crate::screen::{Intent, Screen, ScreenKind, Tone, acta_text};
use crate::uploader::{Action, HttpResponse, Report, Uploader};

use door::Door;
use self_test::Tested;

pub use queue::{QueueItem, QueueState, ReceiptView};

/// What the platform brings.
#[derive(Clone)]
pub struct Platform {
    /// The app's own folder.
    pub disk: Arc<dyn Disk>,
    /// The device's key; it is there before the device is enrolled.
    pub signer: SharedSigner,
    /// The device's clock.
    pub clock: Arc<dyn Clock>,
    /// Its randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Its log.
    pub log: Arc<dyn LogSink>,
    /// What it knows about itself.
    pub hardware: Hardware,
}

/// Why the app cannot start. The text says what to do.
#[derive(Debug, Error)]
pub enum OpenError {
    /// No room on the device.
    #[error("no queda espacio en la tableta; libere espacio y abra la aplicación de nuevo")]
    StorageFull,
    /// Another process holds the outbox.
    #[error("la aplicación ya está abierta en esta tableta; ciérrela y vuelva a abrirla")]
    InUse,
    /// What the device keeps about itself cannot be read.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The outbox cannot be opened. Its files stay as they are.
    #[error(transparent)]
    Outbox(OutboxError),
}

impl From<OutboxError> for OpenError {
    fn from(error: OutboxError) -> Self {
        match error {
            OutboxError::StorageFull => Self::StorageFull,
            OutboxError::InUse => Self::InUse,
            other => Self::Outbox(other),
        }
    }
}

/// What the camera shows while the person aims.
#[derive(Debug, Clone, PartialEq)]
pub struct Aim {
    /// The most urgent thing to do.
    pub hint: String,
    /// True if the photo may be taken now.
    pub ready: bool,
    /// Corners of the sheet in pixels of the frame, clockwise from its upper left; empty if none.
    pub corners: Vec<(f64, f64)>,
    /// The acta of a label in view, `3596 B01 · Jefatura de Gobierno`; empty if none was read.
    pub label: String,
    /// True if that label is of another acta, or another run, than the one that is aimed at.
    pub contradicts: bool,
}

/// The tablet.
pub struct App {
    platform: Platform,
    state: Mutex<Stage>,
}

/// What the app is, by whether anybody knows this device.
enum Stage {
    Fresh(Box<Fresh>),
    Ready(Box<Ready>),
}

/// Not enrolled.
#[derive(Default)]
struct Fresh {
    enrolment: Option<Enrolment>,
    sent_at: Option<Timestamp>,
    /// When the last try failed, and until when to leave the server alone.
    pause: Option<(Timestamp, Timestamp)>,
    said: Option<(Tone, String)>,
}

/// Enrolled.
struct Ready {
    uploader: Uploader,
    casillas: Casillas,
    flow: Flow,
    people: People,
    door: Door,
    /// What was told of the CATD.
    progress: Option<progress::Kept>,
    /// Avisos, and which of them people here acknowledged.
    messages: messages::Kept,
    tested: Option<Tested>,
    /// What was delivered left the device, because it was revoked.
    wiped: bool,
}

impl App {
    /// Opens the app on the folder of `platform`; repairs what a crash left. Touches disk.
    pub fn open(platform: Platform) -> Result<Self, OpenError> {
        let stage = match Device::load(&*platform.disk)? {
            Some(device) => Stage::Ready(Box::new(Ready::open(device, &platform)?)),
            None => Stage::Fresh(Box::default()),
        };
        Ok(Self {
            platform,
            state: Mutex::new(stage),
        })
    }

    /// What to draw now.
    pub fn screen(&self) -> Screen {
        let now = self.platform.clock.now();
        match &*self.stage() {
            Stage::Fresh(fresh) => fresh.screen(),
            Stage::Ready(ready) => ready.screen(now),
        }
    }

    /// A person pressed something; `fields` are the texts of the screen's fields, in their order.
    /// Touches disk when something is kept.
    pub fn act(&self, intent: &Intent, fields: &[String]) -> Screen {
        let now = self.platform.clock.now();
        match &mut *self.stage() {
            Stage::Fresh(fresh) => fresh.act(intent, fields, &self.platform, now),
            Stage::Ready(ready) => ready.act(intent, fields, &self.platform, now),
        }
        self.screen()
    }

    /// A code was scanned: of the enrolment, of a Bolsa PREP, or a label of an acta in the preview.
    pub fn scanned(&self, text: &str) -> Screen {
        let now = self.platform.clock.now();
        match &mut *self.stage() {
            Stage::Fresh(fresh) => {
                fresh.act(&Intent::Enrol, &[text.to_owned()], &self.platform, now);
            }
            Stage::Ready(ready) => ready.scanned(text, now),
        }
        self.screen()
    }

    /// Looks at a live frame: a plane of brightness whose rows begin `stride` bytes apart. Some ten
    /// milliseconds, most of them for the label; touches no disk.
    pub fn preview(&self, luma: &[u8], width: u32, height: u32, stride: usize) -> Aim {
        let seen = judge_preview(luma, width, height, stride);
        let hint = seen.as_ref().map_or(Hint::Search, |seen| seen.hint);
        let corners = seen.and_then(|seen| seen.outline);
        // A label is looked for only where there is a sheet to hold it.
        let label = corners.and_then(|_| label_in_view(luma, width, height, stride));
        let (label, contradicts) = match (&*self.stage(), label) {
            (Stage::Ready(ready), Some(label)) => ready.label_text(&label),
            _ => (String::new(), false),
        };
        Aim {
            hint: hint.text().to_owned(),
            ready: hint == Hint::Shoot,
            corners: corners.map_or_else(Vec::new, |quad| {
                quad.0.iter().map(|corner| (corner.x, corner.y)).collect()
            }),
            label,
            contradicts,
        }
    }

    /// Judges a photo of the camera, a JPEG, and shows it for review. Nothing is kept yet. Looks at
    /// every pixel: about half a second for 12 megapixels, not for the main thread.
    pub fn photograph(&self, frame: Vec<u8>) -> Screen {
        let taken_at = DeviceTime(self.platform.clock.now());
        // Not under the lock: screens are drawn and bytes are sent meanwhile.
        let judged = Judged::look(frame);
        if let Stage::Ready(ready) = &mut *self.stage() {
            ready.photographed(judged, taken_at);
        }
        self.screen()
    }

    /// The image on review, as it would be sent.
    pub fn picture(&self) -> Option<Vec<u8>> {
        match &*self.stage() {
            Stage::Fresh(_) => None,
            Stage::Ready(ready) => Some(ready.flow.draft()?.judged.image.clone()),
        }
    }

    /// Which request is next. Reads an envelope from disk and asks the key to sign: not for the
    /// main thread. While the device is not enrolled, its enrolment is the request.
    pub fn next_action(&self) -> Action {
        let now = self.platform.clock.now();
        match &mut *self.stage() {
            Stage::Fresh(fresh) => fresh.next_action(now),
            Stage::Ready(ready) => {
                let action = ready.uploader.next_action(now);
                // Without a key there is no question to the server.
                ready.hear();
                action
            }
        }
    }

    /// The answer to the request with this ticket. Touches disk.
    pub fn on_response(&self, ticket: u64, response: &HttpResponse) -> Report {
        let now = self.platform.clock.now();
        let mut stage = self.stage();
        let report = match &mut *stage {
            Stage::Ready(ready) => ready.answered(now, ticket, response, &self.platform),
            Stage::Fresh(fresh) => {
                if let Some(device) = fresh.answered(now, response) {
                    match self.enrolled(device) {
                        Ok(ready) => *stage = Stage::Ready(Box::new(ready)),
                        Err(error) => fresh.said = Some((Tone::Bad, error.to_string())),
                    }
                }
                Report::Quiet
            }
        };
        self.log(&report);
        report
    }

    /// No answer to the request with this ticket came; `reason` is what the platform says.
    pub fn on_transport_error(&self, ticket: u64, reason: &str) -> Report {
        let now = self.platform.clock.now();
        match &mut *self.stage() {
            Stage::Ready(ready) => {
                let report = ready.uploader.on_transport_error(now, ticket, reason);
                ready.hear();
                report
            }
            Stage::Fresh(fresh) => fresh.unanswered(now, reason),
        }
    }

    /// The network is back: what waited for the line waits no more.
    pub fn network_is_back(&self) {
        if let Stage::Ready(ready) = &mut *self.stage() {
            ready.uploader.retry_now();
            ready.want_messages();
        }
    }

    /// Some minutes have passed with the app on the screen: avisos are asked for, when nothing more
    /// urgent waits, and so the server hears of this tablet and of how much it holds.
    pub fn poll(&self) {
        if let Stage::Ready(ready) = &mut *self.stage() {
            ready.want_messages();
            if ready.flow.place() == ScreenKind::Progress {
                ready.open_progress();
            }
        }
    }

    /// True once the server knows this device.
    pub fn is_enrolled(&self) -> bool {
        matches!(&*self.stage(), Stage::Ready(_))
    }

    /// Everything in the outbox, newest first.
    pub fn queue(&self) -> Vec<QueueItem> {
        match &*self.stage() {
            Stage::Fresh(_) => Vec::new(),
            Stage::Ready(ready) => ready.queue(),
        }
    }

    /// The verified receipt of a delivered image. Touches disk.
    pub fn receipt(&self, id: DigitalizacionId) -> Option<ReceiptView> {
        match &*self.stage() {
            Stage::Fresh(_) => None,
            Stage::Ready(ready) => ready.receipt(id),
        }
    }

    /// A half-done change cannot be left behind by a panic elsewhere: everything that lasts is
    /// written whole or not at all.
    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enrolled(&self, device: Device) -> Result<Ready, OpenError> {
        device.save(&*self.platform.disk)?;
        Ready::open(device, &self.platform)
    }

    fn log(&self, report: &Report) {
        let (level, line) = match report {
            Report::Quiet | Report::Progress { .. } => return,
            Report::Delivered(id) => (LogLevel::Info, format!("delivered {id}")),
            Report::Rejected(id, reason) => (LogLevel::Problem, format!("rejected {id}: {reason}")),
            Report::RetryLater { reason } => (LogLevel::Warning, format!("retry: {reason}")),
            Report::CatalogoCurrent => (LogLevel::Info, "catalogue current".to_owned()),
        };
        self.platform.log.log(level, &line);
    }
}

/// The one label in view; of two, nobody knows which is the sheet's until the photo is taken.
fn label_in_view(luma: &[u8], width: u32, height: u32, stride: usize) -> Option<ActaId> {
    let frame = Gray::from_plane(luma, width, height, stride)?;
    let photo = intake::Photo::of_pixels(frame, Orientation::Upright);
    let codes = qr::read(&photo, None, false).others.into_iter();
    let mut labels = codes.filter_map(|code| code.label.ok());
    match (labels.next(), labels.next()) {
        (Some(QrLabel(id)), None) => Some(id),
        _ => None,
    }
}

impl Ready {
    /// A label as people read it, and whether it contradicts what is aimed at.
    fn label_text(&self, label: &ActaId) -> (String, bool) {
        let run = self.run();
        let same_run = (&label.proceso, &label.ejercicio) == (&run.proceso, &run.ejercicio);
        let contradicts = !same_run || !self.flow.target().admits(&label.acta);
        (acta_text(&label.acta, &self.casillas), contradicts)
    }

    fn open(device: Device, platform: &Platform) -> Result<Self, OpenError> {
        let now = platform.clock.now();
        let entropy = Box::new(Arc::clone(&platform.entropy));
        let (disk, signer) = (Arc::clone(&platform.disk), Arc::clone(&platform.signer));
        let (uploader, found) = Uploader::open(device, disk, signer, entropy, now)?;
        let mut flow = Flow::default();
        if let Some(text) = draw::found_text(&found) {
            platform.log.log(LogLevel::Problem, &text);
            flow.say(Tone::Warning, text);
        }
        let mut ready = Self {
            uploader,
            casillas: Casillas::default(),
            flow,
            people: People::nobody(),
            door: Door::default(),
            progress: progress::Kept::load(platform),
            messages: messages::Kept::load(platform),
            tested: None,
            wiped: false,
        };
        match People::load(&*platform.disk) {
            Ok(people) => ready.people = people,
            // Everybody comes in by password again; nothing else hangs on it.
            Err(error) => platform.log.log(LogLevel::Problem, &error.to_string()),
        }
        ready.load_casillas(platform);
        for acuse in ready.messages.pending() {
            ready.uploader.acknowledge(acuse);
        }
        ready.uploader.refresh_catalogo();
        Ok(ready)
    }

    /// Reads the catalogue that was kept; a damaged one is asked for again.
    fn load_casillas(&mut self, platform: &Platform) {
        let kept = Catalogo::load(&*platform.disk);
        match kept.map(|kept| kept.map(|kept| Casillas::parse(&kept.json))) {
            Ok(Some(Ok(casillas))) => self.casillas = casillas,
            Ok(None) => {}
            Ok(Some(Err(error))) => platform.log.log(LogLevel::Problem, &error.to_string()),
            Err(error) => platform.log.log(LogLevel::Problem, &error.to_string()),
        }
    }

    fn run(&self) -> Run {
        let origin = &self.uploader.device().origin;
        Run {
            proceso: origin.proceso.clone(),
            ejercicio: origin.ejercicio.clone(),
        }
    }
}
