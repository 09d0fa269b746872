//! Packages and folders: databases with what belongs to them.

mod agregados;
mod companions;
mod folder;
mod imagenes;
mod manifest;
mod zips;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use prep_model::contract::Sha256Digest;
use proceso_files::published::table::KnownColumn;

use super::database::{Checked, report};
use super::findings::{Findings, Place};
use super::imagen::is_sha256;
use super::moment::shown;
use super::{CheckOptions, Code, Defect, Report, Unreadable};
use crate::manifest::Manifest;

pub(super) use companions::what_is;
pub use folder::check_dir;
use imagenes::RowImage;
use zips::{Entry, Refused, is_zip, unpack};

/// Checks a ZIP, with whatever ZIP files are nested in it: every database, what must be beside it, and
/// what databases of one corte have in common.
pub fn check_package_zip(
    name: &str,
    bytes: &[u8],
    options: &CheckOptions,
) -> Result<Report, Unreadable> {
    let (entries, refused) = unpack(name, bytes)?;
    let mut set = Set::new(name, options);
    set.refused("", &refused);
    set.check("", &entries, Belonging::Package);
    set.into_report()
}

/// Checks the files of one corte that is not public yet; `files` are paths in it and bytes. Without a
/// manifest among them what belongs to a manifest is not checked, and everything else is.
pub fn check_files(
    name: &str,
    files: &[(&str, &[u8])],
    options: &CheckOptions,
) -> Result<Report, Unreadable> {
    let entries = files.iter().map(|(path, bytes)| Entry {
        path: (*path).to_owned(),
        bytes: Cow::Borrowed(bytes),
    });
    let entries: Vec<Entry<'_>> = entries.collect();
    let mut set = Set::new(name, options);
    let belonging = Belonging::of(&entries);
    set.check("", &entries, belonging);
    set.into_report()
}

/// What a set of files is, and so what must be with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Belonging {
    /// A folder of a corte, with its manifest.
    Corte,
    /// An official package: candidaturas and leeme beside each database.
    Package,
    /// Files that somebody put together.
    Loose,
}

impl Belonging {
    fn of(entries: &[Entry<'_>]) -> Self {
        let is_manifest = |path: &str| path == Manifest::FILE || path == Manifest::SIGNED_FILE;
        if entries.iter().any(|entry| is_manifest(&entry.path)) {
            Self::Corte
        } else {
            Self::Package
        }
    }
}

/// Gathers the report of several files.
struct Set<'a> {
    name: &'a str,
    options: &'a CheckOptions,
    actas: u64,
    databases: usize,
    defects: Vec<Defect>,
    notes: Vec<String>,
}

impl<'a> Set<'a> {
    fn new(name: &'a str, options: &'a CheckOptions) -> Self {
        Self {
            name,
            options,
            actas: 0,
            databases: 0,
            defects: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn add(&mut self, file: &str, findings: Findings) {
        let (defects, notes) = findings.into_defects(Some(file));
        self.defects.extend(defects);
        for note in notes {
            self.note(&note);
        }
    }

    fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|own| own == note) {
            self.notes.push(note.to_owned());
        }
    }

    fn refused(&mut self, prefix: &str, refused: &[Refused]) {
        for file in refused {
            let mut findings = Findings::default();
            findings.add(Code::FileUnreadable, Place::FILE, || {
                (file.why.clone(), "un archivo completo".to_owned())
            });
            self.add(&format!("{prefix}{}", file.path), findings);
        }
    }

