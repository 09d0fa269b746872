use std::collections::BTreeMap;

use prep_model::claves::EleccionId;
use prep_model::machines::acta::ActaStatus;
use prep_model::time::Timestamp;

use crate::{Central, Failure};

/// The actas of the open ejercicio, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// When.
    pub at: Timestamp,
    /// By elección, in the order of their names.
    pub elecciones: Vec<EleccionCounts>,
}

/// The actas of one elección, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EleccionCounts {
    /// Which; `None` for all.
    pub eleccion: Option<EleccionId>,
    by_status: BTreeMap<ActaStatus, u64>,
}

impl Counts {
    /// All elecciones in one.
    pub fn total(&self) -> EleccionCounts {
        let mut total = EleccionCounts {
            eleccion: None,
            by_status: BTreeMap::new(),
        };
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

/// Counts the actas of the open ejercicio by elección and status; `None` if none is open.
#[tracing::instrument(skip_all)]
pub async fn counts(central: &Central) -> Result<Option<Counts>, Failure> {
    let at = central.now();
    let mut tx = central.store.read("counts").await?;
    let Some(ejercicio) = tx.find_open_ejercicio().await? else {
        return Ok(None);
    };
    let mut elecciones: Vec<EleccionCounts> = Vec::new();
    for (eleccion, status, actas) in tx.count_actas_by_eleccion(ejercicio.row_id).await? {
        // Rows come ordered, so those of one elección stand together.
        match elecciones.last_mut() {
            Some(counts) if counts.eleccion.as_ref() == Some(&eleccion) => {
                counts.by_status.insert(status, actas);
            }
            _ => elecciones.push(EleccionCounts::new(Some(eleccion), [(status, actas)])),
        }
    }
    Ok(Some(Counts { at, elecciones }))
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
            at: Timestamp::from_micros(0).unwrap(),
            elecciones: vec![gub.clone(), gub],
        };
        assert_eq!(twice.total().esperadas(), 250);
    }
}
