use serde::{Deserialize, Serialize};

use super::ProcesoHead;
use crate::claves::EjercicioId;
use crate::time::Timestamp;

/// How long before the authorised publication an acta of the oficial may come into being: casillas
/// open at 8:00 and publication starts at 20:00, and those that open early close early.
const BEFORE_PUBLICACION_SECONDS: i64 = 14 * 3_600;

/// The moments between which a run of the PREP operates: an acopio outside them is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ventana {
    /// The first moment at which an acta can exist.
    pub desde: Timestamp,
    /// The last moment of operation.
    pub hasta: Timestamp,
}

impl ProcesoHead {
    /// When `ejercicio`, begun at `begun`, operates: the oficial around the proceso's authorised
    /// moments; a drill, which is held on another day, from its beginning until it is closed.
    pub fn ventana(&self, ejercicio: &EjercicioId, begun: Timestamp) -> Ventana {
        if ejercicio.is_oficial() {
            let desde = self
                .publicacion_desde
                .plus_seconds(-BEFORE_PUBLICACION_SECONDS);
            return Ventana {
                desde,
                hasta: self.publicacion_hasta,
            };
        }
        Ventana {
            desde: begun,
            hasta: begun.plus_seconds(i64::MAX),
        }
    }

    /// From when `ejercicio`, begun at `begun`, may publish: the oficial from the authorised moment
    /// (DOMAIN 6, decision 10), a drill from its beginning.
    pub fn publishes_from(&self, ejercicio: &EjercicioId, begun: Timestamp) -> Timestamp {
        if ejercicio.is_oficial() {
            self.publicacion_desde
        } else {
            begun
        }
    }

    /// True if a corte of `ejercicio` at `at` is the last one, in which casillas especiales enter
    /// participación. A drill says so when it is closed, never by the election's clock.
    pub fn is_last_corte(&self, ejercicio: &EjercicioId, at: Timestamp) -> bool {
        ejercicio.is_oficial() && at >= self.publicacion_hasta
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claves::EntidadId;

    fn head() -> ProcesoHead {
        ProcesoHead {
            id: "cdmx-2024".parse().unwrap(),
            nombre: "Proceso".to_owned(),
            entidad: EntidadId::new(9).unwrap(),
            entidad_nombre: "CIUDAD DE MÉXICO".to_owned(),
            utc_offset_minutes: -360,
            publicacion_desde: "2024-06-02T20:00:00-06:00".parse().unwrap(),
            publicacion_hasta: "2024-06-03T20:00:00-06:00".parse().unwrap(),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_oficial_operates_and_publishes_by_the_authorised_moments() {
        let (head, oficial) = (head(), "oficial".parse().unwrap());
        let begun = at("2024-06-01T10:00:00-06:00");
        let ventana = head.ventana(&oficial, begun);
        assert_eq!(ventana.desde, at("2024-06-02T06:00:00-06:00"));
        assert_eq!(ventana.hasta, head.publicacion_hasta);
        assert_eq!(head.publishes_from(&oficial, begun), head.publicacion_desde);
        assert!(!head.is_last_corte(&oficial, at("2024-06-03T19:59:59-06:00")));
        assert!(head.is_last_corte(&oficial, head.publicacion_hasta));
    }

    #[test]
    fn a_drill_held_weeks_before_or_after_has_a_window_of_its_own() {
        let (head, drill) = (head(), "simulacro-1".parse().unwrap());
        for begun in [
            at("2024-05-12T09:00:00-06:00"),
            at("2024-07-01T09:00:00-06:00"),
        ] {
            let ventana = head.ventana(&drill, begun);
            let photo = begun.plus_seconds(3_600);
            assert!(ventana.desde <= photo && photo <= ventana.hasta);
            assert_eq!(head.publishes_from(&drill, begun), begun);
            assert!(!head.is_last_corte(&drill, photo));
        }
    }
}
