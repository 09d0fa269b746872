use std::collections::BTreeMap;

use prep_model::claves::TipoCasilla;
use prep_model::elecciones::{Ambito, AmbitoId, AmbitoTipo, Eleccion};

use super::catalogue::Catalogue;
use super::contendientes::VoteColumn;
use super::printed::Tally;
use super::prose::prose;
use super::report::{EleccionCount, Report, grouped};
use super::rows::ActaRow;
use super::source::Source;
use super::table::KnownColumn;

/// Puts together one elección from its columns and the actas of the catalogue.
pub(super) fn build(
    source: &Source,
    number: usize,
    columns: &[VoteColumn],
    catalogue: &Catalogue,
    rows: &[ActaRow],
    entidad_nombre: &str,
    report: &mut Report,
) -> (Eleccion, EleccionCount) {
    let tally = Tally::of(source, number, columns, &catalogue.actas, rows);
    let mut printed = tally.printed(source, columns, report);
    let names = names(source, number, catalogue, rows);
    let ambitos = tally.ambitos().map(|id| {
        let nombre = match source.ambito_tipo {
            AmbitoTipo::Entidad => entidad_nombre.to_owned(),
            AmbitoTipo::Distrito => format!("DISTRITO {}", id.number()),
            AmbitoTipo::Municipio => format!("MUNICIPIO {}", id.number()),
        };
        let ambito = Ambito {
            id,
            nombre: names.get(&id).cloned().unwrap_or(nombre),
            printed: printed.remove(&id).unwrap_or_default(),
            candidaturas: Vec::new(),
        };
        (id, ambito)
    });
    let declared = source
        .table
        .summary()
        .and_then(|summary| summary.number("ACTAS_ESPERADAS"));
    let title = source.table.title().map(prose);
    let title = title.filter(|title| !title.is_empty());
    let eleccion = Eleccion {
        id: source.eleccion.clone(),
        nombre: title.unwrap_or_else(|| source.eleccion.to_string()),
        ambito_tipo: source.ambito_tipo,
        ambitos: ambitos.collect(),
        contendientes: columns
            .iter()
            .map(|column| column.contendiente.clone())
            .collect(),
        tipos_acta: tally.tipos_acta(source, columns, report),
        esperadas_declaradas: declared,
    };
    let found = catalogue
        .actas
        .iter()
        .filter(|acta| rows[acta.row].source == number);
    let count = EleccionCount {
        eleccion: source.eleccion.clone(),
        found: found.count(),
        declared,
    };
    tell_count(&count, report);
    tell_mesas(source, number, catalogue, rows, report);
    (eleccion, count)
}

fn tell_count(count: &EleccionCount, report: &mut Report) {
    let EleccionCount {
        eleccion,
        found,
        declared,
    } = count;
    let found = grouped(found);
    report.assume(match declared {
        Some(declared) => format!(
            "{eleccion}: el resumen declara {} actas esperadas y hay {found} con renglón; el catálogo \
             espera estas, y el número declarado queda aparte.",
            grouped(declared)
        ),
        None => format!(
            "{eleccion}: no hay un resumen con ACTAS_ESPERADAS; se esperan las {found} actas con \
             renglón."
        ),
    });
}

/// Institutes may count the votes from abroad as one acta and publish a row for each mesa.
fn tell_mesas(
    source: &Source,
    number: usize,
    catalogue: &Catalogue,
    rows: &[ActaRow],
    report: &mut Report,
) {
    let own = catalogue.actas.iter().map(|acta| &rows[acta.row]);
    let mesas = own.filter(|row| row.source == number && row.tipo == TipoCasilla::MesaExtranjero);
    let mesas = mesas.count();
    if mesas > 1 {
        report.assume(format!(
            "{}: hay {mesas} mesas M; el número declarado de actas puede contarlas como una.",
            source.eleccion
        ));
    }
}

/// The names of ámbitos, where a column besides the number says them.
fn names(
    source: &Source,
    number: usize,
    catalogue: &Catalogue,
    rows: &[ActaRow],
) -> BTreeMap<AmbitoId, String> {
    let (id, name) = match source.ambito_tipo {
        AmbitoTipo::Entidad => return BTreeMap::new(),
        AmbitoTipo::Distrito => (KnownColumn::IdDistritoLocal, KnownColumn::DistritoLocal),
        AmbitoTipo::Municipio => (KnownColumn::IdMunicipio, KnownColumn::Municipio),
    };
    let mut names = BTreeMap::new();
    if source.table.column(id).is_none() {
        return names;
    }
    for acta in catalogue
        .actas
        .iter()
        .filter(|acta| rows[acta.row].source == number)
    {
        let row = &source.table.rows()[rows[acta.row].index];
        let says = source.table.text(row, name);
        let is_name = says.chars().any(char::is_alphabetic) && !says.eq_ignore_ascii_case("N/A");
        if is_name && !names.contains_key(&acta.ambito) {
            names.insert(acta.ambito, prose(says));
        }
    }
    names
}
