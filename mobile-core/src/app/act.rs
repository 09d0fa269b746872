//! What a person does.

use acta_image::intake::Refusal;
use prep_model::bitacora::Reason;
use prep_model::contract::{DeviceRole, DigitalizacionId, TipoDocumento};
use prep_model::machines::outbox::OutboxState;
use prep_model::people::Role;
use prep_model::time::{DeviceTime, Timestamp};

use super::door::Door;
use super::{Fresh, Platform, Ready};
use crate::capture::Photo;
use crate::eye::Judged;
use crate::outbox::{CaptureError, Entry, OutboxError};
use crate::screen::{Intent, ScreenKind, Tone};

impl Fresh {
    pub(super) fn act(
        &mut self,
        intent: &Intent,
        fields: &[String],
        platform: &Platform,
        now: Timestamp,
    ) {
        if let (Intent::Enrol, Some(code)) = (intent, fields.first()) {
            self.enrol(code, platform, now);
        }
    }
}

impl Ready {
    pub(super) fn act(
        &mut self,
        intent: &Intent,
        fields: &[String],
        platform: &Platform,
        now: Timestamp,
    ) {
        self.flow.hush();
        if self.person().is_none() {
            return self.knock(intent, fields, platform, now);
        }
        let typed = fields.first().map_or("", String::as_str);
        match intent {
            Intent::SignOut => {
                self.door = Door::List;
                self.uploader.set_holder(None);
                self.flow.open(ScreenKind::Casillas);
            }
            Intent::Recall(id) => self.recall(*id, now),
            Intent::Open(ScreenKind::SelfTest) => {
                self.self_test(platform);
                self.flow.open(ScreenKind::SelfTest);
            }
            Intent::Open(ScreenKind::Progress) => self.open_progress(),
            Intent::Open(ScreenKind::Messages) => {
                self.want_messages();
                self.flow.open(ScreenKind::Messages);
            }
            Intent::ReadBag => self.read_bag(typed, false, now),
            Intent::ToggleActa(acta) => self.toggle_acta(acta),
            Intent::KeepBag(condition) => self.keep_bag(*condition, platform, now),
            Intent::ReadMessage(number) => self.flow.show_aviso(*number),
            Intent::Acknowledge(number) => self.acknowledge(*number, platform, now),
            Intent::SendNow => self.uploader.retry_now(),
            Intent::Retry(id) => self.retry(*id, now),
            Intent::Send | Intent::Insist => self.keep(intent == &Intent::Insist, platform),
            Intent::ChooseCasilla(clave) => match clave.parse() {
                Ok(clave) if self.flow.place() == ScreenKind::Bags => {
                    self.take_bag(clave, None, now);
                }
                Ok(clave) => self.flow.choose_casilla(clave),
                Err(error) => self.flow.say(Tone::Bad, error.to_string()),
            },
            Intent::ChooseActa(acta) => match acta.parse() {
                Ok(acta) => self.flow.choose_acta(acta),
                Err(error) => self.flow.say(Tone::Bad, error.to_string()),
            },
            Intent::Open(place) => self.flow.open(*place),
            Intent::Back => self.flow.back(),
            Intent::Aim | Intent::Repeat => self.flow.aim(),
            Intent::Search => self.flow.search(typed),
            Intent::UseLabel => self.flow.use_label(),
            Intent::KeepChoice => self.flow.keep_choice(),
            Intent::Unidentified => self.flow.unidentified(),
            Intent::Refresh => self.refresh(),
            Intent::Enrol | Intent::SignIn | Intent::ChoosePerson(_) | Intent::SetPin => {}
        }
    }

    /// Asks for what the screen shows.
    fn refresh(&mut self) {
        match self.flow.place() {
            ScreenKind::Progress => self.open_progress(),
            ScreenKind::Messages => self.want_messages(),
            _ => self.uploader.refresh_catalogo(),
        }
    }

    pub(super) fn scanned(&mut self, text: &str, now: Timestamp) {
        let bags = self.flow.place() == ScreenKind::Bags;
        if bags && self.flow.is_still_seen(text.trim(), now) {
            return;
        }
        self.flow.hush();
        if self.person().is_none() {
            return;
        }
        if bags {
            return self.read_bag(text, true, now);
        }
        match text.parse::<prep_model::claves::QrLabel>() {
            Ok(label) => self.flow.choose_acta(label.0.acta),
            Err(error) => self.flow.say(Tone::Warning, error.to_string()),
        }
    }

    pub(super) fn photographed(&mut self, judged: Result<Judged, Refusal>, at: DeviceTime) {
        self.flow.hush();
        if self.person().is_none() {
            return;
        }
        match judged {
            Ok(judged) => {
                let run = self.run();
                self.flow.photographed(judged, at, &run);
            }
            Err(refusal) => self.flow.say(Tone::Bad, refusal.to_string()),
        }
    }

