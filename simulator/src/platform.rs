//! The platform of a simulated tablet: this machine's clock and randomness, a key in a file.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use mobile_core::platform::{Clock, Entropy};
use prep_model::contract::{Sha256Digest, SoftwareSigner};
use prep_model::time::Timestamp;
use rand::TryRng as _;
use rand::rngs::SysRng;

use crate::failure::Failure;

const KEY: &str = "llave.hex";

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the simulator reads the clock"
    )]
    fn now(&self) -> Timestamp {
        let elapsed = std::time::SystemTime::now().duration_since(UNIX_EPOCH);
        let micros = elapsed
            .map(|elapsed| elapsed.as_micros())
            .unwrap_or_default();
        let epoch = Timestamp::from_micros(0).expect("0 is in range");
        epoch.plus_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

/// The system's randomness.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        SysRng
            .try_fill_bytes(bytes)
            .expect("the system gives random bytes");
    }
}

/// The key of the tablet in `dir`, if it has one.
pub(crate) fn load_key(dir: &Path) -> Result<Option<SoftwareSigner>, Failure> {
    let path = dir.join(KEY);
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        text => text.map_err(Failure::file(&path))?,
    };
    // A private scalar has the form of a digest: 64 hex digits.
    let secret: Sha256Digest = text.trim().parse().map_err(Failure::file(&path))?;
    let signer = SoftwareSigner::from_secret_bytes(secret.as_bytes());
    signer.map(Some).map_err(Failure::file(&path))
}

/// The key of the tablet in `dir`; a new one that only its owner may read, if it has none.
pub(crate) fn load_or_make_key(dir: &Path) -> Result<SoftwareSigner, Failure> {
    if let Some(signer) = load_key(dir)? {
        return Ok(signer);
    }
    let entropy: &dyn Entropy = &SystemEntropy;
    let (secret, signer) = loop {
        let secret = entropy.bytes();
        // One in 2^32 values is beyond the order of the curve.
        if let Ok(signer) = SoftwareSigner::from_secret_bytes(&secret) {
            break (secret, signer);
        }
    };
    let path = dir.join(KEY);
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(Failure::file(&path))?;
    writeln!(file, "{}", Sha256Digest::from_bytes(secret)).map_err(Failure::file(&path))?;
    file.sync_all().map_err(Failure::file(&path))?;
    Ok(signer)
}
