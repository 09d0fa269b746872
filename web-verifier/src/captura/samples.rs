//! Pages of captura as they look empty, half typed, with faults and with the longest names.

use central::capturas::QueueFigures;

use super::view::{ActaHead, CampoView, QueueView, Sum};
use super::{CapturaDesk, CapturaPage, LostPage, QueuePage, SCRIPTS, problems};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;

pub(crate) fn head(place: &str) -> ActaHead {
    ActaHead {
        place: place.to_owned(),
        eleccion: "Jefatura de Gobierno".to_owned(),
        form: "GUB-A02".to_owned(),
    }
}

pub(crate) fn queue(waiting: u64) -> QueueView {
    let now = prep_model::time::Timestamp::from_micros(1_717_380_000_000_000).unwrap();
    QueueView::of(&QueueFigures {
        waiting,
        oldest: (waiting > 0).then(|| now.plus_seconds(-192)),
        finished: 61,
        halt: None,
        now,
    })
}

pub(crate) fn campo(id: &str, full_name: &str, text: &str) -> CampoView {
    CampoView {
        id: id.to_owned(),
        name: id.replace('_', " "),
        full_name: full_name.to_owned(),
        colors: vec!["#0055a5".to_owned(), "#ff0000".to_owned()],
        digits: 3,
        is_voto: id != "TOTAL_VOTOS_ASENTADO",
        is_total: id == "TOTAL_VOTOS_ASENTADO",
        text: text.to_owned(),
        is_marked: text == "22",
        fault: String::new(),
    }
}

fn captura(texts: [&str; 3], faults: Faults, notice: &'static str) -> CapturaPage {
    let mut campos = vec![
        campo("PAN", "Partido Acción Nacional", texts[0]),
        campo(
            "PAN_PRI_PRD",
            "Coalición con el nombre más largo que un instituto haya registrado jamás",
            texts[1],
        ),
        campo("TOTAL_VOTOS_ASENTADO", "", texts[2]),
    ];
    for campo in &mut campos {
        campo.fault = faults.of(&format!("campo-{}", campo.id)).to_owned();
    }
    CapturaPage {
        frame: frame(simulacro(), Some("Ana")),
        style: asset("captura-estilo"),
        scripts: SCRIPTS.map(asset).to_vec(),
        address: "/captura/0123456789abcdef0123456789abcdef".to_owned(),
        image: "/captura/0123456789abcdef0123456789abcdef/imagen".to_owned(),
        mark: "fedcba9876543210fedcba9876543210".to_owned(),
        acta: head("Sección 3596 · Extraordinaria 01 contigua 02"),
        sum: Sum::of(&campos),
        campos,
        queue: Some(queue(214)),
        faults,
        notice,
        problems: problems(),
        practice: None,
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const CAPTURA: &str = "captura/captura.html";
    const QUEUE: &str = "captura/queue.html";
    let hostile = "\"><script>";
    let mut faults = Faults::at("campo-PAN", "PAN: no es un número");
    faults.add("campo-PAN_PRI_PRD", "PAN PRI PRD: falta");
    let queue_page = |waiting, faults, notice| QueuePage {
        frame: frame(simulacro(), Some("Ana")),
        title: "Captura",
        claim: "/captura/siguiente",
        recall: Some("/captura/recuperar"),
        queue: Some(queue(waiting)),
        notice,
        faults,
    };
    let lost = LostPage {
        frame: frame(simulacro(), Some("Ana")),
        title: "Captura",
        queue: "/captura",
    };
    let nothing = Faults::whole("ya no hay una captura suya que pueda recuperar en esta acta");
    let halted = QueuePage {
        queue: Some(QueueView {
            halt: "La supervisión detuvo la fila.".to_owned(),
            ..queue(0)
        }),
        ..queue_page(0, Faults::default(), "")
    };
    let closed = QueuePage::closed::<CapturaDesk>(frame(simulacro(), Some("Ana")));
    vec![
        page(
            CAPTURA,
            "empty",
            &captura(["", "", ""], Faults::default(), ""),
        ),
        page(
            CAPTURA,
            "the sum differs",
            &captura(["22", "/", "27"], Faults::default(), "Guardada. Siguiente."),
        ),
        page(CAPTURA, "faults", &captura([hostile, "", "5"], faults, "")),
        page(
            QUEUE,
            "empty",
            &queue_page(0, Faults::default(), "Guardada."),
        ),
        page(
            QUEUE,
            "more than can be counted",
            &queue_page(1_001, Faults::default(), ""),
        ),
        page(QUEUE, "nothing to recall", &queue_page(3, nothing, "")),
        page(QUEUE, "closed", &closed),
        page(QUEUE, "halted", &halted),
        page("captura/lost.html", "lost", &lost),
    ]
}
