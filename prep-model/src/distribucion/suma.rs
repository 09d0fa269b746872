use std::collections::BTreeMap;

use super::DistribucionError;
use crate::actas::{ActaValues, CampoValue};
use crate::elecciones::{ActaForm, CampoRole, ContendienteId};

/// The votes of the actas contabilizadas of an ámbito, row by row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SumaDeVotos {
    /// Votes of each row; a row that no acta prints is missing.
    pub contendientes: BTreeMap<ContendienteId, u64>,
    /// Votes for candidaturas no registradas.
    pub no_registradas: u64,
    /// Votos nulos.
    pub nulos: u64,
}

impl SumaDeVotos {
    /// Adds an acta, which must count: a field that is ILEGIBLE or SIN DATO adds 0.
    pub fn add(&mut self, form: &ActaForm, values: &ActaValues) -> Result<(), DistribucionError> {
        for campo in form.votos() {
            let votos = values
                .get(&campo.id)
                .and_then(CampoValue::number)
                .unwrap_or(0);
            let sum = match campo.role {
                CampoRole::NoRegistradas => &mut self.no_registradas,
                CampoRole::Nulos => &mut self.nulos,
                CampoRole::Contendiente => {
                    let id = ContendienteId::new(campo.id.as_str())
                        .expect("the field of a contendiente bears its name");
                    self.contendientes.entry(id).or_default()
                }
                CampoRole::BoletasSobrantes
                | CampoRole::PersonasVotaron
                | CampoRole::RepresentantesVotaron
                | CampoRole::VotosSacados
                | CampoRole::TotalAsentado => continue,
            };
            *sum = sum
                .checked_add(u64::from(votos))
                .ok_or(DistribucionError::Overflow)?;
        }
        Ok(())
    }

    /// Adds what other actas add up to.
    pub fn plus(&mut self, other: &Self) -> Result<(), DistribucionError> {
        let add = |sum: &mut u64, more: u64| {
            *sum = sum.checked_add(more).ok_or(DistribucionError::Overflow)?;
            Ok(())
        };
        for (id, votos) in &other.contendientes {
            match self.contendientes.get_mut(id) {
                Some(sum) => add(sum, *votos)?,
                None => {
                    self.contendientes.insert(id.clone(), *votos);
                }
            }
        }
        add(&mut self.no_registradas, other.no_registradas)?;
        add(&mut self.nulos, other.nulos)
    }

    /// All votes.
    pub fn total(&self) -> Result<u64, DistribucionError> {
        let rows = self
            .contendientes
            .values()
            .chain([&self.no_registradas, &self.nulos]);
        rows.into_iter()
            .try_fold(0u64, |sum, votos| sum.checked_add(*votos))
            .ok_or(DistribucionError::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elecciones::{Campo, CampoId};

    fn campo(id: &str, role: CampoRole) -> Campo {
        Campo {
            id: CampoId::new(id).unwrap(),
            role,
            digits: 3,
        }
    }

    #[test]
    fn leeme_34_only_vote_fields_are_added_and_the_sum_is_that_of_the_calculated_totals() {
        let form = ActaForm {
            eleccion: "GUB".parse().unwrap(),
            tipo_acta: "A02".parse().unwrap(),
            campos: vec![
                campo("TOTAL_VOTOS_SACADOS", CampoRole::VotosSacados),
                campo("PAN", CampoRole::Contendiente),
                campo("PRI", CampoRole::Contendiente),
                campo("NO_REGISTRADAS", CampoRole::NoRegistradas),
                campo("NULOS", CampoRole::Nulos),
            ],
        };
        let numbers = [900, 22, 13, 1, 5].map(CampoValue::Number);
        let ids = form.campos.iter().map(|campo| campo.id.clone());
        let mut map: BTreeMap<_, _> = ids.zip(numbers).collect();
        let whole = ActaValues::new(&form, map.clone()).unwrap();
        map.insert(CampoId::new("PRI").unwrap(), CampoValue::Ilegible);
        let part = ActaValues::new(&form, map).unwrap();
        let mut suma = SumaDeVotos::default();
        suma.add(&form, &whole).unwrap();
        suma.add(&form, &part).unwrap();
        assert_eq!(
            suma.contendientes.values().copied().collect::<Vec<_>>(),
            [44, 13]
        );
        assert_eq!((suma.no_registradas, suma.nulos), (2, 10));
        let calculated = whole.total_calculado(&form) + part.total_calculado(&form);
        assert_eq!(suma.total(), Ok(calculated));
    }
}
