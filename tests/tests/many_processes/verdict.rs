//! What must be true afterwards, whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::contract::Sha256Digest;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{Connection as _, Row as _};
use system_tests::installation::succeed;
use system_tests::night::{acknowledged, stored_events};

use super::cluster::{Cluster, text};
use super::desk::Done;

/// What the night came to, for the last line.
#[derive(Debug)]
#[expect(dead_code, reason = "shown by Debug")]
pub(crate) struct Verdict {
    acuses: usize,
    captures: usize,
    cortes: usize,
}

/// Looks at everything once the servers are gone.
pub(crate) fn judge(cluster: &Cluster, done: &[Done]) -> Verdict {
    // Chains what the last server did not, and recomputes everything.
    succeed(cluster.installation.prep().args(["bitacora", "verify"]));
    succeed(cluster.installation.prep().args(["objects", "verify"]));
    Verdict {
        acuses: images(cluster),
        captures: captures(cluster, done),
        cortes: cortes(cluster),
    }
}

/// Every acknowledged image is in the bucket with its bytes, and the bitácora tells of it once.
fn images(cluster: &Cluster) -> usize {
    let acknowledged = acknowledged(&cluster.installation.folder().join("report"));
    let stored = stored_events(&cluster.database());
    for (id, sha256) in &acknowledged {
        let times = stored.get(id).copied().unwrap_or_default();
        assert_eq!(times, 1, "{id} was acknowledged and stored {times} times");
        let key = format!("demo-1/simulacro-1/{sha256}");
        let bytes = std::fs::read(cluster.s3.file_of(&key))
            .unwrap_or_else(|error| panic!("the image of {id}: {error}"));
        assert_eq!(Sha256Digest::of(&bytes).to_string(), *sha256, "{id}");
    }
    let twice: Vec<_> = stored.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "stored more than once: {twice:?}");
    acknowledged.len()
}

/// Every capture that a person was told to be saved is there once, and no acta was captured twice by
/// one person or more than twice.
fn captures(cluster: &Cluster, done: &[Done]) -> usize {
    let told: Vec<&String> = done.iter().flat_map(|done| &done.turns).collect();
    let unique: BTreeSet<_> = told.iter().collect();
    assert_eq!(unique.len(), told.len(), "a turn was finished twice");
    let rows = finished(cluster);
    let mut of_turn: BTreeMap<&str, u32> = BTreeMap::new();
    let mut of_captura: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    for (turn, captura, person) in &rows {
        *of_turn.entry(turn).or_default() += 1;
        let people = of_captura.entry(*captura).or_default();
        assert!(people.insert(person), "{captura} twice by {person}");
        assert!(people.len() <= 2, "{captura} by {people:?}");
    }
    for turn in &told {
        assert_eq!(of_turn.get(turn.as_str()), Some(&1), "{turn}");
    }
    // Nobody else was at the desks, and whoever was insisted until told.
    assert_eq!(rows.len(), told.len());
    told.len()
}

/// Turn, captura and person of everything that was finished.
fn finished(cluster: &Cluster) -> Vec<(String, i64, String)> {
    let read = async {
        let mut database = PgConnection::connect(&text(cluster.database())).await?;
        let all = "SELECT lease_key, captura_id, person FROM captura_contents \
                   WHERE person IS NOT NULL";
        let rows = sqlx::query(all).fetch_all(&mut database).await?;
        let row = |row: &PgRow| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        rows.iter().map(row).collect::<Result<_, sqlx::Error>>()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(read).unwrap()
}

/// Every corte is published and as anybody's checker wants it, with numbers that leave nothing out.
fn cortes(cluster: &Cluster) -> usize {
    let listed = cluster.listed_cortes();
    let cortes = listed["cortes"].as_array().unwrap();
    for corte in cortes {
        assert_eq!(corte["state"]["state"], "published", "{corte}");
    }
    let public = cluster
        .installation
        .folder()
        .join("data/cortes/demo-1/simulacro-1");
    let mut folders: Vec<_> = std::fs::read_dir(public)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            path.is_dir() && name.starts_with(|first: char| first.is_ascii_digit())
        })
        .collect();
    folders.sort();
    for folder in &folders {
        let mut check = cluster.installation.prep();
        let checked = check.args(["corte", "check"]).arg(folder).output().unwrap();
        let said = String::from_utf8_lossy(&checked.stdout);
        assert_eq!(
            checked.status.code(),
            Some(0),
            "{}: {said}",
            folder.display()
        );
    }
    assert_eq!(folders.len(), cortes.len());
    folders.len()
}
