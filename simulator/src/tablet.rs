//! One simulated tablet: a folder, a key, an outbox and a line.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use mobile_core::disk::{Disk, FolderDisk};
use mobile_core::outbox::Recovery;
use mobile_core::platform::Clock as _;
use mobile_core::provisioning::{Device, Enrolment, Hardware};
use mobile_core::uploader::{Action, HttpRequest, HttpResponse, Report, Uploader};
use prep_model::contract::{
    AppVersion, DeviceModel, EnrolmentCode, EnrolmentLabel, KeyStorage, Platform,
};
use prep_model::time::{DeviceTime, Timestamp};

use crate::failure::Failure;
use crate::platform::{SystemClock, SystemEntropy, load_key, load_or_make_key};
use crate::transport::{Transport, require_loopback};

/// An enrolled tablet with its outbox open.
pub(crate) struct Tablet {
    pub(crate) uploader: Uploader,
    pub(crate) found: Recovery,
    transport: Transport,
}

/// How patient a tablet is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// Gives up at this moment; what waits stays in the folder.
    pub(crate) until: Timestamp,
    /// Waits no longer than this between tries, whatever the tablet's own code would do.
    pub(crate) longest_wait: Option<Duration>,
}

impl Patience {
    /// So many seconds from now, with the tablet's own waits.
    pub(crate) fn seconds(seconds: u32) -> Self {
        Self {
            until: SystemClock.now().plus_seconds(i64::from(seconds)),
            longest_wait: None,
        }
    }
}

/// How long a tablet waits before it asks again to be enrolled.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// Enrols the tablet in `dir`, asking until `until` if no server is there; a request whose answer was lost
/// is simply made again.
pub(crate) fn enroll(
    dir: &Path,
    server: &str,
    code: &str,
    until: Timestamp,
) -> Result<Device, Failure> {
    let label = match code.parse::<EnrolmentLabel>() {
        Ok(label) => label,
        Err(_) => EnrolmentLabel {
            server: require_loopback(server)?,
            code: code.parse::<EnrolmentCode>().map_err(Failure::refused)?,
        },
    };
    require_loopback(&label.server.to_string())?;
    let disk = FolderDisk::open(dir).map_err(Failure::file(dir))?;
    if Device::load(&disk).map_err(Failure::refused)?.is_some() {
        return Err(Failure::AlreadyEnrolled(dir.to_owned()));
    }
    let signer = load_or_make_key(dir)?;
    let sent_at = SystemClock.now();
    let enrolment = Enrolment::start(label, hardware(), &signer, DeviceTime(sent_at))
        .map_err(Failure::refused)?;
    let answer = ask(&enrolment.request(), until).map_err(|reason| {
        Failure::Refused(format!(
            "no se pudo hablar con el servidor {server}: {reason}"
        ))
    })?;
    let device = enrolment
        .finish(&answer, sent_at, SystemClock.now())
        .map_err(Failure::refused)?;
    require_loopback(&device.token_url)?;
    device.save(&disk).map_err(Failure::refused)?;
    Ok(device)
}

/// What a server answers that is there and not about to end.
fn ask(request: &HttpRequest, until: Timestamp) -> Result<HttpResponse, String> {
    let mut transport = Transport::new();
    loop {
        let answer = transport.perform(request);
        let is_final = answer.as_ref().is_ok_and(|answer| answer.status != 503);
        if is_final || SystemClock.now() >= until {
            return answer;
        }
        std::thread::sleep(ASK_AGAIN);
    }
}

fn hardware() -> Hardware {
    Hardware {
        platform: Platform::Simulator,
        key_storage: KeyStorage::Software,
        model: DeviceModel::new("prep-sim").expect("a plain word"),
        app_version: AppVersion::new(concat!(env!("CARGO_PKG_VERSION"), "+sim"))
            .expect("a version"),
        attestation: None,
    }
}

impl Tablet {
    /// Opens the tablet in `dir`. `server` is only for the advice when it is not enrolled.
    pub(crate) fn open(
        dir: &Path,
        server: Option<&str>,
        transport: Transport,
    ) -> Result<Self, Failure> {
        let not_enrolled = || Failure::NotEnrolled {
            dir: dir.to_owned(),
            server: server.map(str::to_owned),
        };
        if !dir.is_dir() {
            return Err(not_enrolled());
        }
        let disk: Arc<dyn Disk> = Arc::new(FolderDisk::open(dir).map_err(Failure::file(dir))?);
        let device = Device::load(&*disk)
            .map_err(Failure::refused)?
            .ok_or_else(not_enrolled)?;
        let signer = Arc::new(load_key(dir)?.ok_or_else(not_enrolled)?);
        let entropy = Box::new(SystemEntropy);
        let (uploader, found) = Uploader::open(device, disk, signer, entropy, SystemClock.now())
            .map_err(Failure::refused)?;
        Ok(Self {
            uploader,
            found,
            transport,
        })
    }

    /// Sends until nothing waits or the patience ends, telling `watch` whatever happens.
    pub(crate) fn send(
        &mut self,
        patience: Patience,
        mut watch: impl FnMut(&Uploader, &Report) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        loop {
            let now = SystemClock.now();
            match self.uploader.next_action(now) {
                Action::Idle => return Ok(()),
                _ if now >= patience.until => return Ok(()),
                Action::WaitUntil(until) => {
                    let wait = until.min(patience.until).micros_since(now).max(1_000);
                    let wait = Duration::from_micros(wait.unsigned_abs());
                    match patience.longest_wait {
                        Some(longest) if longest < wait => {
                            std::thread::sleep(longest);
                            self.uploader.retry_now();
                        }
                        _ => std::thread::sleep(wait),
                    }
                }
                Action::Request(request) => {
                    let answer = self.transport.perform(&request);
                    let now = SystemClock.now();
                    let report = match answer {
                        Ok(answer) => self.uploader.on_response(now, request.ticket, &answer),
                        Err(why) => self.uploader.on_transport_error(now, request.ticket, &why),
                    };
                    watch(&self.uploader, &report)?;
                }
            }
        }
    }
}

/// The folder a command works in: the argument, the environment, or the demo's.
pub(crate) fn tablet_dir(argument: Option<PathBuf>) -> PathBuf {
    argument.unwrap_or_else(|| {
        std::env::var_os("PREP_SIM_DIR").map_or_else(|| "var/demo/tablet".into(), PathBuf::from)
    })
}
