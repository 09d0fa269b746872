//! `/v1/digitalizaciones/{id}`: one image with its envelope.

mod get_digitalizacion;
mod put_digitalizacion;
mod state_body;

pub(crate) use get_digitalizacion::{__path_get_digitalizacion, get_digitalizacion};
pub(crate) use put_digitalizacion::{__path_put_digitalizacion, put_digitalizacion};
pub(crate) use state_body::StateBody;
