use prep_model::actas::SinActa;
use prep_model::bitacora::Reason;
use prep_model::machines::acta::{ActaError, ActaStatus};
use prep_model::people::Role;

use super::*;
use crate::bitacora::verify_bitacora;
use crate::store::EjercicioRow;
use crate::testing::{ACTA, OTHER_ACTA, TestCentral, acta, deliver, jpeg, person};

async fn site() -> (TestCentral, EjercicioRow) {
    let test = TestCentral::open().await;
    let mut tx = test.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    (test, ejercicio)
}

fn why() -> Reason {
    Reason::new("constancia del consejo distrital").unwrap()
}

fn refused(result: Result<(), FaltantesError>) -> FaltantesRefused {
    match result {
        Err(FaltantesError::Refused(refused)) => refused,
        other => panic!("refused, not {other:?}"),
    }
}

#[tokio::test]
async fn sin_acta_is_proposed_by_one_approved_by_another_and_undone_by_any_copy() {
    let (test, run) = site().await;
    let central = &test.central;
    let (sara, coo) = (
        person("sara", Role::Supervisor),
        person("coo", Role::Coordinador),
    );
    let actas = [acta(ACTA), acta(OTHER_ACTA)];
    let reason = (SinActa::CasillaNoInstalada, &why());
    assert_eq!(
        refused(propose_sin_acta(central, &run, &sara, &[], reason).await),
        FaltantesRefused::Nothing
    );
    propose_sin_acta(central, &run, &sara, &actas, reason)
        .await
        .unwrap();
    let board = missing_board(central, &run).await.unwrap();
    assert_eq!(board.proposed.len(), 2);
    // A supervisor approves nothing; a coordinador who proposed it neither.
    assert!(matches!(
        refused(approve_sin_acta(central, &run, &sara, &actas).await),
        FaltantesRefused::Acta {
            error: ActaError::Role(_),
            ..
        }
    ));
    reject_sin_acta(central, &run, &sara, &actas[1..], &why())
        .await
        .unwrap();
    approve_sin_acta(central, &run, &coo, &actas[..1])
        .await
        .unwrap();
    let board = missing_board(central, &run).await.unwrap();
    assert!(board.proposed.is_empty());
    let found = find_actas(central, &run, &actas).await.unwrap();
    let statuses: Vec<_> = found.iter().map(|row| row.status).collect();
    assert_eq!(statuses, [ActaStatus::SinActa, ActaStatus::Esperada]);

    let mut tablet = test.tablet("t-1").await;
    deliver(central, &mut tablet, &jpeg(1), ACTA).await;
    let found = find_actas(central, &run, &actas[..1]).await.unwrap();
    assert_eq!(found[0].status, ActaStatus::Digitalizada);
    verify_bitacora(central, &run).await.unwrap();
}

#[tokio::test]
async fn of_several_actas_all_are_changed_or_none() {
    let (test, run) = site().await;
    let central = &test.central;
    let mut tablet = test.tablet("t-1").await;
    deliver(central, &mut tablet, &jpeg(1), ACTA).await;
    let sara = person("sara", Role::Supervisor);
    let actas = [acta(OTHER_ACTA), acta(ACTA)];
    let reason = (SinActa::PaqueteEntregadoSinBolsa, &why());
    let copy = propose_sin_acta(central, &run, &sara, &actas, reason).await;
    assert_eq!(
        refused(copy),
        FaltantesRefused::Acta {
            acta: acta(ACTA),
            error: ActaError::CopyExists
        }
    );
    let early = (SinActa::PaqueteNoEntregado, &why());
    let early = propose_sin_acta(central, &run, &sara, &actas[..1], early).await;
    assert!(matches!(
        refused(early),
        FaltantesRefused::Acta {
            error: ActaError::NotClosing,
            ..
        }
    ));
    assert!(
        missing_board(central, &run)
            .await
            .unwrap()
            .proposed
            .is_empty()
    );
}

#[tokio::test]
async fn an_approved_sin_acta_is_taken_back_by_a_coordinador() {
    let (test, run) = site().await;
    let central = &test.central;
    let (sara, coo) = (
        person("sara", Role::Supervisor),
        person("coo", Role::Coordinador),
    );
    let one = [acta(ACTA)];
    let reason = (SinActa::CasillaNoInstalada, &why());
    propose_sin_acta(central, &run, &sara, &one, reason)
        .await
        .unwrap();
    approve_sin_acta(central, &run, &coo, &one).await.unwrap();
    reverse_sin_acta(central, &run, &coo, &one, &why())
        .await
        .unwrap();
    let found = find_actas(central, &run, &one).await.unwrap();
    assert_eq!(found[0].status, ActaStatus::Esperada);
}