    /// Signs the photo on review and keeps it. Whatever fails, the photo stays on review.
    fn keep(&mut self, insisting: bool, platform: &Platform) {
        let Some(draft) = self.flow.draft() else {
            return;
        };
        let may_go = draft.judged.is_accepted() || (insisting && self.flow.may_insist());
        if !may_go {
            self.flow.say(Tone::Warning, "Tome la fotografía de nuevo.");
            return;
        }
        let (Some(source), Some(person)) = (draft.source(), self.person().cloned()) else {
            return;
        };
        let photo = Photo {
            image: &draft.judged.image,
            acta: source,
            documento: TipoDocumento::ActaPrep,
            role: device_role(person.role),
            person: person.id,
            taken_at: draft.at,
            quality: draft.judged.quality.clone(),
            // Of a photo that was recalled, the frame may be gone.
            frame: Some(draft.judged.frame.as_slice()).filter(|frame| !frame.is_empty()),
            location: None,
        };
        match self.uploader.capture(&photo) {
            Ok(entry) => {
                let casilla = entry.acta.as_ref().map(|acta| acta.casilla);
                self.flow.was_kept(entry.id(), casilla);
            }
            Err(error) => {
                let text = failure_text("La fotografía", &error);
                platform
                    .log
                    .log(crate::platform::LogLevel::Problem, &error.to_string());
                self.flow.say(Tone::Bad, text);
            }
        }
    }

    /// Takes back a photo that the server has not heard of: it will not be sent, and what it shows
    /// goes on review again for its right acta. What the server knows, a supervisor corrects there.
    fn recall(&mut self, id: DigitalizacionId, now: Timestamp) {
        let is_bag = |entry: &Entry| entry.bag.is_some();
        let outbox = self.uploader.outbox_mut();
        if outbox.find(id).is_some_and(is_bag) {
            return self.recall_bag(id, now);
        }
        let (unheard, recalled) = match outbox.find(id).map(Entry::state) {
            Some(OutboxState::Queued { .. }) => (true, false),
            Some(OutboxState::Rejected { reason, .. }) => {
                let recalled = reason.as_str() == RECALLED;
                (recalled, recalled)
            }
            _ => (false, false),
        };
        if !unheard {
            let text = "Ya está en el servidor: pida al supervisor que corrija de qué acta es.";
            return self.flow.say(Tone::Warning, text);
        }
        let again = outbox.envelope(id).and_then(|sealed| {
            let envelope = sealed.envelope();
            let judged = Judged {
                image: outbox.image(id)?,
                frame: outbox.frame(id).unwrap_or_default(),
                quality: envelope.quality.clone(),
                label: envelope.qr.as_ref().map(|qr| qr.as_str().to_owned()),
            };
            Ok((judged, envelope.device_time))
        });
        let done = again.and_then(|again| {
            if recalled {
                // Taken back before, and not sent as anything since.
                return Ok(again);
            }
            let reason = Reason::new(RECALLED).expect("a few words are a reason");
            outbox.reject(id, reason, now).map(|()| again)
        });
        match done {
            Ok((judged, at)) => self.flow.recalled(judged, at),
            Err(error) => self.flow.say(Tone::Bad, error.to_string()),
        }
    }

    /// The same of a bag: whoever scans it again makes another reception.
    fn recall_bag(&mut self, id: DigitalizacionId, now: Timestamp) {
        let outbox = self.uploader.outbox_mut();
        let Some(OutboxState::Queued { .. }) = outbox.find(id).map(Entry::state) else {
            return;
        };
        let reason = Reason::new(RECALLED).expect("a few words are a reason");
        match outbox.reject(id, reason, now) {
            Ok(()) => self.bag_recalled(),
            Err(error) => self.flow.say(Tone::Bad, error.to_string()),
        }
    }

    fn retry(&mut self, id: DigitalizacionId, now: Timestamp) {
        let Some(person) = self.person().cloned() else {
            return;
        };
        let reason = Reason::new("reintento pedido en la tableta").expect("a few words");
        let outbox = self.uploader.outbox_mut();
        if let Err(error) = outbox.retry(id, &person, reason, now) {
            self.flow.say(Tone::Bad, error.to_string());
        }
    }
}

/// Why a recalled photo or bag is not sent.
pub(super) const RECALLED: &str = "retirada por quien la tomó";

/// The role as an envelope carries it; who works at a desk photographs as a CAEL does.
pub(super) fn device_role(role: Role) -> DeviceRole {
    match role {
        Role::Acopiador => DeviceRole::Acopiador,
        Role::Digitalizador => DeviceRole::Digitalizador,
        Role::Supervisor | Role::Coordinador => DeviceRole::Supervisor,
        Role::Cael
        | Role::Capturista
        | Role::Verificador
        | Role::Administrador
        | Role::Auditor
        | Role::Monitor => DeviceRole::Cael,
    }
}

/// What a person is told when a photo or a bag could not be kept.
pub(super) fn failure_text(what: &str, error: &CaptureError) -> String {
    match error {
        CaptureError::Outbox(OutboxError::StorageFull) => {
            format!("{what} NO se guardó: no queda espacio. Libere espacio y pulse otra vez.")
        }
        other => format!("{what} NO se guardó: {other}"),
    }
}
