//! What an answer changes.

use prep_model::contract::{Advice, ClockReading, DigitalizacionId, Problem, ProblemType};
use prep_model::time::{DeviceTime, Timestamp};

use super::answer::{
    Answer, BagState, ServerState, StateName, TokenAnswer, http_date, retry_after_ms,
};
use super::{HttpResponse, Purpose, Report, Uploader};
use crate::outbox::{OutboxError, VerifiedBagReceipt, VerifiedReceipt, reason_from};
use crate::provisioning::Catalogo;

/// How often in a row a newer nonce or token is tried at once.
const MAX_REPEATS: u32 = 3;
/// How long what is in quarantine, or a device nobody knows, waits before asking again.
const SELDOM_MS: u64 = 300_000;
/// A clock is measured anew if it is found to be off by more than this; a `Date` has whole seconds.
const CLOCK_TOLERANCE_MS: i64 = 2_000;

impl Uploader {
    pub(super) fn answered(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        sent_at: Timestamp,
        response: &HttpResponse,
    ) -> Report {
        let new_nonce = self.session.keep_nonce(response);
        let answer = Answer::sort(response);
        if answer != Answer::Stranger {
            self.measure_clock(sent_at, now, response);
        }
        match answer {
            Answer::Success => self.succeeded(now, purpose, response),
            Answer::Problem(problem) => self.refused(now, purpose, &problem, response, new_nonce),
            Answer::UseNonce => self.try_again_at_once(now, "el servidor pide otra prueba"),
            Answer::Stranger if purpose == Purpose::Catalogo && response.status == 304 => {
                self.catalogo_current()
            }
            Answer::Stranger => self.stranger(now, purpose, response),
        }
    }

    /// A failure of the line or the server: everything waits.
    pub(super) fn line_failed(
        &mut self,
        now: Timestamp,
        asked_ms: Option<u64>,
        reason: String,
    ) -> Report {
        self.end_errand(Err(reason.clone()));
        self.line.fail(now, asked_ms, &*self.entropy);
        self.trouble = Some(reason.clone());
        Report::RetryLater { reason }
    }

    /// A failure of one image: the others go on.
    fn image_failed(
        &mut self,
        now: Timestamp,
        id: DigitalizacionId,
        asked_ms: Option<u64>,
        reason: String,
    ) -> Report {
        self.position = None;
        self.images
            .entry(id)
            .or_default()
            .fail(now, asked_ms, &*self.entropy);
        self.trouble = Some(reason.clone());
        Report::RetryLater { reason }
    }

    /// Not our server: a login page, a proxy. Or ours, saying something we do not understand.
    pub(super) fn stranger(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        response: &HttpResponse,
    ) -> Report {
        self.interrupted(purpose);
        let asked = retry_after_ms(response, self.device.server_time(now));
        let reason = format!(
            "respondió otro equipo en lugar del servidor (estado HTTP {}); \
             revise si la red pide iniciar sesión",
            response.status
        );
        self.line_failed(now, asked, reason)
    }

    fn succeeded(&mut self, now: Timestamp, purpose: Purpose, response: &HttpResponse) -> Report {
        match purpose {
            Purpose::Token => match TokenAnswer::read(response) {
                Some(answer) => {
                    self.session.keep_token(answer, now);
                    Report::Quiet
                }
                None => self.stranger(now, purpose, response),
            },
            Purpose::Catalogo => self.catalogo_came(now, response),
            Purpose::Errand => {
                self.repeats = 0;
                self.end_errand(Ok(response.clone()));
                Report::Quiet
            }
            Purpose::Wanted(wanted) => self.news_came(now, wanted, response),
            Purpose::Acuse => self.acuse_came(now, response),
            Purpose::Bag(id) => match BagState::read(response, id) {
                Some(state) => self.bag_told(now, id, &state),
                None => self.stranger(now, purpose, response),
            },
            Purpose::Register(id) | Purpose::Ask(id) | Purpose::Send { id, .. } => {
                match ServerState::read(response, id) {
                    Some(state) => self.told(now, purpose, id, &state),
                    None => self.told_offset(now, purpose, id, response),
                }
            }
        }
    }

