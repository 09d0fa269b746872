//! What every engine must do, as functions over a data centre. The last test runs them, and every
//! other test of this crate, again on PostgreSQL.

use prep_model::bitacora::{Actor, DeviceEvent, Event, Reason, Subject, What};
use prep_model::contract::{
    DeviceId, EnrolmentCode, Sha256Digest, Signer, SoftwareSigner, TokenId,
};
use prep_model::elecciones::Modalidad;
use prep_model::machines::acta::ActaStatus;
use prep_model::machines::captura::{Captura, CapturaOf, CapturaRules};
use prep_model::machines::digitalizacion::DeviceTail;
use prep_model::people::Role;
use sqlx::SqlSafeStr;

use super::{DeviceRow, Dialect, EventRowId, Queued, Store, StoreError, Tx};
use crate::bitacora::{chain_events, verify_bitacora};
use crate::capturas::claim_captura;
use crate::testing::{ACTA, OTHER_ACTA, TestCentral, acta, again_on_postgres, night, person};

#[test]
fn every_test_passes_again_on_postgres() {
    again_on_postgres("every_test_passes_again_on_postgres");
}

/// One test per behaviour, on the engine that tests run on.
macro_rules! behaviours {
    ($($name:ident),* $(,)?) => {
        mod engine {
            $(#[tokio::test]
            async fn $name() {
                let test = crate::testing::TestCentral::open().await;
                super::$name(&test).await;
            })*
        }
    };
}

behaviours![
    every_statement_prepares,
    a_dropped_transaction_leaves_no_trace,
    a_code_is_used_once,
    a_proof_is_remembered_until_it_expires,
    a_sequence_is_replaced,
    actas_are_filled_found_and_counted,
    a_second_device_with_the_same_key_is_a_unique_violation,
    one_ejercicio_is_open_at_a_time,
    what_only_grows_refuses_changes_from_its_owner_too,
    text_is_ordered_by_its_bytes,
    one_of_many_claims_gets_each_acta,
    a_row_that_was_found_to_be_changed_is_held,
    nobody_writes_beside_who_writes_alone,
    an_event_committed_late_is_chained_and_told,
];

fn device(name: &str) -> DeviceRow {
    let secret = Sha256Digest::of(name.as_bytes());
    let signer = SoftwareSigner::from_secret_bytes(secret.as_bytes()).unwrap();
    let random = secret.as_bytes()[..10].try_into().unwrap();
    DeviceRow {
        id: DeviceId::from_parts(1_800_000_000_000, random),
        key: signer.public_key(),
        label: name.to_owned(),
        enrolled_at: night(),
        last_token: None,
        revoked: None,
    }
}

async fn every_statement_prepares(test: &TestCentral) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    let other = match test.central.store.dialect() {
        Dialect::Sqlite => ".postgres.sql",
        Dialect::Postgres => ".sqlite.sql",
    };
    let mut tx = test.central.store.read("test").await.unwrap();
    let mut prepared = 0;
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            let function = name.split('.').next().unwrap();
            assert!(text.starts_with(&format!("-- {function}\n")), "{name}");
            let is_statement = !matches!(function, "announce" | "grant_server");
            if is_statement && !name.ends_with(other) {
                let done = prepare(&mut tx, &text, prepared).await;
                assert!(done.is_ok(), "{name}: {:?}", done.err());
                prepared += 1;
            }
        }
    }
    assert!(prepared > 40, "{prepared}");
}

async fn prepare(tx: &mut Tx, text: &str, number: usize) -> Result<(), StoreError> {
    let safe = |text: String| sqlx::query(sqlx::AssertSqlSafe(text).into_sql_str());
    let statement = match tx.dialect() {
        // The engine finds out the types of the parameters by itself.
        Dialect::Postgres => safe(format!("PREPARE s{number} AS {text}")),
        Dialect::Sqlite => {
            let parameters = (1..40).filter(|n| text.contains(&format!("${n}"))).count();
            let nulls = (0..parameters).map(|_| None::<String>);
            nulls.fold(safe(format!("EXPLAIN {text}")), sqlx::query::Query::bind)
        }
    };
    tx.fetch_all(statement).await.map(drop)
}

async fn a_dropped_transaction_leaves_no_trace(test: &TestCentral) {
    let store = &test.central.store;
    let mut tx = store.begin("test").await.unwrap();
    tx.insert_device(&device("a"), "enrolment").await.unwrap();
    drop(tx);
    let mut tx = store.read("test").await.unwrap();
    assert_eq!(tx.find_device(device("a").id).await.unwrap(), None);
}

async fn a_code_is_used_once(test: &TestCentral) {
    let code = EnrolmentCode::from_random(&[7; 11]);
    let mut tx = test.central.store.begin("test").await.unwrap();
    tx.insert_enrolment_code(&code, "T", night(), night())
        .await
        .unwrap();
    tx.insert_device(&device("a"), "enrolment").await.unwrap();
    let id = device("a").id;
    tx.update_enrolment_code_used(&code, id).await.unwrap();
    let row = tx.find_enrolment_code(&code).await.unwrap().unwrap();
    assert_eq!(row.used_by, Some(id));
    assert!(tx.update_enrolment_code_used(&code, id).await.is_err());
}

