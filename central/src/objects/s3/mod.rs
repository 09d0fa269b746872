//! Objects in an S3 store: AWS, Ceph, Garage, MinIO and whatever else speaks its interface.
//!
//! Stores differ, so little is asked of them: PUT with a SHA-256, GET, HEAD of the bucket, DELETE
//! and `ListObjectsV2`. Nothing relies on `If-None-Match`, which some ignore: it only saves sending
//! what is there, and the database's key decides. What a store does not confirm is read back.

mod client;
mod fault;
mod list;
mod pieces;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use prep_model::contract::Sha256Digest;
use sha2::{Digest as _, Sha256};

use self::fault::{failed, is_absent, status};
use super::{ObjectError, ObjectScope, S3Credentials, S3Location};

pub(crate) use pieces::Piece;

/// HTTP 412: there is an object of that name already.
const PRECONDITION_FAILED: u16 = 412;
/// HTTP 409 and 501: the store knows the condition and cannot decide it, or does not know it.
const UNDECIDED: [u16; 2] = [409, 501];

/// How long a balancer that asks whether we are ready waits for the store.
const READY_WITHIN: Duration = Duration::from_secs(3);
/// How often a body that breaks off is asked for again, and the first pause before it, doubled each
/// time. Requests without an answer are repeated by the client below.
const BODY_ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Objects as keys of a bucket: `<prefix><proceso>/<ejercicio>/<sha256>`; pieces of uploads in
/// progress as `<prefix>uploads/<upload>/<first byte>-<writer>`.
#[derive(Debug, Clone)]
pub struct S3Objects {
    client: Client,
    place: Arc<S3Location>,
    /// A store that says it is full, for tests.
    #[cfg(any(test, feature = "testing"))]
    full: Arc<std::sync::atomic::AtomicBool>,
}

impl S3Objects {
    /// Opens the store and makes sure that the bucket is there and ours to use.
    pub(super) async fn open(
        place: S3Location,
        credentials: &S3Credentials,
    ) -> Result<Self, ObjectError> {
        let opened = Self {
            client: client::client(&place, credentials),
            place: Arc::new(place),
            #[cfg(any(test, feature = "testing"))]
            full: Arc::default(),
        };
        let bucket = &opened.place.bucket;
        let looked = opened.client.head_bucket().bucket(bucket).send().await;
        looked.map_err(|error| ObjectError::Open(opened.refusal(status(&error))))?;
        Ok(opened)
    }

    /// Why the bucket cannot be used, and what to do.
    fn refusal(&self, status: Option<u16>) -> String {
        let S3Location {
            bucket, endpoint, ..
        } = self.place.as_ref();
        let server = endpoint.as_deref().unwrap_or("AWS");
        match status {
            Some(404) => format!("no hay un depósito «{bucket}» en {server}: créelo"),
            Some(401 | 403) => format!(
                "{server} no permite usar el depósito «{bucket}»: revise AWS_ACCESS_KEY_ID, \
                 AWS_SECRET_ACCESS_KEY, la región y los permisos"
            ),
            Some(301 | 307 | 400) => format!(
                "el depósito «{bucket}» no es de la región «{}» de {server}, o la firma no le \
                 sirve: revise region= y endpoint=",
                self.place.region
            ),
            Some(other) => format!("{server} respondió {other} por el depósito «{bucket}»"),
            None => format!("{server} no responde: revise endpoint= y la red"),
        }
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn set_full(&self, full: bool) {
        self.full.store(full, std::sync::atomic::Ordering::SeqCst);
    }

    #[cfg(any(test, feature = "testing"))]
    fn check_room(&self, key: &str) -> Result<(), ObjectError> {
        if self.full.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(ObjectError::Full(key.to_owned()));
        }
        Ok(())
    }

