use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use central::recepcion::{OpenUpload, Reception, append_upload, complete_upload, take_whole};
use prep_model::contract::{ProblemType, Sha256Digest};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::dialect::{Dialect, digest_mismatch};
use super::locks::UploadGuard;
use crate::problem::ApiProblem;
use crate::state::IngestState;
use crate::{Phase, Process};

/// Bytes gathered before they are made durable; most images are less.
const PIECE: usize = 256 * 1024;
/// How long bytes may wait for more before they are made durable all the same, whether more come or
/// not: what a slow line loses when this process is killed.
const PATIENCE: Duration = Duration::from_secs(1);
/// How many such waits without a byte until the connection counts as dead.
const DEAD_AFTER: u32 = 60;

/// The bytes of one request on their way into the part.
struct Receiving<'a> {
    state: &'a IngestState,
    upload: &'a OpenUpload,
    /// Where the next byte to be made durable belongs.
    offset: u64,
    gathered: Vec<u8>,
    /// When the oldest of the gathered bytes came.
    since: Instant,
    /// Of the whole body, if the request says what that must be.
    hasher: Option<Sha256>,
}

enum Next {
    Bytes(Bytes),
    End,
    Broken,
    Waiting,
    Stolen,
    HandedBack,
}

/// What came of a body.
pub(super) enum Received {
    /// It was added, up to this offset.
    Until(u64),
    /// It was the image, whole and soon enough to be in memory still: it is no part yet.
    Whole(Vec<u8>),
}

impl Received {
    /// Where the upload stands with it.
    pub(super) fn end(&self) -> u64 {
        match self {
            Self::Until(end) => *end,
            Self::Whole(image) => image.len() as u64,
        }
    }
}

/// Looks whether an upload has everything with what came and, if so, stores it.
pub(super) async fn complete(
    state: &IngestState,
    upload: &OpenUpload,
    received: Received,
) -> Result<Reception, ApiProblem> {
    let central = &state.central;
    Ok(match received {
        Received::Until(_) => complete_upload(central, &upload.capability).await?,
        Received::Whole(image) => take_whole(central, upload, image).await?,
    })
}

/// Adds the body of a request at `offset`, in bounded memory, unless it is the whole image.
///
/// What arrives of a body that breaks off stays, unless the request named the digest of its whole:
/// then nothing of it can be checked, and nothing stays.
pub(super) async fn receive_body(
    state: &IngestState,
    upload: &OpenUpload,
    guard: &UploadGuard,
    (offset, body): (u64, Body),
    (dialect, digest): (Dialect, Option<Sha256Digest>),
) -> Result<Received, ApiProblem> {
    let mut receiving = Receiving {
        state,
        upload,
        offset,
        gathered: Vec::new(),
        since: Instant::now(),
        hasher: digest.map(|_| Sha256::new()),
    };
    let received = receiving.run(body, guard).await;
    let found = receiving.hasher.take().map(Digest::finalize);
    let found = found.map(|found| Sha256Digest::from_bytes(found.into()));
    match (received, digest) {
        (Ok(_), Some(digest)) if found != Some(digest) => {
            receiving.take_back(offset).await?;
            Err(digest_mismatch(dialect))
        }
        (Ok(received), _) => Ok(received),
        (Err(problem), Some(_)) => {
            receiving.take_back(offset).await?;
            Err(problem)
        }
        (Err(problem), None) => Err(problem),
    }
}

/// Most bytes, and the longest time, for which a body that nobody wants is still read.
const DRAIN_BYTES: usize = 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Reads a refused body to its end, within limits: a client that is still sending when the
/// connection closes may never see the answer that tells it where to go on.
pub(super) async fn drain(body: Body) {
    let reading = axum::body::to_bytes(body, DRAIN_BYTES);
    let _ = tokio::time::timeout(DRAIN_TIME, reading).await;
}

impl Receiving<'_> {
    async fn run(&mut self, mut body: Body, guard: &UploadGuard) -> Result<Received, ApiProblem> {
        let mut waits = 0;
        loop {
            match next(&mut body, guard, &self.state.process).await {
                Next::Bytes(bytes) => {
                    waits = 0;
                    self.take(&bytes).await?;
                }
                Next::End if self.is_whole() => {
                    return Ok(Received::Whole(std::mem::take(&mut self.gathered)));
                }
                Next::End => {
                    self.flush().await?;
                    return Ok(Received::Until(self.offset));
                }
                Next::Waiting if waits < DEAD_AFTER => {
                    waits += 1;
                    self.flush().await?;
                }
                Next::Broken | Next::Waiting => {
                    self.flush().await?;
                    return Err(ApiProblem::new(ProblemType::IncompleteRequest));
                }
                Next::Stolen => {
                    self.flush().await?;
                    return Err(ApiProblem::new(ProblemType::UploadLocked));
                }
                Next::HandedBack => {
                    self.flush().await?;
                    return Err(ApiProblem::handed_back());
                }
            }
        }
    }

    async fn take(&mut self, bytes: &[u8]) -> Result<(), ApiProblem> {
        let end = self.offset + (self.gathered.len() + bytes.len()) as u64;
        if end > self.upload.length {
            let detail = format!("la imagen es de {} bytes", self.upload.length);
            return Err(ApiProblem::new(ProblemType::InconsistentUploadLength).detail(&detail));
        }
        if self.gathered.is_empty() {
            self.since = Instant::now();
            let missing = self.upload.length - self.offset;
            let missing = usize::try_from(missing).unwrap_or(PIECE);
            self.gathered.reserve(missing.min(PIECE));
        }
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE || self.since.elapsed() >= PATIENCE {
            self.flush().await?;
        }
        Ok(())
    }

    /// True if the image is here from its first byte to its last and nothing of it was added yet.
    fn is_whole(&self) -> bool {
        let may = self.offset == 0 && self.upload.may_come_whole();
        may && self.gathered.len() as u64 == self.upload.length
    }

    async fn flush(&mut self) -> Result<(), ApiProblem> {
        if !self.gathered.is_empty() {
            let central = &self.state.central;
            // What waits on a slow line holds no memory meanwhile.
            let bytes = std::mem::take(&mut self.gathered);
            self.offset = append_upload(central, self.upload, self.offset, &bytes).await?;
        }
        Ok(())
    }

    /// Cuts the part off where this request began.
    async fn take_back(&mut self, offset: u64) -> Result<(), ApiProblem> {
        self.offset = append_upload(&self.state.central, self.upload, offset, &[]).await?;
        Ok(())
    }
}

async fn next(body: &mut Body, guard: &UploadGuard, process: &Process) -> Next {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
    tokio::select! {
        biased;
        () = guard.stolen() => Next::Stolen,
        () = process.reaches(Phase::HandingBack) => Next::HandedBack,
        frame = tokio::time::timeout(PATIENCE, frame) => match frame {
            Err(_) => Next::Waiting,
            Ok(None) => Next::End,
            Ok(Some(Err(_))) => Next::Broken,
            // Trailers say nothing here.
            Ok(Some(Ok(frame))) => Next::Bytes(frame.into_data().unwrap_or_default()),
        },
    }
}
