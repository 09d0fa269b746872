//! The database, behind one transaction type.
//!
//! * Statements live in `central/sql/<aggregate>/<function>.sql`, one each, with `$1` placeholders
//!   that both engines take. Where the engines must differ, `<function>.sqlite.sql` and
//!   `<function>.postgres.sql`, chosen by [`Dialect`].
//! * On PostgreSQL several transactions write at once. [`Store::begin`] still excludes every other
//!   writer; what people and devices do all night uses [`Store::begin_beside`], where the statements
//!   of `sql_held!` hold the row they find, and [`Turn`] orders the rest. On SQLite the latter take
//!   turns and share commits (`group.rs`).
//! * Columns are TEXT, INTEGER (64 bits) and BLOB only; moments are microseconds since 1970 in UTC;
//!   truth values are 0 and 1. That is the subset in which both engines behave the same.
//! * A row that is not there is `Ok(None)`. A row that cannot be what it says is
//!   [`StoreError::Inconsistent`], with table, column and id.
//! * Every aggregate has a file here with `impl Tx`: `find_`, `list_`, `insert_`, `update_`, `claim_`.

mod accounts;
mod actas;
mod avance;
mod avisos;
mod bitacora;
mod bolsas;
mod captura_contents;
mod captura_people;
mod capturas;
#[cfg(test)]
mod conformance;
pub mod copy;
mod cortes;
mod devices;
mod digitalizaciones;
mod ejercicios;
mod engine;
mod error;
mod faltantes;
mod filas;
mod group;
mod identificacion;
mod images;
mod incidencias;
mod leases;
mod monitor;
mod open;
mod procesos;
mod row;
pub mod schema;
mod second_factors;
mod signal;
mod turn;
mod tx;
mod uploads;
mod url;

pub use accounts::{AccountRow, SessionRow};
pub use actas::ActaRow;
pub use avance::{CasillaRow, DeviceReportRow};
pub use avisos::{Addressee, AvisoRow};
pub use bitacora::{ChainedEvent, EventRowId, StoredEvent, UnchainedEvent};
pub use bolsas::BolsaRow;
pub use captura_contents::{DraftCampo, SettledRow};
pub use captura_people::{CapturaPerson, LeaseRow};
pub use capturas::{CapturaRow, CapturaRowId, CapturaWork, Look};
pub use cortes::StoredImage;
pub use devices::{DeviceFigures, DeviceRow, EnrolmentCodeRow, PendingCode};
pub use digitalizaciones::{
    DigitalizacionRow, IncidentKind, IncidentRow, ReceptionStatus, UnknownStatus,
};
pub use ejercicios::{EjercicioRow, EjercicioRowId};
pub use engine::Dialect;
pub use error::StoreError;
pub use filas::{HeldTurn, Queued, Waiting};
pub use identificacion::Identification;
pub use images::ImageRow;
pub use incidencias::{IncidenciaFilter, IncidenciaRow, IncidenciaStatus};
pub(crate) use monitor::BUCKET_MICROS;
pub use monitor::{ActaCount, ActaFilter, PersonPace, Stage, StageCount, StuckRound};
pub use open::{CONNECTIONS, Store};
pub use procesos::ProcesoRow;
pub use row::RowExt;
pub(crate) use second_factors::SecondFactorRow;
pub use turn::Turn;
pub use tx::Tx;
pub use uploads::PieceRow;
pub use url::DatabaseUrl;

/// The text of a statement in `central/sql`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $name, ".sql"))
    };
}
pub(crate) use sql;

/// The two texts of a statement that finds one row to change it: the second holds the row until the
/// transaction ends, where others write at the same time.
macro_rules! sql_held {
    ($name:literal) => {
        $crate::store::tx::HeldText {
            plain: sql!($name),
            held: concat!(
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $name, ".sql")),
                "FOR UPDATE"
            ),
        }
    };
}
use sql_held;

/// The text of a statement in which the engines differ, for the engine of a transaction.
macro_rules! sql_of {
    ($tx:expr, $name:literal) => {
        match $tx.dialect() {
            $crate::store::Dialect::Sqlite => {
                include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/sql/",
                    $name,
                    ".sqlite.sql"
                ))
            }
            $crate::store::Dialect::Postgres => {
                include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/sql/",
                    $name,
                    ".postgres.sql"
                ))
            }
        }
    };
}
use sql_of;
