use serde::{Deserialize, Serialize};

use crate::text_id::{is_word, text_id};

text_id! {
    /// The name of a row of votes, which is also its published column: `PAN`, `PAN_PRI`, `CSP`.
    ContendienteId, "contendiente", "1 a 40 letras mayúsculas, dígitos o guiones bajos, como PAN_PRI_PRD",
    |text| is_word(text, 1, 40, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// One row of votes that the actas of an elección can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contendiente {
    /// Column name, unique within the elección.
    pub id: ContendienteId,
    /// Name for people, as the norm writes it.
    pub nombre: String,
    /// What the row stands for.
    pub tipo: ContendienteTipo,
    /// Colour of the swatch beside the name, as `#rrggbb`; never used for anything else.
    pub color: Option<String>,
}

/// What a row of votes stands for, which decides how its votes reach a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContendienteTipo {
    /// A party alone.
    Partido,
    /// A candidatura without a party (independiente, sin partido).
    Independiente,
    /// Votes that marked several parties of one coalición: split in equal parts, the fraction to
    /// the party with most votes (LGIPE 311.1.c).
    Coalicion(Vec<ContendienteId>),
    /// One common box for several parties: split by the percentages of their convenio.
    CandidaturaComun(Reparto),
}

impl ContendienteTipo {
    /// The parties among which this row's votes are distributed; empty for a row of its own.
    pub fn members(&self) -> Vec<&ContendienteId> {
        match self {
            Self::Partido | Self::Independiente => Vec::new(),
            Self::Coalicion(members) => members.iter().collect(),
            Self::CandidaturaComun(reparto) => reparto.shares.iter().map(|(id, _)| id).collect(),
        }
    }
}

/// The percentages of a convenio de candidatura común, and who takes what is left over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reparto {
    /// Share of each party in hundredths of a percent: 53.33 % is 5333. They add up to 10,000.
    pub shares: Vec<(ContendienteId, u16)>,
    /// The party that receives the remainder of the division.
    pub remanente: ContendienteId,
}
