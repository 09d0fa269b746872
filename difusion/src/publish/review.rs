use std::collections::BTreeMap;

use csv::ReaderBuilder;
use prep_model::bitacora::HoldReason;
use prep_model::claves::EleccionId;
use prep_model::perfiles::Perfil;

use crate::check::{CheckOptions, Defect, Effect, Kind, Report, check_database};
use crate::manifest::ManifestDefect;
use crate::package::{FileKind, PackageFile};

/// What a corte's files are found to be, before anything of them is public.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// What stops the corte, if anything does.
    pub stops: Option<HoldReason>,
    /// Every rule that is broken.
    pub defects: Vec<ManifestDefect>,
    /// The rows to leave out, by elección and CLAVE_ACTA, with the reason in Spanish.
    pub rows: BTreeMap<(EleccionId, String), String>,
}

/// Whoever reads a corte before it is published.
pub trait Reviewer: Send + Sync {
    /// Reads the files of a corte.
    fn review(&self, files: &[PackageFile], perfil: &Perfil) -> Review;
}

/// The checker that anyone can run on the published package.
#[derive(Debug, Clone, Copy, Default)]
pub struct Checker;

impl Reviewer for Checker {
    fn review(&self, files: &[PackageFile], perfil: &Perfil) -> Review {
        let options = CheckOptions::with_perfil(perfil.clone());
        let mut review = Review::default();
        for file in files.iter().filter(|file| file.kind == FileKind::Base) {
            match check_database(&file.path, &file.bytes, &options) {
                Ok(report) => review.take(file, &report, perfil),
                Err(unreadable) => review.stop(ManifestDefect {
                    code: "ilegible".to_owned(),
                    file: file.path.clone(),
                    message: unreadable.message,
                    count: 1,
                }),
            }
        }
        review
    }
}

impl Review {
    fn stop(&mut self, defect: ManifestDefect) {
        self.stops.get_or_insert(HoldReason::Structure);
        self.defects.push(defect);
    }

    fn take(&mut self, file: &PackageFile, report: &Report, perfil: &Perfil) {
        for defect in &report.defects {
            self.defects.push(manifest_defect(file, defect));
            if defect.effect == Effect::StopsCorte {
                self.stops.get_or_insert(hold_reason(defect.kind));
            }
        }
        let claves = claves_by_line(&file.bytes, perfil);
        for ((_, line), codes) in report.withheld_lines() {
            let (Some(eleccion), Some(clave)) = (&file.eleccion, claves.get(&line)) else {
                let message =
                    format!("el renglón {line} tiene un defecto y no se sabe de qué acta es");
                self.stop(ManifestDefect {
                    code: "renglon".to_owned(),
                    file: file.path.clone(),
                    message,
                    count: 1,
                });
                continue;
            };
            let sentences = report.defects.iter();
            let sentences = sentences.filter(|defect| codes.contains(&defect.code));
            let sentences: Vec<_> = sentences
                .map(|defect| format!("{} {}", defect.code, defect.message))
                .collect();
            self.rows
                .insert((eleccion.clone(), clave.clone()), sentences.join("; "));
        }
    }
}

fn manifest_defect(file: &PackageFile, defect: &Defect) -> ManifestDefect {
    ManifestDefect {
        code: defect.code.to_string(),
        file: file.path.clone(),
        message: defect.message.clone(),
        count: defect.count,
    }
}

/// The three kinds of defect that stop a corte (DOMAIN 6, decision 9).
fn hold_reason(kind: Kind) -> HoldReason {
    match kind {
        Kind::Arithmetic => HoldReason::Arithmetic,
        Kind::Integrity => HoldReason::Signature,
        Kind::Form | Kind::Names => HoldReason::Structure,
    }
}

/// CLAVE_ACTA by line of the file, from 1. What the perfil writes before a key is not part of it.
fn claves_by_line(bytes: &[u8], perfil: &Perfil) -> BTreeMap<u32, String> {
    let delimiter = u8::try_from(perfil.publicacion.delimitador.char());
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter.expect("the separators are ASCII"))
        .from_reader(bytes);
    let (mut column, mut claves) = (None, BTreeMap::new());
    for record in reader.records().flatten() {
        let Some(line) = record
            .position()
            .and_then(|at| u32::try_from(at.line()).ok())
        else {
            continue;
        };
        let Some(column) = column else {
            column = record.iter().position(|name| is_clave_acta(name, perfil));
            continue;
        };
        if let Some(clave) = record.get(column) {
            claves.insert(line, clave.trim_matches(['\'', ' ']).to_owned());
        }
    }
    claves
}

pub(crate) fn is_clave_acta(name: &str, perfil: &Perfil) -> bool {
    const ID: &str = "CLAVE_ACTA";
    use prep_model::elecciones::AmbitoTipo::{Distrito, Entidad, Municipio};
    let name = name.trim();
    [Entidad, Distrito, Municipio]
        .into_iter()
        .any(|tipo| perfil.publicacion.columna(tipo, ID) == name)
}
