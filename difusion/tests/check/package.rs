//! Packages and folders: a clean one of each, and a change that breaks each rule.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use difusion::check::{CheckOptions, Code, Kind, Report, check_dir, check_package_zip};
use prep_model::contract::jws::{self, KeySource};
use prep_model::contract::{PublicKey, Sha256Digest, Signer as _, SoftwareSigner};
use prep_model::perfiles::Perfil;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use crate::night::{COLUMNS, Change, database, set};

fn signer() -> SoftwareSigner {
    SoftwareSigner::from_secret_bytes(&[7; 32]).expect("a key")
}

/// The key that signs the manifests of these tests.
pub(crate) fn key() -> PublicKey {
    signer().public_key()
}

/// A manifest with its signature.
pub(crate) fn signed(manifest: &str) -> String {
    let signed = jws::sign(
        &signer(),
        "prep-corte+jws",
        KeySource::Kid,
        manifest.as_bytes(),
    );
    signed.expect("a signature")
}

fn options() -> CheckOptions {
    CheckOptions {
        perfil: Perfil::built_in("iecm-2024"),
        llaves: vec![key()],
        ..CheckOptions::default()
    }
}

type Files = Vec<(String, Vec<u8>)>;

fn zip(files: &Files) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .expect("a name");
        writer.write_all(bytes).expect("bytes");
    }
    writer.finish().expect("a zip").into_inner()
}

fn official(eleccion: &str, base: Vec<u8>) -> Files {
    let leeme = COLUMNS.join("\r\n");
    let people = "ID_ENTIDAD,PARTIDO_CSP,CANDIDATURA\r\n09,PAN,NOMBRE\r\n";
    vec![
        (format!("CDMX_{eleccion}_2024.csv"), base),
        (
            format!("CDMX_{eleccion}_CANDIDATURAS_2024.csv"),
            people.into(),
        ),
        ("leeme.txt".to_owned(), leeme.into_bytes()),
    ]
}

/// Another elección of the same night: its images are others.
fn second() -> Vec<u8> {
    let other = Change::Rows(|rows| {
        for row in rows {
            let hash = row["CODIGO_INTEGRIDAD"].replacen('0', "a", 1);
            set(row, &[("CODIGO_INTEGRIDAD", &hash)]);
        }
    });
    database(&[8, 9, 10], other)
}

/// The files of a corte without its manifest.
fn corte() -> Files {
    let (gub, alc) = (
        official("GUB", database(&[1, 2, 3], Change::None)),
        official("ALC", second()),
    );
    let nested = vec![
        ("20240603_2000_PREP_GUB_CDMX.zip".to_owned(), zip(&gub)),
        ("20240603_2000_PREP_ALC_CDMX.zip".to_owned(), zip(&alc)),
    ];
    let mut files = vec![("20240603_2000_PREP_CDMX.zip".to_owned(), zip(&nested))];
    for (eleccion, own) in [("GUB", gub), ("ALC", alc)] {
        files.extend(
            own.into_iter()
                .map(|(name, bytes)| (format!("{eleccion}/{name}"), bytes)),
        );
    }
    files.push(("aviso.txt".to_owned(), b"1 acta\r\n".to_vec()));
    files
}

fn manifest(files: &Files) -> Value {
    let named = files.iter().map(|(name, bytes)| {
        let rows = name.ends_with("_2024.csv") && !name.contains("CANDIDATURAS");
        let lines = bytes.split(|byte| *byte == b'\n').count() - 1;
        json!({
            "name": name,
            "sha256": Sha256Digest::of(bytes).to_string(),
            "bytes": bytes.len(),
            "rows": rows.then_some(lines.saturating_sub(7)),
        })
    });
    json!({ "v": 1, "files": named.collect::<Vec<_>>() })
}

