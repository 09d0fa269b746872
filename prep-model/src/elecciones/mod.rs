//! What is elected and what its actas look like.
//!
//! * [`Eleccion`] — an elección with its ámbitos, contendientes, tipos de acta and candidaturas.
//! * [`Ambito`] — the territory whose votes are added: the entidad, a distrito, a municipio.
//! * [`Contendiente`] — one row of votes on the acta: a party, a combination, an independent.
//! * [`ActaForm`] — the rows printed on one kind of acta in one ámbito, in printed order.

mod acta_form;
mod ambito;
mod campo;
mod candidatura;
mod contendiente;
mod eleccion;
mod modalidad;

pub use acta_form::ActaForm;
pub use ambito::{Ambito, AmbitoId, AmbitoTipo};
pub use campo::{Campo, CampoId, CampoRole};
pub use candidatura::Candidatura;
pub use contendiente::{Contendiente, ContendienteId, ContendienteTipo, Reparto};
pub use eleccion::{Eleccion, TipoActaDef};
pub use modalidad::{Modalidad, Principio};
