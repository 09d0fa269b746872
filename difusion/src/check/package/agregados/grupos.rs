use std::collections::{BTreeMap, HashMap};

use prep_model::porcentajes::VariableResumen as V;
use proceso_files::published::table::{KnownColumn, PublishedValue};

use super::super::super::base::{Acta, Base, Clase, Conteo};
use super::super::super::resumen::Sumas;
use super::catalogo::Catalogo;
use crate::agregados::Nivel;

/// What the rows of one territory add up to.
#[derive(Debug, Clone, Default)]
pub(super) struct Grupo {
    pub(super) sumas: Sumas,
    /// Votes by vote column of the database; `None` where no acta that counts prints it.
    pub(super) votos: Vec<Option<u64>>,
    /// Votes of actas of representación proporcional, which elect nobody in particular.
    pub(super) proporcionales: u64,
    /// Actas that the catalogue expects, where the catalogue is there.
    pub(super) esperadas: Option<u64>,
}

/// The sums of a database by territory.
pub(super) struct Grupos<'a> {
    pub(super) base: &'a Base<'a>,
    /// Its vote columns.
    pub(super) columns: Vec<usize>,
    /// Every row that is tied to a territory.
    pub(super) tied: Grupo,
    /// The votes of each acta by vote column; `None` where it does not print it.
    votos: Vec<Option<u32>>,
    /// By key, for the levels whose territory every row says.
    niveles: BTreeMap<Nivel, HashMap<&'a str, Grupo>>,
}

impl<'a> Grupos<'a> {
    pub(super) fn of(base: &'a Base<'a>, catalogo: Option<&'a Catalogo>) -> Self {
        let columns: Vec<usize> = base.vote_columns().collect();
        let cells = base.actas.iter().flat_map(|acta| {
            let cells = columns.iter();
            cells.map(|column| match base.value(acta.row.text(*column)) {
                PublishedValue::Empty => None,
                other => Some(other.number().unwrap_or(0)),
            })
        });
        let mut grupos = Self {
            base,
            votos: cells.collect(),
            columns,
            tied: Grupo::default(),
            niveles: BTreeMap::new(),
        };
        for nivel in Nivel::ALL {
            if let Some(own) = grupos.nivel_of(nivel, catalogo) {
                grupos.niveles.insert(nivel, own);
            }
        }
        let mut tied = Grupo::default();
        for (acta, votos) in grupos.actas() {
            if acta.clase != Clase::FueraDeCatalogo {
                tied.add(base, acta, votos);
            }
        }
        tied.esperadas = catalogo.map(Catalogo::len);
        grupos.tied = tied;
        grupos
    }

    /// Every acta with its votes.
    fn actas(&self) -> impl Iterator<Item = (&'a Acta<'a>, &[Option<u32>])> {
        let votos = self.votos.chunks(self.columns.len().max(1));
        self.base.actas.iter().zip(votos)
    }

    /// The territories of a level by key; `None` if the rows do not say in which they are.
    pub(super) fn nivel(&self, nivel: Nivel) -> Option<&HashMap<&'a str, Grupo>> {
        self.niveles.get(&nivel)
    }

    fn nivel_of(
        &self,
        nivel: Nivel,
        catalogo: Option<&'a Catalogo>,
    ) -> Option<HashMap<&'a str, Grupo>> {
        let mut own = HashMap::<&'a str, Grupo>::new();
        if let Some(catalogo) = catalogo {
            for key in catalogo.keys(nivel)? {
                let grupo = own.entry(key).or_default();
                grupo.esperadas = Some(grupo.esperadas.unwrap_or(0) + 1);
            }
        }
        for (acta, votos) in self.actas() {
            if nivel != Nivel::Entidad && acta.clase == Clase::FueraDeCatalogo {
                continue;
            }
            let key = key(self.base, acta, nivel, catalogo)?;
            let grupo = own.entry(key).or_default();
            grupo.add(self.base, acta, votos);
        }
        if nivel == Nivel::Entidad {
            let whole = own.entry("").or_default();
            // What is declared may be more than the catalogue holds, and the head says it.
            whole.esperadas = declared(self.base);
        }
        Some(own)
    }
}

fn declared(base: &Base<'_>) -> Option<u64> {
    let names = super::super::super::resumen::names_of(base.perfil(), V::ActasEsperadas);
    let summary = base.table.summary()?;
    let text = names.iter().find_map(|name| summary.value(name))?;
    text.parse().ok()
}

/// The territory of an acta: what its row says, or what the catalogue says of its casilla.
fn key<'a>(
    base: &'a Base<'a>,
    acta: &'a Acta<'a>,
    nivel: Nivel,
    catalogo: Option<&'a Catalogo>,
) -> Option<&'a str> {
    let text = |column: Option<usize>| column.map(|index| acta.row.text(index));
    let own = match nivel {
        Nivel::Entidad => return Some(""),
        Nivel::Distrito => text(base.table.distrito_column()),
        Nivel::Municipio => text(base.table.municipio_column()),
        Nivel::Seccion => text(base.table.column(KnownColumn::Seccion)),
        Nivel::Casilla => text(base.table.column(KnownColumn::ClaveCasilla)),
    };
    own.or_else(|| {
        let casilla = text(base.table.column(KnownColumn::ClaveCasilla))?;
        catalogo?.key_of(casilla, nivel)
    })
}

impl Grupo {
    fn add(&mut self, base: &Base<'_>, acta: &Acta<'_>, votos: &[Option<u32>]) {
        self.sumas.add(base, acta);
        if acta.conteo != Conteo::Si {
            return;
        }
        let tipo = base.table.text(acta.row, KnownColumn::TipoActa);
        if tipo.ends_with("RP") {
            self.proporcionales += acta.votos.suma;
        }
        self.votos.resize(votos.len(), None);
        for (sum, votes) in self.votos.iter_mut().zip(votos) {
            if let Some(votes) = votes {
                *sum = Some(sum.unwrap_or(0) + u64::from(*votes));
            }
        }
    }

    /// Votes of a column of the database, by its place among the vote columns.
    pub(super) fn votos_of(&self, place: usize) -> Option<u64> {
        self.votos.get(place).copied().flatten()
    }
}
