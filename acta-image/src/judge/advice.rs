//! What a person is told: what is wrong and what to do, in two short sentences.

use prep_model::contract::QualityReason;

/// What to tell the person who took the photo.
pub fn advice(reason: QualityReason) -> &'static str {
    match reason {
        QualityReason::Blurred => {
            "La foto está borrosa. Apoye los codos, espere a que la cámara enfoque y tómela de nuevo."
        }
        QualityReason::Dark => {
            "Falta luz para leer el acta. Acérquese a una lámpara o encienda la luz y tómela de nuevo."
        }
        QualityReason::Glare => {
            "Un reflejo tapa parte del acta. Incline un poco la tableta o mueva la lámpara y tómela de nuevo."
        }
        QualityReason::Cut => {
            "Falta parte del acta: quedó fuera de la foto o algo la tapa. Encuadre las cuatro esquinas y tómela de nuevo."
        }
        QualityReason::TooSmall => {
            "El acta se ve muy pequeña. Acerque la tableta hasta que llene la pantalla y tómela de nuevo."
        }
        QualityReason::NotASheet => {
            "No se encuentra el acta en la foto. Extiéndala sobre una mesa despejada y tome la hoja completa."
        }
    }
}

/// The name of a reason in JSON, as the envelope writes it.
pub fn reason_name(reason: QualityReason) -> &'static str {
    match reason {
        QualityReason::Blurred => "blurred",
        QualityReason::Dark => "dark",
        QualityReason::Glare => "glare",
        QualityReason::Cut => "cut",
        QualityReason::TooSmall => "too_small",
        QualityReason::NotASheet => "not_a_sheet",
    }
}
