use prep_model::bitacora::{About, Actor, Place, Reason};
use prep_model::machines::incidencia::{IncidenciaError, IncidenciaState};
use prep_model::people::{PersonId, Role};

use super::*;
use crate::accounts::{DisplayName, NewAccount, Scope, Username, add_account};
use crate::store::{EjercicioRow, IncidenciaFilter, IncidenciaStatus};
use crate::testing::{ACTA, TestCentral, acta, person};
use crate::{Central, UseCaseError};

async fn site() -> (TestCentral, EjercicioRow) {
    let test = TestCentral::open().await;
    let mut tx = test.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    (test, ejercicio)
}

async fn add(test: &TestCentral, name: &str) -> PersonId {
    let new = NewAccount {
        username: Username::new(name).unwrap(),
        display_name: DisplayName::new("Persona de Prueba").unwrap(),
        role: Role::Supervisor,
        scope: Scope::All,
    };
    let added = add_account(&test.central, &Actor::System, &new).await;
    added.unwrap().person
}

fn words(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

fn told(about: About) -> NewIncidencia {
    NewIncidencia {
        caller: Caller::new(" Operadora del CATD ").unwrap(),
        place: Some(Place::new("catd:09-1").unwrap()),
        about,
        what: words("la imagen no sube"),
    }
}

fn refused<T: std::fmt::Debug>(
    result: Result<T, UseCaseError<IncidenciaRefused>>,
) -> IncidenciaRefused {
    match result {
        Err(UseCaseError::Refused(refused)) => refused,
        other => panic!("refused, not {other:?}"),
    }
}

#[tokio::test]
async fn an_incidencia_is_logged_given_commented_closed_and_reopened_with_its_events() {
    let (test, run) = site().await;
    let central = &test.central;
    let sara = person("sara", Role::Supervisor);
    let to = add(&test, "saul").await;
    let about = About::Acta(acta(ACTA));
    let number = log_incidencia(central, &run, &sara, told(about.clone())).await;
    assert_eq!(number.unwrap(), 1);
    let second = log_incidencia(central, &run, &sara, told(About::General)).await;
    assert_eq!(second.unwrap(), 2);
    for act in [
        IncidenciaAct::Assign(to.clone()),
        IncidenciaAct::Comment(words("se pidió otra fotografía")),
        IncidenciaAct::Close(words("llegó otra imagen")),
        IncidenciaAct::Reopen(words("tampoco se lee")),
        IncidenciaAct::Assign(to.clone()),
    ] {
        change_incidencia(central, &run, &sara, 1, act)
            .await
            .unwrap();
    }
    let life = incidencia_life(central, &run, 1).await.unwrap().unwrap();
    let names: Vec<_> = life
        .events
        .iter()
        .map(prep_model::bitacora::Event::name)
        .collect();
    assert_eq!(
        names,
        [
            "incidencia.logged",
            "incidencia.assigned",
            "incidencia.commented",
            "incidencia.closed",
            "incidencia.reopened",
            "incidencia.assigned",
        ]
    );
    assert_eq!(life.row.caller, "Operadora del CATD");
    assert!(
        life.events
            .iter()
            .all(|event| { !String::from_utf8_lossy(&event.to_bytes()).contains("Operadora") })
    );
    assert!(matches!(
        life.row.incidencia.state(),
        IncidenciaState::Assigned { .. }
    ));
    lists_hold_what_their_filter_leaves(central, &run, (to, about)).await;
}

async fn lists_hold_what_their_filter_leaves(
    central: &Central,
    run: &EjercicioRow,
    (to, about): (PersonId, About),
) {
    let mine = IncidenciaFilter {
        assigned_to: Some(to),
        about: Some(about),
        status: Some(IncidenciaStatus::Pending),
    };
    let board = incidencia_board(central, run, &mine).await.unwrap();
    let numbers: Vec<_> = board
        .rows
        .iter()
        .map(|row| row.incidencia.number())
        .collect();
    assert_eq!(numbers, [1]);
    assert_eq!((board.open, board.assigned, board.closed), (1, 1, 0));
    let all = incidencia_board(central, run, &IncidenciaFilter::default()).await;
    assert_eq!(all.unwrap().rows.len(), 2);
}

#[tokio::test]
async fn what_is_not_there_or_not_theirs_is_refused_and_nothing_changes() {
    let (test, run) = site().await;
    let central = &test.central;
    let sara = person("sara", Role::Supervisor);
    let unknown = acta("GUB/090999B0100/A02");
    let none = log_incidencia(central, &run, &sara, told(About::Acta(unknown.clone()))).await;
    assert_eq!(refused(none), IncidenciaRefused::UnknownActa(unknown));
    let ana = person("ana", Role::Capturista);
    let not_hers = log_incidencia(central, &run, &ana, told(About::General)).await;
    let not_hers = refused(not_hers);
    assert!(matches!(
        not_hers,
        IncidenciaRefused::Rule(IncidenciaError::Role(_))
    ));
    let act = IncidenciaAct::Comment(words("hola"));
    let missing = change_incidencia(central, &run, &sara, 1, act).await;
    assert_eq!(refused(missing), IncidenciaRefused::Unknown);
    log_incidencia(central, &run, &sara, told(About::General))
        .await
        .unwrap();
    let nobody = IncidenciaAct::Assign(ana.id.clone());
    let nobody = change_incidencia(central, &run, &sara, 1, nobody).await;
    assert_eq!(refused(nobody), IncidenciaRefused::UnknownPerson);
    let early = IncidenciaAct::Reopen(words("no"));
    let early = change_incidencia(central, &run, &sara, 1, early).await;
    assert_eq!(
        refused(early),
        IncidenciaRefused::Rule(IncidenciaError::NotClosed)
    );
    assert!(Caller::new(" ").is_err() && Caller::new("a\nb").is_err());
}
