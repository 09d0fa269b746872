//! What a corte says of itself, signed: which files, with which digests, from which moment.

use prep_model::bitacora::{Chain, HoldReason, Reason};
use prep_model::claves::{EjercicioId, EleccionId, ProcesoId};
use prep_model::contract::jws::{self, CompactJws, JwsError, KeySource};
use prep_model::contract::{PersonId, PublicKey, Sha256Digest, SignError, Signer};
use prep_model::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::package::FileKind;

/// The manifest of a corte. Its text in `manifest.json` is the payload of `manifest.jws`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this format: 1.
    pub v: u8,
    /// The proceso.
    pub proceso: ProcesoId,
    /// The run of it: what is of a drill says so here, inside the signature.
    pub ejercicio: EjercicioId,
    /// Number of the corte; it only grows.
    pub number: u32,
    /// The moment of its snapshot.
    pub at: Timestamp,
    /// True for the last corte, which holds the closing record.
    pub last: bool,
    /// The prefix of the bitácora it stands for.
    pub bitacora: Chain,
    /// Digest of the manifest published before it; `None` in the first.
    pub previous: Option<Sha256Digest>,
    /// Every file of the corte but the manifest.
    pub files: Vec<ManifestFile>,
    /// Images of its rows, each `imagenes/<sha256>.jpg` beside the corte's folder.
    pub images: u64,
    /// Actas that are settled and left out, with the reason.
    pub withheld: Vec<WithheldActa>,
    /// What the checker says of it and does not stop it, or was overridden.
    pub defects: Vec<ManifestDefect>,
    /// On whose word it is published over the checker, if it is.
    pub overridden: Option<ManifestOverride>,
}

/// One file of a corte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Where it lies in the corte's folder, parts separated by `/`.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// The elección it belongs to; `None` if to all.
    pub eleccion: Option<EleccionId>,
    /// Digest of its bytes.
    pub sha256: Sha256Digest,
    /// Its size in bytes.
    pub bytes: u64,
    /// Rows of data in it; `None` where there are none to count.
    pub rows: Option<u64>,
}

/// An acta that is left out of a corte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithheldActa {
    /// Its key, or the id of the image where no acta is known.
    pub acta: String,
    /// Why, as a sentence in Spanish.
    pub reason: String,
}

/// A rule of the checker that the corte breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestDefect {
    /// Its public code.
    pub code: String,
    /// In which file.
    pub file: String,
    /// What is wrong, in Spanish.
    pub message: String,
    /// How often.
    pub count: u64,
}

/// That a corte is published over the checker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestOverride {
    /// What the checker stopped it for.
    pub cause: HoldReason,
    /// Who asked.
    pub proposed_by: PersonId,
    /// Who agreed.
    pub approved_by: PersonId,
    /// Why.
    pub reason: Reason,
}

impl Manifest {
    /// Name of the file that holds it.
    pub const FILE: &'static str = "manifest.json";
    /// Name of the file that holds it signed.
    pub const SIGNED_FILE: &'static str = "manifest.jws";
    /// The `typ` of its header.
    pub const TYP: &'static str = "prep-corte+jws";
    /// Most characters of its compact JWS: room for many withheld actas.
    pub const MAX_LEN: usize = 16 * 1024 * 1024;

    /// Its text.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a manifest has only text keys and no failing serializer")
    }

    /// Digest of its text: the name by which the bitácora and the pointer call the corte.
    pub fn sha256(&self) -> Sha256Digest {
        Sha256Digest::of(&self.to_json())
    }

    /// Reads its text.
    pub fn parse(json: &[u8]) -> Result<Self, ManifestError> {
        Ok(serde_json::from_slice(json)?)
    }

    /// Signs it with the key of cortes.
    pub fn sign(&self, signer: &impl Signer) -> Result<String, SignError> {
        let signed = jws::sign(signer, Self::TYP, KeySource::Kid, &self.to_json());
        signed.map_err(|_| SignError::Invalid)
    }

    /// Verifies and reads a signed one.
    pub fn open(text: &str, key: &PublicKey) -> Result<Self, ManifestError> {
        let jws = CompactJws::parse(text, Self::TYP, KeySource::Kid, Self::MAX_LEN)?;
        jws.verify(key)?;
        Self::parse(jws.payload())
    }
}

/// Why a text is not a manifest signed by that key.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The signature or its form.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// What was signed is no manifest.
    #[error("no es el manifiesto de un corte: {0}")]
    Json(#[from] serde_json::Error),
}
