use prep_model::elecciones::{Contendiente, ContendienteId, ContendienteTipo, Reparto};

/// Parties that belong to nobody: siglas, name, colour.
const PARTIDOS: [(&str, &str, &str); 7] = [
    ("COLM", "Partido Colmena", "#8a5a00"),
    ("TEZO", "Partido Tezontle", "#9c2f1e"),
    ("OBSI", "Movimiento Obsidiana", "#2b2b33"),
    ("JACA", "Partido Jacaranda", "#6a3fb5"),
    ("CENZ", "Unión Cenzontle", "#4f6b78"),
    ("MEZQ", "Partido Mezquite", "#4c6b1f"),
    ("AJOL", "Partido Ajolote", "#c2387a"),
];

/// The parties of the coalición.
pub(super) const COALICION: [&str; 3] = ["COLM", "TEZO", "OBSI"];
/// Its combinations, which are printed together.
pub(super) const COMBINACIONES: [&[&str]; 4] = [
    &["COLM", "TEZO", "OBSI"],
    &["COLM", "TEZO"],
    &["COLM", "OBSI"],
    &["TEZO", "OBSI"],
];
/// The parties of the candidatura común.
pub(super) const COMUN: [&str; 3] = ["JACA", "CENZ", "MEZQ"];
/// Their shares in its votes, in hundredths of a percent.
const SHARES: [u16; 3] = [5_333, 2_667, 2_000];
/// The party that always runs alone.
pub(super) const SOLO: &str = "AJOL";
/// The candidatura independiente.
pub(super) const INDEPENDIENTE: &str = "CI_1";

pub(super) fn id(text: &str) -> ContendienteId {
    ContendienteId::new(text).expect("a fixed name")
}

/// The column that joins some parties.
pub(super) fn joined(parties: &[&str]) -> ContendienteId {
    id(&parties.join("_"))
}

/// Every contendiente of an elección, in the order of the published columns.
pub(super) fn all(with_comun: bool) -> Vec<Contendiente> {
    let partidos = PARTIDOS.iter().map(|(siglas, nombre, color)| Contendiente {
        id: id(siglas),
        nombre: (*nombre).to_owned(),
        tipo: ContendienteTipo::Partido,
        color: Some((*color).to_owned()),
    });
    let independiente = with_comun.then(|| Contendiente {
        id: id(INDEPENDIENTE),
        nombre: "Candidatura independiente 1".to_owned(),
        tipo: ContendienteTipo::Independiente,
        color: Some("#555555".to_owned()),
    });
    let comun = with_comun.then(|| Contendiente {
        id: joined(&COMUN),
        nombre: COMUN.join("-"),
        tipo: ContendienteTipo::CandidaturaComun(Reparto {
            shares: COMUN.iter().map(|party| id(party)).zip(SHARES).collect(),
            remanente: id(COMUN[0]),
        }),
        color: None,
    });
    let combinaciones = COMBINACIONES.iter().map(|parties| Contendiente {
        id: joined(parties),
        nombre: parties.join("-"),
        tipo: ContendienteTipo::Coalicion(parties.iter().map(|party| id(party)).collect()),
        color: None,
    });
    partidos
        .chain(independiente)
        .chain(comun)
        .chain(combinaciones)
        .collect()
}
