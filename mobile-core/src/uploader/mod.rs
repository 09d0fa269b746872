//! Which request is next, and what its answer means. No I/O but the outbox's: the platform performs
//! each request and brings the answer, or says that none came.
//!
//! An image is registered (`PUT`, with a token), then sent (`PATCH` to its upload, a capability),
//! all of it at once unless the line has shown that it swallows what was sent. After any
//! interruption the server is asked where the upload stands and sending goes on from there; so after
//! a cut only what the server had not yet written travels again. A receipt that verifies ends it.
//!
//! Every answer is one of three: the server has it, it can only fail again, or later. Whatever is
//! not plainly our server's means later. Actas of one casilla go together, the oldest first.

mod answer;
mod backoff;
mod errand;
mod http;
mod news;
mod outcome;
mod plan;
mod session;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use prep_model::bitacora::Reason;
use prep_model::claves::ClaveCasilla;
use prep_model::contract::{DigitalizacionId, PersonId};
use prep_model::time::{DeviceTime, Timestamp};

use crate::capture::{Photo, ReceivedBag};
use crate::disk::Disk;
use crate::outbox::{CaptureError, Entry, Outbox, OutboxError, Recovery};
use crate::platform::{Entropy, SharedSigner};
use crate::provisioning::Device;

use backoff::Backoff;
use session::{Prover, Session};

pub use errand::Errand;
pub(crate) use http::join;
pub use http::{Body, HttpRequest, HttpResponse};
pub use news::{Acuse, Heard, Wanted};

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Perform this, then call [`Uploader::on_response`] or [`Uploader::on_transport_error`]. To
    /// ask for the next action before that means that no answer will come.
    Request(Box<HttpRequest>),
    /// Nothing until then, by the device's clock; ask again when it is over, when the network comes
    /// back, or when a photo was taken.
    WaitUntil(Timestamp),
    /// Nothing waits.
    Idle,
}

/// What an answer changed, for whoever watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// Nothing a person would notice.
    Quiet,
    /// The server holds so many bytes of this image.
    Progress {
        /// Which image.
        id: DigitalizacionId,
        /// Bytes the server holds.
        offset: u64,
    },
    /// The receipt verified and is kept.
    Delivered(DigitalizacionId),
    /// The image is not sent any more.
    Rejected(DigitalizacionId, Reason),
    /// It will be tried again.
    RetryLater {
        /// Why, for a person.
        reason: String,
    },
    /// The catalogue came, or was current.
    CatalogoCurrent,
}

/// The device's side of the conversation with the server.
pub struct Uploader {
    device: Device,
    disk: Arc<dyn Disk>,
    outbox: Outbox,
    signer: SharedSigner,
    entropy: Box<dyn Entropy>,
    session: Session,
    /// Failures that say something about the line or the server, not about one image.
    line: Backoff,
    /// Failures of one image.
    images: BTreeMap<DigitalizacionId, Backoff>,
    /// Where the upload of an image stands, if the server said so since the last interruption.
    position: Option<(DigitalizacionId, u64)>,
    chunk: plan::Chunk,
    casilla: Option<ClaveCasilla>,
    in_flight: Option<InFlight>,
    tickets: u64,
    /// Answers in a row that only asked for a newer nonce or token.
    repeats: u32,
    wants_catalogo: bool,
    /// What else is asked for when nothing more urgent waits.
    wants: BTreeSet<Wanted>,
    /// Acknowledgements of avisos that the server has not heard of.
    acuses: BTreeSet<Acuse>,
    heard: Vec<Heard>,
    /// Who holds the device, as its reports name them.
    holder: Option<PersonId>,
    /// The server said that this device was revoked.
    revoked: bool,
    /// What a person waits for, before everything else.
    errand: Option<Errand>,
    /// What came of the last one.
    outcome: Option<Result<HttpResponse, String>>,
    trouble: Option<String>,
}

struct InFlight {
    ticket: u64,
    purpose: Purpose,
    sent_at: Timestamp,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Token,
    Catalogo,
    Errand,
    Wanted(Wanted),
    /// The first of those that wait.
    Acuse,
    Bag(DigitalizacionId),
    Register(DigitalizacionId),
    Ask(DigitalizacionId),
    Send {
        id: DigitalizacionId,
        from: u64,
        to: u64,
    },
}

impl Purpose {
    fn image(self) -> Option<DigitalizacionId> {
        match self {
            Self::Token | Self::Catalogo | Self::Errand | Self::Wanted(_) | Self::Acuse => None,
            Self::Bag(id) | Self::Register(id) | Self::Ask(id) | Self::Send { id, .. } => Some(id),
        }
    }
}

