use std::collections::BTreeMap;

use central::accounts::Account;
use central::devices::list_devices;
use central::incidencias::IncidenciaLife;
use central::store::IncidenciaRow;
use prep_model::bitacora::{About, Actor, Event, IncidenciaEvent, What};
use prep_model::machines::incidencia::IncidenciaState;
use prep_model::people::{DeviceId, PersonId};
use prep_model::proceso::Proceso;
use time::UtcOffset;

use crate::captura::view::ActaHead;
use crate::error_page::PageError;
use crate::layout::local_time;
use crate::web::Web;

/// What ids are called.
pub(super) struct Names<'a> {
    people: BTreeMap<&'a PersonId, String>,
    devices: BTreeMap<DeviceId, String>,
    proceso: &'a Proceso,
}

/// An incidencia in a list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) number: u32,
    pub(crate) what: String,
    pub(crate) about: String,
    pub(crate) place: String,
    pub(crate) at: String,
    pub(crate) shape: &'static str,
    pub(crate) state: String,
}

/// One incidencia with its life.
#[derive(Debug, Clone)]
pub(crate) struct Detail {
    pub(crate) line: Line,
    pub(crate) caller: String,
    pub(crate) is_closed: bool,
    /// When, who, what.
    pub(crate) events: Vec<(String, String, String)>,
}

impl<'a> Names<'a> {
    pub(super) async fn of(
        web: &Web,
        accounts: &'a [Account],
        proceso: &'a Proceso,
    ) -> Result<Self, PageError> {
        let name = |account: &'a Account| {
            let name = account.display_name.as_str();
            (&account.person.id, format!("{name} ({})", account.username))
        };
        let devices = list_devices(&web.central).await?;
        let devices = devices.into_iter().map(|device| (device.id, device.label));
        Ok(Self {
            people: accounts.iter().map(name).collect(),
            devices: devices.collect(),
            proceso,
        })
    }

    fn person(&self, id: &PersonId) -> String {
        let name = self.people.get(id).cloned();
        name.unwrap_or_else(|| id.to_string())
    }

    fn about(&self, about: &About) -> String {
        match about {
            About::General => "General".to_owned(),
            About::Acta(acta) => {
                let head = ActaHead::of(self.proceso, acta);
                format!("Acta: {} · {}", head.place, head.eleccion)
            }
            About::Device(id) => {
                let label = self.devices.get(id).cloned();
                format!("Dispositivo: {}", label.unwrap_or_else(|| id.to_string()))
            }
            About::Person(id) => format!("Persona: {}", self.person(id)),
        }
    }
}

impl Line {
    pub(super) fn of(row: &IncidenciaRow, names: &Names<'_>, offset: UtcOffset) -> Self {
        let incidencia = &row.incidencia;
        let (shape, state) = match incidencia.state() {
            IncidenciaState::Open => ("○", "Sin asignar".to_owned()),
            IncidenciaState::Assigned { to } => ("◑", format!("A cargo de {}", names.person(to))),
            IncidenciaState::Closed => ("●", "Cerrada".to_owned()),
        };
        let place = incidencia.place();
        Self {
            number: incidencia.number(),
            what: incidencia.what().to_string(),
            about: names.about(incidencia.about()),
            place: place.map_or_else(|| "—".to_owned(), prep_model::bitacora::Place::text),
            at: local_time(row.logged_at, offset),
            shape,
            state,
        }
    }
}

impl Detail {
    pub(super) fn of(life: &IncidenciaLife, names: &Names<'_>, offset: UtcOffset) -> Self {
        let closed = matches!(life.row.incidencia.state(), IncidenciaState::Closed);
        let event = |event: &Event| {
            let who = match &event.actor {
                Actor::Person(person) => names.person(&person.id),
                Actor::Device(_) | Actor::System => "Sistema".to_owned(),
            };
            (local_time(event.at, offset), who, sentence(event, names))
        };
        Self {
            line: Line::of(&life.row, names, offset),
            caller: life.row.caller.clone(),
            is_closed: closed,
            events: life.events.iter().map(event).collect(),
        }
    }
}

fn sentence(event: &Event, names: &Names<'_>) -> String {
    let What::Incidencia(what) = &event.what else {
        return event.name();
    };
    match what {
        IncidenciaEvent::Logged { what, .. } => format!("La registró: «{what}»."),
        IncidenciaEvent::Assigned { to } => format!("La dejó a cargo de {}.", names.person(to)),
        IncidenciaEvent::Commented { words } => format!("Anotó: «{words}»."),
        IncidenciaEvent::Closed { words } => format!("La cerró: «{words}»."),
        IncidenciaEvent::Reopened { words } => format!("La reabrió: «{words}»."),
    }
}

fn pairs(choices: &[(&str, &str)]) -> Vec<(String, String)> {
    let all = choices.iter();
    all.map(|(value, text)| ((*value).to_owned(), (*text).to_owned()))
        .collect()
}

/// What a filter offers.
pub(super) fn statuses() -> Vec<(String, String)> {
    pairs(&[
        ("pendientes", "Pendientes"),
        ("sin-asignar", "Sin asignar"),
        ("asignadas", "Asignadas"),
        ("cerradas", "Cerradas"),
    ])
}

/// Whose.
pub(super) fn mine() -> Vec<(String, String)> {
    pairs(&[("mio", "A mi cargo")])
}

/// What an incidencia may be about.
pub(super) fn abouts() -> Vec<(String, String)> {
    pairs(&[
        ("acta", "Un acta"),
        ("dispositivo", "Un dispositivo"),
        ("persona", "Una persona"),
    ])
}