    /// The server told the whole state of an image.
    fn told(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        id: DigitalizacionId,
        state: &ServerState,
    ) -> Report {
        self.line = super::Backoff::default();
        self.repeats = 0;
        match (state.state, &state.upload, &state.receipt) {
            (StateName::Stored | StateName::Quarantined, _, Some(receipt)) => {
                self.receipt_came(now, id, receipt)
            }
            (StateName::Receiving, Some(upload), _) => {
                if !self.is_ours(&upload.url) {
                    let reason = "el servidor indicó una dirección de envío ajena".to_owned();
                    return self.image_failed(now, id, Some(SELDOM_MS), reason);
                }
                match self.outbox.send(id, &upload.url, now) {
                    Ok(()) => self.stands(now, purpose, id, upload.offset, Some(upload.length)),
                    Err(error) => self.disk_failed(now, id, &error),
                }
            }
            (StateName::Rejected, ..) => self.reject(now, id, &state.reason_text()),
            (StateName::Quarantined, ..) => {
                let reason = "la foto está en cuarentena: un supervisor debe admitirla".to_owned();
                self.image_failed(now, id, Some(SELDOM_MS), reason)
            }
            (StateName::Receiving, None, _) => {
                let reason = "la carga ya no está abierta; se registrará de nuevo".to_owned();
                self.register_again(now, id, reason)
            }
            (StateName::Stored, _, None) => {
                let reason = "el servidor tiene la foto y aún no entrega el acuse".to_owned();
                self.image_failed(now, id, None, reason)
            }
        }
    }

    /// The server told where a bag stands.
    fn bag_told(&mut self, now: Timestamp, id: DigitalizacionId, state: &BagState) -> Report {
        self.line = super::Backoff::default();
        self.repeats = 0;
        let receipt = match (state.state, &state.receipt) {
            (StateName::Stored, Some(receipt)) => receipt,
            (StateName::Rejected, _) => {
                return self.reject(now, id, "un supervisor no admitió la recepción");
            }
            (StateName::Quarantined, _) => {
                let reason = "la bolsa está en cuarentena: un supervisor debe admitirla".to_owned();
                return self.image_failed(now, id, Some(SELDOM_MS), reason);
            }
            (StateName::Stored | StateName::Receiving, _) => {
                let reason = "el servidor tiene la bolsa y aún no entrega el acuse".to_owned();
                return self.image_failed(now, id, None, reason);
            }
        };
        let sealed = match self.outbox.bag(id) {
            Ok(sealed) => sealed,
            Err(error) => return self.disk_failed(now, id, &error),
        };
        match VerifiedBagReceipt::check(receipt, &self.device.server_keys, &sealed) {
            Ok(receipt) => match self.outbox.deliver_bag(&receipt, now) {
                Ok(()) => {
                    self.forget(id);
                    Report::Delivered(id)
                }
                Err(error) => self.disk_failed(now, id, &error),
            },
            Err(error) => self.image_failed(now, id, Some(SELDOM_MS), error.to_string()),
        }
    }

    /// A success that tells only the offset, or something that is no success of ours.
    fn told_offset(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        id: DigitalizacionId,
        response: &HttpResponse,
    ) -> Report {
        let offset = response
            .header("upload-offset")
            .and_then(|text| text.parse().ok());
        match (purpose, offset) {
            (Purpose::Ask(_) | Purpose::Send { .. }, Some(offset)) => {
                self.line = super::Backoff::default();
                self.stands(now, purpose, id, offset, None)
            }
            _ => self.stranger(now, purpose, response),
        }
    }

    /// The upload stands at `offset`.
    fn stands(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        id: DigitalizacionId,
        offset: u64,
        length: Option<u64>,
    ) -> Report {
        let bytes = self.outbox.find(id).map_or(0, |entry| entry.bytes);
        if offset > bytes || length.is_some_and(|length| length != bytes) {
            let reason = "el servidor espera otro tamaño de imagen".to_owned();
            return self.image_failed(now, id, Some(SELDOM_MS), reason);
        }
        self.chunk.stands(id, offset);
        self.position = Some((id, offset));
        if let Purpose::Send { from, to, .. } = purpose {
            if offset <= from {
                // It took nothing and calls it success; asking at once again would never end.
                return self.image_failed(now, id, None, "el servidor no avanza".to_owned());
            }
            self.chunk.arrived(to.min(offset) - from);
            if to == bytes && offset == bytes {
                // All is there and no receipt came with it: ask, soon.
                let reason = "el servidor recibió la foto y prepara el acuse".to_owned();
                return self.image_failed(now, id, None, reason);
            }
        }
        self.trouble = None;
        Report::Progress { id, offset }
    }

