//! The use cases over a real database in a temporary folder, with a clock turned by hand.

mod captures;
mod drafts;
mod fila;
mod onwards;
mod queue;
mod refusals;
mod scale;
mod verificaciones;

use std::collections::BTreeMap;
use std::sync::Arc;

use prep_model::bitacora::{Actor, Event, Subject, VerificacionReason};
use prep_model::claves::ActaKey;
use prep_model::contract::{DeviceId, DigitalizacionId};
use prep_model::elecciones::CampoId;
use prep_model::machines::acta::{Acta, ActaStatus};
use prep_model::machines::captura::CapturaRules;
use prep_model::machines::ejercicio::Ejercicio;
use prep_model::people::{Person, Role};
use prep_model::perfiles::ModoCaptura;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;

use super::open_captura::open_with_rules;
use super::*;
use crate::Central;
use crate::bitacora::verify_bitacora;
use crate::clock::ManualClock;
use crate::store::{ActaRow, CapturaRow, EjercicioRow, ProcesoRow, Queued};
use crate::testing::{TestCentral, VALUES};

/// The actas used: ordinary ones of the sample's elección `GUB`.
const ACTAS: [&str; 3] = [
    "GUB/090001B0100/A02",
    "GUB/090001C0100/A02",
    "GUB/090001C0200/A02",
];

/// A data centre with one open ejercicio.
struct Site {
    central: Central,
    clock: Arc<ManualClock>,
    proceso: Proceso,
    ejercicio: EjercicioRow,
    /// Keeps the folder.
    _test: TestCentral,
}

fn person(id: &str, role: Role) -> Person {
    let id = id.parse().unwrap();
    Person { id, role }
}

fn capturista(id: &str) -> Person {
    person(id, Role::Capturista)
}

fn verificador(id: &str) -> Person {
    person(id, Role::Verificador)
}

fn campo(id: &str) -> CampoId {
    id.parse().unwrap()
}

fn acta(n: usize) -> ActaKey {
    ACTAS[n].parse().unwrap()
}

/// [`VALUES`] with some of them changed.
fn typed(changes: &[(&str, &str)]) -> TypedActa {
    let all = VALUES.iter().chain(changes);
    let campos: BTreeMap<_, _> = all
        .map(|(id, text)| (campo(id), (*text).to_owned()))
        .collect();
    TypedActa {
        campos,
        ..TypedActa::default()
    }
}

impl Site {
    /// With the first `actas` of [`ACTAS`] in the queue, one second after another.
    async fn new(actas: usize) -> Self {
        Self::with_rules(actas, CapturaRules::default()).await
    }

    async fn with_rules(actas: usize, rules: CapturaRules) -> Self {
        let test = TestCentral::empty().await;
        let central = test.central.clone();
        let ejercicio = open_ejercicio(&central).await;
        let site = Self {
            central,
            clock: test.clock.clone(),
            proceso: proceso_files::sample::proceso(),
            ejercicio,
            _test: test,
        };
        for n in 0..actas {
            site.queue_acta(acta(n), rules).await;
            site.clock.advance_seconds(1);
        }
        site
    }

    /// An acta of which an image has just arrived.
    async fn queue_acta(&self, key: ActaKey, rules: CapturaRules) {
        let queued = Queued::of(&self.proceso, &key);
        self.queue_acta_as(key, rules, queued).await;
    }

    async fn queue_acta_as(&self, key: ActaKey, rules: CapturaRules, queued: Queued) {
        let now = self.central.now();
        let id = self.ejercicio.row_id;
        let image =
            DigitalizacionId::from_parts(1, &[u8::try_from(key.to_string().len()).unwrap(); 10]);
        let device = Actor::Device(DeviceId::from_parts(1, &[7; 10]));
        let esperada = Acta::esperada(self.ejercicio.ejercicio().clone(), key);
        let row = ActaRow {
            ambito: self.proceso.ambito(esperada.key()).unwrap(),
            status: ActaStatus::Esperada,
            acta: esperada.clone(),
            updated_at: now,
        };
        let received = esperada.receive_image(device, image, now).unwrap();
        let mut tx = self.central.store.begin("test").await.unwrap();
        tx.insert_acta(id, &row).await.unwrap();
        let status = received.next.status(None);
        tx.update_acta(id, &received.next, status, now)
            .await
            .unwrap();
        tx.append_bitacora(id, &received.event).await.unwrap();
        let rules = (rules, queued);
        let opened = open_with_rules(&mut tx, &self.ejercicio, received.next, rules, now).await;
        assert_eq!(opened.unwrap().rounds(), 1);
        tx.commit().await.unwrap();
    }

