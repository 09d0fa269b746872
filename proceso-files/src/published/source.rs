use prep_model::claves::EleccionId;
use prep_model::elecciones::AmbitoTipo;

use super::ambitos::ambito_tipo;
use super::report::{Report, line_list};
use super::table::PublishedTable;
use super::{NamedBytes, Options, PublishedFault};

/// One file, read, with the elección it belongs to.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) eleccion: EleccionId,
    pub(super) table: PublishedTable,
    pub(super) ambito_tipo: AmbitoTipo,
}

/// Reads every file, or says everything that is wrong with them.
pub(super) fn read_all(
    options: &Options,
    files: &[(EleccionId, NamedBytes)],
    report: &mut Report,
) -> Result<Vec<Source>, Vec<PublishedFault>> {
    let mut sources: Vec<Source> = Vec::new();
    let mut faults = Vec::new();
    for (eleccion, file) in files {
        if sources.iter().any(|source| source.eleccion == *eleccion) {
            faults.push(PublishedFault {
                file: file.name.clone(),
                line: None,
                message: format!("la elección {eleccion} tiene dos archivos"),
                remedy: "dé un archivo por elección".to_owned(),
            });
            continue;
        }
        match read(options, eleccion, file, report) {
            Ok(source) => sources.push(source),
            Err(fault) => faults.push(fault),
        }
    }
    if files.is_empty() {
        faults.push(PublishedFault {
            file: "ELECCION=ARCHIVO".to_owned(),
            line: None,
            message: "no hay ningún archivo".to_owned(),
            remedy: "dé al menos uno, como GUB=resultados.csv".to_owned(),
        });
    }
    if faults.is_empty() {
        Ok(sources)
    } else {
        Err(faults)
    }
}

fn read(
    options: &Options,
    eleccion: &EleccionId,
    file: &NamedBytes,
    report: &mut Report,
) -> Result<Source, PublishedFault> {
    let table = PublishedTable::read(file)?;
    let ambito_tipo = ambito_tipo(options, eleccion, &table, report);
    let column = match ambito_tipo {
        AmbitoTipo::Entidad => Some(0),
        AmbitoTipo::Distrito => table.distrito_column(),
        AmbitoTipo::Municipio => table.municipio_column(),
    };
    if column.is_none() {
        let message = "el archivo no dice en qué distrito o municipio está cada acta";
        let remedy = "agregue la columna, o diga que la elección se decide en toda la entidad";
        return Err(table.fault(Some(table.sheet().header_line()), message, remedy));
    }
    tell_reading(&table, report);
    Ok(Source {
        eleccion: eleccion.clone(),
        table,
        ambito_tipo,
    })
}

/// What had to be understood before any row: names with slips, encodings, the summary.
fn tell_reading(table: &PublishedTable, report: &mut Report) {
    let file = table.file();
    for (name, column) in table.guessed() {
        let official = column.names().first().copied().unwrap_or_default();
        report.assume(format!(
            "{file}: la columna «{name}» se tomó por {official}."
        ));
    }
    let latin1 = table.sheet().latin1_lines();
    if !latin1.is_empty() {
        let lines = line_list(latin1);
        report.assume(format!(
            "{file}: {lines}: no es UTF-8, se leyó como latin-1."
        ));
    }
    let stray = table.sheet().stray_quotes();
    if !stray.is_empty() {
        let lines = line_list(stray);
        report.assume(format!(
            "{file}: {lines}: una comilla no se cierra, se leyó como letra."
        ));
    }
    if let Some((index, value)) = table.summary().and_then(|summary| summary.surplus()) {
        report.assume(format!(
            "{file}: el resumen tiene un valor más que nombres; se dejó fuera el {}.º, «{value}», \
             y los demás quedaron bajo su nombre.",
            index + 1
        ));
    }
}