    fn receipt_came(&mut self, now: Timestamp, id: DigitalizacionId, text: &str) -> Report {
        let sealed = match self.outbox.envelope(id) {
            Ok(sealed) => sealed,
            Err(error) => return self.disk_failed(now, id, &error),
        };
        match VerifiedReceipt::check(text, &self.device.server_keys, &sealed) {
            Ok(receipt) => match self.outbox.deliver(&receipt, now) {
                Ok(()) => {
                    self.forget(id);
                    Report::Delivered(id)
                }
                Err(error) => self.disk_failed(now, id, &error),
            },
            Err(error) => self.image_failed(now, id, Some(SELDOM_MS), error.to_string()),
        }
    }

    fn refused(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        problem: &Problem,
        response: &HttpResponse,
        new_nonce: bool,
    ) -> Report {
        let asked = retry_after_ms(response, self.device.server_time(now));
        let text = match &problem.detail {
            Some(detail) => format!("{}: {detail}", problem.kind.title()),
            None => problem.kind.title().to_owned(),
        };
        self.revoked |= problem.kind == ProblemType::RevokedDevice;
        match problem.kind {
            ProblemType::UseDpopNonce if new_nonce => return self.try_again_at_once(now, &text),
            ProblemType::Unauthorized
            | ProblemType::UseDpopNonce
            | ProblemType::InvalidDpopProof
            | ProblemType::DpopProofReplayed
            | ProblemType::InvalidClientAssertion => {
                self.session.drop_token();
                return self.try_again_at_once(now, &text);
            }
            // Somebody has to enrol this device again; its photos are as good as before.
            ProblemType::UnknownDevice => return self.line_failed(now, Some(SELDOM_MS), text),
            _ => {}
        }
        if purpose == Purpose::Errand {
            self.end_errand(Err(text));
            return Report::Quiet;
        }
        if let Some(id) = purpose.image() {
            return self.image_refused(now, purpose, id, problem, asked, text);
        }
        let is_news = matches!(purpose, Purpose::Wanted(_) | Purpose::Acuse);
        if is_news && problem.kind.advice() != Advice::RetryLater {
            self.news_refused(purpose, text);
            return Report::Quiet;
        }
        if purpose == Purpose::Catalogo && problem.kind.advice() != Advice::RetryLater {
            // It will not come; what waits to be sent need not wait for it.
            self.wants_catalogo = false;
            self.trouble = Some(text.clone());
            return Report::RetryLater { reason: text };
        }
        let seldom = problem.kind.advice() != Advice::RetryLater;
        self.line_failed(now, asked.or(seldom.then_some(SELDOM_MS)), text)
    }

    fn image_refused(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        id: DigitalizacionId,
        problem: &Problem,
        asked: Option<u64>,
        text: String,
    ) -> Report {
        let by_capability = matches!(purpose, Purpose::Ask(_) | Purpose::Send { .. });
        match problem.kind {
            ProblemType::UploadNotFound | ProblemType::UploadExpired => {
                self.register_again(now, id, text)
            }
            ProblemType::NotFound if by_capability => self.register_again(now, id, text),
            ProblemType::ImageDigestMismatch => self.image_arrived_damaged(now, id, text),
            ProblemType::MismatchingUploadOffset
            | ProblemType::CompletedUpload
            | ProblemType::UploadLocked
            | ProblemType::IncompleteRequest
            | ProblemType::DigestMismatch => {
                self.interrupted(purpose);
                self.image_failed(now, id, asked, text)
            }
            kind => match kind.advice() {
                Advice::NeverRetry => self.reject(now, id, &text),
                Advice::Stored => self.image_failed(now, id, asked.or(Some(SELDOM_MS)), text),
                Advice::RetryLater => {
                    self.interrupted(purpose);
                    self.line_failed(now, asked, text)
                }
            },
        }
    }

