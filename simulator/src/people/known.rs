//! What every image says: known, because the images were made from it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use prep_model::actas::CampoValue;
use prep_model::contract::Sha256Digest;
use serde::Deserialize;

use crate::failure::Failure;

/// What an acta says, by field.
pub(crate) type Values = BTreeMap<String, CampoValue>;

/// The images of a simulation with what they say.
#[derive(Debug, Default)]
pub(crate) struct Known {
    images: RwLock<HashMap<Sha256Digest, Arc<Values>>>,
    /// Wrong values already typed, by image and field.
    slips: Mutex<HashMap<(Sha256Digest, String), Vec<CampoValue>>>,
}

/// A file that `prep-sim actas` writes beside each image, as far as typing needs it.
#[derive(Debug, Deserialize)]
struct TruthFile {
    acta: String,
    fields: Vec<TruthField>,
}

#[derive(Debug, Deserialize)]
struct TruthField {
    campo: Option<String>,
    value: CampoValue,
}

/// The truth of one acta, with the file that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Truth {
    /// `GUB/090001C0100/A02`.
    pub(crate) acta: String,
    /// What it says.
    pub(crate) values: Values,
}

impl Known {
    /// The images (`.jpg`) of a folder of `prep-sim actas`, each with the file beside it.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let known = Self::default();
        for path in truth_files(folder)? {
            let image = path.with_extension("jpg");
            let bytes = std::fs::read(&image).map_err(Failure::file(&image))?;
            let truth = read_truth(&path)?;
            known.add(Sha256Digest::of(&bytes), Arc::new(truth.values));
        }
        Ok(known)
    }

    /// Adds an image.
    pub(crate) fn add(&self, image: Sha256Digest, says: Arc<Values>) {
        let mut images = self.images.write().unwrap_or_else(PoisonError::into_inner);
        images.insert(image, says);
    }

    /// What an image says.
    pub(crate) fn find(&self, image: Sha256Digest) -> Option<Arc<Values>> {
        let images = self.images.read().unwrap_or_else(PoisonError::into_inner);
        images.get(&image).cloned()
    }

    /// Takes a wrong value for a field, unless somebody typed the same before: two people who slip
    /// alike agree, and no second captura can tell.
    pub(crate) fn take_slip(&self, image: Sha256Digest, campo: &str, value: CampoValue) -> bool {
        let mut slips = self.slips.lock().unwrap_or_else(PoisonError::into_inner);
        let typed = slips.entry((image, campo.to_owned())).or_default();
        let fresh = !typed.contains(&value);
        if fresh {
            typed.push(value);
        }
        fresh
    }
}

/// Every truth of a folder of `prep-sim actas`.
pub(crate) fn read_truths(folder: &Path) -> Result<Vec<Truth>, Failure> {
    truth_files(folder)?
        .iter()
        .map(|path| read_truth(path))
        .collect()
}

/// The `.json` of a folder by name; a folder without any is not the right one.
fn truth_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, Failure> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Failure::file(folder))? {
        let path = entry.map_err(Failure::file(folder))?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(Failure::Refused(format!(
            "«{}» no tiene actas; hágalas con: prep-sim actas --format jpeg --out {}",
            folder.display(),
            folder.display()
        )));
    }
    Ok(paths)
}

fn read_truth(path: &Path) -> Result<Truth, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    let file: TruthFile = serde_json::from_str(&text).map_err(|error| {
        Failure::unreadable(path, format!("no es de «prep-sim actas»: {error}"))
    })?;
    let fields = file.fields.into_iter();
    Ok(Truth {
        acta: file.acta,
        values: fields
            .filter_map(|field| Some((field.campo?, field.value)))
            .collect(),
    })
}
