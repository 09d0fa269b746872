//! The servers are killed at random moments while tablets send. Every acta that a tablet was given an
//! acuse for must be there afterwards, with the right bytes, once.
//!
//! `scripts/test` kills 20 times, `scripts/test --full` 200. A failing run prints its seed; the same
//! seed gives the same waits, though not the same interleaving of processes.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use central::store::DatabaseUrl;
use central::testing::{TestDatabase, has_postgres};
use prep_model::contract::Sha256Digest;
use system_tests::installation::{Installation, succeed};
use system_tests::night::{acknowledged, stored_events};

const TABLETS: usize = 16;
/// By each tablet.
const PHOTOS: u32 = 12;

fn kills() -> u32 {
    if std::env::var_os("PREP_TEST_FULL").is_some_and(|full| !full.is_empty()) {
        200
    } else {
        20
    }
}

/// A small generator of waits, so that a run can be repeated.
struct Waits(u64);

impl Waits {
    fn next(&mut self) -> Duration {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis(20 + (self.0 >> 33) % 380)
    }
}

#[test]
fn what_was_acknowledged_is_there_once_however_often_the_servers_are_killed() {
    let installation = Installation::empty();
    let database = DatabaseUrl::Sqlite(installation.folder().join("data/prep.db"));
    kill_at_random(installation, &database);
}

#[test]
fn the_same_on_postgresql() {
    if !has_postgres() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::migrated());
    let DatabaseUrl::Postgres(address) = database.url() else {
        panic!(
            "a PostgreSQL database has another address: {}",
            database.url()
        );
    };
    let mut installation = Installation::empty();
    installation.set("PREP_DATABASE_URL", &address);
    kill_at_random(installation, &database.url());
}

#[expect(
    clippy::print_stdout,
    reason = "the seed and the counts of a run are read by people"
)]
fn kill_at_random(mut installation: Installation, database: &DatabaseUrl) {
    let seed = u64::from(std::process::id());
    println!("seed {seed}");
    let mut waits = Waits(seed);
    installation.make_demo(40);
    let folder = installation.folder().to_owned();
    installation.prepare_tablets(TABLETS);

    let mut server = installation.serve();
    let mut tablets = start_tablets(&installation);
    for _ in 0..kills() {
        // The wait is the test: the moment of the kill must not depend on what the servers do.
        std::thread::sleep(waits.next());
        server.kill();
        server = installation.serve();
        if tablets.try_wait().unwrap().is_some() {
            tablets = start_tablets(&installation);
        }
    }
    assert!(
        tablets.wait().unwrap().success(),
        "every tablet got every acuse in the end"
    );
    drop(server);

    let acknowledged = acknowledged(&folder.join("report"));
    assert!(
        acknowledged.len() >= TABLETS,
        "the tablets sent something: {}",
        acknowledged.len()
    );
    // Chains what the last server did not, and recomputes everything.
    succeed(installation.prep().args(["bitacora", "verify"]));
    check(&folder.join("data"), database, &acknowledged);
    println!(
        "{} kills, {} actas acknowledged, 0 lost, 0 twice",
        kills(),
        acknowledged.len()
    );
}

fn start_tablets(installation: &Installation) -> Child {
    let mut command = installation.tablets(&installation.url(), TABLETS, PHOTOS);
    command.stdout(Stdio::null());
    command.spawn().unwrap()
}

/// Every acknowledged image is stored with its bytes, and the bitácora tells of it exactly once.
fn check(data: &Path, database: &DatabaseUrl, acknowledged: &BTreeMap<String, String>) {
    let stored = stored_events(database);
    for (id, sha256) in acknowledged {
        let times = stored.get(id).copied().unwrap_or_default();
        assert_eq!(times, 1, "{id} was acknowledged and stored {times} times");
        let path = data.join("objects/demo-1/simulacro-1").join(&sha256[..2]);
        let bytes = std::fs::read(path.join(format!("{sha256}.jpg")))
            .unwrap_or_else(|error| panic!("the image of {id}: {error}"));
        assert_eq!(Sha256Digest::of(&bytes).to_string(), *sha256, "{id}");
    }
    let twice: Vec<_> = stored.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "stored more than once: {twice:?}");
}
