//! What the platform brings: a clock and randomness. The key comes as
//! [`prep_model::contract::Signer`], the disk as [`crate::disk::Disk`].

use prep_model::contract::Signer;
use prep_model::time::Timestamp;

/// The device's own clock. What it says is a claim: it may be wrong, and may jump either way.
pub trait Clock: Send + Sync {
    /// The moment now, by this device.
    fn now(&self) -> Timestamp;
}

/// The device's source of unpredictable bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

impl Entropy for std::sync::Arc<dyn Entropy> {
    fn fill(&self, bytes: &mut [u8]) {
        (**self).fill(bytes);
    }
}

/// Where the app writes what somebody who helps later may read. Never names, passwords, votes or
/// image bytes.
pub trait LogSink: Send + Sync {
    /// One line.
    fn log(&self, level: LogLevel, line: &str);
}

/// How much a line of the log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// What happened.
    Info,
    /// What went wrong and was dealt with.
    Warning,
    /// What a person has to look at.
    Problem,
}

/// A key that may be asked from any thread.
pub type SharedSigner = std::sync::Arc<dyn Signer + Send + Sync>;

impl dyn Entropy + '_ {
    /// `N` unpredictable bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number below `bound`, near enough to uniform for spreading retries.
    pub fn below(&self, bound: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % bound.max(1)
    }

    /// Sixteen unpredictable bytes in hex, for a `jti`.
    pub fn hex_id(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.bytes()))
    }
}

/// Milliseconds since 1970, as a UUID of version 7 carries them.
pub(crate) fn unix_millis(now: Timestamp) -> u64 {
    u64::try_from(now.micros() / 1000).unwrap_or(0)
}
