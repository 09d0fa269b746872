use std::collections::BTreeMap;

use prep_model::claves::EleccionId;
use prep_model::machines::acta::ActaStatus;

use crate::store::ActaCount;

/// The actas of an ejercicio, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// By elección, in the order of their names.
    pub elecciones: Vec<EleccionCounts>,
}

/// The actas of one elección, of one distrito, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EleccionCounts {
    /// Which; `None` for all.
    pub eleccion: Option<EleccionId>,
    by_status: BTreeMap<ActaStatus, u64>,
}

impl Counts {
    /// By elección, over all distritos.
    pub fn of(actas: &[ActaCount]) -> Self {
        let mut all: BTreeMap<&EleccionId, EleccionCounts> = BTreeMap::new();
        for count in actas {
            all.entry(&count.eleccion).or_default().add(count);
        }
        let named = |(eleccion, counts): (&EleccionId, EleccionCounts)| EleccionCounts {
            eleccion: Some(eleccion.clone()),
            ..counts
        };
        Self {
            elecciones: all.into_iter().map(named).collect(),
        }
    }

    /// By distrito, over all elecciones; 0 for what belongs to none.
    pub fn by_distrito(actas: &[ActaCount]) -> BTreeMap<u16, EleccionCounts> {
        let mut all: BTreeMap<u16, EleccionCounts> = BTreeMap::new();
        for count in actas {
            all.entry(count.distrito).or_default().add(count);
        }
        all
    }

    /// All elecciones in one.
    pub fn total(&self) -> EleccionCounts {
        let mut total = EleccionCounts::default();
        for (status, actas) in self.elecciones.iter().flat_map(|counts| &counts.by_status) {
            *total.by_status.entry(*status).or_default() += actas;
        }
        total
    }
}

impl EleccionCounts {
    /// Counts as given.
    pub fn new(
        eleccion: Option<EleccionId>,
        by_status: impl IntoIterator<Item = (ActaStatus, u64)>,
    ) -> Self {
        Self {
            eleccion,
            by_status: by_status.into_iter().collect(),
        }
    }

    fn add(&mut self, count: &ActaCount) {
        *self.by_status.entry(count.status).or_default() += count.actas;
    }

    /// How many have exactly this status now.
    pub fn with(&self, status: ActaStatus) -> u64 {
        self.by_status.get(&status).copied().unwrap_or_default()
    }

    /// Every acta of the catalogue, whatever its status.
    pub fn esperadas(&self) -> u64 {
        self.by_status.values().sum()
    }

    /// Of which paper or image is here, whatever has been done with it since.
    pub fn recibidas(&self) -> u64 {
        self.with(ActaStatus::Acopiada) + self.with(ActaStatus::Digitalizada) + self.capturadas()
    }

    /// With at least one captura finished.
    pub fn capturadas(&self) -> u64 {
        self.with(ActaStatus::Capturada) + self.verificadas()
    }

    /// Whose values stand.
    pub fn verificadas(&self) -> u64 {
        self.with(ActaStatus::Verificada) + self.with(ActaStatus::Cotejada)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_holds_those_that_went_further() {
        let gub = EleccionCounts::new(
            Some(EleccionId::new("GUB").unwrap()),
            [
                (ActaStatus::Esperada, 100),
                (ActaStatus::Acopiada, 10),
                (ActaStatus::Digitalizada, 5),
                (ActaStatus::Capturada, 3),
                (ActaStatus::Verificada, 2),
                (ActaStatus::Cotejada, 1),
                (ActaStatus::SinActa, 4),
            ],
        );
        assert_eq!(gub.esperadas(), 125);
        assert_eq!(gub.recibidas(), 21);
        assert_eq!(gub.capturadas(), 6);
        assert_eq!(gub.verificadas(), 3);
        let twice = Counts {
            elecciones: vec![gub.clone(), gub],
        };
        assert_eq!(twice.total().esperadas(), 250);
    }

    #[test]
    fn actas_are_added_by_eleccion_and_by_distrito() {
        let count = |eleccion: &str, distrito, actas| ActaCount {
            eleccion: eleccion.parse().unwrap(),
            distrito,
            status: ActaStatus::Esperada,
            actas,
        };
        let actas = [count("GUB", 1, 3), count("ALC", 1, 4), count("GUB", 2, 5)];
        let told: Vec<_> = Counts::of(&actas)
            .elecciones
            .iter()
            .map(|one| (one.eleccion.as_ref().unwrap().to_string(), one.esperadas()))
            .collect();
        assert_eq!(told, [("ALC".to_owned(), 4), ("GUB".to_owned(), 8)]);
        let distritos = Counts::by_distrito(&actas);
        assert_eq!(
            (distritos[&1].esperadas(), distritos[&2].esperadas()),
            (7, 5)
        );
    }
}
