//! The database, behind one transaction type.
//!
//! * Statements live in `central/sql/<aggregate>/<function>.sql`, one each, with `$1` placeholders
//!   that both engines take. Where the engines must differ, `<function>.sqlite.sql` and
//!   `<function>.postgres.sql`, chosen by [`Dialect`].
//! * Columns are TEXT, INTEGER (64 bits) and BLOB only; moments are microseconds since 1970 in UTC;
//!   truth values are 0 and 1. That is the subset in which both engines behave the same.
//! * A row that is not there is `Ok(None)`. A row that cannot be what it says is
//!   [`StoreError::Inconsistent`], with table, column and id.
//! * Every aggregate has a file here with `impl Tx`: `find_`, `list_`, `insert_`, `update_`, `claim_`.

mod accounts;
mod actas;
mod bitacora;
mod captura_contents;
mod captura_people;
mod capturas;
#[cfg(test)]
mod conformance;
mod cortes;
mod devices;
mod digitalizaciones;
mod ejercicios;
mod error;
mod leases;
mod monitor;
mod open;
mod procesos;
mod row;
mod tx;

pub use accounts::{AccountRow, SessionRow};
pub use actas::ActaRow;
pub use bitacora::{ChainedEvent, EventRowId, StoredEvent, UnchainedEvent};
pub use captura_contents::{DraftCampo, SettledRow};
pub use captura_people::{CapturaPerson, LeaseRow};
pub use capturas::{CapturaRow, CapturaRowId, CapturaWork};
pub use cortes::StoredImage;
pub use devices::{DeviceRow, EnrolmentCodeRow};
pub use digitalizaciones::{
    DigitalizacionRow, IncidentKind, IncidentRow, ReceptionStatus, UnknownStatus,
};
pub use ejercicios::{EjercicioRow, EjercicioRowId};
pub use error::StoreError;
pub use open::{DatabaseUrl, Dialect, Store};
pub use procesos::ProcesoRow;
pub use row::RowExt;
pub use tx::Tx;

/// The text of a statement in `central/sql`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $name, ".sql"))
    };
}
pub(crate) use sql;
