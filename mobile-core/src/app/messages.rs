//! Avisos of central offices: told when there is a network, read and acknowledged without one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use prep_model::contract::{PersonId, V1};
use prep_model::time::Timestamp;

use super::{Platform, Ready};
use crate::provisioning::{load, save};
use crate::screen::{Intent, Mark, Screen, ScreenKind, Tone, ago, lines};
use crate::uploader::{Acuse, Wanted};

const FILE: &str = "avisos.json";
/// Most avisos that are listed.
const MOST_ROWS: usize = 60;

/// What people on this tablet were told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    v: V1,
    people: BTreeMap<PersonId, Told>,
}

/// What one person was told.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Told {
    /// The run that the numbers belong to: they begin again with another.
    ejercicio: String,
    /// The newest first.
    avisos: Vec<Aviso>,
    /// Acknowledged here, and not yet told: number and moment by the device's clock.
    pending: BTreeMap<u32, Timestamp>,
}

/// The answer of `GET /v1/avisos`. Members we do not know are passed over.
#[derive(Deserialize)]
struct Answer {
    ejercicio: String,
    avisos: Vec<Aviso>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Aviso {
    number: u32,
    published_at: Timestamp,
    sender: String,
    audience: String,
    text: String,
    acknowledged_at: Option<Timestamp>,
}

impl Kept {
    /// What was kept; a damaged file counts as none: avisos can be had again. Touches disk.
    pub(super) fn load(platform: &Platform) -> Self {
        let kept = load(&*platform.disk, FILE).ok().flatten();
        kept.unwrap_or(Self {
            v: V1,
            people: BTreeMap::new(),
        })
    }

    /// Acknowledgements that the server has not heard of.
    pub(super) fn pending(&self) -> Vec<Acuse> {
        let of = |(person, told): (&PersonId, &Told)| {
            let person = person.clone();
            let pending = told.pending.keys().copied().collect::<Vec<_>>();
            pending.into_iter().map(move |aviso| Acuse {
                aviso,
                person: person.clone(),
            })
        };
        self.people.iter().flat_map(of).collect()
    }
}

impl Told {
    fn is_unread(&self, aviso: &Aviso) -> bool {
        aviso.acknowledged_at.is_none() && !self.pending.contains_key(&aviso.number)
    }
}

impl Ready {
    fn told(&self) -> Option<&Told> {
        self.messages.people.get(&self.person()?.id)
    }

    /// How many avisos whoever holds the tablet has not acknowledged, and the words for it.
    pub(super) fn unread(&self) -> (u32, String) {
        let Some(told) = self.told() else {
            return (0, String::new());
        };
        let unread = told.avisos.iter().filter(|aviso| told.is_unread(aviso));
        let count = u32::try_from(unread.count()).unwrap_or(u32::MAX);
        let text = match count {
            0 => String::new(),
            1 => "1 aviso sin leer".to_owned(),
            count => format!("{count} avisos sin leer"),
        };
        (count, text)
    }

    /// The server told. Touches disk.
    pub(super) fn messages_came(&mut self, person: PersonId, json: &[u8], platform: &Platform) {
        let Ok(answer) = serde_json::from_slice::<Answer>(json) else {
            return;
        };
        let told = self.messages.people.entry(person).or_default();
        if told.ejercicio != answer.ejercicio {
            told.pending.clear();
        }
        told.ejercicio = answer.ejercicio;
        told.avisos = answer.avisos;
        self.save_messages(platform);
    }

    /// The server knows of an acknowledgement, or never will. Touches disk.
    pub(super) fn acuse_told(&mut self, acuse: &Acuse, platform: &Platform) {
        if let Some(told) = self.messages.people.get_mut(&acuse.person) {
            let at = told.pending.remove(&acuse.aviso);
            let number = acuse.aviso;
            if let Some(aviso) = told.avisos.iter_mut().find(|one| one.number == number) {
                aviso.acknowledged_at = aviso.acknowledged_at.or(at);
            }
        }
        self.save_messages(platform);
    }

    /// A person says that they know. Kept first, then told when there is a network. Touches disk.
    pub(super) fn acknowledge(&mut self, number: u32, platform: &Platform, now: Timestamp) {
        let Some(person) = self.person().map(|who| who.id.clone()) else {
            return;
        };
        let told = self.messages.people.entry(person.clone()).or_default();
        let known = told.avisos.iter().find(|aviso| aviso.number == number);
        if known.is_some_and(|aviso| told.is_unread(aviso)) {
            told.pending.insert(number, now);
            if !self.save_messages(platform) {
                let text =
                    "No queda espacio: no se guardó que lo leyó. Libere espacio y toque otra vez.";
                if let Some(told) = self.messages.people.get_mut(&person) {
                    told.pending.remove(&number);
                }
                return self.flow.say(Tone::Bad, text);
            }
            let aviso = number;
            self.uploader.acknowledge(Acuse { aviso, person });
        }
        self.flow.open(ScreenKind::Messages);
    }

    fn save_messages(&self, platform: &Platform) -> bool {
        save(&*platform.disk, FILE, &self.messages).is_ok()
    }

    /// Asks for new ones.
    pub(super) fn want_messages(&mut self) {
        if self.person().is_some() {
            self.uploader.want(Wanted::Avisos);
        }
    }

    pub(super) fn messages_screen(&self, now: Timestamp) -> Screen {
        let screen = Screen::new(ScreenKind::Messages, "Avisos")
            .primary("Actualizar", Intent::Refresh)
            .other("Mis casillas", Intent::Open(ScreenKind::Casillas));
        let now = self.uploader.device().server_time(now);
        let Some(told) = self.told().filter(|told| !told.avisos.is_empty()) else {
            return screen.saying(Tone::Neutral, "No hay avisos de las oficinas centrales.");
        };
        let mut screen = match self.unread() {
            (0, _) => screen.saying(Tone::Good, "Leyó todos los avisos."),
            (_, text) => screen.saying(Tone::Warning, &format!("{text}: toque cada uno.")),
        };
        for aviso in told.avisos.iter().take(MOST_ROWS) {
            let (mark, word) = if told.is_unread(aviso) {
                (Mark::Problem, "sin leer")
            } else if told.pending.contains_key(&aviso.number) {
                (Mark::Waiting, "leído; falta decirlo al servidor")
            } else {
                (Mark::Done, "leído")
            };
            let detail = format!(
                "{word} · {} · {}",
                aviso.sender,
                ago(aviso.published_at, now)
            );
            let to = Intent::ReadMessage(aviso.number);
            screen = screen.row(mark, &aviso.text, &detail, Some(to));
        }
        screen
    }

    pub(super) fn message_screen(&self, now: Timestamp) -> Screen {
        let number = self.flow.aviso();
        let told = self.told();
        let aviso = told.and_then(|told| told.avisos.iter().find(|one| Some(one.number) == number));
        let (Some(told), Some(aviso)) = (told, aviso) else {
            return self.messages_screen(now);
        };
        let from = format!(
            "{} · {} · {}",
            aviso.sender,
            aviso.audience,
            ago(aviso.published_at, self.uploader.device().server_time(now))
        );
        let title = format!("Aviso {}", aviso.number);
        let mut screen = Screen::new(ScreenKind::Message, &title).saying(Tone::Neutral, &from);
        for line in lines(&aviso.text) {
            screen = screen.row(Mark::None, &line, "", None);
        }
        if told.is_unread(aviso) {
            screen
                .primary("Enterado", Intent::Acknowledge(aviso.number))
                .other("Regresar", Intent::Back)
        } else {
            screen.primary("Avisos", Intent::Open(ScreenKind::Messages))
        }
    }
}
