//! The database of one elección: title, moment, summary and rows.

use central::cortes::ActaSnapshot;
use prep_model::claves::EleccionId;
use prep_model::elecciones::Eleccion;
use prep_model::perfiles::FormatoFechaHora;
use prep_model::porcentajes::{Resumen, ResumenError};
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::columnas::{columnas, variables};
use crate::fila::{Contexto, fila, fila_fuera_de_catalogo};
use crate::hoja::Hoja;
use crate::package::Withheld;
use crate::registradas::Registradas;

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
    pub filas: u64,
    /// Actas withheld, each with its reason.
    pub withheld: Vec<Withheld>,
}

/// Why a database cannot be made at all.
#[derive(Debug, Error)]
pub enum BaseError {
    /// The summary does not add up.
    #[error(transparent)]
    Resumen(#[from] ResumenError),
}

/// Makes the database of `eleccion` from the actas of one snapshot that are of the catalogue: rows are
/// sorted, so equal snapshots give equal bytes in whatever order their actas come.
pub fn base(
    proceso: &Proceso,
    eleccion: &Eleccion,
    actas: &[ActaSnapshot],
    momento: Momento,
) -> Result<Base, BaseError> {
    let registradas = Registradas::of(proceso, eleccion, (actas, &[]));
    base_of(Contexto { proceso, eleccion }, registradas, momento).map(|(base, _)| base)
}

/// The same, giving the actas back for their sums.
pub(crate) fn base_of<'a>(
    contexto: Contexto<'a>,
    mut registradas: Registradas<'a>,
    momento: Momento,
) -> Result<(Base, Registradas<'a>), BaseError> {
    let Contexto { proceso, eleccion } = contexto;
    let perfil = proceso.perfil();
    let catalogo = proceso.actas_esperadas(&eleccion.id).count() as u64;
    let esperadas = perfil.actas_esperadas(eleccion, catalogo);
    let resumen = Resumen::of(registradas.resumidas(proceso), esperadas)?;
    let mut hoja = Hoja::new(&perfil.publicacion);
    encabezado(&mut hoja, contexto, momento, &resumen);
    let columnas = columnas(eleccion, perfil);
    hoja.title(columnas.iter().map(|columna| columna.nombre));
    for registrada in &registradas.actas {
        hoja.row(fila(contexto, &columnas, registrada));
    }
    for fuera in &registradas.fuera {
        hoja.row(fila_fuera_de_catalogo(contexto, &columnas, fuera));
    }
    let (fecha, hora) = file_moment(proceso, momento.at);
    let archivos = &perfil.publicacion.archivos;
    let base = Base {
        eleccion: eleccion.id.clone(),
        archivo: archivos.base.fill(eleccion.id.as_str(), &fecha, &hora),
        resumen,
        filas: hoja.rows(),
        bytes: hoja.into_bytes(),
        withheld: std::mem::take(&mut registradas.withheld),
    };
    Ok((base, registradas))
}

/// The first two components (LEEME): elección, moment, summary.
fn encabezado(hoja: &mut Hoja<'_>, contexto: Contexto<'_>, momento: Momento, resumen: &Resumen) {
    let (proceso, eleccion) = (contexto.proceso, contexto.eleccion);
    let perfil = proceso.perfil();
    let minutes = proceso.head().utc_offset_minutes;
    let corte = &perfil.publicacion.fecha_hora.corte;
    let variables = variables(eleccion.ambito_tipo, perfil);
    hoja.title([&eleccion.nombre]);
    hoja.title([corte.format(momento.at, minutes)]);
    hoja.blank();
    hoja.title(variables.map(|(_, nombre)| nombre));
    hoja.title(variables.map(|(variable, _)| resumen.value(variable, momento.ultimo, perfil)));
    hoja.blank();
}

/// `20240602` and `2000`, for file names.
pub fn file_moment(proceso: &Proceso, at: Timestamp) -> (String, String) {
    let formato = FormatoFechaHora::new("{anio}{mes}{dia} {hora}{minuto}");
    let text = formato
        .expect("it has every part that a moment needs")
        .format(at, proceso.head().utc_offset_minutes);
    let (fecha, hora) = text.split_once(' ').expect("it holds one space");
    (fecha.to_owned(), hora.to_owned())
}
