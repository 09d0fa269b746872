use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::jws::{CompactJws, JwsError, KeySource};
use prep_model::contract::{PublicKey, Sha256Digest, Signer, jws};
use prep_model::people::PersonId;
use prep_model::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What an ejercicio runs with, besides its proceso; told by whoever begins it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Environment {
    /// Digest of the program.
    pub binary_sha256: Sha256Digest,
    /// Digest of the settings in force, without secrets.
    pub config_sha256: Sha256Digest,
}

/// The attestation that an ejercicio begins with nothing in it (*puesta en ceros*), a compact JWS
/// by the key of cortes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PuestaEnCeros {
    /// Version of this format: 1.
    pub v: u8,
    /// The proceso.
    pub proceso: ProcesoId,
    /// The ejercicio.
    pub ejercicio: EjercicioId,
    /// When it was attested.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// Actas it expects.
    pub esperadas: u32,
    /// Rows in the tables of results: always none, or there is no attestation.
    pub results: u64,
    /// Digest of the catalogue's files.
    pub catalogue_sha256: Sha256Digest,
    /// Digest of the program.
    pub binary_sha256: Sha256Digest,
    /// Digest of the settings.
    pub config_sha256: Sha256Digest,
}

impl PuestaEnCeros {
    /// The `typ` of its header.
    pub const TYP: &'static str = "prep-puesta-en-ceros+jws";
    /// Most characters of its compact JWS.
    pub const MAX_LEN: usize = 4 * 1024;

    /// Signs it.
    pub fn sign(&self, signer: &impl Signer) -> String {
        let payload = serde_json::to_vec(self).expect("texts and numbers always serialise");
        let signed = jws::sign(signer, Self::TYP, KeySource::Kid, &payload);
        signed.expect("a key in memory always signs")
    }

    /// Verifies and reads one signed with `key`.
    pub fn open(text: &str, key: &PublicKey) -> Result<Self, JwsError> {
        let jws = CompactJws::parse(text, Self::TYP, KeySource::Kid, Self::MAX_LEN)?;
        jws.verify(key)?;
        serde_json::from_slice(jws.payload()).map_err(|error| JwsError::Header(error.to_string()))
    }
}
