use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::TipoCasilla;

/// An entidad federativa by its number in Anexo 18.10, 1 to 32 (`09` is Ciudad de México).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct EntidadId(u8);

impl EntidadId {
    /// Accepts 1 to 32.
    pub fn new(number: u8) -> Result<Self, ClaveError> {
        if (1..=32).contains(&number) {
            Ok(Self(number))
        } else {
            Err(ClaveError::Entidad(number.to_string()))
        }
    }

    /// The number, 1 to 32.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for EntidadId {
    type Error = ClaveError;
    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(number)
    }
}

impl From<EntidadId> for u8 {
    fn from(id: EntidadId) -> Self {
        id.0
    }
}

impl fmt::Display for EntidadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// CLAVE_CASILLA: entidad, sección, tipo, número and extraordinaria contigua in eleven positions,
/// `090001C0100` (LEEME, variable 1).
///
/// It orders as its text does within one tipo: entidad, sección, tipo, número, contigua.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClaveCasilla {
    entidad: EntidadId,
    seccion: u16,
    tipo: TipoCasilla,
    id: u8,
    ext_contigua: u8,
}

/// Why a key is refused. The text is for a person; positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ClaveError {
    /// Not exactly eleven ASCII characters.
    #[error("la clave de casilla tiene 11 posiciones y «{0}» no")]
    Length(String),
    /// A position that must hold a digit does not.
    #[error("la clave «{clave}» debe tener dígitos en {field}")]
    NotDigits {
        /// The key as given.
        clave: String,
        /// Which part, with its positions.
        field: &'static str,
    },
    /// Entidad outside 01 to 32.
    #[error("la entidad «{0}» no existe: van de 01 a 32")]
    Entidad(String),
    /// The seventh position holds no known letter.
    #[error("«{0}» no es un tipo de casilla: B, C, E, S, M, A o P")]
    Tipo(String),
    /// Sección outside 0001 to 9999, or 0000 in a casilla that belongs to a sección.
    #[error("la sección {seccion:04} no puede tener una casilla de tipo {tipo}")]
    Seccion {
        /// The sección as a number.
        seccion: u16,
        /// The tipo that needs a sección.
        tipo: TipoCasilla,
    },
    /// Number of casilla outside 01 to 99.
    #[error("el número de casilla va de 01 a 99 y aquí es {0:02}")]
    Id(u8),
    /// EXT_CONTIGUA above 99, or present on a casilla that is not extraordinaria.
    #[error("una casilla {tipo} no puede llevar extraordinaria contigua {ext_contigua:02}")]
    ExtContigua {
        /// The tipo of the casilla.
        tipo: TipoCasilla,
        /// The number that does not fit.
        ext_contigua: u8,
    },
}

impl ClaveCasilla {
    /// Number of characters of the text form.
    pub const LEN: usize = 11;

    /// Builds a key from its parts, refusing combinations that the norm does not know.
    ///
    /// `seccion` 0 stands for «no sección» and is taken only for the mesas M, A and P.
    pub fn new(
        entidad: EntidadId,
        seccion: u16,
        tipo: TipoCasilla,
        id: u8,
        ext_contigua: u8,
    ) -> Result<Self, ClaveError> {
        if seccion > 9999 || (seccion == 0 && !tipo.may_lack_seccion()) {
            return Err(ClaveError::Seccion { seccion, tipo });
        }
        if !(1..=99).contains(&id) {
            return Err(ClaveError::Id(id));
        }
        if ext_contigua > 99 || (ext_contigua != 0 && tipo != TipoCasilla::Extraordinaria) {
            return Err(ClaveError::ExtContigua { tipo, ext_contigua });
        }
        Ok(Self {
            entidad,
            seccion,
            tipo,
            id,
            ext_contigua,
        })
    }

    /// Entidad federativa.
    pub fn entidad(&self) -> EntidadId {
        self.entidad
    }

    /// Sección, 1 to 9999; 0 where a mesa has none.
    pub fn seccion(&self) -> u16 {
        self.seccion
    }

    /// Tipo de casilla.
    pub fn tipo(&self) -> TipoCasilla {
        self.tipo
    }

    /// ID_CASILLA, 1 to 99.
    pub fn id(&self) -> u8 {
        self.id
    }

    /// EXT_CONTIGUA, 0 to 99; 0 where there is none.
    pub fn ext_contigua(&self) -> u8 {
        self.ext_contigua
    }
}

