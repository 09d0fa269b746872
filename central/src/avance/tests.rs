use prep_model::bitacora::Actor;
use prep_model::contract::{BolsaCondition, DeviceReport, PersonId};
use prep_model::people::Role;

use super::*;
use crate::UseCaseError;
use crate::accounts::{DisplayName, NewAccount, Username, add_account};
use crate::bolsas::receive_bolsa;
use crate::testing::{ACTA, TestCentral, deliver, jpeg};

async fn add(test: &TestCentral, name: &str, role: Role, scope: &str) -> PersonId {
    let new = NewAccount {
        username: Username::new(name).unwrap(),
        display_name: DisplayName::new("Persona de Prueba").unwrap(),
        role,
        scope: scope.parse().unwrap(),
    };
    let added = add_account(&test.central, &Actor::System, &new).await;
    added.unwrap().person
}

#[tokio::test]
async fn a_supervisor_sees_what_came_what_lacks_and_who_is_silent() {
    let test = TestCentral::open().await;
    let mut tablet = test.tablet("t1").await;
    let person = add(&test, "sup-uno", Role::Supervisor, "todo").await;
    let before = catd_progress(&test.central, &person).await.unwrap();
    assert!(before.casillas_total > 0 && before.tablets.is_empty());
    assert_eq!((before.images, before.bolsas), (0, 0));
    deliver(&test.central, &mut tablet, &jpeg(1), ACTA).await;
    let bag = tablet.receive(&[ACTA], BolsaCondition::Whole);
    let device = tablet.device.unwrap();
    receive_bolsa(&test.central, device, bag.bolsa().id, bag.text())
        .await
        .unwrap();
    let report = DeviceReport {
        waiting: 3,
        rejected: 1,
        oldest_seconds: Some(720),
        person: Some(person.clone()),
    };
    let now = test.central.now();
    let mut tx = test.central.store.begin_beside("test").await.unwrap();
    for _ in 0..2 {
        tx.upsert_device_report(device, &report, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    let after = catd_progress(&test.central, &person).await.unwrap();
    assert_eq!((after.images, after.bolsas), (1, 1));
    assert_eq!(after.esperadas, before.esperadas);
    let of_bag = |one: &&CasillaProgress| one.row.casilla == bag.bolsa().casilla;
    let casilla = after.casillas.iter().find(of_bag).unwrap();
    assert_eq!(casilla.bolsa_at, Some(bag.bolsa().device_time.0));
    assert!(casilla.is_missing() && casilla.row.images == 1);
    let [tablet] = after.tablets.as_slice() else {
        panic!("{:?}", after.tablets)
    };
    assert_eq!((tablet.waiting, tablet.rejected), (3, 1));
    assert_eq!(tablet.oldest_at, Some(now.plus_seconds(-720)));
    assert!(!tablet.revoked);
}

#[tokio::test]
async fn nobody_else_is_told_and_other_places_tablets_are_not_listed() {
    let test = TestCentral::open().await;
    let tablet = test.tablet("t1").await;
    let cael = add(&test, "cael-uno", Role::Cael, "distrito:9").await;
    let told = catd_progress(&test.central, &cael).await;
    assert!(matches!(
        told,
        Err(UseCaseError::Refused(ProgressRefusal::Forbidden))
    ));
    let nobody = PersonId::new("p-nadie").unwrap();
    assert!(catd_progress(&test.central, &nobody).await.is_err());
    let report = DeviceReport {
        person: Some(cael),
        ..DeviceReport::default()
    };
    let mut tx = test.central.store.begin_beside("test").await.unwrap();
    let device = tablet.device.unwrap();
    tx.upsert_device_report(device, &report, test.central.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for (name, scope, seen) in [("sup-a", "distrito:9", 1), ("sup-b", "distrito:1", 0)] {
        let person = add(&test, name, Role::Supervisor, scope).await;
        let told = catd_progress(&test.central, &person).await.unwrap();
        assert_eq!(told.tablets.len(), seen, "{scope}");
    }
}
