use std::collections::{HashMap, HashSet};

use prep_model::perfiles::Perfil;
use proceso_files::published::table::{KnownColumn, Sheet, normalized};

use super::super::super::base::{Base, Clase};
use super::super::super::nombres::own_names;
use super::super::companions::catalogue;
use super::super::zips::Entry;
use crate::agregados::Nivel;

/// The known columns under the names of a perfil and those that they have been published under.
pub(super) struct Nombres(Vec<(KnownColumn, String)>);

impl Nombres {
    pub(super) fn of(perfil: Option<&Perfil>) -> Self {
        let own = perfil.map(own_names).unwrap_or_default();
        let own = own.columns.into_iter();
        Self(
            own.map(|(column, name)| (column, normalized(&name)))
                .collect(),
        )
    }

    pub(super) fn known(&self, name: &str) -> Option<KnownColumn> {
        let name = normalized(name);
        let own = self.0.iter().find(|(_, own)| *own == name);
        own.map(|(column, _)| *column)
            .or_else(|| KnownColumn::named(&name))
    }

    /// The level of territory that a column names, if it names one.
    pub(super) fn nivel(&self, name: &str) -> Option<Nivel> {
        match self.known(name)? {
            KnownColumn::IdEntidad | KnownColumn::Entidad => Some(Nivel::Entidad),
            KnownColumn::IdDistritoLocal | KnownColumn::DistritoLocal => Some(Nivel::Distrito),
            KnownColumn::IdMunicipio | KnownColumn::Municipio => Some(Nivel::Municipio),
            KnownColumn::Seccion => Some(Nivel::Seccion),
            KnownColumn::ClaveCasilla => Some(Nivel::Casilla),
            _ => None,
        }
    }
}

/// The approved casillas of one elección: a row for every acta esperada.
pub(super) struct Catalogo {
    sheet: Sheet,
    acta: usize,
    /// Where each level stands; the first column that names it.
    niveles: HashMap<&'static str, usize>,
    /// Row by CLAVE_CASILLA.
    casillas: HashMap<String, usize>,
}

impl Catalogo {
    /// The catalogues among `others`, which are no databases.
    pub(super) fn all<'e>(
        others: impl Iterator<Item = &'e Entry<'e>>,
        nombres: &Nombres,
    ) -> Vec<Self> {
        let sheets = others.filter_map(|entry| catalogue(&entry.bytes));
        sheets
            .filter_map(|sheet| Self::of(sheet, nombres))
            .collect()
    }

    /// The one among `all` that has every acta of `base`; `None` without rows to tell by.
    pub(super) fn find<'c>(base: &Base<'_>, all: &'c [Self]) -> Option<&'c Self> {
        let actas = base.actas.iter();
        let of_catalogo = actas.filter(|acta| acta.clase != Clase::FueraDeCatalogo);
        let claves: Vec<&str> = of_catalogo
            .map(|acta| base.table.text(acta.row, KnownColumn::ClaveActa))
            .collect();
        if claves.is_empty() {
            return None;
        }
        all.iter().find(|catalogo| {
            let rows = catalogo.sheet.rows().iter();
            let own: HashSet<&str> = rows.map(|row| row.text(catalogo.acta)).collect();
            claves.iter().all(|clave| own.contains(clave))
        })
    }

    fn of(sheet: Sheet, nombres: &Nombres) -> Option<Self> {
        let mut niveles = HashMap::new();
        let mut acta = None;
        for (index, name) in sheet.names().iter().enumerate() {
            if nombres.known(name) == Some(KnownColumn::ClaveActa) {
                acta = Some(index);
            }
            if let Some(nivel) = nombres.nivel(name) {
                niveles.entry(id(nivel)).or_insert(index);
            }
        }
        let casilla = *niveles.get(id(Nivel::Casilla))?;
        let rows = sheet.rows().iter().enumerate();
        let casillas = rows
            .map(|(at, row)| (row.text(casilla).to_owned(), at))
            .collect();
        Some(Self {
            acta: acta?,
            sheet,
            niveles,
            casillas,
        })
    }

    /// Actas esperadas.
    pub(super) fn len(&self) -> u64 {
        self.sheet.rows().len() as u64
    }

    /// The territory of each acta esperada; `None` if the catalogue does not say it.
    pub(super) fn keys(&self, nivel: Nivel) -> Option<impl Iterator<Item = &str>> {
        let column = self.niveles.get(id(nivel)).copied();
        if column.is_none() && nivel != Nivel::Entidad {
            return None;
        }
        let rows = self.sheet.rows().iter();
        Some(rows.map(
            move |row| match column.filter(|_| nivel != Nivel::Entidad) {
                Some(column) => row.text(column),
                None => "",
            },
        ))
    }

    /// The territory of a casilla.
    pub(super) fn key_of(&self, casilla: &str, nivel: Nivel) -> Option<&str> {
        let row = self.sheet.rows().get(*self.casillas.get(casilla)?)?;
        Some(row.text(*self.niveles.get(id(nivel))?))
    }
}

fn id(nivel: Nivel) -> &'static str {
    match nivel {
        Nivel::Entidad => "entidad",
        Nivel::Distrito => "distrito",
        Nivel::Municipio => "municipio",
        Nivel::Seccion => "seccion",
        Nivel::Casilla => "casilla",
    }
}
