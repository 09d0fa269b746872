//! An election that was, once more: the votes of published databases travel from tablets through
//! the desk of a real installation to its corte, which is then held against the databases row by row.
//!
//! * [`source`] — what the databases say of the actas of a proceso, and which of them travel.
//! * [`card`] — the image of an acta: the printed form, unique, made at once.
//! * [`tablets`] — real mobile-core tablets that send them.
//! * [`corte`] — a published corte as rows; [`compare`] — both sides, and why they differ.

pub(crate) mod card;
pub(crate) mod compare;
pub(crate) mod corte;
pub(crate) mod report;
pub(crate) mod source;
pub(crate) mod tablets;
