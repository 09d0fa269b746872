//! Pages of the missing actas: none, some, found, with faults, without ejercicio.

use super::FaltantesPage;
use super::view::{ActaLine, razones};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;
use crate::identificacion::Typed;

fn line(n: u8, status: &str) -> ActaLine {
    ActaLine {
        key: format!("GUB/093596E01{n:02}/A02"),
        place: format!("Sección 3596 · Extraordinaria 01 contigua {n:02}"),
        eleccion: "Jefatura de Gobierno".to_owned(),
        status: status.to_owned(),
    }
}

fn faltantes(typed: Typed, faults: Faults) -> FaltantesPage {
    FaltantesPage {
        frame: frame(simulacro(), Some("Sara")),
        style: asset("supervision-estilo"),
        notice: "",
        is_closed: false,
        wanted: Vec::new(),
        proposed: Vec::new(),
        may_approve: false,
        search: typed.of("buscar").to_owned(),
        found: Vec::new(),
        razones: razones(),
        typed,
        faults,
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const PAGE: &str = "faltantes/faltantes.html";
    let nothing = || faltantes(Typed::default(), Faults::default());
    let proposal = "Propuesta: SIN ACTA POR CASILLA NO INSTALADA";
    let some = FaltantesPage {
        notice: "Propuesto.",
        wanted: vec![line(1, "No ha llegado"), line(2, "En papel en el CATD")],
        proposed: vec![line(3, proposal), line(4, proposal)],
        may_approve: true,
        ..nothing()
    };
    let typed = Typed::new(vec![
        ("buscar".to_owned(), "3596".to_owned()),
        ("acta".to_owned(), line(2, "").key),
    ]);
    let mut faults = Faults::at("motivo-proponer", "escriba el motivo");
    faults.add("", "elija al menos un acta");
    let found = FaltantesPage {
        found: vec![line(1, "Verificada"), line(2, "No ha llegado")],
        may_approve: true,
        ..faltantes(typed, faults)
    };
    let closed = FaltantesPage {
        is_closed: true,
        ..nothing()
    };
    let hostile = faltantes(Typed::searching("\"><script>"), Faults::default());
    vec![
        page(PAGE, "nothing missing", &nothing()),
        page(PAGE, "some", &some),
        page(PAGE, "found, with faults", &found),
        page(PAGE, "nothing found", &hostile),
        page(PAGE, "closed", &closed),
    ]
}
