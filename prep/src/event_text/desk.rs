use prep_model::bitacora::{About, AvisoEvent, IncidenciaEvent};

pub(super) fn aviso(event: &AvisoEvent) -> String {
    match event {
        AvisoEvent::Published { audience, text } => {
            format!("Envió el aviso «{text}». Para: {}.", audience.text())
        }
        AvisoEvent::Acknowledged { person } => format!("{person} acusó de enterado."),
        AvisoEvent::Withdrawn { reason } => format!("Retiró el aviso: «{reason}»."),
    }
}

pub(super) fn incidencia(event: &IncidenciaEvent) -> String {
    match event {
        IncidenciaEvent::Logged { about, place, what } => {
            let place = place.as_ref();
            let from = place.map_or_else(String::new, |place| format!(" desde {}", place.text()));
            format!("Registró la incidencia{}{from}: «{what}».", of(about))
        }
        IncidenciaEvent::Assigned { to } => format!("La dejó a cargo de {to}."),
        IncidenciaEvent::Commented { words } => format!("Anotó: «{words}»."),
        IncidenciaEvent::Closed { words } => format!("La cerró: «{words}»."),
        IncidenciaEvent::Reopened { words } => format!("La reabrió: «{words}»."),
    }
}

fn of(about: &About) -> String {
    match about {
        About::General => String::new(),
        About::Acta(acta) => format!(" del acta {acta}"),
        About::Device(device) => format!(" del dispositivo {device}"),
        About::Person(person) => format!(" de la persona {person}"),
    }
}
