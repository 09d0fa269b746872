//! Which image is next, and the request that brings it one step further.

use prep_model::contract::{DeviceReport, DigitalizacionId, HttpUrl, SignError};
use prep_model::machines::outbox::OutboxState;
use prep_model::time::Timestamp;

use super::http::{Body, HttpRequest, join};
use super::{Purpose, Uploader};
use crate::outbox::{Entry, OutboxError, reason_from};
use crate::provisioning::Catalogo;

/// What follows from the state of everything.
pub(super) enum Plan {
    Idle,
    Wait(Timestamp),
    Perform(Box<HttpRequest>, Purpose),
}

/// Why a request could not be made.
pub(super) enum Unmade {
    /// The key.
    Key(SignError),
    /// The envelope's file.
    Envelope(DigitalizacionId, OutboxError),
    /// Nothing to do after all.
    Nothing,
}

impl Unmade {
    /// For a person.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Key(error) => error.to_string(),
            Self::Envelope(_, error) => error.to_string(),
            Self::Nothing => "no hay nada que pedir".to_owned(),
        }
    }
}

impl From<SignError> for Unmade {
    fn from(error: SignError) -> Self {
        Self::Key(error)
    }
}

/// How many bytes one request sends: everything, until something between here and the server is
/// found to hold requests back and lose them whole; then less and less, down to 64 KiB.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    limit: Option<u64>,
    /// The request that was cut last: if the upload still stands where it began, it was swallowed.
    cut: Option<(DigitalizacionId, u64)>,
}

impl Chunk {
    /// Fewer bytes than this are not worth a request of their own.
    pub(super) const SMALLEST: u64 = 64 * 1024;
    /// The first limit once one is needed.
    const FIRST: u64 = 256 * 1024;
    /// A limit that grew so far is no limit.
    const LARGEST: u64 = 8 * 1024 * 1024;

    pub(super) fn interrupted(&mut self, id: DigitalizacionId, from: u64) {
        self.cut = Some((id, from));
    }

    /// The server said where an upload stands.
    pub(super) fn stands(&mut self, id: DigitalizacionId, offset: u64) {
        if self.cut.take() == Some((id, offset)) {
            let next = self.limit.map_or(Self::FIRST, |limit| limit / 2);
            self.limit = Some(next.max(Self::SMALLEST));
        }
    }

    /// A request of `sent` bytes arrived whole.
    pub(super) fn arrived(&mut self, sent: u64) {
        self.cut = None;
        self.limit = self.limit.and_then(|limit| {
            let next = if sent >= limit { limit * 2 } else { limit };
            (next <= Self::LARGEST).then_some(next)
        });
    }

    /// How many of `left` bytes to send.
    pub(super) fn of(&self, left: u64) -> u64 {
        self.limit.map_or(left, |limit| left.min(limit))
    }
}

impl Uploader {
    pub(super) fn plan(&mut self, now: Timestamp) -> Plan {
        if let Some(plan) = self.plan_errand(now) {
            return plan;
        }
        // Each turn either makes a request or takes one image out of the queue.
        loop {
            let wants = self.wants_catalogo || self.wants_news();
            if self.outbox.waiting().next().is_none() && !wants {
                self.trouble = None;
                return Plan::Idle;
            }
            if let Some(until) = self.line.until(now) {
                return Plan::Wait(until);
            }
            let made = match self.choose(now) {
                Some(entry) => self.step(&entry, now),
                None if self.wants_catalogo => {
                    self.with_token(now, Purpose::Catalogo, |uploader| {
                        Ok(uploader.catalogo_request())
                    })
                }
                None => match self.news_request(now) {
                    Some(made) => made,
                    None => return self.earliest(now),
                },
            };
            match made {
                Ok((request, purpose)) => return Plan::Perform(Box::new(request), purpose),
                Err(Unmade::Key(error)) => {
                    self.line_failed(now, None, error.to_string());
                }
                Err(Unmade::Envelope(id, error)) => {
                    if let Some(wait) = self.envelope_unreadable(id, &error, now) {
                        return wait;
                    }
                }
                Err(Unmade::Nothing) => return Plan::Idle,
            }
        }
    }

    /// The next image that is not paused: of the casilla under way if it has one, else the oldest.
    fn choose(&mut self, now: Timestamp) -> Option<Entry> {
        let due = |entry: &&Entry| {
            self.images
                .get(&entry.id())
                .is_none_or(|backoff| backoff.until(now).is_none())
        };
        let same = |entry: &&Entry| self.casilla.is_some() && entry.casilla() == self.casilla;
        let next = self.outbox.waiting().filter(due).find(same);
        let next = next.or_else(|| self.outbox.waiting().find(due)).cloned();
        self.casilla = next.as_ref().and_then(Entry::casilla);
        next
    }

    fn earliest(&self, now: Timestamp) -> Plan {
        let until = |entry: &Entry| self.images.get(&entry.id())?.until(now);
        self.outbox
            .waiting()
            .filter_map(until)
            .min()
            .map_or(Plan::Idle, Plan::Wait)
    }

    fn step(&mut self, entry: &Entry, now: Timestamp) -> Result<(HttpRequest, Purpose), Unmade> {
        let id = entry.id();
        match entry.state() {
            OutboxState::Sending { upload, .. } => match self.position {
                Some((of, from)) if of == id => Ok(self.send_request(entry, upload, from)),
                _ => Ok((plain("GET", upload.clone()), Purpose::Ask(id))),
            },
            OutboxState::Queued { .. } if entry.bag.is_some() => {
                self.with_token(now, Purpose::Bag(id), |uploader| uploader.bag_request(id))
            }
            OutboxState::Queued { .. } => self.with_token(now, Purpose::Register(id), |uploader| {
                uploader.register_request(id)
            }),
            OutboxState::Captured
            | OutboxState::Delivered { .. }
            | OutboxState::Rejected { .. } => Err(Unmade::Nothing),
        }
    }

