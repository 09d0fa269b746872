//! `prep-sim judge` as a person or a program calls it.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not there"
)]

use std::path::Path;
use std::process::{Command, Output};

use proceso_files::{demo, folder};
use serde_json::Value;
use simulator::photos::{ActaSheets, Photo, Plan};

/// Seed and size of the photographs.
const SEED: u64 = 41;
const MEGAPIXELS: f64 = 2.0;

fn judge(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prep-sim"));
    command.arg("judge").args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The first photograph that a person can read, of a sheet with a label that is all in view.
fn readable() -> Photo {
    let sheets = ActaSheets::new(demo::proceso(1), "simulacro-1".parse().unwrap()).unwrap();
    let mut plan = Plan::new(&sheets, SEED, 200);
    plan.choices.megapixels = vec![(MEGAPIXELS, 1.0)];
    let is_plain = |photo: &Photo| {
        let truth = &photo.truth;
        truth.legibility.margin > 2.0
            && truth.degradations.faults.is_empty()
            && truth
                .qr
                .as_ref()
                .is_some_and(|code| code.visible && code.module_px > 3.0)
    };
    plan.photos().find(is_plain).unwrap()
}

#[test]
fn a_photo_is_judged_in_json_and_straightened_into_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let proceso = dir.path().join("proceso");
    folder::write(&demo::proceso(1), &[], &proceso).unwrap();
    let photo = readable();
    let (image, sent) = (dir.path().join("acta.jpg"), dir.path().join("derecha.jpg"));
    std::fs::write(&image, &photo.jpeg).unwrap();
    let done = judge(&[
        text(&image),
        "--json",
        "--proceso",
        text(&proceso),
        "--rectified",
        text(&sent),
    ]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let said: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(said["verdict"], "accept", "{said}");
    assert_eq!(said["reasons"].as_array().map(Vec::len), Some(0));
    assert_eq!(said["qr"], photo.truth.qr.unwrap().text.as_str());
    assert_eq!(said["width"], photo.truth.width);
    let corners: [[f64; 2]; 4] = serde_json::from_value(said["corners"].clone()).unwrap();
    for (corner, truth) in corners.iter().zip(photo.truth.corners) {
        let off = (corner[0] - truth.x).hypot(corner[1] - truth.y);
        assert!(off < 20.0, "{corner:?} and not {truth:?}");
    }
    for stage in ["open", "find", "rectify", "judge", "qr", "encode", "hash"] {
        assert!(said["ms"][stage].as_f64().unwrap() >= 0.0, "{stage}");
    }
    let bytes = std::fs::read(&sent).unwrap();
    assert_eq!(said["sent"]["bytes"], bytes.len());
    let digest = prep_model::contract::Sha256Digest::of(&bytes).to_string();
    assert_eq!(said["sent"]["sha256"], digest.as_str());
    let opened = acta_image::intake::open(&bytes, &acta_image::intake::Limits::default()).unwrap();
    assert!(opened.width() > opened.height(), "landscape, as printed");
}

#[test]
fn a_person_is_told_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let image = dir.path().join("acta.jpg");
    let photo = readable();
    std::fs::write(&image, &photo.jpeg).unwrap();
    let done = judge(&[text(&image), "--budget", "60000"]);
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.contains("Se enviaría una imagen de"), "{said}");
    assert!(said.contains(&photo.truth.qr.unwrap().text), "{said}");
}

#[test]
fn what_is_no_photo_ends_with_2_and_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let image = dir.path().join("acta.jpg");
    let whole = readable().jpeg;
    let mut scrambled = whole.clone();
    let middle = scrambled.len() / 2;
    scrambled[middle..middle + 4].copy_from_slice(&[0xff, 0xd8, 0xff, 0xc0]);
    let hostile = [
        Vec::new(),
        b"%PDF-1.7".to_vec(),
        whole[..whole.len() / 2].to_vec(),
        whole[..3].to_vec(),
        scrambled,
    ];
    for (nth, bytes) in hostile.iter().enumerate() {
        std::fs::write(&image, bytes).unwrap();
        let done = judge(&[text(&image), "--json"]);
        assert_eq!(done.status.code(), Some(2), "{nth}: {done:?}");
        assert!(done.stdout.is_empty(), "{nth}");
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(
            said.starts_with("prep-sim: no se puede juzgar «") && said.contains("acta.jpg"),
            "{nth}: {said}"
        );
    }
    let missing = judge(&[text(&dir.path().join("no-hay.jpg"))]);
    assert_eq!(missing.status.code(), Some(2), "{missing:?}");
    let no_proceso = judge(&[text(&image), "--proceso", text(dir.path())]);
    assert_eq!(no_proceso.status.code(), Some(1), "{no_proceso:?}");
}
