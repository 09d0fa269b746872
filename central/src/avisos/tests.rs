use prep_model::bitacora::{Audience, Place, Reason};
use prep_model::machines::aviso::AvisoError;
use prep_model::people::{Person, Role};

use super::*;
use crate::accounts::{DisplayName, NewAccount, Scope, Username, add_account};
use crate::bitacora::verify_bitacora;
use crate::store::EjercicioRow;
use crate::testing::{TestCentral, person};
use crate::{UseCaseError, testing};
use prep_model::bitacora::Actor;

async fn site() -> (TestCentral, EjercicioRow) {
    let test = TestCentral::open().await;
    let mut tx = test.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    (test, ejercicio)
}

async fn add(test: &TestCentral, name: &str, role: Role, scope: &str) -> (Person, Scope) {
    let scope: Scope = scope.parse().unwrap();
    let new = NewAccount {
        username: Username::new(name).unwrap(),
        display_name: DisplayName::new("Persona de Prueba").unwrap(),
        role,
        scope: scope.clone(),
    };
    let added = add_account(&test.central, &Actor::System, &new)
        .await
        .unwrap();
    let person = Person {
        id: added.person,
        role,
    };
    (person, scope)
}

fn words(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, UseCaseError<AvisoRefused>>) -> AvisoRefused {
    match result {
        Err(UseCaseError::Refused(refused)) => refused,
        other => panic!("refused, not {other:?}"),
    }
}

#[tokio::test]
async fn an_aviso_stands_for_its_addressees_until_each_has_acknowledged_it() {
    let (test, run) = site().await;
    let central = &test.central;
    let (cael, here) = add(&test, "cael-1", Role::Cael, "distrito:9").await;
    let (other, there) = add(&test, "cael-2", Role::Cael, "distrito:10").await;
    let sara = person("sara", Role::Supervisor);
    let audience = Audience {
        role: Some(Role::Cael),
        place: Some(Place::new("distrito:9").unwrap()),
    };
    let standing = StandingAvisos::default();
    let pending = standing.pending(central, &cael, &here).await.unwrap();
    assert!(pending.is_empty());
    let number = publish_aviso(central, &run, &sara, audience, words("use la tableta")).await;
    let number = number.unwrap();
    assert_eq!(number, 1);
    standing.forget().await;
    let pending = standing.pending(central, &cael, &here).await.unwrap();
    assert_eq!(pending.len(), 1);
    let elsewhere = standing.pending(central, &other, &there).await.unwrap();
    assert!(elsewhere.is_empty());
    let wrong = acknowledge_aviso(central, &run, number, (&other.id, None)).await;
    assert_eq!(refused(wrong), AvisoRefused::NotAddressed);

    let readers = aviso_readers(central, &run, number).await.unwrap().unwrap();
    assert_eq!((readers.acknowledged.len(), readers.missing.len()), (0, 1));
    let device = test.tablet("t1").await.device;
    let known = (&cael.id, device);
    let first = acknowledge_aviso(central, &run, number, known).await;
    let first = first.unwrap();
    test.clock.advance_seconds(5);
    let again = acknowledge_aviso(central, &run, number, known).await;
    assert_eq!(again.unwrap(), first, "the first time counts");
    let pending = standing.pending(central, &cael, &here).await.unwrap();
    assert!(pending.is_empty(), "acknowledged");
    let received = avisos_for(central, &run, Some((&cael, &here))).await;
    let received = received.unwrap();
    assert_eq!(received[0].acknowledged_at, Some(first));
    let board = aviso_board(central, &run).await.unwrap();
    assert_eq!(
        (board.lines[0].addressed, board.lines[0].acknowledged),
        (1, 1)
    );
    let chained = crate::bitacora::chain_events(central, &run).await.unwrap();
    assert!(chained >= 2);
    verify_bitacora(central, &run).await.unwrap();
}

#[tokio::test]
async fn what_is_withdrawn_stands_for_nobody_and_may_still_be_acknowledged() {
    let (test, run) = site().await;
    let central = &test.central;
    let (ana, scope) = add(&test, "ana", Role::Capturista, "todo").await;
    let sara = person("sara", Role::Supervisor);
    let everybody = Audience::default();
    let not_hers = publish_aviso(central, &run, &ana, everybody.clone(), words("hola")).await;
    let role = refused(not_hers);
    assert!(matches!(role, AvisoRefused::Rule(AvisoError::Role(_))));
    let number = publish_aviso(central, &run, &sara, everybody, words("hay cena")).await;
    let number = number.unwrap();
    let for_nobody = avisos_for(central, &run, None).await.unwrap();
    assert_eq!(for_nobody.len(), 1, "it is for everybody");
    let why = words("ya no hay");
    withdraw_aviso(central, &run, &sara, number, why.clone())
        .await
        .unwrap();
    let twice = withdraw_aviso(central, &run, &sara, number, why).await;
    let twice = refused(twice);
    assert_eq!(twice, AvisoRefused::Rule(AvisoError::Withdrawn));
    let received = avisos_for(central, &run, Some((&ana, &scope))).await;
    assert!(received.unwrap().is_empty());
    let late = acknowledge_aviso(central, &run, number, (&ana.id, None)).await;
    late.unwrap();
    let unknown = acknowledge_aviso(central, &run, 9, (&ana.id, None)).await;
    assert_eq!(refused(unknown), AvisoRefused::Unknown);
    let nobody = testing::person("nadie", Role::Cael).id;
    let nobody = acknowledge_aviso(central, &run, number, (&nobody, None)).await;
    assert_eq!(refused(nobody), AvisoRefused::UnknownPerson);
}
