//! The arrows of docs/ARCHITECTURE.md, held against what cargo and the sources say.

use std::collections::{BTreeMap, BTreeSet};

use system_tests::{Metadata, files_below, workspace_root};

/// Which of our packages each may use (besides what those use). A package that is not here may not
/// exist: whoever adds one decides its place first.
const ARROWS: [(&str, &[&str]); 12] = [
    ("prep-model", &[]),
    ("acta-image", &["prep-model"]),
    ("proceso-files", &["prep-model"]),
    ("mobile-core", &["prep-model", "acta-image"]),
    ("mobile-ffi", &["prep-model", "acta-image", "mobile-core"]),
    ("central", &["prep-model", "acta-image", "proceso-files"]),
    ("ingest-api", &["prep-model", "central"]),
    ("web-verifier", &["prep-model", "acta-image", "central"]),
    ("difusion", &["prep-model", "proceso-files", "central"]),
    (
        "prep",
        &[
            "prep-model",
            "proceso-files",
            "central",
            "ingest-api",
            "web-verifier",
            "difusion",
        ],
    ),
    (
        "simulator",
        &["prep-model", "acta-image", "proceso-files", "mobile-core"],
    ),
    ("system-tests", &["*"]),
];

/// Packages that reach the network, the disk, a clock or an executor, and so may not stand below
/// the pure crates.
const IO_PACKAGES: [&str; 17] = [
    "tokio",
    "async-std",
    "smol",
    "axum",
    "hyper",
    "reqwest",
    "ureq",
    "sqlx",
    "rusqlite",
    "redb",
    "tempfile",
    "rustix",
    "mio",
    "getrandom",
    "rand",
    "jiff",
    "aws-sdk-s3",
];

/// The pure crates.
const PURE: [&str; 2] = ["prep-model", "acta-image"];

/// Paths whose use in a pure crate's sources is an effect.
const IMPURE_PATHS: [&str; 11] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant::now",
    "now_utc",
    "now_v7",
    "async fn",
];

#[test]
fn every_package_uses_only_what_its_arrows_allow() {
    let metadata = Metadata::load();
    let members = metadata.members();
    let arrows: BTreeMap<_, _> = ARROWS.into_iter().collect();
    for (name, package) in &members {
        let allowed = arrows
            .get(name)
            .unwrap_or_else(|| panic!("{name} has no place in ARROWS"));
        let used = package.dependencies.iter().filter(|dependency| {
            members.contains_key(dependency.name.as_str()) && dependency.kind.is_none()
        });
        for dependency in used {
            let fits = allowed.contains(&"*") || allowed.contains(&dependency.name.as_str());
            assert!(fits, "{name} may not use {}", dependency.name);
        }
    }
    for name in arrows.keys() {
        assert!(
            members.contains_key(name),
            "{name} stands in ARROWS and does not exist"
        );
    }
}

#[test]
fn pure_crates_stand_on_nothing_that_does_io() {
    let metadata = Metadata::load();
    let by_name: BTreeMap<_, _> = metadata
        .packages
        .iter()
        .map(|p| (p.name.as_str(), p))
        .collect();
    for pure in PURE.into_iter().filter(|name| by_name.contains_key(name)) {
        let Some(package) = by_name.get(pure) else {
            continue;
        };
        let direct: BTreeSet<_> = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind.is_none())
            .map(|dependency| dependency.name.as_str())
            .collect();
        for io in IO_PACKAGES {
            assert!(!direct.contains(io), "{pure} is pure and may not use {io}");
        }
    }
}

#[test]
fn sources_of_pure_crates_name_no_effect() {
    let root = workspace_root();
    for pure in PURE.into_iter().filter(|name| root.join(name).is_dir()) {
        // A module of tests in a file of its own may read the real data it is tried on.
        let sources = files_below(&root.join(pure).join("src"), ".rs");
        for file in sources
            .into_iter()
            .filter(|file| !file.ends_with("tests.rs"))
        {
            let text = std::fs::read_to_string(&file).expect("a source file can be read");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in code.lines().enumerate() {
                let is_comment = line.trim_start().starts_with("//");
                for path in IMPURE_PATHS.into_iter().filter(|path| line.contains(path)) {
                    assert!(
                        is_comment,
                        "{}:{}: {path} in a pure crate",
                        file.display(),
                        number + 1
                    );
                }
            }
        }
    }
}

#[test]
fn no_source_file_is_longer_than_a_reader_wants() {
    // STYLE 4.13: aim under 400 lines, ask at 600. Beyond that a file is in need of parts.
    let endings = [".rs", ".py", ".js", ".ts", ".css", ".kt", ".swift"];
    for file in endings
        .iter()
        .flat_map(|ending| files_below(&workspace_root(), ending))
    {
        let text = std::fs::read_to_string(&file).expect("a source file can be read");
        let lines = text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", file.display());
    }
}

#[test]
fn every_package_obeys_the_workspace_lints() {
    for (name, package) in Metadata::load().members() {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest is text");
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{name} has lints of its own"
        );
    }
}
