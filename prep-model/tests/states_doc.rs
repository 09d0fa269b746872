//! `docs/STATES.md` and the machines' tests name the same edges: none is drawn and untested, none
//! is tested and not drawn, and each test is named by its edge.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Edges by machine, `A --> B: label`, in the order found.
type Edges = BTreeMap<String, Vec<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn is_edge(text: &str) -> bool {
    text.split_once(" --> ")
        .is_some_and(|(_, rest)| rest.contains(": "))
}

/// Every drawn edge, under the machine that its heading names in backquotes.
fn drawn() -> Edges {
    let text = fs::read_to_string(root().join("../docs/STATES.md")).expect("docs/STATES.md");
    let mut machine = None;
    let mut edges = Edges::new();
    for line in text.lines() {
        if line.starts_with("## ") {
            machine = line.split('`').nth(1);
        } else if is_edge(line) && !line.trim().starts_with("[*]") {
            let machine = machine.expect("a heading with the machine's module precedes its edges");
            edges
                .entry(machine.to_owned())
                .or_default()
                .push(line.trim().to_owned());
        }
    }
    edges
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of sources");
    let paths = entries.map(|entry| entry.expect("a readable entry").path());
    let mut files: Vec<_> = paths
        .flat_map(|path| {
            if path.is_dir() {
                rust_files(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}

/// Every tested edge with the name of its test.
fn tested() -> BTreeMap<String, Vec<(String, String)>> {
    let machines = root().join("src/machines");
    let mut edges = BTreeMap::<String, Vec<(String, String)>>::new();
    for path in rust_files(&machines) {
        let relative = path.strip_prefix(&machines).expect("a file below it");
        let machine = relative.components().next().expect("a name").as_os_str();
        let machine = machine.to_string_lossy().trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).expect("a source");
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        for (n, line) in lines.iter().enumerate() {
            let Some(edge) = line.strip_prefix("/// ").filter(|edge| is_edge(edge)) else {
                continue;
            };
            assert_eq!(
                lines.get(n + 1),
                Some(&"#[test]"),
                "{edge} in {}",
                path.display()
            );
            let name = lines
                .get(n + 2)
                .and_then(|line| line.strip_prefix("fn "))
                .expect("a test");
            let name = name.trim_end_matches("() {").to_owned();
            edges
                .entry(machine.clone())
                .or_default()
                .push((edge.to_owned(), name));
        }
    }
    edges
}

fn snake(state: &str) -> String {
    let mut text = String::new();
    for letter in state.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[test]
fn every_edge_drawn_is_tested_and_every_edge_tested_is_drawn() {
    let sorted = |mut edges: Edges| {
        for edges in edges.values_mut() {
            edges.sort();
        }
        edges
    };
    let tested = tested()
        .into_iter()
        .map(|(machine, edges)| (machine, edges.into_iter().map(|(edge, _)| edge).collect()))
        .collect();
    let (drawn, tested) = (sorted(drawn()), sorted(tested));
    assert_eq!(drawn, tested);
    assert_eq!(
        drawn.keys().map(String::as_str).collect::<Vec<_>>(),
        [
            "acta",
            "aviso",
            "bolsa",
            "captura",
            "corte",
            "digitalizacion",
            "ejercicio",
            "incidencia",
            "outbox"
        ]
    );
    for (machine, edges) in &drawn {
        let mut once = edges.clone();
        once.dedup();
        assert_eq!(once, *edges, "{machine} has an edge twice");
    }
}

#[test]
fn tests_are_named_by_their_edge() {
    for (edge, name) in tested().into_values().flatten() {
        let (from, rest) = edge.split_once(" --> ").expect("an edge");
        let (to, label) = rest.split_once(": ").expect("a label");
        let short = format!("{}_to_{}", snake(from), snake(to));
        let long = format!("{short}_by_{label}");
        assert!(name == short || name == long, "{edge}: {name}");
    }
}

#[test]
fn every_public_transition_is_the_label_of_an_edge() {
    let labels: Vec<String> = drawn()
        .into_iter()
        .flat_map(|(machine, edges)| edges.into_iter().map(move |edge| (machine.clone(), edge)))
        .map(|(machine, edge)| format!("{machine}.{}", edge.rsplit(' ').next().unwrap_or_default()))
        .collect();
    let machines = root().join("src/machines");
    for path in rust_files(&machines) {
        let relative = path
            .strip_prefix(&machines)
            .expect("a file below it")
            .display()
            .to_string();
        let Some((machine, file)) = relative.split_once('/') else {
            continue;
        };
        if file.starts_with("tests") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        for part in text.split("\n    pub fn ").skip(1) {
            let signature = part.split('{').next().unwrap_or_default();
            let name = part.split(['(', '<']).next().unwrap_or_default();
            if signature.contains("&self") && signature.contains("Step<Self>") {
                let label = format!("{machine}.{name}");
                assert!(
                    labels.contains(&label),
                    "{label} is a transition without an edge"
                );
            }
        }
    }
}
