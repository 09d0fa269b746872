//! The closing record of an ejercicio: what its last corte closes, signed.

use prep_model::bitacora::Chain;
use prep_model::claves::{EjercicioId, EleccionId, ProcesoId};
use prep_model::contract::jws::{self, KeySource};
use prep_model::contract::{Sha256Digest, SignError, Signer};
use prep_model::porcentajes::Resumen;
use prep_model::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The closing record. Its text in `cierre.json` is the payload of `cierre.jws`; both are files of
/// the last corte and named in its manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cierre {
    /// Version of this format: 1.
    pub v: u8,
    /// The proceso.
    pub proceso: ProcesoId,
    /// The run of it.
    pub ejercicio: EjercicioId,
    /// Number of the last corte.
    pub number: u32,
    /// The moment of its snapshot.
    pub at: Timestamp,
    /// The prefix of the bitácora it stands for.
    pub bitacora: Chain,
    /// Every corte published before it.
    pub cortes: Vec<CierreCorte>,
    /// How every elección ends.
    pub elecciones: Vec<CierreEleccion>,
}

/// A corte that was published before the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CierreCorte {
    /// Its number.
    pub number: u32,
    /// When it was published.
    pub at: Timestamp,
    /// Digest of its manifest.
    pub manifest_sha256: Sha256Digest,
}

/// How an elección ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CierreEleccion {
    /// Which.
    pub eleccion: EleccionId,
    /// Actas expected.
    pub esperadas: u64,
    /// Actas captured.
    pub capturadas: u64,
    /// Actas counted.
    pub contabilizadas: u64,
    /// Actas fuera de catálogo.
    pub fuera_de_catalogo: u64,
    /// Votes of all counted actas.
    pub total_votos: u64,
}

impl Cierre {
    /// Name of the file that holds it.
    pub const FILE: &'static str = "cierre.json";
    /// Name of the file that holds it signed.
    pub const SIGNED_FILE: &'static str = "cierre.jws";
    /// The `typ` of its header.
    pub const TYP: &'static str = "prep-cierre+jws";

    /// Its text.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record has only text keys and no failing serializer")
    }

    /// Signs it with the key of cortes.
    pub fn sign(&self, signer: &impl Signer) -> Result<String, SignError> {
        let signed = jws::sign(signer, Self::TYP, KeySource::Kid, &self.to_json());
        signed.map_err(|_| SignError::Invalid)
    }
}

impl CierreEleccion {
    /// From the summary of its last database.
    pub fn of(eleccion: &EleccionId, resumen: &Resumen) -> Self {
        Self {
            eleccion: eleccion.clone(),
            esperadas: resumen.esperadas,
            capturadas: resumen.capturadas(),
            contabilizadas: resumen.contabilizadas,
            fuera_de_catalogo: resumen.fuera_de_catalogo,
            total_votos: resumen.total_votos_c_cs,
        }
    }
}
