//! `/v1/uploads`: one upload resource that speaks tus 1.0.0 and the IETF resumable upload draft.
//!
//! A request that names `Tus-Resumable` speaks tus; any other speaks the draft, in its newest form
//! or in the interop versions that iOS has. Whoever holds an upload's URL may use it and needs no
//! token: what can be sent is bound by the SHA-256 in the signed envelope.

mod create_upload;
mod delete_upload;
mod dialect;
mod get_upload;
mod head_upload;
mod locks;
mod options_uploads;
mod patch_upload;
mod receive_body;
mod reply;

pub(crate) use create_upload::{__path_create_upload, create_upload};
pub(crate) use delete_upload::{__path_delete_upload, delete_upload};
pub(crate) use get_upload::{__path_get_upload, get_upload};
pub(crate) use head_upload::{__path_head_upload, head_upload};
pub(crate) use locks::UploadLocks;
pub(crate) use options_uploads::{__path_options_uploads, options_uploads};
pub(crate) use patch_upload::{__path_patch_upload, patch_upload};
