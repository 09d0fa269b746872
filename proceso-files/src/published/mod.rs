//! A proceso rebuilt from published result databases.
//!
//! Institutes publish one database for each elección: votes, casillas, lista nominal, and nothing of
//! what a proceso needs besides. [`rebuild()`] reads several, pairs their casillas, infers what the
//! actas print, and says everything it had to suppose: [`Rebuilt::assumptions`] are sentences in
//! Spanish for whoever reviews the result, [`Rebuilt::unused_rows`] are the rows it could not use,
//! each with its line and reason. No row is dropped in silence.
//!
//! * [`table`] — a database as rows with named columns, whatever its delimiter, encoding or header.
//! * [`Options`] — what the files do not say.
//! * `rows` — which casilla and acta each row is; `mesas` — the same for the mesas without a number.
//! * `catalogue` — the casillas; `contendientes`, `printed`, `code_seen`, `tipos_acta` — what the
//!   actas print.

mod ambitos;
mod candidaturas;
mod catalogue;
mod code_seen;
mod contendientes;
mod elecciones;
mod head;
mod identity;
mod mesas;
mod options;
mod printed;
mod prose;
mod rebuild;
mod report;
mod rows;
mod source;
pub mod table;
mod territorio;

#[cfg(test)]
mod tests;
mod tipos_acta;

pub use options::{CandidaturaComun, NamedBytes, Options, Representantes};
pub use rebuild::rebuild;
pub use report::{EleccionCount, PublishedFault, Rebuilt, UnusedRow};
