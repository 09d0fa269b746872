//! The checker: is a published database, package or folder of cortes right to the digit?
//!
//! It is what runs before a corte of ours is published and what anybody can run on anybody's files:
//! pure functions of bytes, with no proceso and no database behind them. Everything that it expects
//! is recomputed from the rows of the file itself, held against the LEEME through a
//! [perfil](prep_model::perfiles::Perfil) where one is given. Every rule has a public [`Code`].
//!
//! * `check_database` — one CSV.
//! * `check_package_zip` — a ZIP, whatever is nested in it.
//! * `check_dir` — the folder of a corte, of all cortes, or any folder with databases.
//! * [`Report`] — the defects, and what a corte of ours does about them.

mod code;
mod options;
mod report;

pub use code::{Code, Effect, Kind};
pub use options::{CheckOptions, Ventana};
pub use report::{Defect, Example, Report, Unreadable};
