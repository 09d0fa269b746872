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

/// Runs `prep-sim` in the installation's folder, with these words.
fn sim(installation: &Installation, words: &str) -> Vec<u8> {
    let mut sim = installation.sim();
    sim.current_dir(installation.folder());
    succeed(sim.args(words.split(' '))).stdout
}

/// The sheets, sent by tablets.
fn send(installation: &Installation) {
    let server = installation.url();
    let photos = ACTAS / TABLETS;
    sim(
        installation,
        &format!(
            "tablets --count {TABLETS} --photos {photos} --server {server} --actas actas.txt \
             --codes codes.txt --images sheets --dir tablets"
        ),
    );
}

/// A night of everybody at the desk, and its figures.
fn people(installation: &Installation) -> Value {
    let server = installation.url();
    let figures = sim(
        installation,
        &format!(
            "people --json --speed 0 --errors 0.02 --seed 7 --server {server} \
             --accounts accounts.csv --truth sheets"
        ),
    );
    serde_json::from_slice(&figures).expect("--json prints JSON")
}

/// Rows of a corte of this moment that say what their sheets say.
fn equal_rows(installation: &Installation) -> u64 {
    let mut publish = installation.prep();
    publish.args(["corte", "publish", "--out"]);
    succeed(publish.arg(installation.folder().join("cortes")));
    let found = sim(
        installation,
        "compare --json --proceso proceso --corte cortes --truth sheets",
    );
    let found: Value = serde_json::from_slice(&found).expect("--json prints JSON");
    let parts = found.as_object().expect("one part for each elección");
    let equal = parts.values().filter_map(|part| part["equal"].as_u64());
    equal.sum()
}

#[test]
fn after_a_night_with_mistakes_every_row_says_what_its_sheet_says() {
    let installation = Installation::demo(30);
    installation.actas("GUB");
    let draw =
        format!("actas --format jpeg --dpi 50 --sample {ACTAS} --proceso proceso --out sheets");
    sim(&installation, &draw);
    let at = |name: &str| installation.folder().join(name);
    let names = stems(&at("sheets"));
    assert_eq!(names.len(), ACTAS);
    let write = |name: &str, text: String| std::fs::write(at(name), text).expect("writable");
    write("actas.txt", names.join("\n"));
    write("codes.txt", installation.codes(TABLETS).join("\n"));
    write("accounts.csv", accounts(&installation));

    let server = installation.serve();
    send(&installation);
    let night = people(&installation);
    let figure = |name: &str| night[name].as_u64().unwrap_or_default();
    assert_eq!(night["capturas"], 2 * ACTAS, "{night}");
    assert_eq!(night["people"], 7, "{night}");
    assert!(figure("slips") > 0, "{night}");
    assert!(figure("verificaciones") > 0, "{night}");
    assert_eq!(night["lost_turns"], 0, "{night}");
    let finished = &night["steps"]["terminar captura"]["count"];
    assert_eq!(*finished, 2 * ACTAS, "{night}");

    // Everybody gets in again, with the password that each put the first time, and finds nothing.
    let after = people(&installation);
    assert_eq!(after["capturas"], 0, "{after}");
    assert_eq!(after["verificaciones"], 0, "{after}");

    assert_eq!(equal_rows(&installation), ACTAS as u64);
    server.kill();
}