fn write(dir: &Path, files: &Files, manifest: &Value) {
    for (name, bytes) in files {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let text = manifest.to_string();
    fs::write(dir.join("manifest.json"), &text).expect("a file");
    fs::write(dir.join("manifest.jws"), signed(&text)).expect("a file");
}

fn codes(report: &Report) -> BTreeSet<Code> {
    report.defects.iter().map(|defect| defect.code).collect()
}

/// The codes of a folder with one corte after `change`.
fn after(change: impl FnOnce(&Path)) -> BTreeSet<Code> {
    let temp = tempfile::tempdir().expect("a folder");
    let dir = temp.path().join("0001_20240603_2000");
    let files = corte();
    write(&dir, &files, &manifest(&files));
    let text = fs::read(dir.join("manifest.json")).expect("the manifest");
    let pointer = json!({ "folder": "0001_20240603_2000", "manifest_sha256": Sha256Digest::of(&text).to_string() });
    fs::write(temp.path().join("actual.json"), pointer.to_string()).expect("a file");
    change(&dir);
    codes(&check_dir(temp.path(), &options()).expect("a corte"))
}

/// The codes of a corte made of changed files, with a manifest that tells the truth of them.
fn made_of(change: impl FnOnce(&mut Files)) -> BTreeSet<Code> {
    let temp = tempfile::tempdir().expect("a folder");
    let mut files = corte();
    change(&mut files);
    write(temp.path(), &files, &manifest(&files));
    codes(&check_dir(temp.path(), &options()).expect("a corte"))
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a text");
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).expect("a file");
}

fn at<'a>(files: &'a mut Files, name: &str) -> &'a mut Vec<u8> {
    &mut files
        .iter_mut()
        .find(|(own, _)| own == name)
        .expect("the file")
        .1
}

