//! Which inconsistencias an acta has and whether it counts (Anexo 13; LEEME, variables 6 to 9, 34,
//! 37 and 38).
//!
//! [`classify`] is the only entry. Each rule has a file of its own name:
//!
//! * [`contabilizacion`] — the entry: counted (1), not counted (0) or fuera de catálogo (2).
//! * [`excede_lista_nominal`] — more votes than people who could cast them.
//! * [`ilegible_o_sin_dato`] — some or all vote fields without a legible datum.
//! * [`sin_acta`] — no Acta PREP arrived, for one of four reasons.
//! * [`fuera_de_catalogo`] — the acta cannot be tied to an approved casilla.
//! * [`observaciones`] — what is published of it, in the words of the perfil.
//!
//! Only the fields that hold votes decide ([`CampoRole::is_voto`](crate::elecciones::CampoRole)),
//! and of those only what this acta prints. Words against figures are not an inconsistencia: the
//! criterion lets a number be registered (LEEME, variable 8). A total that does not add up is
//! normal and never decides anything.

pub mod contabilizacion;
pub mod excede_lista_nominal;
pub mod fuera_de_catalogo;
pub mod ilegible_o_sin_dato;
mod inconsistencia;
pub mod observaciones;
pub mod sin_acta;

pub use contabilizacion::{ActaRegistrada, Clasificacion, Contabilizada, classify};
pub use inconsistencia::{Inconsistencia, Inconsistencias};

#[cfg(test)]
mod tests;
