use central::accounts::Account;
use central::capturas::FilaBoard;
use central::store::{CapturaWork, HeldTurn};
use prep_model::bitacora::CapturaTask;
use prep_model::elecciones::Modalidad;
use prep_model::people::PersonId;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use time::UtcOffset;

use crate::captura::view::{ActaHead, elapsed};
use crate::layout::{local_time, thousands};

/// How the fila stands, in words.
#[derive(Debug, Clone)]
pub(crate) struct Board {
    pub at: String,
    pub is_stopped: bool,
    pub limit: String,
    pub groups: Vec<Group>,
    pub turns: Vec<TurnView>,
}

/// The actas of one modalidad.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub name: &'static str,
    pub capturas: String,
    pub capturas_age: String,
    pub verificaciones: String,
    pub verificaciones_age: String,
    pub is_paused: bool,
    /// Names of those for whom it is reserved, or that it is everybody's.
    pub people: String,
}

/// A turn that somebody holds.
#[derive(Debug, Clone)]
pub(crate) struct TurnView {
    /// Whose.
    pub id: String,
    /// Their name and username.
    pub person: String,
    pub task: &'static str,
    pub acta: String,
    pub age: String,
    pub lapses: String,
}

/// The modalidades as forms offer them.
pub(crate) fn modalidades() -> Vec<(String, String)> {
    let all = Modalidad::ALL.into_iter();
    all.map(|modalidad| (modalidad.name().to_owned(), modalidad.text().to_owned()))
        .collect()
}

impl Board {
    pub(crate) fn of(proceso: &Proceso, accounts: &[Account], found: &FilaBoard) -> Self {
        let minutes = proceso.head().utc_offset_minutes;
        let offset = UtcOffset::from_whole_seconds(i32::from(minutes) * 60);
        let offset = offset.unwrap_or(UtcOffset::UTC);
        let people = People(accounts);
        Self {
            at: local_time(found.at, offset),
            is_stopped: found.fila.is_stopped(),
            limit: found
                .fila
                .limit()
                .map_or_else(|| "ninguno".to_owned(), |limit| thousands(limit.into())),
            groups: Modalidad::ALL
                .into_iter()
                .map(|modalidad| Group::of(modalidad, &people, found))
                .collect(),
            turns: found
                .turns
                .iter()
                .map(|turn| TurnView::of(proceso, &people, turn, found.at))
                .collect(),
        }
    }
}

impl Group {
    fn of(modalidad: Modalidad, people: &People<'_>, found: &FilaBoard) -> Self {
        let of_work = |work: CapturaWork| {
            let waiting = found
                .waiting
                .iter()
                .find(|waiting| waiting.modalidad == modalidad && waiting.work == work);
            let age = waiting
                .and_then(|waiting| waiting.oldest)
                .map_or_else(|| "—".to_owned(), |oldest| elapsed(oldest, found.at));
            (thousands(waiting.map_or(0, |waiting| waiting.actas)), age)
        };
        let (capturas, capturas_age) = of_work(CapturaWork::Captura);
        let (verificaciones, verificaciones_age) = of_work(CapturaWork::Verificacion);
        let reserved = found.fila.reserved(modalidad);
        Self {
            name: modalidad.text(),
            capturas,
            capturas_age,
            verificaciones,
            verificaciones_age,
            is_paused: found.fila.is_paused(modalidad),
            people: reserved.map_or_else(
                || "Todas las personas".to_owned(),
                |reserved| {
                    let names: Vec<String> = reserved.iter().map(|id| people.name(id)).collect();
                    names.join(", ")
                },
            ),
        }
    }
}

impl TurnView {
    fn of(proceso: &Proceso, people: &People<'_>, turn: &HeldTurn, now: Timestamp) -> Self {
        let head = ActaHead::of(proceso, &turn.acta);
        let left = turn.until.micros_since(now) / 1_000_000;
        Self {
            id: turn.person.to_string(),
            person: people.name(&turn.person),
            task: match turn.task {
                CapturaTask::First | CapturaTask::Second => "Captura",
                CapturaTask::Verificacion | CapturaTask::SecondVerificacion => "Verificación",
            },
            acta: format!("{} · {}", head.place, head.eleccion),
            age: elapsed(turn.since, now),
            lapses: if left <= 0 {
                "Ya venció".to_owned()
            } else {
                format!("en {}:{:02} min", left / 60, left % 60)
            },
        }
    }
}

/// Who is who.
struct People<'a>(&'a [Account]);

impl People<'_> {
    fn name(&self, id: &PersonId) -> String {
        let found = self.0.iter().find(|account| account.person.id == *id);
        found.map_or_else(
            || id.to_string(),
            |account| {
                let name = account.display_name.as_str();
                format!("{name} ({})", account.username)
            },
        )
    }
}
