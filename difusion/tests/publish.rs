//! A corte is a folder, whole or not at all, and the bitácora knows what became of it.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

use std::path::Path;

use central::changes::list_changes;
use central::cortes::{begin_corte, check_corte};
use central::procesos::load_proceso_of;
use central::store::{EjercicioRow, EventRowId};
use central::testing::TestCentral;
use difusion::folder::{make_public, write_folder};
use difusion::manifest::Manifest;
use difusion::publish::{PublishError, Published, publish_corte};
use prep_model::contract::{Sha256Digest, Signer};
use prep_model::machines::corte::CorteError;

async fn ejercicio(test: &TestCentral) -> EjercicioRow {
    let mut tx = test.central.store.read("test").await.unwrap();
    tx.find_open_ejercicio().await.unwrap().unwrap()
}

async fn publish(test: &TestCentral, out: &Path) -> Result<Published, PublishError> {
    let ejercicio = ejercicio(test).await;
    let proceso = load_proceso_of(&test.central, &ejercicio).await.unwrap();
    publish_corte(&test.central, &ejercicio, &proceso, out).await
}

/// Names of the events of cortes, in order.
async fn events(test: &TestCentral) -> Vec<String> {
    let row = ejercicio(test).await;
    let changes = list_changes(&test.central, &row, EventRowId::START)
        .await
        .unwrap();
    let names = changes.into_iter().map(|change| change.name);
    names.filter(|name| name.starts_with("corte.")).collect()
}

#[tokio::test]
async fn the_manifest_is_signed_and_names_every_file_with_its_digest() {
    let test = TestCentral::open().await;
    let out = tempfile::tempdir().unwrap();
    let published = publish(&test, out.path()).await.unwrap();
    let text = std::fs::read_to_string(published.folder.join(Manifest::SIGNED_FILE)).unwrap();
    let key = test.central.keys.corte.public_key();
    let manifest = Manifest::open(&text, &key).unwrap();
    assert_eq!(manifest, published.manifest);
    assert_eq!(manifest.ejercicio.as_str(), "simulacro-1");
    assert_eq!(manifest.files.len(), 3);
    for file in &manifest.files {
        let bytes = std::fs::read(published.folder.join(&file.name)).unwrap();
        assert_eq!(Sha256Digest::of(&bytes), file.sha256, "{}", file.name);
    }
    assert!(Manifest::open(&text, &test.central.keys.acuse.public_key()).is_err());
    let expected = [
        "corte.scheduled",
        "corte.building_began",
        "corte.checked",
        "corte.published",
    ];
    assert_eq!(events(&test).await, expected);
}

#[tokio::test]
async fn numbers_only_grow_and_nothing_published_is_touched() {
    let test = TestCentral::open().await;
    let out = tempfile::tempdir().unwrap();
    let first = publish(&test, out.path()).await.unwrap();
    let before = std::fs::read(first.folder.join(Manifest::FILE)).unwrap();
    test.clock.advance_seconds(1);
    let second = publish(&test, out.path()).await.unwrap();
    assert_eq!((first.manifest.number, second.manifest.number), (1, 2));
    assert_ne!(first.folder, second.folder);
    assert_eq!(
        std::fs::read(first.folder.join(Manifest::FILE)).unwrap(),
        before
    );
}

#[tokio::test]
async fn a_corte_whose_maker_died_before_it_was_public_leaves_its_number_unused() {
    let test = TestCentral::open().await;
    let out = tempfile::tempdir().unwrap();
    let row = ejercicio(&test).await;
    let chain = prep_model::bitacora::Chain::genesis(row.proceso(), row.ejercicio());
    begin_corte(&test.central, &row, chain).await.unwrap();
    // Its files were being written.
    write_folder(
        &out.path().join("0001_20240602_2000"),
        &[("CDMX_GUB_2024.csv", b"half")],
    )
    .unwrap();
    let next = publish(&test, out.path()).await.unwrap();
    assert_eq!(next.manifest.number, 2);
    assert_eq!(events(&test).await[2], "corte.failed");
}

#[tokio::test]
async fn a_corte_whose_maker_died_after_it_was_public_counts_as_published() {
    let test = TestCentral::open().await;
    let out = tempfile::tempdir().unwrap();
    let row = ejercicio(&test).await;
    let chain = prep_model::bitacora::Chain::genesis(row.proceso(), row.ejercicio());
    let corte = begin_corte(&test.central, &row, chain).await.unwrap();
    let folder = out.path().join("0001_20240602_2000");
    write_folder(&folder, &[(Manifest::FILE, b"{}")]).unwrap();
    check_corte(&test.central, &row, &corte, (Sha256Digest::of(b"{}"), 0))
        .await
        .unwrap();
    make_public(&folder).unwrap();
    publish(&test, out.path()).await.unwrap();
    assert_eq!(events(&test).await[3], "corte.published");
}

#[tokio::test]
async fn the_oficial_publishes_nothing_before_its_authorised_moment() {
    let test = TestCentral::empty().await;
    test.begin("oficial").await;
    test.open_run("oficial").await;
    let out = tempfile::tempdir().unwrap();
    let desde = proceso_files::sample::head().publicacion_desde;
    let early = test.central.now().micros_since(desde) / 1_000_000 + 1;
    test.clock.advance_seconds(-early);
    let refused = publish(&test, out.path()).await.unwrap_err();
    assert!(
        matches!(refused, PublishError::Rule(CorteError::BeforeStart(_))),
        "{refused}"
    );
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
}
