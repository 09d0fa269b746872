//! What the screens say that are there without a photo.

use std::collections::BTreeSet;

use prep_model::claves::{ActaKey, ClaveCasilla};
use prep_model::machines::outbox::OutboxState;
use prep_model::time::Timestamp;

use super::act::RECALLED;
use super::{Fresh, QueueState, Ready};
use crate::outbox::{Entry, Recovery};
use crate::screen::{
    Header, Input, Intent, Mark, Screen, ScreenKind, Tone, acta_text, ago, casilla_text,
};

/// Most casillas of a person that are listed one by one.
const MOST_LISTED: usize = 60;
/// Most casillas that a search shows.
const MOST_FOUND: usize = 40;

/// What was repaired at the start, for a person; `None` after an orderly end.
pub(super) fn found_text(found: &Recovery) -> Option<String> {
    if !found.lost.is_empty() {
        let lost = found.lost.len();
        return Some(format!(
            "Faltan los archivos de {lost} fotografías; vea la cola y tómelas de nuevo."
        ));
    }
    if found.rebuilt {
        return Some(
            "La cola estaba dañada y se rehízo con los archivos: no se perdió ninguna fotografía."
                .to_owned(),
        );
    }
    (!found.set_aside.is_empty()).then(|| {
        "Se apartaron archivos que no se pueden usar; avise al supervisor. Nada se borró."
            .to_owned()
    })
}

/// True for a photo that was taken back by who took it.
pub(super) fn is_recalled(entry: &Entry) -> bool {
    matches!(entry.state(), OutboxState::Rejected { reason, .. } if reason.as_str() == RECALLED)
}

impl Fresh {
    pub(super) fn screen(&self) -> Screen {
        let (tone, text) = self.said.clone().unwrap_or((
            Tone::Neutral,
            "Escanee el código de alta que le muestra el supervisor.".to_owned(),
        ));
        Screen::new(ScreenKind::Enrolment, "Alta de la tableta")
            .saying(tone, &text)
            .field("Código de alta", Input::Text, "")
            .primary("Dar de alta", Intent::Enrol)
    }
}

impl Ready {
    pub(super) fn screen(&self, now: Timestamp) -> Screen {
        let mut screen = if self.person().is_none() {
            self.door_screen(now)
        } else {
            match self.flow.place() {
                ScreenKind::Actas => self.actas(),
                ScreenKind::Search => self.search(),
                ScreenKind::Camera => self.camera(),
                ScreenKind::Review => self.review(),
                ScreenKind::Question => self.question(),
                ScreenKind::Kept => self.kept(),
                ScreenKind::Queue => self.queue_screen(now),
                ScreenKind::SelfTest => self.self_test_screen(now),
                ScreenKind::Bags => self.bags_screen(now),
                ScreenKind::Bag => self.bag_screen(now),
                ScreenKind::Progress => self.progress_screen(now),
                ScreenKind::Messages => self.messages_screen(now),
                ScreenKind::Message => self.message_screen(now),
                _ => self.casillas_screen(),
            }
        };
        if let Some((tone, text)) = self.flow.notice() {
            screen = screen.saying(*tone, text);
        }
        screen.header = self.header(now);
        screen
    }

    fn header(&self, now: Timestamp) -> Header {
        let summary = self.uploader.outbox().summary();
        let waiting_text = match (summary.waiting, summary.oldest) {
            (0, _) | (_, None) => "Nada por enviar".to_owned(),
            (waiting, Some(oldest)) => format!("{waiting} por enviar · {}", ago(oldest.0, now)),
        };
        let ejercicio = &self.uploader.device().origin.ejercicio;
        let band = if ejercicio.is_oficial() {
            ""
        } else {
            "SIMULACRO"
        };
        let person = self
            .known()
            .map(|one| format!("{} · {}", one.user, one.who().role));
        let (unread, unread_text) = self.unread();
        Header {
            band: band.to_owned(),
            person: person.unwrap_or_default(),
            waiting: u32::try_from(summary.waiting).unwrap_or(u32::MAX),
            waiting_text,
            trouble: self.uploader.trouble().unwrap_or_default().to_owned(),
            unread,
            unread_text,
        }
    }

