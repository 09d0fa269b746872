//! How an image arrives: its envelope is registered, its bytes come in pieces, and when the last one
//! is durable and the digest is the envelope's, the receipt is signed in the same transaction.
//!
//! Invariants:
//! * The bytes are in the object store, checked and durable, before any row says so.
//! * A receipt is signed once, in the transaction that stores, and is the same for ever.
//! * Where an upload stands is what is durable of it: on the filesystem the length of its part, in an
//!   S3 store the rows of its pieces (`parts.rs`). Any process may go on with any upload.
//! * The newest request wins: an older one can add nothing after a newer has looked.
//! * Nothing that a device signed is lost: what cannot be admitted waits for a person.
//!
//! * [`register_digitalizacion()`], [`append_upload()`], [`complete_upload()`], [`take_whole()`],
//!   [`discard_upload()`].
//! * [`find_reception()`], [`find_upload()`] — where something stands.
//! * [`recover()`] — what a start finds after a kill, and expired uploads.
//! * [`check_jpeg()`] — whether bytes are an image of the size that was signed.

mod append_upload;
mod check_jpeg;
mod complete_upload;
mod discard_upload;
mod find_reception;
mod found;
mod limits;
mod parts;
mod receiver;
mod reception;
mod recover;
mod register_digitalizacion;
#[cfg(test)]
mod tests;

pub use append_upload::{AppendRefusal, append_upload};
pub use check_jpeg::{ImageFault, check_jpeg};
pub use complete_upload::{CompleteRefusal, complete_upload, take_whole};
pub use discard_upload::discard_upload;
pub use find_reception::{FindRefusal, find_reception, find_upload};
pub use limits::{MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, UPLOAD_LIFETIME_SECONDS};
pub use receiver::{Receiver, sign_receipt};
pub use reception::{OpenUpload, Reception, ReceptionState, Upload};
pub use recover::{Recovery, recover};
pub use register_digitalizacion::{RegisterRefusal, Sender, register_digitalizacion};
