use prep_model::bitacora::{BolsaArrival, BolsaEvent, QuarantineReason};

use super::digitalizacion::order;
use crate::hour::Hour;
use crate::text::counted;

pub(super) fn sentence(event: &BolsaEvent, hour: &Hour) -> String {
    match event {
        BolsaEvent::Received { arrival } => format!("Recibió la bolsa, {}.", told(arrival, hour)),
        BolsaEvent::Quarantined { arrival, cause } => {
            let QuarantineReason::RevokedDevice = cause;
            format!(
                "Guardó aparte la recepción de la bolsa, porque el dispositivo está dado de baja: {}.",
                told(arrival, hour)
            )
        }
        BolsaEvent::QuarantineReleased { id, reason } => {
            format!("Admitió la recepción {id}, que estaba en cuarentena: «{reason}».")
        }
        BolsaEvent::Rejected { id, reason } => {
            format!("Rechazó la recepción {id}, de un dispositivo dado de baja: «{reason}».")
        }
    }
}

fn told(arrival: &BolsaArrival, hour: &Hour) -> String {
    let actas = match arrival.actas.len() {
        0 => "sin actas".to_owned(),
        count => format!("con {}", counted(count, "acta", "actas")),
    };
    let acopio = if arrival.claimed == arrival.acopio {
        format!("con acopio de {}", hour.text(arrival.acopio))
    } else {
        format!(
            "con acopio de {}, el de su llegada, en lugar de la hora del dispositivo, {}, que no puede \
             ser",
            hour.text(arrival.acopio),
            hour.text(arrival.claimed)
        )
    };
    let elsewhere = if arrival.elsewhere {
        "; es de una casilla fuera del alcance de quien la recibió"
    } else {
        ""
    };
    let earlier = match arrival.earlier {
        0 => String::new(),
        count => format!("; antes llegó {}", counted(count, "vez", "veces")),
    };
    format!(
        "{}, {actas}, {acopio}{elsewhere}{earlier} (sobre número {} del dispositivo {}{})",
        arrival.condition.text(),
        arrival.seq,
        arrival.device,
        order(arrival.sequence)
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bags_in_words_with_the_moment_that_was_replaced() {
        let arrival = |claimed: &str, actas: &[&str]| {
            json!({
                "kind": "received",
                "arrival": {
                    "id": "018fdc5e-9800-7abc-8def-0123456789ab",
                    "device": "018fdc5e-9800-7abc-8def-0123456789ab",
                    "envelope_sha256":
                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                    "seq": 4, "sequence": {"order": "in_order"}, "condition": "open",
                    "actas": actas, "claimed": claimed, "acopio": "2024-06-03T02:00:00.000000Z",
                    "elsewhere": true, "earlier": 1,
                }
            })
        };
        let text = |claimed: &str, actas: &[&str]| {
            let event = serde_json::from_value(arrival(claimed, actas)).unwrap();
            sentence(&event, &Hour::default())
        };
        let told = text("2024-06-03T02:00:00.000000Z", &["GUB/090001B0100/A02"]);
        assert_eq!(
            told,
            "Recibió la bolsa, abierta, con 1 acta, con acopio de 2024-06-03T02:00:00Z; es de una \
             casilla fuera del alcance de quien la recibió; antes llegó 1 vez (sobre número 4 del \
             dispositivo 018fdc5e-9800-7abc-8def-0123456789ab)."
        );
        let replaced = text("2024-06-04T02:00:00.000000Z", &[]);
        assert!(replaced.contains("sin actas"), "{replaced}");
        assert!(replaced.contains("en lugar de la hora del dispositivo, 2024-06-04T02:00:00Z"));
    }
}
