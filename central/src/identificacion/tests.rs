//! From the captura that sends an image back to the acta it is of, or to the last row of a corte.

use prep_model::actas::IdentificacionLeida;
use prep_model::bitacora::{Reason, Subject};
use prep_model::claves::ActaKey;
use prep_model::contract::DigitalizacionId;
use prep_model::machines::acta::{ActaState, ActaStatus};
use prep_model::machines::digitalizacion::{DigitalizacionError, LeidaFuera};
use prep_model::people::{Person, Role};

use super::*;
use crate::bitacora::verify_bitacora;
use crate::capturas::{Problem, claim_captura, find_image, report_problem};
use crate::store::{ActaRow, EjercicioRow, Identification};
use crate::testing::{ACTA, OTHER_ACTA, Tablet, TestCentral, acta, deliver, jpeg, person};

/// A data centre with a tablet.
struct Site {
    test: TestCentral,
    ejercicio: EjercicioRow,
    tablet: Tablet,
}

fn supervisor(id: &str) -> Person {
    person(id, Role::Supervisor)
}

fn why() -> Reason {
    Reason::new("se lee en el encabezado").unwrap()
}

impl Site {
    async fn new() -> Self {
        let test = TestCentral::open().await;
        let tablet = test.tablet("t-1").await;
        let mut tx = test.central.store.read("test").await.unwrap();
        let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
        drop(tx);
        Self {
            test,
            ejercicio,
            tablet,
        }
    }

    async fn photograph(&mut self, n: u8, of: &str) -> DigitalizacionId {
        let image = jpeg(n);
        let sealed = deliver(&self.test.central, &mut self.tablet, &image, of).await;
        sealed.envelope().id
    }

    /// Two people say the same problem of the next acta.
    async fn report_twice(&self, problem: Problem, people: [&str; 2]) {
        for id in people {
            let by = person(id, Role::Capturista);
            let claimed = claim_captura(&self.test.central, &self.ejercicio, &by).await;
            let key = claimed.unwrap().expect("something waits").key;
            let who = (&by, &key);
            report_problem(&self.test.central, &self.ejercicio, who, problem)
                .await
                .unwrap();
        }
    }

    async fn pending(&self, which: Identification) -> Vec<DigitalizacionId> {
        let board = pending_board(&self.test.central, &self.ejercicio, which).await;
        let board = board.unwrap();
        let place = Identification::ALL.iter().position(|one| *one == which);
        assert_eq!(board.counts[place.unwrap()], board.images.len() as u64);
        board.images.iter().map(|row| row.id).collect()
    }

    async fn acta(&self, key: &str) -> ActaRow {
        let mut tx = self.test.central.store.read("test").await.unwrap();
        let row = tx.find_acta(self.ejercicio.row_id, &acta(key)).await;
        row.unwrap().expect("it is expected")
    }

    async fn identify(
        &self,
        id: DigitalizacionId,
        of: &ActaKey,
    ) -> Result<(), IdentificacionError> {
        let by = supervisor("sup-1");
        identify_image(&self.test.central, &self.ejercicio, &by, (id, of), why()).await
    }

    async fn events_of(&self, id: DigitalizacionId) -> Vec<String> {
        let mut tx = self.test.central.store.read("test").await.unwrap();
        let subject = Subject::Digitalizacion(id);
        let events = tx.list_events_of(self.ejercicio.row_id, &subject).await;
        let events = events.unwrap();
        events.iter().map(|stored| stored.event.name()).collect()
    }
}

fn refused(result: Result<(), IdentificacionError>) -> IdentificacionRefused {
    match result {
        Err(IdentificacionError::Refused(refused)) => refused,
        other => panic!("refused, not {other:?}"),
    }
}

