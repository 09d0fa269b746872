//! The life of an ejercicio: begun and attested by one person, opened by another, closed, archived.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::ejercicios::{
    EjercicioEntry, NewEjercicio, archive_ejercicio, begin_closing, begin_ejercicio,
    close_ejercicio, ejercicios_board, open_ejercicio, resume_ejercicio,
};
use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Sha256Digest;
use prep_model::machines::ejercicio::EjercicioState;
use prep_model::people::{Action, Person, Role};
use serde::Deserialize;
use time::UtcOffset;

use super::cuentas::styles;
use super::view::StateView;
use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, local_time, page, page_with};
use crate::web::Web;

const WHO: &[Role] = &[Role::Coordinador, Role::Administrador];
const PATH: &str = "/ejercicios";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, show)
        .roles(WHO)
        .post(PATH, change)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "administracion/ejercicios.html")]
pub(crate) struct EjerciciosPage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    pub(crate) notice: &'static str,
    pub(crate) entries: Vec<EntryView>,
    /// Whether whoever is in begins and archives.
    pub(crate) administers: bool,
    /// The imported procesos, as a form offers them.
    pub(crate) procesos: Vec<(String, String)>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// One ejercicio with what may be done to it by whoever is in.
#[derive(Debug, Clone)]
pub(crate) struct EntryView {
    /// Ends the ids of its fields.
    pub n: usize,
    pub proceso: String,
    pub ejercicio: String,
    pub state: StateView,
    pub created: String,
    pub next: Next,
    /// The last published corte in words; empty if there is none.
    pub corte: String,
}

/// What may be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing, or not by this person.
    Nothing,
    /// Somebody else opens it: this person attested, or their role does not.
    AnotherOpens,
    Open,
    BeginClosing,
    /// Close or take it up again.
    Close,
    Archive,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EjerciciosQuery {
    aviso: String,
}

async fn show(
    State(web): State<Web>,
    operator: Operator,
    Query(query): Query<EjerciciosQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let shown = ejercicios_page(&web, &operator, Typed::default(), frame).await?;
    let notice = match query.aviso.as_str() {
        "comenzar" => "Quedó en ceros y certificado. Lo abre otra persona, de coordinación.",
        "abrir" => "Está abierto: recibe actas.",
        "cerrar" => "Comenzó su cierre: sólo se termina lo empezado.",
        "reanudar" => "Está abierto otra vez: recibe actas.",
        "terminar" => "Quedó cerrado: nada cambia ya.",
        "archivar" => "Quedó archivado.",
        _ => "",
    };
    page(&EjerciciosPage { notice, ..shown })
}

async fn ejercicios_page(
    web: &Web,
    operator: &Operator,
    typed: Typed,
    frame: Frame,
) -> Result<EjerciciosPage, PageError> {
    let board = ejercicios_board(&web.central).await?;
    let (by, offset) = (operator.person(), web.config.utc_offset);
    let entries = board.entries.iter().enumerate();
    Ok(EjerciciosPage {
        styles: styles(web),
        notice: "",
        entries: entries
            .map(|(n, entry)| EntryView::of(n + 1, entry, by, offset))
            .collect(),
        administers: by.role.may(Action::Administer),
        procesos: board
            .procesos
            .iter()
            .map(|id| (id.to_string(), id.to_string()))
            .collect(),
        typed,
        faults: Faults::default(),
        frame,
    })
}