    /// Checks the files of one corte or package; `prefix` comes before their names in the report. The
    /// images that its rows name.
    fn check(
        &mut self,
        prefix: &str,
        entries: &[Entry<'_>],
        belonging: Belonging,
    ) -> Vec<RowImage> {
        let (all, refused) = expand(entries);
        self.refused(prefix, &refused);
        let bases = manifest::bases(entries);
        // What is in a package is a database unless it is known to be something else.
        let must_be = |path: &str| {
            let inside = !entries.iter().any(|entry| entry.path == path);
            inside || bases.as_ref().is_none_or(|bases| bases.contains(path))
        };
        let mut found = self.databases(prefix, &all, belonging, must_be);
        let mut together = Findings::default();
        let images = imagenes::of(prefix, &found.distinct);
        if belonging != Belonging::Loose {
            across(&mut found.distinct, &mut together);
            copies(&all, &mut together);
            imagenes::list(entries, &images, &mut together);
        }
        if belonging == Belonging::Corte {
            manifest::check(entries, &found.rows, self.options, &mut together);
        }
        self.add(prefix.trim_end_matches('/'), together);
        for (entry, first) in found.again {
            let mut findings = Findings::default();
            if belonging != Belonging::Loose {
                let table = &found.distinct[first].1.table;
                companions::check(entry, &all, table, self.options, &mut findings);
            }
            self.add(&format!("{prefix}{}", entry.path), findings);
        }
        let rows = &found.rows;
        let sums = agregados::Sums::of(&all, self.options, |path| rows.contains_key(path));
        for (entry, checked) in found.distinct {
            self.actas += checked.actas;
            self.databases += 1;
            let mut findings = checked.findings;
            if belonging != Belonging::Loose {
                companions::check(entry, &all, &checked.table, self.options, &mut findings);
                for (path, own) in sums.check(entry, &checked.table) {
                    self.add(&format!("{prefix}{path}"), own);
                }
            }
            self.add(&format!("{prefix}{}", entry.path), findings);
        }
        images
    }

    /// Reads every CSV that is a database.
    fn databases<'e>(
        &mut self,
        prefix: &str,
        all: &'e [Entry<'e>],
        belonging: Belonging,
        must_be: impl Fn(&str) -> bool,
    ) -> Databases<'e> {
        let mut seen = BTreeMap::new();
        let mut found = Databases::default();
        for entry in all.iter().filter(|entry| may_be_database(&entry.path)) {
            let digest = Sha256Digest::of(&entry.bytes);
            // The database in the package is that of the folder: once is enough.
            if let Some(&(first, count)) = seen.get(&digest) {
                found.rows.insert(entry.path.clone(), count);
                found.again.push((entry, first));
                continue;
            }
            let path = format!("{prefix}{}", entry.path);
            match Checked::of(&path, &entry.bytes, self.options) {
                Ok(checked) => {
                    seen.insert(digest, (found.distinct.len(), checked.actas));
                    found.rows.insert(entry.path.clone(), checked.actas);
                    found.distinct.push((entry, checked));
                }
                Err(_) if companions::is_known(&entry.bytes) || !must_be(&entry.path) => {}
                Err(unreadable) if belonging == Belonging::Loose => {
                    let note = format!("{path} no se revisó: {}.", unreadable.message);
                    self.notes.push(note);
                }
                Err(unreadable) => {
                    let mut findings = Findings::default();
                    findings.add(Code::FileUnreadable, Place::FILE, || {
                        (unreadable.message.clone(), unreadable.remedy.clone())
                    });
                    self.add(&path, findings);
                }
            }
        }
        found
    }

    fn into_report(mut self) -> Result<Report, Unreadable> {
        if self.databases == 0 && self.defects.is_empty() {
            return Err(Unreadable {
                name: self.name.to_owned(),
                message: "no hay ninguna base de datos de resultados por acta".to_owned(),
                remedy: "dé el CSV, el ZIP o la carpeta que publicó el PREP".to_owned(),
            });
        }
        for defect in &mut self.defects {
            defect.file = defect.file.take().filter(|file| !file.is_empty());
        }
        self.defects
            .sort_by_key(|defect| (defect.kind, defect.code));
        Ok(report(
            self.name,
            self.options,
            self.actas,
            self.defects,
            self.notes,
        ))
    }
}

/// The databases of a set of files.
#[derive(Default)]
struct Databases<'e> {
    distinct: Vec<(&'e Entry<'e>, Checked)>,
    /// Further copies of one of them, by its index.
    again: Vec<(&'e Entry<'e>, usize)>,
    /// Actas by path.
    rows: BTreeMap<String, u64>,
}

