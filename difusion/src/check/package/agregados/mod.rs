//! Sums by territory, by party and by candidatura against the rows that they must follow from.
//!
//! They lie in `agregados/` beside their database. A territory is recomputed where the row, or the
//! catalogue of casillas in the same corte, says where each acta belongs; otherwise only the sum of
//! all territories is. How votes of a coalición reach its parties is in no database, so of those files
//! the totals and percentages are recomputed.

mod catalogo;
mod grupos;
mod partidos;
mod resultados;
mod territorio;

use prep_model::porcentajes::VariableResumen as V;
use proceso_files::published::NamedBytes;
use proceso_files::published::table::{PublishedTable, Sheet};

use super::super::base::Base;
use super::super::findings::{Findings, Place};
use super::super::resumen::names_of;
use super::super::{CheckOptions, Code};
use super::companions::folder_of;
use super::is_csv;
use super::zips::Entry;
use catalogo::{Catalogo, Nombres};
use grupos::Grupos;
use resultados::Resultados;

/// The folder of the sums, beside their database.
pub(super) const FOLDER: &str = "agregados";

/// The results of a corte for programs.
const RESULTS: &str = "resultados.json";

/// What the databases of a corte are held against, read once for all of them.
pub(super) struct Sums<'e> {
    all: &'e [Entry<'e>],
    options: &'e CheckOptions,
    nombres: Nombres,
    catalogos: Vec<Catalogo>,
}

impl<'e> Sums<'e> {
    /// Those among `all`; `is_base` tells the databases.
    pub(super) fn of(
        all: &'e [Entry<'e>],
        options: &'e CheckOptions,
        is_base: impl Fn(&str) -> bool,
    ) -> Self {
        let nombres = Nombres::of(options.perfil.as_ref());
        let is_other = |entry: &&Entry<'_>| {
            let agregado = folder_of(&entry.path).ends_with(FOLDER);
            is_csv(&entry.path) && !agregado && !is_base(&entry.path)
        };
        let has_sums = all
            .iter()
            .any(|entry| entry.path == RESULTS || folder_of(&entry.path).ends_with(FOLDER));
        let catalogos = if has_sums {
            Catalogo::all(all.iter().filter(is_other), &nombres)
        } else {
            Vec::new()
        };
        Self {
            all,
            options,
            nombres,
            catalogos,
        }
    }

    /// Checks what follows from the rows of the database in `entry`; the findings by file.
    pub(super) fn check(
        &self,
        entry: &Entry<'_>,
        table: &PublishedTable,
    ) -> Vec<(String, Findings)> {
        let folder = folder_of(&entry.path);
        let own = if folder.is_empty() {
            FOLDER.to_owned()
        } else {
            format!("{folder}/{FOLDER}")
        };
        let files = self.all.iter();
        let files: Vec<&Entry<'_>> = files
            .filter(|file| folder_of(&file.path) == own && is_csv(&file.path))
            .collect();
        let results = self.all.iter().find(|file| file.path == RESULTS);
        if files.is_empty() && results.is_none() {
            return Vec::new();
        }
        // What is wrong with the rows themselves has been told.
        let base = Base::read(table, self.options, &mut Findings::default());
        if !base.whole {
            return Vec::new();
        }
        let grupos = Grupos::of(&base, Catalogo::find(&base, &self.catalogos));
        let mut found = Vec::new();
        for file in files {
            found.push((file.path.clone(), one(file, &grupos, &self.nombres)));
        }
        if let Some(results) = results {
            let mut findings = Findings::default();
            match Resultados::parse(&results.bytes) {
                Ok(read) => read.check(folder, &grupos, &mut findings),
                Err(error) => {
                    unreadable(&mut findings, error.to_string(), "los resultados en JSON");
                }
            }
            found.push((results.path.clone(), findings));
        }
        found
    }
}

fn one(file: &Entry<'_>, grupos: &Grupos<'_>, nombres: &Nombres) -> Findings {
    let mut findings = Findings::default();
    let esperadas = names_of(grupos.base.perfil(), V::ActasEsperadas);
    let bytes = NamedBytes::new("", &*file.bytes);
    let sheet = Sheet::read(&bytes, |names| {
        names
            .iter()
            .any(|name| name == partidos::VOTOS || esperadas.contains(name))
    });
    let nivel = sheet.as_ref().and_then(|sheet| {
        let mut names = sheet.names().iter();
        names.find_map(|name| nombres.nivel(name))
    });
    let (Some(sheet), Some(nivel)) = (sheet, nivel) else {
        let expected = "un territorio, y sus sumas o sus votos";
        unreadable(
            &mut findings,
            "no dice de qué territorio es".to_owned(),
            expected,
        );
        return findings;
    };
    if let Some(votos) = sheet.find(&[partidos::VOTOS]) {
        partidos::check(&sheet, votos, (nivel, nombres), grupos, &mut findings);
    } else {
        territorio::check(&sheet, nivel, grupos, &mut findings);
    }
    findings
}

fn unreadable(findings: &mut Findings, found: String, expected: &str) {
    findings.add(Code::FileUnreadable, Place::FILE, || {
        (found, expected.to_owned())
    });
}
