use std::error::Error;
use std::io;

use prep_model::contract::Sha256Digest;
use thiserror::Error;

/// Why the object store did not do what was asked.
#[derive(Debug, Error)]
pub enum ObjectError {
    /// No space is left: nothing was stored, and trying later may work.
    #[error("no space is left for {0}")]
    Full(String),
    /// The bytes are not those of the name; nothing was stored under it.
    #[error("the bytes have SHA-256 {found} and not {expected}")]
    Digest {
        /// The name.
        expected: Sha256Digest,
        /// What the bytes have.
        found: Sha256Digest,
    },
    /// A part is shorter than the offset at which it is to go on.
    #[error("the part holds {held} bytes and cannot go on at {offset}")]
    Offset {
        /// Bytes held.
        held: u64,
        /// Where the caller wanted to go on.
        offset: u64,
    },
    /// The disk said no.
    #[error("{what}")]
    Io {
        /// What was being done, to which object.
        what: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The S3 store said no, or nothing at all within the time and the repeats it is given.
    #[error("{what}{}", code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default())]
    Remote {
        /// What was being done, to which object of which bucket.
        what: String,
        /// The code it answered, such as `AccessDenied`; `None` if it did not answer.
        code: Option<String>,
        /// What came back.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The store could not be opened; the text says which and what to do.
    #[error("{0}")]
    Open(String),
}
