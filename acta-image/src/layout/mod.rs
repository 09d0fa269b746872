//! Where everything stands on a printed acta: one layout for whoever prints it and for the eye.
//!
//! All lengths are millimetres on a landscape sheet of [`SHEET`] size, x to the right and y down from
//! its top left corner. The marks stand in the same places on every form, in the proportions of the
//! acta of 2024 (DOMAIN 4.1); what stands between them follows what the form prints.
//!
//! * [`marks`] — three black squares and an L, from which orientation and position are known.
//! * [`FormSpec`] — what is printed on the actas of one code in one ámbito, in printed order.
//! * [`FormLayout`] — where: fields with their words and digit boxes, label, identification.
//! * [`printed()`] — everything that the printer puts on the sheet, as a [`drawing::Drawing`].

pub mod drawing;
mod error;
mod form_layout;
mod geometry;
pub mod marks;
pub mod metrics;
mod printed;
mod results;
mod spec;
mod stubs;
mod usual;

#[cfg(test)]
mod tests;

pub use error::LayoutError;
pub use form_layout::{Field, FieldKey, FormLayout, IdentificationBoxes, KindBoxes};
pub use geometry::{Point, Rect, Size};
pub use marks::SHEET;
pub use printed::printed;
pub use spec::{Emblem, FormSpec, SpecField};
pub(crate) use usual::usual;
