//! From votes per row of the acta to votes per party and per candidatura.
//!
//! The votes of an ámbito are added first and distributed once (DOMAIN 6, decision 12): acta by
//! acta, every fraction would go to somebody.
//!
//! * [`SumaDeVotos`] — adds the actas that count.
//! * [`Distribucion`] — gives the votes of coaliciones and candidaturas comunes to their parties:
//!   equal parts (LGIPE 311.1.c) in [`coalicion`], the percentages of the convenio in
//!   [`candidatura_comun`].
//! * [`TotalesCandidaturas`] — votes per candidatura (LGIPE 12.2).
//! * [`ResultadosDeAmbito`] — all of that of one ámbito.
//!
//! Nothing is lost: what comes out adds up to what went in.

mod candidatura_comun;
mod coalicion;
mod partidos;
mod resultados;
mod suma;
mod totales_candidaturas;

pub use partidos::{Distribucion, DistribucionError};
pub use resultados::ResultadosDeAmbito;
pub use suma::SumaDeVotos;
pub use totales_candidaturas::TotalesCandidaturas;
