use std::collections::{BTreeMap, HashMap, HashSet};

use prep_model::casillas::{ActaEsperada, Casilla, Ubicacion};
use prep_model::claves::{ClaveCasilla, TipoActa, TipoCasilla};
use prep_model::elecciones::AmbitoId;

use super::identity::Identity;
use super::report::{Report, counted, grouped};
use super::rows::ActaRow;
use super::source::Source;
use super::territorio::Territorio;
use super::tipos_acta::Code;
use super::{Options, Representantes};

/// The casillas, and the row of every acta expected from them.
pub(super) struct Catalogue {
    pub(super) casillas: Vec<Casilla>,
    pub(super) actas: Vec<Acta>,
}

/// An acta of the catalogue.
pub(super) struct Acta {
    /// Position among the rows.
    pub(super) row: usize,
    pub(super) code: Code,
    pub(super) ambito: AmbitoId,
}

/// Leaves out rows that repeat another word for word. A row of a mesa without number counts as
/// repeated only if it has a moment or a hash, for small mesas may have the same votes.
pub(super) fn drop_repeated(rows: &mut Vec<ActaRow>, sources: &[Source], report: &mut Report) {
    let mut seen: HashMap<(usize, String), u32> = HashMap::new();
    rows.retain(|acta| {
        let Identity::Missing(_) = acta.identity else {
            return true;
        };
        let (table, row) = acta.row(sources);
        let told_apart = row
            .texts()
            .any(|text| super::table::FechaHora::parse(text).is_some() || text.len() == 64);
        let cells: Vec<&str> = row.texts().collect();
        let first = *seen
            .entry((acta.source, cells.join("\u{1f}")))
            .or_insert(row.line());
        if first != row.line() && told_apart {
            report.unused(table.sheet(), row, format!("repite el renglón {first}"));
            return false;
        }
        true
    });
}

/// Merges the rows of every casilla, elección after elección.
pub(super) fn build(
    options: &Options,
    rows: &[ActaRow],
    codes: Vec<Option<Code>>,
    sources: &[Source],
    territorio: &Territorio,
    report: &mut Report,
) -> Catalogue {
    let usable = distinct(rows, codes, sources, report);
    let mut by_casilla: BTreeMap<ClaveCasilla, Vec<(usize, Code)>> = BTreeMap::new();
    for (clave, row, code) in usable {
        by_casilla.entry(clave).or_default().push((row, code));
    }
    let mut doubts = Doubts::default();
    let mut catalogue = Catalogue {
        casillas: Vec::new(),
        actas: Vec::new(),
    };
    for (clave, members) in by_casilla {
        let own: Vec<&ActaRow> = members.iter().map(|(row, _)| &rows[*row]).collect();
        let mut casilla = casilla(clave, &own, options, territorio, &mut doubts);
        for (row, code) in members {
            let source = &sources[rows[row].source];
            if let Some(ambito) = casilla.ambito(source.ambito_tipo) {
                casilla.actas.push(ActaEsperada {
                    eleccion: source.eleccion.clone(),
                    tipo_acta: code.codigo.clone(),
                });
                catalogue.actas.push(Acta { row, code, ambito });
            } else {
                let (table, row) = rows[row].row(sources);
                let word = super::ambitos::ambito_word(source.ambito_tipo);
                let reason = format!(
                    "no dice su {word}, sin el cual {} no lo puede sumar",
                    source.eleccion
                );
                report.unused(table.sheet(), row, reason);
            }
        }
        if !casilla.actas.is_empty() {
            catalogue.casillas.push(casilla);
        }
    }
    doubts.tell(options, report);
    tell_absent(&catalogue, sources, report);
    catalogue
}

/// The rows with a code and a key that no row before has.
fn distinct(
    rows: &[ActaRow],
    codes: Vec<Option<Code>>,
    sources: &[Source],
    report: &mut Report,
) -> Vec<(ClaveCasilla, usize, Code)> {
    let mut seen: HashMap<(usize, ClaveCasilla, TipoActa), usize> = HashMap::new();
    let mut usable = Vec::with_capacity(rows.len());
    for ((index, acta), code) in rows.iter().enumerate().zip(codes) {
        let (table, row) = acta.row(sources);
        let (Identity::Known(clave), Some(code)) = (acta.identity, code) else {
            report.unused(
                table.sheet(),
                row,
                "no hay un código de acta para su modalidad",
            );
            continue;
        };
        let key = (acta.source, clave, code.codigo.clone());
        if let Some(first) = seen.get(&key) {
            let (_, first) = rows[*first].row(sources);
            let same = if row.same_cells(first) {
                "repite"
            } else {
                "tiene la misma clave, con otros datos, que"
            };
            let reason = format!("{same} el renglón {}", first.line());
            report.unused(table.sheet(), row, reason);
            continue;
        }
        seen.insert(key, index);
        usable.push((clave, index, code));
    }
    usable
}

