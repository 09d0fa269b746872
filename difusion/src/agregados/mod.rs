//! Sums of an elección: by entidad, distrito, alcaldía, sección and casilla, and by party and
//! candidatura in each of its ámbitos.
//!
//! Territories hold the same thirteen variables as the database and the votes of every row of the acta
//! as they were cast; so each adds up to the header of the database. Votes of parties and of
//! candidaturas exist only where they are decided, in the ámbitos of the elección: a fraction of a
//! coalición's vote is given once there, never in a casilla (DOMAIN 6, decision 12).

mod archivos;
mod niveles;
mod resultados;

pub use archivos::{Archivo, archivos};
pub use niveles::{Agregados, Clave, Nivel, Sumas};
pub use resultados::{EleccionResultados, Resultados};
