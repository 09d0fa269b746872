use prep_model::actas::SinActa;
use prep_model::bitacora::{ActaEvent, CotejoOutcome, PhotoAgreement, SendBackCause};
use prep_model::contract::DigitalizacionId;

use crate::hour::Hour;

#[expect(clippy::too_many_lines, reason = "one arm for each kind of event")]
pub(super) fn sentence(event: &ActaEvent, hour: &Hour) -> String {
    match event {
        ActaEvent::PaperReceived {
            acopio,
            sin_acta_undone,
        } => format!(
            "Llegó el acta en papel, con acopio de {}.{}",
            hour.text(*acopio),
            undone(*sin_acta_undone)
        ),
        ActaEvent::ImageReceived {
            image,
            of_record,
            sin_acta_undone,
        } => {
            let place = if *of_record {
                "que es desde ahora la que se captura y publica"
            } else {
                "que queda además de la que ya había"
            };
            let undone = undone(*sin_acta_undone);
            format!("Recibió la digitalización {image}, {place}.{undone}")
        }
        ActaEvent::CapturaOpened { round } => {
            format!("Entró a la fila de captura, ronda {round}.")
        }
        ActaEvent::Settled { round, image, .. } => format!(
            "Quedaron firmes los datos de la ronda {round}, {}.",
            with_image(*image)
        ),
        ActaEvent::SentBack {
            round,
            image,
            cause,
        } => format!(
            "La ronda {round} terminó sin datos, {}: {}.",
            with_image(*image),
            cause_text(*cause)
        ),
        ActaEvent::RecaptureOpened { round, reason } => format!(
            "Se ordenó capturarla otra vez, ronda {round}, sin retirar lo publicado: «{reason}»."
        ),
        ActaEvent::Cotejada {
            outcome,
            photo,
            round,
        } => cotejada(*outcome, *photo, *round),
        ActaEvent::Withheld { reason } => {
            format!("Se retuvo su renglón en los cortes siguientes: «{reason}».")
        }
        ActaEvent::Unwithheld { reason } => {
            format!("Su renglón vuelve a los cortes siguientes: «{reason}».")
        }
        ActaEvent::SinActaProposed { sin_acta, evidence } => {
            format!("Propuso {}: «{evidence}».", sin_acta.text())
        }
        ActaEvent::SinActaApproved {
            sin_acta,
            proposed_by,
        } => format!("Aprobó {}, que propuso {proposed_by}.", sin_acta.text()),
        ActaEvent::SinActaRejected { reason } => {
            format!("No aprobó que no haya acta: «{reason}».")
        }
        ActaEvent::SinActaReversed { reason } => {
            format!("Dejó sin efecto que no haya acta: «{reason}».")
        }
        ActaEvent::ReplacementProposed { image, reason } => {
            format!("Propuso publicar la digitalización {image}: «{reason}».")
        }
        ActaEvent::ImageReplaced {
            image,
            previous,
            proposed_by,
            round,
        } => {
            let previous = previous.map(|id| format!(" en lugar de {id}"));
            format!(
                "La imagen que se publica es la digitalización {image}{}, como propuso \
                 {proposed_by}{}.",
                previous.unwrap_or_default(),
                captured_again(*round)
            )
        }
        ActaEvent::ReplacementRejected { reason } => {
            format!("No aprobó cambiar la imagen que se publica: «{reason}».")
        }
    }
}

/// Why a round ended without values.
pub(super) fn cause_text(cause: SendBackCause) -> &'static str {
    match cause {
        SendBackCause::ImageUnusable => "la imagen no se puede leer",
        SendBackCause::WrongIdentification => "la imagen es de otra acta",
        SendBackCause::OtherDocumento => "la imagen es de otro documento",
        SendBackCause::CutOrDoublePage => "la hoja está cortada o hay dos encimadas",
        SendBackCause::FueraDeCatalogo => "la imagen no es de ninguna casilla del catálogo",
    }
}

fn cotejada(outcome: CotejoOutcome, photo: PhotoAgreement, round: Option<u16>) -> String {
    let outcome = match outcome {
        CotejoOutcome::Equal => "es igual",
        CotejoOutcome::Corrected => "hay que corregir el renglón",
        CotejoOutcome::NotAccepted => "el renglón no se acepta",
    };
    let photo = match photo {
        PhotoAgreement::Agrees => "la fotografía coincide con el papel",
        PhotoAgreement::Differs => "la fotografía no coincide con el papel",
        PhotoAgreement::NoPhoto => "no hay fotografía tomada en la casilla",
    };
    format!(
        "Cotejó el renglón publicado con el papel: {outcome}; {photo}{}.",
        captured_again(round)
    )
}

fn captured_again(round: Option<u16>) -> String {
    let again = round.map(|round| format!("; se captura otra vez, ronda {round}"));
    again.unwrap_or_default()
}

fn undone(sin_acta: Option<SinActa>) -> String {
    let undone = sin_acta.map(|was| format!(" Deja sin efecto {}.", was.text()));
    undone.unwrap_or_default()
}

fn with_image(image: Option<DigitalizacionId>) -> String {
    match image {
        Some(image) => format!("con la digitalización {image}"),
        None => "sin digitalización".to_owned(),
    }
}
