//! A whole corte of a made-up night, with its sums and images: clean as it is made, and a change that
//! breaks each rule about what follows from the rows.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use central::cortes::{Contenido, Snapshot};
use difusion::base::Momento;
use difusion::check::{CheckOptions, Code, Report, check_dir, check_files};
use difusion::folder::images_text;
use difusion::package::{FileKind, Package, PackageFile, build};
use difusion::publish::{Checker, Review, Reviewer as _};
use prep_model::contract::Sha256Digest;
use prep_model::perfiles::Perfil;
use prep_model::proceso::Proceso;
use proceso_files::demo::{Options, Scale};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::made::night;

fn demo() -> Proceso {
    let scale = Scale::Small {
        distritos: 2,
        casillas: 14,
    };
    proceso_files::demo::proceso_with(Options { seed: 5, scale })
}

/// The files of a corte with its list of images.
fn files(proceso: &Proceso, snapshot: &Snapshot) -> Package {
    let momento = Momento {
        at: snapshot.at,
        ultimo: false,
    };
    let ejercicio = "oficial".parse().expect("an ejercicio");
    let mut package = build(proceso, &ejercicio, snapshot, momento).expect("a package");
    let list = images_text(&package.images).into_bytes();
    package.files.push(PackageFile {
        path: "imagenes.txt".to_owned(),
        bytes: list,
        kind: FileKind::Imagenes,
        eleccion: None,
        rows: Some(package.images.len() as u64),
    });
    package
}

fn manifest(package: &Package) -> Value {
    let named = package.files.iter().map(|file| {
        json!({
            "name": file.path,
            "kind": file.kind,
            "sha256": Sha256Digest::of(&file.bytes).to_string(),
            "bytes": file.bytes.len(),
            "rows": file.rows,
        })
    });
    json!({ "v": 1, "previous": null, "files": named.collect::<Vec<_>>() })
}

/// The bytes of the made-up images: what their digests were made of.
fn images(snapshot: &Snapshot) -> Vec<Vec<u8>> {
    let leidas = snapshot.actas.iter().filter_map(|acta| {
        let leida = matches!(acta.contenido, Contenido::Leida(_));
        leida.then(|| acta.acta.to_string().into_bytes())
    });
    let fuera = (0..snapshot.fuera_de_catalogo.len() as u64).map(|n| n.to_be_bytes().to_vec());
    leidas.chain(fuera).collect()
}

/// A folder of cortes with one in it.
fn published(package: &Package, images: &[Vec<u8>]) -> tempfile::TempDir {
    let temp = tempfile::tempdir().expect("a folder");
    let dir = temp.path().join("0001_20270606_2000");
    let write = |path: &Path, bytes: &[u8]| {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    for file in &package.files {
        write(&dir.join(&file.path), &file.bytes);
    }
    let manifest = manifest(package).to_string();
    write(&dir.join("manifest.json"), manifest.as_bytes());
    write(
        &dir.join("manifest.jws"),
        crate::package::signed(&manifest).as_bytes(),
    );
    for bytes in images {
        let name = format!("imagenes/{}.jpg", Sha256Digest::of(bytes));
        write(&temp.path().join(name), bytes);
    }
    let pointer = json!({
        "folder": "0001_20270606_2000",
        "manifest_sha256": Sha256Digest::of(manifest.as_bytes()).to_string(),
    });
    write(
        &temp.path().join("actual.json"),
        pointer.to_string().as_bytes(),
    );
    temp
}

fn options(proceso: &Proceso) -> CheckOptions {
    CheckOptions {
        llaves: vec![crate::package::key()],
        ..CheckOptions::with_perfil(proceso.perfil().clone())
    }
}

fn codes(report: &Report) -> BTreeSet<Code> {
    report.defects.iter().map(|defect| defect.code).collect()
}

/// The codes of a corte with changed files, whose manifest tells the truth of them.
fn made_of(change: impl FnOnce(&mut Package)) -> BTreeSet<Code> {
    let proceso = demo();
    let snapshot = night(&proceso, 11, 90);
    let mut package = files(&proceso, &snapshot);
    change(&mut package);
    let temp = published(&package, &images(&snapshot));
    codes(&check_dir(temp.path(), &options(&proceso)).expect("a corte"))
}

/// The codes of a corte after its folder was changed.
fn after(change: impl FnOnce(&Path)) -> BTreeSet<Code> {
    let proceso = demo();
    let snapshot = night(&proceso, 11, 90);
    let temp = published(&files(&proceso, &snapshot), &images(&snapshot));
    change(temp.path());
    codes(&check_dir(temp.path(), &options(&proceso)).expect("a corte"))
}

fn bytes<'a>(package: &'a mut Package, path: &str) -> &'a mut Vec<u8> {
    let mut files = package.files.iter_mut();
    let file = files.find(|file| file.path == path);
    &mut file.unwrap_or_else(|| panic!("no {path}")).bytes
}

