//! `casillas.csv`: the catalogue, and which actas are expected from each casilla.

use std::collections::BTreeMap;

use prep_model::casillas::{ActaEsperada, Casilla, MecanismoTraslado, Ubicacion};
use prep_model::claves::{ClaveCasilla, EleccionId, EntidadId, TipoCasilla};
use prep_model::elecciones::AmbitoId;

use super::csv_row::Row;
use super::csv_table::Table;
use super::fault::{Faults, Place};
use super::paths::CASILLAS;
use super::text::shown;

/// The fixed columns; one for each elección follows.
pub(super) const HEADER: [&str; 11] = [
    "SECCION",
    "TIPO_CASILLA",
    "ID_CASILLA",
    "EXT_CONTIGUA",
    "ID_DISTRITO",
    "ID_MUNICIPIO",
    "UBICACION",
    "LISTA_NOMINAL",
    "BOLETAS_MAXIMAS",
    "REPRESENTANTES",
    "MECANISMO_TRASLADO",
];

const SECCION: usize = 0;
const TIPO_CASILLA: usize = 1;
const ID_CASILLA: usize = 2;
const EXT_CONTIGUA: usize = 3;
const ID_DISTRITO: usize = 4;
const ID_MUNICIPIO: usize = 5;
const UBICACION: usize = 6;
const LISTA_NOMINAL: usize = 7;
const BOLETAS_MAXIMAS: usize = 8;
const REPRESENTANTES: usize = 9;
const MECANISMO_TRASLADO: usize = 10;

/// Largest number of people, ballots or representatives of one casilla or mesa. A mesa de voto en
/// el extranjero can hold all of an entidad's.
const MAX_PEOPLE: u32 = 9_999_999;

/// The casillas in the order of the file, with the line of each.
#[derive(Default)]
pub(super) struct Casillas {
    pub(super) list: Vec<Casilla>,
    pub(super) lines: BTreeMap<ClaveCasilla, u32>,
}

pub(super) fn read(
    text: &str,
    entidad: EntidadId,
    elecciones: &[EleccionId],
    faults: &mut Faults,
) -> Casillas {
    let mut casillas = Casillas::default();
    let names = elecciones.iter().map(EleccionId::as_str);
    let columns: Vec<&str> = HEADER.into_iter().chain(names).collect();
    let Some(mut table) = Table::open(CASILLAS, text, &columns, faults) else {
        return casillas;
    };
    while let Some(row) = table.next_row(faults) {
        let Some(casilla) = read_casilla(&row, entidad, elecciones, faults) else {
            continue;
        };
        let clave = casilla.clave;
        if let Some(before) = casillas.lines.get(&clave) {
            let message = format!("la casilla {clave} ya está en la línea {before}");
            row.fault(SECCION, message, "deje una sola línea por casilla", faults);
            continue;
        }
        casillas.lines.insert(clave, row.line());
        casillas.list.push(casilla);
    }
    if casillas.list.is_empty() && faults.is_clean(CASILLAS) {
        let remedy = "agregue una línea por casilla";
        faults.fault(CASILLAS, Place::FILE, "no hay ninguna casilla", remedy);
    }
    casillas
}

fn read_casilla(
    row: &Row<'_>,
    entidad: EntidadId,
    elecciones: &[EleccionId],
    faults: &mut Faults,
) -> Option<Casilla> {
    let clave = read_clave(row, entidad, faults);
    let distrito = read_ambito(row, ID_DISTRITO, faults);
    let municipio = read_ambito(row, ID_MUNICIPIO, faults);
    let ubicacion = read_ubicacion(row, faults);
    let lista_nominal = row.number(LISTA_NOMINAL, 0..=MAX_PEOPLE, faults);
    let boletas_maximas = row.optional_number(BOLETAS_MAXIMAS, 1..=MAX_PEOPLE, faults);
    let representantes = row.optional_number(REPRESENTANTES, 0..=MAX_PEOPLE, faults);
    let mecanismo_traslado = read_mecanismo(row, faults);
    let actas = read_actas(row, elecciones, faults);
    Some(Casilla {
        clave: clave?,
        distrito: distrito?,
        municipio: municipio?,
        ubicacion: ubicacion?,
        lista_nominal: lista_nominal?,
        boletas_maximas: boletas_maximas?,
        representantes: representantes?,
        mecanismo_traslado: mecanismo_traslado?,
        actas: actas?,
    })
}

