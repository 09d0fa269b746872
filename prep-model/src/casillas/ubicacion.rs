use serde::{Deserialize, Serialize};

/// UBICACION_CASILLA (LEEME, variable 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ubicacion {
    /// 1: casilla urbana; also every M, A and P mesa.
    Urbana,
    /// 2: casilla no urbana.
    NoUrbana,
    /// 3: acta fuera de catálogo, whose casilla is not known.
    FueraDeCatalogo,
}

impl Ubicacion {
    /// The published number.
    pub fn code(self) -> u8 {
        match self {
            Self::Urbana => 1,
            Self::NoUrbana => 2,
            Self::FueraDeCatalogo => 3,
        }
    }
}

/// MECANISMOS_TRASLADO: how the package travels, where a mecanismo was approved (LEEME, variable 39).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MecanismoTraslado {
    /// `D`: dispositivo de apoyo para el traslado de presidencias de mesa directiva.
    #[serde(rename = "D")]
    Dispositivo,
    /// `F`: centro de recepción y traslado fijo.
    #[serde(rename = "F")]
    CrytFijo,
    /// `I`: centro de recepción y traslado itinerante.
    #[serde(rename = "I")]
    CrytItinerante,
}

impl MecanismoTraslado {
    /// Every mecanismo.
    pub const ALL: [Self; 3] = [Self::Dispositivo, Self::CrytFijo, Self::CrytItinerante];

    /// The published letter.
    pub fn letter(self) -> char {
        match self {
            Self::Dispositivo => 'D',
            Self::CrytFijo => 'F',
            Self::CrytItinerante => 'I',
        }
    }
}
