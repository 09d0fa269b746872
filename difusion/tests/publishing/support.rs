//! A night whose cortes are published into temporary folders.
#![allow(dead_code, reason = "every test file uses its part")]

use std::sync::Arc;

use central::bitacora::chain_events;
use central::changes::list_changes;
use central::procesos::load_proceso_of;
use central::store::{EjercicioRow, EventRowId};
use central::testing::TestCentral;
use difusion::folder::{CorteFolder, Places};
use difusion::package::PackageFile;
use difusion::publish::{
    Checker, Outcome, PublishError, Published, Publisher, Review, Reviewer, Tick,
};
use prep_model::claves::EjercicioId;
use prep_model::perfiles::Perfil;
use prep_model::proceso::Proceso;

/// An open ejercicio of the sample and a place for its cortes.
pub(crate) struct Night {
    pub(crate) test: TestCentral,
    pub(crate) places: Places,
    pub(crate) publisher: Publisher,
    name: EjercicioId,
    _folder: tempfile::TempDir,
}

/// The checker, whose word a test may add to.
pub(crate) struct And<F>(pub(crate) F);

impl<F: Fn(&mut Review) + Send + Sync> Reviewer for And<F> {
    fn review(&self, files: &[PackageFile], perfil: &Perfil) -> Review {
        let mut review = Checker.review(files, perfil);
        (self.0)(&mut review);
        review
    }
}

impl Night {
    pub(crate) async fn open() -> Self {
        Self::of("simulacro-1").await
    }

    pub(crate) async fn of(ejercicio: &str) -> Self {
        let test = TestCentral::empty().await;
        test.begin(ejercicio).await;
        test.open_run(ejercicio).await;
        let folder = tempfile::tempdir().unwrap();
        let places = Places {
            root: folder.path().join("cortes"),
            copy: Some(folder.path().join("copia")),
        };
        Self {
            publisher: Publisher::new(test.central.clone(), places.clone()),
            places,
            name: EjercicioId::new(ejercicio).unwrap(),
            test,
            _folder: folder,
        }
    }

    /// The same with another reader of the files.
    pub(crate) fn reviewed_by(mut self, reviewer: Arc<dyn Reviewer>) -> Self {
        let (central, places) = (self.test.central.clone(), self.places.clone());
        self.publisher = Publisher::with_reviewer(central, places, reviewer);
        self
    }

    pub(crate) fn another_publisher(&self) -> Publisher {
        Publisher::new(self.test.central.clone(), self.places.clone())
    }

    pub(crate) async fn ejercicio(&self) -> (EjercicioRow, Arc<Proceso>) {
        let mut tx = self.test.central.store.read("test").await.unwrap();
        let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
        drop(tx);
        let proceso = load_proceso_of(&self.test.central, &ejercicio).await;
        (ejercicio, proceso.unwrap())
    }

    pub(crate) async fn now(&self) -> Result<Outcome, PublishError> {
        let (ejercicio, proceso) = self.ejercicio().await;
        self.publisher
            .publish_now(&ejercicio, &proceso, false)
            .await
    }

    pub(crate) async fn tick(&self) -> Result<Tick, PublishError> {
        self.publisher.tick().await
    }

    pub(crate) fn folder(&self) -> CorteFolder {
        self.places.first(&central::testing::proceso(), &self.name)
    }

    /// Names of the events of cortes, in order.
    pub(crate) async fn events(&self) -> Vec<String> {
        let (row, _) = self.ejercicio().await;
        // On PostgreSQL readers are told what is chained.
        chain_events(&self.test.central, &row).await.unwrap();
        let changes = list_changes(&self.test.central, &row, EventRowId::START).await;
        let names = changes.unwrap().into_iter().map(|change| change.name);
        names.filter(|name| name.starts_with("corte.")).collect()
    }
}

/// What was published, or a panic that says what happened instead.
pub(crate) fn published(outcome: Result<Outcome, PublishError>) -> Published {
    match outcome {
        Ok(Outcome::Published(published)) => *published,
        other => panic!("not published: {other:?}"),
    }
}
