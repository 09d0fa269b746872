use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use central::monitor::{ActaFound, MAX_FOUND, Which, list_actas};
use central::procesos::load_proceso_of;
use central::store::ActaFilter;
use prep_model::elecciones::AmbitoId;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use serde::Deserialize;

use super::avance::stage_text;
use super::{Tab, tabs};
use crate::access::Operator;
use crate::captura::open_run;
use crate::captura::view::{ActaHead, elapsed};
use crate::error_page::PageError;
use crate::layout::{Frame, page, thousands};
use crate::web::Web;

const PATH: &str = "/monitor/actas";

/// The actas behind a figure.
#[derive(Template)]
#[template(path = "monitor/actas.html")]
pub(crate) struct ActasPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) tabs: Vec<Tab>,
    /// `faltan`, `atoradas` or `tarde`.
    pub(crate) which: &'static str,
    /// Value and name of each choice.
    pub(crate) whiches: Vec<(String, String)>,
    pub(crate) elecciones: Vec<(String, String)>,
    pub(crate) distritos: Vec<(String, String)>,
    pub(crate) eleccion: String,
    pub(crate) distrito: String,
    /// What the list holds, in a sentence.
    pub(crate) meaning: &'static str,
    /// How many there are, or more than can be shown.
    pub(crate) count: String,
    pub(crate) rows: Vec<ActaFoundRow>,
    /// True while no ejercicio is open.
    pub(crate) is_closed: bool,
}

pub(crate) struct ActaFoundRow {
    pub(crate) key: String,
    pub(crate) place: String,
    pub(crate) eleccion: String,
    /// How far it is, and since when it waits.
    pub(crate) state: String,
    pub(crate) age: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    que: String,
    eleccion: String,
    distrito: String,
}

pub(super) const WHICHES: [(Which, &str, &str, &str); 3] = [
    (
        Which::Missing,
        "faltan",
        "Faltan",
        "Actas de las que no ha llegado nada.",
    ),
    (
        Which::Stuck,
        "atoradas",
        "Atoradas",
        "Actas que están en la fila desde hace más de una hora.",
    ),
    (
        Which::Late,
        "tarde",
        "Tarde",
        "Actas que no han llegado aunque otra de su casilla llegó hace más de una hora.",
    ),
];

pub(super) async fn show(
    State(web): State<Web>,
    operator: Operator,
    Query(asked): Query<Asked>,
    frame: Frame,
) -> Result<Response, PageError> {
    let found = WHICHES.into_iter().find(|(_, name, ..)| *name == asked.que);
    let (which, name, _, meaning) = found.unwrap_or(WHICHES[0]);
    let mut shown = ActasPage {
        frame,
        style: web.assets.url("monitor-estilo"),
        tabs: tabs(operator.person().role, PATH),
        which: name,
        whiches: choices(),
        elecciones: Vec::new(),
        distritos: Vec::new(),
        eleccion: asked.eleccion.clone(),
        distrito: asked.distrito.clone(),
        meaning,
        count: String::new(),
        rows: Vec::new(),
        is_closed: true,
    };
    let Some(run) = open_run(&web).await? else {
        return page(&shown);
    };
    let proceso = load_proceso_of(&web.central, &run).await?;
    shown.elecciones = elecciones(&proceso);
    shown.distritos = distritos(&proceso);
    // What is not in the lists of choices leaves nothing out, and the page says so by showing none chosen.
    let filter = ActaFilter {
        eleccion: asked.eleccion.parse().ok(),
        distrito: asked.distrito.parse().ok(),
    };
    let found = list_actas(&web.central, &run, which, &filter).await?;
    let now = web.central.now();
    shown.count = count(found.len());
    shown.rows = found
        .iter()
        .map(|found| ActaFoundRow::of(&proceso, found, now))
        .collect();
    shown.is_closed = false;
    page(&shown)
}

pub(super) fn choices() -> Vec<(String, String)> {
    let all = WHICHES.into_iter();
    all.map(|(_, name, word, _)| (name.to_owned(), word.to_owned()))
        .collect()
}

fn elecciones(proceso: &Proceso) -> Vec<(String, String)> {
    let all = proceso.elecciones().iter();
    all.map(|eleccion| (eleccion.id.to_string(), eleccion.nombre.clone()))
        .collect()
}

fn distritos(proceso: &Proceso) -> Vec<(String, String)> {
    let numbers: std::collections::BTreeSet<u16> = proceso
        .casillas()
        .iter()
        .map(|casilla| casilla.distrito.map_or(0, AmbitoId::number))
        .collect();
    let name = |number: u16| match number {
        0 => ("0".to_owned(), "Sin distrito".to_owned()),
        number => (number.to_string(), format!("Distrito {number}")),
    };
    numbers.into_iter().map(name).collect()
}

fn count(found: usize) -> String {
    if found >= MAX_FOUND as usize {
        format!(
            "Se muestran las primeras {}. Elija una elección o un distrito para ver menos.",
            thousands(u64::from(MAX_FOUND))
        )
    } else {
        match found {
            1 => "1 acta.".to_owned(),
            found => format!("{} actas.", thousands(found as u64)),
        }
    }
}

impl ActaFoundRow {
    fn of(proceso: &Proceso, found: &ActaFound, now: Timestamp) -> Self {
        let head = ActaHead::of(proceso, &found.acta);
        let (state, age) = match found.waits {
            Some((stage, since)) => (stage_text(stage).to_owned(), elapsed(since, now)),
            None => ("No ha llegado".to_owned(), "—".to_owned()),
        };
        Self {
            key: found.acta.to_string(),
            place: head.place,
            eleccion: head.eleccion,
            state,
            age,
        }
    }
}
