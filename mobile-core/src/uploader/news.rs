//! What is asked for when nothing more urgent waits: avisos, the progress of the CATD; and the
//! acknowledgements that the server has not heard of. What comes is the app's to keep.

use prep_model::contract::{DeviceReport, PersonId};
use prep_model::time::Timestamp;
use serde_json::json;

use super::http::{Body, HttpRequest, HttpResponse, join};
use super::plan::Unmade;
use super::{Purpose, Report, Uploader};

/// Something that the server tells whoever holds the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// What central offices tell people at work.
    Avisos,
    /// How far the person's CATD has come.
    Avance,
}

/// The word of a person that they know of an aviso.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acuse {
    /// Its number.
    pub aviso: u32,
    /// Whose word.
    pub person: PersonId,
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// An answer for this person, as JSON.
    News(Wanted, PersonId, Vec<u8>),
    /// The server will not tell, and why, for a person.
    Refused(Wanted, String),
    /// The server knows of an acknowledgement, or never will.
    Told(Acuse),
}

impl Wanted {
    fn path(self, person: &PersonId) -> String {
        let name = match self {
            Self::Avisos => "avisos",
            Self::Avance => "avance",
        };
        format!("/v1/{name}?person={person}")
    }
}

impl Uploader {
    /// Who holds the device from now on. What was wanted for somebody else is forgotten.
    pub fn set_holder(&mut self, person: Option<PersonId>) {
        if self.holder != person {
            self.wants.clear();
        }
        self.holder = person;
    }

    /// Asks when nothing more urgent waits, for whoever holds the device.
    pub fn want(&mut self, what: Wanted) {
        self.wants.insert(what);
    }

    /// Tells the server, when nothing more urgent waits, that a person knows of an aviso; until it
    /// has heard or refuses.
    pub fn acknowledge(&mut self, acuse: Acuse) {
        self.acuses.insert(acuse);
    }

    /// What came since the last call.
    pub fn take_heard(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.heard)
    }

    /// True if something is wanted or to be told, beside the outbox.
    pub(super) fn wants_news(&self) -> bool {
        self.holder.is_some() && !self.wants.is_empty() || !self.acuses.is_empty()
    }

    /// The next of these requests.
    pub(super) fn news_request(
        &mut self,
        now: Timestamp,
    ) -> Option<Result<(HttpRequest, Purpose), Unmade>> {
        if let Some(acuse) = self.acuses.first() {
            let path = format!("/v1/avisos/{}/acuse", acuse.aviso);
            let body = json!({"person": acuse.person}).to_string();
            let request = HttpRequest {
                ticket: 0,
                method: "POST",
                url: join(&self.device.server, &path),
                headers: vec![("Content-Type", "application/json".to_owned())],
                body: Body::Bytes(body.into_bytes()),
            };
            return Some(self.with_token(now, Purpose::Acuse, |_| Ok(request)));
        }
        let (wanted, holder) = (*self.wants.first()?, self.holder.as_ref()?);
        let request = HttpRequest {
            ticket: 0,
            method: "GET",
            url: join(&self.device.server, &wanted.path(holder)),
            headers: Vec::new(),
            body: Body::Empty,
        };
        Some(self.with_token(now, Purpose::Wanted(wanted), |_| Ok(request)))
    }

    /// An answer to what was wanted.
    pub(super) fn news_came(
        &mut self,
        now: Timestamp,
        wanted: Wanted,
        response: &HttpResponse,
    ) -> Report {
        let holder = self.holder.clone().filter(|_| is_ours(response));
        let Some(holder) = holder else {
            return self.stranger(now, Purpose::Wanted(wanted), response);
        };
        self.wants.remove(&wanted);
        self.line_works();
        let heard = Heard::News(wanted, holder, response.body.clone());
        self.heard.push(heard);
        Report::Quiet
    }

    /// The server has heard of the first acknowledgement that waited.
    pub(super) fn acuse_came(&mut self, now: Timestamp, response: &HttpResponse) -> Report {
        if !is_ours(response) {
            return self.stranger(now, Purpose::Acuse, response);
        }
        self.line_works();
        self.heard.extend(self.acuses.pop_first().map(Heard::Told));
        Report::Quiet
    }

    /// The server will never tell, or never hear: nothing is asked again by itself.
    pub(super) fn news_refused(&mut self, purpose: Purpose, text: String) {
        match purpose {
            Purpose::Wanted(wanted) => {
                self.wants.remove(&wanted);
                self.heard.push(Heard::Refused(wanted, text));
            }
            _ => self.heard.extend(self.acuses.pop_first().map(Heard::Told)),
        }
    }

    /// What the device tells of itself with each request under its token.
    pub(super) fn device_report(&self, now: Timestamp) -> DeviceReport {
        let summary = self.outbox.summary();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let age = |then: Timestamp| now.micros_since(then).max(0) / 1_000_000;
        DeviceReport {
            waiting: count(summary.waiting),
            rejected: count(summary.rejected),
            oldest_seconds: summary
                .oldest
                .map(|oldest| u32::try_from(age(oldest.0)).unwrap_or(u32::MAX)),
            person: self.holder.clone(),
        }
    }

    fn line_works(&mut self) {
        self.repeats = 0;
        self.line = super::Backoff::default();
    }
}

/// True for a document of ours: a login page has no version.
fn is_ours(response: &HttpResponse) -> bool {
    let json = serde_json::from_slice::<serde_json::Value>(&response.body);
    json.is_ok_and(|value| value.get("v").is_some())
}
