use serde::{Deserialize, Serialize};

use crate::claves::TipoCasilla;
use crate::elecciones::AmbitoId;

/// What is known of the identification of an acta fuera de catálogo (LEEME, variable 3 of the
/// summary): what is missing was omitted, illegible or wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentificacionLeida {
    /// Distrito local.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distrito: Option<AmbitoId>,
    /// Municipio or alcaldía.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub municipio: Option<AmbitoId>,
    /// Sección.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seccion: Option<u16>,
    /// Tipo de casilla.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tipo: Option<TipoCasilla>,
    /// Number of casilla.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<u8>,
    /// Contigua of an extraordinaria.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ext_contigua: Option<u8>,
}

impl IdentificacionLeida {
    /// True if nothing of it can be read.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_not_written() {
        let read = IdentificacionLeida {
            seccion: Some(3_596),
            tipo: Some(TipoCasilla::Basica),
            ..IdentificacionLeida::default()
        };
        let json = serde_json::to_string(&read).unwrap();
        assert_eq!(json, r#"{"seccion":3596,"tipo":"B"}"#);
        assert_eq!(
            serde_json::from_str::<IdentificacionLeida>(&json).unwrap(),
            read
        );
        assert!(
            serde_json::from_str::<IdentificacionLeida>("{}")
                .unwrap()
                .is_empty()
        );
    }
}
