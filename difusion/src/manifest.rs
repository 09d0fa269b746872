//! What a corte says of itself, signed: which files, with which digests, from which moment.

use prep_model::bitacora::Chain;
use prep_model::claves::{EjercicioId, EleccionId, ProcesoId};
use prep_model::contract::jws::{self, CompactJws, JwsError, KeySource};
use prep_model::contract::{PublicKey, Sha256Digest, SignError, Signer};
use prep_model::time::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// The prefix of the bitácora it stands for.
    pub bitacora: Chain,
    /// Every file of the corte.
    pub files: Vec<ManifestFile>,
    /// Actas that are settled and left out, with the reason, as sentences in Spanish.
    pub withheld: Vec<String>,
}

/// One file of a corte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Its name in the corte's folder.
    pub name: String,
    /// The elección whose database it is.
    pub eleccion: EleccionId,
    /// Digest of its bytes.
    pub sha256: Sha256Digest,
    /// Its size in bytes.
    pub bytes: u64,
    /// Rows of actas in it.
    pub rows: u64,
}

impl Manifest {
    /// Name of the file that holds it.
    pub const FILE: &'static str = "manifest.json";
    /// Name of the file that holds it signed.
    pub const SIGNED_FILE: &'static str = "manifest.jws";
    /// The `typ` of its header.
    pub const TYP: &'static str = "prep-corte+jws";
    /// Most characters of its compact JWS: room for many withheld actas.
    pub const MAX_LEN: usize = 8 * 1024 * 1024;

    /// Its text.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a manifest has only text keys and no failing serializer")
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
        Ok(serde_json::from_slice(jws.payload())?)
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
