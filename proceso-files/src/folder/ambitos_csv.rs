//! `GUB.ambitos.csv` and `GUB.candidaturas.csv`: where an elección is decided, what is printed
//! there, and who runs.

use std::collections::BTreeMap;

use prep_model::elecciones::{Ambito, AmbitoId, Candidatura};

use super::csv_row::Row;
use super::csv_table::Table;
use super::fault::{Faults, Place};
use super::paths::MAX_NAME;
use super::toml_source::Source;

pub(super) const AMBITOS_HEADER: [&str; 3] = ["ID_AMBITO", "NOMBRE", "CONTENDIENTES"];
pub(super) const CANDIDATURAS_HEADER: [&str; 4] =
    ["ID_AMBITO", "CONTENDIENTES", "PROPIETARIA", "SUPLENTE"];

/// The ámbitos of an elección, with the lines of each and of its candidaturas.
#[derive(Default)]
pub(super) struct Ambitos {
    pub(super) by_id: BTreeMap<AmbitoId, Ambito>,
    pub(super) lines: BTreeMap<AmbitoId, u32>,
    pub(super) candidatura_lines: BTreeMap<AmbitoId, Vec<u32>>,
}

impl Ambitos {
    pub(super) fn read(source: Source<'_>, faults: &mut Faults) -> Self {
        let Source { file, text } = source;
        let mut ambitos = Self::default();
        let Some(mut table) = Table::open(file, text, &AMBITOS_HEADER, faults) else {
            return ambitos;
        };
        while let Some(row) = table.next_row(faults) {
            let id = read_id(&row, faults);
            let nombre = row.prose(1, MAX_NAME, faults);
            let printed = row.words(2, faults);
            let (Some(id), Some(nombre), Some(printed)) = (id, nombre, printed) else {
                continue;
            };
            if let Some(before) = ambitos.lines.get(&id) {
                let message = format!("el ámbito {id} ya está en la línea {before}");
                row.fault(0, message, "deje una sola línea por ámbito", faults);
                continue;
            }
            ambitos.lines.insert(id, row.line());
            let ambito = Ambito {
                id,
                nombre,
                printed,
                candidaturas: Vec::new(),
            };
            ambitos.by_id.insert(id, ambito);
        }
        if ambitos.by_id.is_empty() && faults.is_clean(file) {
            let remedy =
                "agregue una línea por ámbito; una elección de toda la entidad lleva el ámbito 0";
            faults.fault(file, Place::FILE, "no hay ningún ámbito", remedy);
        }
        ambitos
    }

    /// `complete` says that no ámbito was lost to a fault, so that one not found does not exist.
    pub(super) fn read_candidaturas(
        &mut self,
        source: Source<'_>,
        complete: bool,
        faults: &mut Faults,
    ) {
        let Source { file, text } = source;
        let Some(mut table) = Table::open(file, text, &CANDIDATURAS_HEADER, faults) else {
            return;
        };
        while let Some(row) = table.next_row(faults) {
            let id = read_id(&row, faults);
            let contendientes = row.words(1, faults);
            let propietaria = row.prose(2, MAX_NAME, faults);
            let suplente = if row.text(3).is_empty() {
                Some(None)
            } else {
                row.prose(3, MAX_NAME, faults).map(Some)
            };
            let (Some(id), Some(contendientes), Some(propietaria), Some(suplente)) =
                (id, contendientes, propietaria, suplente)
            else {
                continue;
            };
            let Some(ambito) = self.by_id.get_mut(&id) else {
                if complete {
                    let message = format!("la candidatura es del ámbito {id}, que no existe");
                    let remedy = "agregue el ámbito o corrija su número";
                    row.fault(0, message, remedy, faults);
                }
                continue;
            };
            self.candidatura_lines
                .entry(id)
                .or_default()
                .push(row.line());
            ambito.candidaturas.push(Candidatura {
                contendientes,
                propietaria,
                suplente,
            });
        }
    }
}

fn read_id(row: &Row<'_>, faults: &mut Faults) -> Option<AmbitoId> {
    let number = row.number(0, 0..=999, faults)?;
    AmbitoId::new(number).ok()
}
