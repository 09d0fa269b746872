//! The binary as a person or a program meets it: what it writes and how it ends.

mod check;
mod demo;
mod from_results;
mod support;
mod usage;
