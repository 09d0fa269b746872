//! People at the desk of a real installation: they enter by its login page, claim, look at the image,
//! type, slip, finish and settle differences through its forms, and know nothing that a browser would
//! not be told. What an image says is known because this simulator made it ([`Known`]): a person
//! "reads" it by its SHA-256.
//!
//! * [`html`], [`page`], [`browser`] — tags, forms and cookies.
//! * [`desk`] — what one person may do: [`Desk::next`](desk::Desk::next), finish, resolve.
//! * [`shift`], [`slips`] — how they do it, with pauses and mistakes.
//! * [`quiet`] — when the night is over.
//! * [`team`] — many of them, and the figures.

mod browser;
mod desk;
mod error;
mod html;
mod known;
mod page;
mod quiet;
mod shift;
mod slips;
pub(crate) mod team;
mod timings;

pub(crate) use known::{Known, Values, read_truths};
pub(crate) use quiet::Quiet;
pub(crate) use shift::{Manner, Shift};
