//! FECHA_HORA_ACOPIO: when an acta came into the PREP (LEEME, variable 41; DOMAIN 6, decision 1).
//!
//! For an acta scanned at the CATD it is the moment at which its Bolsa PREP was registered. For one
//! photographed from the casilla it is the moment of the photograph, which only the device's clock
//! tells: that is a claim, corrected by what the device knew of its clock and believed only if it can
//! be true.

use crate::contract::{BolsaEnvelope, ClockReading, DeviceRole, Envelope};
use crate::proceso::Ventana;
use crate::publicacion::{Digitalizacion, Origen};
use crate::time::{DeviceTime, Timestamp};

/// An acopio, and whether the device's own word for it was believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acopio {
    /// The moment.
    pub at: Timestamp,
    /// True if the device's time could not be, and the server's took its place.
    pub substituted: bool,
}

/// The acopio of a photograph from the casilla: the device's time corrected by its offset, if that
/// lies in the window and not after `received_at`; otherwise `received_at`.
pub fn acopio_of_photo(
    device_time: DeviceTime,
    clock: &ClockReading,
    received_at: Timestamp,
    ventana: Ventana,
) -> Acopio {
    let at = device_time.corrected(clock.offset_ms);
    let possible = at <= received_at && (ventana.desde..=ventana.hasta).contains(&at);
    if possible {
        Acopio {
            at,
            substituted: false,
        }
    } else {
        Acopio {
            at: received_at,
            substituted: true,
        }
    }
}

/// The acopio of what came in a Bolsa PREP: the moment at which a person received it, by the same
/// rule; `received_at` is when the server heard of it.
pub fn acopio_of_bolsa(bolsa: &BolsaEnvelope, received_at: Timestamp, ventana: Ventana) -> Acopio {
    acopio_of_photo(bolsa.device_time, &bolsa.clock, received_at, ventana)
}

/// ORIGEN and DIGITALIZACION of an image, from the role in which it was taken (LEEME, variables 44
/// and 45): a CAEL photographs at the casilla, everybody else at the CATD, where only the
/// digitalizador has a scanner.
pub fn origen_of(envelope: &Envelope) -> (Origen, Digitalizacion) {
    match envelope.role {
        DeviceRole::Cael => (Origen::Casilla, Digitalizacion::Movil),
        DeviceRole::Digitalizador => (Origen::Catd, Digitalizacion::Escaner),
        DeviceRole::Acopiador | DeviceRole::Supervisor => (Origen::Catd, Digitalizacion::Movil),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    fn clock(offset_ms: i64) -> ClockReading {
        ClockReading {
            offset_ms,
            measured_at: None,
        }
    }

    const HOUR: i64 = 3_600_000_000;

    #[test]
    fn leeme_41_a_photo_is_dated_by_its_corrected_moment() {
        let ventana = Ventana {
            desde: at(10 * HOUR),
            hasta: at(50 * HOUR),
        };
        // The device is two hours slow: what it calls 18:00 is 20:00.
        let acopio = acopio_of_photo(
            DeviceTime(at(18 * HOUR)),
            &clock(7_200_000),
            at(21 * HOUR),
            ventana,
        );
        assert_eq!(
            acopio,
            Acopio {
                at: at(20 * HOUR),
                substituted: false
            }
        );
    }

    #[test]
    fn domain_6_1_what_cannot_be_is_replaced_by_the_moment_of_arrival_and_said() {
        let ventana = Ventana {
            desde: at(10 * HOUR),
            hasta: at(50 * HOUR),
        };
        let received = at(21 * HOUR);
        for impossible in [at(22 * HOUR), at(9 * HOUR), at(60 * HOUR), at(0)] {
            let acopio = acopio_of_photo(DeviceTime(impossible), &clock(0), received, ventana);
            assert_eq!(
                acopio,
                Acopio {
                    at: received,
                    substituted: true
                }
            );
        }
    }

    proptest! {
        #[test]
        fn an_acopio_is_never_after_the_arrival(
            device in 0i64..100, offset in -200_000_000i64..200_000_000, received in 0i64..100,
        ) {
            let ventana = Ventana { desde: at(10 * HOUR), hasta: at(50 * HOUR) };
            let received = at(received * HOUR);
            let acopio =
                acopio_of_photo(DeviceTime(at(device * HOUR)), &clock(offset), received, ventana);
            prop_assert!(acopio.at <= received);
        }
    }
}
