//! The folder format: reading, checking, writing.
//!
//! The format is for an election official with a text editor and a spreadsheet, and is described in
//! `docs/PROCESO-FILES.md`. Reading names every fault at once, each with its file, line, column and
//! remedy; nothing that a file can hold makes it panic. Writing the same proceso gives the same
//! bytes, and what is written reads back as the same proceso.
//!
//! * [`read()`] and [`write()`] — a folder on disk.
//! * [`parse()`] and [`render()`] — the same on [`Files`] in memory.
//! * [`FileFault`] — what is wrong, or deserves a second look.
//! * [`local_text`] — a moment as the files write it.

mod ambitos_csv;
mod casillas_csv;
mod csv_row;
mod csv_table;
mod eleccion_toml;
mod fault;
mod files;
mod input;
mod lines;
mod paths;
mod perfil_toml;
mod proceso_toml;
mod reading;
mod render;
mod text;
mod toml_doc;
mod toml_source;
mod warnings;
mod words;
mod write;

pub use fault::FileFault;
pub use files::{Files, Unreadable};
pub(crate) use paths::MAX_NAME;
pub use reading::{ReadError, Reading, Refusal, parse, read};
pub use render::render;
pub use write::{WriteError, write};

pub use crate::local_time::local_text;

#[cfg(test)]
mod tests;