fn read_clave(row: &Row<'_>, entidad: EntidadId, faults: &mut Faults) -> Option<ClaveCasilla> {
    let tipo = read_tipo(row, faults);
    let lacks_seccion = tipo.is_some_and(TipoCasilla::may_lack_seccion);
    let seccion = match row.optional_number(SECCION, 0..=9_999, faults)? {
        None if lacks_seccion => Some(0),
        None => row.number(SECCION, 1..=9_999, faults),
        seccion => seccion,
    };
    let id = row.number(ID_CASILLA, 1..=99, faults);
    let ext_contigua = row.optional_number(EXT_CONTIGUA, 0..=99, faults)?;
    let (tipo, seccion, id) = (tipo?, seccion?, id?);
    match ClaveCasilla::new(entidad, seccion, tipo, id, ext_contigua.unwrap_or(0)) {
        Ok(clave) => Some(clave),
        Err(error) => {
            let column = if seccion == 0 { SECCION } else { EXT_CONTIGUA };
            row.fault(
                column,
                error,
                "corrija la línea: la clave no puede existir",
                faults,
            );
            None
        }
    }
}

fn read_tipo(row: &Row<'_>, faults: &mut Faults) -> Option<TipoCasilla> {
    let text = row.code(TIPO_CASILLA);
    let mut letters = text.chars();
    let tipo = match (letters.next(), letters.next()) {
        (Some(letter), None) => TipoCasilla::try_from(letter).ok(),
        _ => None,
    };
    if tipo.is_none() {
        let message = format!("{} no es un tipo de casilla", shown(text));
        let remedy = "escriba B, C, E, S, M, A o P";
        row.fault(TIPO_CASILLA, message, remedy, faults);
    }
    tipo
}

#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
fn read_ambito(row: &Row<'_>, column: usize, faults: &mut Faults) -> Option<Option<AmbitoId>> {
    let number = row.optional_number(column, 1..=999, faults)?;
    Some(number.and_then(|number| AmbitoId::new(number).ok()))
}

fn read_ubicacion(row: &Row<'_>, faults: &mut Faults) -> Option<Ubicacion> {
    match row.number::<u8>(UBICACION, 1..=2, faults)? {
        1 => Some(Ubicacion::Urbana),
        _ => Some(Ubicacion::NoUrbana),
    }
}

#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
fn read_mecanismo(row: &Row<'_>, faults: &mut Faults) -> Option<Option<MecanismoTraslado>> {
    let text = row.code(MECANISMO_TRASLADO);
    if text.is_empty() {
        return Some(None);
    }
    let mut known = MecanismoTraslado::ALL.into_iter();
    let mecanismo = known.find(|mecanismo| text == mecanismo.letter().to_string());
    if mecanismo.is_none() {
        let message = format!("{} no es un mecanismo de traslado", shown(text));
        let remedy = "escriba D, F o I, o deje la celda vacía";
        row.fault(MECANISMO_TRASLADO, message, remedy, faults);
    }
    mecanismo.map(Some)
}

fn read_actas(
    row: &Row<'_>,
    elecciones: &[EleccionId],
    faults: &mut Faults,
) -> Option<Vec<ActaEsperada>> {
    let mut actas = Vec::new();
    let mut sound = true;
    for (eleccion, column) in elecciones.iter().zip(HEADER.len()..) {
        let Some(tipos) = row.words(column, faults) else {
            sound = false;
            continue;
        };
        actas.extend(tipos.into_iter().map(|tipo_acta| ActaEsperada {
            eleccion: eleccion.clone(),
            tipo_acta,
        }));
    }
    sound.then_some(actas)
}
