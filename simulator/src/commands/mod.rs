//! What `prep-sim` can be told to do.

mod actas;
mod capture;
mod compare;
mod enroll;
mod exam;
mod judge;
mod people;
mod photos;
mod replay;
mod status;
mod tablets;

pub(crate) use actas::Actas;
pub(crate) use capture::{Capture, Send};
pub(crate) use compare::Compare;
pub(crate) use enroll::Enroll;
pub(crate) use exam::Exam;
pub(crate) use judge::Judge;
pub(crate) use people::People;
pub(crate) use photos::Photos;
pub(crate) use replay::Replay;
pub(crate) use status::Status;
pub(crate) use tablets::Tablets;
