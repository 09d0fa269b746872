//! Moments as the people of an entidad read them.

use std::sync::Arc;

use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use central::{Central, Failure};
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use proceso_files::folder::local_text;

/// The clock by which moments are told: the entidad's, or UTC where no proceso says which it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hour(Option<Arc<Proceso>>);

impl Hour {
    /// The hour of the entidad in which an ejercicio is run.
    pub(crate) async fn of(central: &Central, ejercicio: &EjercicioRow) -> Result<Self, Failure> {
        let proceso = load_proceso_of(central, ejercicio).await?;
        Ok(Self(Some(proceso)))
    }

    /// The hour of the ejercicio that is open or being prepared.
    pub(crate) async fn current(central: &Central) -> Result<Self, Failure> {
        let mut tx = central.store.read("hour_now").await?;
        let current = tx.find_current_ejercicio().await?;
        drop(tx);
        match &current {
            Some(ejercicio) => Self::of(central, ejercicio).await,
            None => Ok(Self::default()),
        }
    }

    /// A moment to the second, `2027-06-06T20:15:03-06:00`.
    pub(crate) fn text(&self, moment: Timestamp) -> String {
        let whole = moment.plus_micros(-(moment.micros() % 1_000_000));
        match &self.0 {
            Some(proceso) => local_text(proceso.head(), whole),
            None => whole.to_string().replace(".000000Z", "Z"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proceso_files::sample;

    use super::*;

    #[test]
    fn moments_are_told_at_the_hour_of_the_entidad_else_of_utc() {
        let moment: Timestamp = "2027-06-07T02:15:03.250000Z".parse().unwrap();
        let here = Hour(Some(Arc::new(sample::proceso())));
        assert_eq!(here.text(moment), "2027-06-06T20:15:03-06:00");
        assert_eq!(Hour::default().text(moment), "2027-06-07T02:15:03Z");
    }
}