    /// The request that `make` makes, with token and proof; or first the one for a token.
    pub(super) fn with_token(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        make: impl FnOnce(&Self) -> Result<HttpRequest, Unmade>,
    ) -> Result<(HttpRequest, Purpose), Unmade> {
        let prover = self.prover(now);
        if self.session.has_token(now) {
            let mut request = self.session.authorize(make(self)?, &prover)?;
            let report = self.device_report(now).to_string();
            request.headers.push((DeviceReport::HEADER, report));
            Ok((request, purpose))
        } else {
            Ok((self.session.token_request(&prover)?, Purpose::Token))
        }
    }

    fn register_request(&self, id: DigitalizacionId) -> Result<HttpRequest, Unmade> {
        let sealed = self.outbox.envelope(id);
        let sealed = sealed.map_err(|error| Unmade::Envelope(id, error))?;
        Ok(self.put_signed(&format!("/v1/digitalizaciones/{id}"), sealed.text()))
    }

    fn bag_request(&self, id: DigitalizacionId) -> Result<HttpRequest, Unmade> {
        let sealed = self.outbox.bag(id);
        let sealed = sealed.map_err(|error| Unmade::Envelope(id, error))?;
        Ok(self.put_signed(&format!("/v1/bolsas/{id}"), sealed.text()))
    }

    /// The request that sends a signed document to its address.
    fn put_signed(&self, path: &str, jws: &str) -> HttpRequest {
        HttpRequest {
            headers: vec![("Content-Type", "application/jose".to_owned())],
            body: Body::Bytes(jws.as_bytes().to_vec()),
            ..plain("PUT", join(&self.device.server, path))
        }
    }

    fn catalogo_request(&self) -> HttpRequest {
        let mut request = plain("GET", join(&self.device.server, "/v1/catalogo"));
        if let Ok(Some(Catalogo {
            etag: Some(etag), ..
        })) = Catalogo::load(&*self.disk)
        {
            request.headers.push(("If-None-Match", etag));
        }
        request
    }

    fn send_request(&self, entry: &Entry, upload: &str, from: u64) -> (HttpRequest, Purpose) {
        let length = self.chunk.of(entry.bytes.saturating_sub(from));
        let to = from + length;
        let complete = if to == entry.bytes { "?1" } else { "?0" };
        let body = if length == 0 {
            Body::Empty
        } else {
            Body::File {
                path: self.outbox.image_path(entry),
                offset: from,
                length,
            }
        };
        let request = HttpRequest {
            headers: vec![
                ("Content-Type", "application/partial-upload".to_owned()),
                ("Upload-Offset", from.to_string()),
                ("Upload-Complete", complete.to_owned()),
            ],
            body,
            ..plain("PATCH", upload.to_owned())
        };
        (
            request,
            Purpose::Send {
                id: entry.id(),
                from,
                to,
            },
        )
    }

    /// A damaged envelope can never be sent; any other failure of the disk may pass.
    fn envelope_unreadable(
        &mut self,
        id: DigitalizacionId,
        error: &OutboxError,
        now: Timestamp,
    ) -> Option<Plan> {
        let gone = match error {
            OutboxError::Disk { source, .. } => {
                use std::io::ErrorKind;
                matches!(source.kind(), ErrorKind::InvalidData | ErrorKind::NotFound)
            }
            _ => false,
        };
        let text = format!("el sobre guardado no se puede leer: {error}");
        let rejected = gone.then(|| self.outbox.reject(id, reason_from(&text), now));
        if matches!(rejected, Some(Ok(()))) {
            return None;
        }
        self.line_failed(now, None, error.to_string());
        Some(self.line.until(now).map_or(Plan::Idle, Plan::Wait))
    }

    /// True if `url` is on the server this device is enrolled with: nobody else gets its bytes.
    pub(super) fn is_ours(&self, url: &str) -> bool {
        let origin = |url: &str| {
            let url: HttpUrl = url.parse().ok()?;
            let text = url.to_string();
            text.strip_suffix(url.path()).map(str::to_owned)
        };
        origin(url).is_some() && origin(url) == origin(&self.device.server)
    }
}

fn plain(method: &'static str, url: String) -> HttpRequest {
    HttpRequest {
        ticket: 0,
        method,
        url,
        headers: Vec::new(),
        body: Body::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_swallows_requests_gets_smaller_ones_until_they_arrive() {
        let id = DigitalizacionId::from_parts(1, &[0; 10]);
        let mut chunk = Chunk::default();
        assert_eq!(chunk.of(1_000_000), 1_000_000);
        let mut sizes = Vec::new();
        for _ in 0..4 {
            chunk.interrupted(id, 0);
            chunk.stands(id, 0);
            sizes.push(chunk.of(1_000_000));
        }
        assert_eq!(
            sizes,
            [256 * 1024, 128 * 1024, Chunk::SMALLEST, Chunk::SMALLEST]
        );
        for _ in 0..8 {
            chunk.arrived(chunk.of(u64::MAX));
        }
        assert_eq!(chunk.of(u64::MAX), u64::MAX);
    }

    #[test]
    fn a_cut_that_lost_nothing_changes_nothing() {
        let id = DigitalizacionId::from_parts(1, &[0; 10]);
        let mut chunk = Chunk::default();
        chunk.interrupted(id, 0);
        chunk.stands(id, 70_000);
        assert_eq!(chunk.of(1_000_000), 1_000_000);
        chunk.stands(id, 0);
        assert_eq!(chunk.of(1_000_000), 1_000_000);
    }
}
