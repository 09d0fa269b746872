use std::collections::BTreeMap;

use prep_model::progress::Pace;
use prep_model::time::Timestamp;

use crate::store::{BUCKET_MICROS, EjercicioRowId, StoreError, Tx};

/// How a night went, five minutes by five minutes. What is long past does not change, so only the last
/// two stretches are counted again.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    ejercicio: Option<EjercicioRowId>,
    /// Arrived and settled in each stretch that had any, by its number since 1970.
    buckets: BTreeMap<i64, (u64, u64)>,
}

/// How far it was at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurvePoint {
    /// The moment: the end of a stretch, or now.
    pub at: Timestamp,
    /// Actas of which something had come.
    pub recibidas: u64,
    /// Actas whose values stood.
    pub verificadas: u64,
}

impl Curve {
    /// Counts what is new.
    pub(super) async fn refresh(
        &mut self,
        tx: &mut Tx,
        ejercicio: EjercicioRowId,
    ) -> Result<(), StoreError> {
        if self.ejercicio != Some(ejercicio) {
            *self = Self {
                ejercicio: Some(ejercicio),
                buckets: BTreeMap::new(),
            };
        }
        // A transaction may be committed a little after the moment it names.
        let from = self.buckets.keys().next_back().map_or(0, |last| last - 1);
        let since = Timestamp::from_micros(from.saturating_mul(BUCKET_MICROS));
        let since = since.unwrap_or_else(|_| unreachable!("the start of a stretch counted before"));
        self.buckets.split_off(&from);
        for (bucket, actas) in tx.count_arrivals(ejercicio, since).await? {
            self.buckets.entry(bucket).or_default().0 += actas;
        }
        for (bucket, actas) in tx.count_settled(ejercicio, since).await? {
            self.buckets.entry(bucket).or_default().1 += actas;
        }
        Ok(())
    }

    /// The night so far, up to `now`.
    pub fn points(&self, now: Timestamp) -> Vec<CurvePoint> {
        let (mut recibidas, mut verificadas) = (0, 0);
        let point = |(bucket, (arrived, settled)): (&i64, &(u64, u64))| {
            recibidas += arrived;
            verificadas += settled;
            let end = bucket.saturating_add(1).saturating_mul(BUCKET_MICROS);
            let end = Timestamp::from_micros(end).unwrap_or(now);
            CurvePoint {
                at: end.min(now),
                recibidas,
                verificadas,
            }
        };
        self.buckets.iter().map(point).collect()
    }

    /// What came and what was settled in about the last half hour: the whole stretches in it and the
    /// present one.
    pub fn pace(&self, now: Timestamp) -> Pace {
        let first = now.micros().div_euclid(BUCKET_MICROS) - 6;
        let lately = self.buckets.range(first..).map(|(_, counts)| counts);
        let (arrived, done) = lately.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
        let since = first.saturating_mul(BUCKET_MICROS);
        let minutes = now.micros().saturating_sub(since) / 60_000_000;
        Pace {
            arrived,
            done,
            minutes: u32::try_from(minutes).unwrap_or(30),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_add_up_and_the_pace_is_that_of_the_last_half_hour() {
        let curve = Curve {
            ejercicio: None,
            buckets: [(100, (10, 0)), (101, (5, 4)), (110, (7, 9))].into(),
        };
        let now = Timestamp::from_micros(110 * BUCKET_MICROS + 60_000_000).unwrap();
        let points = curve.points(now);
        let told: Vec<_> = points
            .iter()
            .map(|p| (p.recibidas, p.verificadas))
            .collect();
        assert_eq!(told, [(10, 0), (15, 4), (22, 13)]);
        assert_eq!(points[0].at.micros(), 101 * BUCKET_MICROS);
        assert_eq!(points[2].at, now, "a stretch that is not over ends now");
        let pace = curve.pace(now);
        assert_eq!((pace.arrived, pace.done, pace.minutes), (7, 9, 31));
    }
}
