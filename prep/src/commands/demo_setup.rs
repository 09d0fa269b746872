//! The demo election, ready to be worked in: proceso, ejercicio, one account per role.

use std::fmt::Write as _;

use central::accounts::{
    DisplayName, LoginAttempt, NewAccount, Scope, Username, add_account, change_password, login,
    role_name,
};
use central::ejercicios::{NewEjercicio, begin_ejercicio, open_ejercicio};
use central::entropy::Entropy;
use central::procesos::{import_proceso, list_procesos};
use central::{Central, Failure, UseCaseError};
use prep_model::bitacora::Actor;
use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::people::{Person, Role};
use prep_model::proceso::Proceso;
use proceso_files::folder;

use super::environment::environment;
use crate::settings::Settings;

/// Name of the only run that a demo begins.
const EJERCICIO: &str = "simulacro-1";

/// Who works in the demo: two people capture and two verify, because nobody may do both.
const PEOPLE: [(&str, Role); 12] = [
    ("cael", Role::Cael),
    ("acopio", Role::Acopiador),
    ("escaner", Role::Digitalizador),
    ("captura1", Role::Capturista),
    ("captura2", Role::Capturista),
    ("verifica1", Role::Verificador),
    ("verifica2", Role::Verificador),
    ("supervisa", Role::Supervisor),
    ("coordina", Role::Coordinador),
    ("administra", Role::Administrador),
    ("audita", Role::Auditor),
    ("observa", Role::Monitor),
];

/// An account of the demo with its password.
pub(super) struct DemoAccount {
    /// What is typed to enter.
    pub(super) username: &'static str,
    /// The role.
    pub(super) role: Role,
    /// The password, which need not be changed.
    pub(super) password: String,
}

/// True if the installation holds a proceso: then it is somebody's, and no demo is put into it.
pub(super) async fn is_taken(central: &Central) -> Result<bool, String> {
    let known = list_procesos(central).await.map_err(|error| said(&error))?;
    Ok(!known.is_empty())
}

/// Imports `proceso`, makes the accounts, begins and opens the ejercicio.
pub(super) async fn set_up(
    central: &Central,
    settings: &Settings,
    proceso: &Proceso,
    notes: &[String],
) -> Result<Vec<DemoAccount>, String> {
    let files = folder::render(proceso, notes);
    let imported = import_proceso(central, &files)
        .await
        .map_err(|error| said(&error))?;
    let mut accounts = Vec::new();
    let (mut administrador, mut coordinador) = (None, None);
    for (username, role) in PEOPLE {
        let (person, password) = make_account(central, username, role).await?;
        match role {
            Role::Administrador => administrador = Some(person),
            Role::Coordinador => coordinador = Some(person),
            _ => {}
        }
        accounts.push(DemoAccount {
            username,
            role,
            password,
        });
    }
    let by = (
        administrador.expect("PEOPLE holds an administrador"),
        coordinador.expect("PEOPLE holds a coordinador"),
    );
    begin(central, settings, &imported.id, by).await?;
    Ok(accounts)
}

async fn begin(
    central: &Central,
    settings: &Settings,
    proceso: &ProcesoId,
    (administrador, coordinador): (Person, Person),
) -> Result<(), String> {
    let ejercicio = EjercicioId::new(EJERCICIO).expect("the name has the form of an ejercicio");
    let environment = environment(settings)?;
    let new = NewEjercicio {
        proceso: proceso.clone(),
        ejercicio,
        environment,
    };
    let begun = begin_ejercicio(central, &administrador, &new).await;
    begun.map_err(|error| said(&error))?;
    let opened = open_ejercicio(central, &coordinador, proceso, &new.ejercicio).await;
    opened.map(|_| ()).map_err(|error| said(&error))
}

/// Makes an account as an administrador would, then changes its one-time password as its holder
/// would, so that nobody has to in a demo.
async fn make_account(
    central: &Central,
    username: &'static str,
    role: Role,
) -> Result<(Person, String), String> {
    let new = NewAccount {
        username: Username::typed(username).map_err(|error| error.to_string())?,
        display_name: DisplayName::new(&format!("{role} de demostración"))
            .map_err(|error| error.to_string())?,
        role,
        scope: Scope::All,
    };
    let added = add_account(central, &Actor::System, &new)
        .await
        .map_err(|error| said(&error))?;
    let once = added.password.reveal();
    let attempt = LoginAttempt {
        username,
        password: once,
        address: "demo",
    };
    let session = login(central, attempt)
        .await
        .map_err(|error| said(&error))?;
    let password = demo_password(&*central.entropy);
    let changed = change_password(central, &session.token, once, &password).await;
    changed.map_err(|error| said(&error))?;
    Ok((
        Person {
            id: added.person,
            role,
        },
        password,
    ))
}

/// `demo-3f9ac2-1b77e0`: typed by hand, so in groups.
fn demo_password(entropy: &dyn Entropy) -> String {
    let bytes = entropy.bytes::<6>();
    let mut text = "demo".to_owned();
    for group in bytes.chunks(3) {
        text.push('-');
        for byte in group {
            let _ = write!(text, "{byte:02x}");
        }
    }
    text
}

/// The credentials as a table for people.
pub(super) fn credentials_text(accounts: &[DemoAccount]) -> String {
    let mut text = "usuario     contraseña          rol\n".to_owned();
    for DemoAccount {
        username,
        role,
        password,
    } in accounts
    {
        let _ = writeln!(text, "{username:<12}{password:<20}{}", role_name(*role));
    }
    text
}

/// A failure with its causes in one line.
trait Said {
    fn text(&self) -> String;
}

impl<R: std::error::Error + 'static> Said for UseCaseError<R> {
    fn text(&self) -> String {
        with_causes(self)
    }
}

impl Said for Failure {
    fn text(&self) -> String {
        with_causes(self)
    }
}

fn said(error: &impl Said) -> String {
    error.text()
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}
