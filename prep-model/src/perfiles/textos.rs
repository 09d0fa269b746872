use serde::{Deserialize, Serialize};

use crate::actas::{CampoValue, SinActa};

/// What is published in a column that does not hold an ordinary value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Textos {
    /// A field that nobody can read.
    pub ilegible: String,
    /// A field in which nothing is written.
    pub sin_dato: String,
    /// Every field of an acta that did not arrive.
    pub sin_acta: String,
    /// A column that does not apply to the row.
    pub no_aplica: String,
    /// A field that is not captured, or an acta that is not yet.
    pub no_capturado: String,
    /// What is not known of an acta fuera de catálogo, and so may be incomplete (LEEME, variable 1).
    pub sin_identificar: String,
    /// The column of a contendiente that this acta does not print.
    pub no_impreso: String,
    /// A percentage whose denominator is zero, as at the opening.
    pub sin_denominador: String,
}

impl Textos {
    /// A field as it is published.
    pub fn campo(&self, value: CampoValue) -> String {
        match value {
            CampoValue::Number(number) => number.to_string(),
            CampoValue::Ilegible => self.ilegible.clone(),
            CampoValue::SinDato => self.sin_dato.clone(),
        }
    }
}

/// The texts of the column OBSERVACIONES (LEEME, variable 37).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextosObservaciones {
    /// An acta without inconsistencias.
    pub ninguna: String,
    /// More votes than people who could cast them.
    pub excede_lista_nominal: String,
    /// The same, with some field ILEGIBLE or SIN DATO, where both are said together.
    pub excede_con_algun_campo: String,
    /// Some vote field has no legible datum, and some other has.
    pub algun_campo_ilegible_o_sin_dato: String,
    /// No vote field has a legible datum.
    pub todos_ilegibles_o_sin_dato: String,
    /// Short name of a field ILEGIBLE, where inconsistencias are listed.
    pub lista_ilegible: String,
    /// Short name of a field SIN DATO, where inconsistencias are listed.
    pub lista_sin_dato: String,
    /// What stands between inconsistencias, where they are listed.
    pub lista_separador: String,
    /// The acta cannot be tied to an approved casilla.
    pub fuera_de_catalogo: String,
    /// No acta: the package was not delivered.
    pub sin_acta_paquete_no_entregado: String,
    /// No acta: the casilla was not set up.
    pub sin_acta_casilla_no_instalada: String,
    /// No acta: the package came without the Bolsa PREP.
    pub sin_acta_paquete_entregado_sin_bolsa: String,
    /// No acta: the urna electrónica failed under its contingency plan.
    pub sin_acta_contingencia_urna_electronica: String,
}

impl TextosObservaciones {
    /// The text of a SIN ACTA.
    pub fn sin_acta(&self, reason: SinActa) -> &str {
        match reason {
            SinActa::PaqueteNoEntregado => &self.sin_acta_paquete_no_entregado,
            SinActa::CasillaNoInstalada => &self.sin_acta_casilla_no_instalada,
            SinActa::PaqueteEntregadoSinBolsa => &self.sin_acta_paquete_entregado_sin_bolsa,
            SinActa::ContingenciaUrnaElectronica => &self.sin_acta_contingencia_urna_electronica,
        }
    }
}