/// Changes one cell of a sheet: the row whose first cell is `key`, under `column`.
fn cell(package: &mut Package, path: &str, (key, column): (&str, &str), to: &str) {
    let own = bytes(package, path);
    let text = String::from_utf8(own.clone()).expect("UTF-8");
    let mut lines: Vec<Vec<String>> = text
        .split("\r\n")
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let at = lines[0].iter().position(|name| name == column);
    let at = at.unwrap_or_else(|| panic!("{path} has no {column}"));
    let row = lines.iter_mut().find(|line| line[0] == key);
    let row = row.unwrap_or_else(|| panic!("{path} has no {key}"));
    assert_ne!(row[at], to);
    to.clone_into(&mut row[at]);
    let lines: Vec<String> = lines.iter().map(|cells| cells.join(",")).collect();
    *own = lines.join("\r\n").into_bytes();
}

fn without(package: &mut Package, path: &str, key: &str) {
    let own = bytes(package, path);
    let text = String::from_utf8(own.clone()).expect("UTF-8");
    let (before, lines) = (text.len(), text.split("\r\n"));
    let lines: Vec<&str> = lines.filter(|line| !line.starts_with(key)).collect();
    let text = lines.join("\r\n");
    assert!(text.len() < before, "{path} has no {key}");
    *own = text.into_bytes();
}

fn json(package: &mut Package, change: impl FnOnce(&mut Value)) {
    let own = bytes(package, "resultados.json");
    let mut value: Value = serde_json::from_slice(own).expect("JSON");
    change(&mut value);
    *own = value.to_string().into_bytes();
}

fn an_image(dir: &Path) -> std::path::PathBuf {
    let entries = fs::read_dir(dir.join("imagenes")).expect("images");
    let mut all: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    all.sort();
    all.swap_remove(0)
}

#[test]
fn a_corte_with_its_sums_and_images_has_no_defect() {
    assert_eq!(made_of(|_| ()), BTreeSet::new());
}

#[test]
fn a_corte_before_the_first_acta_has_no_defect_for_who_names_no_perfil_either() {
    let proceso = demo();
    let nothing = night(&proceso, 11, 0);
    let temp = published(&files(&proceso, &nothing), &images(&nothing));
    let unnamed = CheckOptions {
        perfil: None,
        ..options(&proceso)
    };
    for options in [options(&proceso), unnamed] {
        let report = check_dir(temp.path(), &options).expect("a corte");
        assert_eq!(codes(&report), BTreeSet::new());
    }
}

