use prep_model::claves::EleccionId;
use prep_model::proceso::{Proceso, ProcesoFault, ProcesoHead};

use super::catalogue::Catalogue;
use super::report::Report;
use super::rows::ActaRow;
use super::source::Source;
use super::territorio::Territorio;
use super::{
    NamedBytes, Options, PublishedFault, Rebuilt, candidaturas, catalogue, contendientes,
    elecciones, head, mesas, rows, source, tipos_acta,
};

/// Rebuilds a proceso from one published database for each elección, in the order of publication.
pub fn rebuild(
    options: &Options,
    files: &[(EleccionId, NamedBytes)],
) -> Result<Rebuilt, Vec<PublishedFault>> {
    let mut report = Report::default();
    let Understood {
        sources,
        head,
        rows,
        catalogue,
    } = understand(options, files, &mut report)?;
    let mut built = Vec::new();
    let mut counts = Vec::new();
    let mut faults = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        match contendientes::of(source, options, &mut report) {
            Ok(columns) => {
                let (eleccion, count) = elecciones::build(
                    source,
                    number,
                    &columns,
                    &catalogue,
                    &rows,
                    &head.entidad_nombre,
                    &mut report,
                );
                if count.found == 0 {
                    faults.push(nothing_usable(source, &report));
                }
                built.push(eleccion);
                counts.push(count);
            }
            Err(more) => faults.extend(more),
        }
    }
    faults.extend(candidaturas::add(
        &options.candidaturas,
        &mut built,
        &mut report,
    ));
    faults.extend(unknown_elecciones(options, files));
    if !faults.is_empty() {
        return Err(faults);
    }
    let proceso = Proceso::new(head, built, catalogue.casillas, options.perfil.clone());
    let proceso = proceso.map_err(|faults| faults.into_iter().map(misfit).collect::<Vec<_>>())?;
    report.unused_rows.sort();
    Ok(Rebuilt {
        proceso,
        assumptions: report.assumptions,
        unused_rows: report.unused_rows,
        counts,
    })
}

/// What the files say before any elección is put together from them.
pub(super) struct Understood {
    pub(super) sources: Vec<Source>,
    pub(super) head: ProcesoHead,
    pub(super) rows: Vec<ActaRow>,
    pub(super) catalogue: Catalogue,
}

/// Reads the files and finds which casilla and acta each row is of.
pub(super) fn understand(
    options: &Options,
    files: &[(EleccionId, NamedBytes)],
    report: &mut Report,
) -> Result<Understood, Vec<PublishedFault>> {
    let sources = source::read_all(options, files, report)?;
    let head = head::head(options, &sources, report);
    let mut rows = rows::read(&sources, options.entidad, report);
    catalogue::drop_repeated(&mut rows, &sources, report);
    let territorio = Territorio::of(&rows);
    mesas::resolve(&mut rows, &sources, &territorio, options.entidad, report);
    let codes = tipos_acta::codes(&rows, &sources, report);
    let catalogue = catalogue::build(options, &rows, codes, &sources, &territorio, report);
    Ok(Understood {
        sources,
        head,
        rows,
        catalogue,
    })
}

fn nothing_usable(source: &Source, report: &Report) -> PublishedFault {
    let file = source.table.file();
    let first = report.unused_rows.iter().find(|row| row.file == file);
    let message = match first {
        Some(row) => format!(
            "ningún renglón se pudo usar; del {}: {}",
            row.line, row.reason
        ),
        None => "no hay ningún renglón".to_owned(),
    };
    source.table.fault(
        None,
        &message,
        "revise la entidad y las columnas del archivo",
    )
}

/// Options about an elección that has no file would be ignored in silence.
fn unknown_elecciones(
    options: &Options,
    files: &[(EleccionId, NamedBytes)],
) -> Vec<PublishedFault> {
    let known = |id: &EleccionId| files.iter().any(|(own, _)| own == id);
    let comunes = options
        .candidaturas_comunes
        .iter()
        .map(|comun| &comun.eleccion);
    let candidaturas = options.candidaturas.iter().map(|(eleccion, _)| eleccion);
    let named = comunes.chain(candidaturas).chain(options.ambitos.keys());
    let unknown = named.filter(|id| !known(id)).map(|id| PublishedFault {
        file: id.to_string(),
        line: None,
        message: format!("una opción habla de la elección {id}, que no tiene archivo"),
        remedy: "corrija el nombre o agregue el archivo".to_owned(),
    });
    unknown.collect()
}

fn misfit(fault: ProcesoFault) -> PublishedFault {
    PublishedFault {
        file: "proceso".to_owned(),
        line: None,
        message: fault.message,
        remedy: fault.remedy,
    }
}
