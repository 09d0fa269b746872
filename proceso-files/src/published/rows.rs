use prep_model::casillas::{MecanismoTraslado, Ubicacion};
use prep_model::claves::{EntidadId, TipoActa, TipoCasilla};
use prep_model::elecciones::AmbitoId;

use super::identity::{Identity, KeyNote, identify};
use super::report::{Report, line_list};
use super::source::Source;
use super::table::{KnownColumn, PublishedTable, Row};

/// A row that is an acta of some casilla, with what it says about it.
#[derive(Debug, Clone)]
pub(super) struct ActaRow {
    /// Position of its file among the sources.
    pub(super) source: usize,
    /// Position among the rows of the table.
    pub(super) index: usize,
    pub(super) line: u32,
    pub(super) identity: Identity,
    pub(super) tipo: TipoCasilla,
    /// The printed code, if the row says one.
    pub(super) tipo_acta: Option<TipoActa>,
    pub(super) distrito: Option<AmbitoId>,
    pub(super) municipio: Option<AmbitoId>,
    pub(super) lista_nominal: Option<u32>,
    pub(super) personas: Option<u32>,
    pub(super) representantes: Option<u32>,
    pub(super) ubicacion: Option<Ubicacion>,
    pub(super) mecanismo: Option<MecanismoTraslado>,
    /// Sección of the nearest row above that has one: files run by sección, so it places a mesa.
    pub(super) contexto: Option<u16>,
}

impl ActaRow {
    /// The row as read.
    pub(super) fn row<'a>(&self, sources: &'a [Source]) -> (&'a PublishedTable, &'a Row) {
        let table = &sources[self.source].table;
        (table, &table.rows()[self.index])
    }
}

/// Reads every row of every file; those that are no acta of a casilla go to the report.
pub(super) fn read(sources: &[Source], entidad: EntidadId, report: &mut Report) -> Vec<ActaRow> {
    let mut rows = Vec::new();
    for (source, Source { table, .. }) in sources.iter().enumerate() {
        let mut notes = KeyNotes::default();
        let mut contexto = None;
        for (index, row) in table.rows().iter().enumerate() {
            match acta_row(table, row, entidad) {
                Ok((acta, note)) => {
                    notes.add(note, row.line());
                    if let Identity::Known(clave) = acta.identity
                        && clave.seccion() != 0
                    {
                        contexto = Some(clave.seccion());
                    }
                    rows.push(ActaRow {
                        source,
                        index,
                        contexto,
                        ..acta
                    });
                }
                Err(reason) => report.unused(table.sheet(), row, reason),
            }
        }
        notes.tell(table, report);
    }
    rows
}

fn acta_row(
    table: &PublishedTable,
    row: &Row,
    entidad: EntidadId,
) -> Result<(ActaRow, Option<KeyNote>), String> {
    let text = |column| table.text(row, column);
    let number = |column| table.value(row, column).number();
    check_shape(table, row)?;
    let ubicacion = number(KnownColumn::UbicacionCasilla);
    let fuera_de_catalogo = number(KnownColumn::Contabilizada) == Some(2)
        || text(KnownColumn::TipoActa) == "0"
        || ubicacion == Some(3);
    if fuera_de_catalogo {
        return Err("es un acta fuera de catálogo: no dice una casilla aprobada".to_owned());
    }
    let (identity, tipo, note) = identify(table, row, entidad)?;
    let ambito = |column: Option<usize>| column.and_then(|index| ambito(row.text(index)));
    let mecanismo = text(KnownColumn::MecanismosTraslado);
    let mecanismo = MecanismoTraslado::ALL
        .into_iter()
        .find(|own| mecanismo.len() == 1 && mecanismo.starts_with(own.letter()));
    let acta = ActaRow {
        source: 0,
        index: 0,
        line: row.line(),
        identity,
        tipo,
        tipo_acta: TipoActa::new(text(KnownColumn::TipoActa)).ok(),
        distrito: ambito(table.distrito_column()),
        municipio: ambito(table.municipio_column()),
        lista_nominal: number(KnownColumn::ListaNominal),
        personas: number(KnownColumn::PersonasVotaron),
        representantes: number(KnownColumn::Representantes),
        ubicacion: match ubicacion {
            Some(1) => Some(Ubicacion::Urbana),
            Some(2) => Some(Ubicacion::NoUrbana),
            _ => None,
        },
        mecanismo,
        contexto: None,
    };
    Ok((acta, note))
}

/// A row cut short or with a cell too many has its columns under the wrong names.
fn check_shape(table: &PublishedTable, row: &Row) -> Result<(), String> {
    let names = table.sheet().names().len();
    let surplus = (names..row.len()).any(|index| !row.text(index).is_empty());
    let needed = table
        .column(KnownColumn::Nulos)
        .max(table.column(KnownColumn::ListaNominal));
    if surplus || needed.is_some_and(|index| row.len() <= index) {
        return Err(format!(
            "tiene {} celdas y el encabezado {names}: sus datos no están bajo su nombre",
            row.len()
        ));
    }
    Ok(())
}

/// `034`, `34`; nothing for `N/A`, `000` or a name.
fn ambito(text: &str) -> Option<AmbitoId> {
    let number: u16 = text.parse().ok()?;
    AmbitoId::new(number)
        .ok()
        .filter(|id| *id != AmbitoId::ENTIDAD)
}

/// Keys that are not as the norm says, by line.
#[derive(Debug, Default)]
struct KeyNotes {
    malformed: Vec<u32>,
    differs: Vec<u32>,
}

impl KeyNotes {
    fn add(&mut self, note: Option<KeyNote>, line: u32) {
        match note {
            Some(KeyNote::Malformed) => self.malformed.push(line),
            Some(KeyNote::Differs) => self.differs.push(line),
            None => {}
        }
    }

    fn tell(&self, table: &PublishedTable, report: &mut Report) {
        for (lines, what) in [
            (&self.malformed, "no tiene la forma de una clave"),
            (&self.differs, "no corresponde a sus columnas"),
        ] {
            if !lines.is_empty() {
                report.assume(format!(
                    "{}: en {} renglones ({}) CLAVE_CASILLA {what}; se usaron las columnas.",
                    table.file(),
                    lines.len(),
                    line_list(lines)
                ));
            }
        }
    }
}
