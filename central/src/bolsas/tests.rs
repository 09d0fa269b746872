//! Bags that arrive: once, twice, late, elsewhere, from a revoked tablet.

use prep_model::bitacora::{BolsaEvent, Event, Reason, Subject, What};
use prep_model::contract::{
    BolsaCondition, BolsaEnvelope, BolsaReceipt, PaperOutcome, SealedBolsa, Signer as _,
};
use prep_model::machines::acta::ActaStatus;
use prep_model::people::Role;
use prep_model::time::DeviceTime;

use super::*;
use crate::UseCaseError;
use crate::devices::revoke_device;
use crate::store::BolsaRow;
use crate::testing::{ACTA, OTHER_ACTA, Tablet, TestCentral, acta, deliver, jpeg, person};

async fn send(test: &TestCentral, tablet: &Tablet, sealed: &SealedBolsa) -> BolsaReception {
    let device = tablet.device.unwrap();
    let id = sealed.bolsa().id;
    let sent = receive_bolsa(&test.central, device, id, sealed.text()).await;
    sent.unwrap()
}

fn receipt(test: &TestCentral, reception: &BolsaReception, sealed: &SealedBolsa) -> BolsaReceipt {
    let BolsaReception::Stored { receipt } = reception else {
        panic!("{reception:?}")
    };
    let key = test.central.keys.acuse.public_key();
    let receipt = BolsaReceipt::open(receipt, &key).unwrap();
    receipt.matches(sealed).unwrap();
    receipt
}

async fn status(test: &TestCentral, key: &str) -> ActaStatus {
    let mut tx = test.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    let row = tx.find_acta(ejercicio.row_id, &acta(key)).await.unwrap();
    row.unwrap().status
}

async fn events(test: &TestCentral, subject: &Subject) -> Vec<Event> {
    let mut tx = test.central.store.read("test").await.unwrap();
    let run = tx.find_open_ejercicio().await.unwrap().unwrap().row_id;
    let events = tx.list_events_of(run, subject).await.unwrap();
    events.into_iter().map(|stored| stored.event).collect()
}

fn of_bag(sealed: &SealedBolsa) -> Subject {
    Subject::Bolsa(sealed.bolsa().casilla)
}

fn outcomes(receipt: &BolsaReceipt) -> Vec<PaperOutcome> {
    receipt.actas.iter().map(|paper| paper.outcome).collect()
}

#[tokio::test]
async fn the_actas_of_a_bag_are_acopiadas_with_its_moment_and_repeats_change_nothing() {
    let test = TestCentral::open().await;
    let mut tablet = test.tablet("t1").await;
    test.clock.advance_seconds(600);
    let sealed = tablet.receive(&[ACTA, OTHER_ACTA], BolsaCondition::Whole);
    let first = send(&test, &tablet, &sealed).await;
    let signed = receipt(&test, &first, &sealed);
    assert_eq!(
        outcomes(&signed),
        [PaperOutcome::Received, PaperOutcome::Received]
    );
    assert_eq!(signed.acopio, sealed.bolsa().device_time.0);
    assert!(!signed.substituted && !signed.elsewhere);
    assert_eq!(status(&test, ACTA).await, ActaStatus::Acopiada);
    test.clock.advance_seconds(60);
    assert_eq!(send(&test, &tablet, &sealed).await, first);
    let told = events(&test, &of_bag(&sealed)).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].sha256(), signed.event_sha256);
    let of_acta = events(&test, &Subject::Acta(acta(ACTA))).await;
    assert_eq!(of_acta.len(), 1, "{of_acta:?}");
}

#[tokio::test]
async fn a_second_bag_adds_what_had_not_come_and_the_first_acopio_stands() {
    let test = TestCentral::open().await;
    let mut tablet = test.tablet("t1").await;
    let first = tablet.receive(&[ACTA], BolsaCondition::Open);
    send(&test, &tablet, &first).await;
    let second = tablet.receive(&[ACTA, OTHER_ACTA], BolsaCondition::Whole);
    let answer = send(&test, &tablet, &second).await;
    let signed = receipt(&test, &answer, &second);
    let expected = [PaperOutcome::Received, PaperOutcome::AlreadyReceived];
    assert_eq!(outcomes(&signed), expected, "DIP_LOC stands before GUB");
    let told = events(&test, &of_bag(&first)).await;
    let What::Bolsa(BolsaEvent::Received { arrival }) = &told[1].what else {
        panic!("{told:?}")
    };
    assert_eq!((arrival.earlier, arrival.seq), (1, 2));
}

