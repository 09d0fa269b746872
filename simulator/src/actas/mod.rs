//! Printed actas, blank or filled by hands of this module's making, with everything that is known
//! about them.
//!
//! * [`Blank`] — a form as printed; [`sheet()`] fills it: same seed, same sheet.
//! * [`Maker`] — the sheets of a proceso that an [`Order`] asks for.
//! * [`SheetTruth`] — what stands where, and what a capturista should find.
//! * [`raster()`], [`Rasterizer`] — a sheet as pixels; [`pdf`] — as pages to print.

mod dice;
mod glyphs;
mod hand;
mod identify;
mod label;
mod order;
pub mod pdf;
mod plan;
mod png;
pub mod published;
mod raster;
mod sheet;
mod truth;
pub mod words;
mod write;

pub use label::LabelTruth;
pub use order::{Maker, Order};
pub use png::png;
pub use raster::{Raster, Rasterizer, SCALES, raster};
pub use sheet::{Blank, Fill, Sheet, Subject, sheet};
pub use truth::{FieldSlip, FieldTruth, Place, SheetSlip, SheetTruth};
