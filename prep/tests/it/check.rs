//! `prep proceso check`.

use std::fs;
use std::process::{Command, Stdio};

use proceso_files::folder;

use crate::support::{edit, prep, sample_folder, temp_dir};

#[test]
fn a_sound_proceso_is_summed_up() {
    let (temp, dir) = sample_folder();
    let output = prep(temp.path(), &["proceso", "check", "muestra"]);
    assert_eq!(output.code, Some(0));
    assert_eq!(output.stderr, "");
    let digest = folder::Files::load(&dir).unwrap().digest();
    let expected = "\
muestra-2027 — Proceso Electoral Local de Muestra
  entidad       09 ENTIDAD DE MUESTRA
  publicación   2027-06-06T20:00:00-06:00 a 2027-06-07T20:00:00-06:00
  perfil        iecm-2024
  casillas      12 (3 B, 2 C, 2 E, 1 S, 1 M, 2 A, 1 P)
  lista nominal 8,140

  elección  ámbitos  contendientes  candidaturas  actas del catálogo  declaradas  esperadas
  GUB             1              7             3                  12          12         12
  DIP_LOC         2              6             3                  15           —         15
  ALC             2              4             2                  11           —         11

  huella DIGEST

El proceso es correcto: ninguna falta.
";
    assert_eq!(output.stdout, expected.replace("DIGEST", &digest));
}

#[test]
fn faults_and_warnings_are_told_with_their_remedies() {
    let (temp, dir) = sample_folder();
    edit(&dir.join("proceso.toml"), "entidad = 9", "entidad = 99");
    edit(&dir.join("elecciones/GUB.toml"), "\"#0055a5\"", "\"azul\"");
    fs::write(dir.join("notas.txt"), "x").unwrap();
    let output = prep(temp.path(), &["proceso", "check", "muestra"]);
    assert_eq!(output.code, Some(1));
    let expected = "\
proceso.toml:4:11: entidad no es un número de 1 a 32: «99»
  → escriba un número entero de 1 a 32, sin comillas
elecciones/GUB.toml:9:9: color no puede ser «azul»
  → escriba # y seis dígitos hexadecimales, como \"#0055a5\"

Advertencias:
notas.txt: este archivo no es del formato y no se leyó
  → si es una nota, guárdela fuera de la carpeta; si es del proceso, corrija su nombre

El proceso no puede usarse: 2 faltas y 1 advertencia.
";
    assert_eq!(output.stdout, expected);
}

#[test]
fn what_cannot_be_read_ends_with_two() {
    let temp = temp_dir();
    let output = prep(temp.path(), &["proceso", "check", "nada"]);
    assert_eq!(output.code, Some(2));
    assert_eq!(output.stdout, "");
    let message = output.stderr;
    assert!(message.starts_with("error: nada: no existe"), "{message}");
    assert!(message.ends_with("  → revise cómo está escrito el nombre de la carpeta\n"));
}

#[test]
fn json_says_the_same_to_programs() {
    let (temp, dir) = sample_folder();
    let check = |name| {
        let output = prep(temp.path(), &["proceso", "check", name, "--json"]);
        let json: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        (output.code, json)
    };
    let (code, json) = check("muestra");
    assert_eq!(code, Some(0));
    assert_eq!(json["valid"], true);
    assert_eq!(json["summary"]["casillas_por_tipo"]["B"], 3);
    assert_eq!(
        json["summary"]["elecciones"][1]["actas_esperadas"]["catalogo"],
        15
    );
    assert_eq!(json["notes"][0], "De muestra.");

    fs::remove_file(dir.join("perfil.toml")).unwrap();
    let (code, json) = check("muestra");
    assert_eq!(code, Some(1));
    assert_eq!(json["valid"], false);
    let expected = serde_json::json!([{
        "file": "perfil.toml",
        "line": null,
        "column": null,
        "message": "falta este archivo",
        "remedy": "agregue perfil.toml; su formato está en docs/PROCESO-FILES.md",
    }]);
    assert_eq!(json["faults"], expected);

    let (code, json) = check("otra");
    assert_eq!(code, Some(2));
    assert_eq!(json["unreadable"]["message"], "no existe");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let (temp, _dir) = sample_folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_prep"))
        .args(["proceso", "check", "muestra"])
        .current_dir(temp.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
}

/// The recipe in the help and in `docs/PROCESO-FILES.md`, with the tools it names.
#[cfg(target_os = "linux")]
#[test]
fn anybody_can_compute_the_digest() {
    let (_temp, dir) = sample_folder();
    let recipe =
        "sha256sum *.csv *.toml elecciones/*.csv elecciones/*.toml | LC_ALL=C sort -k2 | sha256sum";
    assert!(include_str!("../../../docs/PROCESO-FILES.md").contains(recipe));
    let shell = Command::new("sh")
        .args(["-c", recipe])
        .current_dir(&dir)
        .output()
        .unwrap();
    let digest = folder::Files::load(&dir).unwrap().digest();
    assert_eq!(
        String::from_utf8(shell.stdout)
            .unwrap()
            .split_whitespace()
            .next(),
        Some(digest.as_str())
    );
}
