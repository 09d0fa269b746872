//! Pages of corrección: nothing asked, found, versions side by side, with faults, not to be corrected.

use super::{CorreccionPage, Shown, VersionRow};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::faltantes::ActaLine;
use crate::forms::Faults;
use crate::identificacion::Typed;

fn correccion(shown: Option<Shown>, faults: Faults) -> CorreccionPage {
    CorreccionPage {
        frame: frame(simulacro(), Some("Sara")),
        style: asset("supervision-estilo"),
        notice: "",
        search: String::new(),
        found: Vec::new(),
        shown,
        typed: Typed::default(),
        faults,
    }
}

fn shown(may_reopen: bool) -> Shown {
    let row = |name: &str, values: [&str; 2]| VersionRow {
        name: name.to_owned(),
        changed: values[0] != values[1],
        values: values.map(str::to_owned).to_vec(),
    };
    Shown {
        key: "GUB/093596E0102/A02".to_owned(),
        place: "Sección 3596 · Extraordinaria 01 contigua 02".to_owned(),
        eleccion: "Jefatura de Gobierno".to_owned(),
        status: "Los datos están firmes",
        versions: vec!["Ronda 1".to_owned(), "Ronda 2".to_owned()],
        rows: vec![row("PAN", ["22", "27"]), row("PRI", ["13", "13"])],
        may_reopen,
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const PAGE: &str = "correccion/correccion.html";
    let found = CorreccionPage {
        search: "3596".to_owned(),
        found: vec![ActaLine {
            key: "GUB/093596E0102/A02".to_owned(),
            place: "Sección 3596 · Extraordinaria 01 contigua 02".to_owned(),
            eleccion: "Jefatura de Gobierno".to_owned(),
            status: "Verificada".to_owned(),
        }],
        ..correccion(None, Faults::default())
    };
    let nothing_found = CorreccionPage {
        search: "\"><script>".to_owned(),
        ..correccion(None, Faults::default())
    };
    let faults = Faults::at("motivo-corregir", "escriba el motivo");
    vec![
        page(PAGE, "nothing asked", &correccion(None, Faults::default())),
        page(PAGE, "found", &found),
        page(PAGE, "nothing found", &nothing_found),
        page(
            PAGE,
            "versions",
            &correccion(Some(shown(true)), Faults::default()),
        ),
        page(PAGE, "faults", &correccion(Some(shown(true)), faults)),
        page(
            PAGE,
            "in captura",
            &correccion(Some(shown(false)), Faults::default()),
        ),
    ]
}