#[tokio::test]
async fn an_image_of_another_acta_is_captured_as_of_that_one() {
    let mut site = Site::new().await;
    let id = site.photograph(1, ACTA).await;
    site.report_twice(Problem::WrongIdentification, ["ana", "beto"])
        .await;
    assert_eq!(site.acta(ACTA).await.status, ActaStatus::Esperada);
    assert_eq!(site.pending(Identification::Pending).await, [id]);
    let bytes = find_pending_image(&site.test.central, &site.ejercicio, id).await;
    assert_eq!(bytes.unwrap().unwrap().bytes, jpeg(1));

    let unknown: ActaKey = "GUB/099999B0100/A02".parse().unwrap();
    assert_eq!(
        refused(site.identify(id, &unknown).await),
        IdentificacionRefused::Digitalizacion(DigitalizacionError::NotInCatalogue(unknown))
    );
    site.identify(id, &acta(OTHER_ACTA)).await.unwrap();
    assert!(site.pending(Identification::Pending).await.is_empty());
    let other = site.acta(OTHER_ACTA).await;
    assert_eq!(other.acta.image_of_record(), Some(id));
    assert_eq!(other.acta.state(), &ActaState::InCaptura);
    // Who took part for the wrong acta may capture the right one.
    let ana = person("ana", Role::Capturista);
    let claimed = claim_captura(&site.test.central, &site.ejercicio, &ana).await;
    assert_eq!(claimed.unwrap().unwrap().acta, acta(OTHER_ACTA));
    // The bitácora tells both identifications.
    let events = site.events_of(id).await;
    let told = events
        .iter()
        .position(|name| name == "digitalizacion.admitted");
    let again = events
        .iter()
        .position(|name| name == "digitalizacion.identified");
    assert!(told.unwrap() < again.unwrap(), "{events:?}");
    assert!(
        find_pending_image(&site.test.central, &site.ejercicio, id)
            .await
            .is_err()
    );
    verify_bitacora(&site.test.central, &site.ejercicio)
        .await
        .unwrap();
}

#[tokio::test]
async fn another_image_of_the_acta_is_captured_by_others_as_soon_as_it_is_there() {
    let mut site = Site::new().await;
    let first = site.photograph(1, ACTA).await;
    site.report_twice(Problem::ImageIllegible, ["ana", "beto"])
        .await;
    assert_eq!(site.acta(ACTA).await.status, ActaStatus::Esperada);
    // An image that cannot be read is its acta's all the same: nobody has to identify it.
    assert!(site.pending(Identification::Pending).await.is_empty());

    let second = site.photograph(2, ACTA).await;
    let row = site.acta(ACTA).await;
    assert_eq!(row.acta.image_of_record(), Some(second));
    assert_eq!(
        (row.acta.rounds(), row.status),
        (2, ActaStatus::Digitalizada)
    );
    let ana = person("ana", Role::Capturista);
    let claimed = claim_captura(&site.test.central, &site.ejercicio, &ana).await;
    assert!(
        claimed.unwrap().is_none(),
        "she took part in the first round"
    );
    let carla = person("carla", Role::Capturista);
    let claimed = claim_captura(&site.test.central, &site.ejercicio, &carla).await;
    let key = claimed.unwrap().unwrap().key;
    let image = find_image(&site.test.central, &site.ejercicio, &carla, &key).await;
    assert_eq!(image.unwrap().unwrap().bytes, jpeg(2));
    assert_ne!(first, second);
}

#[tokio::test]
async fn an_image_that_waits_is_used_when_the_first_is_sent_back() {
    let mut site = Site::new().await;
    let first = site.photograph(1, ACTA).await;
    let second = site.photograph(2, ACTA).await;
    site.report_twice(Problem::CutOrDoublePage, ["ana", "beto"])
        .await;
    let row = site.acta(ACTA).await;
    assert_eq!(row.acta.image_of_record(), Some(second));
    assert_eq!(row.acta.rounds(), 2);
    assert_eq!(site.pending(Identification::Pending).await, [first]);
    // A supervisor who says that it was of this acta after all gives it back to it.
    site.identify(first, &acta(ACTA)).await.unwrap();
    assert_eq!(site.acta(ACTA).await.acta.image_of_record(), Some(second));
}

