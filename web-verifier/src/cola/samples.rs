//! Pages of the fila: as always, stopped and reserved, with faults, without ejercicio.

use super::FilaPage;
use super::view::{Board, Group, TurnView, modalidades};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;
use crate::identificacion::Typed;

fn board(is_stopped: bool, turns: Vec<TurnView>) -> Board {
    let group = |name, people: &str| Group {
        name,
        capturas: "2,400".to_owned(),
        capturas_age: "01:12:09".to_owned(),
        verificaciones: "0".to_owned(),
        verificaciones_age: "—".to_owned(),
        is_paused: is_stopped,
        people: people.to_owned(),
    };
    Board {
        at: "02/06/2024 23:59".to_owned(),
        is_stopped,
        limit: "ninguno".to_owned(),
        groups: vec![
            group("Casillas", "Todas las personas"),
            group(
                "Voto desde el extranjero",
                "Ana Pérez (ana), Beto Ruiz (beto)",
            ),
        ],
        turns,
    }
}

fn turn() -> TurnView {
    TurnView {
        id: "p-1".to_owned(),
        person: "María de los Ángeles Guadalupe Fernández-Villaseñor y Ruiz (maria.f)".to_owned(),
        task: "Captura",
        acta: "Sección 3596 · Extraordinaria 01 contigua 02 · Jefatura de Gobierno".to_owned(),
        age: "00:04:51".to_owned(),
        lapses: "en 0:09 min".to_owned(),
    }
}

fn fila(board: Option<Board>, typed: Typed, faults: Faults) -> FilaPage {
    FilaPage {
        frame: frame(simulacro(), Some("Sara")),
        style: asset("supervision-estilo"),
        notice: "Hecho.".to_owned(),
        board,
        modalidades: modalidades(),
        typed,
        faults,
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const FILA: &str = "cola/cola.html";
    let mut faults = Faults::at("motivo-pausa", "escriba el motivo");
    faults.add("usuarios", "no son usuarios activos: nadie");
    let hostile = Typed::new(vec![("usuarios".to_owned(), "\"><script>".to_owned())]);
    let nothing = || (Typed::default(), Faults::default());
    let sample = |shows, board, (typed, faults)| page(FILA, shows, &fila(board, typed, faults));
    vec![
        sample("nobody at work", Some(board(false, Vec::new())), nothing()),
        sample("stopped", Some(board(true, vec![turn()])), nothing()),
        sample(
            "faults",
            Some(board(false, vec![turn()])),
            (hostile, faults),
        ),
        sample("closed", None, nothing()),
    ]
}
