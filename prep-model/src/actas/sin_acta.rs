use serde::{Deserialize, Serialize};

/// Why no Acta PREP arrived (LEEME, variable 37; codes 11 to 14 of the IECM of 2024).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SinActa {
    /// The package was never delivered.
    PaqueteNoEntregado,
    /// The casilla was not set up.
    CasillaNoInstalada,
    /// The package came without the Bolsa PREP.
    PaqueteEntregadoSinBolsa,
    /// The urna electrónica failed under its contingency plan.
    ContingenciaUrnaElectronica,
}

impl SinActa {
    /// Every reason.
    pub const ALL: [Self; 4] = [
        Self::PaqueteNoEntregado,
        Self::CasillaNoInstalada,
        Self::PaqueteEntregadoSinBolsa,
        Self::ContingenciaUrnaElectronica,
    ];

    /// The reason as it is published in OBSERVACIONES.
    pub fn text(self) -> &'static str {
        match self {
            Self::PaqueteNoEntregado => "SIN ACTA POR PAQUETE NO ENTREGADO",
            Self::CasillaNoInstalada => "SIN ACTA POR CASILLA NO INSTALADA",
            Self::PaqueteEntregadoSinBolsa => "SIN ACTA POR PAQUETE ENTREGADO SIN BOLSA",
            Self::ContingenciaUrnaElectronica => "SIN ACTA POR CONTINGENCIA EN URNA ELECTRÓNICA",
        }
    }

    /// The code of the IECM's catalogue of inconsistencias of 2024.
    pub fn iecm_code(self) -> u8 {
        match self {
            Self::PaqueteNoEntregado => 11,
            Self::CasillaNoInstalada => 12,
            Self::PaqueteEntregadoSinBolsa => 13,
            Self::ContingenciaUrnaElectronica => 14,
        }
    }
}