#[tokio::test]
async fn fuera_de_catalogo_takes_a_try_and_two_people() {
    let mut site = Site::new().await;
    let id = site.photograph(1, ACTA).await;
    site.report_twice(Problem::FueraDeCatalogo, ["ana", "beto"])
        .await;
    let (central, run) = (&site.test.central, &site.ejercicio);
    let leida = LeidaFuera {
        eleccion: Some("GUB".parse().unwrap()),
        leido: IdentificacionLeida {
            seccion: Some(9_876),
            ..IdentificacionLeida::default()
        },
    };
    let (one, two) = (supervisor("sup-1"), supervisor("sup-2"));
    let propose = || propose_fuera(central, run, &one, (id, leida.clone()), why());
    assert_eq!(
        refused(propose().await),
        IdentificacionRefused::Digitalizacion(DigitalizacionError::NotTried)
    );
    record_attempt(central, run, &one, id, why()).await.unwrap();
    propose().await.unwrap();
    assert_eq!(site.pending(Identification::FueraProposed).await, [id]);
    assert_eq!(
        refused(confirm_fuera(central, run, &one, id).await),
        IdentificacionRefused::Digitalizacion(DigitalizacionError::SamePerson)
    );
    refuse_fuera(central, run, &two, id, why()).await.unwrap();
    propose().await.unwrap();
    confirm_fuera(central, run, &two, id).await.unwrap();
    let mut tx = central.store.read("test").await.unwrap();
    let fuera = tx.list_fuera(run.row_id).await.unwrap();
    drop(tx);
    assert_eq!(fuera, [(id, leida)]);
    let coordinador = person("coo", Role::Coordinador);
    reconsider_image(central, run, &coordinador, id, why())
        .await
        .unwrap();
    assert_eq!(site.pending(Identification::Pending).await, [id]);
    reject_image(central, run, &two, id, why()).await.unwrap();
    assert!(site.pending(Identification::Pending).await.is_empty());
    verify_bitacora(central, run).await.unwrap();
}

#[tokio::test]
async fn images_of_nobody_and_roles_that_may_not_are_refused() {
    let mut site = Site::new().await;
    let admitted = site.photograph(1, ACTA).await;
    let (central, run) = (&site.test.central, &site.ejercicio);
    let unknown = DigitalizacionId::from_parts(1, &[9; 10]);
    for id in [unknown, admitted] {
        let found = find_pending(central, run, id).await;
        assert!(matches!(
            found,
            Err(IdentificacionError::Refused(IdentificacionRefused::Unknown))
        ));
    }
    assert_eq!(
        refused(site.identify(admitted, &acta(OTHER_ACTA)).await),
        IdentificacionRefused::Digitalizacion(DigitalizacionError::NotNow)
    );
    let ana = person("ana", Role::Capturista);
    let tried = record_attempt(central, run, &ana, admitted, why()).await;
    assert!(matches!(
        refused(tried),
        IdentificacionRefused::Digitalizacion(DigitalizacionError::Role(_))
    ));
}

#[tokio::test]
async fn the_same_bytes_for_two_actas_are_settled_by_saying_what_the_second_is() {
    let mut site = Site::new().await;
    site.photograph(1, ACTA).await;
    let second = site.photograph(1, OTHER_ACTA).await;
    assert_eq!(site.pending(Identification::Pending).await, [second]);
    let settled = async || {
        let mut tx = site.test.central.store.read("test").await.unwrap();
        let incidents = tx.list_incidents(site.ejercicio.row_id, 9).await.unwrap();
        assert_eq!(incidents.len(), 1);
        incidents[0].settled_at.is_some()
    };
    let by = supervisor("sup-1");
    let (central, run) = (&site.test.central, &site.ejercicio);
    record_attempt(central, run, &by, second, why())
        .await
        .unwrap();
    assert!(!settled().await);
    reject_image(central, run, &by, second, why())
        .await
        .unwrap();
    assert!(settled().await);
}
