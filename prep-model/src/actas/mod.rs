//! What an acta says, as it was read.
//!
//! * [`CampoValue`] — a number, ILEGIBLE or SIN DATO; absence never means something.
//! * [`ActaValues`] — one value for every field that the acta prints, checked against its form.
//! * [`SinActa`] — why there is no acta to read.
//! * [`IdentificacionLeida`] — what can be read of where an acta is from, when that is not enough.

mod acta_values;
mod campo_value;
mod identificacion_leida;
mod sin_acta;

pub use acta_values::{ActaValues, CampoFault, CampoFaultReason};
pub use campo_value::CampoValue;
pub use identificacion_leida::IdentificacionLeida;
pub use sin_acta::SinActa;
