//! New accounts: one, or a file of them that is looked at before anything is done.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use central::accounts::{
    Credential, DisplayName, ImportPlan, ImportRefusal, NewAccount, Scope, Username, add_account,
    import_accounts, plan_import, role_named,
};
use central::{Failure, UseCaseError};
use prep_model::bitacora::Actor;
use prep_model::people::Role;

use super::credenciales::CredentialsPage;
use super::cuentas::styles;
use super::view::roles;
use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

const WHO: &[Role] = &[Role::Administrador];
pub(crate) const PATH: &str = "/cuentas/nuevas";
/// Most lines of each list of what a file would do.
const MOST: usize = 100;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, show)
        .roles(WHO)
        .post(PATH, change)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "administracion/nuevas.html")]
pub(crate) struct NewAccountsPage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    /// Address of the script that reads a file into the form.
    pub(crate) script: String,
    /// What the file would do, once it has been looked at.
    pub(crate) plan: Option<PlanView>,
    pub(crate) roles: Vec<(String, String)>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// What an import would do, in words.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlanView {
    pub adds: usize,
    pub skips: usize,
    pub fault_count: usize,
    /// Line, username, name, role and scope of the first ones.
    pub add: Vec<[String; 5]>,
    /// Line, column and words of the first faults.
    pub faults: Vec<[String; 3]>,
}

impl PlanView {
    pub(crate) fn of(plan: &ImportPlan) -> Self {
        let add = plan.add.iter().take(MOST).map(|asked| {
            let account = &asked.account;
            [
                asked.line.to_string(),
                account.username.to_string(),
                account.display_name.as_str().to_owned(),
                account.role.text().to_owned(),
                account.scope.text(),
            ]
        });
        let faults = plan.faults.iter().take(MOST).map(|fault| {
            [
                fault.line.to_string(),
                fault.column.unwrap_or("todas").to_owned(),
                fault.text.clone(),
            ]
        });
        Self {
            adds: plan.add.len(),
            skips: plan.skip.len(),
            fault_count: plan.faults.len(),
            add: add.collect(),
            faults: faults.collect(),
        }
    }

    /// True if the accounts may be made.
    pub(crate) fn is_ready(&self) -> bool {
        self.fault_count == 0 && self.adds > 0
    }
}

async fn show(State(web): State<Web>, frame: Frame) -> Result<Response, PageError> {
    page(&new_page(&web, Typed::default(), frame))
}

fn new_page(web: &Web, typed: Typed, frame: Frame) -> NewAccountsPage {
    NewAccountsPage {
        styles: styles(web),
        script: web.assets.url("archivo"),
        plan: None,
        roles: roles(),
        typed,
        faults: Faults::default(),
        frame,
    }
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed::new(fields);
    let by = Actor::Person(operator.person().clone());
    let done = match typed.action() {
        "una" => add_one(&web, &by, &typed).await,
        "importar" => import(&web, &by, &typed).await,
        "revisar" => Err(Faults::default().into()),
        _ => return Err(PageError::BadForm),
    };
    let faults = match done {
        Ok((credentials, notice)) => {
            return page(&CredentialsPage::new(&web, frame, &credentials, notice));
        }
        Err(undone) => undone.faults()?,
    };
    let plan = match typed.action() {
        "una" => None,
        _ => Some(look(&web, &by, typed.of("archivo")).await?),
    };
    let status = match &plan {
        Some(plan) if plan.fault_count == 0 && faults.is_empty() => StatusCode::OK,
        Some(_) | None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let again = NewAccountsPage {
        plan,
        faults,
        ..new_page(&web, typed, frame)
    };
    page_with(status, &again)
}

/// Says what the file would do.
async fn look(web: &Web, by: &Actor, text: &str) -> Result<PlanView, PageError> {
    match plan_import(&web.central, by, text).await {
        Ok(plan) => Ok(PlanView::of(&plan)),
        Err(UseCaseError::Refused(ImportRefusal::NotYours(_) | ImportRefusal::Faults)) => {
            Err(PageError::Forbidden)
        }
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
    }
}

type Made = (Vec<Credential>, String);

async fn import(web: &Web, by: &Actor, typed: &Typed) -> Result<Made, Undone> {
    let imported = import_accounts(&web.central, by, typed.of("archivo")).await?;
    if imported.credentials.is_empty() {
        return Err(Faults::whole("todas esas cuentas ya existen; no se cambió nada").into());
    }
    let notice = format!(
        "Cuentas dadas de alta: {}. Ya existían: {}.",
        imported.credentials.len(),
        imported.skipped
    );
    Ok((imported.credentials, notice))
}

async fn add_one(web: &Web, by: &Actor, typed: &Typed) -> Result<Made, Undone> {
    let new = one(typed)?;
    let added = add_account(&web.central, by, &new)
        .await
        .map_err(|error| match error {
            UseCaseError::Refused(refusal) => Undone::from(Faults::at("usuario", refusal)),
            UseCaseError::Failed(failure) => Failure::into(failure),
        })?;
    let credential = Credential {
        person: added.person,
        username: new.username,
        display_name: new.display_name,
        role: new.role,
        scope: new.scope,
        password: added.password,
        expires_at: added.expires_at,
    };
    Ok((vec![credential], "Cuenta dada de alta.".to_owned()))
}

/// The account that the form asks for, or everything that is wrong with it.
fn one(typed: &Typed) -> Result<NewAccount, Faults> {
    let mut faults = Faults::default();
    let username = Username::typed(typed.of("usuario"))
        .map_err(|error| faults.add("usuario", error))
        .ok();
    let display_name = DisplayName::new(typed.of("nombre"))
        .map_err(|error| faults.add("nombre", error))
        .ok();
    let role = role_named(typed.of("rol"));
    if role.is_none() {
        faults.add("rol", "elija qué hace esta persona");
    }
    let scope = match typed.of("alcance").trim() {
        "" => Some(Scope::All),
        text => text
            .parse()
            .map_err(|error| faults.add("alcance", error))
            .ok(),
    };
    match (username, display_name, role, scope) {
        (Some(username), Some(display_name), Some(role), Some(scope)) => Ok(NewAccount {
            username,
            display_name,
            role,
            scope,
        }),
        _ => Err(faults),
    }
}
