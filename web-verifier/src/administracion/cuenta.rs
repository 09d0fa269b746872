//! One account: what it says, and what may be done to it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::accounts::{
    Account, Inside, disable_account, end_sessions, find_account, list_inside, remove_second_factor,
};
use prep_model::bitacora::Actor;
use prep_model::people::{AccountAct, PersonId};
use serde::Deserialize;
use time::UtcOffset;

use super::cuentas::{self, WHO, hand_password, is_seen, styles};
use super::view::{StateView, by_person};
use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, local_time, page, page_with};
use crate::web::Web;

const PATH: &str = "/cuentas/{persona}";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, show)
        .roles(WHO)
        .post(PATH, change)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "administracion/cuenta.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    pub(crate) notice: &'static str,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) username: String,
    pub(crate) state: StateView,
    pub(crate) lines: Vec<(&'static str, String)>,
    pub(crate) acts: Acts,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// What whoever is in may do to the account as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Acts(pub Vec<AccountAct>);

impl Acts {
    fn hand_password(&self) -> bool {
        self.0.contains(&AccountAct::HandPassword)
    }

    fn end_sessions(&self) -> bool {
        self.0.contains(&AccountAct::EndSessions)
    }

    fn remove_second_factor(&self) -> bool {
        self.0.contains(&AccountAct::RemoveSecondFactor)
    }

    fn disable(&self) -> bool {
        self.0.contains(&AccountAct::Disable)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AccountQuery {
    aviso: String,
}

async fn show(
    State(web): State<Web>,
    operator: Operator,
    Path(id): Path<String>,
    Query(query): Query<AccountQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let account = seen(&web, &operator, &id).await?;
    let shown = account_page(&web, &operator, &account, Typed::default(), frame).await?;
    let notice = match query.aviso.as_str() {
        "sesiones" => "Sus sesiones terminaron.",
        "segundo" => "Entrará sólo con su contraseña hasta que active de nuevo la verificación.",
        _ => "",
    };
    page(&AccountPage { notice, ..shown })
}

/// The account of that id, if whoever is in answers for it.
async fn seen(web: &Web, operator: &Operator, id: &str) -> Result<Account, PageError> {
    let person: PersonId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = find_account(&web.central, &person).await?;
    let account = found.filter(|account| is_seen(operator, account));
    account.ok_or(PageError::NotFound)
}

async fn account_page(
    web: &Web,
    operator: &Operator,
    account: &Account,
    typed: Typed,
    frame: Frame,
) -> Result<AccountPage, PageError> {
    let offset = web.config.utc_offset;
    let inside = by_person(list_inside(&web.central).await?);
    let inside = inside.get(&account.person.id);
    let is_enabled = account.disabled_at.is_none();
    let role = operator.person().role;
    let may = |act| is_enabled && role.may_on_account(act, account.person.role);
    let needed = [
        (AccountAct::HandPassword, true),
        (AccountAct::EndSessions, inside.is_some()),
        (AccountAct::RemoveSecondFactor, account.has_second_factor),
        (AccountAct::Disable, true),
    ];
    let acts = needed
        .into_iter()
        .filter(|(act, makes_sense)| *makes_sense && may(*act));
    let acts = acts.map(|(act, _)| act).collect();
    Ok(AccountPage {
        styles: styles(web),
        notice: "",
        id: account.person.id.to_string(),
        name: account.display_name.as_str().to_owned(),
        username: account.username.to_string(),
        state: StateView::of(account, web.central.now(), offset),
        lines: lines(account, inside, offset),
        acts: Acts(acts),
        typed,
        faults: Faults::default(),
        frame,
    })
}

/// What the account says, line by line.
fn lines(
    account: &Account,
    inside: Option<&Inside>,
    offset: UtcOffset,
) -> Vec<(&'static str, String)> {
    vec![
        ("Usuario", account.username.to_string()),
        ("Rol", account.person.role.text().to_owned()),
        ("Alcance", account.scope.text()),
        ("Alta", local_time(account.created_at, offset)),
        (
            "Dentro",
            inside.map_or_else(
                || "No".to_owned(),
                |inside| {
                    format!(
                        "Visto por última vez el {}",
                        local_time(inside.seen_at, offset)
                    )
                },
            ),
        ),
        (
            "Verificación en dos pasos",
            if account.has_second_factor {
                "Sí"
            } else {
                "No"
            }
            .to_owned(),
        ),
        (
            "Clave de persona en la bitácora",
            account.person.id.to_string(),
        ),
    ]
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    Path(id): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let account = seen(&web, &operator, &id).await?;
    let typed = Typed::new(fields);
    let faults = match done(&web, &operator, &account, &typed, frame.clone()).await {
        Ok(answer) => return Ok(answer),
        Err(undone) => undone.faults()?,
    };
    let again = account_page(&web, &operator, &account, typed, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &AccountPage { faults, ..again },
    )
}

async fn done(
    web: &Web,
    operator: &Operator,
    account: &Account,
    typed: &Typed,
    frame: Frame,
) -> Result<Response, Undone> {
    let (central, username) = (&web.central, &account.username);
    let by = &Actor::Person(operator.person().clone());
    let place = match typed.action() {
        "sesiones" => {
            end_sessions(central, by, username, typed.reason()?).await?;
            format!("{}/{}?aviso=sesiones", cuentas::PATH, account.person.id)
        }
        "segundo" => {
            remove_second_factor(central, by, username, typed.reason()?).await?;
            format!("{}/{}?aviso=segundo", cuentas::PATH, account.person.id)
        }
        "deshabilitar" => {
            disable_account(central, by, username, typed.reason()?).await?;
            format!("{}?aviso=deshabilitada", cuentas::PATH)
        }
        _ => return hand_password(web, operator, typed, frame).await,
    };
    Ok(Redirect::to(&place).into_response())
}