fn casilla(
    clave: ClaveCasilla,
    rows: &[&ActaRow],
    options: &Options,
    territorio: &Territorio,
    doubts: &mut Doubts,
) -> Casilla {
    let especial = clave.tipo() == TipoCasilla::Especial;
    let distrito = agreed(rows, |row| row.distrito, clave, &mut doubts.distrito);
    let municipio = agreed(rows, |row| row.municipio, clave, &mut doubts.municipio);
    let lista_nominal = agreed(
        rows,
        |row| row.lista_nominal,
        clave,
        &mut doubts.lista_nominal,
    );
    let ubicacion = agreed(rows, |row| row.ubicacion, clave, &mut doubts.ubicacion);
    doubts.without_ubicacion += usize::from(ubicacion.is_none());
    match lista_nominal {
        Some(number) if especial && number != 0 => doubts.especiales_con_lista += 1,
        None if !especial => doubts.without_lista.push(clave),
        _ => {}
    }
    let by_seccion = distrito.is_none() && territorio.distrito_of(clave.seccion()).is_some()
        || municipio.is_none() && territorio.municipio_of(clave.seccion()).is_some();
    doubts.placed_by_seccion += usize::from(by_seccion);
    Casilla {
        clave,
        distrito: distrito.or_else(|| territorio.distrito_of(clave.seccion())),
        municipio: municipio.or_else(|| territorio.municipio_of(clave.seccion())),
        ubicacion: ubicacion.unwrap_or(Ubicacion::Urbana),
        lista_nominal: lista_nominal.filter(|_| !especial).unwrap_or(0),
        boletas_maximas: especial.then_some(options.boletas_maximas),
        representantes: representantes(clave, rows, options),
        mecanismo_traslado: rows.iter().find_map(|row| row.mecanismo),
        actas: Vec::new(),
    }
}

fn representantes(clave: ClaveCasilla, rows: &[&ActaRow], options: &Options) -> Option<u32> {
    if clave.tipo().may_lack_seccion() {
        return None;
    }
    Some(match options.representantes {
        Representantes::PorCasilla(number) => number,
        Representantes::Columna { faltante } => rows
            .iter()
            .find_map(|row| row.representantes)
            .unwrap_or(faltante),
    })
}

/// The first thing said; a casilla whose rows say different things is noted.
fn agreed<T: Copy + PartialEq>(
    rows: &[&ActaRow],
    says: impl Fn(&ActaRow) -> Option<T>,
    clave: ClaveCasilla,
    conflicts: &mut Vec<ClaveCasilla>,
) -> Option<T> {
    let mut said = rows.iter().filter_map(|row| says(row));
    let first = said.next()?;
    if said.any(|other| other != first) {
        conflicts.push(clave);
    }
    Some(first)
}

/// What the rows of casillas left open.
#[derive(Default)]
struct Doubts {
    distrito: Vec<ClaveCasilla>,
    municipio: Vec<ClaveCasilla>,
    lista_nominal: Vec<ClaveCasilla>,
    ubicacion: Vec<ClaveCasilla>,
    without_lista: Vec<ClaveCasilla>,
    without_ubicacion: usize,
    especiales_con_lista: usize,
    placed_by_seccion: usize,
}

impl Doubts {
    fn tell(&self, options: &Options, report: &mut Report) {
        for (claves, what) in [
            (&self.distrito, "el distrito"),
            (&self.municipio, "el municipio o alcaldía"),
            (&self.lista_nominal, "la lista nominal"),
            (&self.ubicacion, "la ubicación"),
        ] {
            if !claves.is_empty() {
                report.assume(format!(
                    "En {} ({}) los renglones difieren en {what}; se tomó lo que dice el primero, en \
                     el orden de los archivos.",
                    casillas(claves.len()),
                    clave_list(claves)
                ));
            }
        }
        if !self.without_lista.is_empty() {
            report.assume(format!(
                "Sin lista nominal: {} ({}); se puso 0.",
                casillas(self.without_lista.len()),
                clave_list(&self.without_lista)
            ));
        }
        if self.especiales_con_lista > 0 {
            report.assume(format!(
                "Casillas especiales con lista nominal: {}; no la tienen, se puso 0.",
                self.especiales_con_lista
            ));
        }
        if self.without_ubicacion > 0 {
            report.assume(format!(
                "Sin ubicación: {}; se tomaron por urbanas.",
                casillas(self.without_ubicacion)
            ));
        }
        if self.placed_by_seccion > 0 {
            report.assume(format!(
                "Colocadas en el distrito o municipio que otros renglones dan a su sección: {}.",
                casillas(self.placed_by_seccion)
            ));
        }
        report.assume(match options.representantes {
            Representantes::PorCasilla(number) => format!(
                "Representantes acreditados: {number} por casilla, por parámetro; \
                 REPRESENTANTES_PP_CI no se usó, porque puede decir cuántos votaron."
            ),
            Representantes::Columna { faltante } => format!(
                "Representantes acreditados: los de REPRESENTANTES_PP_CI, y {faltante} donde no hay \
                 número."
            ),
        });
        report.assume(format!(
            "Casillas especiales: {} boletas como máximo, por parámetro.",
            grouped(options.boletas_maximas)
        ));
    }
}

fn casillas(number: usize) -> String {
    counted(number, "casilla", "casillas")
}

fn clave_list(claves: &[ClaveCasilla]) -> String {
    let shown: Vec<String> = claves.iter().take(5).map(ClaveCasilla::to_string).collect();
    let dots = if claves.len() > 5 { "…" } else { "" };
    format!("{}{dots}", shown.join(", "))
}

/// Says which casillas have no row in an elección that has rows for casillas of their tipo.
fn tell_absent(catalogue: &Catalogue, sources: &[Source], report: &mut Report) {
    for source in sources {
        let here = |casilla: &&Casilla| {
            let mut actas = casilla.actas.iter();
            actas.any(|acta| acta.eleccion == source.eleccion)
        };
        let (present, absent): (Vec<&Casilla>, Vec<&Casilla>) =
            catalogue.casillas.iter().partition(here);
        let tipos: HashSet<TipoCasilla> = present.iter().map(|c| c.clave.tipo()).collect();
        let absent = absent.iter().filter(|c| tipos.contains(&c.clave.tipo()));
        let absent: Vec<ClaveCasilla> = absent.map(|casilla| casilla.clave).collect();
        if !absent.is_empty() {
            report.assume(format!(
                "{}: sin renglón aquí y con él en otra elección: {} ({}); no se espera su acta.",
                source.eleccion,
                casillas(absent.len()),
                clave_list(&absent)
            ));
        }
    }
}