    fn casillas_screen(&self) -> Screen {
        let choosing = self.flow.draft().is_some();
        let title = if choosing {
            "¿De qué casilla es?"
        } else {
            "Mis casillas"
        };
        let mut screen = Screen::new(ScreenKind::Casillas, title);
        for casilla in self.assigned() {
            let (mark, detail) = self.casilla_state(casilla);
            let intent = Intent::ChooseCasilla(casilla.to_string());
            screen = screen.row(mark, &casilla_text(casilla), &detail, Some(intent));
        }
        if self.casillas.is_empty() {
            screen = screen.saying(
                Tone::Neutral,
                "El catálogo de casillas aún no llega; puede tomar fotografías.",
            );
        }
        let search = Intent::Open(ScreenKind::Search);
        if choosing {
            return screen
                .primary("Buscar otra casilla", search)
                .other("No sé cuál es", Intent::Unidentified)
                .other("Regresar", Intent::Back);
        }
        screen = screen
            .primary("Tomar fotografía", Intent::Aim)
            .other("Buscar casilla", search)
            .other("Ver la cola", Intent::Open(ScreenKind::Queue));
        if self.bag_receiver().is_some() {
            screen = screen.other("Recibir bolsas", Intent::Open(ScreenKind::Bags));
        }
        if self.may_see_progress() {
            screen = screen.other("Avance del CATD", Intent::Open(ScreenKind::Progress));
        }
        screen
            .other("Avisos", Intent::Open(ScreenKind::Messages))
            .other("Autoprueba", Intent::Open(ScreenKind::SelfTest))
            .other("Entregar la tableta", Intent::SignOut)
    }

