use std::time::Duration;

use prep_model::machines::captura::{Captura, CapturaOf};

use super::*;
use crate::store::Queued;

/// Puts `actas` made-up actas into the queue, in one transaction.
async fn fill(site: &Site, actas: u32) {
    let id = site.ejercicio.row_id;
    let ejercicio = site.ejercicio.ejercicio();
    let mut tx = site.central.store.begin("test").await.unwrap();
    for n in 0..actas {
        let key: ActaKey = format!("GUB/09{:04}C{:02}00/A02", n / 99 + 1, n % 99 + 1)
            .parse()
            .unwrap();
        let at = site.central.now().plus_micros(i64::from(n));
        let esperada = Acta::esperada(ejercicio.clone(), key.clone());
        let image = DigitalizacionId::from_parts(u64::from(n), &[1; 10]);
        let received = esperada
            .receive_image(Actor::System, image, at)
            .unwrap()
            .next;
        let opened = received.open_captura(at).unwrap().next;
        let row = ActaRow {
            ambito: prep_model::elecciones::AmbitoId::ENTIDAD,
            status: ActaStatus::Digitalizada,
            acta: opened,
            updated_at: at,
        };
        tx.insert_acta(id, &row).await.unwrap();
        let of = CapturaOf::Acta(key.clone());
        let captura = Captura::open(ejercicio.clone(), of, CapturaRules::default());
        let queued = Queued::of(&site.proceso, &key);
        tx.insert_captura(id, &key, &captura, queued, at)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// The 99th of 100 of `times`, and the median.
fn figures(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    (times[times.len() * 99 / 100], times[times.len() / 2])
}

#[expect(
    clippy::disallowed_methods,
    reason = "it measures how long a claim takes"
)]
async fn timed<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let start = std::time::Instant::now();
    let result = work.await;
    (start.elapsed(), result)
}

/// The measure of DESIGN 10: claims among many actas, by many people at once and by one who works
/// alone and has left everything behind waiting for somebody else.
#[tokio::test]
async fn claims_at_scale() {
    let full = std::env::var_os("PREP_TEST_FULL").is_some_and(|full| !full.is_empty());
    // The small dose holds the mechanism; figures are told by
    // PREP_TEST_FULL=1 cargo test --release -p central claims_at_scale -- --nocapture
    let (sizes, claims): (&[u32], usize) = if full {
        (&[40_552, 510_000], 5_000)
    } else {
        (&[1_000], 300)
    };
    for &actas in sizes {
        let site = Site::new(0).await;
        fill(&site, actas).await;
        let content = Problem::ImageIllegible;
        let mut many = Vec::new();
        for n in 0..claims * 2 / 5 {
            let by = capturista(&format!("c{}", n % 200));
            let (took, claimed) = timed(site.claim(&by)).await;
            many.push(took);
            let key = claimed.unwrap().key;
            report_problem(&site.central, &site.ejercicio, (&by, &key), content)
                .await
                .unwrap();
        }
        let (p99, median) = figures(many);
        println!("{actas} actas, 200 people: p99 {p99:?}, median {median:?}");

        let alone = capturista("sola");
        let mut own = Vec::new();
        for _ in 0..claims {
            let (took, claimed) = timed(site.claim(&alone)).await;
            own.push(took);
            let key = claimed.unwrap().key;
            report_problem(&site.central, &site.ejercicio, (&alone, &key), content)
                .await
                .unwrap();
        }
        let (p99, median) = figures(own.split_off(claims * 4 / 5));
        println!(
            "{actas} actas, alone behind {claims} of one's own: p99 {p99:?}, median {median:?}"
        );
        let (took, _) = timed(queue_figures(&site.central, &site.ejercicio, &alone)).await;
        println!("{actas} actas, figures of the queue: {took:?}");
    }
}
