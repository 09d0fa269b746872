//! Monitors: a night in the middle, one that begins, one without ejercicio; lists with and without
//! rows.

use std::sync::Arc;

use central::cortes::CorteBoard;
use central::monitor::{CurvePoint, MonitorBoard, PersonFigures, WaitingFigures};
use central::store::{ActaCount, Stage};
use prep_model::machines::acta::ActaStatus;
use prep_model::machines::corte::{Agenda, Schedule};
use prep_model::people::PersonId;
use prep_model::perfiles::MinutosEntreCortes;
use prep_model::progress::Pace;
use prep_model::time::Timestamp;
use time::UtcOffset;

use super::actas::{ActaFoundRow, ActasPage, choices};
use super::flow::View;
use super::people::{PeoplePage, PersonRow};
use super::{MonitorPage, tabs};
use crate::every_page::{Sample, asset, frame, page, simulacro};

fn at(minutes: i64) -> Timestamp {
    let start = Timestamp::from_micros(1_717_380_000_000_000).unwrap();
    start.plus_seconds(minutes * 60)
}

fn actas(is_night: bool) -> Vec<ActaCount> {
    let mut actas = Vec::new();
    for distrito in 1..=33 {
        for (n, eleccion) in ["GUB", "DIP_LOC"].into_iter().enumerate() {
            let mut count = |status, number| {
                actas.push(ActaCount {
                    eleccion: eleccion.parse().unwrap(),
                    distrito,
                    status,
                    actas: number,
                });
            };
            let done = if is_night {
                u64::from(distrito) * 12
            } else {
                0
            };
            count(ActaStatus::Esperada, 410 - done + n as u64);
            count(ActaStatus::Verificada, done);
        }
    }
    actas
}

fn cortes(now: Timestamp) -> CorteBoard {
    let schedule = Schedule {
        from: at(0),
        every: MinutosEntreCortes::new(20).unwrap(),
        until: None,
    };
    let agenda = Agenda::new("simulacro-1".parse().unwrap());
    CorteBoard {
        at: now,
        next: schedule.next(&agenda, None, true, now),
        late_since: schedule.late_since(None, now),
        schedule,
        agenda,
        cortes: Vec::new(),
    }
}

fn board(is_night: bool) -> MonitorBoard {
    let now = at(if is_night { 245 } else { 1 });
    let curve = (1..=48).map(|n: i64| CurvePoint {
        at: at(n * 5),
        recibidas: 300 * n.unsigned_abs(),
        verificadas: 6 * n.unsigned_abs() * n.unsigned_abs(),
    });
    let waiting = |stage, rounds, stuck| WaitingFigures {
        stage,
        rounds,
        oldest: Some(at(12)),
        stuck,
    };
    let person = |id: &str, capturas, holding| PersonFigures {
        person: PersonId::new(id).unwrap(),
        capturas,
        verificaciones: 3,
        last_at: Some(at(240)),
        holding,
    };
    let some = u64::from(is_night);
    MonitorBoard {
        at: now,
        proceso: Some(Arc::new(proceso_files::sample::proceso())),
        actas: actas(is_night),
        waiting: if is_night {
            vec![
                waiting(Stage::ToCapture, 2_400, 312),
                waiting(Stage::Capturing, 198, 0),
                waiting(Stage::ToVerify, 77, 3),
            ]
        } else {
            Vec::new()
        },
        people: if is_night {
            vec![person("p-1", 61, true), person("p-2", 48, false)]
        } else {
            Vec::new()
        },
        pairs: if is_night { (1_140, 1_032) } else { (0, 0) },
        curve: if is_night {
            curve.collect()
        } else {
            Vec::new()
        },
        pace: Pace {
            arrived: 300 * some,
            done: 1_500 * some,
            minutes: 30,
        },
        unidentified: 4 * some,
        incidencias: 11 * some,
        cortes: Some(cortes(now)),
    }
}

fn live(view: View, board: Option<&MonitorBoard>) -> MonitorPage {
    let offset = UtcOffset::from_hms(-6, 0, 0).unwrap();
    MonitorPage {
        frame: frame(simulacro(), Some("Ana")),
        style: asset("monitor-estilo"),
        script: asset("monitor"),
        title: view.title(),
        tabs: tabs(prep_model::people::Role::Supervisor, view.path()),
        follow: format!("/monitor/cambios?vista={}", view.name()),
        figures: view.write(board, offset).unwrap(),
        is_wall: view == View::Pared,
    }
}

fn found(rows: usize, is_closed: bool) -> ActasPage {
    let row = |n: usize| ActaFoundRow {
        key: format!("GUB/09{n:04}E0102/A02"),
        place: format!("Sección {n:04} · Extraordinaria 01 contigua 02"),
        eleccion: "Diputaciones Locales por el principio de Mayoría Relativa".to_owned(),
        state: "Por verificar otra vez".to_owned(),
        age: "01:12:09".to_owned(),
    };
    ActasPage {
        frame: frame(simulacro(), Some("Ana")),
        style: asset("monitor-estilo"),
        tabs: tabs(prep_model::people::Role::Monitor, "/monitor/actas"),
        which: "atoradas",
        whiches: choices(),
        elecciones: vec![("GUB".to_owned(), "Jefatura de Gobierno".to_owned())],
        distritos: vec![("9".to_owned(), "Distrito 9".to_owned())],
        eleccion: String::new(),
        distrito: "9".to_owned(),
        meaning: "Actas que están en la fila desde hace más de una hora.",
        count: format!("{rows} actas."),
        rows: (1..=rows).map(row).collect(),
        is_closed,
    }
}

fn people(at: &str, rows: usize) -> PeoplePage {
    let row = |n: usize| PersonRow {
        name: format!("María de los Ángeles Fernández-Villaseñor y Ruiz (persona.{n})"),
        capturas: "61".to_owned(),
        verificaciones: "0".to_owned(),
        age: "00:00:41".to_owned(),
        shape: "●",
        state: "Con un acta en pantalla",
    };
    PeoplePage {
        frame: frame(simulacro(), Some("Ana")),
        style: asset("monitor-estilo"),
        tabs: tabs(prep_model::people::Role::Supervisor, "/monitor/personas"),
        at: at.to_owned(),
        rows: (0..rows).map(row).collect(),
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const LIVE: &str = "monitor/monitor.html";
    let (night, morning) = (board(true), board(false));
    let mut samples = vec![page(LIVE, "closed", &live(View::Avance, None))];
    let bare = MonitorBoard {
        actas: Vec::new(),
        proceso: None,
        cortes: None,
        ..board(false)
    };
    samples.push(page(LIVE, "no actas", &live(View::Avance, Some(&bare))));
    samples.push(page(LIVE, "no tiles", &live(View::Distritos, Some(&bare))));
    for view in View::ALL {
        samples.push(page(LIVE, "a night", &live(view, Some(&night))));
        samples.push(page(LIVE, "a beginning", &live(view, Some(&morning))));
    }
    samples.push(page("monitor/actas.html", "some", &found(12, false)));
    samples.push(page("monitor/actas.html", "none", &found(0, false)));
    samples.push(page("monitor/actas.html", "closed", &found(0, true)));
    let when = "02/06/2024 23:59";
    samples.push(page("monitor/personas.html", "some", &people(when, 12)));
    samples.push(page("monitor/personas.html", "none", &people(when, 0)));
    samples.push(page("monitor/personas.html", "closed", &people("", 0)));
    samples
}