    /// The casillas of the person, and those with photos here. A scope with more than fit on a list
    /// is searched.
    fn assigned(&self) -> Vec<ClaveCasilla> {
        let entries = self.uploader.outbox().entries();
        let taken = entries.filter_map(|entry| Some(entry.acta.as_ref()?.casilla));
        let known = self.known().map_or(&[][..], |known| &known.casillas);
        let listed = known.iter().copied().filter(|_| known.len() <= MOST_LISTED);
        listed
            .chain(taken)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    /// What came of an acta last; a photo that was recalled was of another.
    pub(super) fn entry_of(&self, acta: &ActaKey) -> Option<&Entry> {
        let of = |entry: &&Entry| entry.acta.as_ref() == Some(acta) && !is_recalled(entry);
        self.uploader.outbox().entries().filter(of).last()
    }

    /// «Ya puede entregar el paquete»: nothing of the casilla waits, and the server has signed for
    /// every acta that is expected of it, or for every one photographed where none is known of.
    pub(super) fn package_is_ready(&self, casilla: ClaveCasilla) -> bool {
        let of = |entry: &&Entry| {
            entry
                .acta
                .as_ref()
                .is_some_and(|acta| acta.casilla == casilla)
        };
        let here: Vec<_> = self.uploader.outbox().entries().filter(of).collect();
        let delivered = |acta: &ActaKey| {
            here.iter()
                .any(|entry| entry.acta.as_ref() == Some(acta) && entry.item.is_delivered())
        };
        let expected = self.casillas.actas(casilla).iter();
        let mut taken = here.iter().filter(|entry| !is_recalled(entry));
        !here.iter().any(|entry| entry.item.is_waiting())
            && taken.clone().count() > 0
            && expected.clone().all(delivered)
            && taken.all(|entry| entry.acta.as_ref().is_some_and(delivered))
    }

    fn casilla_state(&self, casilla: ClaveCasilla) -> (Mark, String) {
        let actas = self.casillas.actas(casilla);
        let of = |acta: &&ActaKey| self.entry_of(acta).is_some();
        let taken = actas.iter().filter(of).count();
        let delivered = |acta: &&ActaKey| {
            self.entry_of(acta)
                .is_some_and(|entry| entry.item.is_delivered())
        };
        let delivered = actas.iter().filter(delivered).count();
        match (actas.len(), taken, delivered) {
            (0, ..) => (Mark::None, String::new()),
            (all, _, done) if all == done => (Mark::Done, "enviadas todas".to_owned()),
            (all, 0, _) => (Mark::Missing, format!("faltan {all}")),
            (all, taken, _) if taken < all => (Mark::Waiting, format!("{taken} de {all}")),
            (all, _, done) => (Mark::Waiting, format!("{done} de {all} enviadas")),
        }
    }

    pub(super) fn acta_state(&self, acta: &ActaKey) -> (Mark, String) {
        match self.entry_of(acta).map(Entry::state) {
            None => (Mark::Missing, "falta".to_owned()),
            Some(OutboxState::Delivered { .. }) => (Mark::Done, "enviada".to_owned()),
            Some(OutboxState::Rejected { reason, .. }) => (Mark::Problem, reason.to_string()),
            Some(_) => (Mark::Waiting, "por enviar".to_owned()),
        }
    }

    fn actas(&self) -> Screen {
        let Some(casilla) = self.flow.casilla() else {
            return self.casillas_screen();
        };
        let mut screen = Screen::new(
            ScreenKind::Actas,
            &format!("Casilla {}", casilla_text(casilla)),
        );
        for acta in self.casillas.actas(casilla) {
            let (mark, detail) = self.acta_state(acta);
            let intent = Intent::ChooseActa(acta.to_string());
            screen = screen.row(mark, &self.casillas.acta_name(acta), &detail, Some(intent));
        }
        if screen.rows.is_empty() {
            let text = "El catálogo no tiene actas de esta casilla; fotografíe y siga sin elegir.";
            screen = screen.saying(Tone::Warning, text);
        }
        if self.flow.draft().is_none() {
            screen = screen.primary("Tomar fotografía", Intent::Aim);
        }
        screen.other("Regresar", Intent::Back)
    }

    fn search(&self) -> Screen {
        let typed = self.flow.typed();
        let mut screen = Screen::new(ScreenKind::Search, "Buscar casilla")
            .field("Sección y casilla", Input::Text, typed)
            .primary("Buscar", Intent::Search)
            .other("Regresar", Intent::Back);
        for casilla in self.casillas.search(typed, MOST_FOUND) {
            let (mark, detail) = self.casilla_state(casilla);
            let intent = Intent::ChooseCasilla(casilla.to_string());
            screen = screen.row(mark, &casilla_text(casilla), &detail, Some(intent));
        }
        if screen.rows.is_empty() && !typed.is_empty() {
            let text = "Ninguna casilla empieza así. Escriba la sección, por ejemplo 3596.";
            screen = screen.saying(Tone::Warning, text);
        }
        screen
    }

    fn queue_screen(&self, now: Timestamp) -> Screen {
        let mut screen = Screen::new(ScreenKind::Queue, "Cola de envío");
        let queue = self.queue();
        for item in &queue {
            let name = match (item.acta.parse(), item.bag.parse()) {
                (Ok(acta), _) => acta_text(&acta, &self.casillas),
                (_, Ok(bag)) => format!("Bolsa {}", casilla_text(bag)),
                _ => "Sin identificar".to_owned(),
            };
            let (mark, word) = match item.state {
                QueueState::Waiting => (Mark::Waiting, "por enviar"),
                QueueState::Sending => (Mark::Waiting, "enviándose"),
                QueueState::Delivered => (Mark::Done, "enviada, con acuse"),
                QueueState::Rejected => (Mark::Problem, "no se envía"),
            };
            let age = ago(item.taken_at, now);
            let bag = self.uploader.outbox().find(item.id);
            let bag = bag.filter(|entry| entry.bag.is_some());
            let detail = match (bag, item.reason.as_str()) {
                (Some(bag), "") => super::bags::bag_text(bag, now).1,
                (_, "") => format!("{word} · {age}"),
                (_, reason) => format!("{word} · {age} · {reason}"),
            };
            let to = match item.state {
                QueueState::Waiting => Some(Intent::Recall(item.id)),
                QueueState::Rejected if item.reason == RECALLED && bag.is_some() => None,
                QueueState::Rejected if item.reason == RECALLED => {
                    let named = queue.iter().any(|other| {
                        other.sha256 == item.sha256 && other.state != QueueState::Rejected
                    });
                    (!named).then_some(Intent::Recall(item.id))
                }
                QueueState::Rejected => Some(Intent::Retry(item.id)),
                QueueState::Sending | QueueState::Delivered => None,
            };
            screen = screen.row(mark, &name, &detail, to);
        }
        let home = Intent::Open(ScreenKind::Casillas);
        match self.uploader.outbox().summary().waiting {
            0 => screen
                .saying(Tone::Good, "Todo está enviado.")
                .primary("Mis casillas", home),
            _ => screen
                .saying(
                    Tone::Neutral,
                    "Lo que espera está guardado y firmado; se envía solo.",
                )
                .primary("Enviar ahora", Intent::SendNow)
                .other("Mis casillas", home),
        }
    }
}
