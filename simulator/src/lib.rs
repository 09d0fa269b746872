//! What `prep-sim` makes and other tests use too: material whose truth is known.

pub mod actas;
pub mod exam;
pub mod photos;