impl Uploader {
    /// Opens the outbox of an enrolled device. Touches disk.
    pub fn open(
        device: Device,
        disk: Arc<dyn Disk>,
        signer: SharedSigner,
        entropy: Box<dyn Entropy>,
        now: Timestamp,
    ) -> Result<(Self, Recovery), OutboxError> {
        let (outbox, recovery) = Outbox::open(disk.clone(), device.owner(), DeviceTime(now))?;
        let uploader = Self {
            device,
            disk,
            outbox,
            signer,
            entropy,
            session: Session::default(),
            line: Backoff::default(),
            images: BTreeMap::new(),
            position: None,
            chunk: plan::Chunk::default(),
            casilla: None,
            in_flight: None,
            tickets: 0,
            repeats: 0,
            wants_catalogo: false,
            wants: BTreeSet::new(),
            acuses: BTreeSet::new(),
            heard: Vec::new(),
            holder: None,
            revoked: false,
            errand: None,
            outcome: None,
            trouble: None,
        };
        Ok((uploader, recovery))
    }

    /// Signs a photo and puts it in the outbox. See [`Outbox::capture`]. Touches disk.
    pub fn capture(&mut self, photo: &Photo<'_>) -> Result<Entry, CaptureError> {
        self.outbox
            .capture(photo, &self.device.origin, &*self.signer, &*self.entropy)
    }

    /// Signs the reception of a bag and puts it in the outbox. See [`Outbox::receive_bag`]. Touches
    /// disk.
    pub fn receive_bag(&mut self, bag: &ReceivedBag) -> Result<Entry, CaptureError> {
        self.outbox
            .receive_bag(bag, &self.device.origin, &*self.signer, &*self.entropy)
    }

    /// The queue.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The queue, to free delivered images or to try a rejected one again.
    pub fn outbox_mut(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    /// The device, with its newest measure of its clock.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// True if the server said that this device was revoked. What it still sends goes to quarantine.
    pub fn is_revoked(&self) -> bool {
        self.revoked
    }

    /// Why what waits is waiting, for a person; `None` if nothing is wrong.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Asks for the catalogue when nothing more urgent waits.
    pub fn refresh_catalogo(&mut self) {
        self.wants_catalogo = true;
    }

    /// The network is back, or a person says «now»: what waited for the line waits no more.
    pub fn retry_now(&mut self) {
        self.line = Backoff::default();
        self.images.clear();
    }

    /// What to do at `now`, by the device's clock. Reads an envelope from disk and asks the key to
    /// sign; not for the main thread.
    pub fn next_action(&mut self, now: Timestamp) -> Action {
        if let Some(lost) = self.in_flight.take() {
            self.interrupted(lost.purpose);
        }
        match self.plan(now) {
            plan::Plan::Idle => Action::Idle,
            plan::Plan::Wait(until) => Action::WaitUntil(until),
            plan::Plan::Perform(mut request, purpose) => {
                self.tickets += 1;
                request.ticket = self.tickets;
                self.in_flight = Some(InFlight {
                    ticket: self.tickets,
                    purpose,
                    sent_at: now,
                });
                Action::Request(request)
            }
        }
    }

    /// The answer to the request with this ticket came. An answer to an older one changes nothing.
    /// Touches disk.
    pub fn on_response(&mut self, now: Timestamp, ticket: u64, response: &HttpResponse) -> Report {
        match self.in_flight.take_if(|waited| waited.ticket == ticket) {
            Some(waited) => self.answered(now, waited.purpose, waited.sent_at, response),
            None => Report::Quiet,
        }
    }

    /// No answer to the request with this ticket came; `reason` is what the platform says.
    pub fn on_transport_error(&mut self, now: Timestamp, ticket: u64, reason: &str) -> Report {
        let Some(waited) = self.in_flight.take_if(|waited| waited.ticket == ticket) else {
            return Report::Quiet;
        };
        self.interrupted(waited.purpose);
        self.line_failed(
            now,
            None,
            format!("sin conexión con el servidor ({reason})"),
        )
    }

    fn interrupted(&mut self, purpose: Purpose) {
        self.position = None;
        if let Purpose::Send { id, from, .. } = purpose {
            self.chunk.interrupted(id, from);
        }
    }

    fn prover(&self, now: Timestamp) -> Prover<'_> {
        Prover {
            device: &self.device,
            signer: &self.signer,
            entropy: &*self.entropy,
            now,
        }
    }
}
