//! What `prep-sim` can be told to do.

mod actas;
mod capture;
mod enroll;
mod exam;
mod judge;
mod photos;
mod status;
mod tablets;

pub(crate) use actas::Actas;
pub(crate) use capture::{Capture, Send};
pub(crate) use enroll::Enroll;
pub(crate) use exam::Exam;
pub(crate) use judge::Judge;
pub(crate) use photos::Photos;
pub(crate) use status::Status;
pub(crate) use tablets::Tablets;
