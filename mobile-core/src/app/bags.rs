//! Bolsas PREP: named by their code or typed, looked at, received; each in some seconds and without
//! a network.

use prep_model::claves::{ActaKey, ClaveCasilla, QrLabelError};
use prep_model::contract::{BolsaCondition, DeviceRole};
use prep_model::people::{Action, Person};
use prep_model::time::{DeviceTime, Timestamp};

use super::act::{device_role, failure_text};
use super::draw::is_recalled;
use super::{Platform, Ready};
use crate::capture::ReceivedBag;
use crate::flow::{BagDraft, CodeFault, casilla_of};
use crate::outbox::Entry;
use crate::platform::LogLevel;
use crate::screen::{Input, Intent, Mark, Screen, ScreenKind, Tone, ago, casilla_text};

/// Most casillas that a search for a bag shows.
const MOST_FOUND: usize = 20;
/// Most bags that the list of received ones shows.
const MOST_BAGS: usize = 30;

/// How a bag may look, the usual one first.
const CONDITIONS: [(BolsaCondition, &str); 3] = [
    (BolsaCondition::Whole, "Recibir: cerrada y sin daño"),
    (BolsaCondition::Open, "Abierta"),
    (BolsaCondition::Damaged, "Dañada o alterada"),
];

impl Ready {
    /// Who may receive bags.
    pub(super) fn bag_receiver(&self) -> Option<&Person> {
        self.person()
            .filter(|person| person.role.may(Action::Acopiar))
    }

    /// A code was scanned, or something was typed.
    pub(super) fn read_bag(&mut self, text: &str, scanned: bool, now: Timestamp) {
        if self.bag_receiver().is_none() {
            return self.flow.say(
                Tone::Warning,
                "Sólo un acopiador o un supervisor recibe bolsas.",
            );
        }
        let text = text.trim();
        match casilla_of(text, &self.run()) {
            Ok(casilla) => {
                // A clave that was typed has no check: it is a person's word.
                let is_code = scanned || text.contains(':');
                self.take_bag(casilla, is_code.then(|| text.to_owned()), now);
            }
            Err(CodeFault::OtherRun(ejercicio)) => {
                let text = format!(
                    "La etiqueta es de otro ejercicio ({ejercicio}). Aparte la bolsa y avise al supervisor."
                );
                self.flow.say(Tone::Bad, text);
            }
            Err(CodeFault::Code(QrLabelError::Foreign)) if !scanned => self.search_bag(text, now),
            Err(CodeFault::Code(QrLabelError::Foreign)) => {
                let text = "Ese código no es de una bolsa del PREP. Busque la etiqueta o escriba la casilla.";
                self.flow.say(Tone::Warning, text);
            }
            Err(CodeFault::Code(error)) => {
                let text = format!("{error}. Escriba la casilla.");
                self.flow.say(Tone::Warning, text);
            }
        }
    }

    fn search_bag(&mut self, typed: &str, now: Timestamp) {
        let found = self.casillas.search(typed, MOST_FOUND);
        match found.as_slice() {
            [casilla] => self.take_bag(*casilla, None, now),
            [] => {
                let text = "Ninguna casilla empieza así. Escriba la sección y la casilla, por ejemplo 3596 B01.";
                self.flow.say(Tone::Warning, text);
            }
            _ => self.flow.search_bag(typed),
        }
    }

    /// The moment at which a bag is named is its acopio: what follows takes as long as it takes.
    pub(super) fn take_bag(&mut self, casilla: ClaveCasilla, code: Option<String>, now: Timestamp) {
        let actas = self.casillas.actas(casilla);
        if actas.is_empty() {
            let text = if self.casillas.is_empty() {
                "El catálogo de casillas aún no llega: conecte la tableta y escanee la bolsa otra vez."
                    .to_owned()
            } else {
                format!(
                    "La casilla {} no está en el catálogo. Aparte la bolsa y avise al supervisor.",
                    casilla_text(casilla)
                )
            };
            return self.flow.say(Tone::Bad, text);
        }
        let draft = BagDraft {
            casilla,
            code,
            actas: actas.iter().cloned().collect(),
            at: DeviceTime(now),
        };
        self.flow.take_bag(draft);
    }

