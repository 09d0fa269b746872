use serde::{Deserialize, Serialize};

use crate::claves::TipoCasilla;

/// How the votes of an acta were cast; each has tipos de acta of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modalidad {
    /// On paper in a casilla básica, contigua or extraordinaria.
    Ordinaria,
    /// On paper in a casilla especial.
    Especial,
    /// In an urna electrónica (in 2024, only in casillas especiales).
    UrnaElectronica,
    /// From abroad (VMRE).
    Extranjero,
    /// Voto anticipado (VA).
    Anticipado,
    /// People in prisión preventiva (VPPP).
    Prision,
}

impl Modalidad {
    /// Every modalidad, the one of nearly all actas first.
    pub const ALL: [Self; 6] = [
        Self::Ordinaria,
        Self::Especial,
        Self::UrnaElectronica,
        Self::Extranjero,
        Self::Anticipado,
        Self::Prision,
    ];

    /// The actas of this modalidad as people call them.
    pub fn text(self) -> &'static str {
        match self {
            Self::Ordinaria => "Casillas",
            Self::Especial => "Casillas especiales",
            Self::UrnaElectronica => "Urna electrónica",
            Self::Extranjero => "Voto desde el extranjero",
            Self::Anticipado => "Voto anticipado",
            Self::Prision => "Voto en prisión preventiva",
        }
    }

    /// Its name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinaria => "ordinaria",
            Self::Especial => "especial",
            Self::UrnaElectronica => "urna",
            Self::Extranjero => "extranjero",
            Self::Anticipado => "anticipado",
            Self::Prision => "prision",
        }
    }

    /// The modalidad called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|modalidad| modalidad.name() == name)
    }

    /// The modalidad on paper of a tipo de casilla.
    pub fn of_casilla(tipo: TipoCasilla) -> Self {
        match tipo {
            TipoCasilla::Basica | TipoCasilla::Contigua | TipoCasilla::Extraordinaria => {
                Self::Ordinaria
            }
            TipoCasilla::Especial => Self::Especial,
            TipoCasilla::MesaExtranjero => Self::Extranjero,
            TipoCasilla::MesaAnticipado => Self::Anticipado,
            TipoCasilla::MesaPrision => Self::Prision,
        }
    }

    /// True if a casilla of `tipo` can produce an acta of this modalidad.
    pub fn fits_casilla(self, tipo: TipoCasilla) -> bool {
        match self {
            Self::UrnaElectronica => tipo == TipoCasilla::Especial,
            paper => paper == Self::of_casilla(tipo),
        }
    }
}

/// Principle of representation, where one casilla has an acta for each (casillas especiales).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Principio {
    /// Mayoría relativa.
    #[serde(rename = "MR")]
    MayoriaRelativa,
    /// Representación proporcional.
    #[serde(rename = "RP")]
    RepresentacionProporcional,
}
