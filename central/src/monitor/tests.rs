use prep_model::bitacora::Actor;
use prep_model::contract::DigitalizacionId;
use prep_model::elecciones::AmbitoId;
use prep_model::machines::acta::{Acta, ActaStatus};
use prep_model::machines::captura::{Captura, CapturaOf, CapturaRules};
use prep_model::people::Role;
use prep_model::progress::Forecast;

use super::*;
use crate::capturas::{Problem, claim_captura, report_problem};
use crate::procesos::load_proceso_of;
use crate::store::{ActaFilter, ActaRow, EjercicioRow, Queued, Stage};
use crate::testing::{ACTA, TestCentral, deliver, jpeg, person};

async fn site() -> (TestCentral, EjercicioRow) {
    let test = TestCentral::open().await;
    let mut tx = test.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    (test, ejercicio)
}

#[tokio::test]
async fn a_board_tells_actas_queue_people_and_curve_as_they_are() {
    let (test, run) = site().await;
    let central = &test.central;
    let mut curve = Curve::default();
    let board = monitor_board(central, &mut curve).await.unwrap().unwrap();
    let all = Counts::of(&board.actas).total();
    let expected = load_proceso_of(central, &run).await.unwrap();
    let expected: usize = expected
        .casillas()
        .iter()
        .map(|c| c.acta_keys().count())
        .sum();
    assert_eq!(all.esperadas(), expected as u64);
    assert_eq!(all.with(ActaStatus::Esperada), expected as u64);
    let distritos = Counts::by_distrito(&board.actas);
    assert!(
        distritos.keys().any(|distrito| *distrito > 0),
        "{distritos:?}"
    );
    assert_eq!(
        (board.backlog(), board.active(), board.forecast()),
        (0, 0, Forecast::Empty)
    );
    assert!(board.plan().is_some() && board.curve.is_empty());

    let mut tablet = test.tablet("t1").await;
    deliver(central, &mut tablet, &jpeg(1), ACTA).await;
    let ana = person("ana", Role::Capturista);
    let claimed = claim_captura(central, &run, &ana).await.unwrap().unwrap();
    let board = monitor_board(central, &mut curve).await.unwrap().unwrap();
    assert_eq!((board.backlog(), board.active()), (1, 1));
    assert_eq!(board.waiting[0].stage, Stage::Capturing);
    assert_eq!(board.curve.last().map(|point| point.recibidas), Some(1));
    let problem = Problem::ImageIllegible;
    report_problem(central, &run, (&ana, &claimed.key), problem)
        .await
        .unwrap();
    let board = monitor_board(central, &mut curve).await.unwrap().unwrap();
    assert_eq!(board.waiting[0].stage, Stage::ToPair);
    assert_eq!(board.people[0].capturas, 1);
    assert!(!board.people[0].holding && board.people[0].is_active(board.at));
    assert_eq!(board.forecast(), Forecast::Unknown);

    test.clock.advance_seconds(2 * 3_600);
    let board = monitor_board(central, &mut curve).await.unwrap().unwrap();
    assert_eq!(
        (board.stuck(), board.active(), board.people.len()),
        (1, 0, 0)
    );
    let beto = person("beto", Role::Capturista);
    let claimed = claim_captura(central, &run, &beto).await.unwrap().unwrap();
    let key = (&beto, &claimed.key);
    report_problem(central, &run, key, problem).await.unwrap();
    let board = monitor_board(central, &mut curve).await.unwrap().unwrap();
    assert_eq!(board.pairs, (1, 0), "nothing settled: nobody could read it");
    assert_eq!(board.backlog(), 0);
}