    pub(super) fn toggle_acta(&mut self, acta: &str) {
        if let (Some(bag), Ok(acta)) = (self.flow.bag_mut(), acta.parse::<ActaKey>()) {
            bag.toggle(acta);
        }
    }

    /// Signs the reception and keeps it. Whatever fails, the bag stays on the screen.
    pub(super) fn keep_bag(
        &mut self,
        condition: BolsaCondition,
        platform: &Platform,
        now: Timestamp,
    ) {
        let (Some(draft), Some(person)) = (self.flow.bag(), self.bag_receiver()) else {
            return;
        };
        let role = match device_role(person.role) {
            DeviceRole::Supervisor => DeviceRole::Supervisor,
            DeviceRole::Acopiador | DeviceRole::Cael | DeviceRole::Digitalizador => {
                DeviceRole::Acopiador
            }
        };
        let bag = ReceivedBag {
            casilla: draft.casilla,
            code: draft.code.clone(),
            actas: draft.actas.clone(),
            condition,
            person: person.id.clone(),
            role,
            received_at: draft.at,
        };
        match self.uploader.receive_bag(&bag) {
            Ok(_) => {
                let name = casilla_text(bag.casilla);
                self.flow.bag_was_kept(now);
                if bag.actas.is_empty() {
                    let text =
                        format!("Bolsa {name} recibida SIN actas, guardada. Avise al supervisor.");
                    self.flow.say(Tone::Warning, text);
                } else {
                    let text =
                        format!("Bolsa {name} recibida, guardada y firmada. Escanee la siguiente.");
                    self.flow.say(Tone::Good, text);
                }
            }
            Err(error) => {
                platform.log.log(LogLevel::Problem, &error.to_string());
                self.flow.say(Tone::Bad, failure_text("La bolsa", &error));
            }
        }
    }

    /// Takes back the reception of a bag that the server has not heard of.
    pub(super) fn bag_recalled(&mut self) {
        self.flow.open(ScreenKind::Bags);
        let text = "Se retiró: no se envía. Escanee la bolsa otra vez.";
        self.flow.say(Tone::Warning, text);
    }

    pub(super) fn bags_screen(&self, now: Timestamp) -> Screen {
        let typed = self.flow.typed();
        let mut screen = Screen::new(ScreenKind::Bags, "Recibir bolsas")
            .saying(
                Tone::Neutral,
                "Escanee la etiqueta de la bolsa, o escriba la casilla.",
            )
            .field("Casilla, clave o etiqueta", Input::Text, typed)
            .primary("Buscar la bolsa", Intent::ReadBag)
            .other("Ver la cola", Intent::Open(ScreenKind::Queue))
            .other("Mis casillas", Intent::Open(ScreenKind::Casillas));
        if !typed.is_empty() {
            for casilla in self.casillas.search(typed, MOST_FOUND) {
                let to = Intent::ChooseCasilla(casilla.to_string());
                let (mark, detail) = self.bag_state(casilla, now);
                screen = screen.row(mark, &casilla_text(casilla), &detail, Some(to));
            }
            return screen;
        }
        let bags = self
            .uploader
            .outbox()
            .entries()
            .filter(|entry| entry.bag.is_some());
        let bags: Vec<_> = bags.filter(|entry| !is_recalled(entry)).collect();
        for entry in bags.iter().rev().take(MOST_BAGS) {
            let casilla = entry.bag.as_ref().map(|bag| casilla_text(bag.casilla));
            let (mark, detail) = bag_text(entry, now);
            screen = screen.row(mark, &casilla.unwrap_or_default(), &detail, None);
        }
        screen
    }