/// The files, and after them those inside the ZIP files among them: a reader looks at the plain ones
/// first, and so are they called in the report.
fn expand<'e>(entries: &'e [Entry<'_>]) -> (Vec<Entry<'e>>, Vec<Refused>) {
    let (zips, plain): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| is_zip(&entry.bytes));
    let mut all: Vec<Entry<'e>> = plain.into_iter().map(Entry::again).collect();
    let mut refused = Vec::new();
    for entry in zips {
        match unpack(&entry.path, &entry.bytes) {
            Ok((inner, unread)) => {
                let within = |path: &str| format!("{}/{path}", entry.path);
                all.extend(inner.into_iter().map(|inner| Entry {
                    path: within(&inner.path),
                    bytes: inner.bytes,
                }));
                refused.extend(unread.into_iter().map(|file| Refused {
                    path: within(&file.path),
                    why: file.why,
                }));
            }
            Err(error) => refused.push(Refused {
                path: entry.path.clone(),
                why: error.message,
            }),
        }
    }
    (all, refused)
}

/// A CSV that is not one of sums by territory, which have sección and votes too.
fn may_be_database(path: &str) -> bool {
    let mut folders = path.rsplit('/').skip(1);
    is_csv(path) && folders.all(|folder| folder != agregados::FOLDER)
}

fn is_csv(path: &str) -> bool {
    let extension = Path::new(path).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What databases of one corte have in common: the moment, and no image twice.
fn across(databases: &mut [(&Entry<'_>, Checked)], findings: &mut Findings) {
    let mut moments = databases.iter().filter_map(|(entry, checked)| {
        checked
            .table
            .corte()
            .map(|corte| (entry.path.as_str(), shown(&corte)))
    });
    if let Some((first, moment)) = moments.next() {
        for (path, other) in moments.filter(|(_, other)| *other != moment) {
            findings.add(Code::MomentAcrossFiles, Place::FILE, || {
                (
                    format!("{path}: {other}"),
                    format!("{moment}, como en {first}"),
                )
            });
        }
    }
    let mut places = HashMap::<String, Vec<(usize, u32)>>::new();
    for (index, (_, checked)) in databases.iter().enumerate() {
        for row in checked.table.rows() {
            let hash = checked.table.text(row, KnownColumn::CodigoIntegridad);
            if is_sha256(hash) {
                let own = places.entry(hash.to_ascii_lowercase()).or_default();
                own.push((index, row.line()));
            }
        }
    }
    let shared = places.into_iter();
    let shared = shared.filter(|(_, own)| own.iter().any(|(index, _)| *index != own[0].0));
    let mut shared: Vec<_> = shared.collect();
    shared.sort();
    for (hash, own) in shared {
        for (index, line) in &own {
            let other = own.iter().find(|(other, _)| other != index);
            let (other, other_line) = other.copied().unwrap_or_default();
            let other = databases[other].0.path.clone();
            let column = databases[*index]
                .1
                .table
                .column(KnownColumn::CodigoIntegridad);
            let names = databases[*index].1.table.sheet().names();
            let column = column.and_then(|column| names.get(column)).cloned();
            let place = Place::cell(*line, column.as_deref().unwrap_or_default());
            databases[*index]
                .1
                .findings
                .add(Code::HashAcrossFiles, place, || {
                    (
                        hash.clone(),
                        format!("no también en {other} línea {other_line}"),
                    )
                });
        }
    }
}

/// Files of one name, in the folder and in its package, are the same.
fn copies(all: &[Entry<'_>], findings: &mut Findings) {
    let mut first = BTreeMap::<&str, &Entry<'_>>::new();
    for entry in all.iter().filter(|entry| may_be_database(&entry.path)) {
        let other = *first.entry(file_name(&entry.path)).or_insert(entry);
        if other.bytes != entry.bytes {
            findings.add(Code::CopyDiffers, Place::FILE, || {
                (entry.path.clone(), format!("igual que {}", other.path))
            });
        }
    }
}
