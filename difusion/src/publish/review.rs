use std::collections::BTreeMap;

use prep_model::bitacora::HoldReason;
use prep_model::claves::EleccionId;
use prep_model::perfiles::Perfil;

use crate::check::{CheckOptions, Code, Effect, Kind, Report, check_files, rows_by_line};
use crate::manifest::ManifestDefect;
use crate::package::PackageFile;

/// What a corte's files are found to be, before anything of them is public.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// What stops the corte, if anything does.
    pub stops: Option<HoldReason>,
    /// Every rule that is broken.
    pub defects: Vec<ManifestDefect>,
    /// The rows to leave out, by elección and CLAVE_ACTA (fuera de catálogo, CODIGO_INTEGRIDAD), with
    /// the reason in Spanish.
    pub rows: BTreeMap<(EleccionId, String), String>,
}

/// Whoever reads a corte before it is published.
pub trait Reviewer: Send + Sync {
    /// Reads the files of a corte.
    fn review(&self, files: &[PackageFile], perfil: &Perfil) -> Review;
}

/// The checker that anyone can run on what is published.
#[derive(Debug, Clone, Copy, Default)]
pub struct Checker;

impl Reviewer for Checker {
    fn review(&self, files: &[PackageFile], perfil: &Perfil) -> Review {
        let options = CheckOptions::with_perfil(perfil.clone());
        let all = files.iter();
        let all: Vec<(&str, &[u8])> = all
            .map(|file| (file.path.as_str(), file.bytes.as_slice()))
            .collect();
        let mut review = Review::default();
        match check_files("corte", &all, &options) {
            Ok(report) => review.take(files, &report, perfil),
            Err(unreadable) => {
                let own = ManifestDefect {
                    code: "ilegible".to_owned(),
                    file: unreadable.name,
                    message: unreadable.message,
                    count: 1,
                };
                review.stop(own);
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

    fn take(&mut self, files: &[PackageFile], report: &Report, perfil: &Perfil) {
        for defect in &report.defects {
            self.defects.push(ManifestDefect {
                code: defect.code.to_string(),
                file: defect.file.clone().unwrap_or_default(),
                message: defect.message.clone(),
                count: defect.count,
            });
            if defect.effect == Effect::StopsCorte {
                self.stops.get_or_insert(hold_reason(defect.code));
            }
        }
        let mut names = BTreeMap::new();
        for ((path, line), codes) in report.withheld_lines() {
            let base = files.iter().find(|file| file.path == path);
            let row = base.and_then(|base| {
                let own = names
                    .entry(path.clone())
                    .or_insert_with(|| rows_by_line(&base.bytes, perfil));
                Some((base.eleccion.clone()?, own.get(&line)?.clone()))
            });
            let Some(row) = row else {
                let message =
                    format!("el renglón {line} tiene un defecto y no se sabe de qué acta es");
                self.stop(ManifestDefect {
                    code: "renglon".to_owned(),
                    file: path,
                    message,
                    count: 1,
                });
                continue;
            };
            let sentences = report.defects.iter();
            let sentences = sentences.filter(|defect| {
                defect.file.as_ref() == Some(&path) && codes.contains(&defect.code)
            });
            let sentences: Vec<_> = sentences
                .map(|defect| format!("{} {}", defect.code, defect.message))
                .collect();
            self.rows.insert(row, sentences.join("; "));
        }
    }
}

/// The three kinds of defect that stop a corte (DOMAIN 6, decision 9).
fn hold_reason(code: Code) -> HoldReason {
    match (code.kind(), code) {
        (Kind::Arithmetic, _) => HoldReason::Arithmetic,
        (_, Code::Manifest | Code::ManifestSignature | Code::FileDigest) => HoldReason::Signature,
        (Kind::Form | Kind::Names | Kind::Integrity, _) => HoldReason::Structure,
    }
}

pub(crate) fn is_clave_acta(name: &str, perfil: &Perfil) -> bool {
    const ID: &str = "CLAVE_ACTA";
    use prep_model::elecciones::AmbitoTipo::{Distrito, Entidad, Municipio};
    let name = name.trim();
    [Entidad, Distrito, Municipio]
        .into_iter()
        .any(|tipo| perfil.publicacion.columna(tipo, ID) == name)
}