impl EntryView {
    fn of(n: usize, entry: &EjercicioEntry, by: &Person, offset: UtcOffset) -> Self {
        let approves = by.role.may(Action::Approve);
        let (shape, text, next) = match entry.row.machine.state() {
            EjercicioState::Created => {
                ("○", "Creado, sin puesta en ceros".to_owned(), Next::Nothing)
            }
            EjercicioState::PuestaEnCeros { attested_by, .. } => {
                let opens = approves && *attested_by != by.id;
                let next = if opens {
                    Next::Open
                } else {
                    Next::AnotherOpens
                };
                let text = format!("En ceros, certificado por {attested_by}");
                ("○", text, next)
            }
            EjercicioState::Open => {
                let next = if approves {
                    Next::BeginClosing
                } else {
                    Next::Nothing
                };
                ("●", "Abierto: recibe actas".to_owned(), next)
            }
            EjercicioState::Closing => {
                let next = if approves { Next::Close } else { Next::Nothing };
                (
                    "▲",
                    "En cierre: sólo se termina lo empezado".to_owned(),
                    next,
                )
            }
            EjercicioState::Closed { last_corte } => {
                let archives = by.role.may(Action::Administer);
                let next = if archives {
                    Next::Archive
                } else {
                    Next::Nothing
                };
                ("■", format!("Cerrado con el corte {last_corte}"), next)
            }
            EjercicioState::Archived => ("■", "Archivado".to_owned(), Next::Nothing),
        };
        let corte = entry
            .last_published
            .map_or_else(String::new, |(number, manifest)| {
                let manifest: String = manifest.to_string().chars().take(12).collect();
                format!("{number}, manifiesto {manifest}…")
            });
        Self {
            n,
            proceso: entry.row.proceso().to_string(),
            ejercicio: entry.row.ejercicio().to_string(),
            state: StateView { shape, text },
            created: local_time(entry.row.created_at, offset),
            next,
            corte,
        }
    }
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed::new(fields);
    let faults = match done(&web, operator.person(), &typed).await {
        Ok(()) => {
            let place = format!("{PATH}?aviso={}", typed.action());
            return Ok(Redirect::to(&place).into_response());
        }
        Err(undone) => undone.faults()?,
    };
    let again = ejercicios_page(&web, &operator, typed, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &EjerciciosPage { faults, ..again },
    )
}

async fn done(web: &Web, by: &Person, typed: &Typed) -> Result<(), Undone> {
    let central = &web.central;
    let proceso = typed.of("proceso").parse::<ProcesoId>();
    let ejercicio = typed.of("ejercicio").parse::<EjercicioId>();
    let named = || match (&proceso, &ejercicio) {
        (Ok(proceso), Ok(ejercicio)) => Ok((proceso, ejercicio)),
        _ => Err(PageError::BadForm),
    };
    match typed.action() {
        "comenzar" => begin(web, by, typed).await?,
        "abrir" => {
            let (proceso, ejercicio) = named()?;
            open_ejercicio(central, by, proceso, ejercicio).await?;
        }
        "cerrar" => {
            begin_closing(central, by, typed.reason_of("cierre")?).await?;
        }
        "reanudar" => {
            resume_ejercicio(central, by, typed.reason_of("cierre")?).await?;
        }
        "terminar" => {
            let (number, manifest) = last_published(web).await?;
            close_ejercicio(central, by, number, manifest).await?;
        }
        "archivar" => {
            let name = named()?;
            let copy = typed.of("copia").trim().parse::<Sha256Digest>();
            let copy = copy.map_err(|_| {
                Faults::at(
                    "copia",
                    "escriba los 64 dígitos y letras que da sha256sum de la copia",
                )
            })?;
            archive_ejercicio(central, by, name, copy).await?;
        }
        _ => return Err(PageError::BadForm.into()),
    }
    Ok(())
}

async fn begin(web: &Web, by: &Person, typed: &Typed) -> Result<(), Undone> {
    let mut faults = Faults::default();
    let proceso = typed.of("proceso").parse::<ProcesoId>().ok();
    if proceso.is_none() {
        faults.add(
            "proceso",
            "elija el proceso; se importa con «prep proceso import»",
        );
    }
    let ejercicio = typed.of("nombre").trim().parse::<EjercicioId>();
    let ejercicio = ejercicio.map_err(|error| faults.add("nombre", error)).ok();
    let (Some(proceso), Some(ejercicio)) = (proceso, ejercicio) else {
        return Err(faults.into());
    };
    let unknown = "este servidor no sabe con qué programa y ajustes corre; comience el ejercicio con \
                   «prep ejercicio begin»";
    let find = web
        .config
        .environment
        .ok_or_else(|| Faults::whole(unknown))?;
    let found = tokio::task::spawn_blocking(find).await;
    let environment = found
        .map_err(|error| PageError::failed(&error))?
        .map_err(Faults::whole)?;
    let new = NewEjercicio {
        proceso,
        ejercicio,
        environment,
    };
    let begun = Box::pin(begin_ejercicio(&web.central, by, &new)).await;
    begun.map(drop).map_err(|error| match error {
        UseCaseError::Refused(refusal) => Undone::from(Faults::at("nombre", refusal)),
        UseCaseError::Failed(failure) => failure.into(),
    })
}

/// Number and manifest of the last published corte of the ejercicio that is closing: nobody types them.
async fn last_published(web: &Web) -> Result<(u32, Sha256Digest), Undone> {
    let board = ejercicios_board(&web.central).await?;
    let found = board.entries.iter().find_map(|entry| entry.last_published);
    let none = "todavía no hay un corte publicado; publique el último y después cierre";
    found.ok_or_else(|| Faults::whole(none).into())
}
