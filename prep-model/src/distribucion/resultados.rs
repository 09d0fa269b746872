use super::{Distribucion, DistribucionError, SumaDeVotos, TotalesCandidaturas};
use crate::elecciones::{Ambito, ContendienteId, Eleccion};

/// What the actas contabilizadas of one ámbito come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultadosDeAmbito {
    /// The votes of every row of every acta.
    pub suma: SumaDeVotos,
    /// The votes of each party and candidatura sin partido, in printed order, those of coaliciones
    /// and candidaturas comunes given to their parties.
    pub partidos: Vec<(ContendienteId, u64)>,
    /// The votes of each candidatura, without those of representación proporcional.
    pub candidaturas: TotalesCandidaturas,
    /// Votes for candidaturas no registradas and votos nulos of the actas that elect a person.
    pub sin_candidatura: (u64, u64),
}

impl ResultadosDeAmbito {
    /// From the sum of the actas that elect a person, and of those of representación proporcional
    /// of casillas especiales, whose voters are of another distrito: they vote for parties only.
    ///
    /// Each sum is distributed once (DOMAIN 6, decision 12). Whether a party had most votes in the
    /// ámbito, and so takes a fraction, is seen in the votes for persons alone.
    pub fn of(
        eleccion: &Eleccion,
        ambito: &Ambito,
        mayoria: &SumaDeVotos,
        proporcional: &SumaDeVotos,
    ) -> Result<Self, DistribucionError> {
        let contendientes = &eleccion.contendientes;
        let mut partidos = Distribucion::of(contendientes, &mayoria.contendientes)?.votos;
        let lists = Distribucion::of(contendientes, &proporcional.contendientes)?;
        for ((_, votos), (_, more)) in partidos.iter_mut().zip(&lists.votos) {
            *votos = votos
                .checked_add(*more)
                .ok_or(DistribucionError::Overflow)?;
        }
        let candidaturas =
            TotalesCandidaturas::of(contendientes, &ambito.candidaturas, &mayoria.contendientes)?;
        let mut suma = mayoria.clone();
        suma.plus(proporcional)?;
        Ok(Self {
            suma,
            partidos,
            candidaturas,
            sin_candidatura: (mayoria.no_registradas, mayoria.nulos),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::elecciones::{AmbitoId, AmbitoTipo, Candidatura, Contendiente, ContendienteTipo};

    fn id(text: &str) -> ContendienteId {
        ContendienteId::new(text).unwrap()
    }

    const ROWS: [&str; 4] = ["PAN", "PRI", "MC", "PAN_PRI"];

    fn eleccion() -> Eleccion {
        let of = |text: &str| Contendiente {
            id: id(text),
            nombre: text.to_owned(),
            tipo: match text {
                "PAN_PRI" => ContendienteTipo::Coalicion(vec![id("PAN"), id("PRI")]),
                _ => ContendienteTipo::Partido,
            },
            color: None,
        };
        Eleccion {
            id: "DIP_LOC".parse().unwrap(),
            nombre: String::new(),
            ambito_tipo: AmbitoTipo::Distrito,
            ambitos: BTreeMap::new(),
            contendientes: ROWS.map(of).to_vec(),
            tipos_acta: Vec::new(),
            esperadas_declaradas: None,
        }
    }

    fn ambito() -> Ambito {
        let candidatura = |parties: &[&str]| Candidatura {
            contendientes: parties.iter().copied().map(id).collect(),
            propietaria: String::new(),
            suplente: None,
        };
        Ambito {
            id: AmbitoId::new(1).unwrap(),
            nombre: String::new(),
            printed: Vec::new(),
            candidaturas: vec![candidatura(&["PAN", "PRI"]), candidatura(&["MC"])],
        }
    }

    fn suma(votos: &[u64]) -> SumaDeVotos {
        SumaDeVotos {
            contendientes: ROWS
                .map(id)
                .into_iter()
                .zip(votos.iter().copied())
                .collect(),
            no_registradas: votos[4],
            nulos: votos[5],
        }
    }

    #[test]
    fn votes_of_proporcional_reach_parties_and_no_candidatura() {
        let mayoria = suma(&[10, 20, 5, 3, 1, 2]);
        let proporcional = suma(&[100, 0, 7, 0, 4, 8]);
        let of = ResultadosDeAmbito::of(&eleccion(), &ambito(), &mayoria, &proporcional).unwrap();
        let partidos: Vec<_> = of.partidos.iter().map(|(_, votos)| *votos).collect();
        // Of 3 for both, the one left over is of PRI, which had more votes for its person.
        assert_eq!(partidos, [10 + 1 + 100, 20 + 2, 5 + 7]);
        assert_eq!(of.candidaturas.votos, [33, 5]);
        assert_eq!(of.sin_candidatura, (1, 2));
        assert_eq!((of.suma.no_registradas, of.suma.nulos), (5, 10));
    }

    proptest! {
        #[test]
        fn no_vote_is_lost_and_the_order_of_sums_does_not_matter(
            one in prop::collection::vec(0u64..1_000_000, 6),
            other in prop::collection::vec(0u64..1_000_000, 6),
        ) {
            let (one, other) = (suma(&one), suma(&other));
            let of = ResultadosDeAmbito::of(&eleccion(), &ambito(), &one, &other).unwrap();
            let partidos: u64 = of.partidos.iter().map(|(_, votos)| votos).sum();
            let all = one.total().unwrap() + other.total().unwrap();
            prop_assert_eq!(partidos + of.suma.no_registradas + of.suma.nulos, all);
            let personas: u64 = of.candidaturas.votos.iter().sum();
            let (no_registradas, nulos) = of.sin_candidatura;
            let apart = of.candidaturas.sin_candidatura + no_registradas + nulos;
            prop_assert_eq!(personas + apart, one.total().unwrap());
            let mut reversed = other.clone();
            reversed.plus(&one).unwrap();
            prop_assert_eq!(reversed, of.suma);
        }
    }
}
