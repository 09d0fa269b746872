use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{ActaId, ActaKey};

/// The text of the QR label of an acta.
///
/// `PREP1:<proceso>:<ejercicio>:<eleccion>:<clave_casilla>:<tipo_acta>:<check>`, where `check` is
/// the first eight lower-case hex digits of the SHA-256 of everything before the last colon. The
/// check finds damage and mix-ups; it is no proof of origin, which the envelope's signature gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrLabel(pub ActaId);

/// Why a scanned text is not a label of ours.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QrLabelError {
    /// Some other QR code: not `PREP1:` with seven parts.
    #[error("el código QR no es una etiqueta del PREP")]
    Foreign,
    /// A part is malformed although the check may match.
    #[error("la etiqueta QR del PREP tiene un dato inválido: {0}")]
    Part(String),
    /// The check digits do not match: damaged or mistyped.
    #[error("la etiqueta QR del PREP está dañada: su dígito de control no coincide")]
    Check,
}

impl QrLabel {
    /// Longest text accepted, in bytes; longer ones are not looked at.
    pub const MAX_LEN: usize = 160;
    const VERSION: &str = "PREP1";
}

pub(super) fn check_digits(body: &str) -> String {
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(body.as_bytes()));
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

impl fmt::Display for QrLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ActaId {
            proceso,
            ejercicio,
            acta,
        } = &self.0;
        let ActaKey {
            eleccion,
            casilla,
            tipo_acta,
        } = acta;
        let body = format!(
            "{}:{proceso}:{ejercicio}:{eleccion}:{casilla}:{tipo_acta}",
            Self::VERSION
        );
        write!(f, "{body}:{}", check_digits(&body))
    }
}

impl FromStr for QrLabel {
    type Err = QrLabelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split(':').take(8).collect();
        let [
            Self::VERSION,
            proceso,
            ejercicio,
            eleccion,
            casilla,
            tipo_acta,
            check,
        ] = parts.as_slice()
        else {
            return Err(QrLabelError::Foreign);
        };
        if text.len() > Self::MAX_LEN {
            return Err(QrLabelError::Foreign);
        }
        let body = text
            .strip_suffix(check)
            .and_then(|body| body.strip_suffix(':'));
        if body.map(check_digits).as_deref() != Some(*check) {
            return Err(QrLabelError::Check);
        }
        let part = |error: &dyn fmt::Display| QrLabelError::Part(error.to_string());
        Ok(Self(ActaId {
            proceso: proceso.parse().map_err(|e| part(&e))?,
            ejercicio: ejercicio.parse().map_err(|e| part(&e))?,
            acta: ActaKey {
                eleccion: eleccion.parse().map_err(|e| part(&e))?,
                casilla: casilla.parse().map_err(|e| part(&e))?,
                tipo_acta: tipo_acta.parse().map_err(|e| part(&e))?,
            },
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label() -> QrLabel {
        QrLabel(ActaId {
            proceso: "cdmx-2024".parse().unwrap(),
            ejercicio: "oficial".parse().unwrap(),
            acta: "GUB/093596E0101/A02".parse().unwrap(),
        })
    }

    #[test]
    fn the_text_is_fixed() {
        // Recomputed with: printf %s 'PREP1:cdmx-2024:oficial:GUB:093596E0101:A02' | sha256sum
        let text = label().to_string();
        assert_eq!(text, "PREP1:cdmx-2024:oficial:GUB:093596E0101:A02:38c80d0f");
        assert_eq!(text.parse::<QrLabel>().unwrap(), label());
    }

    #[test]
    fn another_code_a_damaged_one_and_a_forged_part_are_told_apart() {
        assert_eq!(
            "https://example.org".parse::<QrLabel>(),
            Err(QrLabelError::Foreign)
        );
        let damaged = label().to_string().replace("A02", "A03");
        assert_eq!(damaged.parse::<QrLabel>(), Err(QrLabelError::Check));
        let body = "PREP1:cdmx-2024:oficial:GUB:093596X0101:A02";
        let forged = format!("{body}:{}", check_digits(body));
        assert!(matches!(
            forged.parse::<QrLabel>(),
            Err(QrLabelError::Part(_))
        ));
    }

    proptest! {
        #[test]
        fn any_text_is_a_label_or_a_reason(text in "(PREP1:)?[a-zA-Z0-9:-]{0,80}") {
            if let Ok(label) = text.parse::<QrLabel>() {
                prop_assert_eq!(label.to_string(), text);
            }
        }

        #[test]
        fn changing_any_one_character_is_noticed(at in 0usize..50, to in "[a-zA-Z0-9:]") {
            let text = label().to_string();
            let at = at % text.len();
            let mut changed = text.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != text);
            prop_assert!(changed.parse::<QrLabel>().is_err());
        }
    }
}
