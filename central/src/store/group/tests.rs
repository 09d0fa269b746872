//! On SQLite whatever engine the others run on.

use futures_util::FutureExt as _;
use prep_model::time::Timestamp;
use sqlx::Row as _;
use tempfile::TempDir;

use super::super::{DatabaseUrl, Store, StoreError, Tx};
use crate::testing::night;

async fn store() -> (Store, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("prep.sqlite"));
    (Store::open(&url).await.unwrap(), folder)
}

/// Any write will do.
async fn write(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    tx.take_lease(name, "holder", later(), night())
        .await
        .map(drop)
}

fn later() -> Timestamp {
    night().plus_seconds(60)
}

/// What is durable.
async fn written(store: &Store) -> Vec<String> {
    let mut tx = store.read("test").await.unwrap();
    let rows = tx.fetch_all(sqlx::query("SELECT name FROM leases ORDER BY name"));
    let rows = rows.await.unwrap();
    rows.iter().map(|row| row.try_get(0).unwrap()).collect()
}

#[tokio::test]
async fn those_that_come_together_are_told_together_and_not_before_it_is_durable() {
    let (store, _folder) = store().await;
    let mut first = store.begin_beside("first").await.unwrap();
    let mut second = Box::pin(store.begin_beside("second"));
    assert!((&mut second).now_or_never().is_none(), "it waits");
    write(&mut first, "first").await.unwrap();
    let mut done = Box::pin(first.commit());
    assert!((&mut done).now_or_never().is_none());
    let mut second = second.await.unwrap();
    write(&mut second, "second").await.unwrap();
    assert!((&mut done).now_or_never().is_none(), "the second is at it");
    assert!(written(&store).await.is_empty());
    second.commit().await.unwrap();
    done.await.unwrap();
    assert_eq!(written(&store).await, ["first", "second"]);
}

#[tokio::test]
async fn what_one_of_them_did_wrong_is_undone_alone() {
    let (store, _folder) = store().await;
    let mut first = store.begin_beside("first").await.unwrap();
    let mut wrong = Box::pin(store.begin_beside("wrong"));
    assert!((&mut wrong).now_or_never().is_none());
    let mut last = Box::pin(store.begin_beside("last"));
    assert!((&mut last).now_or_never().is_none());
    write(&mut first, "first").await.unwrap();
    let mut done = Box::pin(first.commit());
    assert!((&mut done).now_or_never().is_none());

    let mut wrong = wrong.await.unwrap();
    write(&mut wrong, "wrong").await.unwrap();
    let twice = sqlx::query("INSERT INTO leases VALUES ('first', 'other', 1)");
    let refused = wrong.execute(twice).await.unwrap_err();
    assert!(refused.is_unique_violation(), "{refused:?}");
    drop(wrong);

    let mut last = last.await.unwrap();
    write(&mut last, "last").await.unwrap();
    last.commit().await.unwrap();
    done.await.unwrap();
    assert_eq!(written(&store).await, ["first", "last"]);
}

#[tokio::test]
async fn a_request_that_goes_away_in_the_middle_leaves_nothing() {
    let (store, _folder) = store().await;
    let gone = tokio::spawn({
        let store = store.clone();
        async move {
            let mut tx = store.begin_beside("gone").await.unwrap();
            write(&mut tx, "gone").await.unwrap();
            std::future::pending::<()>().await;
        }
    });
    let mut next = Box::pin(store.begin_beside("next"));
    assert!((&mut next).now_or_never().is_none());
    tokio::task::yield_now().await;
    gone.abort();
    let mut next = next.await.unwrap();
    write(&mut next, "next").await.unwrap();
    next.commit().await.unwrap();
    assert_eq!(written(&store).await, ["next"]);
}

/// As on a full disk: the engine takes everything back, also what was kept before.
#[tokio::test]
async fn a_transaction_that_is_lost_is_told_to_everybody_in_it_and_the_next_works() {
    let (store, _folder) = store().await;
    let mut first = store.begin_beside("first").await.unwrap();
    let mut full = Box::pin(store.begin_beside("full"));
    assert!((&mut full).now_or_never().is_none());
    write(&mut first, "first").await.unwrap();
    let mut done = Box::pin(first.commit());
    assert!((&mut done).now_or_never().is_none());

    let mut full = full.await.unwrap();
    full.fetch_one(sqlx::query("PRAGMA max_page_count = 1"))
        .await
        .unwrap();
    let large = "INSERT INTO leases VALUES (hex(zeroblob(1000000)), 'large', 1)";
    let refused = full.execute(sqlx::query(large)).await.unwrap_err();
    assert!(refused.is_full(), "{refused:?}");
    drop(full);
    let told = done.await.unwrap_err();
    assert!(matches!(told, StoreError::Commit { .. }), "{told:?}");
    assert!(written(&store).await.is_empty());

    for name in ["a", "b"] {
        let mut tx = store.begin_beside(name).await.unwrap();
        tx.fetch_one(sqlx::query("PRAGMA max_page_count = 1000000"))
            .await
            .unwrap();
        write(&mut tx, name).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut alone = store.begin("alone").await.unwrap();
    write(&mut alone, "c").await.unwrap();
    alone.commit().await.unwrap();
    assert_eq!(written(&store).await, ["a", "b", "c"]);
}

#[tokio::test]
async fn whoever_writes_alone_has_its_turn_among_groups() {
    let (store, _folder) = store().await;
    let mut beside = Box::pin(store.begin_beside("beside")).await.unwrap();
    let mut alone = Box::pin(store.begin("alone"));
    assert!((&mut alone).now_or_never().is_none());
    write(&mut beside, "a").await.unwrap();
    beside.commit().await.unwrap();
    let mut alone = alone.await.unwrap();
    let mut after = Box::pin(store.begin_beside("after"));
    assert!((&mut after).now_or_never().is_none());
    write(&mut alone, "b").await.unwrap();
    alone.commit().await.unwrap();
    let mut after = after.await.unwrap();
    write(&mut after, "c").await.unwrap();
    after.commit().await.unwrap();
    assert_eq!(written(&store).await, ["a", "b", "c"]);
}
