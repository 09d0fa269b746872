//! The keys by which the norm names a casilla and an acta, and the texts they travel in.
//!
//! * [`TipoCasilla`] — B, C, E, S, M, A, P (LEEME, variable 8).
//! * [`ClaveCasilla`] — eleven positions (LEEME, variable 1).
//! * [`TipoActa`] — the code printed on the acta, `A02`; unique only together with the elección.
//! * [`ClaveActa`] — the published key: clave de casilla followed by tipo de acta (LEEME, variable 2).
//! * [`ActaId`] — the full identity: proceso, ejercicio, elección, casilla, tipo de acta.
//! * [`QrLabel`] — the same identity as the text of the label stuck on the acta.
//! * [`BolsaLabel`], [`BolsaCode`] — what a code on a Bolsa PREP says.

mod acta_id;
mod bolsa_label;
mod clave_acta;
mod clave_casilla;
mod qr_label;
mod tipo_casilla;

pub use acta_id::{ActaId, ActaKey, ActaKeyError, EjercicioId, EleccionId, ProcesoId};
pub use bolsa_label::{BolsaCode, BolsaLabel};
pub use clave_acta::{ClaveActa, TipoActa};
pub use clave_casilla::{ClaveCasilla, ClaveError, EntidadId};
pub use qr_label::{QrLabel, QrLabelError};
pub use tipo_casilla::TipoCasilla;