#[test]
fn a_sum_that_is_not_that_of_its_rows_is_found_at_every_level() {
    let sum = BTreeSet::from([Code::TerritorySum]);
    for (path, key, column) in [
        ("GUB/agregados/entidad.csv", "09", "NULOS"),
        ("GUB/agregados/entidad.csv", "09", "ACTAS_ESPERADAS"),
        ("GUB/agregados/distrito.csv", "001", "COLM"),
        ("GUB/agregados/seccion.csv", "0001", "NO_REGISTRADAS"),
        (
            "GUB/agregados/casilla.csv",
            "090001B0100",
            "ACTAS_REGISTRADAS",
        ),
        (
            "ALC/agregados/alcaldia.csv",
            "001",
            "ACTAS_NO_CONTABILIZADAS",
        ),
        // The rows of gobierno do not say the alcaldía: all of them together are held to the rows.
        ("GUB/agregados/alcaldia.csv", "001", "NULOS"),
        ("ALC/agregados/distrito.csv", "001", "NULOS"),
        ("GUB/agregados/partidos.csv", "09", "VOTOS"),
        ("DIP_LOC/agregados/candidaturas.csv", "001", "VOTOS"),
    ] {
        let mut found = made_of(|package| cell(package, path, (key, column), "77777"));
        // The percentages of the row no longer follow from it.
        found.remove(&Code::TerritoryPercentage);
        assert_eq!(found, sum, "{path} {key} {column}");
    }
    let lost = made_of(|package| without(package, "GUB/agregados/seccion.csv", "0001,"));
    assert_eq!(lost, sum, "a territory that is not there");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one broken rule after another")]
fn every_code_of_what_follows_from_the_rows_fires_exactly_when_its_rule_is_broken() {
    let percentage = "PORCENTAJE_ACTAS_CAPTURADAS";
    let found = [
        (
            Code::TerritoryPercentage,
            made_of(|package| {
                let path = "GUB/agregados/distrito.csv";
                cell(package, path, ("001", percentage), "12.3456");
            }),
        ),
        (
            Code::TerritoryPercentage,
            made_of(|package| {
                cell(
                    package,
                    "GUB/agregados/partidos.csv",
                    ("09", "PORCENTAJE"),
                    "0.0001",
                );
            }),
        ),
        (
            Code::ResultsFile,
            made_of(|package| {
                json(package, |value| {
                    value["elecciones"][0]["resumen"]["TOTAL_VOTOS_C_CS"] = json!("1");
                });
            }),
        ),
        (
            Code::ResultsFile,
            made_of(|package| {
                json(package, |value| {
                    value["elecciones"][1]["ambitos"][0]["votos"]["COLM"] = json!(77_777);
                });
            }),
        ),
        (
            Code::FileUnreadable,
            made_of(|package| {
                *bytes(package, "GUB/agregados/seccion.csv") = b"nada\r\n".to_vec();
            }),
        ),
        (
            Code::ImageList,
            made_of(|package| {
                let list = bytes(package, "imagenes.txt");
                list.drain(..65);
            }),
        ),
        (
            Code::ImageMissing,
            after(|dir| fs::remove_file(an_image(dir)).expect("an image")),
        ),
        (
            Code::ImageDigest,
            after(|dir| fs::write(an_image(dir), "otra cosa").expect("an image")),
        ),
        (
            Code::ImageUnnamed,
            after(|dir| {
                let name = format!("imagenes/{}.jpg", Sha256Digest::of(b"de nadie"));
                fs::write(dir.join(name), "de nadie").expect("an image");
            }),
        ),
    ];
    for (code, codes) in found {
        assert_eq!(codes, BTreeSet::from([code]), "{code}");
    }
}

#[test]
fn one_corte_alone_knows_the_images_beside_it_and_not_whose_the_others_are() {
    let proceso = demo();
    let snapshot = night(&proceso, 11, 90);
    let temp = published(&files(&proceso, &snapshot), &images(&snapshot));
    let other = temp
        .path()
        .join(format!("imagenes/{}.jpg", Sha256Digest::of(b"x")));
    fs::write(other, "x").expect("an image of another corte");
    let corte = temp.path().join("0001_20270606_2000");
    let report = check_dir(&corte, &options(&proceso)).expect("a corte");
    assert_eq!(codes(&report), BTreeSet::new());
    assert!(
        report.notes[0].starts_with("Imágenes leídas"),
        "{:?}",
        report.notes
    );
    fs::remove_dir_all(temp.path().join("imagenes")).expect("images");
    let report = check_dir(&corte, &options(&proceso)).expect("a corte");
    assert!(report.is_clean());
    assert!(
        report.notes[0].contains("no se revisaron"),
        "{:?}",
        report.notes
    );
}

/// Two elecciones with one image: both rows are told with their lines, so that a corte of ours can
/// leave both out.
#[test]
fn an_image_in_two_databases_is_told_in_both() {
    let proceso = demo();
    let mut snapshot = night(&proceso, 11, 100);
    let shared = Sha256Digest::of(b"una sola");
    let mut elecciones = BTreeSet::new();
    for acta in &mut snapshot.actas {
        if let Contenido::Leida(leida) = &mut acta.contenido
            && elecciones.len() < 2
            && elecciones.insert(acta.acta.eleccion.clone())
        {
            leida.sha256 = shared;
        }
    }
    let package = files(&proceso, &snapshot);
    let all: Vec<(&str, &[u8])> = package
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.bytes.as_slice()))
        .collect();
    let report = check_files("corte", &all, &options(&proceso)).expect("a corte");
    assert_eq!(codes(&report), BTreeSet::from([Code::HashAcrossFiles]));
    let rows = report.withheld_lines();
    assert_eq!(rows.len(), 2, "{rows:?}");
    let bases: BTreeSet<&String> = rows.keys().map(|(file, _)| file).collect();
    assert_eq!(bases.len(), 2, "{rows:?}");
}

