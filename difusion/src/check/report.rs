use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fmt, io};

use serde::Serialize;

use super::{Code, Effect, Kind};

/// What the checker found. It serializes to the JSON of `prep corte check --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The file, package or folder, as given.
    pub name: String,
    /// The perfil whose names and texts it was held against; `None` for the rules of every PREP.
    pub perfil: Option<String>,
    /// Rows of actas read, in all databases.
    pub actas: u64,
    /// Every rule that is broken, in the order of kind and code; a rule that several files of a
    /// package break is there once for each.
    pub defects: Vec<Defect>,
    /// What could not be checked, or helps to understand a defect; sentences in Spanish.
    pub notes: Vec<String>,
}

/// A broken rule in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// Its public code.
    pub code: Code,
    /// What sort of rule it is.
    pub kind: Kind,
    /// What it does to a corte of ours.
    pub effect: Effect,
    /// What is wrong, in Spanish.
    pub message: String,
    /// In which file of a package; `None` where there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How often: cells for the rules about values, rows or lines for the others.
    pub count: u64,
    /// The first ones.
    pub examples: Vec<Example>,
    /// The lines where it is, each once, in order; empty for what is not in a line.
    #[serde(skip)]
    pub lines: Vec<u32>,
}

/// One place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Line of the file, from 1; `None` for what is not in a line.
    pub line: Option<u32>,
    /// The column, as the file names it; `None` for a whole line or file.
    pub column: Option<String>,
    /// What is there.
    pub found: String,
    /// What the rule asks, recomputed from the rows where it follows from them.
    pub expected: String,
}

/// Something that is no database, package or folder of cortes at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct Unreadable {
    /// The file or folder, as given.
    pub name: String,
    /// What is wrong, in Spanish.
    pub message: String,
    /// What to do, in Spanish.
    pub remedy: String,
}

impl Unreadable {
    /// What the system refused to read, told to whoever gave it.
    pub fn of_io(path: &Path, error: &io::Error) -> Self {
        let (message, remedy) = match error.kind() {
            io::ErrorKind::NotFound => (
                "no existe".to_owned(),
                "revise cómo está escrito el nombre y en qué carpeta está",
            ),
            io::ErrorKind::PermissionDenied => (
                "su cuenta no tiene permiso de leerlo".to_owned(),
                "cópielo a una carpeta suya, o pida permiso",
            ),
            _ => (
                format!("no se puede leer ({error})"),
                "revise el disco y vuelva a intentarlo",
            ),
        };
        Self {
            name: path.display().to_string(),
            message,
            remedy: remedy.to_owned(),
        }
    }
}

impl Report {
    /// True if no rule is broken.
    pub fn is_clean(&self) -> bool {
        self.defects.is_empty()
    }

    /// The defects of one kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Defect> {
        self.defects
            .iter()
            .filter(move |defect| defect.kind == kind)
    }

    /// How often a rule is broken, in all files.
    pub fn count(&self, code: Code) -> u64 {
        let own = self.defects.iter().filter(|defect| defect.code == code);
        own.map(|defect| defect.count).sum()
    }

    /// What stops a corte: arithmetic, signature, structure.
    pub fn stopping(&self) -> impl Iterator<Item = &Defect> {
        let mut all = self.defects.iter();
        std::iter::from_fn(move || all.find(|defect| defect.effect == Effect::StopsCorte))
    }

    /// True if a corte of ours with this report is not published.
    pub fn stops_corte(&self) -> bool {
        self.stopping().next().is_some()
    }

    /// The rows that a corte leaves out: line of the file and the codes that are broken there. Of a
    /// package, by file; the empty name stands for the only file.
    pub fn withheld_lines(&self) -> BTreeMap<(String, u32), BTreeSet<Code>> {
        let mut rows = BTreeMap::<_, BTreeSet<_>>::new();
        let own = self
            .defects
            .iter()
            .filter(|defect| defect.effect == Effect::WithholdsRow);
        for defect in own {
            let file = defect.file.clone().unwrap_or_default();
            for line in &defect.lines {
                rows.entry((file.clone(), *line))
                    .or_default()
                    .insert(defect.code);
            }
        }
        rows
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.code, self.message, self.count)
    }
}
