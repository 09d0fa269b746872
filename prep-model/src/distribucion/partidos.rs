use std::collections::BTreeMap;

use thiserror::Error;

use super::{candidatura_comun, coalicion};
use crate::elecciones::{Contendiente, ContendienteId, ContendienteTipo, Reparto};

/// The votes of an ámbito given to parties and candidaturas sin partido.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribucion {
    /// Each party and independiente of the elección, in printed order, with all of its votes.
    pub votos: Vec<(ContendienteId, u64)>,
}

/// Why votes cannot be given to parties: something of them would be lost.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DistribucionError {
    /// Votes for a row that the elección does not have.
    #[error("hay votos de {0}, que no es contendiente de la elección")]
    Unknown(ContendienteId),
    /// A coalición or candidatura común without parties, with one that is not a party of the
    /// elección, or with percentages that do not add up to 100 %.
    #[error("los votos de {0} no se pueden repartir: revise sus partidos y porcentajes")]
    Members(ContendienteId),
    /// A row of votes belongs to two candidaturas of the same ámbito.
    #[error("{0} postula a dos candidaturas en el mismo ámbito")]
    TwoCandidaturas(ContendienteId),
    /// A sum does not fit in 64 bits.
    #[error("una suma de votos no cabe en 64 bits: los datos están dañados")]
    Overflow,
}

impl Distribucion {
    /// Gives the votes of an ámbito, already added, to parties. `contendientes` are the elección's,
    /// whose order is the printed one; rows that have no votes may be missing from `votos`.
    ///
    /// «Los partidos de más alta votación» are those with most votes of their own, before any
    /// combination is split, so that the order of the combinations does not matter.
    pub fn of(
        contendientes: &[Contendiente],
        votos: &BTreeMap<ContendienteId, u64>,
    ) -> Result<Self, DistribucionError> {
        let known = |id: &&ContendienteId| !contendientes.iter().any(|c| c.id == **id);
        if let Some(id) = votos.keys().find(known) {
            return Err(DistribucionError::Unknown(id.clone()));
        }
        let row = |id: &ContendienteId| votos.get(id).copied().unwrap_or(0);
        let own_row = |contendiente: &&Contendiente| contendiente.tipo.members().is_empty();
        let mut given: Vec<(ContendienteId, u64)> = contendientes
            .iter()
            .filter(own_row)
            .map(|contendiente| (contendiente.id.clone(), row(&contendiente.id)))
            .collect();
        let own = given.clone();
        for contendiente in contendientes {
            let parts = match &contendiente.tipo {
                ContendienteTipo::Partido | ContendienteTipo::Independiente => continue,
                ContendienteTipo::Coalicion(members) => {
                    coalicion_parts(row(&contendiente.id), members, &own)
                }
                ContendienteTipo::CandidaturaComun(reparto) => {
                    reparto_parts(row(&contendiente.id), reparto)
                }
            };
            let refused = || DistribucionError::Members(contendiente.id.clone());
            for (id, part) in parts.ok_or_else(refused)? {
                let (_, total) = given
                    .iter_mut()
                    .find(|(known, _)| *known == id)
                    .ok_or_else(refused)?;
                *total = total.checked_add(part).ok_or(DistribucionError::Overflow)?;
            }
        }
        Ok(Self { votos: given })
    }

    /// The votes of a party or independiente.
    pub fn get(&self, id: &ContendienteId) -> Option<u64> {
        self.votos
            .iter()
            .find(|(known, _)| known == id)
            .map(|(_, votos)| *votos)
    }
}

type Parts = Vec<(ContendienteId, u64)>;

/// The members take part in printed order, whatever the order of the list.
fn coalicion_parts(
    votos: u64,
    members: &[ContendienteId],
    own: &[(ContendienteId, u64)],
) -> Option<Parts> {
    let printed: Vec<_> = own.iter().filter(|(id, _)| members.contains(id)).collect();
    if printed.is_empty() || printed.len() != members.len() {
        return None;
    }
    let propios: Vec<u64> = printed.iter().map(|(_, votos)| *votos).collect();
    let parts = coalicion::split(votos, &propios);
    Some(
        printed
            .into_iter()
            .map(|(id, _)| id.clone())
            .zip(parts)
            .collect(),
    )
}

