use std::collections::BTreeMap;

use csv::ReaderBuilder;
use prep_model::bitacora::HoldReason;
use prep_model::claves::EleccionId;
use prep_model::perfiles::Perfil;

use crate::check::{CheckOptions, Code, Effect, Kind, Report, check_files};
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
                    .or_insert_with(|| names_by_line(&base.bytes, perfil));
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

/// The name of each row by line of the file, from 1: its CLAVE_ACTA, or of an acta fuera de catálogo
/// its CODIGO_INTEGRIDAD. What the perfil writes before a value is not part of it.
fn names_by_line(bytes: &[u8], perfil: &Perfil) -> BTreeMap<u32, String> {
    let delimiter = u8::try_from(perfil.publicacion.delimitador.char());
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter.expect("the separators are ASCII"))
        .from_reader(bytes);
    let (mut columns, mut names) = (None, BTreeMap::new());
    for record in reader.records().flatten() {
        let Some(line) = record
            .position()
            .and_then(|at| u32::try_from(at.line()).ok())
        else {
            continue;
        };
        let Some((clave, hash, conteo)) = columns else {
            let find = |id| {
                let mut names = record.iter();
                names.position(|name| is_column(name, id, perfil))
            };
            let clave = find("CLAVE_ACTA");
            columns = clave.map(|clave| (clave, find("CODIGO_INTEGRIDAD"), find("CONTABILIZADA")));
            continue;
        };
        let said = |column: usize| {
            let value = record.get(column)?;
            Some(value.trim_matches(['\'', ' ']).to_owned())
        };
        let fuera = conteo.and_then(said).is_some_and(|conteo| conteo == "2");
        let name = if fuera { hash } else { Some(clave) };
        if let Some(name) = name.and_then(said) {
            names.insert(line, name);
        }
    }
    names
}

pub(crate) fn is_clave_acta(name: &str, perfil: &Perfil) -> bool {
    is_column(name, "CLAVE_ACTA", perfil)
}

fn is_column(name: &str, id: &str, perfil: &Perfil) -> bool {
    use prep_model::elecciones::AmbitoTipo::{Distrito, Entidad, Municipio};
    let name = name.trim();
    [Entidad, Distrito, Municipio]
        .into_iter()
        .any(|tipo| perfil.publicacion.columna(tipo, id) == name)
}
