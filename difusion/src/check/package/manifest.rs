//! The manifest of a corte against its files.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::contract::Sha256Digest;
use prep_model::contract::jws::{CompactJws, KeySource};
use serde::Deserialize;

use super::super::findings::{Findings, Place};
use super::super::{CheckOptions, Code};
use super::zips::Entry;
use crate::manifest::Manifest;

/// What the checker needs of a manifest; one of a later version may say more.
#[derive(Debug, Deserialize)]
struct Named {
    files: Vec<NamedFile>,
}

#[derive(Debug, Deserialize)]
struct NamedFile {
    name: String,
    #[serde(default)]
    kind: Option<String>,
    sha256: String,
    bytes: u64,
    #[serde(default)]
    rows: Option<u64>,
}

/// The databases that the manifest among `entries` names; `None` if it does not say which they are.
pub(super) fn bases(entries: &[Entry<'_>]) -> Option<BTreeSet<String>> {
    let manifest = entries.iter().find(|entry| entry.path == Manifest::FILE)?;
    let named: Named = serde_json::from_slice(&manifest.bytes).ok()?;
    let says = named.files.iter().any(|file| file.kind.is_some());
    let bases = named.files.into_iter();
    let bases = bases.filter(|file| file.kind.as_deref() == Some("base"));
    says.then(|| bases.map(|file| file.name).collect())
}

/// Checks what the manifest among `entries` says; `rows` are the actas of each database by path.
pub(super) fn check(
    entries: &[Entry<'_>],
    rows: &BTreeMap<String, u64>,
    options: &CheckOptions,
    findings: &mut Findings,
) {
    let files: BTreeMap<&str, &Entry<'_>> = entries
        .iter()
        .map(|entry| (entry.path.as_str(), entry))
        .collect();
    let Some(manifest) = files.get(Manifest::FILE) else {
        findings.add(Code::Manifest, Place::FILE, || {
            ("no está".to_owned(), Manifest::FILE.to_owned())
        });
        return;
    };
    let named: Named = match serde_json::from_slice(&manifest.bytes) {
        Ok(named) => named,
        Err(error) => {
            findings.add(Code::Manifest, Place::FILE, || {
                (
                    error.to_string(),
                    "un manifiesto en JSON con sus archivos".to_owned(),
                )
            });
            return;
        }
    };
    signature(
        &manifest.bytes,
        files.get(Manifest::SIGNED_FILE).copied(),
        options,
        findings,
    );
    for file in &named.files {
        let Some(entry) = files.get(file.name.as_str()) else {
            findings.add(Code::FileMissing, Place::FILE, || {
                ("no está".to_owned(), file.name.clone())
            });
            continue;
        };
        one(file, entry, rows.get(&entry.path).copied(), findings);
    }
    for path in files.keys() {
        let own = [Manifest::FILE, Manifest::SIGNED_FILE].contains(path);
        if !own && !named.files.iter().any(|file| file.name == **path) {
            findings.add(Code::FileUnnamed, Place::FILE, || {
                (
                    (*path).to_owned(),
                    "solo los archivos del manifiesto".to_owned(),
                )
            });
        }
    }
}

fn one(file: &NamedFile, entry: &Entry<'_>, rows: Option<u64>, findings: &mut Findings) {
    let digest = Sha256Digest::of(&entry.bytes).to_string();
    if !digest.eq_ignore_ascii_case(&file.sha256) {
        findings.add(Code::FileDigest, Place::FILE, || {
            (format!("{}: {digest}", file.name), file.sha256.clone())
        });
        // Its size and rows are another file's.
        return;
    }
    let bytes = entry.bytes.len() as u64;
    if bytes != file.bytes {
        findings.add(Code::FileCounts, Place::FILE, || {
            (
                format!("{}: {bytes} bytes", file.name),
                format!("{} bytes", file.bytes),
            )
        });
    }
    if let (Some(rows), Some(named)) = (rows, file.rows)
        && rows != named
    {
        findings.add(Code::FileCounts, Place::FILE, || {
            (
                format!("{}: {rows} renglones", file.name),
                format!("{named} renglones"),
            )
        });
    }
}

fn signature(
    manifest: &[u8],
    signed: Option<&Entry<'_>>,
    options: &CheckOptions,
    findings: &mut Findings,
) {
    let mut wrong = |found: String, expected: &str| {
        findings.add(Code::ManifestSignature, Place::FILE, || {
            (found, expected.to_owned())
        });
    };
    let Some(signed) = signed else {
        wrong("no está".to_owned(), Manifest::SIGNED_FILE);
        return;
    };
    let text = String::from_utf8_lossy(&signed.bytes);
    let jws = CompactJws::parse(
        text.trim_end(),
        Manifest::TYP,
        KeySource::Kid,
        Manifest::MAX_LEN,
    );
    let jws = match jws {
        Ok(jws) => jws,
        Err(error) => {
            wrong(
                error.to_string(),
                "un JWS compacto con la firma del manifiesto",
            );
            return;
        }
    };
    if jws.payload() != manifest {
        wrong(
            "lo firmado no es manifest.json".to_owned(),
            "el mismo texto",
        );
    }
    if options.llaves.is_empty() {
        findings.note(
            "La firma del manifiesto no se verificó: dé la llave pública de cortes con --llave.",
        );
        return;
    }
    if !options.llaves.iter().any(|key| jws.verify(key).is_ok()) {
        findings.add(Code::ManifestSignature, Place::FILE, || {
            let kid = jws.thumbprint().map(|kid| kid.to_string());
            let found = format!("firmado por {}", kid.unwrap_or_default());
            (
                found,
                "firmado con una llave de cortes de las dadas".to_owned(),
            )
        });
    }
}