#[tokio::test]
async fn a_bag_after_its_photograph_says_so_and_an_empty_one_changes_no_acta() {
    let test = TestCentral::open().await;
    let mut tablet = test.tablet("t1").await;
    deliver(&test.central, &mut tablet, &jpeg(1), ACTA).await;
    let before = status(&test, ACTA).await;
    let sealed = tablet.receive(&[ACTA], BolsaCondition::Whole);
    let answer = send(&test, &tablet, &sealed).await;
    let signed = receipt(&test, &answer, &sealed);
    assert_eq!(outcomes(&signed), [PaperOutcome::AfterImage]);
    assert_eq!(status(&test, ACTA).await, before, "its captura goes on");
    let empty = tablet.receive(&[], BolsaCondition::Damaged);
    let answer = send(&test, &tablet, &empty).await;
    assert!(receipt(&test, &answer, &empty).actas.is_empty());
    assert_eq!(status(&test, OTHER_ACTA).await, ActaStatus::Esperada);
}

#[tokio::test]
async fn domain_6_1_a_moment_that_cannot_be_is_replaced_and_stays_visible() {
    let test = TestCentral::open().await;
    let mut tablet = test.tablet("t1").await;
    let mut bolsa = tablet.bolsa(&[ACTA], BolsaCondition::Whole);
    let ahead = test.central.now().plus_seconds(86_400);
    bolsa.device_time = DeviceTime(ahead);
    let sealed = tablet.seal_bolsa(&bolsa);
    let answer = send(&test, &tablet, &sealed).await;
    let signed = receipt(&test, &answer, &sealed);
    assert!(signed.substituted);
    assert_eq!(signed.acopio, test.central.now());
    let told = events(&test, &of_bag(&sealed)).await;
    let What::Bolsa(BolsaEvent::Received { arrival }) = &told[0].what else {
        panic!("{told:?}")
    };
    assert_eq!((arrival.claimed, arrival.acopio), (ahead, signed.acopio));
}

#[tokio::test]
async fn what_a_revoked_tablet_received_waits_for_a_supervisor() {
    let test = TestCentral::open().await;
    let mut tablet = test.tablet("t1").await;
    let reason = Reason::new("se perdió").unwrap();
    let by = prep_model::bitacora::Actor::Person(person("adm", Role::Administrador));
    let device = tablet.device.unwrap();
    revoke_device(&test.central, by, device, reason.clone())
        .await
        .unwrap();
    let sealed = tablet.receive(&[ACTA], BolsaCondition::Whole);
    let other = tablet.receive(&[OTHER_ACTA], BolsaCondition::Whole);
    for bag in [&sealed, &other] {
        let answer = send(&test, &tablet, bag).await;
        assert_eq!(answer, BolsaReception::Quarantined);
    }
    assert_eq!(status(&test, ACTA).await, ActaStatus::Esperada);
    let waiting = list_quarantined_bolsas(&test.central).await.unwrap();
    let ids: Vec<_> = waiting.iter().map(|row: &BolsaRow| row.id).collect();
    assert_eq!(ids, [sealed.bolsa().id, other.bolsa().id]);
    let supervisor = person("sup", Role::Supervisor);
    release_bolsa(&test.central, &supervisor, ids[0], reason.clone())
        .await
        .unwrap();
    reject_bolsa(&test.central, &supervisor, ids[1], reason.clone())
        .await
        .unwrap();
    assert_eq!(status(&test, ACTA).await, ActaStatus::Acopiada);
    assert_eq!(status(&test, OTHER_ACTA).await, ActaStatus::Esperada);
    let answer = send(&test, &tablet, &sealed).await;
    receipt(&test, &answer, &sealed);
    let answer = send(&test, &tablet, &other).await;
    assert_eq!(answer, BolsaReception::Rejected);
    let again = release_bolsa(&test.central, &supervisor, ids[1], reason).await;
    assert!(matches!(again, Err(UseCaseError::Refused(_))));
}

#[tokio::test]
async fn what_is_not_the_devices_own_reception_is_refused() {
    let test = TestCentral::open().await;
    let mut tablet = test.tablet("t1").await;
    let other = test.tablet("t2").await;
    let sealed = tablet.receive(&[ACTA], BolsaCondition::Whole);
    let id = sealed.bolsa().id;
    let refusal = |result: Result<BolsaReception, _>| match result {
        Err(UseCaseError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    let by_other = receive_bolsa(&test.central, other.device.unwrap(), id, sealed.text()).await;
    assert_eq!(refusal(by_other), BolsaRefusal::OtherDevice);
    let device = tablet.device.unwrap();
    let mut run = tablet.bolsa(&[ACTA], BolsaCondition::Whole);
    run.ejercicio = "oficial".parse().unwrap();
    let run = tablet.seal_bolsa(&run);
    let sent = receive_bolsa(&test.central, device, run.bolsa().id, run.text()).await;
    assert_eq!(refusal(sent), BolsaRefusal::OtherEjercicio);
    send(&test, &tablet, &sealed).await;
    let changed = BolsaEnvelope {
        condition: BolsaCondition::Open,
        ..sealed.bolsa().clone()
    };
    let changed = tablet.seal_bolsa(&changed);
    let sent = receive_bolsa(&test.central, device, id, changed.text()).await;
    assert_eq!(refusal(sent), BolsaRefusal::IdConflict);
}
