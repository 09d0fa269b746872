use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Sha256Digest;
use serde::{Deserialize, Serialize};

use crate::objects::ObjectScope;

/// Where a scrub stands and what it found. Written to a file and read back, it goes on from there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScrubProgress {
    /// Scopes that are done, as `proceso/ejercicio`.
    pub(super) done: Vec<String>,
    /// The last digest that was looked at in the present scope.
    pub(super) after: Option<Sha256Digest>,
    /// Images of the database that were looked for.
    pub images: u64,
    /// Bytes that were read and hashed.
    pub bytes: u64,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// True once everything was looked at.
    pub finished: bool,
}

impl ScrubProgress {
    /// Findings for which somebody must do something: images that are not there or not right.
    pub fn failures(&self) -> usize {
        let fails = |finding: &&Finding| finding.kind.is_failure();
        self.findings.iter().filter(fails).count()
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The proceso among whose objects it is.
    pub proceso: ProcesoId,
    /// The run of it.
    pub ejercicio: EjercicioId,
    /// What it is.
    #[serde(flatten)]
    pub kind: FindingKind,
}

/// What is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FindingKind {
    /// The database has it and the store does not.
    Missing {
        /// Its name.
        sha256: Sha256Digest,
    },
    /// The store has other bytes under its name.
    Damaged {
        /// Its name.
        sha256: Sha256Digest,
        /// What the bytes hash to.
        found: Sha256Digest,
        /// How many they are.
        bytes: u64,
    },
    /// The store has it and the database does not: an arrival that was never acknowledged, which its
    /// device sent or will send again. Harmless.
    Unknown {
        /// Its name.
        sha256: Sha256Digest,
        /// Its size.
        bytes: u64,
    },
    /// It stands among the objects and has no object's name. Harmless.
    Stranger {
        /// Its name.
        name: String,
    },
}

impl FindingKind {
    /// True if an image cannot be shown or published.
    pub fn is_failure(&self) -> bool {
        match self {
            Self::Missing { .. } | Self::Damaged { .. } => true,
            Self::Unknown { .. } | Self::Stranger { .. } => false,
        }
    }
}

/// The name of a scope in a progress.
pub(super) fn scope_name(scope: &ObjectScope) -> String {
    format!("{}/{}", scope.proceso, scope.ejercicio)
}