#[tokio::test]
async fn actas_are_listed_as_missing_stuck_or_late() {
    let (test, run) = site().await;
    let central = &test.central;
    let list = async |which, filter: &ActaFilter| {
        let found = list_actas(central, &run, which, filter).await;
        found.unwrap()
    };
    let any = ActaFilter::default();
    let missing = list(Which::Missing, &any).await;
    assert!(missing.iter().any(|found| found.acta.to_string() == ACTA));
    assert!(list(Which::Late, &any).await.is_empty());
    let mut tablet = test.tablet("t1").await;
    deliver(central, &mut tablet, &jpeg(1), ACTA).await;
    assert!(list(Which::Stuck, &any).await.is_empty());
    test.clock.advance_seconds(3_601);
    let stuck = list(Which::Stuck, &any).await;
    assert_eq!(stuck.len(), 1);
    assert_eq!(
        stuck[0].waits.map(|(stage, _)| stage),
        Some(Stage::ToCapture)
    );
    let late = list(Which::Late, &any).await;
    assert!(!late.is_empty(), "others of the casilla have not come");
    assert!(late.iter().all(|found| {
        found.acta.casilla == ACTA.parse::<prep_model::claves::ActaKey>().unwrap().casilla
    }));
    let gub = ActaFilter {
        eleccion: Some("GUB".parse().unwrap()),
        distrito: None,
    };
    let only = list(Which::Missing, &gub).await;
    assert!(
        !only.is_empty()
            && only
                .iter()
                .all(|found| found.acta.eleccion.as_str() == "GUB")
    );
    let nowhere = ActaFilter {
        eleccion: None,
        distrito: Some(999),
    };
    for which in [Which::Missing, Which::Late, Which::Stuck] {
        assert!(list(which, &nowhere).await.is_empty());
    }
}

#[tokio::test]
async fn a_feed_computes_once_for_all_and_tells_what_is_new() {
    let (test, _) = site().await;
    let feed = MonitorFeed::over(test.central.clone());
    let (one, two) = (feed.latest().await.unwrap(), feed.latest().await.unwrap());
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(std::sync::Arc::ptr_eq(&one, &two), "computed once");
    let mut watch = feed.watch();
    assert!(watch.next().await.unwrap().is_some());
    let mut tablet = test.tablet("t1").await;
    deliver(&test.central, &mut tablet, &jpeg(1), ACTA).await;
    let told = async {
        loop {
            watch.changed().await.unwrap();
            let board = watch.next().await.unwrap().unwrap();
            if board.backlog() == 1 {
                return;
            }
        }
    };
    let patience = std::time::Duration::from_mins(1);
    let told = tokio::time::timeout(patience, told).await;
    told.expect("what came is told");
}

#[tokio::test]
async fn without_an_open_ejercicio_there_are_no_figures() {
    let test = TestCentral::empty().await;
    let feed = MonitorFeed::over(test.central.clone());
    assert!(feed.latest().await.unwrap().is_none());
}

/// Puts `actas` made-up actas into the queue, in one transaction.
async fn fill(test: &TestCentral, run: &EjercicioRow, actas: u32) {
    let proceso = load_proceso_of(&test.central, run).await.unwrap();
    let mut tx = test.central.store.begin("test").await.unwrap();
    for n in 0..actas {
        let key: prep_model::claves::ActaKey =
            format!("GUB/09{:04}C{:02}00/A02", n / 99 + 1, n % 99 + 1)
                .parse()
                .unwrap();
        let at = test.central.now().plus_micros(i64::from(n));
        let image = DigitalizacionId::from_parts(u64::from(n), &[1; 10]);
        let esperada = Acta::esperada(run.ejercicio().clone(), key.clone());
        let received = esperada.receive_image(Actor::System, image, at).unwrap();
        let row = ActaRow {
            ambito: AmbitoId::ENTIDAD,
            status: ActaStatus::Digitalizada,
            acta: received.next.open_captura(at).unwrap().next,
            updated_at: at,
        };
        if tx.find_acta(run.row_id, &key).await.unwrap().is_none() {
            tx.insert_acta(run.row_id, &row).await.unwrap();
        }
        let of = CapturaOf::Acta(key.clone());
        let captura = Captura::open(run.ejercicio().clone(), of, CapturaRules::default());
        let queued = Queued::of(&proceso, &key);
        tx.insert_captura(run.row_id, &key, &captura, queued, at)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// How long one computation takes with everything in the queue. The small dose holds the mechanism;
/// figures are told by PREP_TEST_FULL=1 and --nocapture.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn a_board_at_scale() {
    let full = std::env::var_os("PREP_TEST_FULL").is_some_and(|full| !full.is_empty());
    let sizes: &[u32] = if full { &[40_552, 510_000] } else { &[300] };
    for &actas in sizes {
        let (test, run) = site().await;
        fill(&test, &run, actas).await;
        let mut curve = Curve::default();
        for time in ["first", "again", "and again"] {
            let start = std::time::Instant::now();
            let board = monitor_board(&test.central, &mut curve).await;
            println!("{actas} actas, {time}: {:?}", start.elapsed());
            assert_eq!(board.unwrap().unwrap().backlog(), u64::from(actas));
        }
    }
}
