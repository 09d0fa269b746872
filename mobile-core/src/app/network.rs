//! The enrolment's request, and what answers change here.

use prep_model::contract::EnrolmentLabel;
use prep_model::time::{DeviceTime, Timestamp};

use super::{Fresh, Platform, Ready};
use crate::platform::LogLevel;
use crate::provisioning::{Device, Enrolment, EnrolmentError};
use crate::screen::Tone;
use crate::uploader::{Action, Heard, HttpResponse, Report, Wanted};

/// How long an enrolment without an answer waits before it asks again.
const RETRY_SECONDS: i64 = 5;

impl Fresh {
    /// Begins the enrolment of a code that was scanned.
    pub(super) fn enrol(&mut self, code: &str, platform: &Platform, now: Timestamp) {
        let started = match code.trim().parse::<EnrolmentLabel>() {
            Ok(label) => {
                let hardware = platform.hardware.clone();
                Enrolment::start(label, hardware, &*platform.signer, DeviceTime(now))
                    .map_err(|error| error.to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        match started {
            Ok(enrolment) => {
                self.enrolment = Some(enrolment);
                self.pause = None;
                self.said = Some((Tone::Neutral, "Dando de alta la tableta…".to_owned()));
            }
            Err(reason) => self.said = Some((Tone::Bad, reason)),
        }
    }

    pub(super) fn next_action(&mut self, now: Timestamp) -> Action {
        let Some(enrolment) = &self.enrolment else {
            return Action::Idle;
        };
        // A clock that was set back must not make anybody wait for the hours it lost.
        match self.pause {
            Some((since, until)) if since <= now && now < until => Action::WaitUntil(until),
            _ => {
                self.sent_at = Some(now);
                Action::Request(Box::new(enrolment.request()))
            }
        }
    }

    /// The device, if the answer makes it one. The server gives the same answer to the same key
    /// again, so a lost one is no harm.
    pub(super) fn answered(&mut self, now: Timestamp, response: &HttpResponse) -> Option<Device> {
        let enrolment = self.enrolment.as_ref()?;
        match enrolment.finish(response, self.sent_at.unwrap_or(now), now) {
            Ok(device) => return Some(device),
            Err(EnrolmentError::RetryLater(why)) => {
                self.unanswered(now, &why);
            }
            Err(error) => {
                self.enrolment = None;
                self.said = Some((Tone::Bad, error.to_string()));
            }
        }
        None
    }

    pub(super) fn unanswered(&mut self, now: Timestamp, reason: &str) -> Report {
        self.pause = Some((now, now.plus_seconds(RETRY_SECONDS)));
        let text = format!("El servidor no responde ({reason}). Se intentará otra vez.");
        self.said = Some((Tone::Warning, text));
        Report::RetryLater {
            reason: reason.to_owned(),
        }
    }
}

impl Ready {
    pub(super) fn answered(
        &mut self,
        now: Timestamp,
        ticket: u64,
        response: &HttpResponse,
        platform: &Platform,
    ) -> Report {
        let report = self.uploader.on_response(now, ticket, response);
        if report == Report::CatalogoCurrent {
            self.load_casillas(platform);
        }
        if self.uploader.is_revoked() && !self.wiped {
            self.wipe(platform);
        }
        self.hear();
        self.hear_news(platform);
        report
    }

    /// Keeps what the server told whoever holds the tablet. Touches disk.
    fn hear_news(&mut self, platform: &Platform) {
        for heard in self.uploader.take_heard() {
            match heard {
                Heard::News(Wanted::Avisos, person, json) => {
                    self.messages_came(person, &json, platform);
                }
                Heard::News(Wanted::Avance, person, json) => {
                    self.progress_came(person, &json, platform);
                }
                Heard::Refused(Wanted::Avance, why) => self.flow.say(Tone::Warning, why),
                // A server without avisos, or a person it does not know any more: nothing to read.
                Heard::Refused(Wanted::Avisos, why) => {
                    platform.log.log(LogLevel::Warning, &why);
                }
                Heard::Told(acuse) => self.acuse_told(&acuse, platform),
            }
        }
    }

    /// The device was revoked: what the server has signed for leaves it, and nothing else does. Who
    /// holds it may go on; what is sent goes to quarantine, where a supervisor decides.
    fn wipe(&mut self, platform: &Platform) {
        self.wiped = true;
        match self.uploader.outbox_mut().wipe_delivered() {
            Ok(wiped) => {
                let line = format!("revoked: {wiped} delivered images freed");
                platform.log.log(LogLevel::Problem, &line);
            }
            Err(error) => platform.log.log(LogLevel::Problem, &error.to_string()),
        }
        let text =
            "Esta tableta fue dada de baja; llévela al supervisor. Lo que espera no se borra.";
        self.flow.say(Tone::Warning, text);
    }
}