#[test]
fn a_clean_corte_and_its_package_have_no_defect() {
    assert_eq!(after(|_| ()), BTreeSet::new());
    assert_eq!(made_of(|_| ()), BTreeSet::new());
    let package = corte().remove(0).1;
    let report = check_package_zip("p.zip", &package, &options()).expect("a package");
    assert_eq!(codes(&report), BTreeSet::new());
    assert!(report.actas > 20);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one broken rule after another")]
fn every_code_of_packages_fires_exactly_when_its_rule_is_broken() {
    let found = [
        (
            Code::Manifest,
            after(|dir| {
                fs::remove_file(dir.join("manifest.json")).expect("a file");
                // The pointer names the digest of a manifest, which is gone.
                fs::remove_file(dir.join("../actual.json")).expect("a file");
            }),
        ),
        (
            Code::ManifestSignature,
            after(|dir| {
                let other = SoftwareSigner::from_secret_bytes(&[8; 32]).expect("a key");
                let text = fs::read(dir.join("manifest.json")).expect("the manifest");
                let signed = jws::sign(&other, "prep-corte+jws", KeySource::Kid, &text);
                fs::write(dir.join("manifest.jws"), signed.expect("a signature")).expect("a file");
            }),
        ),
        (
            Code::FileMissing,
            after(|dir| fs::remove_file(dir.join("aviso.txt")).expect("a file")),
        ),
        (
            Code::FileDigest,
            after(|dir| edit(&dir.join("aviso.txt"), "1 acta", "2 acta")),
        ),
        (
            Code::FileUnnamed,
            after(|dir| fs::write(dir.join("otro.txt"), "x").expect("a file")),
        ),
        (
            Code::Pointer,
            after(|dir| edit(&dir.join("../actual.json"), "0001_", "0002_")),
        ),
        (
            Code::FileUnreadable,
            made_of(|files| files.push(("mal.csv".to_owned(), b"hola".to_vec()))),
        ),
        (
            Code::Companions,
            made_of(|files| files.retain(|(name, _)| name != "GUB/leeme.txt")),
        ),
        (
            Code::CompanionColumns,
            made_of(|files| {
                let leeme = at(files, "GUB/leeme.txt");
                *leeme = String::from_utf8_lossy(leeme)
                    .replace("MECANISMOS_TRASLADO", "MECANISMO")
                    .into_bytes();
            }),
        ),
        (
            Code::HashAcrossFiles,
            made_of(|files| {
                let same = database(&[8, 9, 10], Change::None);
                *at(files, "ALC/CDMX_ALC_2024.csv") = same;
                files.remove(0);
            }),
        ),
        (
            Code::MomentAcrossFiles,
            made_of(|files| {
                let base = at(files, "ALC/CDMX_ALC_2024.csv");
                *base = String::from_utf8_lossy(base)
                    .replacen("20:00 (", "20:20 (", 1)
                    .into_bytes();
                files.remove(0);
            }),
        ),
        (
            Code::CopyDiffers,
            made_of(|files| {
                *at(files, "ALC/CDMX_ALC_2024.csv") = {
                    let base = at(files, "ALC/CDMX_ALC_2024.csv").clone();
                    String::from_utf8_lossy(&base)
                        .replacen("GUBERNATURA", "ALCALDÍAS", 1)
                        .into_bytes()
                };
            }),
        ),
        (
            Code::NoCandidaturas,
            made_of(|files| {
                let people = at(files, "GUB/CDMX_GUB_CANDIDATURAS_2024.csv");
                *people = b"ID_ENTIDAD,PARTIDO_CSP,CANDIDATURA\r\n".to_vec();
                files.remove(0);
            }),
        ),
        (Code::FileCounts, {
            let temp = tempfile::tempdir().expect("a folder");
            let files = corte();
            let mut manifest = manifest(&files);
            manifest["files"][1]["rows"] = json!(999);
            write(temp.path(), &files, &manifest);
            codes(&check_dir(temp.path(), &options()).expect("a corte"))
        }),
    ];
    for (code, codes) in &found {
        // A manifest that is gone takes the pointer with it; a copy that differs shares its images.
        let mut expected = BTreeSet::from([*code]);
        match code {
            Code::Manifest => expected.extend([Code::Pointer]),
            Code::CopyDiffers => expected.extend([Code::HashAcrossFiles]),
            _ => {}
        }
        assert_eq!(*codes, expected, "{code}");
    }
    let tried: BTreeSet<Code> = found.iter().map(|(code, _)| *code).collect();
    // Those of images have their tests beside those of sums.
    let of_images = [
        Code::ImageMissing,
        Code::ImageDigest,
        Code::ImageUnnamed,
        Code::ImageList,
    ];
    let all = Code::ALL
        .iter()
        .filter(|code| code.kind() == Kind::Integrity && !of_images.contains(code));
    assert_eq!(tried, all.copied().collect());
}

#[test]
fn a_csv_that_the_manifest_calls_something_else_is_no_database() {
    let temp = tempfile::tempdir().expect("a folder");
    let mut files = corte();
    files.push(("retenidas.csv".to_owned(), b"ACTA,MOTIVO\r\n".to_vec()));
    let mut manifest = manifest(&files);
    for file in manifest["files"].as_array_mut().expect("a list") {
        let name = file["name"].as_str().expect("a name");
        let base = name.ends_with("GUB_2024.csv") || name.ends_with("ALC_2024.csv");
        file["kind"] = json!(if base { "base" } else { "agregado" });
    }
    write(temp.path(), &files, &manifest);
    let report = check_dir(temp.path(), &options()).expect("a corte");
    assert_eq!(codes(&report), BTreeSet::new());
}

#[test]
fn without_a_key_the_report_says_that_the_signature_was_not_verified() {
    let temp = tempfile::tempdir().expect("a folder");
    let files = corte();
    write(temp.path(), &files, &manifest(&files));
    let options = CheckOptions {
        llaves: Vec::new(),
        ..options()
    };
    let report = check_dir(temp.path(), &options).expect("a corte");
    assert!(report.is_clean());
    assert!(report.notes.iter().any(|note| note.contains("--llave")));
}
