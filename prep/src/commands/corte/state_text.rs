use prep_model::bitacora::HoldReason;
use prep_model::machines::corte::{CopyState, Corte, CorteState};

/// How a corte stands: one word or two, and the reason where there is one.
pub(super) fn state(corte: &Corte) -> (&'static str, String) {
    match corte.state() {
        CorteState::Scheduled { .. } => ("previsto", String::new()),
        CorteState::Building { .. } => ("en preparación", String::new()),
        CorteState::Checked { .. } => ("por publicarse", String::new()),
        CorteState::Held { cause, .. } => ("detenido", held(*cause).to_owned()),
        CorteState::OverrideProposed {
            cause,
            proposed_by,
            reason,
            ..
        } => (
            "detenido",
            format!(
                "{}; {proposed_by} propone publicarlo así: «{reason}»",
                held(*cause)
            ),
        ),
        CorteState::Published { .. } => ("publicado", published(corte)),
        CorteState::Failed { reason } => ("falló", reason.to_string()),
    }
}

fn published(corte: &Corte) -> String {
    let mut notes = Vec::new();
    if corte.is_last() {
        notes.push("último".to_owned());
    }
    if let Some(word) = corte.overridden() {
        notes.push(format!("contra la revisión: «{}»", word.reason));
    }
    if let CopyState::Failed { reason, .. } = corte.copy() {
        notes.push(format!("sin copia: {reason}"));
    }
    notes.join("; ")
}

/// What stopped a corte.
pub(super) fn held(cause: HoldReason) -> &'static str {
    match cause {
        HoldReason::Arithmetic => "las sumas no cuadran",
        HoldReason::Signature => "una firma o un código de integridad no se comprueba",
        HoldReason::Structure => "un archivo no tiene la forma que pide la norma",
    }
}
