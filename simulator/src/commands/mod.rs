//! What `prep-sim` can be told to do.

mod capture;
mod enroll;
mod judge;
mod status;
mod tablets;

pub(crate) use capture::{Capture, Send};
pub(crate) use enroll::Enroll;
pub(crate) use judge::Judge;
pub(crate) use status::Status;
pub(crate) use tablets::Tablets;
