//! The files of the folder and how large each may be.

use prep_model::claves::EleccionId;

pub(super) const PROCESO: &str = "proceso.toml";
pub(super) const PERFIL: &str = "perfil.toml";
pub(super) const CASILLAS: &str = "casillas.csv";
pub(super) const ELECCIONES: &str = "elecciones";

/// Largest TOML file read.
pub(super) const MAX_TOML_BYTES: u64 = 1024 * 1024;
/// Largest `casillas.csv` read: some 600,000 casillas.
pub(super) const MAX_CASILLAS_BYTES: u64 = 64 * 1024 * 1024;
/// Largest table of an elección read.
pub(super) const MAX_ELECCION_CSV_BYTES: u64 = 8 * 1024 * 1024;
/// Most elecciones in one proceso.
pub(super) const MAX_ELECCIONES: usize = 64;
/// Most entries of a folder looked at.
pub(super) const MAX_ENTRIES: usize = 1_000;
/// Longest name of a person, party or place, in characters.
pub(crate) const MAX_NAME: usize = 300;

/// The three files of an elección.
pub(super) struct EleccionPaths {
    pub(super) toml: String,
    pub(super) ambitos: String,
    pub(super) candidaturas: String,
}

impl EleccionPaths {
    pub(super) fn new(id: &EleccionId) -> Self {
        Self {
            toml: format!("{ELECCIONES}/{id}.toml"),
            ambitos: format!("{ELECCIONES}/{id}.ambitos.csv"),
            candidaturas: format!("{ELECCIONES}/{id}.candidaturas.csv"),
        }
    }
}

/// The elección of one of its files, `elecciones/GUB.ambitos.csv`.
pub(super) fn eleccion_of(path: &str) -> Option<EleccionId> {
    let name = path.strip_prefix(ELECCIONES)?.strip_prefix('/')?;
    let (id, rest) = name.split_once('.')?;
    let known = matches!(rest, "toml" | "ambitos.csv" | "candidaturas.csv");
    id.parse().ok().filter(|_| known)
}

/// How many bytes of this file are read at most; `None` for a file that is not of the format.
pub(super) fn max_bytes(path: &str) -> Option<u64> {
    match path {
        PROCESO | PERFIL => Some(MAX_TOML_BYTES),
        CASILLAS => Some(MAX_CASILLAS_BYTES),
        _ => {
            eleccion_of(path)?;
            let toml = path.rsplit('.').next() == Some("toml");
            Some(if toml {
                MAX_TOML_BYTES
            } else {
                MAX_ELECCION_CSV_BYTES
            })
        }
    }
}
