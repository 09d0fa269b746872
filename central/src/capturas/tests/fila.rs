//! The queue as supervisors govern it, and how elecciones and distritos share it.

use prep_model::bitacora::{FilaChange, Reason};
use prep_model::elecciones::Modalidad;
use prep_model::machines::captura::FilaError;
use prep_model::people::PersonId;

use super::*;
use crate::UseCaseError;

fn supervisor() -> Person {
    person("sup", Role::Supervisor)
}

fn why() -> Reason {
    Reason::new("prueba").unwrap()
}

impl Site {
    async fn govern(&self, change: FilaChange) {
        change_fila(&self.central, &self.ejercicio, &supervisor(), change, why())
            .await
            .unwrap();
    }

    async fn figures(&self, by: &Person) -> QueueFigures {
        queue_figures(&self.central, &self.ejercicio, by)
            .await
            .unwrap()
    }

    async fn take_back(&self, person: &PersonId) -> u32 {
        take_back(
            &self.central,
            &self.ejercicio,
            &supervisor(),
            person,
            &why(),
        )
        .await
        .unwrap()
    }
}

#[tokio::test]
async fn while_the_queue_is_stopped_nobody_is_given_an_acta_and_everybody_may_finish() {
    let site = Site::new(2).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    let held = site.claim(&ana).await.unwrap();
    site.govern(FilaChange::Paused { modalidad: None }).await;
    assert_eq!(site.claim(&beto).await, None);
    let figures = site.figures(&beto).await;
    assert_eq!(
        (figures.waiting, figures.halt),
        (0, Some(QueueHalt::Stopped))
    );
    // What she holds is hers: a reload shows it, and she finishes it.
    assert_eq!(site.claim(&ana).await.unwrap().key, held.key);
    site.finish(&ana, &held.key, &typed(&[])).await.unwrap();
    site.govern(FilaChange::Resumed { modalidad: None }).await;
    assert_eq!(site.claim(&beto).await.unwrap().acta, acta(0));
    let again = FilaChange::Resumed { modalidad: None };
    let refused = change_fila(&site.central, &site.ejercicio, &supervisor(), again, why()).await;
    assert!(matches!(
        refused,
        Err(UseCaseError::Refused(FilaError::AlreadySo))
    ));
    verify_bitacora(&site.central, &site.ejercicio)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_reserved_is_given_to_those_people_first_and_to_nobody_else() {
    let site = Site::new(1).await;
    let special = ACTAS[1].parse().unwrap();
    let queued = Queued {
        modalidad: Modalidad::Anticipado,
        distrito: None,
    };
    site.queue_acta_as(special, CapturaRules::default(), queued)
        .await;
    let (ana, beto, carla) = (capturista("ana"), capturista("beto"), capturista("carla"));
    site.govern(FilaChange::Reserved {
        modalidad: Modalidad::Anticipado,
        people: [ana.id.clone()].into(),
    })
    .await;
    // It came later and is hers first.
    assert_eq!(site.claim(&ana).await.unwrap().acta, acta(1));
    assert_eq!(site.claim(&beto).await.unwrap().acta, acta(0));
    assert_eq!(site.claim(&carla).await, None);
    let board = fila_board(&site.central, &site.ejercicio).await.unwrap();
    assert_eq!(board.turns.len(), 2);
    assert!(board.waiting.is_empty());
}

#[tokio::test]
async fn nobody_is_given_more_actas_than_the_limit() {
    let site = Site::new(3).await;
    let ana = capturista("ana");
    site.govern(FilaChange::Limited { actas: Some(2) }).await;
    site.capture(&ana, &typed(&[])).await;
    site.capture(&ana, &typed(&[])).await;
    assert_eq!(site.claim(&ana).await, None);
    let figures = site.figures(&ana).await;
    assert_eq!(figures.halt, Some(QueueHalt::Limit(2)));
    assert!(site.claim(&capturista("beto")).await.is_some());
    site.govern(FilaChange::Limited { actas: None }).await;
    assert_eq!(site.claim(&ana).await.unwrap().acta, acta(2));
}

#[tokio::test]
async fn what_a_supervisor_takes_back_is_the_next_persons_and_the_draft_nobodys() {
    let site = Site::new(1).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    let held = site.claim(&ana).await.unwrap();
    let draft = [(
        campo("PAN"),
        crate::store::DraftCampo {
            text: "22".to_owned(),
            marked: false,
        },
    )];
    let who = (&ana, &held.key);
    save_draft(
        &site.central,
        &site.proceso,
        &site.ejercicio,
        who,
        &draft.into(),
    )
    .await
    .unwrap();
    assert_eq!(site.claim(&beto).await, None);
    assert_eq!(site.take_back(&ana.id).await, 1);
    assert_eq!(site.take_back(&ana.id).await, 0);
    let lost = site.finish(&ana, &held.key, &typed(&[])).await;
    assert_eq!(
        refused(lost),
        CapturaRefused::Round(CapturaError::LeaseLost)
    );
    let given = site.claim(&beto).await.unwrap();
    assert_eq!((given.acta, given.draft.len()), (acta(0), 0));
    // Should she get it again, what she typed is there.
    assert_eq!(site.take_back(&beto.id).await, 1);
    assert_eq!(site.claim(&ana).await.unwrap().draft.len(), 1);
    assert!(
        site.events(0)
            .await
            .contains(&"captura.taken_back".to_owned())
    );
    let by = capturista("carla");
    let role = take_back(&site.central, &site.ejercicio, &by, &ana.id, &why()).await;
    assert!(matches!(
        refused(role),
        CapturaRefused::Round(CapturaError::Role(_))
    ));
}

#[tokio::test]
async fn an_eleccion_that_sends_much_at_once_lets_the_others_in_between() {
    let site = Site::new(0).await;
    let rules = CapturaRules::default();
    for key in ACTAS {
        site.queue_acta(key.parse().unwrap(), rules).await;
    }
    site.clock.advance_seconds(5);
    let other: ActaKey = crate::testing::OTHER_ACTA.parse().unwrap();
    site.queue_acta(other.clone(), rules).await;
    let mut given = Vec::new();
    for id in ["ana", "beto", "carla", "dora"] {
        given.push(site.claim(&capturista(id)).await.unwrap().acta);
    }
    assert_eq!(given, [acta(0), other, acta(1), acta(2)]);
}

#[tokio::test]
async fn nothing_yields_to_what_arrives_a_quarter_of_an_hour_later() {
    let site = Site::new(0).await;
    let queued = Queued {
        modalidad: Modalidad::Ordinaria,
        distrito: None,
    };
    let now = site.central.now();
    let id = site.ejercicio.row_id;
    let mut tx = site.central.store.begin("test").await.unwrap();
    let eleccion = "GUB".parse().unwrap();
    let mut places = Vec::new();
    for _ in 0..40 {
        let place = tx.take_place(id, &eleccion, queued, now).await.unwrap();
        places.push((place - now.micros()) / 1_000_000);
    }
    assert_eq!(places[..4], [0, 60, 120, 180]);
    assert_eq!(places[15..], [900; 25]);
    // After a quiet hour the next one is where it arrives.
    let later = now.plus_seconds(3_600);
    let place = tx.take_place(id, &eleccion, queued, later).await.unwrap();
    assert_eq!(place, later.micros());
}
