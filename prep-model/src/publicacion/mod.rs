//! The closed tables of the published databases: which texts a column may hold.
//!
//! * [`Origen`] — where the image of record was made.
//! * [`Digitalizacion`] — with what.
//! * [`TipoDocumento`] — which copy of the acta it shows.
//! * [`MecanismoTraslado`] and [`Ubicacion`] — of the casilla.
//! * [`tipos_acta_2024()`] — the printed codes of 2024, as data for building a proceso.
//!
//! Texts that stand where a value is missing are settings of the
//! [perfil](crate::perfiles::Textos).

mod digitalizacion;
mod origen;
mod tipos_acta_2024;

pub use digitalizacion::Digitalizacion;
pub use origen::Origen;
pub use tipos_acta_2024::{tipo_documento, tipos_acta_2024};

pub use crate::casillas::{MecanismoTraslado, Ubicacion};
pub use crate::contract::TipoDocumento;