fn reparto_parts(votos: u64, reparto: &Reparto) -> Option<Parts> {
    let shares: Vec<u16> = reparto.shares.iter().map(|(_, share)| *share).collect();
    let remanente = reparto
        .shares
        .iter()
        .position(|(id, _)| *id == reparto.remanente)?;
    let whole: u64 = shares.iter().copied().map(u64::from).sum();
    if whole != 10_000 {
        return None;
    }
    let parts = candidatura_comun::split(votos, &shares, remanente);
    Some(
        reparto
            .shares
            .iter()
            .map(|(id, _)| id.clone())
            .zip(parts)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(text: &str) -> ContendienteId {
        ContendienteId::new(text).unwrap()
    }

    fn contendiente(text: &str, tipo: ContendienteTipo) -> Contendiente {
        Contendiente {
            id: id(text),
            nombre: text.to_owned(),
            tipo,
            color: None,
        }
    }

    fn coalicion(text: &str, members: &[&str]) -> Contendiente {
        let members = members.iter().copied().map(id).collect();
        contendiente(text, ContendienteTipo::Coalicion(members))
    }

    /// Two parties of a coalición more, one with a common box, and one sin partido.
    fn contendientes() -> Vec<Contendiente> {
        let reparto = Reparto {
            shares: vec![
                (id("MORENA"), 5_333),
                (id("PT"), 2_000),
                (id("PVEM"), 2_667),
            ],
            remanente: id("MORENA"),
        };
        let mut all: Vec<_> = ["PAN", "PRI", "PRD", "PVEM", "PT", "MORENA"]
            .map(|partido| contendiente(partido, ContendienteTipo::Partido))
            .into();
        all.push(contendiente("CSP", ContendienteTipo::Independiente));
        all.push(contendiente(
            "MORENA_PT_PVEM",
            ContendienteTipo::CandidaturaComun(reparto),
        ));
        // The list is not in printed order on purpose.
        all.push(coalicion("PAN_PRI_PRD", &["PRD", "PAN", "PRI"]));
        all.push(coalicion("PAN_PRI", &["PAN", "PRI"]));
        all
    }

    fn votos(rows: &[(&str, u64)]) -> BTreeMap<ContendienteId, u64> {
        rows.iter().map(|(row, votos)| (id(row), *votos)).collect()
    }

    #[test]
    fn lgipe_311_1_c_combinations_are_split_by_the_parties_own_votes_and_not_by_what_they_gained() {
        let rows = votos(&[
            ("PAN", 10),
            ("PRI", 11),
            ("PRD", 1),
            ("PAN_PRI_PRD", 148),
            ("PAN_PRI", 3),
            ("CSP", 9),
        ]);
        let given = Distribucion::of(&contendientes(), &rows).unwrap();
        assert_eq!(given.get(&id("PAN")), Some(10 + 49 + 1));
        assert_eq!(given.get(&id("PRI")), Some(11 + 50 + 2));
        assert_eq!(given.get(&id("PRD")), Some(1 + 49));
        assert_eq!(given.get(&id("CSP")), Some(9));
        assert_eq!(given.get(&id("PAN_PRI")), None);
    }

    /// The parties of the common box need no rows of their own on the acta.
    #[test]
    fn a_candidatura_comun_is_split_by_its_convenio() {
        let given = Distribucion::of(&contendientes(), &votos(&[("MORENA_PT_PVEM", 100)])).unwrap();
        assert_eq!(given.get(&id("MORENA")), Some(54));
        assert_eq!(given.get(&id("PT")), Some(20));
        assert_eq!(given.get(&id("PVEM")), Some(26));
    }

    #[test]
    fn what_would_lose_votes_is_refused() {
        let unknown = Distribucion::of(&contendientes(), &votos(&[("MC", 1)]));
        assert_eq!(unknown, Err(DistribucionError::Unknown(id("MC"))));
        for bad in [coalicion("X", &["PAN", "MC"]), coalicion("X", &[])] {
            let empty = bad.tipo.members().is_empty();
            let mut all = contendientes();
            all.push(bad);
            let given = Distribucion::of(&all, &votos(&[("X", 1)]));
            // A coalición without parties is a row of its own for `members`, and is refused too.
            assert_eq!(
                given,
                Err(DistribucionError::Members(id("X"))),
                "empty: {empty}"
            );
        }
        let most = votos(&[("PAN", u64::MAX), ("PAN_PRI", 2)]);
        assert_eq!(
            Distribucion::of(&contendientes(), &most),
            Err(DistribucionError::Overflow)
        );
    }

    proptest! {
        #[test]
        fn distribution_conserves_every_vote(votes in prop::collection::vec(0u64..1_000_000, 10)) {
            let all = contendientes();
            let rows: BTreeMap<_, _> = all.iter().map(|c| c.id.clone()).zip(votes.clone()).collect();
            let given = Distribucion::of(&all, &rows).unwrap();
            let total: u64 = given.votos.iter().map(|(_, votos)| votos).sum();
            prop_assert_eq!(total, votes.iter().sum::<u64>());
        }
    }
}
