//! Pages of identificación: nothing to do, an image to identify, one proposed, one confirmed.

use super::typed::Typed;
use super::view::{FoundActa, Row, Tab, tipos};
use super::{ImagePage, ListPage, Stage};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;
use central::store::Identification;

const ID: &str = "018fd5c0-7c00-7000-8000-000000000001";

fn list(rows: Vec<Row>, is_closed: bool) -> ListPage {
    ListPage {
        frame: frame(simulacro(), Some("Sara")),
        style: asset("supervision-estilo"),
        notice: "Intento anotado.",
        is_closed,
        tabs: Tab::all([1_204, 1, 0], Identification::Pending),
        help: Tab::help(Identification::Pending),
        rows,
    }
}

fn image(typed: Typed, faults: Faults, attempts: u32) -> ImagePage {
    ImagePage {
        frame: frame(simulacro(), Some("Sara")),
        files: ["captura-estilo", "supervision-estilo", "visor"].map(asset),
        id: ID.to_owned(),
        notice: "",
        reason:
            "La devolvió la captura de Sección 3596 · Extraordinaria 01 contigua 02, Jefatura de \
                 Gobierno: la imagen es de otra acta."
                .to_owned(),
        received: "02/06/2024 23:59".to_owned(),
        attempts,
        stage: Stage::Pending,
        read: Vec::new(),
        search: typed.of("buscar").to_owned(),
        found: Vec::new(),
        elecciones: vec![("GUB".to_owned(), "Jefatura de Gobierno".to_owned())],
        tipos: tipos(),
        typed,
        faults,
    }
}

fn found() -> Vec<FoundActa> {
    let one = |n: u8| FoundActa {
        key: format!("GUB/093596C{n:02}00/A02"),
        place: format!("Sección 3596 · Contigua {n:02}"),
        eleccion: "Jefatura de Gobierno".to_owned(),
    };
    vec![one(1), one(2)]
}

fn said(stage: Stage) -> ImagePage {
    ImagePage {
        stage,
        read: vec![
            ("Elección", "Jefatura de Gobierno".to_owned()),
            ("Sección", "9876".to_owned()),
            ("Tipo de casilla", "No se lee".to_owned()),
        ],
        ..image(Typed::default(), Faults::default(), 2)
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const LIST: &str = "identificacion/list.html";
    const IMAGE: &str = "identificacion/image.html";
    let row = Row {
        id: ID.to_owned(),
        received: "02/06/2024 23:59".to_owned(),
        reason: "Dice ser GUB/099999B0100/A02, que no está en el catálogo.".to_owned(),
        attempts: 3,
    };
    let proposal = Typed::new(vec![
        ("accion".to_owned(), "fuera".to_owned()),
        ("seccion".to_owned(), "\"><script>".to_owned()),
        ("tipo".to_owned(), "C".to_owned()),
    ]);
    let mut faults = Faults::at(
        "seccion",
        "la sección es un número de 0 a 9999, o queda vacío",
    );
    faults.add("motivo-fuera", "escriba el motivo");
    let searched = ImagePage {
        found: found(),
        ..image(Typed::searching("3596"), Faults::default(), 0)
    };
    vec![
        page(LIST, "nothing", &list(Vec::new(), false)),
        page(LIST, "some", &list(vec![row], false)),
        page(LIST, "closed", &list(Vec::new(), true)),
        page(
            IMAGE,
            "empty",
            &image(Typed::default(), Faults::default(), 0),
        ),
        page(IMAGE, "found", &searched),
        page(
            IMAGE,
            "nothing found",
            &image(Typed::searching("\"><script>"), Faults::default(), 1),
        ),
        page(IMAGE, "faults", &image(proposal, faults, 1)),
        page(IMAGE, "proposed by another", &said(Stage::Proposed)),
        page(
            IMAGE,
            "proposed by oneself",
            &said(Stage::ProposedByOneself),
        ),
        page(IMAGE, "fuera", &said(Stage::FueraToReconsider)),
        page(IMAGE, "fuera, to a supervisor", &said(Stage::Fuera)),
    ]
}
