//! A data centre in a temporary folder, with a hand-turned clock and repeatable randomness, and a
//! tablet that signs. For tests of this and other crates (feature `testing`).

mod deliver;
mod jpeg;
mod postgres;
#[cfg(any(test, feature = "testing-s3"))]
mod s3;
mod tablet;

use std::path::Path;
use std::sync::Arc;

use prep_model::claves::{ActaKey, EjercicioId, ProcesoId};
use prep_model::contract::{PersonId, Sha256Digest};
use prep_model::people::{Person, Role};
use prep_model::time::Timestamp;
use proceso_files::folder::render;
use tempfile::TempDir;

pub use deliver::deliver;
pub use jpeg::{jpeg, jpeg_of_size};
pub use postgres::{TestDatabase, again_on_postgres, engine, has_postgres};
#[cfg(any(test, feature = "testing-s3"))]
pub use s3::{S3Line, S3Server};
pub use tablet::Tablet;

use crate::Central;
use crate::clock::ManualClock;
use crate::devices::{PublicUrl, enroll_device, make_enrolment_code};
use crate::ejercicios::{Environment, NewEjercicio, begin_ejercicio, open_ejercicio};
use crate::entropy::SeededEntropy;
use crate::keys::Keys;
use crate::objects::Objects;
use crate::procesos::import_proceso;
use crate::store::{DatabaseUrl, Dialect, Store};

/// A data centre that goes away with its folder.
pub struct TestCentral {
    /// What the use cases are given.
    pub central: Central,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    folder: TempDir,
    database: TestedDatabase,
}

/// An empty database of the present version on the engine that tests run on, and what goes with it.
pub enum TestedDatabase {
    /// In its folder.
    Sqlite(DatabaseUrl),
    /// On the tests' own server.
    Postgres(TestDatabase),
}

/// The acta of the sample proceso that tests photograph first.
pub const ACTA: &str = "GUB/090001B0100/A02";
/// Another acta of it.
pub const OTHER_ACTA: &str = "DIP_LOC/090001B0100/A03";

/// What [`ACTA`] prints and the perfil captures, with values that add up to 100.
pub const VALUES: [(&str, &str); 14] = [
    ("TOTAL_BOLETAS_SOBRANTES", "552"),
    ("TOTAL_PERSONAS_VOTARON", "98"),
    ("TOTAL_REP_PARTIDO_CI_VOTARON", "2"),
    ("PAN", "22"),
    ("PRI", "13"),
    ("MORENA", "40"),
    ("PT", "5"),
    ("PAN_PRI", "4"),
    ("MORENA_PT", "6"),
    ("CI_1", "7"),
    ("NO_REGISTRADAS", "1"),
    ("NULOS", "2"),
    ("TOTAL_VOTOS_ASENTADO", "100"),
    ("TOTAL_VOTOS_SACADOS", "100"),
];

impl TestCentral {
    /// An empty one, on the engine that tests run on.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(ManualClock::new(night()));
        let entropy = Arc::new(SeededEntropy::new(1));
        let keys = Arc::new(Keys::ephemeral(entropy.as_ref()));
        let database = Box::pin(TestedDatabase::new(folder.path())).await;
        let store = Store::open(&database.url()).await.expect("a new database");
        let objects = Objects::open_filesystem(folder.path().join("objects")).await;
        let central = Central {
            store,
            objects: objects.expect("a new folder"),
            clock: clock.clone(),
            entropy,
            keys,
        };
        Self {
            central,
            clock,
            folder,
            database,
        }
    }

    /// The address of its database, for another process or another store on it.
    pub fn database_url(&self) -> DatabaseUrl {
        self.database.url()
    }

    /// The same for whoever owns it: a server's role may not change what only grows.
    pub fn owner_url(&self) -> DatabaseUrl {
        match &self.database {
            TestedDatabase::Sqlite(url) => url.clone(),
            TestedDatabase::Postgres(database) => database.owner_url(),
        }
    }

    /// One with the sample proceso and its open ejercicio `simulacro-1`.
    pub async fn open() -> Self {
        let test = Self::empty().await;
        test.begin("simulacro-1").await;
        test.open_run("simulacro-1").await;
        test
    }

    /// Begins an ejercicio of the sample proceso.
    pub async fn begin(&self, ejercicio: &str) {
        let files = render(&proceso_files::sample::proceso(), &[]);
        import_proceso(&self.central, &files)
            .await
            .expect("the sample is a proceso");
        let new = NewEjercicio {
            proceso: proceso(),
            ejercicio: EjercicioId::new(ejercicio).expect("a name"),
            environment: Environment {
                binary_sha256: Sha256Digest::of(b"binary"),
                config_sha256: Sha256Digest::of(b"config"),
            },
        };
        begin_ejercicio(&self.central, &person("adm", Role::Administrador), &new)
            .await
            .expect("a new ejercicio begins");
    }

    /// Opens an ejercicio that was begun.
    pub async fn open_run(&self, ejercicio: &str) {
        let ejercicio = EjercicioId::new(ejercicio).expect("a name");
        let by = person("coo", Role::Coordinador);
        open_ejercicio(&self.central, &by, &proceso(), &ejercicio)
            .await
            .expect("it was attested by somebody else");
    }

    /// An enrolled tablet.
    pub async fn tablet(&self, name: &str) -> Tablet {
        let mut tablet = Tablet::new(name);
        let (code, _) = make_enrolment_code(&self.central, name, 3600)
            .await
            .expect("a code");
        let request = tablet.enrolment(&code, public_url().as_str());
        let answer = enroll_device(&self.central, &public_url(), &request)
            .await
            .expect("a good code enrols");
        tablet.device = Some(answer.device_id);
        tablet
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl TestedDatabase {
    /// A new one; on SQLite in `folder`.
    pub async fn new(folder: &Path) -> Self {
        match engine() {
            Dialect::Sqlite => Self::Sqlite(DatabaseUrl::Sqlite(folder.join("prep.sqlite"))),
            Dialect::Postgres => Self::Postgres(TestDatabase::migrated().await),
        }
    }

    /// Its address for a server.
    pub fn url(&self) -> DatabaseUrl {
        match self {
            Self::Sqlite(url) => url.clone(),
            Self::Postgres(database) => database.url(),
        }
    }
}

/// The URL tests use.
pub fn public_url() -> PublicUrl {
    "http://127.0.0.1:8080".parse().expect("a URL")
}

/// The sample proceso.
pub fn proceso() -> ProcesoId {
    ProcesoId::new("muestra-2027").expect("a name")
}

/// A key of the sample proceso.
pub fn acta(text: &str) -> ActaKey {
    text.parse().expect("a key of an acta")
}

/// A person in a role.
pub fn person(id: &str, role: Role) -> Person {
    Person {
        id: PersonId::new(id).expect("an id"),
        role,
    }
}

/// When tests begin: 2027-06-07T01:00:00Z.
pub fn night() -> Timestamp {
    "2027-06-07T01:00:00Z".parse().expect("a moment")
}
