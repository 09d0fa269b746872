//! Folders: of one corte, of all cortes of an ejercicio, or any with databases.

use std::fs;
use std::path::{Path, PathBuf};

use prep_model::contract::Sha256Digest;
use serde::Deserialize;

use super::super::findings::{Findings, Place};
use super::super::{CheckOptions, Code, Report, Unreadable};
use super::{Belonging, Entry, Set};
use crate::folder::Pointer;
use crate::manifest::Manifest;

/// Largest file that is read.
const MAX_FILE: u64 = 1024 * 1024 * 1024;
/// Most files of one folder, the images aside, which are not read.
const MAX_FILES: usize = 10_000;
/// How deep folders are looked into: of a corte, the elección and its sums.
const MAX_DEPTH: usize = 4;
const IMAGES: &str = "imagenes";

/// What the checker needs of a pointer.
#[derive(Debug, Deserialize)]
struct Points {
    folder: String,
    manifest_sha256: String,
}

/// Checks a folder: a corte with its manifest; every corte below a folder with a pointer, one after
/// the other; or, in any other, the databases and packages that are there.
///
/// Nothing is written. Images are not read.
pub fn check_dir(dir: &Path, options: &CheckOptions) -> Result<Report, Unreadable> {
    let name = dir.display().to_string();
    let mut set = Set::new(&name, options);
    let cortes = cortes_below(dir)?;
    if is_corte(dir) {
        set.check("", &load(dir)?, Belonging::Corte);
    } else if cortes.is_empty() && !dir.join(Pointer::FILE).exists() {
        let entries = load(dir)?;
        let wanted = |entry: &Entry| {
            let name = entry.path.to_ascii_lowercase();
            [".csv", ".zip"].iter().any(|end| name.ends_with(end))
        };
        let entries: Vec<Entry> = entries.into_iter().filter(wanted).collect();
        set.check("", &entries, Belonging::Loose);
    } else {
        for corte in &cortes {
            let prefix = format!("{}/", base_name(corte));
            set.check(&prefix, &load(corte)?, Belonging::Corte);
        }
        let mut findings = Findings::default();
        pointer(dir, cortes.last(), &mut findings);
        set.add(Pointer::FILE, findings);
    }
    set.into_report()
}

fn is_corte(dir: &Path) -> bool {
    dir.join(Manifest::FILE).exists() || dir.join(Manifest::SIGNED_FILE).exists()
}

fn base_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Unreadable {
    Unreadable {
        name: path.display().to_string(),
        message: format!("no se puede leer ({error})"),
        remedy: "revise que exista y que su cuenta pueda leerlo".to_owned(),
    }
}

fn entries_of(dir: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let entries = fs::read_dir(dir).map_err(|error| unreadable(dir, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| unreadable(dir, &error))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The folders of cortes, by number.
fn cortes_below(dir: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let number = |path: &PathBuf| {
        let name = base_name(path);
        let (number, _) = name.split_once('_')?;
        number.parse::<u32>().ok()
    };
    let mut cortes: Vec<PathBuf> = entries_of(dir)?
        .into_iter()
        .filter(|path| path.is_dir() && number(path).is_some() && is_corte(path))
        .collect();
    cortes.sort_by_key(number);
    Ok(cortes)
}

/// The files below a folder, but the images.
fn load(dir: &Path) -> Result<Vec<Entry>, Unreadable> {
    let mut found = Vec::new();
    let mut folders = vec![(dir.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        for path in entries_of(&folder)? {
            let name = format!("{prefix}{}", base_name(&path));
            if path.is_dir() {
                if depth < MAX_DEPTH && base_name(&path) != IMAGES {
                    folders.push((path, format!("{name}/"), depth + 1));
                }
                continue;
            }
            let size = fs::metadata(&path)
                .map_err(|error| unreadable(&path, &error))?
                .len();
            if size > MAX_FILE || found.len() >= MAX_FILES {
                return Err(Unreadable {
                    name: path.display().to_string(),
                    message: "es demasiado grande, o hay demasiados archivos, para un corte"
                        .to_owned(),
                    remedy: "dé solo la carpeta que publicó el PREP".to_owned(),
                });
            }
            let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
            found.push(Entry { path: name, bytes });
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn pointer(dir: &Path, newest: Option<&PathBuf>, findings: &mut Findings) {
    let expected = newest.map_or_else(|| "ningún corte".to_owned(), |path| base_name(path));
    let mut wrong = |found: String| {
        findings.add(Code::Pointer, Place::FILE, || (found, expected.clone()));
    };
    let bytes = match fs::read(dir.join(Pointer::FILE)) {
        Ok(bytes) => bytes,
        Err(error) => return wrong(format!("{} no se puede leer ({error})", Pointer::FILE)),
    };
    let points: Points = match serde_json::from_slice(&bytes) {
        Ok(points) => points,
        Err(error) => return wrong(error.to_string()),
    };
    let Some(newest) = newest.filter(|newest| base_name(newest) == points.folder) else {
        return wrong(points.folder);
    };
    let manifest = fs::read(newest.join(Manifest::FILE)).unwrap_or_default();
    if Sha256Digest::of(&manifest).to_string() != points.manifest_sha256 {
        wrong(format!("{}, con otro manifiesto", points.folder));
    }
}
