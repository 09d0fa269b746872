//! EXCEDE LISTA NOMINAL: an acta with more votes than people who could cast them.

use crate::casillas::Casilla;

/// The most votes that an acta of `casilla` can hold without exceeding (LEEME, variables 6 and 9).
///
/// The lista nominal, or in a casilla especial the approved ballots, plus the representatives
/// accredited there. In the mesas M, A and P representatives are N/A and add nothing (DOMAIN 6,
/// decision 15).
pub fn maximo_de_votos(casilla: &Casilla) -> u64 {
    // A casilla especial without maximum is refused by the proceso; were there one, its lista
    // nominal of 0 would make every vote exceed, which somebody would see.
    let electores = casilla.boletas_maximas.unwrap_or(casilla.lista_nominal);
    u64::from(electores) + u64::from(casilla.representantes.unwrap_or(0))
}

/// True if an acta of `casilla` whose votes add up to `total_calculado` exceeds.
///
/// «La suma de todos los votos asentados … es igual o menor» still counts: only more exceeds. The
/// sum is the calculated one, never the total written on the acta.
pub fn excede(casilla: &Casilla, total_calculado: u64) -> bool {
    total_calculado > maximo_de_votos(casilla)
}