async fn a_proof_is_remembered_until_it_expires(test: &TestCentral) {
    let thumbprint = device("a").key.thumbprint();
    let jti = TokenId::new("0123456789abcdef").unwrap();
    let mut tx = test.central.store.begin("test").await.unwrap();
    let until = night().plus_seconds(10);
    assert!(tx.insert_used_proof(thumbprint, &jti, until).await.unwrap());
    assert!(!tx.insert_used_proof(thumbprint, &jti, until).await.unwrap());
    assert_eq!(tx.delete_expired_proofs(until).await.unwrap(), 0);
    let later = until.plus_seconds(1);
    assert_eq!(tx.delete_expired_proofs(later).await.unwrap(), 1);
    assert!(tx.insert_used_proof(thumbprint, &jti, later).await.unwrap());
}

async fn a_sequence_is_replaced(test: &TestCentral) {
    let mut tx = test.central.store.begin("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap().row_id;
    let device = device("a");
    tx.insert_device(&device, "enrolment").await.unwrap();
    assert_eq!(tx.find_sequence(ejercicio, device.id).await.unwrap(), None);
    for seq in [1, 5] {
        let tail = DeviceTail {
            seq,
            envelope_sha256: Sha256Digest::of(b"envelope"),
        };
        tx.upsert_sequence(ejercicio, device.id, tail)
            .await
            .unwrap();
        let found = tx.find_sequence(ejercicio, device.id).await.unwrap();
        assert_eq!(found, Some(tail));
    }
}

async fn actas_are_filled_found_and_counted(test: &TestCentral) {
    let mut tx = test.central.store.begin("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap().row_id;
    let counts = tx.count_actas_by_status(ejercicio).await.unwrap();
    let [(ActaStatus::Esperada, all)] = counts.as_slice() else {
        panic!("{counts:?}");
    };
    let row = tx.find_acta(ejercicio, &acta(ACTA)).await.unwrap().unwrap();
    let status = ActaStatus::Digitalizada;
    tx.update_acta(ejercicio, &row.acta, status, night())
        .await
        .unwrap();
    let counts = tx.count_actas_by_status(ejercicio).await.unwrap();
    let expected = vec![(status, 1), (ActaStatus::Esperada, all - 1)];
    assert_eq!(counts, expected);
    let unknown = acta("GUB/090999B0100/A02");
    assert_eq!(tx.find_acta(ejercicio, &unknown).await.unwrap(), None);
}

async fn a_second_device_with_the_same_key_is_a_unique_violation(test: &TestCentral) {
    let mut tx = test.central.store.begin("test").await.unwrap();
    tx.insert_device(&device("a"), "enrolment").await.unwrap();
    let other = DeviceRow {
        id: device("b").id,
        ..device("a")
    };
    let error = tx.insert_device(&other, "enrolment").await.unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
}

async fn one_ejercicio_is_open_at_a_time(test: &TestCentral) {
    test.begin("simulacro-2").await;
    let mut tx = test.central.store.begin("test").await.unwrap();
    let all = tx.list_ejercicios().await.unwrap();
    let mut second = all.into_iter().find(|row| !row.is_open).unwrap();
    second.is_open = true;
    let error = tx.update_ejercicio(&second).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
}

/// Not only servers: nothing in the program changes what only grows, whoever runs it.
async fn what_only_grows_refuses_changes_from_its_owner_too(test: &TestCentral) {
    let store = Store::open(&test.owner_url()).await.unwrap();
    for statement in [
        "UPDATE bitacora_events SET at = 0",
        "DELETE FROM bitacora_events",
        "UPDATE bitacora_chain SET n = n + 1",
        "DELETE FROM bitacora_chain",
    ] {
        let ejercicio = open_ejercicio(test).await;
        chain_events(&test.central, &ejercicio).await.unwrap();
        let mut tx = store.begin("test").await.unwrap();
        let refused = tx.execute(sqlx::query(statement)).await.unwrap_err();
        let StoreError::Driver { source, .. } = refused else {
            panic!("{refused:?}");
        };
        let said = source.to_string();
        assert!(
            said.contains("the bitacora is append-only"),
            "{statement}: {said}"
        );
    }
    store.close().await;
}

async fn open_ejercicio(test: &TestCentral) -> super::EjercicioRow {
    let mut tx = test.central.store.read("test").await.unwrap();
    tx.find_open_ejercicio().await.unwrap().unwrap()
}

/// The tests' PostgreSQL sorts as people do in Mexico unless a column says otherwise.
async fn text_is_ordered_by_its_bytes(test: &TestCentral) {
    let mut tx = test.central.store.begin("test").await.unwrap();
    for path in ["ñ", "b", "n", "a_b", "aB", "Z", "o"] {
        let proceso = crate::testing::proceso();
        let inserted = tx.insert_proceso_file(&proceso, path, b"").await;
        inserted.unwrap();
    }
    let files = tx.list_proceso_files(&crate::testing::proceso()).await;
    let paths: Vec<String> = files.unwrap().into_iter().map(|(path, _)| path).collect();
    let mut sorted = paths.clone();
    sorted.sort();
    assert_eq!(paths, sorted);
}

/// Opens a round of captura of each acta.
async fn queue(test: &TestCentral, actas: &[&str]) -> super::EjercicioRow {
    let ejercicio = open_ejercicio(test).await;
    let queued = Queued {
        modalidad: Modalidad::Ordinaria,
        distrito: None,
    };
    let mut tx = test.central.store.begin("test").await.unwrap();
    for key in actas {
        let of = CapturaOf::Acta(acta(key));
        let rules = CapturaRules::default();
        let captura = Captura::open(ejercicio.ejercicio().clone(), of, rules);
        tx.insert_captura(ejercicio.row_id, &acta(key), &captura, queued, night())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    ejercicio
}

async fn one_of_many_claims_gets_each_acta(test: &TestCentral) {
    let ejercicio = queue(test, &[ACTA, OTHER_ACTA]).await;
    let claim = |n: usize| {
        let (central, ejercicio) = (test.central.clone(), ejercicio.clone());
        tokio::spawn(async move {
            // Each person asks from three windows at once.
            let by = person(&format!("c{}", n / 3), Role::Capturista);
            let claimed = claim_captura(&central, &ejercicio, &by).await.unwrap();
            claimed.map(|claimed| (by.id, claimed.acta))
        })
    };
    let mut given = Vec::new();
    for claim in (0..30).map(claim).collect::<Vec<_>>() {
        given.extend(claim.await.unwrap());
    }
    given.sort();
    let asked = given.len();
    given.dedup();
    // Two actas, each with one person at a time, who is told the same in each of three windows.
    assert_eq!((given.len(), asked), (2, 6), "{given:?}");
}

async fn a_row_that_was_found_to_be_changed_is_held(test: &TestCentral) {
    let ejercicio = queue(test, &[ACTA]).await;
    let store = &test.central.store;
    let mut first = store.begin_beside("test").await.unwrap();
    let row = first
        .find_acta(ejercicio.row_id, &acta(ACTA))
        .await
        .unwrap();
    let row = row.unwrap();
    let second = async {
        let mut tx = store.begin_beside("test").await.unwrap();
        let row = tx.find_acta(ejercicio.row_id, &acta(ACTA)).await.unwrap();
        row.unwrap().status
    };
    let change = async {
        let status = ActaStatus::Digitalizada;
        let id = ejercicio.row_id;
        first
            .update_acta(id, &row.acta, status, night())
            .await
            .unwrap();
        first.commit().await.unwrap();
    };
    let (seen, ()) = tokio::join!(second, change);
    assert_eq!(seen, ActaStatus::Digitalizada);
}

async fn nobody_writes_beside_who_writes_alone(test: &TestCentral) {
    let store = &test.central.store;
    let mut alone = store.begin("test").await.unwrap();
    let beside = async {
        let mut tx = store.begin_beside("test").await.unwrap();
        tx.find_device(device("a").id).await.unwrap().is_some()
    };
    let change = async {
        alone
            .insert_device(&device("a"), "enrolment")
            .await
            .unwrap();
        alone.commit().await.unwrap();
    };
    let (seen, ()) = tokio::join!(beside, change);
    assert!(seen);
}

/// On PostgreSQL an event may be committed after one with a higher number was chained.
async fn an_event_committed_late_is_chained_and_told(test: &TestCentral) {
    let ejercicio = open_ejercicio(test).await;
    let event = |name: &str| {
        let by = Actor::Person(person(name, Role::Coordinador));
        let reason = Reason::new("prueba").unwrap();
        let what = What::Device(DeviceEvent::Revoked { reason });
        let subject = Subject::Device(device(name).id);
        Event::new(ejercicio.ejercicio().clone(), night(), by, subject, what)
    };
    let (early, late) = (event("early"), event("late"));
    let store = &test.central.store;
    if store.dialect() == Dialect::Postgres {
        let mut slow = store.begin_beside("test").await.unwrap();
        slow.append_bitacora(ejercicio.row_id, &late).await.unwrap();
        let mut quick = store.begin_beside("test").await.unwrap();
        quick
            .append_bitacora(ejercicio.row_id, &early)
            .await
            .unwrap();
        quick.commit().await.unwrap();
        chain_events(&test.central, &ejercicio).await.unwrap();
        slow.commit().await.unwrap();
    } else {
        for event in [&early, &late] {
            let mut tx = store.begin_beside("test").await.unwrap();
            tx.append_bitacora(ejercicio.row_id, event).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
    let report = verify_bitacora(&test.central, &ejercicio).await.unwrap();
    let mut tx = store.read("test").await.unwrap();
    let told = tx.list_events_after(ejercicio.row_id, EventRowId::START, 100);
    let told = told.await.unwrap();
    assert_eq!(told.len() as u64, report.events);
    let subjects = told.iter().rev().map(|(_, stored)| &stored.event.subject);
    let last: Vec<_> = subjects.take(2).collect();
    assert_eq!(last, [&late.subject, &early.subject]);
}
