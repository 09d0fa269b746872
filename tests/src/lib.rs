//! What the tests of the whole share: where the project lies, what cargo says of it, the programs
//! as processes ([`installation`]), and what of a night must be there afterwards ([`night`]).

pub mod installation;
pub mod night;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// The folder that holds the workspace's Cargo.toml.
pub fn workspace_root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("the package lies in a folder of the workspace")
        .to_owned()
}

/// What `cargo metadata` says, as far as the tests read it.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    /// Every package in the lock file, ours and others'.
    pub packages: Vec<Package>,
    /// Ids of our own packages.
    pub workspace_members: Vec<String>,
}

/// One package of the lock file.
#[derive(Debug, Clone, Deserialize)]
pub struct Package {
    /// Opaque id, unique.
    pub id: String,
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// SPDX expression, if the package states one.
    pub license: Option<String>,
    /// Where it came from; `None` for our own.
    pub source: Option<String>,
    /// What it asks for, dev-dependencies included.
    pub dependencies: Vec<Dependency>,
    /// Its Cargo.toml.
    pub manifest_path: PathBuf,
}

/// One dependency as a package asks for it.
#[derive(Debug, Clone, Deserialize)]
pub struct Dependency {
    /// Name of the package asked for.
    pub name: String,
    /// `None` for an ordinary dependency, else `dev` or `build`.
    pub kind: Option<String>,
}

impl Metadata {
    /// Asks cargo for the packages that this machine's platform needs.
    ///
    /// # Panics
    /// If cargo does not answer: then nothing that stands on it can be tested.
    pub fn load() -> Self {
        let host = Command::new("rustc")
            .args(["--print", "host-tuple"])
            .output();
        let host = String::from_utf8(host.expect("rustc runs").stdout).expect("a triple is ASCII");
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked"])
            .args(["--filter-platform", host.trim()])
            .current_dir(workspace_root())
            .output()
            .expect("cargo runs");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo metadata: {complaint}");
        serde_json::from_slice(&output.stdout).expect("cargo metadata prints its documented JSON")
    }

    /// Our own packages by name.
    pub fn members(&self) -> BTreeMap<&str, &Package> {
        let ours = self
            .packages
            .iter()
            .filter(|p| self.workspace_members.contains(&p.id));
        ours.map(|package| (package.name.as_str(), package))
            .collect()
    }
}

/// Every file below `folder` whose name ends in `ending`, sorted; `target` and hidden folders are
/// passed over.
///
/// # Panics
/// If a folder cannot be listed.
pub fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the entry can be read").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                if !name.starts_with('.')
                    && !matches!(name.as_str(), "target" | "node_modules" | "var")
                {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
