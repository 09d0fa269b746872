//! A night with people in it: sheets drawn by hand, photographed by tablets, typed with mistakes by
//! people at the real pages. Afterwards every row of the corte says what its sheet says.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use system_tests::installation::{Installation, succeed};

/// Sheets of the night.
const ACTAS: usize = 60;
/// Tablets, which share them evenly.
const TABLETS: usize = 4;

/// The sheets' names in the order of their files, `GUB/090001B0100/A02`.
fn stems(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the sheets were made");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("plain")
        })
        .filter_map(|name| Some(name.strip_suffix(".jpg")?.replace('-', "/")))
        .collect();
    names.sort();
    names
}

/// Accounts of four capturistas and three verificadores, as a file.
fn accounts(installation: &Installation) -> String {
    let mut text = "usuario,contraseña\n".to_owned();
    let roles = [("cap", "capturista", 4), ("ver", "verificador", 3)];
    for (name, role, count) in roles {
        for number in 1..=count {
            let username = format!("{name}-sim-{number}");
            let mut add = installation.prep();
            add.args(["user", "add", &username, "--role", role, "--json"]);
            let added = succeed(add.args(["--name", "Persona simulada"]));
            let added: Value = serde_json::from_slice(&added.stdout).expect("JSON");
            let password = added["one_time_password"].as_str().expect("a password");
            writeln!(text, "{username},{password},{role}").expect("a text grows");
        }
    }
    text
}

fn people(installation: &Installation, accounts: &Path, truth: &Path) -> Value {
    let mut people = installation.sim();
    people
        .args([
            "people", "--json", "--speed", "0", "--errors", "0.02", "--seed", "7",
        ])
        .args(["--server", &installation.url()])
        .arg("--accounts")
        .arg(accounts)
        .arg("--truth")
        .arg(truth);
    serde_json::from_slice(&succeed(&mut people).stdout).expect("--json prints JSON")
}

#[test]
fn after_a_night_with_mistakes_every_row_says_what_its_sheet_says() {
    let installation = Installation::demo(30);
    installation.actas("GUB");
    let at = |name: &str| installation.folder().join(name);
    let sheets = at("sheets");
    let mut actas = installation.sim();
    actas.args([
        "actas",
        "--format",
        "jpeg",
        "--dpi",
        "50",
        "--sample",
        &ACTAS.to_string(),
    ]);
    succeed(
        actas
            .arg("--proceso")
            .arg(at("proceso"))
            .arg("--out")
            .arg(&sheets),
    );
    let names = stems(&sheets);
    assert_eq!(names.len(), ACTAS);
    let write = |name: &str, text: String| std::fs::write(at(name), text).expect("writable");
    write("actas.txt", names.join("\n"));
    write("codes.txt", installation.codes(TABLETS).join("\n"));
    write("accounts.csv", accounts(&installation));

    let server = installation.serve();
    let mut tablets = installation.sim();
    let (count, photos) = (TABLETS.to_string(), (ACTAS / TABLETS).to_string());
    tablets
        .args([
            "tablets",
            "--count",
            &count,
            "--photos",
            &photos,
            "--server",
            &installation.url(),
        ])
        .args(["--actas".as_ref(), at("actas.txt").as_os_str()])
        .args(["--codes".as_ref(), at("codes.txt").as_os_str()])
        .args(["--images".as_ref(), sheets.as_os_str()])
        .args(["--dir".as_ref(), at("tablets").as_os_str()]);
    succeed(&mut tablets);

    let night = people(&installation, &at("accounts.csv"), &sheets);
    assert_eq!(night["capturas"], 2 * ACTAS, "{night}");
    assert_eq!(night["people"], 7, "{night}");
    let figure = |name: &str| night[name].as_u64().unwrap_or_default();
    assert!(
        figure("slips") > 0 && figure("verificaciones") > 0,
        "{night}"
    );
    assert_eq!(night["lost_turns"], 0, "{night}");
    assert_eq!(
        night["steps"]["terminar captura"]["count"],
        2 * ACTAS,
        "{night}"
    );

    // Everybody gets in again, with the password that each put the first time, and finds nothing.
    let after = people(&installation, &at("accounts.csv"), &sheets);
    assert_eq!(
        (&after["capturas"], &after["verificaciones"]),
        (&0.into(), &0.into()),
        "{after}"
    );

    let cortes = at("cortes");
    succeed(
        installation
            .prep()
            .args(["corte", "publish", "--out"])
            .arg(&cortes),
    );
    let mut compare = installation.sim();
    compare.arg("compare").arg("--json");
    compare
        .arg("--proceso")
        .arg(at("proceso"))
        .arg("--corte")
        .arg(&cortes);
    let output = succeed(compare.arg("--truth").arg(&sheets));
    let found: Value = serde_json::from_slice(&output.stdout).expect("--json prints JSON");
    let rows = found
        .as_object()
        .expect("one part for each elección")
        .values();
    let equal: u64 = rows.filter_map(|part| part["equal"].as_u64()).sum();
    assert_eq!(equal, ACTAS as u64, "{found}");
    server.kill();
}