    pub(super) fn bag_screen(&self, now: Timestamp) -> Screen {
        let Some(draft) = self.flow.bag() else {
            return self.bags_screen(now);
        };
        let title = format!("Bolsa {}", casilla_text(draft.casilla));
        let (tone, text) = self.bag_warning(draft, now);
        let mut screen = Screen::new(ScreenKind::Bag, &title).saying(tone, &text);
        for acta in self.casillas.actas(draft.casilla) {
            let (mark, came) = if draft.actas.contains(acta) {
                (Mark::Done, "viene en la bolsa")
            } else {
                (Mark::Problem, "NO viene")
            };
            let detail = match self.entry_of(acta) {
                Some(_) => format!("{came} · ya fotografiada en esta tableta"),
                None => came.to_owned(),
            };
            let to = Intent::ToggleActa(acta.to_string());
            screen = screen.row(mark, &self.casillas.acta_name(acta), &detail, Some(to));
        }
        let [(usual, text), others @ ..] = CONDITIONS;
        screen = screen.primary(text, Intent::KeepBag(usual));
        for (condition, text) in others {
            screen = screen.other(text, Intent::KeepBag(condition));
        }
        screen.other("Regresar", Intent::Back)
    }

    /// What somebody should know before they receive a bag.
    fn bag_warning(&self, draft: &BagDraft, now: Timestamp) -> (Tone, String) {
        let known = self.known();
        let theirs = known.is_none_or(|known| {
            known.casillas.is_empty() || known.casillas.contains(&draft.casilla)
        });
        if let Some(before) = self.bag_of(draft.casilla) {
            let age = ago(before.taken_at.0, now);
            let text = format!(
                "Esta bolsa ya se recibió aquí {age}. Recíbala otra vez sólo si llegó algo que faltaba."
            );
            return (Tone::Warning, text);
        }
        if !theirs {
            let scope = known.map_or("el suyo", |known| known.scope.as_str());
            let text = format!(
                "La casilla no es de {scope}. Avise al supervisor; si la recibe aquí, queda anotado."
            );
            return (Tone::Warning, text);
        }
        if draft.actas.is_empty() {
            return (
                Tone::Warning,
                "Sin actas: se anota que la bolsa llegó vacía.".to_owned(),
            );
        }
        let text = "Revise qué actas vienen; toque la que falte. Después diga cómo llegó la bolsa.";
        (Tone::Neutral, text.to_owned())
    }

    /// The bag of a casilla that was received here last.
    fn bag_of(&self, casilla: ClaveCasilla) -> Option<&Entry> {
        let of = |entry: &&Entry| {
            let bag = entry.bag.as_ref();
            bag.is_some_and(|bag| bag.casilla == casilla) && !is_recalled(entry)
        };
        self.uploader.outbox().entries().filter(of).last()
    }

    fn bag_state(&self, casilla: ClaveCasilla, now: Timestamp) -> (Mark, String) {
        match self.bag_of(casilla) {
            Some(entry) => bag_text(entry, now),
            None => (Mark::Missing, "no se ha recibido aquí".to_owned()),
        }
    }
}

/// Where a bag stands, in a line.
pub(super) fn bag_text(entry: &Entry, now: Timestamp) -> (Mark, String) {
    use prep_model::machines::outbox::OutboxState;
    let Some(bag) = &entry.bag else {
        return (Mark::None, String::new());
    };
    let (mark, word) = match entry.state() {
        OutboxState::Captured | OutboxState::Queued { .. } | OutboxState::Sending { .. } => {
            (Mark::Waiting, "por enviar")
        }
        OutboxState::Delivered { .. } => (Mark::Done, "recibida, con acuse"),
        OutboxState::Rejected { .. } => (Mark::Problem, "no se envía"),
    };
    let actas = match bag.actas.len() {
        0 => "sin actas".to_owned(),
        1 => "1 acta".to_owned(),
        count => format!("{count} actas"),
    };
    let mut detail = format!(
        "{word} · {} · {actas} · {}",
        ago(entry.taken_at.0, now),
        bag.condition.text()
    );
    if !bag.remark.is_empty() {
        detail.push_str(" · ");
        detail.push_str(&bag.remark);
    }
    (mark, detail)
}
