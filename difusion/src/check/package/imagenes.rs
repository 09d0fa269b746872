//! The images beside a corte: each row's is there, its bytes are what its name says, and there is none
//! of no row.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use prep_model::contract::Sha256Digest;
use proceso_files::published::table::KnownColumn;

use super::super::Code;
use super::super::database::Checked;
use super::super::findings::{Findings, Place};
use super::super::imagen::is_sha256;
use super::zips::Entry;
use crate::folder::IMAGES_LIST;

/// The folder of the images.
pub(super) const FOLDER: &str = "imagenes";
/// Largest image that is read; those of a tablet have less than a hundredth.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The image that a row names.
pub(super) struct RowImage {
    /// Its CODIGO_INTEGRIDAD in small letters.
    pub(super) sha256: String,
    /// The database.
    pub(super) file: String,
    /// The row.
    pub(super) line: u32,
}

/// What the rows of `databases` name, in their order.
pub(super) fn of(prefix: &str, databases: &[(&Entry<'_>, Checked)]) -> Vec<RowImage> {
    let mut images = Vec::new();
    for (entry, checked) in databases {
        for row in checked.table.rows() {
            let sha256 = checked.table.text(row, KnownColumn::CodigoIntegridad);
            if is_sha256(sha256) {
                images.push(RowImage {
                    sha256: sha256.to_ascii_lowercase(),
                    file: format!("{prefix}{}", entry.path),
                    line: row.line(),
                });
            }
        }
    }
    images
}

/// The list of images of a corte, where it has one, against its rows.
pub(super) fn list(entries: &[Entry<'_>], images: &[RowImage], findings: &mut Findings) {
    let Some(entry) = entries.iter().find(|entry| entry.path == IMAGES_LIST) else {
        return;
    };
    let text = String::from_utf8_lossy(&entry.bytes);
    let own: BTreeSet<&str> = images.iter().map(|image| image.sha256.as_str()).collect();
    let mut listed = BTreeSet::new();
    for (line, number) in text.lines().zip(1..) {
        let name = line.trim();
        if !own.contains(name) || !listed.insert(name) {
            findings.add(Code::ImageList, Place::line(number), || {
                (
                    name.to_owned(),
                    "la imagen de un renglón, una vez".to_owned(),
                )
            });
        }
    }
    for name in own.difference(&listed) {
        findings.add(Code::ImageList, Place::FILE, || {
            ("no está".to_owned(), (*name).to_owned())
        });
    }
}

/// The images beside a corte, or beside the cortes of an ejercicio.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The images of the corte in `dir`: beside it, as they are published, or in it.
    pub(super) fn of_corte(dir: &Path) -> Option<Self> {
        let beside = dir.parent().map(|parent| parent.join(FOLDER));
        let places = beside.into_iter().chain([dir.join(FOLDER)]);
        let mut found = places.filter(|path| path.is_dir());
        found.next().map(|path| Self { path })
    }

    /// Those of every corte below `dir`.
    pub(super) fn below(dir: &Path) -> Option<Self> {
        let path = dir.join(FOLDER);
        path.is_dir().then_some(Self { path })
    }

    /// Names the rows whose image is not here.
    pub(super) fn missing<'i>(&self, images: &'i [RowImage]) -> Vec<(&'i str, Findings)> {
        let mut by_file = Vec::<(&str, Findings)>::new();
        for image in images {
            if self.image(&image.sha256).is_some() {
                continue;
            }
            let place = Place::cell(image.line, "CODIGO_INTEGRIDAD");
            if by_file.last().is_none_or(|(file, _)| *file != image.file) {
                by_file.push((&image.file, Findings::default()));
            }
            if let Some((_, findings)) = by_file.last_mut() {
                findings.add(Code::ImageMissing, place, || {
                    let name = format!("{FOLDER}/{}.jpg", image.sha256);
                    ("no está".to_owned(), name)
                });
            }
        }
        by_file
    }

    fn image(&self, sha256: &str) -> Option<PathBuf> {
        let path = self.path.join(format!("{sha256}.jpg"));
        path.is_file().then_some(path)
    }

    /// Reads every image that `own` names and holds its bytes against its name. How many it read.
    pub(super) fn digests(&self, own: &BTreeSet<&str>, findings: &mut Findings) -> u64 {
        let mut read = 0;
        for sha256 in own {
            let Some(path) = self.image(sha256) else {
                continue;
            };
            read += 1;
            let found = digest(&path);
            if found != **sha256 {
                findings.add(Code::ImageDigest, Place::FILE, || {
                    (
                        format!("{FOLDER}/{sha256}.jpg: {found}"),
                        (*sha256).to_owned(),
                    )
                });
            }
        }
        read
    }

    /// Files that are the image of no row of any corte.
    pub(super) fn unnamed(&self, own: &BTreeSet<&str>, findings: &mut Findings) {
        let Ok(entries) = fs::read_dir(&self.path) else {
            return;
        };
        let mut names: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        for name in names {
            let of_row = name
                .strip_suffix(".jpg")
                .is_some_and(|stem| own.contains(stem));
            if !of_row {
                findings.add(Code::ImageUnnamed, Place::FILE, || {
                    let expected = "solo imágenes de renglones publicados".to_owned();
                    (format!("{FOLDER}/{name}"), expected)
                });
            }
        }
    }
}

/// What the bytes of a file hash to, or why it cannot be read.
fn digest(path: &Path) -> String {
    let size = fs::metadata(path).map_or(0, |file| file.len());
    if size > MAX_BYTES {
        return format!("tiene {size} bytes, que ninguna imagen de un acta tiene");
    }
    match fs::read(path) {
        Ok(bytes) => Sha256Digest::of(&bytes).to_string(),
        Err(error) => format!("no se puede leer ({error})"),
    }
}
