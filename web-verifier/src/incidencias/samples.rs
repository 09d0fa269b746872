//! Pages of incidencias: none, some, with faults, one open and one closed, without ejercicio.

use super::view::{Detail, Line, abouts, mine, statuses};
use super::{IncidenciaPage, IncidenciasPage};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;
use crate::identificacion::Typed;

fn line(number: u32, shape: &'static str, state: &str) -> Line {
    Line {
        number,
        what: "La tableta no envía desde las nueve; ya se reinició dos veces y sigue con 14 \
               fotografías por enviar."
            .to_owned(),
        about: "Acta: Sección 3596 · Extraordinaria 01 contigua 02 · Jefatura de Gobierno"
            .to_owned(),
        place: "CATD 09-1".to_owned(),
        at: "02/06/2024 22:10".to_owned(),
        shape,
        state: state.to_owned(),
    }
}

fn list(lines: Vec<Line>, typed: Typed, faults: Faults) -> IncidenciasPage {
    IncidenciasPage {
        frame: frame(simulacro(), Some("Sara")),
        style: asset("monitor-estilo"),
        is_closed: false,
        counts: ["3", "14", "1,021"].map(str::to_owned),
        lines,
        estado: "pendientes".to_owned(),
        cargo: String::new(),
        statuses: statuses(),
        mine: mine(),
        places: vec![("catd:09-1".to_owned(), "CATD 09-1".to_owned())],
        abouts: abouts(),
        typed,
        faults,
    }
}

fn one(is_closed: bool, faults: Faults) -> IncidenciaPage {
    let said = |what: &str| {
        (
            "02/06/2024 22:10".to_owned(),
            "Sara Ruiz (sara)".to_owned(),
            what.to_owned(),
        )
    };
    IncidenciaPage {
        frame: frame(simulacro(), Some("Sara")),
        style: asset("monitor-estilo"),
        notice: "Anotado.",
        detail: Detail {
            line: line(17, "◑", "A cargo de Saúl Peña (saul)"),
            caller: "Operadora del CATD".to_owned(),
            is_closed,
            events: vec![
                said("La registró: «no envía»."),
                said("Anotó: «se llamó otra vez»."),
            ],
        },
        people: vec![(
            "p-1".to_owned(),
            "Saúl Peña (saul) · Coordinador".to_owned(),
        )],
        typed: Typed::default(),
        faults,
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const LIST: &str = "incidencias/incidencias.html";
    const ONE: &str = "incidencias/incidencia.html";
    let hostile = Typed::new(vec![("quien".to_owned(), "\"><script>".to_owned())]);
    let mut faults = Faults::at("quien", "escriba quién llama");
    faults.add("sobre", "ninguna acta coincide");
    faults.add("que", "escriba qué pasó");
    let lines = vec![
        line(
            17,
            "◑",
            "A cargo de María de los Ángeles Guadalupe Fernández-Villaseñor (maria.f)",
        ),
        line(16, "○", "Sin asignar"),
    ];
    let closed = IncidenciasPage {
        is_closed: true,
        ..list(Vec::new(), Typed::default(), Faults::default())
    };
    let none = list(Vec::new(), Typed::default(), Faults::default());
    let wrong = Faults::at("motivo-cerrar", "escriba el motivo");
    vec![
        page(LIST, "none", &none),
        page(LIST, "closed", &closed),
        page(LIST, "faults", &list(lines, hostile, faults)),
        page(ONE, "open, with faults", &one(false, wrong)),
        page(ONE, "closed", &one(true, Faults::default())),
    ]
}
