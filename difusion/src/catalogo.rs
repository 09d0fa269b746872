//! The catalogue of approved casillas of an elección: one row for every acta esperada. It depends on
//! nothing but the proceso, so it has the same bytes in every corte.

use prep_model::casillas::{ActaEsperada, Casilla};
use prep_model::claves::ActaKey;
use prep_model::elecciones::Eleccion;
use prep_model::perfiles::Columna;
use prep_model::proceso::Proceso;

use crate::columnas::{ColumnaPublicada, ContenidoColumna, columnas_catalogo};
use crate::fila::Contexto;
use crate::hoja::Hoja;
use crate::territorio;

/// The file's bytes and its rows, by clave de casilla.
pub fn catalogo(proceso: &Proceso, eleccion: &Eleccion) -> (Vec<u8>, u64) {
    let contexto = Contexto { proceso, eleccion };
    let columnas = columnas_catalogo(eleccion, proceso.perfil());
    let mut hoja = Hoja::new(&proceso.perfil().publicacion);
    hoja.title(columnas.iter().map(|columna| columna.nombre));
    for casilla in proceso.casillas() {
        let of_eleccion = casilla.actas.iter();
        for esperada in of_eleccion.filter(|esperada| esperada.eleccion == eleccion.id) {
            let value = |columna: &ColumnaPublicada<'_>| {
                columna.value(match &columna.contenido {
                    ContenidoColumna::Variable(variable) => {
                        value(contexto, casilla, esperada, *variable)
                    }
                    ContenidoColumna::Votos(..) => proceso.perfil().textos.no_aplica.clone(),
                })
            };
            hoja.row(columnas.iter().map(value));
        }
    }
    let rows = hoja.rows();
    (hoja.into_bytes(), rows)
}

fn value(
    contexto: Contexto<'_>,
    casilla: &Casilla,
    esperada: &ActaEsperada,
    columna: Columna,
) -> String {
    match columna {
        Columna::ClaveActa => ActaKey {
            eleccion: esperada.eleccion.clone(),
            casilla: casilla.clave,
            tipo_acta: esperada.tipo_acta.clone(),
        }
        .clave_acta()
        .to_string(),
        Columna::TipoActa => esperada.tipo_acta.to_string(),
        of_casilla => territorio::de_casilla(contexto, casilla, of_casilla),
    }
}
