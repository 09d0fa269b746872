use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::elecciones::CampoRole;

/// How actas are counted, where norms differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReglasContabilizacion {
    /// What OBSERVACIONES says of an acta that exceeds the lista nominal and has other faults.
    pub excede: ExcedeConOtras,
    /// Which number of actas esperadas is the denominator.
    pub esperadas: Esperadas,
    /// In which cortes the votes of casillas especiales enter participación.
    pub participacion_con_especiales: ConEspeciales,
}

/// What OBSERVACIONES says of an acta with EXCEDE LISTA NOMINAL and other inconsistencias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcedeConOtras {
    /// EXCEDE LISTA NOMINAL alone: it «siempre prevalecerá» (LEEME 2024, variable 37).
    Prevalece,
    /// One text that says both, `EXCEDE LISTA NOMINAL CON CAMPO ILEGIBLE O SIN DATO`.
    Combina,
    /// Every inconsistencia by its own short name, joined by a separator, whether the acta exceeds
    /// or not: `Excede Lista Nominal, Ilegible, Sin dato`.
    Lista,
}

/// Which number of actas esperadas is the denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Esperadas {
    /// The number that the institute declares for the elección; the catalogue's where it declares
    /// none.
    Declaradas,
    /// The actas of the catalogue of casillas, always.
    Catalogo,
}

/// In which cortes the votes of casillas especiales enter participación (Anexo 13, numeral 29).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConEspeciales {
    /// Only in the last corte before the closing.
    UltimoCorte,
    /// In all.
    Siempre,
    /// In none.
    Nunca,
}

impl ConEspeciales {
    /// True if a corte, the last one or not, includes the casillas especiales.
    pub fn includes(self, ultimo_corte: bool) -> bool {
        match self {
            Self::UltimoCorte => ultimo_corte,
            Self::Siempre => true,
            Self::Nunca => false,
        }
    }
}

/// How an acta is captured: the technical process is an accord of each institute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReglasCaptura {
    /// Two blind captures, or one capture and its verification.
    pub modo: ModoCaptura,
    /// True if a third value that equals neither capture needs a second verificador.
    pub segundo_verificador: bool,
    /// The fields captured besides the votes, which always are.
    pub campos: Vec<CampoRole>,
    /// What stands when words and figures differ.
    pub letra_contra_numero: LetraContraNumero,
}

/// How many people read an acta before it is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModoCaptura {
    /// Two people, neither sees what the other typed; a third settles differences.
    DobleCiega,
    /// One person captures and another verifies against the image.
    CapturaYVerificacion,
}

/// What stands when the words and the figures of one field differ (DOMAIN 6, decision 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetraContraNumero {
    /// The words, unless they are altered or crossed out.
    Letra,
    /// The figures.
    Numero,
}

/// What a corte needs and when it comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReglasCorte {
    /// Time from one corte to the next.
    pub minutos_entre_cortes: MinutosEntreCortes,
    /// True if a settled acta is published before its image is there (DOMAIN 6, decision 8).
    pub publica_sin_imagen: bool,
}

/// Minutes from one corte to the next, 1 to 20: the Reglamento asks for at least three an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct MinutosEntreCortes(u16);

/// Why a number of minutes between cortes is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0} minutos entre cortes: deben ser de 1 a 20, al menos tres actualizaciones por hora")]
pub struct MinutosEntreCortesError(u16);

impl MinutosEntreCortes {
    /// Accepts 1 to 20.
    pub fn new(minutes: u16) -> Result<Self, MinutosEntreCortesError> {
        if (1..=20).contains(&minutes) {
            Ok(Self(minutes))
        } else {
            Err(MinutosEntreCortesError(minutes))
        }
    }

    /// The minutes, 1 to 20.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for MinutosEntreCortes {
    type Error = MinutosEntreCortesError;
    fn try_from(minutes: u16) -> Result<Self, Self::Error> {
        Self::new(minutes)
    }
}

impl From<MinutosEntreCortes> for u16 {
    fn from(minutes: MinutosEntreCortes) -> Self {
        minutes.0
    }
}