impl fmt::Display for ClaveCasilla {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            entidad,
            seccion,
            tipo,
            id,
            ext_contigua,
        } = self;
        write!(f, "{entidad}{seccion:04}{tipo}{id:02}{ext_contigua:02}")
    }
}

impl FromStr for ClaveCasilla {
    type Err = ClaveError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != Self::LEN || !text.is_ascii() {
            return Err(ClaveError::Length(text.chars().take(40).collect()));
        }
        let entidad = number(text, 0..2, "la entidad (posiciones 1 y 2)")?;
        let seccion = number(text, 2..6, "la sección (posiciones 3 a 6)")?;
        let letter = text.chars().nth(6).unwrap_or_default();
        let tipo =
            TipoCasilla::try_from(letter).map_err(|_| ClaveError::Tipo(letter.to_string()))?;
        let id = number(text, 7..9, "el número de casilla (posiciones 8 y 9)")?;
        let ext = number(
            text,
            9..11,
            "la extraordinaria contigua (posiciones 10 y 11)",
        )?;
        let byte = |value: u16| u8::try_from(value).unwrap_or(u8::MAX);
        Self::new(
            EntidadId::new(byte(entidad))?,
            seccion,
            tipo,
            byte(id),
            byte(ext),
        )
    }
}

fn number(
    text: &str,
    range: std::ops::Range<usize>,
    field: &'static str,
) -> Result<u16, ClaveError> {
    let digits = text.get(range).unwrap_or_default();
    let not_digits = || ClaveError::NotDigits {
        clave: text.to_owned(),
        field,
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(not_digits());
    }
    digits.parse().map_err(|_| not_digits())
}

impl TryFrom<String> for ClaveCasilla {
    type Error = ClaveError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ClaveCasilla> for String {
    fn from(clave: ClaveCasilla) -> Self {
        clave.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn leeme_variable_1_example() {
        let clave: ClaveCasilla = "090001C0100".parse().unwrap();
        assert_eq!(clave.entidad().number(), 9);
        assert_eq!(clave.seccion(), 1);
        assert_eq!(clave.tipo(), TipoCasilla::Contigua);
        assert_eq!((clave.id(), clave.ext_contigua()), (1, 0));
        assert_eq!(clave.to_string(), "090001C0100");
    }

    #[test]
    fn ten_positions_are_refused() {
        let error = "090092A100".parse::<ClaveCasilla>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "la clave de casilla tiene 11 posiciones y «090092A100» no"
        );
    }

    #[test]
    fn each_wrong_part_is_named() {
        let refused = |text: &str| text.parse::<ClaveCasilla>().unwrap_err();
        assert!(matches!(refused("330001B0100"), ClaveError::Entidad(_)));
        assert!(matches!(refused("000001B0100"), ClaveError::Entidad(_)));
        assert!(matches!(
            refused("09+001B0100"),
            ClaveError::NotDigits { .. }
        ));
        assert!(matches!(refused("090001X0100"), ClaveError::Tipo(_)));
        assert!(matches!(refused("090000B0100"), ClaveError::Seccion { .. }));
        assert!(matches!(refused("090001B0000"), ClaveError::Id(0)));
        assert!(matches!(
            refused("090001C0101"),
            ClaveError::ExtContigua { .. }
        ));
        assert!(matches!(refused("09000ñB010"), ClaveError::Length(_)));
    }

    #[test]
    fn mesas_without_seccion_and_extraordinaria_contigua_are_accepted() {
        for text in ["090000M0100", "090000A5400", "090000P0100", "090001E0101"] {
            assert_eq!(text.parse::<ClaveCasilla>().unwrap().to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn every_valid_key_survives_its_text(
            entidad in 1u8..=32, seccion in 1u16..=9999, tipo in 0usize..7, id in 1u8..=99, ext in 0u8..=99,
        ) {
            let tipo = TipoCasilla::ALL[tipo];
            let ext = if tipo == TipoCasilla::Extraordinaria { ext } else { 0 };
            let clave =
                ClaveCasilla::new(EntidadId::new(entidad).unwrap(), seccion, tipo, id, ext).unwrap();
            let text = clave.to_string();
            prop_assert_eq!(text.len(), ClaveCasilla::LEN);
            prop_assert_eq!(text.parse::<ClaveCasilla>().unwrap(), clave);
        }

        #[test]
        fn any_text_gives_a_key_or_a_reason(text in ".{0,14}") {
            if let Ok(clave) = text.parse::<ClaveCasilla>() {
                prop_assert_eq!(clave.to_string(), text);
            }
        }
    }
}
