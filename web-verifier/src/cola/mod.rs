//! The fila as supervisors govern it: pauses, reserves, a limit, turns taken back.

#[cfg(test)]
pub(crate) mod samples;
mod view;

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::accounts::{Account, list_accounts};
use central::capturas::{change_fila, fila_board, take_back};
use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use prep_model::bitacora::FilaChange;
use prep_model::elecciones::Modalidad;
use prep_model::people::{PersonId, Role};
use serde::Deserialize;

use crate::access::{Operator, Routes};
use crate::captura::open_run;
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

use view::Board;

const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador];
const FILA: &str = "/cola";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(FILA, show_fila)
        .roles(WHO)
        .post(FILA, change)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "cola/cola.html")]
pub(crate) struct FilaPage {
    pub(crate) frame: Frame,
    /// Address of the stylesheet of supervision.
    pub(crate) style: String,
    pub(crate) notice: String,
    /// `None` while no ejercicio is open.
    pub(crate) board: Option<Board>,
    /// The modalidades as forms offer them.
    pub(crate) modalidades: Vec<(String, String)>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FilaQuery {
    aviso: String,
    /// How many turns were taken back.
    actas: u32,
}

impl FilaQuery {
    fn notice(&self) -> String {
        match (self.aviso.as_str(), self.actas) {
            ("cambio", _) => "Hecho. Rige desde la siguiente acta que se reparta.".to_owned(),
            ("devueltas", 0) => "Esa persona ya no tenía actas en pantalla.".to_owned(),
            ("devueltas", 1) => "Se devolvió 1 acta a la fila.".to_owned(),
            ("devueltas", actas) => format!("Se devolvieron {actas} actas a la fila."),
            _ => String::new(),
        }
    }
}

async fn show_fila(
    State(web): State<Web>,
    Query(query): Query<FilaQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?;
    let shown = fila_page(&web, run.as_ref(), Typed::default(), frame).await?;
    let notice = query.notice();
    page(&FilaPage { notice, ..shown })
}

async fn fila_page(
    web: &Web,
    run: Option<&EjercicioRow>,
    typed: Typed,
    frame: Frame,
) -> Result<FilaPage, PageError> {
    let board = match run {
        None => None,
        Some(run) => {
            let proceso = load_proceso_of(&web.central, run).await?;
            let accounts = list_accounts(&web.central).await?;
            let found = fila_board(&web.central, run).await?;
            Some(Board::of(&proceso, &accounts, &found))
        }
    };
    Ok(FilaPage {
        style: web.assets.url("supervision-estilo"),
        notice: String::new(),
        board,
        modalidades: view::modalidades(),
        typed,
        faults: Faults::default(),
        frame,
    })
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let typed = Typed::new(fields);
    let faults = match done(&web, &run, &operator, &typed).await {
        Ok(place) => return Ok(Redirect::to(&place).into_response()),
        Err(undone) => undone.faults()?,
    };
    let again = fila_page(&web, Some(&run), typed, frame).await?;
    let again = FilaPage { faults, ..again };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// Does what the form says; gives the address to go on to.
async fn done(
    web: &Web,
    run: &EjercicioRow,
    operator: &Operator,
    typed: &Typed,
) -> Result<String, Undone> {
    let by = operator.person();
    let bad_form = || Undone::from(PageError::BadForm);
    let (change, reason) = match typed.action() {
        "detener" => {
            let modalidad = chosen(typed, "grupo-pausa")?;
            (FilaChange::Paused { modalidad }, "pausa")
        }
        "reanudar" => {
            let modalidad = chosen(typed, "grupo-pausa")?;
            (FilaChange::Resumed { modalidad }, "pausa")
        }
        "reservar" => {
            let modalidad = chosen(typed, "grupo-reserva")?
                .ok_or_else(|| Faults::at("grupo-reserva", "elija qué actas se reservan"))?;
            let people = named(&list_accounts(&web.central).await?, typed.of("usuarios"))?;
            (FilaChange::Reserved { modalidad, people }, "reserva")
        }
        "limitar" => (
            FilaChange::Limited {
                actas: limit(typed)?,
            },
            "limite",
        ),
        "devolver" => {
            let person: PersonId = typed.of("persona").parse().map_err(|_| bad_form())?;
            let reason = typed.reason_of("devolver")?;
            let turns = take_back(&web.central, run, by, &person, &reason).await?;
            return Ok(format!("{FILA}?aviso=devueltas&actas={turns}"));
        }
        _ => return Err(bad_form()),
    };
    let reason = typed.reason_of(reason)?;
    change_fila(&web.central, run, by, change, reason).await?;
    Ok(format!("{FILA}?aviso=cambio"))
}

/// The modalidad chosen in a list; `None` for the first line of it.
fn chosen(typed: &Typed, field: &str) -> Result<Option<Modalidad>, Undone> {
    match typed.of(field) {
        "" => Ok(None),
        name => match Modalidad::named(name) {
            Some(modalidad) => Ok(Some(modalidad)),
            None => Err(PageError::BadForm.into()),
        },
    }
}

/// The people whose usernames were typed; none for nobody.
fn named(accounts: &[Account], text: &str) -> Result<BTreeSet<PersonId>, Faults> {
    let mut people = BTreeSet::new();
    let mut unknown = Vec::new();
    for name in text.split([' ', ',', ';']).filter(|name| !name.is_empty()) {
        let works = |role| matches!(role, Role::Capturista | Role::Verificador);
        let account = accounts.iter().find(|account| {
            account.username.as_str() == name.to_lowercase() && works(account.person.role)
        });
        match account.filter(|account| account.disabled_at.is_none()) {
            Some(account) => {
                people.insert(account.person.id.clone());
            }
            None => unknown.push(name),
        }
    }
    if unknown.is_empty() {
        return Ok(people);
    }
    let unknown = unknown.join(", ");
    Err(Faults::at(
        "usuarios",
        format!(
            "no son usuarios activos de captura o verificación: {unknown}; revise cómo se escriben"
        ),
    ))
}

fn limit(typed: &Typed) -> Result<Option<u32>, Faults> {
    let text = typed.of("limite").trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok();
    number.map(Some).ok_or_else(|| {
        Faults::at(
            "limite",
            "escriba cuántas actas, con dígitos, o déjelo vacío para quitar el límite",
        )
    })
}
