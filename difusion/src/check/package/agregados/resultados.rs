//! `resultados.json` against the databases: what programs read is what people read.

use std::collections::BTreeMap;

use prep_model::elecciones::AmbitoTipo;
use prep_model::porcentajes::VariableResumen as V;
use proceso_files::published::table::KnownColumn;
use serde::Deserialize;

use super::super::super::Code;
use super::super::super::findings::{Findings, Place};
use super::super::super::resumen::names_of;
use super::grupos::{Grupo, Grupos};
use crate::agregados::Nivel;

/// What the checker needs of the file; one of a later version may say more.
#[derive(Debug, Deserialize)]
pub(super) struct Resultados {
    elecciones: Vec<Eleccion>,
}

#[derive(Debug, Deserialize)]
struct Eleccion {
    #[serde(rename = "eleccion")]
    id: String,
    ambito_tipo: String,
    resumen: BTreeMap<String, String>,
    ambitos: Vec<Ambito>,
}

#[derive(Debug, Deserialize)]
struct Ambito {
    id: u16,
    nombre: String,
    votos: BTreeMap<String, u64>,
    no_registradas: u64,
    nulos: u64,
    partidos: Vec<Partido>,
}

#[derive(Debug, Deserialize)]
struct Partido {
    votos: u64,
}

impl Resultados {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// Checks the elección whose database is in `folder`.
    pub(super) fn check(&self, folder: &str, grupos: &Grupos<'_>, findings: &mut Findings) {
        let mut own = self.elecciones.iter();
        let Some(eleccion) = own.find(|eleccion| eleccion.id == folder) else {
            findings.add(Code::ResultsFile, Place::FILE, || {
                ("no está".to_owned(), format!("la elección {folder}"))
            });
            return;
        };
        eleccion.resumen(grupos, findings);
        let nivel = match eleccion.ambito_tipo.as_str() {
            "distrito" => Nivel::Distrito,
            "municipio" => Nivel::Municipio,
            _ => Nivel::Entidad,
        };
        let nothing = Grupo::default();
        let Some(territories) = grupos.nivel(nivel) else {
            return;
        };
        for ambito in &eleccion.ambitos {
            let key = match nivel {
                Nivel::Entidad => String::new(),
                _ => format!("{:03}", ambito.id),
            };
            let grupo = territories.get(key.as_str()).unwrap_or(&nothing);
            ambito.check(grupo, grupos, findings);
        }
    }
}

impl Eleccion {
    fn resumen(&self, grupos: &Grupos<'_>, findings: &mut Findings) {
        let Some(summary) = grupos.base.table.summary() else {
            return;
        };
        for variable in V::ALL {
            let names = names_of(grupos.base.perfil(), variable);
            let head = names.iter().find_map(|name| summary.value(name));
            let own = self.resumen.get(variable.as_str()).map(String::as_str);
            if head.is_some() && own != head {
                let name = variable.as_str();
                findings.add(Code::ResultsFile, Place::column(name), || {
                    (
                        own.unwrap_or("(no está)").to_owned(),
                        head.unwrap_or_default().to_owned(),
                    )
                });
            }
        }
    }
}

impl Ambito {
    fn check(&self, grupo: &Grupo, grupos: &Grupos<'_>, findings: &mut Findings) {
        let table = grupos.base.table;
        for (at, column) in grupos.columns.iter().enumerate() {
            let name = table
                .sheet()
                .names()
                .get(*column)
                .map_or("", String::as_str);
            let is = |known| table.column(known) == Some(*column);
            let found = if is(KnownColumn::NoRegistradas) {
                self.no_registradas
            } else if is(KnownColumn::Nulos) {
                self.nulos
            } else {
                let own = self.votos.iter();
                let mut own = own.filter(|(id, _)| is_published_as(id, name, grupos));
                own.next().map_or(0, |(_, votos)| *votos)
            };
            let expected = grupo.votos_of(at).unwrap_or(0);
            if found != expected {
                findings.add(Code::ResultsFile, Place::column(name), || {
                    (format!("{found} en {}", self.nombre), expected.to_string())
                });
            }
        }
        let parties: u64 = self.partidos.iter().map(|partido| partido.votos).sum();
        let total = parties + self.no_registradas + self.nulos;
        if total != grupo.sumas.votos {
            findings.add(Code::ResultsFile, Place::FILE, || {
                (
                    format!("{total} votos por partido en {}", self.nombre),
                    grupo.sumas.votos.to_string(),
                )
            });
        }
    }
}

/// True if the column of a contendiente has that name, in any elección of the perfil.
fn is_published_as(id: &str, name: &str, grupos: &Grupos<'_>) -> bool {
    use AmbitoTipo::{Distrito, Entidad, Municipio};
    let of_perfil = |tipo| {
        let perfil = grupos.base.perfil();
        perfil.is_some_and(|perfil| perfil.publicacion.columna(tipo, id) == name)
    };
    id == name || [Entidad, Distrito, Municipio].into_iter().any(of_perfil)
}