    async fn claim(&self, by: &Person) -> Option<ClaimedCaptura> {
        claim_captura(&self.central, &self.ejercicio, by)
            .await
            .unwrap()
    }

    async fn finish(
        &self,
        by: &Person,
        key: &LeaseKey,
        typed: &TypedActa,
    ) -> Result<(), CapturaUseCaseError> {
        finish_captura(
            &self.central,
            &self.proceso,
            &self.ejercicio,
            (by, key),
            typed,
        )
        .await
    }

    /// Claims and finishes.
    async fn capture(&self, by: &Person, typed: &TypedActa) -> LeaseKey {
        let claimed = self.claim(by).await.expect("something waits");
        self.finish(by, &claimed.key, typed).await.unwrap();
        claimed.key
    }

    async fn claim_verificacion(&self, by: &Person) -> Option<ClaimedVerificacion> {
        claim_verificacion(&self.central, &self.ejercicio, by)
            .await
            .unwrap()
    }

    async fn resolve(
        &self,
        by: &Person,
        key: &LeaseKey,
        decision: ShownDecision,
    ) -> Result<(), CapturaUseCaseError> {
        let resolution = ShownResolution {
            decision,
            reason: VerificacionReason::ErrorDeCaptura,
        };
        let who = (by, key);
        resolve_verificacion(
            &self.central,
            &self.proceso,
            &self.ejercicio,
            who,
            &resolution,
        )
        .await
    }

    async fn row(&self, n: usize) -> CapturaRow {
        let mut tx = self.central.store.read("test").await.unwrap();
        let row = tx
            .find_captura_of_acta(self.ejercicio.row_id, &acta(n))
            .await;
        row.unwrap().expect("it is in the queue")
    }

    async fn acta(&self, n: usize) -> ActaRow {
        let mut tx = self.central.store.read("test").await.unwrap();
        let row = tx.find_acta(self.ejercicio.row_id, &acta(n)).await;
        row.unwrap().expect("it is esperada")
    }

    /// The names of the events of an acta, in order.
    async fn events(&self, n: usize) -> Vec<String> {
        let mut tx = self.central.store.read("test").await.unwrap();
        let events = tx
            .list_events_of(self.ejercicio.row_id, &Subject::Acta(acta(n)))
            .await;
        events
            .unwrap()
            .iter()
            .map(|stored| Event::name(&stored.event))
            .collect()
    }

    /// The stored value of a field of what settled.
    async fn settled(&self, n: usize, id: &str) -> Option<String> {
        let mut tx = self.central.store.read("test").await.unwrap();
        let found = tx.find_settled(self.ejercicio.row_id, &acta(n), 1).await;
        let captured = found.unwrap()?.captured;
        captured
            .values()
            .get(&campo(id))
            .map(|value| value.to_string())
    }
}

async fn open_ejercicio(central: &Central) -> EjercicioRow {
    let now = central.now();
    let proceso = ProcesoRow {
        id: "muestra-2027".parse().unwrap(),
        imported_at: now,
        catalogue_sha256: prep_model::contract::Sha256Digest::of(b"test"),
    };
    let by = person("p0", Role::Administrador);
    let created = Ejercicio::create("simulacro-1".parse().unwrap(), &by, now).unwrap();
    let mut tx = central.store.begin("test").await.unwrap();
    tx.insert_proceso(&proceso).await.unwrap();
    tx.insert_ejercicio(&proceso.id, &created.next, now)
        .await
        .unwrap();
    let mut row = tx.list_ejercicios().await.unwrap().remove(0);
    row.is_open = true;
    tx.update_ejercicio(&row).await.unwrap();
    tx.commit().await.unwrap();
    row
}

/// The refusal, of a use case that must end in one.
fn refused<T: std::fmt::Debug>(result: Result<T, CapturaUseCaseError>) -> CapturaRefused {
    match result {
        Err(CapturaUseCaseError::Refused(refused)) => refused,
        other => panic!("refused, not {other:?}"),
    }
}
