//! Pages of avisos: none, some, with faults, one with many readers, without ejercicio.

use super::{AvisoPage, AvisosPage, Line, roles};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;
use crate::identificacion::Typed;

fn line(number: u32, stands: bool) -> Line {
    Line {
        number,
        text:
            "A partir de las 23:00 los paquetes del distrito 9 se reciben en el CATD 09-2; avisen \
               a sus CAEL y confirmen por teléfono cuando lo hayan hecho."
                .to_owned(),
        audience: "Rol CAEL de distrito 9".to_owned(),
        sender: "Coordinador".to_owned(),
        at: "02/06/2024 22:10".to_owned(),
        stands,
        known: "1,204 de 1,310".to_owned(),
    }
}

fn avisos(lines: Vec<Line>, typed: Typed, faults: Faults) -> AvisosPage {
    AvisosPage {
        frame: frame(simulacro(), Some("Sara")),
        style: asset("monitor-estilo"),
        notice: "Enviado.",
        is_closed: false,
        lines,
        roles: roles(),
        places: vec![("distrito:9".to_owned(), "Distrito 9".to_owned())],
        typed,
        faults,
    }
}

fn aviso(missing: Vec<String>, stands: bool, faults: Faults) -> AvisoPage {
    AvisoPage {
        frame: frame(simulacro(), Some("Sara")),
        style: asset("monitor-estilo"),
        line: line(3, stands),
        acknowledged: vec![(
            "Ana Pérez (ana) · CAEL".to_owned(),
            "02/06/2024 22:11".to_owned(),
        )],
        missing,
        typed: Typed::default(),
        faults,
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const AVISOS: &str = "avisos/avisos.html";
    const AVISO: &str = "avisos/aviso.html";
    let hostile = Typed::new(vec![("texto".to_owned(), "\"><script>".to_owned())]);
    let faults = Faults::at("texto", "escriba el aviso");
    let none = avisos(Vec::new(), Typed::default(), Faults::default());
    let closed = AvisosPage {
        is_closed: true,
        ..avisos(Vec::new(), Typed::default(), Faults::default())
    };
    let lines = vec![line(2, true), line(1, false)];
    let many = (0..40).map(|n| format!("Persona {n} (persona.{n}) · CAEL"));
    let wrong = Faults::at("motivo-retirar", "escriba el motivo");
    vec![
        page(AVISOS, "none", &none),
        page(AVISOS, "closed", &closed),
        page(AVISOS, "faults", &avisos(lines, hostile, faults)),
        page(AVISO, "many missing", &aviso(many.collect(), true, wrong)),
        page(
            AVISO,
            "withdrawn",
            &aviso(Vec::new(), false, Faults::default()),
        ),
    ]
}
