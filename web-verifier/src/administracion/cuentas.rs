//! Every account of the place one answers for, and a new password one click away.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use central::accounts::{
    Account, Inside, Username, list_accounts, list_inside, reset_password, role_named,
};
use prep_model::bitacora::Actor;
use prep_model::people::{AccountAct, PersonId, Role};
use serde::Deserialize;
use std::collections::BTreeMap;

use super::credenciales::{self, CredentialsPage};
use super::view::{AccountLine, Which, by_person, roles};
use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, page, page_with, thousands};
use crate::web::Web;

/// Who looks after accounts.
pub(super) const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador, Role::Administrador];
pub(super) const PATH: &str = "/cuentas";
/// Most lines of one list: nobody reads more, and what is searched for is found by its name.
const MOST: usize = 200;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, show)
        .roles(WHO)
        .post(PATH, change)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "administracion/cuentas.html")]
pub(crate) struct AccountsPage {
    pub(crate) frame: Frame,
    /// Addresses of the stylesheets.
    pub(crate) styles: [String; 2],
    pub(crate) notice: &'static str,
    pub(crate) lines: Vec<AccountLine>,
    /// How many there are, in words.
    pub(crate) count: String,
    pub(crate) asked: Asked,
    pub(crate) roles: Vec<(String, String)>,
    pub(crate) states: Vec<(String, String)>,
    /// True if new ones may be made.
    pub(crate) may_create: bool,
    pub(crate) faults: Faults,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub buscar: String,
    pub rol: String,
    pub estado: String,
    pub aviso: String,
}

async fn show(
    State(web): State<Web>,
    operator: Operator,
    Query(asked): Query<Asked>,
    frame: Frame,
) -> Result<Response, PageError> {
    page(&accounts_page(&web, &operator, asked, frame).await?)
}

async fn accounts_page(
    web: &Web,
    operator: &Operator,
    asked: Asked,
    frame: Frame,
) -> Result<AccountsPage, PageError> {
    let now = web.central.now();
    let accounts = list_accounts(&web.central).await?;
    let inside = by_person(list_inside(&web.central).await?);
    let found = narrowed(accounts, &inside, operator, &asked, now);
    let total = found.len();
    let offset = web.config.utc_offset;
    let line =
        |account: &Account| AccountLine::of(account, inside.get(&account.person.id), now, offset);
    Ok(AccountsPage {
        styles: styles(web),
        notice: match asked.aviso.as_str() {
            "deshabilitada" => "La cuenta quedó deshabilitada y sin sesiones.",
            _ => "",
        },
        lines: found.iter().take(MOST).map(line).collect(),
        count: count(total),
        asked,
        roles: roles(),
        states: Which::choices(),
        may_create: operator.person().role == Role::Administrador,
        faults: Faults::default(),
        frame,
    })
}

/// The stylesheets of supervision and of what is printed.
pub(super) fn styles(web: &Web) -> [String; 2] {
    ["supervision-estilo", "administracion-estilo"].map(|name| web.assets.url(name))
}

fn narrowed(
    accounts: Vec<Account>,
    inside: &BTreeMap<PersonId, Inside>,
    operator: &Operator,
    asked: &Asked,
    now: prep_model::time::Timestamp,
) -> Vec<Account> {
    let role = role_named(&asked.rol);
    let which = Which::named(&asked.estado);
    let words: Vec<String> = asked
        .buscar
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    let fits = |account: &Account| {
        let text = format!(
            "{} {} {}",
            account.username,
            account.display_name.as_str().to_lowercase(),
            account.scope.text().to_lowercase()
        );
        is_seen(operator, account)
            && role.is_none_or(|role| account.person.role == role)
            && which.has(account, inside.contains_key(&account.person.id), now)
            && words.iter().all(|word| text.contains(word.as_str()))
    };
    accounts.into_iter().filter(fits).collect()
}

/// True if whoever is in answers for the account: its role and its place. Their own is in «Mi cuenta».
pub(super) fn is_seen(operator: &Operator, account: &Account) -> bool {
    let (own, of) = (operator.person(), account.person.role);
    let acts = own.role.may_on_account(AccountAct::HandPassword, of);
    acts && own.id != account.person.id && operator.session.scope.covers(&account.scope)
}

fn count(total: usize) -> String {
    let number = thousands(u64::try_from(total).unwrap_or(u64::MAX));
    match total {
        1 => "1 cuenta".to_owned(),
        _ if total > MOST => {
            format!("{number} cuentas; se muestran {MOST}: busque por nombre, usuario o lugar")
        }
        _ => format!("{number} cuentas"),
    }
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed::new(fields);
    let faults = match hand_password(&web, &operator, &typed, frame.clone()).await {
        Ok(page) => return Ok(page),
        Err(undone) => undone.faults()?,
    };
    let asked = Asked {
        buscar: typed.of("buscar").to_owned(),
        rol: typed.of("rol").to_owned(),
        estado: typed.of("estado").to_owned(),
        ..Asked::default()
    };
    let again = accounts_page(&web, &operator, asked, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &AccountsPage { faults, ..again },
    )
}

/// Gives the account that the form names a one-time password, and the page that shows it: once, so
/// it is the answer itself and no address to go on to.
pub(super) async fn hand_password(
    web: &Web,
    operator: &Operator,
    typed: &Typed,
    frame: Frame,
) -> Result<Response, Undone> {
    if typed.action() != "contrasena" {
        return Err(PageError::BadForm.into());
    }
    let username = Username::new(typed.of("usuario")).map_err(|_| PageError::BadForm)?;
    let by = Actor::Person(operator.person().clone());
    let handed = reset_password(&web.central, &by, &username).await?;
    let shown = CredentialsPage::new(web, frame, &[handed], credenciales::RESET);
    Ok(page(&shown)?)
}
