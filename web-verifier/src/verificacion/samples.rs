//! Pages of verificación: one difference, many, a single captura, an image nobody could read.

use central::capturas::{Letter, Problem};

use super::form::REASONS;
use super::view::{RowView, SideView, Table};
use super::{SCRIPTS, STYLES, VerificacionPage};
use crate::captura::samples::{campo, head, queue};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;

fn row(order: usize, id: &str, values: &[&str]) -> RowView {
    let cells = values.iter().zip(["a", "b", "c"]).enumerate();
    RowView {
        campo: campo(id, "Partido de la Muestra", ""),
        order,
        cells: cells
            .map(|(n, (value, letter))| (letter, n + 1, (*value).to_owned()))
            .collect(),
        choice: String::new(),
    }
}

fn table(problems: &[&str], rows: Vec<RowView>, equal: Vec<RowView>) -> Table {
    let sides = problems.iter().zip([Letter::A, Letter::B, Letter::C]);
    let sides: Vec<SideView> = sides
        .map(|(problem, letter)| SideView {
            name: letter.name(),
            letter,
            problem: (*problem).to_owned(),
        })
        .collect();
    let mut reasons = REASONS.map(|(_, name, text)| (name, text, false));
    reasons[0].2 = true;
    Table {
        held: sides.iter().filter(|side| side.problem.is_empty()).count(),
        total: rows.len() + equal.len(),
        is_single: sides.len() == 1,
        sides,
        rows,
        equal,
        reasons: reasons.to_vec(),
        problems: vec![(
            Problem::OtherDocumento.name(),
            Problem::OtherDocumento.text(),
        )],
    }
}

fn verificacion(table: Table, faults: Faults) -> VerificacionPage {
    VerificacionPage {
        frame: frame(simulacro(), Some("Vera")),
        styles: STYLES.map(asset),
        scripts: SCRIPTS.map(asset).to_vec(),
        address: "/verificacion/0123456789abcdef0123456789abcdef".to_owned(),
        image: "/verificacion/0123456789abcdef0123456789abcdef/imagen".to_owned(),
        mark: String::new(),
        acta: head("Sección 3596 · Básica 01"),
        table,
        queue: Some(queue(3)),
        faults,
        notice: "",
        practice: None,
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const PAGE: &str = "verificacion/verificacion.html";
    let illegible = Problem::ImageIllegible.text();
    let one = table(
        &["", ""],
        vec![row(0, "PAN", &["22", "27"])],
        vec![row(1, "PRI", &["13", "13"])],
    );
    let mut third = table(
        &["", "", ""],
        vec![
            row(0, "PAN", &["22", "ILEGIBLE", "25"]),
            row(1, "PRI", &["1", "2", "2"]),
        ],
        vec![],
    );
    third.rows[0].campo.fault = "PAN: falta.".to_owned();
    third.rows[1].choice = "otro".to_owned();
    let one_reads = table(&[illegible, ""], vec![row(0, "PAN", &["22"])], vec![]);
    let nobody = table(
        &[illegible, "La imagen es de otra acta"],
        vec![row(0, "PAN", &[])],
        vec![],
    );
    let single = table(&[""], vec![row(0, "PAN", &["22"])], vec![]);
    let faults = Faults::at("otro-PAN", "PAN: falta");
    vec![
        page(
            PAGE,
            "one difference",
            &verificacion(one, Faults::default()),
        ),
        page(PAGE, "three sides, faults", &verificacion(third, faults)),
        page(
            PAGE,
            "one reads it",
            &verificacion(one_reads, Faults::default()),
        ),
        page(
            PAGE,
            "nobody reads it",
            &verificacion(nobody, Faults::default()),
        ),
        page(
            PAGE,
            "single captura",
            &verificacion(single, Faults::default()),
        ),
    ]
}
