//! The database of one elección: title, moment, summary and rows.

use central::cortes::ActaSnapshot;
use csv::{QuoteStyle, Terminator, WriterBuilder};
use prep_model::claves::{ActaKey, EleccionId, TipoCasilla};
use prep_model::elecciones::Eleccion;
use prep_model::perfiles::{Comillas, FinDeLinea, Perfil};
use prep_model::porcentajes::{ActaResumida, Resumen, ResumenError, VariableResumen};
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::fila::{FilaError, columnas, fila, local_text, utc_text};

/// When a corte is, and whether it is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Momento {
    /// The moment of its snapshot.
    pub at: Timestamp,
    /// True for the last corte before the closing, in which specials enter participación.
    pub ultimo: bool,
}

/// A database, as bytes, with what was left out of it.
#[derive(Debug, Clone)]
pub struct Base {
    /// The elección.
    pub eleccion: EleccionId,
    /// The file's name.
    pub archivo: String,
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// Its summary.
    pub resumen: Resumen,
    /// Rows in it.
    pub filas: usize,
    /// Actas withheld, each with its reason.
    pub withheld: Vec<FilaError>,
}

/// Why a database cannot be made at all.
#[derive(Debug, Error)]
pub enum BaseError {
    /// The summary does not add up.
    #[error(transparent)]
    Resumen(#[from] ResumenError),
    /// The writer of CSV.
    #[error("no se pudo escribir la base de datos")]
    Csv(#[from] csv::Error),
}

/// Makes the database of `eleccion` from the actas of one snapshot, in any order: rows are sorted, so
/// equal snapshots give equal bytes.
pub fn base(
    proceso: &Proceso,
    eleccion: &Eleccion,
    actas: &[ActaSnapshot],
    momento: Momento,
) -> Result<Base, BaseError> {
    let mut actas: Vec<_> = actas
        .iter()
        .filter(|a| a.acta.eleccion == eleccion.id)
        .collect();
    actas.sort_by_key(|acta| order(&acta.acta));
    let (mut rows, mut resumidas, mut withheld) = (Vec::new(), Vec::new(), Vec::new());
    for acta in actas {
        match fila(proceso, eleccion, acta) {
            Ok(fila) => {
                let casilla = proceso.casilla(acta.acta.casilla);
                resumidas.push(ActaResumida::new(&fila.clasificacion, casilla));
                rows.push(fila.values);
            }
            Err(reason) => withheld.push(reason),
        }
    }
    let catalogo = proceso.actas_esperadas(&eleccion.id).count() as u64;
    let esperadas = proceso.perfil().actas_esperadas(eleccion, catalogo);
    let resumen = Resumen::of(resumidas, esperadas)?;
    let bytes = write(proceso, eleccion, momento, &resumen, &rows)?;
    let (fecha, hora) = file_moment(proceso, momento.at);
    let archivo =
        proceso
            .perfil()
            .publicacion
            .archivos
            .base
            .fill(eleccion.id.as_str(), &fecha, &hora);
    Ok(Base {
        eleccion: eleccion.id.clone(),
        archivo,
        bytes,
        resumen,
        filas: rows.len(),
        withheld,
    })
}

/// Votes from abroad first, then the other modalidades without distrito, then the casillas by clave
/// (LEEME, last section).
fn order(acta: &ActaKey) -> (u8, ActaKey) {
    let group = match acta.casilla.tipo() {
        TipoCasilla::MesaExtranjero => 0,
        TipoCasilla::MesaAnticipado => 1,
        TipoCasilla::MesaPrision => 2,
        TipoCasilla::Basica
        | TipoCasilla::Contigua
        | TipoCasilla::Extraordinaria
        | TipoCasilla::Especial => 3,
    };
    (group, acta.clone())
}

fn write(
    proceso: &Proceso,
    eleccion: &Eleccion,
    momento: Momento,
    resumen: &Resumen,
    rows: &[Vec<String>],
) -> Result<Vec<u8>, csv::Error> {
    let perfil = proceso.perfil();
    let minutes = proceso.head().utc_offset_minutes;
    let corte = format!(
        "{} {}",
        local_text(momento.at, minutes, false),
        utc_text(minutes)
    );
    let names = VariableResumen::ALL.map(|v| {
        perfil
            .publicacion
            .columna(eleccion.ambito_tipo, v.as_str())
            .to_owned()
    });
    let values = VariableResumen::ALL.map(|v| resumen.value(v, momento.ultimo, perfil));
    let mut bytes = if perfil.publicacion.bom {
        b"\xef\xbb\xbf".to_vec()
    } else {
        Vec::new()
    };
    {
        let mut writer = writer(perfil, &mut bytes);
        writer.write_record([&eleccion.nombre])?;
        writer.write_record([&corte])?;
        writer.write_record([""])?;
        writer.write_record(&names)?;
        writer.write_record(&values)?;
        writer.write_record([""])?;
        writer.write_record(columnas(eleccion, perfil))?;
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush()?;
    }
    Ok(bytes)
}

fn writer<'a>(perfil: &Perfil, bytes: &'a mut Vec<u8>) -> csv::Writer<&'a mut Vec<u8>> {
    let reglas = &perfil.publicacion;
    let delimiter = u8::try_from(reglas.delimitador.char()).expect("the separators are ASCII");
    WriterBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .quote_style(match reglas.comillas {
            Comillas::Necesarias => QuoteStyle::Necessary,
            Comillas::Siempre => QuoteStyle::Always,
        })
        .terminator(match reglas.fin_de_linea {
            FinDeLinea::Lf => Terminator::Any(b'\n'),
            FinDeLinea::Crlf => Terminator::CRLF,
        })
        .from_writer(bytes)
}

/// `20240602` and `2000`, for file names.
pub fn file_moment(proceso: &Proceso, at: Timestamp) -> (String, String) {
    let text = local_text(at, proceso.head().utc_offset_minutes, false);
    let digits: Vec<&str> = text.split(['/', ' ', ':']).collect();
    match digits.as_slice() {
        [day, month, year, hour, minute] => {
            (format!("{year}{month}{day}"), format!("{hour}{minute}"))
        }
        _ => (text.clone(), String::new()),
    }
}
