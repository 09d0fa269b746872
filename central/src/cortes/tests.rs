//! What a corte is made from, over a real database, and how long reading a whole night takes.

use std::time::Duration;

use prep_model::actas::IdentificacionLeida;
use prep_model::bitacora::Reason;
use prep_model::claves::{ActaKey, TipoCasilla};
use prep_model::contract::{DigitalizacionId, Sha256Digest};
use prep_model::machines::acta::Acta;
use prep_model::machines::digitalizacion::LeidaFuera;
use prep_model::people::Role;
use prep_model::publicacion::Origen;

use super::*;
use crate::capturas::{Problem, TypedActa, claim_captura, finish_captura, report_problem};
use crate::identificacion::{confirm_fuera, propose_fuera, record_attempt};
use crate::store::{ActaRow, DigitalizacionRow, EjercicioRow, Queued, ReceptionStatus};
use crate::testing::{ACTA, TestCentral, VALUES, deliver, jpeg, person};

async fn open_ejercicio(test: &TestCentral) -> EjercicioRow {
    let mut tx = test.central.store.read("test").await.unwrap();
    tx.find_open_ejercicio().await.unwrap().unwrap()
}

fn typed() -> TypedActa {
    let campos = VALUES.iter();
    TypedActa {
        campos: campos
            .map(|(id, text)| (id.parse().unwrap(), (*text).to_owned()))
            .collect(),
        ..TypedActa::default()
    }
}

/// A photograph of the acta, captured twice.
async fn settle(test: &TestCentral, ejercicio: &EjercicioRow) -> DigitalizacionId {
    let proceso = proceso_files::sample::proceso();
    let mut tablet = test.tablet("t-1").await;
    let sealed = deliver(&test.central, &mut tablet, &jpeg(1), ACTA).await;
    for id in ["ana", "beto"] {
        let by = person(id, Role::Capturista);
        let claimed = claim_captura(&test.central, ejercicio, &by).await.unwrap();
        let who = (&by, &claimed.unwrap().key);
        finish_captura(&test.central, &proceso, ejercicio, who, &typed())
            .await
            .unwrap();
    }
    sealed.envelope().id
}

#[tokio::test]
async fn what_two_people_call_fuera_de_catalogo_is_in_the_next_snapshot() {
    let test = TestCentral::open().await;
    let ejercicio = open_ejercicio(&test).await;
    let proceso = proceso_files::sample::proceso();
    let mut tablet = test.tablet("t-1").await;
    let image = jpeg(1);
    let sealed = deliver(&test.central, &mut tablet, &image, ACTA).await;
    let id = sealed.envelope().id;
    for who in ["ana", "beto"] {
        let by = person(who, Role::Capturista);
        let claimed = claim_captura(&test.central, &ejercicio, &by).await.unwrap();
        let who = (&by, &claimed.unwrap().key);
        report_problem(&test.central, &ejercicio, who, Problem::WrongIdentification)
            .await
            .unwrap();
    }
    let why = || Reason::new("sin etiqueta ni sección legible").unwrap();
    let (one, two) = (
        person("sup-1", Role::Supervisor),
        person("sup-2", Role::Supervisor),
    );
    let leida = LeidaFuera {
        eleccion: Some("GUB".parse().unwrap()),
        leido: IdentificacionLeida {
            seccion: Some(9_999),
            tipo: Some(TipoCasilla::Basica),
            ..IdentificacionLeida::default()
        },
    };
    record_attempt(&test.central, &ejercicio, &one, id, why())
        .await
        .unwrap();
    propose_fuera(&test.central, &ejercicio, &one, (id, leida.clone()), why())
        .await
        .unwrap();
    let one_alone = snapshot_actas(&test.central, &ejercicio, &proceso).await;
    assert!(one_alone.unwrap().fuera_de_catalogo.is_empty());
    confirm_fuera(&test.central, &ejercicio, &two, id)
        .await
        .unwrap();
    let snapshot = snapshot_actas(&test.central, &ejercicio, &proceso)
        .await
        .unwrap();
    assert!(snapshot.actas.is_empty());
    let [fuera] = snapshot.fuera_de_catalogo.as_slice() else {
        panic!("{:?}", snapshot.fuera_de_catalogo);
    };
    assert_eq!(
        (fuera.digitalizacion, fuera.sha256),
        (id, Sha256Digest::of(&image))
    );
    assert_eq!(
        (&fuera.eleccion, &fuera.leido),
        (&leida.eleccion, &leida.leido)
    );
    assert_eq!(fuera.origen, Origen::Casilla);
}

