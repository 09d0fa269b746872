//! Folders: of one corte, of all cortes of an ejercicio, or any with databases.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use prep_model::contract::Sha256Digest;
use serde::Deserialize;

use super::super::findings::{Findings, Place};
use super::super::{CheckOptions, Code, Report, Unreadable};
use super::imagenes::{self, RowImage};
use super::{Belonging, Entry, Set};
use crate::folder::Pointer;
use crate::manifest::Manifest;

/// Largest file that is read.
const MAX_FILE: u64 = 1024 * 1024 * 1024;
/// Most files of one folder, the images aside, which are not read.
const MAX_FILES: usize = 10_000;
/// How deep folders are looked into: of a corte, the elección and its sums.
const MAX_DEPTH: usize = 4;

/// What the checker needs of a pointer.
#[derive(Debug, Deserialize)]
struct Points {
    folder: String,
    manifest_sha256: String,
}

/// Checks a folder: a corte with its manifest; every corte below a folder with a pointer, one after
/// the other; or, in any other, the databases and packages that are there. The images of a corte are
/// those in `imagenes` beside it.
///
/// Nothing is written.
pub fn check_dir(dir: &Path, options: &CheckOptions) -> Result<Report, Unreadable> {
    let name = dir.display().to_string();
    let mut set = Set::new(&name, options);
    let cortes = cortes_below(dir)?;
    if is_corte(dir) {
        let images = set.check("", &load(dir)?, Belonging::Corte);
        of_corte(dir, &images, &mut set);
    } else if cortes.is_empty() && !dir.join(Pointer::FILE).exists() {
        let entries = load(dir)?;
        let wanted = |entry: &Entry<'_>| {
            let name = entry.path.to_ascii_lowercase();
            [".csv", ".zip"].iter().any(|end| name.ends_with(end))
        };
        let entries: Vec<Entry<'_>> = entries.into_iter().filter(wanted).collect();
        set.check("", &entries, Belonging::Loose);
    } else {
        let (mut images, mut complete) = (Vec::new(), true);
        for corte in &cortes {
            let prefix = format!("{}/", base_name(corte));
            let entries = load(corte)?;
            complete &= corte != &cortes[0] || is_first(&entries);
            images.extend(set.check(&prefix, &entries, Belonging::Corte));
        }
        of_all(dir, &images, complete, &mut set);
        let mut findings = Findings::default();
        pointer(dir, cortes.last(), &mut findings);
        set.add(Pointer::FILE, findings);
    }
    set.into_report()
}

/// The images of one corte: there may be others beside it, of other cortes.
fn of_corte(dir: &Path, images: &[RowImage], set: &mut Set<'_>) {
    if images.is_empty() {
        return;
    }
    let Some(folder) = imagenes::Folder::of_corte(dir) else {
        set.note("Las imágenes no se revisaron: no hay una carpeta imagenes junto al corte.");
        return;
    };
    read(&folder, images, set);
}

/// The images of every corte; `complete` says that none is missing before them.
fn of_all(dir: &Path, images: &[RowImage], complete: bool, set: &mut Set<'_>) {
    let Some(folder) = imagenes::Folder::below(dir) else {
        if !images.is_empty() {
            set.note(
                "Las imágenes no se revisaron: no hay una carpeta imagenes junto a los cortes.",
            );
        }
        return;
    };
    let own = read(&folder, images, set);
    if complete {
        let mut findings = Findings::default();
        folder.unnamed(&own, &mut findings);
        set.add(imagenes::FOLDER, findings);
    } else {
        set.note("Faltan los primeros cortes: no se revisó si sobran imágenes.");
    }
}

fn read<'i>(
    folder: &imagenes::Folder,
    images: &'i [RowImage],
    set: &mut Set<'_>,
) -> BTreeSet<&'i str> {
    for (file, findings) in folder.missing(images) {
        set.add(file, findings);
    }
    let own: BTreeSet<&str> = images.iter().map(|image| image.sha256.as_str()).collect();
    let mut findings = Findings::default();
    let count = folder.digests(&own, &mut findings);
    set.add(imagenes::FOLDER, findings);
    if count > 0 {
        set.note(&format!(
            "Imágenes leídas y comparadas con su código de integridad: {count}."
        ));
    }
    own
}

/// True if a manifest among `entries` says that no corte was published before.
fn is_first(entries: &[Entry<'_>]) -> bool {
    let manifest = entries.iter().find(|entry| entry.path == Manifest::FILE);
    let value = manifest.map(|entry| serde_json::from_slice::<serde_json::Value>(&entry.bytes));
    value.is_some_and(|value| value.is_ok_and(|value| value["previous"].is_null()))
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

fn entries_of(dir: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let entries = fs::read_dir(dir).map_err(|error| Unreadable::of_io(dir, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(
            entry
                .map_err(|error| Unreadable::of_io(dir, &error))?
                .path(),
        );
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
fn load(dir: &Path) -> Result<Vec<Entry<'static>>, Unreadable> {
    let mut found = Vec::new();
    let mut folders = vec![(dir.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        for path in entries_of(&folder)? {
            let name = format!("{prefix}{}", base_name(&path));
            if path.is_dir() {
                if depth < MAX_DEPTH && base_name(&path) != imagenes::FOLDER {
                    folders.push((path, format!("{name}/"), depth + 1));
                }
                continue;
            }
            let size = fs::metadata(&path)
                .map_err(|error| Unreadable::of_io(&path, &error))?
                .len();
            if size > MAX_FILE || found.len() >= MAX_FILES {
                return Err(Unreadable {
                    name: path.display().to_string(),
                    message: "es demasiado grande, o hay demasiados archivos, para un corte"
                        .to_owned(),
                    remedy: "dé solo la carpeta que publicó el PREP".to_owned(),
                });
            }
            let bytes = fs::read(&path).map_err(|error| Unreadable::of_io(&path, &error))?;
            found.push(Entry {
                path: name,
                bytes: Cow::Owned(bytes),
            });
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
