use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of casilla or mesa an acta comes from (LEEME, variable TIPO_CASILLA).
///
/// The three mesas do not belong to a sección of the territory: they count votes cast abroad, in
/// advance, or by people held in preventive prison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub enum TipoCasilla {
    /// `B`: the first casilla of every sección.
    Basica,
    /// `C`: a further casilla of the same sección.
    Contigua,
    /// `E`: a casilla for people far from the sección's other casillas; may have contiguas of its own.
    Extraordinaria,
    /// `S`: a casilla for people away from home; it has no lista nominal, only a maximum of ballots.
    Especial,
    /// `M`: mesa for votes of citizens who live abroad.
    MesaExtranjero,
    /// `A`: mesa for the voto anticipado of citizens who cannot leave home.
    MesaAnticipado,
    /// `P`: mesa for votes of people in prisión preventiva.
    MesaPrision,
}

impl TipoCasilla {
    /// Every tipo, in the order in which the norm lists them.
    pub const ALL: [Self; 7] = [
        Self::Basica,
        Self::Contigua,
        Self::Extraordinaria,
        Self::Especial,
        Self::MesaExtranjero,
        Self::MesaAnticipado,
        Self::MesaPrision,
    ];

    /// The letter used in CLAVE_CASILLA and in the published column TIPO_CASILLA.
    pub fn letter(self) -> char {
        match self {
            Self::Basica => 'B',
            Self::Contigua => 'C',
            Self::Extraordinaria => 'E',
            Self::Especial => 'S',
            Self::MesaExtranjero => 'M',
            Self::MesaAnticipado => 'A',
            Self::MesaPrision => 'P',
        }
    }

    /// The name a person reads on a screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basica => "Básica",
            Self::Contigua => "Contigua",
            Self::Extraordinaria => "Extraordinaria",
            Self::Especial => "Especial",
            Self::MesaExtranjero => "Mesa de voto en el extranjero",
            Self::MesaAnticipado => "Mesa de voto anticipado",
            Self::MesaPrision => "Mesa de voto en prisión preventiva",
        }
    }

    /// True for the mesas that may have no sección (M, A and P); they carry sección `0000` then.
    pub fn may_lack_seccion(self) -> bool {
        matches!(
            self,
            Self::MesaExtranjero | Self::MesaAnticipado | Self::MesaPrision
        )
    }
}

impl TryFrom<char> for TipoCasilla {
    type Error = String;

    fn try_from(letter: char) -> Result<Self, Self::Error> {
        Self::ALL
            .into_iter()
            .find(|tipo| tipo.letter() == letter)
            .ok_or_else(|| format!("«{letter}» no es un tipo de casilla: B, C, E, S, M, A o P"))
    }
}

impl From<TipoCasilla> for char {
    fn from(tipo: TipoCasilla) -> Self {
        tipo.letter()
    }
}

impl fmt::Display for TipoCasilla {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}