/// What a publication leaves out: an acta by its key, one fuera de catálogo by its image.
#[test]
fn a_publication_leaves_out_both_rows_of_one_image_and_is_clean_without_them() {
    let proceso = demo();
    let mut seeds = 0u64..;
    let mut snapshot = seeds
        .find_map(|seed| {
            let snapshot = night(&proceso, seed, 100);
            (!snapshot.fuera_de_catalogo.is_empty()).then_some(snapshot)
        })
        .expect("some night has one");
    let shared = Sha256Digest::of(b"una sola");
    let fuera = &mut snapshot.fuera_de_catalogo[0];
    fuera.sha256 = shared;
    let eleccion = fuera.eleccion.clone().expect("the first");
    let mut actas = snapshot.actas.iter_mut();
    let other = actas.find_map(|acta| match &mut acta.contenido {
        Contenido::Leida(leida) if acta.acta.eleccion != eleccion => {
            leida.sha256 = shared;
            Some(acta.acta.clone())
        }
        _ => None,
    });
    let other = other.expect("two elecciones");
    let review = Checker.review(&files(&proceso, &snapshot).files, proceso.perfil());
    let rows: Vec<_> = review.rows.iter().collect();
    let expected = BTreeSet::from([
        (eleccion.clone(), shared.to_string()),
        (other.eleccion.clone(), other.clave_acta().to_string()),
    ]);
    let keys: BTreeSet<_> = rows.iter().map(|(key, _)| (*key).clone()).collect();
    assert_eq!(keys, expected);
    assert!(
        rows.iter().all(|(_, why)| why.starts_with("P10 ")),
        "{rows:?}"
    );
    assert_eq!(review.stops, None);
    snapshot.fuera_de_catalogo.remove(0);
    snapshot.actas.retain(|acta| acta.acta != other);
    let review = Checker.review(&files(&proceso, &snapshot).files, proceso.perfil());
    assert_eq!(review, Review::default());
}

/// The same proceso under the rules of another institute.
fn published_by(proceso: &Proceso, perfil: Perfil) -> Proceso {
    let (elecciones, casillas) = (proceso.elecciones().to_vec(), proceso.casillas().to_vec());
    Proceso::new(proceso.head().clone(), elecciones, casillas, perfil).expect("a proceso")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Whatever arrived, in whichever proceso and institute: no sum, percentage or image is called wrong.
    #[test]
    fn no_night_of_ours_has_a_defect(seed in any::<u64>(), percent in 0u64..=100, size in 12u32..40) {
        let scale = Scale::Small { distritos: 3, casillas: size };
        let demo = proceso_files::demo::proceso_with(Options { seed, scale });
        let ine = Perfil::built_in("ine").expect("built in");
        let ajeno = Perfil::from_toml(include_str!("perfil_ajeno.toml")).expect("a perfil");
        let sin_seccion =
            Perfil::from_toml(include_str!("perfil_sin_seccion.toml")).expect("a perfil");
        let others = [ine, ajeno, sin_seccion].map(|perfil| published_by(&demo, perfil));
        for proceso in others.into_iter().chain([demo, proceso_files::sample::proceso()]) {
            let snapshot = night(&proceso, seed, percent);
            let package = files(&proceso, &snapshot);
            let all: Vec<(&str, &[u8])> = package
                .files
                .iter()
                .map(|file| (file.path.as_str(), file.bytes.as_slice()))
                .collect();
            let report = check_files("corte", &all, &options(&proceso)).expect("a corte");
            prop_assert!(report.is_clean(), "{:?}", report.defects);
        }
    }
}
