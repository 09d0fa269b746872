//! What a proceso holds, counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use prep_model::claves::TipoCasilla;
use prep_model::proceso::Proceso;
use proceso_files::folder::local_text;
use serde::Serialize;

use crate::text::{grouped, push_table};

/// What a proceso holds.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    id: String,
    nombre: String,
    entidad: u8,
    entidad_nombre: String,
    utc_offset_minutes: i16,
    publicacion_desde: String,
    publicacion_hasta: String,
    perfil: String,
    casillas: usize,
    casillas_por_tipo: BTreeMap<char, usize>,
    lista_nominal: u64,
    elecciones: Vec<EleccionSummary>,
}

#[derive(Debug, Serialize)]
struct EleccionSummary {
    id: String,
    nombre: String,
    ambitos: usize,
    contendientes: usize,
    candidaturas: usize,
    tipos_acta: usize,
    actas_esperadas: Esperadas,
}

/// The number of actas esperadas: what the catalogue gives, what the institute declares, and which
/// of them the perfil publishes.
#[derive(Debug, Serialize)]
struct Esperadas {
    catalogo: u64,
    declaradas: Option<u32>,
    publicadas: u64,
}

impl Summary {
    pub(crate) fn of(proceso: &Proceso) -> Self {
        let head = proceso.head();
        let mut casillas_por_tipo = BTreeMap::new();
        let mut lista_nominal = 0_u64;
        let mut catalogo: BTreeMap<&str, u64> = BTreeMap::new();
        for casilla in proceso.casillas() {
            let letter = casilla.clave.tipo().letter();
            *casillas_por_tipo.entry(letter).or_default() += 1;
            lista_nominal += u64::from(casilla.lista_nominal);
            for acta in &casilla.actas {
                *catalogo.entry(acta.eleccion.as_str()).or_default() += 1;
            }
        }
        let elecciones = proceso.elecciones().iter().map(|eleccion| {
            let catalogo = catalogo.get(eleccion.id.as_str()).copied().unwrap_or(0);
            let candidaturas = eleccion.ambitos.values().map(|a| a.candidaturas.len());
            EleccionSummary {
                id: eleccion.id.to_string(),
                nombre: eleccion.nombre.clone(),
                ambitos: eleccion.ambitos.len(),
                contendientes: eleccion.contendientes.len(),
                candidaturas: candidaturas.sum(),
                tipos_acta: eleccion.tipos_acta.len(),
                actas_esperadas: Esperadas {
                    catalogo,
                    declaradas: eleccion.esperadas_declaradas,
                    publicadas: proceso.perfil().actas_esperadas(eleccion, catalogo),
                },
            }
        });
        Self {
            id: head.id.to_string(),
            nombre: head.nombre.clone(),
            entidad: head.entidad.number(),
            entidad_nombre: head.entidad_nombre.clone(),
            utc_offset_minutes: head.utc_offset_minutes,
            publicacion_desde: local_text(head, head.publicacion_desde),
            publicacion_hasta: local_text(head, head.publicacion_hasta),
            perfil: proceso.perfil().nombre.clone(),
            casillas: proceso.casillas().len(),
            casillas_por_tipo,
            lista_nominal,
            elecciones: elecciones.collect(),
        }
    }

    /// The summary as a few lines.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{} — {}\n", self.id, self.nombre);
        let tipos = TipoCasilla::ALL.into_iter().filter_map(|tipo| {
            let count = self.casillas_por_tipo.get(&tipo.letter())?;
            Some(format!("{} {}", grouped(count), tipo.letter()))
        });
        let tipos = tipos.collect::<Vec<_>>().join(", ");
        let _ = writeln!(
            text,
            "  entidad       {:02} {}",
            self.entidad, self.entidad_nombre
        );
        let (from, to) = (&self.publicacion_desde, &self.publicacion_hasta);
        let _ = writeln!(text, "  publicación   {from} a {to}");
        let _ = writeln!(text, "  perfil        {}", self.perfil);
        let _ = writeln!(text, "  casillas      {} ({tipos})", grouped(self.casillas));
        let _ = writeln!(text, "  lista nominal {}", grouped(self.lista_nominal));
        text.push('\n');
        push_table(&mut text, &self.rows());
        text
    }

    fn rows(&self) -> Vec<[String; 7]> {
        let header = [
            "elección",
            "ámbitos",
            "contendientes",
            "candidaturas",
            "actas del catálogo",
            "declaradas",
            "esperadas",
        ];
        let rows = self.elecciones.iter().map(|eleccion| {
            let Esperadas {
                catalogo,
                declaradas,
                publicadas,
            } = &eleccion.actas_esperadas;
            [
                eleccion.id.clone(),
                grouped(eleccion.ambitos),
                grouped(eleccion.contendientes),
                grouped(eleccion.candidaturas),
                grouped(catalogo),
                declaradas.map_or_else(|| "—".to_owned(), grouped),
                grouped(publicadas),
            ]
        });
        std::iter::once(header.map(str::to_owned))
            .chain(rows)
            .collect()
    }
}
