use central::cortes::CorteBoard;
use prep_model::bitacora::HoldReason;
use prep_model::machines::corte::{AgendaState, CopyState, Corte, CorteState, Next};
use time::UtcOffset;

use crate::layout::{local_time, thousands};

/// How many cortes the page shows.
const SHOWN: usize = 6;

/// What the page shows of the cortes.
pub(crate) struct Cortes {
    /// What a person must look at, as sentences.
    pub(super) warnings: Vec<String>,
    /// When the next one is.
    pub(super) next: String,
    /// The newest ones, newest first.
    pub(super) rows: Vec<CorteRow>,
}

pub(super) struct CorteRow {
    pub(super) number: String,
    pub(super) shape: &'static str,
    pub(super) state: &'static str,
    pub(super) since: String,
    pub(super) reason: String,
    pub(super) copy: String,
}

impl Cortes {
    pub(crate) fn new(board: &CorteBoard, offset: UtcOffset) -> Self {
        let newest = board.cortes.iter().rev().take(SHOWN);
        Self {
            warnings: warnings(board, offset),
            next: next(board, offset),
            rows: newest.map(|corte| CorteRow::new(corte, offset)).collect(),
        }
    }
}

fn warnings(board: &CorteBoard, offset: UtcOffset) -> Vec<String> {
    let mut warnings = Vec::new();
    if let AgendaState::Stopped { by, reason, at } = board.agenda.state() {
        let at = local_time(*at, offset);
        warnings.push(format!(
            "La publicación está detenida por {by} desde el {at}: «{reason}»."
        ));
    }
    if let Some(turn) = board.late_since {
        let turn = local_time(turn, offset);
        warnings.push(format!("El corte del {turn} está atrasado."));
    }
    if let Some(corte) = board.cortes.last() {
        let number = corte.number();
        match corte.state() {
            CorteState::Held { .. } | CorteState::OverrideProposed { .. } => {
                warnings.push(format!("La revisión detuvo el corte {number}."));
            }
            CorteState::Failed { .. } => {
                warnings.push(format!(
                    "El corte {number} falló; se intenta otra vez cada minuto."
                ));
            }
            CorteState::Scheduled { .. }
            | CorteState::Building { .. }
            | CorteState::Checked { .. }
            | CorteState::Published { .. } => {}
        }
    }
    let uncopied = board.cortes.iter();
    let uncopied = uncopied.filter(|corte| matches!(corte.copy(), CopyState::Failed { .. }));
    let uncopied = uncopied.count();
    if uncopied > 0 {
        let uncopied = thousands(u64::try_from(uncopied).unwrap_or(u64::MAX));
        warnings.push(format!(
            "Cortes sin copia comprobada en el segundo lugar: {uncopied}."
        ));
    }
    warnings
}

fn next(board: &CorteBoard, offset: UtcOffset) -> String {
    match board.next {
        Next::Build { at, .. } => format!("El siguiente es el {}.", local_time(at, offset)),
        Next::Settle => "Uno está en preparación.".to_owned(),
        Next::Stopped => {
            "No habrá otro hasta que un coordinador reanude la publicación.".to_owned()
        }
        Next::Finished => "Ya se publicó el último.".to_owned(),
    }
}

impl CorteRow {
    fn new(corte: &Corte, offset: UtcOffset) -> Self {
        let (shape, state, reason) = state(corte);
        let copy = match corte.copy() {
            CopyState::Pending => String::new(),
            CopyState::Verified { at } => format!("comprobada el {}", local_time(*at, offset)),
            CopyState::Failed { reason, at } => {
                format!("falló el {}: {reason}", local_time(*at, offset))
            }
        };
        Self {
            number: corte.number().to_string(),
            shape,
            state,
            since: local_time(corte.since(), offset),
            reason,
            copy,
        }
    }
}

