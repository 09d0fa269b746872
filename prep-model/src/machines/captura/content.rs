use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::actas::{ActaValues, CampoValue};
use crate::bitacora::SendBackCause;
use crate::contract::Sha256Digest;
use crate::elecciones::CampoId;

/// What one person made of an acta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapturaContent {
    /// What it says.
    Values(Captured),
    /// The image as a whole cannot be read.
    ImageIllegible,
    /// It can be read and something else is wrong.
    OtherProblem(OtherProblem),
}

/// The values of an acta as one person typed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawCaptured")]
pub struct Captured {
    values: ActaValues,
    letra_contra_numero: BTreeSet<CampoId>,
}

/// A field marked "letra contra número" that is not on the acta.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}: no está en esta acta y no puede marcarse como letra contra número")]
pub struct MarkError(pub CampoId);

/// What may be wrong with an image that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherProblem {
    /// It is the acta of another casilla or elección.
    WrongIdentification,
    /// It is not an acta.
    OtherDocumento,
    /// Part of the sheet is missing, or two sheets overlap.
    CutOrDoublePage,
    /// Nothing ties it to a casilla of the catalogue: proposed as FUERA DE CATÁLOGO.
    FueraDeCatalogo,
}

impl OtherProblem {
    /// The problem as a page shows it.
    pub fn text(self) -> &'static str {
        match self {
            Self::WrongIdentification => "La imagen es de otra acta",
            Self::OtherDocumento => "La imagen no es de un acta",
            Self::CutOrDoublePage => "El acta está cortada o hay dos hojas",
            Self::FueraDeCatalogo => "No corresponde a ninguna casilla del catálogo",
        }
    }

    /// Why a round that agrees on this problem sends the acta back.
    pub fn cause(self) -> SendBackCause {
        match self {
            Self::WrongIdentification => SendBackCause::WrongIdentification,
            Self::OtherDocumento => SendBackCause::OtherDocumento,
            Self::CutOrDoublePage => SendBackCause::CutOrDoublePage,
            Self::FueraDeCatalogo => SendBackCause::FueraDeCatalogo,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCaptured {
    values: ActaValues,
    letra_contra_numero: BTreeSet<CampoId>,
}

impl TryFrom<RawCaptured> for Captured {
    type Error = MarkError;
    fn try_from(raw: RawCaptured) -> Result<Self, Self::Error> {
        Self::new(raw.values, raw.letra_contra_numero)
    }
}

impl Captured {
    /// Values with the fields in which words and figures differ on the acta.
    pub fn new(
        values: ActaValues,
        letra_contra_numero: BTreeSet<CampoId>,
    ) -> Result<Self, MarkError> {
        match letra_contra_numero
            .iter()
            .find(|campo| values.get(campo).is_none())
        {
            Some(campo) => Err(MarkError(campo.clone())),
            None => Ok(Self {
                values,
                letra_contra_numero,
            }),
        }
    }

    /// What the acta says.
    pub fn values(&self) -> &ActaValues {
        &self.values
    }

    /// The fields in which words and figures differ on the acta.
    pub fn letra_contra_numero(&self) -> &BTreeSet<CampoId> {
        &self.letra_contra_numero
    }

    /// The same values, marked wherever either person marked them.
    pub(super) fn with_marks_of(&self, other: &Self) -> Self {
        let marks = self.letra_contra_numero.union(&other.letra_contra_numero);
        Self {
            values: self.values.clone(),
            letra_contra_numero: marks
                .filter(|campo| self.values.get(campo).is_some())
                .cloned()
                .collect(),
        }
    }

    /// Every field by name, for changing some of them.
    pub(super) fn to_map(&self) -> BTreeMap<CampoId, CampoValue> {
        self.values
            .iter()
            .map(|(campo, value)| (campo.clone(), value))
            .collect()
    }
}

impl CapturaContent {
    const PREFIX: &str = "prep-captura-content-v1\n";

    /// True if two people say the same: every field the same value, or the same problem. Marks of
    /// letra contra número may differ, since they do not change what is published.
    pub fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Values(a), Self::Values(b)) => a.values == b.values,
            (Self::ImageIllegible, Self::ImageIllegible) => true,
            (Self::OtherProblem(a), Self::OtherProblem(b)) => a == b,
            (Self::Values(_), Self::ImageIllegible | Self::OtherProblem(_))
            | (Self::ImageIllegible, Self::Values(_) | Self::OtherProblem(_))
            | (Self::OtherProblem(_), Self::Values(_) | Self::ImageIllegible) => false,
        }
    }

    /// The values, if there are any.
    pub fn values(&self) -> Option<&Captured> {
        match self {
            Self::Values(captured) => Some(captured),
            Self::ImageIllegible | Self::OtherProblem(_) => None,
        }
    }

    /// Compact JSON with fields in declared order and maps by key.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("content has only text keys and no failing serializer")
    }

    /// `SHA256("prep-captura-content-v1\n" || to_bytes)`: how the bitácora names a content it does
    /// not show. Guessable when votes are few, so never published unsalted.
    pub fn sha256(&self) -> Sha256Digest {
        Sha256Digest::of(&[Self::PREFIX.as_bytes(), &self.to_bytes()].concat())
    }
}

/// The fields in which contents that hold values differ; a field one of them lacks differs.
pub(super) fn differing<'a>(
    contents: impl Iterator<Item = &'a CapturaContent>,
) -> BTreeSet<CampoId> {
    let held: Vec<&ActaValues> = contents
        .filter_map(CapturaContent::values)
        .map(Captured::values)
        .collect();
    let campos = held
        .iter()
        .flat_map(|values| values.iter().map(|(campo, _)| campo));
    campos
        .filter(|campo| {
            let mut values = held.iter().map(|values| values.get(campo));
            let first = values.next();
            values.any(|value| Some(value) != first)
        })
        .cloned()
        .collect()
}
