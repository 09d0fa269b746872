use sqlx::query;

use super::*;
use crate::Central;
use crate::bitacora::{chain_open_ejercicio, verify_bitacora};
use crate::recepcion::{Sender, register_digitalizacion};
use crate::store::{DatabaseUrl, schema};
use crate::testing::{ACTA, TestCentral, TestDatabase, engine, jpeg};

/// A pilot: an enrolled tablet, an image registered, its bitácora partly chained.
async fn pilot() -> TestCentral {
    let test = TestCentral::open().await;
    let mut tablet = test.tablet("piloto").await;
    let sealed = tablet.photograph(&jpeg(1), ACTA);
    register_digitalizacion(&test.central, Sender::Holder, sealed.text())
        .await
        .unwrap();
    test
}

/// An empty database of the other engine than the one that tests run on, if there is one, and what
/// keeps it.
async fn other(test: &TestCentral) -> (DatabaseUrl, Option<TestDatabase>) {
    match engine() {
        Dialect::Sqlite => (DatabaseUrl::Sqlite(test.folder().join("other.db")), None),
        Dialect::Postgres => {
            let database = TestDatabase::migrated().await;
            (database.owner_url(), Some(database))
        }
    }
}

#[tokio::test]
async fn a_pilot_grows_up_and_may_go_back() {
    let test = pilot().await;
    // By way of a file and back: on PostgreSQL the copy crosses engines twice.
    let file = DatabaseUrl::Sqlite(test.folder().join("way.db"));
    let way = Store::open(&file).await.unwrap();
    let first = copy_database(&test.central.store, &way).await.unwrap();
    let (url, _keep) = other(&test).await;
    let store = Store::open(&url).await.unwrap();
    let copied = copy_database(&way, &store).await.unwrap();
    let tables = |copied: &Copied| {
        let mut tables = copied.tables.clone();
        tables.sort();
        tables
    };
    assert_eq!(tables(&first), tables(&copied));
    let rows = |name: &str| {
        tables(&copied)
            .iter()
            .find(|(table, _)| table == name)
            .unwrap()
            .1
    };
    assert_eq!((rows("digitalizaciones"), rows("devices")), (1, 1));

    // It goes on from there: what is added is numbered after what was copied.
    let copy = Central {
        store,
        ..test.central.clone()
    };
    let (ejercicio, before) = &copied.bitacoras[0];
    let head = verify_bitacora(&test.central, ejercicio).await.unwrap();
    let after = verify_bitacora(&copy, ejercicio).await.unwrap();
    assert_eq!((head.events, head.head), (after.events, after.head));
    assert!(
        before.events < after.events,
        "what waited for the chain waits in the copy too"
    );
    let mut tx = copy.store.begin("test").await.unwrap();
    let code = prep_model::contract::EnrolmentCode::from_random(&[9; 11]);
    let at = test.central.now();
    tx.insert_enrolment_code(&code, "T", at, at).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_target_that_holds_something_is_refused_and_stays_as_it_is() {
    let test = pilot().await;
    let other = pilot().await;
    let refused = copy_database(&test.central.store, &other.central.store).await;
    assert!(
        matches!(refused, Err(CopyError::NotEmpty(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_altered_bitacora_is_not_copied_and_copying_again_starts_anew() {
    let test = pilot().await;
    let file = DatabaseUrl::Sqlite(test.folder().join("way.db"));
    let way = Store::open(&file).await.unwrap();
    copy_database(&test.central.store, &way).await.unwrap();
    let mut tx = way.begin("test").await.unwrap();
    for statement in [
        "DROP TRIGGER bitacora_events_never_change",
        "UPDATE bitacora_events SET event = CAST('{}' AS BLOB) WHERE event_id = 1",
    ] {
        tx.execute(query(statement)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (url, _keep) = other(&test).await;
    let target = Store::open(&url).await.unwrap();
    // Something must be chained to be altered.
    let central = Central {
        store: way.clone(),
        ..test.central.clone()
    };
    chain_open_ejercicio(&central).await.unwrap();
    let refused = copy_database(&way, &target).await;
    assert!(
        matches!(refused, Err(CopyError::Bitacora(_, _))),
        "{refused:?}"
    );
    copy_database(&test.central.store, &target).await.unwrap();
}

#[tokio::test]
async fn a_server_cannot_change_what_only_grows_and_needs_a_migrated_database() {
    if engine() != Dialect::Postgres {
        return;
    }
    let test = pilot().await;
    let store = &test.central.store;
    for statement in [
        "UPDATE bitacora_events SET at = 0",
        "DELETE FROM bitacora_events",
        "TRUNCATE bitacora_events CASCADE",
        "UPDATE bitacora_chain SET n = 0",
        "DELETE FROM bitacora_chain",
        "UPDATE captura_contents SET at = 0",
        "DELETE FROM account_events",
        "DELETE FROM digitalizaciones",
        "DROP TABLE bitacora_chain",
        "ALTER TABLE bitacora_events DISABLE TRIGGER ALL",
        "DROP TRIGGER bitacora_events_never_go ON bitacora_events",
    ] {
        let mut tx = store.begin("test").await.unwrap();
        let refused = tx.execute(query(statement)).await.unwrap_err();
        let StoreError::Driver { source, .. } = &refused else {
            panic!("{refused:?}");
        };
        let code = source
            .as_database_error()
            .and_then(|error| error.code().map(String::from));
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {source}");
    }
    assert!(
        !schema::status(&test.database_url())
            .await
            .unwrap()
            .may_change_bitacora
    );
    assert!(
        schema::status(&test.owner_url())
            .await
            .unwrap()
            .may_change_bitacora
    );

    let empty = TestDatabase::empty();
    let refused = Store::open(&empty.url()).await.unwrap_err().to_string();
    assert!(refused.contains("le falta la versión 1"), "{refused}");
    assert!(refused.contains("«prep db migrate»"), "{refused}");
}

#[tokio::test]
async fn a_later_version_that_only_adds_is_accepted_and_one_that_takes_away_is_not() {
    if engine() != Dialect::Postgres {
        return;
    }
    let database = TestDatabase::migrated().await;
    let owner = Store::open(&database.owner_url()).await.unwrap();
    for (version, name, fits) in [
        (9998, "adds a table", true),
        (9999, "contract drops it", false),
    ] {
        let text = "INSERT INTO _sqlx_migrations \
                    (version, description, success, checksum, execution_time) \
                    VALUES ($1, $2, TRUE, '', 1)";
        let mut tx = owner.begin("test").await.unwrap();
        tx.execute_one(query(text).bind(version).bind(name))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let opened = Store::open(&database.url()).await;
        assert_eq!(opened.is_ok(), fits, "{name}");
        if let Err(error) = opened {
            assert!(
                error
                    .to_string()
                    .contains("la versión 9999, que quitó algo"),
                "{error}"
            );
        }
    }
    // Migrating with an older program changes nothing and is no error.
    schema::migrate(&database.owner_url(), None).await.unwrap();
}
