use std::collections::BTreeMap;

use super::DistribucionError;
use crate::elecciones::{Candidatura, Contendiente, ContendienteId};

/// Votes per candidatura of an ámbito (LGIPE 12.2): those of its parties alone and those of every
/// combination of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalesCandidaturas {
    /// Votes of each candidatura, in the order given.
    pub votos: Vec<u64>,
    /// Votes of rows under which nobody runs in this ámbito.
    pub sin_candidatura: u64,
}

impl TotalesCandidaturas {
    /// Adds the rows of an ámbito, already summed over its actas, to its candidaturas.
    ///
    /// A row belongs to the candidatura that names it, or that names every party it reunites. No
    /// vote is split for this, so nothing depends on how combinations are distributed.
    pub fn of(
        contendientes: &[Contendiente],
        candidaturas: &[Candidatura],
        votos: &BTreeMap<ContendienteId, u64>,
    ) -> Result<Self, DistribucionError> {
        let mut totals = Self {
            votos: vec![0; candidaturas.len()],
            sin_candidatura: 0,
        };
        for (id, row) in votos {
            let contendiente = contendientes
                .iter()
                .find(|contendiente| contendiente.id == *id);
            let contendiente =
                contendiente.ok_or_else(|| DistribucionError::Unknown(id.clone()))?;
            let mut own = candidaturas
                .iter()
                .zip(totals.votos.iter_mut())
                .filter(|(candidatura, _)| belongs(contendiente, candidatura));
            let total = match (own.next(), own.next()) {
                (Some((_, total)), None) => total,
                (None, _) => &mut totals.sin_candidatura,
                (Some(_), Some(_)) => return Err(DistribucionError::TwoCandidaturas(id.clone())),
            };
            *total = total.checked_add(*row).ok_or(DistribucionError::Overflow)?;
        }
        Ok(totals)
    }
}

fn belongs(contendiente: &Contendiente, candidatura: &Candidatura) -> bool {
    let names = |id: &ContendienteId| candidatura.contendientes.contains(id);
    let members = contendiente.tipo.members();
    names(&contendiente.id) || (!members.is_empty() && members.into_iter().all(names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elecciones::ContendienteTipo;

    fn id(text: &str) -> ContendienteId {
        ContendienteId::new(text).unwrap()
    }

    fn contendientes() -> Vec<Contendiente> {
        let parties = ["PAN", "PRI", "PRD", "PVEM", "PT", "MC", "MORENA"];
        let combinations = [
            "PAN_PRI_PRD",
            "PAN_PRI",
            "PAN_PRD",
            "PRI_PRD",
            "PVEM_PT_MORENA",
            "PVEM_PT",
            "PVEM_MORENA",
            "PT_MORENA",
        ];
        let of = |text: &str, tipo| Contendiente {
            id: id(text),
            nombre: String::new(),
            tipo,
            color: None,
        };
        let parties = parties
            .into_iter()
            .map(|text| of(text, ContendienteTipo::Partido));
        let combinations = combinations.into_iter().map(|text| {
            of(
                text,
                ContendienteTipo::Coalicion(text.split('_').map(id).collect()),
            )
        });
        parties.chain(combinations).collect()
    }

    fn candidatura(parties: &[&str]) -> Candidatura {
        Candidatura {
            contendientes: parties.iter().copied().map(id).collect(),
            propietaria: "NOMBRE".to_owned(),
            suplente: None,
        }
    }

    /// The sample acta of DOMAIN 4.1: 582 votes, one of them no registrada, none null.
    fn sample() -> BTreeMap<ContendienteId, u64> {
        let votos = [22, 13, 50, 2, 2, 224, 35, 61, 27, 19, 2, 34, 0, 68, 22];
        contendientes()
            .into_iter()
            .map(|c| c.id)
            .zip(votos)
            .collect()
    }

    #[test]
    fn lgipe_12_2_a_coalicion_has_the_votes_of_its_parties_and_of_their_combinations() {
        let candidaturas = [
            candidatura(&["PAN", "PRI", "PRD"]),
            candidatura(&["PVEM", "PT", "MORENA"]),
            candidatura(&["MC"]),
        ];
        let totals = TotalesCandidaturas::of(&contendientes(), &candidaturas, &sample()).unwrap();
        assert_eq!(totals.votos, [194, 163, 224]);
        assert_eq!(totals.sin_candidatura, 0);
        assert_eq!(totals.votos.iter().sum::<u64>(), 582 - 1);
    }

    #[test]
    fn rows_of_nobody_are_kept_apart_and_rows_of_two_are_refused() {
        let one = [candidatura(&["MC"])];
        let totals = TotalesCandidaturas::of(&contendientes(), &one, &sample()).unwrap();
        assert_eq!((totals.votos, totals.sin_candidatura), (vec![224], 357));
        let two = [candidatura(&["MC"]), candidatura(&["MC", "PT"])];
        let refused = TotalesCandidaturas::of(&contendientes(), &two, &sample());
        assert_eq!(refused, Err(DistribucionError::TwoCandidaturas(id("MC"))));
    }
}
