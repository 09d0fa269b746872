//! An installation for tests and for looking at the pages: one database in a temporary folder, one
//! account for each role, and an ejercicio if asked for.

use std::sync::Arc;

use central::Central;
use central::accounts::{
    DisplayName, LoginAttempt, NewAccount, OpenedSession, Scope, Username, add_account,
    change_password, login, role_name,
};
use central::clock::Clock;
use central::entropy::SeededEntropy;
use central::keys::Keys;
use central::objects::Objects;
use central::store::{ActaRow, ProcesoRow, Store};
use central::testing::TestedDatabase;
use prep_model::bitacora::Actor;
use prep_model::claves::{ActaKey, EjercicioId};
use prep_model::contract::Sha256Digest;
use prep_model::elecciones::AmbitoId;
use prep_model::machines::acta::{Acta, ActaStatus};
use prep_model::machines::ejercicio::Ejercicio;
use prep_model::people::{Person, Role};
use prep_model::time::Timestamp;
use tempfile::TempDir;

/// What everybody's password is once it has been changed.
pub(crate) const PASSWORD: &str = "tres tristes tigres";

/// The installation.
pub(crate) struct Site {
    /// The use cases' ground.
    pub(crate) central: Central,
    _folder: TempDir,
    _database: TestedDatabase,
}

/// The username of the account with that role.
pub(crate) fn username(role: Role) -> String {
    format!("{}-1", role_name(role))
}

impl Site {
    /// An empty one.
    pub(crate) async fn new(clock: Arc<dyn Clock>) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let entropy = SeededEntropy::new(5);
        let database = Box::pin(TestedDatabase::new(folder.path())).await;
        let objects = Objects::open_filesystem(folder.path().join("objects"));
        let central = Central {
            store: Store::open(&database.url())
                .await
                .expect("a new database opens"),
            objects: objects.await.expect("a new folder opens"),
            clock,
            keys: Arc::new(Keys::ephemeral(&entropy)),
            entropy: Arc::new(entropy),
        };
        Self {
            central,
            _folder: folder,
            _database: database,
        }
    }

    /// An account with its one-time password.
    pub(crate) async fn add(&self, username: &str, role: Role) -> String {
        let new = NewAccount {
            username: Username::new(username).expect("a username"),
            display_name: DisplayName::new(&format!("Persona {username}")).expect("a name"),
            role,
            scope: Scope::All,
        };
        let added = add_account(&self.central, &Actor::System, &new).await;
        added.expect("a new account").password.reveal().to_owned()
    }

    /// Somebody at the door with that password.
    pub(crate) async fn login(&self, username: &str, password: &str) -> OpenedSession {
        let attempt = LoginAttempt {
            username,
            password,
            address: "192.0.2.1",
        };
        login(&self.central, attempt)
            .await
            .expect("the password fits")
    }

    /// An account of that role whose password has been changed to [`PASSWORD`], and its session.
    pub(crate) async fn add_person(&self, role: Role) -> OpenedSession {
        let username = username(role);
        let handed = self.add(&username, role).await;
        let opened = self.login(&username, &handed).await;
        let changed = change_password(&self.central, &opened.token, &handed, PASSWORD).await;
        changed.expect("a good password")
    }

    /// Opens an ejercicio by hand, with a few actas: beginning one properly asks for a whole proceso.
    pub(crate) async fn open_ejercicio(&self, id: &str, actas: &[(&str, ActaStatus, u16)]) {
        let now = self.central.now();
        let proceso = ProcesoRow {
            id: "demo-2027".parse().expect("an id"),
            imported_at: now,
            catalogue_sha256: Sha256Digest::ZERO,
        };
        let id: EjercicioId = id.parse().expect("an id");
        let by = Person {
            id: "p0".parse().expect("an id"),
            role: Role::Administrador,
        };
        let created = Ejercicio::create(id.clone(), &by, now).expect("an administrador may");
        let mut tx = self
            .central
            .store
            .begin("test")
            .await
            .expect("a transaction");
        tx.insert_proceso(&proceso).await.expect("a new proceso");
        tx.insert_ejercicio(&proceso.id, &created.next, now)
            .await
            .expect("a new ejercicio");
        let mut row = tx.list_ejercicios().await.expect("ejercicios").remove(0);
        row.is_open = true;
        tx.update_ejercicio(&row).await.expect("an ejercicio");
        let mut casilla = 0;
        for (eleccion, status, count) in actas {
            for _ in 0..*count {
                casilla += 1;
                let acta = acta(&id, eleccion, casilla, *status, now);
                tx.insert_acta(row.row_id, &acta).await.expect("a new acta");
            }
        }
        tx.commit().await.expect("a commit");
    }
}

fn acta(id: &EjercicioId, eleccion: &str, n: u32, status: ActaStatus, now: Timestamp) -> ActaRow {
    let key: ActaKey = format!("{eleccion}/09{n:04}B0100/A02")
        .parse()
        .expect("a key");
    ActaRow {
        ambito: AmbitoId::ENTIDAD,
        status,
        acta: Acta::esperada(id.clone(), key),
        updated_at: now,
    }
}