    pub(super) async fn is_ready(&self) -> bool {
        let asked = self.client.head_bucket().bucket(&self.place.bucket).send();
        let answer = tokio::time::timeout(READY_WITHIN, asked).await;
        answer.is_ok_and(|answer| answer.is_ok())
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.place.prefix)
    }

    fn object_name(scope: &ObjectScope, digest: Sha256Digest) -> String {
        format!("{}/{}/{digest}", scope.proceso, scope.ejercicio)
    }

    pub(super) async fn put(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
        bytes: &[u8],
    ) -> Result<(), ObjectError> {
        self.put_file(&Self::object_name(scope, digest), digest, bytes)
            .await
    }

    pub(super) async fn get(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
    ) -> Result<Option<Vec<u8>>, ObjectError> {
        self.get_file(&Self::object_name(scope, digest)).await
    }

    /// Stores `bytes`, whose digest the caller computed, and returns when the store has confirmed
    /// them. Whatever else stood under the name is replaced.
    pub(super) async fn put_file(
        &self,
        name: &str,
        digest: Sha256Digest,
        bytes: &[u8],
    ) -> Result<(), ObjectError> {
        if self.put_once(name, digest, bytes, true).await? {
            return Ok(());
        }
        // Something is there: what is wanted, or damage, which the right bytes mend.
        match self.hash(name).await? {
            Some((found, _)) if found == digest => Ok(()),
            _ => self.put_once(name, digest, bytes, false).await.map(drop),
        }
    }

    /// True if the store holds the bytes now; false if it held something and was not to replace it.
    async fn put_once(
        &self,
        name: &str,
        digest: Sha256Digest,
        bytes: &[u8],
        only_new: bool,
    ) -> Result<bool, ObjectError> {
        let key = self.key(name);
        #[cfg(any(test, feature = "testing"))]
        self.check_room(&key)?;
        let checksum = digest.to_base64();
        let request = self.client.put_object().bucket(&self.place.bucket);
        let request = request
            .key(&key)
            .checksum_sha256(&checksum)
            .set_if_none_match(only_new.then(|| "*".to_owned()))
            .body(ByteStream::from(bytes.to_vec()));
        match request.send().await {
            Ok(answer) if answer.checksum_sha256() == Some(checksum.as_str()) => Ok(true),
            Ok(_) => self.confirm(name, digest).await.map(|()| true),
            Err(error) if only_new && status(&error) == Some(PRECONDITION_FAILED) => Ok(false),
            Err(error) if only_new && status(&error).is_some_and(|s| UNDECIDED.contains(&s)) => {
                Ok(false)
            }
            Err(error) => Err(failed(self.doing("storing", &key), error)),
        }
    }

    /// Reads back what a store took without saying that it checked it.
    async fn confirm(&self, name: &str, expected: Sha256Digest) -> Result<(), ObjectError> {
        match self.hash(name).await? {
            Some((found, _)) if found == expected => Ok(()),
            Some((found, _)) => Err(ObjectError::Digest { expected, found }),
            None => Err(ObjectError::Digest {
                expected,
                found: Sha256Digest::of(&[]),
            }),
        }
    }

    /// The bytes of a key; `None` if there is none.
    pub(super) async fn get_file(&self, name: &str) -> Result<Option<Vec<u8>>, ObjectError> {
        let mut bytes = Vec::new();
        let found = self
            .read(name, |chunk| match chunk {
                Some(chunk) => bytes.extend_from_slice(chunk),
                None => bytes.clear(),
            })
            .await?;
        Ok(found.then_some(bytes))
    }

    pub(super) async fn hash_object(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
    ) -> Result<Option<(Sha256Digest, u64)>, ObjectError> {
        self.hash(&Self::object_name(scope, digest)).await
    }

    /// Digest and size of a key, in the memory of one chunk.
    async fn hash(&self, name: &str) -> Result<Option<(Sha256Digest, u64)>, ObjectError> {
        let mut hasher = Sha256::new();
        let mut size = 0;
        let found = self
            .read(name, |chunk| {
                if let Some(chunk) = chunk {
                    hasher.update(chunk);
                    size += chunk.len() as u64;
                } else {
                    hasher = Sha256::new();
                    size = 0;
                }
            })
            .await?;
        let digest = Sha256Digest::from_bytes(hasher.finalize().into());
        Ok(found.then_some((digest, size)))
    }

    /// Hands every chunk of a key to `take`, and `None` before it begins again because the body
    /// broke off. False if there is no such key.
    async fn read(
        &self,
        name: &str,
        mut take: impl FnMut(Option<&[u8]>),
    ) -> Result<bool, ObjectError> {
        let key = self.key(name);
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            take(None);
            let asked = self.client.get_object().bucket(&self.place.bucket);
            let mut body = match asked.key(&key).send().await {
                Ok(answer) => answer.body,
                Err(error) if is_absent(&error) => return Ok(false),
                Err(error) => return Err(failed(self.doing("reading", &key), error)),
            };
            let broken = loop {
                match body.next().await {
                    Some(Ok(chunk)) => take(Some(&chunk)),
                    Some(Err(error)) => break error,
                    None => return Ok(true),
                }
            };
            if attempt >= BODY_ATTEMPTS {
                return Err(ObjectError::Remote {
                    what: self.doing("reading", &key),
                    code: None,
                    source: Box::new(broken),
                });
            }
            tracing::warn!(%key, error = %broken, "an object broke off and is read again");
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Ok(false)
    }

    /// Removes a key. One that is not there is no error.
    async fn remove(&self, name: &str) -> Result<(), ObjectError> {
        let key = self.key(name);
        let removed = self.client.delete_object().bucket(&self.place.bucket);
        match removed.key(&key).send().await {
            Err(error) if !is_absent(&error) => Err(failed(self.doing("removing", &key), error)),
            _ => Ok(()),
        }
    }

    fn doing(&self, verb: &str, key: &str) -> String {
        format!("{verb} s3://{}/{key}", self.place.bucket)
    }
}
