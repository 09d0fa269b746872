use prep_model::actas::IdentificacionLeida;
use prep_model::bitacora::{
    DigitalizacionEvent, DiscardReason, PendingReason, QuarantineReason, RejectReason, Sequence,
};
use prep_model::claves::EleccionId;

use super::acta::cause_text;
use super::short;
use crate::hour::Hour;

#[expect(clippy::too_many_lines, reason = "one arm for each kind of event")]
pub(super) fn sentence(event: &DigitalizacionEvent, hour: &Hour) -> String {
    match event {
        DigitalizacionEvent::Registered {
            device,
            image_sha256,
            seq,
            sequence,
            ..
        } => format!(
            "Aceptó el sobre número {seq} que firmó el dispositivo {device}, de la imagen {}…{}.",
            short(image_sha256),
            order(*sequence)
        ),
        DigitalizacionEvent::ReceivingBegan => "Comenzó a recibir la imagen.".to_owned(),
        DigitalizacionEvent::UploadDiscarded { cause } => {
            let cause = match cause {
                DiscardReason::Expired => "quedó a medias demasiado tiempo",
                DiscardReason::DigestMismatch => "los bytes no son los que se firmaron",
            };
            format!("Descartó lo recibido de la imagen: {cause}.")
        }
        DigitalizacionEvent::Stored { image_sha256 } => format!(
            "Guardó la imagen completa, con su código de integridad {}….",
            short(image_sha256)
        ),
        DigitalizacionEvent::Quarantined {
            image_sha256,
            cause,
        } => {
            let QuarantineReason::RevokedDevice = cause;
            format!(
                "Guardó aparte la imagen {}…, porque el dispositivo está dado de baja.",
                short(image_sha256)
            )
        }
        DigitalizacionEvent::QuarantineReleased { reason } => {
            format!("Admitió la imagen que estaba en cuarentena: «{reason}».")
        }
        DigitalizacionEvent::Admitted { acta } => {
            format!("La imagen es del acta {acta}, que se espera.")
        }
        DigitalizacionEvent::Duplicate { of } => {
            format!("La imagen ya estaba: es la misma que la de la digitalización {of}.")
        }
        DigitalizacionEvent::IdentificationPending { cause } => {
            format!("Falta decir de qué acta es la imagen: {}.", pending(cause))
        }
        DigitalizacionEvent::Rejected { cause } => match cause {
            RejectReason::RevokedDevice { reason } => {
                format!("Rechazó la imagen, de un dispositivo dado de baja: «{reason}».")
            }
            RejectReason::NotAnActa { reason } => {
                format!("Rechazó la imagen, que no es de un Acta PREP: «{reason}».")
            }
        },
        DigitalizacionEvent::IdentificationTried { reason } => {
            format!("Trató de identificar el acta y no pudo: «{reason}».")
        }
        DigitalizacionEvent::Identified { acta, reason } => {
            format!("Identificó la imagen como del acta {acta}: «{reason}».")
        }
        DigitalizacionEvent::FueraDeCatalogoProposed {
            reason,
            eleccion,
            leido,
        } => {
            let read = read(eleccion.as_ref(), leido);
            format!("Propuso que está fuera de catálogo ({read}): «{reason}».")
        }
        DigitalizacionEvent::AcopioSubstituted {
            claimed,
            received_at,
        } => format!(
            "La hora del dispositivo ({}) no puede ser: el acopio es el de su llegada, {}.",
            hour.text(*claimed),
            hour.text(*received_at)
        ),
        DigitalizacionEvent::FueraDeCatalogoConfirmed { proposed_by } => {
            format!("Confirmó que está fuera de catálogo, como propuso {proposed_by}.")
        }
        DigitalizacionEvent::FueraDeCatalogoRefused { reason } => {
            format!("No confirmó que esté fuera de catálogo: «{reason}».")
        }
    }
}

/// What can be read of an acta fuera de catálogo.
fn read(eleccion: Option<&EleccionId>, leido: &IdentificacionLeida) -> String {
    let parts = [
        eleccion.map(|eleccion| format!("elección {eleccion}")),
        leido.distrito.map(|n| format!("distrito {}", n.number())),
        leido.municipio.map(|n| format!("municipio {}", n.number())),
        leido.seccion.map(|seccion| format!("sección {seccion:04}")),
        leido.tipo.map(|tipo| format!("casilla {tipo}")),
        leido.id.map(|id| format!("número {id:02}")),
        leido.ext_contigua.map(|n| format!("contigua {n:02}")),
    ];
    let known: Vec<String> = parts.into_iter().flatten().collect();
    if known.is_empty() {
        "no se lee de dónde es".to_owned()
    } else {
        format!("se lee: {}", known.join(", "))
    }
}

fn pending(cause: &PendingReason) -> String {
    match cause {
        PendingReason::Unidentified => "nadie la identificó".to_owned(),
        PendingReason::NotInCatalogue { acta } => format!("nombra {acta}, que no se espera"),
        PendingReason::SameBytes { acta, other } => {
            format!("nombra {acta} y es la misma imagen que {other}, de otra acta")
        }
        PendingReason::SentBack { acta, cause } => {
            format!(
                "la captura de {acta} la devolvió porque {}",
                cause_text(*cause)
            )
        }
        PendingReason::Reconsidered { reason } => {
            format!("se deja sin efecto lo que se decidió («{reason}»)")
        }
    }
}

pub(super) fn order(sequence: Sequence) -> String {
    match sequence {
        Sequence::InOrder => String::new(),
        Sequence::Gap { missing } => format!(" (antes de él faltan {missing} del dispositivo)"),
        Sequence::Late => " (después de otros posteriores del dispositivo)".to_owned(),
        Sequence::Broken => {
            " (no se sigue del anterior: la historia del dispositivo cambió)".to_owned()
        }
    }
}
