//! What every engine must do, as functions over a data centre; PostgreSQL will run the same ones.

use prep_model::contract::{
    DeviceId, EnrolmentCode, Sha256Digest, Signer, SoftwareSigner, TokenId,
};
use prep_model::machines::acta::ActaStatus;
use prep_model::machines::digitalizacion::DeviceTail;
use sqlx::SqlSafeStr;

use super::DeviceRow;
use crate::testing::{ACTA, TestCentral, acta, night};

/// One test per behaviour on SQLite.
macro_rules! behaviours {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
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
    let mut tx = test.central.store.read("test").await.unwrap();
    let mut prepared = 0;
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            let function = name.split('.').next().unwrap();
            assert!(text.starts_with(&format!("-- {function}\n")), "{name}");
            if name.ends_with(".postgres.sql") {
                continue;
            }
            let explain = sqlx::AssertSqlSafe(format!("EXPLAIN {text}")).into_sql_str();
            let parameters = (1..40).filter(|n| text.contains(&format!("${n}"))).count();
            let mut query = sqlx::query(explain);
            for _ in 0..parameters {
                query = query.bind(None::<String>);
            }
            let done = tx.fetch_all(query).await;
            assert!(done.is_ok(), "{name}: {:?}", done.err());
            prepared += 1;
        }
    }
    assert!(prepared > 40, "{prepared}");
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
