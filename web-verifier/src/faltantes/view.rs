use central::store::ActaRow;
use prep_model::actas::SinActa;
use prep_model::machines::acta::{ActaState, ActaStatus};
use prep_model::proceso::Proceso;

use crate::captura::view::ActaHead;

/// An acta in a list.
#[derive(Debug, Clone)]
pub(crate) struct ActaLine {
    pub key: String,
    pub place: String,
    pub eleccion: String,
    /// Where it stands, in words.
    pub status: String,
}

impl ActaLine {
    pub(crate) fn of(proceso: &Proceso, row: &ActaRow) -> Self {
        let key = row.acta.key();
        let head = ActaHead::of(proceso, key);
        Self {
            key: key.to_string(),
            place: head.place,
            eleccion: head.eleccion,
            status: status(row),
        }
    }
}

fn status(row: &ActaRow) -> String {
    if let ActaState::SinActaProposed { sin_acta, .. } = row.acta.state() {
        return format!("Propuesta: {}", sin_acta.text());
    }
    if let ActaState::SinActa { sin_acta, .. } = row.acta.state() {
        return sin_acta.text().to_owned();
    }
    let words = match row.status {
        ActaStatus::Esperada => "No ha llegado",
        ActaStatus::Acopiada => "En papel en el CATD",
        ActaStatus::Digitalizada => "Con imagen",
        ActaStatus::Capturada => "Con una captura",
        ActaStatus::Verificada => "Verificada",
        ActaStatus::Cotejada => "Cotejada",
        ActaStatus::SinActa => "SIN ACTA",
        ActaStatus::FueraDeCatalogo => "Fuera de catálogo",
    };
    words.to_owned()
}

const NAMES: [(SinActa, &str); 4] = [
    (SinActa::PaqueteNoEntregado, "no-entregado"),
    (SinActa::CasillaNoInstalada, "no-instalada"),
    (SinActa::PaqueteEntregadoSinBolsa, "sin-bolsa"),
    (SinActa::ContingenciaUrnaElectronica, "urna"),
];

/// The reasons as a form offers them.
pub(crate) fn razones() -> Vec<(String, String)> {
    let all = NAMES.into_iter();
    all.map(|(reason, name)| (name.to_owned(), reason.text().to_owned()))
        .collect()
}

/// The reason called `name`.
pub(crate) fn razon(name: &str) -> Option<SinActa> {
    let found = NAMES.into_iter().find(|(_, known)| *known == name);
    found.map(|(reason, _)| reason)
}
