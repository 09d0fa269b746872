//! Votes that nobody cast: a drill's numbers for one acta, from a seed.

use std::collections::BTreeMap;

use acta_image::layout::{FormSpec, SpecField};
use prep_model::casillas::Casilla;
use prep_model::elecciones::{Campo, CampoId, CampoRole};

use super::dice::Dice;

/// Ballots counted where the casilla says no number of its own.
const NO_LIMIT: u32 = 400;

/// The numbers of an acta that adds up; with more votes than people if `exceeds`, where the boxes
/// hold so many.
pub(crate) fn votes(
    spec: &FormSpec,
    casilla: &Casilla,
    exceeds: bool,
    dice: &mut Dice,
) -> BTreeMap<CampoId, u32> {
    let people = casilla.boletas_maximas.unwrap_or(casilla.lista_nominal);
    let limit = people.saturating_add(casilla.representantes.unwrap_or(0));
    let largest = |role| spec.with_role(role).map(|field| field.campo.max()).min();
    let widest = largest(CampoRole::TotalAsentado).unwrap_or(u32::MAX);
    let cast = if exceeds {
        limit.saturating_add(1 + dice.below(90)).min(widest)
    } else {
        let people = if people == 0 { NO_LIMIT } else { people };
        share(people, dice.between(0.32, 0.82)).min(widest)
    };
    let mut numbers = spread(spec, cast, dice);
    // Narrow boxes may hold less than was to be spread.
    let votos: u32 = spec
        .fields
        .iter()
        .filter(|field| field.campo.role.is_voto())
        .filter_map(|field| numbers.get(&field.campo.id))
        .sum();
    let parties = dice
        .below(8)
        .min(casilla.representantes.unwrap_or(0))
        .min(votos);
    for field in &spec.fields {
        let number = match field.campo.role {
            CampoRole::TotalAsentado | CampoRole::VotosSacados => votos,
            CampoRole::PersonasVotaron => votos - parties,
            CampoRole::RepresentantesVotaron => parties,
            CampoRole::BoletasSobrantes => limit.saturating_sub(votos),
            CampoRole::Contendiente | CampoRole::NoRegistradas | CampoRole::Nulos => continue,
        };
        numbers.insert(field.campo.id.clone(), number.min(field.campo.max()));
    }
    numbers
}

/// A part of a whole, from 0 to 1.
fn share(whole: u32, part: f32) -> u32 {
    // In thousandths, so that whole numbers stay whole.
    let thousandths = (0..=1_000_u16)
        .rev()
        .find(|n| f32::from(*n) / 1_000.0 <= part);
    let product = u64::from(whole) * u64::from(thousandths.unwrap_or_default());
    u32::try_from(product / 1_000).unwrap_or(whole)
}

/// Spreads the votes over the rows: few parties have most, combinations little, every row at most
/// what its boxes hold.
fn spread(spec: &FormSpec, cast: u32, dice: &mut Dice) -> BTreeMap<CampoId, u32> {
    let rows: Vec<&SpecField> = spec
        .fields
        .iter()
        .filter(|field| field.campo.role.is_voto())
        .collect();
    let weights: Vec<f32> = rows.iter().map(|row| weight(row, dice)).collect();
    let whole: f32 = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut numbers = BTreeMap::new();
    let mut left = cast;
    for (row, weight) in rows.iter().zip(&weights) {
        let number = share(cast, weight / whole).min(row.campo.max()).min(left);
        left -= number;
        numbers.insert(row.campo.id.clone(), number);
    }
    let mut order: Vec<(&Campo, f32)> = rows.iter().map(|row| &row.campo).zip(weights).collect();
    order.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    for (campo, _) in order {
        let number = numbers.entry(campo.id.clone()).or_default();
        let more = left.min(campo.max() - *number);
        *number += more;
        left -= more;
    }
    numbers
}

fn weight(row: &SpecField, dice: &mut Dice) -> f32 {
    let throw = dice.unit();
    match row.campo.role {
        CampoRole::NoRegistradas => throw * 0.006,
        CampoRole::Nulos => throw * 0.05,
        _ if row.emblems.len() > 1 => throw * throw * 0.12,
        _ => throw * throw * throw + 0.004,
    }
}
