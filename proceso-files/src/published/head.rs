use prep_model::claves::EntidadId;
use prep_model::proceso::ProcesoHead;
use prep_model::time::Timestamp;

use super::Options;
use super::prose::prose;
use super::report::Report;
use super::source::Source;
use super::table::{FechaHora, KnownColumn};
use crate::local_time::spoken;

/// UTC-6, the hour of most of the country.
const UTC_OFFSET_MINUTES: i16 = -360;
/// The hour at which publication begins on the day (DOMAIN 1.7).
const BEGIN_HOUR: u8 = 20;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// The entidades by number, as published.
const ENTIDADES: [&str; 32] = [
    "AGUASCALIENTES",
    "BAJA CALIFORNIA",
    "BAJA CALIFORNIA SUR",
    "CAMPECHE",
    "COAHUILA",
    "COLIMA",
    "CHIAPAS",
    "CHIHUAHUA",
    "CIUDAD DE MÉXICO",
    "DURANGO",
    "GUANAJUATO",
    "GUERRERO",
    "HIDALGO",
    "JALISCO",
    "MÉXICO",
    "MICHOACÁN",
    "MORELOS",
    "NAYARIT",
    "NUEVO LEÓN",
    "OAXACA",
    "PUEBLA",
    "QUERÉTARO",
    "QUINTANA ROO",
    "SAN LUIS POTOSÍ",
    "SINALOA",
    "SONORA",
    "TABASCO",
    "TAMAULIPAS",
    "TLAXCALA",
    "VERACRUZ",
    "YUCATÁN",
    "ZACATECAS",
];

/// Names and dates, from the options, or else from the files.
pub(super) fn head(options: &Options, sources: &[Source], report: &mut Report) -> ProcesoHead {
    let entidad_nombre = entidad_nombre(options.entidad, sources);
    let utc_offset_minutes = utc_offset(options, sources, report);
    let (publicacion_desde, publicacion_hasta) = options
        .publicacion
        .unwrap_or_else(|| publicacion(sources, utc_offset_minutes, report));
    let nombre = options.nombre.clone().unwrap_or_else(|| {
        report.assume("El nombre del proceso se hizo con el de la entidad.");
        format!("Proceso electoral de {entidad_nombre}, según resultados publicados")
    });
    ProcesoHead {
        id: options.id.clone(),
        nombre,
        entidad: options.entidad,
        entidad_nombre,
        utc_offset_minutes,
        publicacion_desde,
        publicacion_hasta,
    }
}

fn entidad_nombre(entidad: EntidadId, sources: &[Source]) -> String {
    let mut names = sources.iter().flat_map(|Source { table, .. }| {
        table
            .rows()
            .iter()
            .take(100)
            .map(|row| table.text(row, KnownColumn::Entidad))
    });
    let published = names.find(|name| name.len() > 3 && name.chars().any(char::is_alphabetic));
    let standard = || ENTIDADES.get(usize::from(entidad.number()) - 1).copied();
    prose(published.or_else(standard).unwrap_or_default())
}

fn utc_offset(options: &Options, sources: &[Source], report: &mut Report) -> i16 {
    let mut written = sources
        .iter()
        .filter_map(|source| source.table.corte()?.utc_offset_minutes);
    options
        .utc_offset_minutes
        .or_else(|| written.next())
        .unwrap_or_else(|| {
            report.assume("Los archivos no dicen su huso horario; se supuso UTC-6.");
            UTC_OFFSET_MINUTES
        })
}

/// 24 hours from 20:00 of the first day on which anything was captured, or of the corte.
fn publicacion(sources: &[Source], offset: i16, report: &mut Report) -> (Timestamp, Timestamp) {
    let first = sources.iter().filter_map(first_moment).min();
    let corte = || {
        sources
            .iter()
            .filter_map(|source| source.table.corte())
            .min()
    };
    let begin = first.or_else(corte).and_then(|moment| {
        let begin = FechaHora {
            hour: BEGIN_HOUR,
            minute: 0,
            second: 0,
            ..moment
        };
        begin.timestamp(offset)
    });
    let begin = begin.unwrap_or_else(|| {
        report
            .assume("Ningún renglón trae una fecha que se pueda leer; corrija las de publicación.");
        let new_year = FechaHora::parse("01/01/2000 20:00").and_then(|day| day.timestamp(offset));
        new_year.expect("the first day of 2000 is a date")
    });
    report.assume(format!(
        "Publicación: se supuso desde {}, el primer día con fecha, hasta 24 horas después.",
        spoken(begin, offset)
    ));
    (begin, begin.plus_seconds(DAY_SECONDS))
}

fn first_moment(source: &Source) -> Option<FechaHora> {
    let columns = [KnownColumn::FechaHoraAcopio, KnownColumn::FechaHoraCaptura];
    let columns = columns
        .iter()
        .filter_map(|column| source.table.column(*column));
    let moments = columns.flat_map(|column| {
        source
            .table
            .rows()
            .iter()
            .filter_map(move |row| FechaHora::parse(row.text(column)))
    });
    moments.min()
}
