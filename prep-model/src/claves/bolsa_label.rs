use std::fmt;
use std::str::FromStr;

use super::qr_label::check_digits;
use super::{ClaveCasilla, EjercicioId, ProcesoId, QrLabel, QrLabelError};

/// The text of the QR label of a Bolsa PREP: which casilla's it is.
///
/// `PREPB1:<proceso>:<ejercicio>:<clave_casilla>:<check>`, with the check of a [`QrLabel`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BolsaLabel {
    /// The proceso electoral.
    pub proceso: ProcesoId,
    /// Which run of it.
    pub ejercicio: EjercicioId,
    /// The casilla.
    pub casilla: ClaveCasilla,
}

/// What a code on a Bolsa PREP can be: its own label, the label of an acta in it, or the bare
/// CLAVE_CASILLA, which names no run and has no check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BolsaCode {
    /// The bag's label.
    Label(BolsaLabel),
    /// The label of an acta.
    Acta(QrLabel),
    /// The eleven positions of LEEME, variable 1.
    Clave(ClaveCasilla),
}

impl BolsaLabel {
    const VERSION: &str = "PREPB1";
}

impl fmt::Display for BolsaLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            proceso,
            ejercicio,
            casilla,
        } = self;
        let body = format!("{}:{proceso}:{ejercicio}:{casilla}", Self::VERSION);
        write!(f, "{body}:{}", check_digits(&body))
    }
}

impl FromStr for BolsaLabel {
    type Err = QrLabelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split(':').take(6).collect();
        let [Self::VERSION, proceso, ejercicio, casilla, check] = parts.as_slice() else {
            return Err(QrLabelError::Foreign);
        };
        if text.len() > QrLabel::MAX_LEN {
            return Err(QrLabelError::Foreign);
        }
        let body = text
            .strip_suffix(check)
            .and_then(|body| body.strip_suffix(':'));
        if body.map(check_digits).as_deref() != Some(*check) {
            return Err(QrLabelError::Check);
        }
        let part = |error: &dyn fmt::Display| QrLabelError::Part(error.to_string());
        Ok(Self {
            proceso: proceso.parse().map_err(|e| part(&e))?,
            ejercicio: ejercicio.parse().map_err(|e| part(&e))?,
            casilla: casilla.parse().map_err(|e| part(&e))?,
        })
    }
}

impl BolsaCode {
    /// The casilla it names.
    pub fn casilla(&self) -> ClaveCasilla {
        match self {
            Self::Label(label) => label.casilla,
            Self::Acta(label) => label.0.acta.casilla,
            Self::Clave(clave) => *clave,
        }
    }

    /// The run it names, if it names one.
    pub fn run(&self) -> Option<(&ProcesoId, &EjercicioId)> {
        match self {
            Self::Label(label) => Some((&label.proceso, &label.ejercicio)),
            Self::Acta(label) => Some((&label.0.proceso, &label.0.ejercicio)),
            Self::Clave(_) => None,
        }
    }
}

impl FromStr for BolsaCode {
    type Err = QrLabelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(clave) = text.parse() {
            return Ok(Self::Clave(clave));
        }
        match text.parse() {
            Err(QrLabelError::Foreign) => text.parse().map(Self::Acta),
            label => label.map(Self::Label),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label() -> BolsaLabel {
        BolsaLabel {
            proceso: "cdmx-2024".parse().unwrap(),
            ejercicio: "oficial".parse().unwrap(),
            casilla: "093596E0101".parse().unwrap(),
        }
    }

    #[test]
    fn a_bag_is_named_by_its_label_by_that_of_an_acta_or_by_its_clave() {
        let text = label().to_string();
        assert_eq!(text.parse::<BolsaLabel>(), Ok(label()));
        let acta = "PREP1:cdmx-2024:oficial:GUB:093596E0101:A02:38c80d0f";
        for code in [text.as_str(), acta, "093596E0101"] {
            let read = code.parse::<BolsaCode>().unwrap();
            assert_eq!(read.casilla(), label().casilla, "{code}");
            assert_eq!(read.run().is_some(), code != "093596E0101");
        }
    }

    #[test]
    fn another_code_and_a_damaged_one_are_told_apart() {
        let read = |text: &str| text.parse::<BolsaCode>();
        assert_eq!(read("https://example.org"), Err(QrLabelError::Foreign));
        let damaged = label().to_string().replace("093596", "093597");
        assert_eq!(read(&damaged), Err(QrLabelError::Check));
        assert_eq!(read("093596X0101"), Err(QrLabelError::Foreign));
    }

    proptest! {
        #[test]
        fn changing_any_one_character_is_noticed(at in 0usize..50, to in "[a-zA-Z0-9:]") {
            let text = label().to_string();
            let at = at % text.len();
            let mut changed = text.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != text);
            prop_assert!(changed.parse::<BolsaCode>().is_err());
        }
    }
}