/// The nth acta of a night: sección, contigua.
fn nth(n: u32) -> ActaKey {
    let key = format!("GUB/09{:04}C{:02}00/A02", n / 99 + 1, n % 99 + 1);
    key.parse().unwrap()
}

/// Copies the settled acta `of` so that there are `actas` more of it, in one transaction.
async fn multiply(test: &TestCentral, ejercicio: &EjercicioRow, of: DigitalizacionId, actas: u32) {
    let proceso = proceso_files::sample::proceso();
    let first: ActaKey = ACTA.parse().unwrap();
    let mut tx = test.central.store.begin("test").await.unwrap();
    let row_id = ejercicio.row_id;
    let image = tx.find_digitalizacion(of).await.unwrap().unwrap();
    let acta = tx.find_acta(row_id, &first).await.unwrap().unwrap();
    let captura = tx
        .find_captura_of_acta(row_id, &first)
        .await
        .unwrap()
        .unwrap();
    let settled = tx.find_settled(row_id, &first, 1).await.unwrap().unwrap();
    let text = serde_json::to_string(&acta.acta).unwrap();
    let (state, queued) = (text.as_str(), Queued::of(&proceso, &first));
    for n in 0..actas {
        let (key, id) = (nth(n), DigitalizacionId::from_parts(u64::from(n), &[3; 10]));
        if key == first {
            continue;
        }
        let mut own = image.clone();
        own.id = id;
        own.envelope_sha256 = Sha256Digest::of(&n.to_be_bytes());
        own.capability = format!("copia-{n}");
        own.acta = Some(key.clone());
        let arriving = DigitalizacionRow {
            status: ReceptionStatus::Receiving,
            received_at: None,
            ..own.clone()
        };
        tx.insert_digitalizacion(&arriving).await.unwrap();
        tx.update_digitalizacion(&own).await.unwrap();
        let state = state.replace(&first.to_string(), &key.to_string());
        let state = state.replace(&of.to_string(), &id.to_string());
        let copy: Acta = serde_json::from_str(&state).unwrap();
        assert_eq!(copy.key(), &key);
        let row = ActaRow {
            acta: copy,
            ..acta.clone()
        };
        if tx.find_acta(row_id, &key).await.unwrap().is_some() {
            tx.update_acta(row_id, &row.acta, row.status, row.updated_at)
                .await
                .unwrap();
        } else {
            tx.insert_acta(row_id, &row).await.unwrap();
        }
        let round = tx
            .insert_captura(row_id, &key, &captura.machine, queued, row.updated_at)
            .await
            .unwrap();
        tx.insert_settled(round, &settled.captured, row.updated_at)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "it measures how long a snapshot takes"
)]
async fn timed<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let start = std::time::Instant::now();
    let result = work.await;
    (start.elapsed(), result)
}

/// The part of DESIGN 10's corte that reads the database. The small dose holds the mechanism; the
/// figure is told by `PREP_TEST_FULL=1 cargo test --release -p central snapshot_at_scale -- --nocapture`
/// (of PostgreSQL's work, only what this process does).
#[tokio::test]
async fn snapshot_at_scale() {
    let full = std::env::var_os("PREP_TEST_FULL").is_some_and(|full| !full.is_empty());
    let actas = if full { 40_552 } else { 300 };
    let test = TestCentral::open().await;
    let ejercicio = open_ejercicio(&test).await;
    let proceso = proceso_files::sample::proceso();
    let of = settle(&test, &ejercicio).await;
    multiply(&test, &ejercicio, of, actas).await;
    let before = high_water();
    for _ in 0..3 {
        let began = worked();
        let (took, snapshot) = timed(snapshot_actas(&test.central, &ejercicio, &proceso)).await;
        let snapshot = snapshot.unwrap();
        let worked = worked().saturating_sub(began);
        let read = snapshot.actas.len();
        println!("{read} actas: {took:?}, of which the processor worked {worked:?}");
        assert!(read as u64 >= u64::from(actas) && snapshot.withheld.is_empty());
    }
    println!(
        "memory: {before} before and {} kB at its highest",
        high_water()
    );
}

/// Time that the processor has worked for this process: on a busy machine it is what can be compared.
fn worked() -> Duration {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = status.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|text| text.parse::<u64>().ok()).sum();
    // The kernel counts in hundredths of a second.
    Duration::from_millis(ticks * 10)
}

/// Most memory that this process has had, in kB.
fn high_water() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("?", |rest| rest.trim().trim_end_matches(" kB"))
        .to_owned()
}
