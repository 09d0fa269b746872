//! The tablet, as the apps hold it.

use std::sync::Arc;

use mobile_core::app::{self, Aim, Platform};
use mobile_core::disk::FolderDisk;
use mobile_core::screen::{Intent, Screen};
use mobile_core::uploader::Report;
use prep_model::contract::DigitalizacionId;

use crate::error::ApiError;
use crate::hardware::Hardware;
use crate::http::HttpResponse;
use crate::network::NextAction;
use crate::platform::{
    Clock, DeviceSigner, LogSink, PlatformClock, PlatformLog, PlatformSigner, SystemEntropy,
};
use crate::queue::{QueueItem, ReceiptView};

/// The tablet: one object per folder and process, for as long as the app lives. Any thread may
/// call; a call blocks until it is done and none waits for the network. Whoever made it destroys it
/// (`close`) before opening the folder again.
#[derive(uniffi::Object)]
pub struct App(app::App);

/// What the camera's frame shows.
#[derive(Debug, uniffi::Record)]
pub struct Sight {
    /// The most urgent thing to do, in words.
    pub hint: String,
    /// True if the photo may be taken now.
    pub ready: bool,
    /// Corners of the sheet in pixels of the frame, clockwise from its upper left; empty if none.
    pub corners: Vec<Corner>,
    /// The acta of a label in view, `3596 B01 · Jefatura de Gobierno`; empty if none was read.
    pub label: String,
    /// True if that label is of another acta, or another run, than the one that is aimed at.
    pub contradicts: bool,
}

/// A point in pixels.
#[derive(Debug, uniffi::Record)]
pub struct Corner {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

#[uniffi::export]
impl App {
    /// Opens the app on its own folder, made if it is missing and used by no other process; repairs what
    /// a crash left. Touches disk and asks for the public key: not on the main thread.
    #[uniffi::constructor]
    pub fn open(
        folder: &str,
        signer: Arc<dyn DeviceSigner>,
        clock: Arc<dyn Clock>,
        log: Arc<dyn LogSink>,
        hardware: Hardware,
    ) -> Result<Self, ApiError> {
        let platform = Platform {
            disk: Arc::new(FolderDisk::open(std::path::Path::new(folder))?),
            signer: Arc::new(PlatformSigner::new(signer)?),
            clock: Arc::new(PlatformClock(clock)),
            entropy: Arc::new(SystemEntropy),
            log: Arc::new(PlatformLog(log)),
            hardware: hardware.try_into()?,
        };
        Ok(Self(app::App::open(platform)?))
    }

    /// What to draw now. Quick; touches no disk.
    pub fn screen(&self) -> Screen {
        self.0.screen()
    }

    /// A person pressed something; `fields` are the texts of the screen's fields, in their order.
    /// Touches disk and the key when something is kept: not on the main thread.
    pub fn act(&self, intent: &Intent, fields: &[String]) -> Screen {
        self.0.act(intent, fields)
    }

    /// A code was scanned: of the enrolment, of a Bolsa PREP, or the label of an acta. May touch disk
    /// and the key.
    pub fn scanned(&self, text: &str) -> Screen {
        self.0.scanned(text)
    }

    /// Looks at a live frame of the camera: a plane of brightness whose rows begin `stride` bytes
    /// apart. Some milliseconds of one core; touches no disk.
    pub fn preview(&self, luma: &[u8], width: u32, height: u32, stride: u32) -> Sight {
        Sight::from(self.0.preview(luma, width, height, stride as usize))
    }

    /// Judges a photo of the camera, a JPEG, and shows it for review; nothing is kept yet. Takes
    /// half a second for 12 megapixels on a good core: not on the main thread.
    pub fn photograph(&self, jpeg: Vec<u8>) -> Screen {
        self.0.photograph(jpeg)
    }

    /// The image on review as it would be sent, a JPEG; none if nothing is on review.
    pub fn picture(&self) -> Option<Vec<u8>> {
        self.0.picture()
    }

    /// Which request is next. To ask again means that no answer to the last one will come. Reads
    /// disk and asks the key to sign: not on the main thread.
    pub fn next_action(&self) -> NextAction {
        NextAction::from(self.0.next_action())
    }

    /// The answer to the request with this ticket. Touches disk.
    pub fn on_response(&self, ticket: u64, response: HttpResponse) -> Report {
        self.0.on_response(ticket, &response.into())
    }

    /// No answer to the request with this ticket came; `reason` is what the platform says.
    pub fn on_transport_error(&self, ticket: u64, reason: &str) -> Report {
        self.0.on_transport_error(ticket, reason)
    }

    /// The platform noticed a network: what waited for one waits no more.
    pub fn network_is_back(&self) {
        self.0.network_is_back();
    }

    /// Some minutes have passed with the app on the screen: call it every two or so, then let the courier
    /// work. Avisos are asked for, and the server hears of this tablet. Quick.
    pub fn poll(&self) {
        self.0.poll();
    }

    /// True once the server knows this device.
    pub fn is_enrolled(&self) -> bool {
        self.0.is_enrolled()
    }

    /// Everything in the outbox, newest first.
    pub fn queue(&self) -> Vec<QueueItem> {
        self.0.queue().into_iter().map(QueueItem::from).collect()
    }

    /// The verified receipt of a delivered image. Touches disk.
    pub fn receipt(&self, id: DigitalizacionId) -> Option<ReceiptView> {
        self.0.receipt(id).map(ReceiptView::from)
    }
}

impl From<Aim> for Sight {
    fn from(aim: Aim) -> Self {
        let corners = aim.corners.into_iter();
        Self {
            hint: aim.hint,
            ready: aim.ready,
            corners: corners.map(|(x, y)| Corner { x, y }).collect(),
            label: aim.label,
            contradicts: aim.contradicts,
        }
    }
}
