use serde::{Deserialize, Serialize};

use crate::text_id::{is_word, text_id};

text_id! {
    /// The name of a field of the acta: a contendiente's, or one of the fixed ones of [`CampoRole`].
    CampoId, "campo", "1 a 40 letras mayúsculas, dígitos o guiones bajos, como PAN_PRI o NULOS",
    |text| is_word(text, 1, 40, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// What a field of the acta holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampoRole {
    /// Ballots left over and cancelled.
    BoletasSobrantes,
    /// People of the lista nominal who voted.
    PersonasVotaron,
    /// Party representatives who voted.
    RepresentantesVotaron,
    /// Votes taken out of the urna.
    VotosSacados,
    /// Votes for a contendiente.
    Contendiente,
    /// Votes for candidaturas no registradas.
    NoRegistradas,
    /// Votos nulos.
    Nulos,
    /// The total that the funcionarios wrote on the acta.
    TotalAsentado,
}

impl CampoRole {
    /// True for the fields whose sum is the calculated total and in which at least one legible
    /// datum makes an acta count (LEEME, variables 6, 34 and 37).
    pub fn is_voto(self) -> bool {
        matches!(self, Self::Contendiente | Self::NoRegistradas | Self::Nulos)
    }

    /// The fixed name of a field that is not a contendiente's, `None` for those.
    pub fn fixed_id(self) -> Option<&'static str> {
        match self {
            Self::BoletasSobrantes => Some("TOTAL_BOLETAS_SOBRANTES"),
            Self::PersonasVotaron => Some("TOTAL_PERSONAS_VOTARON"),
            Self::RepresentantesVotaron => Some("TOTAL_REP_PARTIDO_CI_VOTARON"),
            Self::VotosSacados => Some("TOTAL_VOTOS_SACADOS"),
            Self::Contendiente => None,
            Self::NoRegistradas => Some("NO_REGISTRADAS"),
            Self::Nulos => Some("NULOS"),
            Self::TotalAsentado => Some("TOTAL_VOTOS_ASENTADO"),
        }
    }
}

/// One field as printed on an acta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campo {
    /// Name, unique within the form.
    pub id: CampoId,
    /// What it holds.
    pub role: CampoRole,
    /// Boxes printed for digits: a number wider than this cannot be on the acta and is refused.
    pub digits: u8,
}

impl Campo {
    /// Largest number that fits in the printed boxes.
    pub fn max(&self) -> u32 {
        10u32
            .saturating_pow(u32::from(self.digits))
            .saturating_sub(1)
    }
}
