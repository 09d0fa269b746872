//! A new version goes in without an interruption: its schema is applied while processes of the present
//! version serve, these go on and may be started again, and only a schema that took something away
//! refuses them. The program under test is the old one; the later schema is made up.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

use std::fs::File;
use std::net::SocketAddr;
use std::process::{Child, Stdio};

use central::store::DatabaseUrl;
use central::testing::{S3Server, TestDatabase, has_postgres};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use system_tests::installation::{Installation, Server, is_ready, succeed, whole_lines};
use system_tests::night::{acknowledged, stored_events};
use tokio::runtime::Runtime;

const TABLETS: usize = 6;
const PHOTOS: u32 = 12;

/// Adds to tables that everybody writes: what an upgrade does first.
const EXPAND: &str = "ALTER TABLE digitalizaciones ADD COLUMN later_note TEXT; \
    ALTER TABLE bitacora_events ADD COLUMN later_mark BIGINT NOT NULL DEFAULT 0; \
    CREATE TABLE later_things (thing TEXT NOT NULL PRIMARY KEY)";
/// Takes away, which it does once nobody of the version before is left.
const CONTRACT: &str = "DROP TABLE later_things";

struct Upgrade {
    installation: Installation,
    database: TestDatabase,
    runtime: Runtime,
    _s3: S3Server,
}

impl Upgrade {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(TestDatabase::migrated());
        let s3 = runtime.block_on(S3Server::start());
        let mut installation = Installation::empty();
        installation.set("PREP_DATABASE_URL", &text(database.url()));
        installation.set("PREP_OBJECTS_URL", &s3.url());
        let credentials = S3Server::credentials();
        installation.set("AWS_ACCESS_KEY_ID", &credentials.access_key);
        installation.set("AWS_SECRET_ACCESS_KEY", &credentials.secret_key);
        installation.set("PREP_PUBLIC_URL", &installation.url());
        installation.make_demo(40);
        Self {
            installation,
            database,
            runtime,
            _s3: s3,
        }
    }

    /// Applies a migration that this program does not know, as the program that knows it would.
    fn apply(&self, version: i64, name: &str, statements: &'static str) {
        let apply = async {
            let mut owner = PgConnection::connect(&text(self.database.owner_url())).await?;
            let mut tx = owner.begin().await?;
            sqlx::raw_sql("SET LOCAL lock_timeout = '10s'")
                .execute(&mut *tx)
                .await?;
            sqlx::raw_sql(statements).execute(&mut *tx).await?;
            let applied = "INSERT INTO _sqlx_migrations \
                           (version, description, success, checksum, execution_time) \
                           VALUES ($1, $2, true, '', 0)";
            let applied = sqlx::query(applied).bind(version).bind(name.to_owned());
            applied.execute(&mut *tx).await?;
            tx.commit().await
        };
        self.runtime.block_on(apply).unwrap();
    }

    /// Exit code and report of `prep db status --json`.
    fn status(&self) -> (Option<i32>, serde_json::Value) {
        let mut command = self.installation.prep();
        let output = command.args(["db", "status", "--json"]).output().unwrap();
        let report = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), report)
    }

    fn start(&self, address: SocketAddr) -> Server {
        let mut server = self.installation.start(&[], address, Stdio::inherit());
        server.wait_until_ready();
        server
    }

    fn send(&self) -> Child {
        let installation = &self.installation;
        installation.prepare_tablets(TABLETS);
        let mut command = installation.tablets(&installation.url(), TABLETS, PHOTOS);
        command.stdout(Stdio::null());
        command.spawn().unwrap()
    }

    fn acuses(&self) -> usize {
        whole_lines(&self.installation.folder().join("report")).len()
    }
}

fn text(url: DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(path) => panic!("{} is no PostgreSQL", path.display()),
        DatabaseUrl::Postgres(address) => address,
    }
}

#[test]
fn a_later_schema_is_applied_under_load_and_only_one_that_takes_away_refuses_this_program() {
    if !has_postgres() {
        return;
    }
    let upgrade = Upgrade::new();
    let (here, beside) = (
        upgrade.installation.address(),
        Installation::empty().address(),
    );
    let (first, second) = (upgrade.start(here), upgrade.start(beside));
    let mut sending = upgrade.send();
    while upgrade.acuses() == 0 {
        assert!(sending.try_wait().unwrap().is_none(), "it sends");
        // A poll of another process, which only writes a file.
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    upgrade.apply(9_998, "more to note", EXPAND);
    assert!(is_ready(here) && is_ready(beside), "both go on");
    let (code, report) = upgrade.status();
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(report["later"], serde_json::json!([9_998]));
    assert_eq!(
        (&report["applied"], &report["usable"]),
        (&9_998.into(), &true.into())
    );

    // One of them is started again, as after a power cut in the middle of the upgrade.
    second.terminate();
    assert_eq!(second.ended(), Some(0));
    let second = upgrade.start(beside);
    assert!(
        sending.wait().unwrap().success(),
        "every photo got its acuse"
    );
    // Chains what nobody has chained yet.
    succeed(upgrade.installation.prep().args(["bitacora", "verify"]));
    let acknowledged = acknowledged(&upgrade.installation.folder().join("report"));
    assert_eq!(acknowledged.len(), TABLETS * PHOTOS as usize);
    let stored = stored_events(&upgrade.database.url());
    for id in acknowledged.keys() {
        assert_eq!(stored.get(id), Some(&1), "{id}");
    }

    // Too early: a process of this version is still there. It is told nothing; the next is refused.
    upgrade.apply(9_999, "contract what nobody needs", CONTRACT);
    let (code, report) = upgrade.status();
    assert_eq!(
        (code, &report["usable"]),
        (Some(1), &false.into()),
        "{report}"
    );
    assert!(is_ready(here) && is_ready(beside));
    second.terminate();
    assert_eq!(second.ended(), Some(0));
    let log = upgrade.installation.folder().join("refused.log");
    let refused = upgrade
        .installation
        .start(&[], beside, File::create(&log).unwrap());
    assert_eq!(refused.ended(), Some(2));
    let said = std::fs::read_to_string(log).unwrap();
    assert!(said.contains("la versión 9999, que quitó algo"), "{said}");
    drop(first);
}
