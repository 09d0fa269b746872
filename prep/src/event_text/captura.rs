use prep_model::bitacora::{CapturaEvent, CapturaOutcome, CapturaTask, VerificacionReason};
use prep_model::elecciones::CampoId;

use crate::hour::Hour;

#[expect(clippy::too_many_lines, reason = "one arm for each kind of event")]
pub(super) fn sentence(event: &CapturaEvent, hour: &Hour) -> String {
    match event {
        CapturaEvent::Claimed {
            round, task, until, ..
        } => {
            let until = hour.text(*until);
            format!("Tomó {}, apartada hasta {until}.", of(*task, *round))
        }
        CapturaEvent::Renewed {
            round, task, until, ..
        } => {
            let until = hour.text(*until);
            format!("Siguió con {}, apartada hasta {until}.", of(*task, *round))
        }
        CapturaEvent::Released { round, task, .. } => {
            format!("Devolvió {} sin terminarla.", of(*task, *round))
        }
        CapturaEvent::Lapsed {
            round,
            task,
            person,
            ..
        } => format!(
            "Venció el tiempo de {person} para {}, que vuelve a la fila.",
            of(*task, *round)
        ),
        CapturaEvent::TakenBack {
            round,
            task,
            person,
            reason,
            ..
        } => format!(
            "Devolvió a la fila {}, que tenía {person}: «{reason}».",
            of(*task, *round)
        ),
        CapturaEvent::Finished {
            round,
            task,
            outcome,
            ..
        } => format!("Terminó {}: {}.", of(*task, *round), came_of_it(*outcome)),
        CapturaEvent::Recalled { round, until, .. } => format!(
            "Retomó su captura de la ronda {round} para corregirla, apartada hasta {}.",
            hour.text(*until)
        ),
        CapturaEvent::Resolved {
            round,
            task,
            differing,
            reason,
            outcome,
            ..
        } => {
            let campos: Vec<_> = differing.iter().map(CampoId::as_str).collect();
            let campos = match campos.as_slice() {
                [] => "sin campos distintos".to_owned(),
                [campo] => format!("campo distinto: {campo}"),
                many => format!("campos distintos: {}", many.join(", ")),
            };
            format!(
                "Decidió {} ({campos}; {}): {}.",
                of(*task, *round),
                why(*reason),
                came_of_it(*outcome)
            )
        }
        CapturaEvent::Reopened { round, reason } => {
            format!("Abrió la ronda {round} de captura: «{reason}».")
        }
    }
}

fn of(task: CapturaTask, round: u16) -> String {
    let task = match task {
        CapturaTask::First => "la primera captura",
        CapturaTask::Second => "la segunda captura",
        CapturaTask::Verificacion => "la verificación",
        CapturaTask::SecondVerificacion => "la segunda verificación",
    };
    format!("{task} de la ronda {round}")
}

fn came_of_it(outcome: CapturaOutcome) -> &'static str {
    match outcome {
        CapturaOutcome::Waiting => "espera la captura de otra persona",
        CapturaOutcome::Different => "las dos capturas difieren y van a verificación",
        CapturaOutcome::NeedsSecondVerificacion => {
            "ninguna captura dice eso y hace falta una segunda verificación"
        }
        CapturaOutcome::Settled => "los datos quedan firmes",
        CapturaOutcome::ImageUnusable => "la imagen no se puede leer y hace falta otra",
        CapturaOutcome::SentBack => "la imagen no es la de esta acta y se devuelve",
    }
}

fn why(reason: VerificacionReason) -> &'static str {
    match reason {
        VerificacionReason::ErrorDeCaptura => "por error de captura",
        VerificacionReason::DigitoAmbiguo => "por un dígito ambiguo",
        VerificacionReason::LetraContraNumero => "porque letra y número difieren en el acta",
        VerificacionReason::Otro => "por otro motivo",
    }
}
