//! Where a casilla is, column by column: for the rows of actas and for the catalogue.

use prep_model::casillas::Casilla;
use prep_model::claves::TipoCasilla;
use prep_model::elecciones::{AmbitoId, AmbitoTipo};
use prep_model::perfiles::Columna;

use crate::fila::Contexto;

/// A column that says something of a casilla; `N/A` for one that does not.
pub(crate) fn de_casilla(contexto: Contexto<'_>, casilla: &Casilla, columna: Columna) -> String {
    let clave = casilla.clave;
    let no_aplica = || contexto.perfil().textos.no_aplica.clone();
    let ambito = |tipo| casilla.ambito(tipo).map(|id| (tipo, id));
    let numero = |tipo| ambito(tipo).map_or_else(no_aplica, |(_, id)| id.to_string());
    let nombre = |tipo| {
        let nombre = ambito(tipo).and_then(|(tipo, id)| nombre(contexto, tipo, id));
        nombre.map_or_else(no_aplica, str::to_owned)
    };
    match columna {
        Columna::ClaveCasilla => clave.to_string(),
        Columna::IdEntidad => clave.entidad().to_string(),
        Columna::Entidad => contexto.proceso.head().entidad_nombre.clone(),
        Columna::IdDistritoLocal => numero(AmbitoTipo::Distrito),
        Columna::DistritoLocal => nombre(AmbitoTipo::Distrito),
        Columna::IdAlcaldia => numero(AmbitoTipo::Municipio),
        Columna::Alcaldia => nombre(AmbitoTipo::Municipio),
        // A mesa that belongs to no sección has none, and no number in it either.
        Columna::Seccion | Columna::IdCasilla if clave.seccion() == 0 => no_aplica(),
        Columna::Seccion => format!("{:04}", clave.seccion()),
        Columna::IdCasilla => format!("{:02}", clave.id()),
        Columna::TipoCasilla => clave.tipo().to_string(),
        Columna::ExtContigua => format!("{:02}", clave.ext_contigua()),
        Columna::UbicacionCasilla => casilla.ubicacion.code().to_string(),
        // A casilla especial has none (LEEME, variable 35).
        Columna::ListaNominal if clave.tipo() == TipoCasilla::Especial => "0".to_owned(),
        Columna::ListaNominal => casilla.lista_nominal.to_string(),
        Columna::RepresentantesPpCi => casilla
            .representantes
            .map_or_else(no_aplica, |n| n.to_string()),
        Columna::MecanismosTraslado => casilla
            .mecanismo_traslado
            .map(|mecanismo| mecanismo.letter().to_string())
            .unwrap_or_default(),
        // Columns of other files.
        _ => no_aplica(),
    }
}

/// The name of an ámbito: as the elección itself has it, or the one that is decided in such ámbitos.
pub(crate) fn nombre(contexto: Contexto<'_>, tipo: AmbitoTipo, id: AmbitoId) -> Option<&str> {
    let own = std::iter::once(contexto.eleccion);
    let others = contexto.proceso.elecciones().iter();
    let decided = own
        .chain(others)
        .filter(|eleccion| eleccion.ambito_tipo == tipo);
    decided
        .filter_map(|eleccion| eleccion.ambitos.get(&id))
        .map(|ambito| ambito.nombre.as_str())
        .next()
}
