//! The checker: is a published database, package or folder of cortes right to the digit?
//!
//! It is what runs before a corte of ours is published and what anybody can run on anybody's files:
//! pure functions of bytes, with no proceso and no database behind them. Everything that it expects
//! is recomputed from the rows of the file itself, held against the LEEME through a
//! [perfil](prep_model::perfiles::Perfil) where one is given. Every rule has a public [`Code`].
//!
//! * [`check_database`] — one CSV.
//! * [`check_package_zip`] — a ZIP, whatever is nested in it.
//! * [`check_dir`] — the folder of a corte, of all cortes, or any folder with databases.
//! * [`check_files`] — the files of a corte that are not in a folder yet.
//! * [`Report`] — the defects, and what a corte of ours does about them.

mod base;
mod claves;
mod code;
mod database;
mod findings;
mod forma;
mod horas;
mod imagen;
mod inconsistencias;
mod moment;
mod nombres;
mod options;
mod package;
mod report;
mod resumen;
mod valores;

pub use code::{Code, Effect, Kind};
pub use database::check_database;
pub(crate) use database::rows_by_line;
pub use options::{CheckOptions, Ventana};
pub use package::{check_dir, check_files, check_package_zip};
pub use report::{Defect, Example, Report, Unreadable};
