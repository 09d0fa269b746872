use central::store::{DigitalizacionRow, Identification};
use prep_model::bitacora::{PendingReason, SendBackCause};
use prep_model::claves::{ActaKey, TipoCasilla};
use prep_model::elecciones::AmbitoId;
use prep_model::machines::digitalizacion::{Digitalizacion, DigitalizacionState, LeidaFuera};
use prep_model::proceso::Proceso;
use time::UtcOffset;

use super::counted;
use crate::captura::view::ActaHead;
use crate::layout::local_time;

/// A kind of images, with how many there are.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub name: &'static str,
    pub label: &'static str,
    pub count: String,
    pub is_present: bool,
}

/// An image in the list.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub id: String,
    pub received: String,
    pub reason: String,
    pub attempts: u32,
}

/// An acta that was found.
#[derive(Debug, Clone)]
pub(crate) struct FoundActa {
    pub key: String,
    pub place: String,
    pub eleccion: String,
}

const NAMES: [(Identification, &str, &str); 3] = [
    (Identification::Pending, "pendientes", "Por identificar"),
    (
        Identification::FueraProposed,
        "propuestas",
        "Por confirmar fuera de catálogo",
    ),
    (Identification::Fuera, "fuera", "Fuera de catálogo"),
];

impl Tab {
    pub(crate) fn named(name: &str) -> Identification {
        let found = NAMES.iter().find(|(_, known, _)| *known == name);
        found.map_or(Identification::Pending, |(which, ..)| *which)
    }

    pub(crate) fn help(which: Identification) -> &'static str {
        match which {
            Identification::Pending => {
                "Nadie ha dicho de qué acta son, o la captura las devolvió. Mientras tanto su acta \
                 cuenta como faltante."
            }
            Identification::FueraProposed => {
                "Una persona propuso que no corresponden a ninguna casilla del catálogo. Otra debe \
                 confirmarlo o negarlo."
            }
            Identification::Fuera => {
                "Dos personas lo dijeron. Se publican al final, sin contar (CONTABILIZADA 2)."
            }
        }
    }

    pub(crate) fn all(counts: [u64; 3], present: Identification) -> Vec<Self> {
        let named = NAMES.into_iter().zip(counts);
        named
            .map(|((which, name, label), count)| Self {
                name,
                label,
                count: counted(count),
                is_present: which == present,
            })
            .collect()
    }
}

impl Row {
    pub(crate) fn of(proceso: &Proceso, image: &DigitalizacionRow, offset: UtcOffset) -> Self {
        Self {
            id: image.id.to_string(),
            received: local_time(image.received_at.unwrap_or(image.registered_at), offset),
            reason: reason_text(proceso, &image.machine),
            attempts: attempts(&image.machine),
        }
    }
}

impl FoundActa {
    pub(crate) fn of(proceso: &Proceso, acta: &ActaKey) -> Self {
        let head = ActaHead::of(proceso, acta);
        Self {
            key: acta.to_string(),
            place: head.place,
            eleccion: head.eleccion,
        }
    }
}

/// How often somebody tried and could not say.
pub(crate) fn attempts(machine: &Digitalizacion) -> u32 {
    match machine.state() {
        DigitalizacionState::PendingIdentification { attempts, .. }
        | DigitalizacionState::FueraProposed { attempts, .. } => *attempts,
        _ => 0,
    }
}

/// Why an image waits, as a sentence.
pub(crate) fn reason_text(proceso: &Proceso, machine: &Digitalizacion) -> String {
    match machine.state() {
        DigitalizacionState::PendingIdentification { cause, .. }
        | DigitalizacionState::FueraProposed { cause, .. } => pending_text(proceso, cause),
        _ => "Dos personas dijeron que está fuera de catálogo.".to_owned(),
    }
}

fn pending_text(proceso: &Proceso, cause: &PendingReason) -> String {
    let said = |acta: &ActaKey| {
        let head = ActaHead::of(proceso, acta);
        format!("{}, {}", head.place, head.eleccion)
    };
    match cause {
        PendingReason::Unidentified => "Llegó sin decir de qué acta es.".to_owned(),
        PendingReason::NotInCatalogue { acta } => {
            format!("Dice ser {acta}, que no está en el catálogo.")
        }
        PendingReason::SameBytes { acta, .. } => {
            format!(
                "Dice ser {}, y la misma imagen llegó para otra acta.",
                said(acta)
            )
        }
        PendingReason::SentBack { acta, cause } => {
            format!(
                "La devolvió la captura de {}: {}.",
                said(acta),
                cause_text(*cause)
            )
        }
        PendingReason::Reconsidered { reason } => format!("Se volvió a abrir: «{reason}»."),
    }
}

fn cause_text(cause: SendBackCause) -> &'static str {
    match cause {
        SendBackCause::ImageUnusable => "no se puede leer",
        SendBackCause::WrongIdentification => "la imagen es de otra acta",
        SendBackCause::OtherDocumento => "la imagen no es de un acta",
        SendBackCause::CutOrDoublePage => "está cortada o hay dos hojas",
        SendBackCause::FueraDeCatalogo => "no corresponde a ninguna casilla del catálogo",
    }
}

/// What was read of an acta fuera de catálogo, every part of it.
pub(crate) fn read(proceso: &Proceso, leida: &LeidaFuera) -> Vec<(&'static str, String)> {
    let unknown = || "No se lee".to_owned();
    let eleccion = leida.eleccion.as_ref().map(|id| {
        let known = proceso.eleccion(id);
        known.map_or_else(|| id.to_string(), |eleccion| eleccion.nombre.clone())
    });
    let leido = &leida.leido;
    let number = |id: Option<u16>| id.map_or_else(unknown, |id| id.to_string());
    vec![
        ("Elección", eleccion.unwrap_or_else(unknown)),
        ("Distrito", number(leido.distrito.map(AmbitoId::number))),
        (
            "Alcaldía o municipio",
            number(leido.municipio.map(AmbitoId::number)),
        ),
        (
            "Sección",
            leido
                .seccion
                .map_or_else(unknown, |seccion| format!("{seccion:04}")),
        ),
        (
            "Tipo de casilla",
            leido
                .tipo
                .map_or_else(unknown, |tipo| tipo.name().to_owned()),
        ),
        ("Número de casilla", number(leido.id.map(u16::from))),
        ("Contigua", number(leido.ext_contigua.map(u16::from))),
    ]
}

/// The elecciones as a form offers them.
pub(crate) fn elecciones(proceso: &Proceso) -> Vec<(String, String)> {
    let all = proceso.elecciones().iter();
    all.map(|eleccion| (eleccion.id.to_string(), eleccion.nombre.clone()))
        .collect()
}

/// The tipos de casilla as a form offers them.
pub(crate) fn tipos() -> Vec<(String, String)> {
    let all = TipoCasilla::ALL.into_iter();
    all.map(|tipo| (tipo.letter().to_string(), tipo.name().to_owned()))
        .collect()
}
