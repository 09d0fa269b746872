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
