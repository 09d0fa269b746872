//! Corrección: a settled acta is captured again by other people; every version stays visible.

#[cfg(test)]
pub(crate) mod samples;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::capturas::{ActaVersions, acta_versions, captured_form, reopen_captura};
use central::faltantes::find_actas;
use central::identificacion::search_catalogue;
use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use prep_model::claves::ActaKey;
use prep_model::elecciones::CampoId;
use prep_model::machines::acta::ActaState;
use prep_model::people::Role;
use prep_model::proceso::Proceso;
use serde::Deserialize;

use crate::access::{Operator, Routes};
use crate::captura::open_run;
use crate::captura::view::{ActaHead, CampoView};
use crate::error_page::PageError;
use crate::faltantes::ActaLine;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador];
const CORRECCION: &str = "/correccion";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(CORRECCION, show)
        .roles(WHO)
        .post(CORRECCION, reopen)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "correccion/correccion.html")]
pub(crate) struct CorreccionPage {
    pub(crate) frame: Frame,
    /// Address of the stylesheet of supervision.
    pub(crate) style: String,
    pub(crate) notice: &'static str,
    pub(crate) search: String,
    pub(crate) found: Vec<ActaLine>,
    pub(crate) shown: Option<Shown>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// An acta with its versions side by side.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub key: String,
    pub place: String,
    pub eleccion: String,
    pub status: &'static str,
    /// Names of the versions, the first one first.
    pub versions: Vec<String>,
    pub rows: Vec<VersionRow>,
    pub may_reopen: bool,
}

/// A field in every version.
#[derive(Debug, Clone)]
pub(crate) struct VersionRow {
    pub name: String,
    pub values: Vec<String>,
    /// True if the versions differ in it.
    pub changed: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    buscar: String,
    acta: String,
    aviso: String,
}

impl Shown {
    fn of(proceso: &Proceso, found: &ActaVersions) -> Self {
        let key = found.acta.key();
        let head = ActaHead::of(proceso, key);
        let (status, may_reopen) = match found.acta.state() {
            ActaState::Settled { .. } => ("Los datos están firmes", true),
            ActaState::InRecapture { .. } => ("Se está capturando de nuevo", false),
            ActaState::InCaptura => ("Está en captura", false),
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::Digitalizada
            | ActaState::SinActaProposed { .. }
            | ActaState::SinActa { .. } => ("No está capturada", false),
        };
        let campos = captured_form(proceso, key)
            .map(|form| CampoView::all(proceso, &form))
            .unwrap_or_default();
        let rows = campos.into_iter().map(|campo| {
            let id = CampoId::new(&campo.id).ok();
            let values: Vec<String> = found
                .versions
                .iter()
                .map(|version| {
                    let value = id.as_ref().and_then(|id| version.captured.values().get(id));
                    value.map_or_else(|| "—".to_owned(), |value| value.to_string())
                })
                .collect();
            VersionRow {
                name: campo.name,
                changed: values.windows(2).any(|pair| pair[0] != pair[1]),
                values,
            }
        });
        Self {
            key: key.to_string(),
            place: head.place,
            eleccion: head.eleccion,
            status,
            rows: rows.collect(),
            versions: found
                .versions
                .iter()
                .map(|version| format!("Ronda {}", version.round))
                .collect(),
            may_reopen,
        }
    }
}

async fn show(
    State(web): State<Web>,
    Query(asked): Query<Asked>,
    frame: Frame,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?;
    let typed = Typed::new(vec![
        ("buscar".to_owned(), asked.buscar),
        ("acta".to_owned(), asked.acta),
    ]);
    let shown = correccion_page(&web, run.as_ref(), typed, frame).await?;
    let notice = match (asked.aviso.as_str(), run.is_some()) {
        (_, false) => "No hay ejercicio abierto: no hay actas que corregir.",
        ("abierta", true) => "Volvió a la fila para que la capturen otras dos personas.",
        _ => "",
    };
    page(&CorreccionPage { notice, ..shown })
}

async fn correccion_page(
    web: &Web,
    run: Option<&EjercicioRow>,
    typed: Typed,
    frame: Frame,
) -> Result<CorreccionPage, PageError> {
    let mut shown = CorreccionPage {
        style: web.assets.url("supervision-estilo"),
        notice: "",
        search: typed.of("buscar").trim().to_owned(),
        found: Vec::new(),
        shown: None,
        faults: Faults::default(),
        typed,
        frame,
    };
    let Some(run) = run else {
        return Ok(shown);
    };
    let proceso = load_proceso_of(&web.central, run).await?;
    let keys = search_catalogue(&proceso, &shown.search);
    let found = find_actas(&web.central, run, &keys).await?;
    shown.found = found
        .iter()
        .map(|row| ActaLine::of(&proceso, row))
        .collect();
    if let Ok(key) = shown.typed.of("acta").parse::<ActaKey>() {
        match acta_versions(&web.central, run, &key).await {
            Ok(found) => shown.shown = Some(Shown::of(&proceso, &found)),
            Err(UseCaseError::Refused(_)) => return Err(PageError::NotFound),
            Err(UseCaseError::Failed(failure)) => return Err(failure.into()),
        }
    }
    Ok(shown)
}

async fn reopen(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let typed = Typed::new(fields);
    let key: ActaKey = typed.of("acta").parse().map_err(|_| PageError::BadForm)?;
    let faults = match typed.reason_of("corregir") {
        Err(faults) => faults,
        Ok(reason) => {
            let by = operator.person();
            match reopen_captura(&web.central, &run, by, &key, reason).await {
                Ok(()) => {
                    let place = format!("{CORRECCION}?acta={key}&aviso=abierta");
                    return Ok(Redirect::to(&place).into_response());
                }
                Err(error) => Undone::from(error).faults()?,
            }
        }
    };
    let again = correccion_page(&web, Some(&run), typed, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &CorreccionPage { faults, ..again },
    )
}
