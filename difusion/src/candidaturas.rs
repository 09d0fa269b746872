//! The file of candidaturas of an elección: who runs in each ámbito, and for whom.

use prep_model::elecciones::{
    Ambito, AmbitoTipo, Candidatura, Contendiente, ContendienteTipo, Eleccion,
};
use prep_model::perfiles::{Columna, Perfil};
use prep_model::proceso::Proceso;

use crate::columnas::{ColumnaPublicada, ContenidoColumna, columnas_candidaturas};
use crate::hoja::Hoja;

/// The file's bytes and its rows. Ámbitos come by number, candidaturas as the proceso has them.
pub fn candidaturas(proceso: &Proceso, eleccion: &Eleccion) -> (Vec<u8>, u64) {
    let perfil = proceso.perfil();
    let columnas = columnas_candidaturas(eleccion, perfil);
    let mut hoja = Hoja::new(&perfil.publicacion);
    hoja.title(columnas.iter().map(|columna| columna.nombre));
    for ambito in eleccion.ambitos.values() {
        for candidatura in &ambito.candidaturas {
            let value = |columna: &ColumnaPublicada<'_>| {
                columna.value(match &columna.contenido {
                    ContenidoColumna::Variable(variable) => {
                        value(proceso, eleccion, (ambito, candidatura), *variable)
                    }
                    ContenidoColumna::Votos(..) => perfil.textos.no_aplica.clone(),
                })
            };
            hoja.row(columnas.iter().map(value));
        }
    }
    let rows = hoja.rows();
    (hoja.into_bytes(), rows)
}

fn value(
    proceso: &Proceso,
    eleccion: &Eleccion,
    (ambito, candidatura): (&Ambito, &Candidatura),
    columna: Columna,
) -> String {
    let of = |tipo: AmbitoTipo, text: String| {
        if eleccion.ambito_tipo == tipo {
            text
        } else {
            proceso.perfil().textos.no_aplica.clone()
        }
    };
    match columna {
        Columna::IdEntidad => proceso.head().entidad.to_string(),
        Columna::Entidad => proceso.head().entidad_nombre.clone(),
        Columna::IdDistritoLocal => of(AmbitoTipo::Distrito, ambito.id.to_string()),
        Columna::DistritoLocal => of(AmbitoTipo::Distrito, ambito.nombre.clone()),
        Columna::IdAlcaldia => of(AmbitoTipo::Municipio, ambito.id.to_string()),
        Columna::Alcaldia => of(AmbitoTipo::Municipio, ambito.nombre.clone()),
        Columna::PartidoCsp => partidos(eleccion, candidatura, proceso.perfil()),
        Columna::Candidatura | Columna::CandidaturaPropietaria => candidatura.propietaria.clone(),
        // An elección with substitutes may have candidaturas without one.
        Columna::CandidaturaSuplente => candidatura.suplente.clone().unwrap_or_default(),
        _ => proceso.perfil().textos.no_aplica.clone(),
    }
}

/// Who registers a candidatura, as the perfil names them: its parties, or itself without one.
///
/// A candidatura names every row of votes that is its own, also those of several parties together;
/// such a row says nothing that its parties do not.
pub(crate) fn partidos(eleccion: &Eleccion, candidatura: &Candidatura, perfil: &Perfil) -> String {
    let reglas = &perfil.publicacion.partidos;
    let rows = || {
        let ids = candidatura.contendientes.iter();
        ids.filter_map(|id| eleccion.contendiente(id))
    };
    let alone = |contendiente: &&Contendiente| contendiente.tipo.members().is_empty();
    let mut named: Vec<&Contendiente> = rows().filter(alone).collect();
    if named.is_empty() {
        let members = rows().flat_map(|row| match &row.tipo {
            ContendienteTipo::Partido | ContendienteTipo::Independiente => Vec::new(),
            together => together.members(),
        });
        let members = members.filter_map(|id| eleccion.contendiente(id));
        named = members.collect();
    }
    let name = |contendiente: &&Contendiente| {
        if reglas.nombres {
            contendiente.nombre.clone()
        } else {
            contendiente.id.to_string()
        }
    };
    let names: Vec<String> = named.iter().map(name).collect();
    names.join(&reglas.separador)
}
