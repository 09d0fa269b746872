//! A question that a person waits for, between the images: with token and proof like theirs, tried
//! once, before everything else.

use prep_model::time::Timestamp;

use super::plan::Plan;
use super::{Body, HttpRequest, HttpResponse, Purpose, Uploader, join};

/// A question to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// The method, in capitals.
    pub method: &'static str,
    /// The path on the server, from `/`.
    pub path: &'static str,
    /// JSON, if any.
    pub body: Option<String>,
}

impl Uploader {
    /// Asks at once, whatever else waits; [`Uploader::take_outcome`] has what came of it. A question
    /// that is under way is forgotten.
    pub fn ask(&mut self, errand: Errand) {
        self.errand = Some(errand);
        self.outcome = None;
    }

    /// The answer to the last question, or why there is none; once.
    pub fn take_outcome(&mut self) -> Option<Result<HttpResponse, String>> {
        self.outcome.take()
    }

    /// The request of the question, or first the one for a token.
    pub(super) fn plan_errand(&mut self, now: Timestamp) -> Option<Plan> {
        let errand = self.errand.as_ref()?;
        let request = HttpRequest {
            ticket: 0,
            method: errand.method,
            url: join(&self.device.server, errand.path),
            headers: errand
                .body
                .iter()
                .map(|_| ("Content-Type", "application/json".to_owned()))
                .collect(),
            body: match &errand.body {
                Some(json) => Body::Bytes(json.clone().into_bytes()),
                None => Body::Empty,
            },
        };
        match self.with_token(now, Purpose::Errand, |_| Ok(request)) {
            Ok((request, purpose)) => Some(Plan::Perform(Box::new(request), purpose)),
            Err(unmade) => {
                self.end_errand(Err(unmade.text()));
                None
            }
        }
    }

    /// Whoever waits hears what came of it; without a question, nobody does.
    pub(super) fn end_errand(&mut self, outcome: Result<HttpResponse, String>) {
        if self.errand.take().is_some() {
            self.outcome = Some(outcome);
        }
    }
}