fn state(corte: &Corte) -> (&'static str, &'static str, String) {
    let over = |corte: &Corte| {
        let word = corte.overridden();
        word.map(|word| format!("contra la revisión: «{}»", word.reason))
    };
    match corte.state() {
        CorteState::Scheduled { .. } => ("○", "Previsto", String::new()),
        CorteState::Building { .. } => ("◔", "En preparación", String::new()),
        CorteState::Checked { .. } => ("◕", "Por publicarse", String::new()),
        CorteState::Published { .. } if corte.is_last() => {
            ("●", "Publicado, el último", over(corte).unwrap_or_default())
        }
        CorteState::Published { .. } => ("●", "Publicado", over(corte).unwrap_or_default()),
        CorteState::Held { cause, .. } => ("▲", "Detenido", held(*cause).to_owned()),
        CorteState::OverrideProposed { cause, reason, .. } => (
            "▲",
            "Detenido",
            format!("{}; se propone publicarlo así: «{reason}»", held(*cause)),
        ),
        CorteState::Failed { reason } => ("✕", "Falló", reason.to_string()),
    }
}

fn held(cause: HoldReason) -> &'static str {
    match cause {
        HoldReason::Arithmetic => "las sumas no cuadran",
        HoldReason::Signature => "una firma o un código de integridad no se comprueba",
        HoldReason::Structure => "un archivo no tiene la forma que pide la norma",
    }
}

#[cfg(test)]
mod tests {
    use prep_model::bitacora::{Chain, Reason};
    use prep_model::contract::Sha256Digest;
    use prep_model::machines::corte::{Agenda, Schedule};
    use prep_model::people::{Person, PersonId, Role};
    use prep_model::perfiles::MinutosEntreCortes;
    use prep_model::time::Timestamp;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros(minutes * 60_000_000).unwrap()
    }

    fn board(corte: Corte, now: i64) -> CorteBoard {
        let schedule = Schedule {
            from: at(0),
            every: MinutosEntreCortes::new(20).unwrap(),
            until: None,
        };
        let agenda = Agenda::new("simulacro-1".parse().unwrap());
        CorteBoard {
            at: at(now),
            next: schedule.next(&agenda, Some(&corte), true, at(now)),
            late_since: schedule.late_since(None, at(now)),
            schedule,
            agenda,
            cortes: vec![corte],
        }
    }

    fn building() -> Corte {
        let scheduled = Corte::schedule("simulacro-1".parse().unwrap(), 0, at(0), at(0)).unwrap();
        let head = Sha256Digest::of(b"head");
        let built = scheduled
            .next
            .build(Chain { length: 1, head }, false, at(0));
        built.unwrap().next
    }

    #[test]
    fn held_failed_and_late_are_said_with_reason_and_time() {
        let manifest = Sha256Digest::of(b"manifest");
        let held = building().hold(manifest, HoldReason::Arithmetic, at(1));
        let cortes = Cortes::new(&board(held.unwrap().next, 5), UtcOffset::UTC);
        assert_eq!(cortes.rows[0].state, "Detenido");
        assert_eq!(cortes.rows[0].reason, "las sumas no cuadran");
        assert_eq!(cortes.warnings.len(), 2, "{:?}", cortes.warnings);
        assert!(cortes.warnings[0].ends_with("está atrasado."));
        let reason = Reason::new("no hay espacio").unwrap();
        let failed = building().fail(reason, at(1)).unwrap().next;
        let cortes = Cortes::new(&board(failed, 1), UtcOffset::UTC);
        assert_eq!(cortes.rows[0].reason, "no hay espacio");
        assert_eq!(cortes.warnings.len(), 1);
    }

    #[test]
    fn a_stopped_schedule_is_said_with_who_and_why() {
        let by = Person {
            id: PersonId::new("p-7").unwrap(),
            role: Role::Coordinador,
        };
        let mut board = board(building(), 1);
        let reason = Reason::new("revisión").unwrap();
        board.agenda = board.agenda.stop(&by, reason, at(1)).unwrap().next;
        board.next = Next::Stopped;
        let cortes = Cortes::new(&board, UtcOffset::UTC);
        assert!(cortes.warnings[0].contains("detenida por p-7"));
        assert!(cortes.warnings[0].contains("«revisión»"));
    }
}