    /// The server dropped what arrived. If the fault is in the file, it would arrive so for ever.
    fn image_arrived_damaged(
        &mut self,
        now: Timestamp,
        id: DigitalizacionId,
        text: String,
    ) -> Report {
        let intact = self
            .outbox
            .find(id)
            .is_none_or(|entry| self.outbox.image_is_intact(entry));
        if intact {
            return self.image_failed(now, id, None, text);
        }
        let text = "la foto guardada en el dispositivo se dañó; tómela de nuevo";
        self.reject(now, id, text)
    }

    /// A newer nonce or token lets the same request pass at once; but not for ever.
    fn try_again_at_once(&mut self, now: Timestamp, reason: &str) -> Report {
        self.repeats += 1;
        if self.repeats <= MAX_REPEATS {
            return Report::Quiet;
        }
        self.repeats = 0;
        self.line_failed(now, None, reason.to_owned())
    }

    fn register_again(&mut self, now: Timestamp, id: DigitalizacionId, reason: String) -> Report {
        // The first time at once; a server that forgets every upload is left alone longer each time.
        let first = self
            .images
            .get(&id)
            .is_none_or(|backoff| backoff.failures() == 0);
        let report = self.image_failed(now, id, None, reason);
        let backoff = self.images.entry(id).or_default();
        if first {
            backoff.end_pause();
        }
        let not_before = backoff.until(now).unwrap_or(now);
        match self.outbox.postpone(id, not_before, now) {
            Ok(()) => report,
            Err(error) => self.disk_failed(now, id, &error),
        }
    }

    fn reject(&mut self, now: Timestamp, id: DigitalizacionId, text: &str) -> Report {
        let reason = reason_from(text);
        match self.outbox.reject(id, reason.clone(), now) {
            Ok(()) => {
                self.forget(id);
                Report::Rejected(id, reason)
            }
            Err(error) => self.disk_failed(now, id, &error),
        }
    }

    /// The answer could not be kept. It can be had again.
    fn disk_failed(&mut self, now: Timestamp, id: DigitalizacionId, error: &OutboxError) -> Report {
        self.image_failed(now, id, None, error.to_string())
    }

    fn forget(&mut self, id: DigitalizacionId) {
        self.images.remove(&id);
        self.position = None;
        self.repeats = 0;
        self.line = super::Backoff::default();
        self.trouble = None;
    }

    fn catalogo_came(&mut self, now: Timestamp, response: &HttpResponse) -> Report {
        let json = String::from_utf8(response.body.clone()).ok();
        let json = json.filter(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok());
        let Some(json) = json else {
            return self.stranger(now, Purpose::Catalogo, response);
        };
        let etag = response.header("etag").map(str::to_owned);
        match (Catalogo { etag, json }).save(&*self.disk) {
            Ok(()) => self.catalogo_current(),
            Err(error) => self.line_failed(now, None, error.to_string()),
        }
    }

    fn catalogo_current(&mut self) -> Report {
        self.wants_catalogo = false;
        self.repeats = 0;
        self.line = super::Backoff::default();
        Report::CatalogoCurrent
    }

    /// Measures the device's clock by the answer's `Date`, if it is off by more than a `Date` and
    /// the way can explain. It is kept for the next envelopes, as far as the disk allows.
    fn measure_clock(&mut self, sent_at: Timestamp, now: Timestamp, response: &HttpResponse) {
        let Some(date) = response.header("date").and_then(http_date) else {
            return;
        };
        let way = now.micros_since(sent_at).max(0);
        // The server wrote it half a second after its whole second, half of the way ago.
        let offset_ms = (date.micros_since(now) + 500_000 + way / 2) / 1000;
        let clock = &mut self.device.origin.clock;
        if (offset_ms - clock.offset_ms).abs() > CLOCK_TOLERANCE_MS + way / 1000 {
            *clock = ClockReading {
                offset_ms,
                measured_at: Some(DeviceTime(now)),
            };
            let _ = self.device.save(&*self.disk);
        }
    }
}
