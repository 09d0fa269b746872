//! Every behaviour of an object store, as functions run on each of them.

use std::path::PathBuf;

use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Sha256Digest;

use super::{ObjectError, ObjectScope, Objects, ObjectsUrl, S3Credentials};
use crate::testing::{S3Server, jpeg};

/// A store, and what a test needs to damage it.
struct Kept {
    objects: Objects,
    folder: tempfile::TempDir,
    server: Option<S3Server>,
}

impl Kept {
    async fn on_filesystem() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::open_filesystem(folder.path().to_owned()).await;
        Self {
            objects: objects.unwrap(),
            folder,
            server: None,
        }
    }

    async fn on_s3() -> Self {
        let server = S3Server::start().await;
        Self {
            objects: server.objects().await,
            folder: tempfile::tempdir().unwrap(),
            server: Some(server),
        }
    }

    /// Where the bytes of an object lie.
    fn file_of(&self, digest: Sha256Digest) -> PathBuf {
        let name = digest.to_string();
        if let Some(server) = &self.server {
            return server.file_of(&format!("muestra-2027/oficial/{name}"));
        }
        let group = self.folder.path().join("muestra-2027/oficial");
        group.join(&name[..2]).join(format!("{name}.jpg"))
    }
}

macro_rules! behaviours {
    ($($name:ident),* $(,)?) => {
        mod filesystem {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&super::Kept::on_filesystem().await).await;
            })*
        }
        mod s3 {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&super::Kept::on_s3().await).await;
            })*
        }
    };
}

behaviours![
    an_object_is_stored_once_and_read_back,
    bytes_of_another_digest_are_refused_and_not_stored,
    what_is_not_there_is_none,
    a_damaged_object_is_not_handed_out_and_storing_mends_it,
    objects_are_listed_in_order_and_others_named,
    scopes_are_apart_and_listed,
    a_full_store_says_so_and_keeps_what_it_had,
    a_file_is_replaced_and_its_folder_listed,
];

fn scope(ejercicio: &str) -> ObjectScope {
    ObjectScope {
        proceso: ProcesoId::new("muestra-2027").unwrap(),
        ejercicio: EjercicioId::new(ejercicio).unwrap(),
    }
}

async fn stored(kept: &Kept, seed: u8) -> (Sha256Digest, Vec<u8>) {
    let bytes = jpeg(seed);
    let digest = Sha256Digest::of(&bytes);
    let scope = scope("oficial");
    let put = kept.objects.put(&scope, digest, bytes.clone()).await;
    put.unwrap();
    (digest, bytes)
}

async fn an_object_is_stored_once_and_read_back(kept: &Kept) {
    let (digest, bytes) = stored(kept, 1).await;
    stored(kept, 1).await;
    let objects = &kept.objects;
    let found = objects.get(&scope("oficial"), digest).await.unwrap();
    assert_eq!(found.as_ref(), Some(&bytes));
    let hashed = objects.hash_object(&scope("oficial"), digest).await;
    assert_eq!(hashed.unwrap(), Some((digest, bytes.len() as u64)));
    let page = objects.list(&scope("oficial"), None).await.unwrap();
    assert_eq!(page.objects.len(), 1);
    assert!(objects.is_ready().await);
}

async fn bytes_of_another_digest_are_refused_and_not_stored(kept: &Kept) {
    let digest = Sha256Digest::of(b"what was signed");
    let put = kept.objects.put(&scope("oficial"), digest, jpeg(1)).await;
    assert!(matches!(put, Err(ObjectError::Digest { .. })), "{put:?}");
    let found = kept.objects.get(&scope("oficial"), digest).await;
    assert_eq!(found.unwrap(), None);
}

async fn what_is_not_there_is_none(kept: &Kept) {
    let digest = Sha256Digest::of(b"nobody sent it");
    let objects = &kept.objects;
    assert_eq!(objects.get(&scope("oficial"), digest).await.unwrap(), None);
    let hashed = objects.hash_object(&scope("oficial"), digest).await;
    assert_eq!(hashed.unwrap(), None);
    assert_eq!(objects.get_file("backups/x/y").await.unwrap(), None);
    let page = objects.list(&scope("oficial"), None).await.unwrap();
    assert!(page.objects.is_empty() && page.is_last, "{page:?}");
    assert!(objects.list_scopes().await.unwrap().is_empty());
    assert!(objects.list_folders("backups").await.unwrap().is_empty());
}

async fn a_damaged_object_is_not_handed_out_and_storing_mends_it(kept: &Kept) {
    let (digest, bytes) = stored(kept, 1).await;
    std::fs::write(kept.file_of(digest), b"torn").unwrap();
    let objects = &kept.objects;
    let read = objects.get(&scope("oficial"), digest).await;
    assert!(matches!(read, Err(ObjectError::Digest { .. })), "{read:?}");
    let hashed = objects.hash_object(&scope("oficial"), digest).await;
    assert_eq!(hashed.unwrap(), Some((Sha256Digest::of(b"torn"), 4)));
    stored(kept, 1).await;
    let read = objects.get(&scope("oficial"), digest).await;
    assert_eq!(read.unwrap(), Some(bytes));
}

async fn objects_are_listed_in_order_and_others_named(kept: &Kept) {
    let mut wanted = Vec::new();
    for seed in 0..20 {
        wanted.push(stored(kept, seed).await.0);
    }
    wanted.sort_unstable();
    let stranger = kept.file_of(wanted[0]).with_file_name("LEEME.txt");
    std::fs::write(stranger, "somebody's").unwrap();
    let (mut found, mut others, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let page = kept.objects.list(&scope("oficial"), after).await.unwrap();
        assert!(page.objects.iter().all(|object| object.bytes > 2_000));
        found.extend(page.objects.iter().map(|object| object.digest));
        others.extend(page.others);
        after = found.last().copied();
        if page.is_last {
            break;
        }
    }
    assert_eq!(found, wanted);
    assert_eq!(others.len(), 1, "{others:?}");
    assert!(others[0].ends_with("LEEME.txt"), "{others:?}");
    let after = kept.objects.list(&scope("oficial"), Some(wanted[18])).await;
    let digests: Vec<_> = after.unwrap().objects.iter().map(|o| o.digest).collect();
    assert_eq!(digests, [wanted[19]]);
}

async fn scopes_are_apart_and_listed(kept: &Kept) {
    let (digest, bytes) = stored(kept, 1).await;
    let objects = &kept.objects;
    let drill = scope("simulacro-1");
    assert_eq!(objects.get(&drill, digest).await.unwrap(), None);
    objects.put(&drill, digest, bytes).await.unwrap();
    objects
        .put_file("backups/x/keys/acuse.pem", b"x".to_vec())
        .await
        .unwrap();
    let scopes = objects.list_scopes().await.unwrap();
    assert_eq!(scopes, [scope("oficial"), drill]);
}

async fn a_full_store_says_so_and_keeps_what_it_had(kept: &Kept) {
    let (digest, bytes) = stored(kept, 1).await;
    kept.objects.set_full(true);
    let more = jpeg(2);
    let full = scope("oficial");
    let put = kept.objects.put(&full, Sha256Digest::of(&more), more).await;
    assert!(matches!(put, Err(ObjectError::Full(_))), "{put:?}");
    let read = kept.objects.get(&scope("oficial"), digest).await;
    assert_eq!(read.unwrap(), Some(bytes));
}

async fn a_file_is_replaced_and_its_folder_listed(kept: &Kept) {
    let objects = &kept.objects;
    for text in ["first", "second"] {
        let bytes = text.as_bytes().to_vec();
        objects
            .put_file("backups/b/manifest.json", bytes)
            .await
            .unwrap();
    }
    objects
        .put_file("backups/a/manifest.json", b"a".to_vec())
        .await
        .unwrap();
    let read = objects.get_file("backups/b/manifest.json").await.unwrap();
    assert_eq!(read.as_deref(), Some(b"second".as_slice()));
    assert_eq!(objects.list_folders("backups").await.unwrap(), ["a", "b"]);
}

/// What only a store behind a network can do.
mod network {
    use super::*;
    use crate::testing::jpeg_of_size;

    fn large() -> (Sha256Digest, Vec<u8>) {
        let bytes = jpeg_of_size(64, 64, 200_000, 7);
        (Sha256Digest::of(&bytes), bytes)
    }

    /// The server of the tests keeps what it refused; others do not. Nobody gets it either way.
    #[tokio::test]
    async fn a_wrong_checksum_is_refused_by_the_server_and_nobody_gets_the_bytes() {
        let server = S3Server::start().await;
        let objects = server.objects().await;
        let Objects::S3(bucket) = &objects else {
            panic!("it is S3");
        };
        let right = b"what was signed".to_vec();
        let digest = Sha256Digest::of(&right);
        let put = bucket.put(&scope("oficial"), digest, &jpeg(1)).await;
        let Err(ObjectError::Remote { code, .. }) = put else {
            panic!("{put:?}");
        };
        assert_eq!(code.as_deref(), Some("BadDigest"));
        let read = objects.get(&scope("oficial"), digest).await;
        assert!(
            matches!(read, Ok(None) | Err(ObjectError::Digest { .. })),
            "{read:?}"
        );
        let put = objects.put(&scope("oficial"), digest, right.clone()).await;
        put.unwrap();
        let read = objects.get(&scope("oficial"), digest).await;
        assert_eq!(read.unwrap(), Some(right));
    }

    #[tokio::test]
    async fn who_does_not_know_the_secret_is_told_what_to_revise() {
        let server = S3Server::start().await;
        let url: ObjectsUrl = server.url().parse().unwrap();
        let tampered = S3Credentials {
            secret_key: "un-secreto-de-pruebA".to_owned(),
            ..S3Server::credentials()
        };
        let opened = Objects::open(&url, Some(&tampered)).await;
        let text = opened.unwrap_err().to_string();
        assert!(text.contains("revise AWS_ACCESS_KEY_ID"), "{text}");
        assert!(!text.contains("secreto"), "{text}");
        let opened = Objects::open(&url, None).await;
        assert!(opened.unwrap_err().to_string().contains("faltan"));
    }

    #[tokio::test]
    async fn a_bucket_that_is_not_there_is_named() {
        let server = S3Server::start().await;
        let url = server.url().replace("actas", "otras");
        let opened = Objects::open(&url.parse().unwrap(), Some(&S3Server::credentials())).await;
        let text = opened.unwrap_err().to_string();
        assert!(text.contains("no hay un depósito «otras»"), "{text}");
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_asked_for_again() {
        let server = S3Server::start().await;
        let (digest, bytes) = large();
        let direct = server.objects().await;
        let put = direct.put(&scope("oficial"), digest, bytes.clone()).await;
        put.unwrap();
        let line = server.line().await;
        let objects = line.objects().await;
        line.cut(2, 50_000);
        let read = objects.get(&scope("oficial"), digest).await.unwrap();
        assert_eq!((read, line.cuts_left()), (Some(bytes), 0));
    }

    #[tokio::test]
    async fn a_stored_object_whose_answer_was_lost_is_stored() {
        let server = S3Server::start().await;
        let line = server.line().await;
        let objects = line.objects().await;
        let (digest, bytes) = large();
        line.cut(2, 0);
        let put = objects.put(&scope("oficial"), digest, bytes.clone()).await;
        put.unwrap();
        assert_eq!(line.cuts_left(), 0);
        let read = server.objects().await.get(&scope("oficial"), digest).await;
        assert_eq!(read.unwrap(), Some(bytes));
    }

    #[tokio::test]
    async fn a_store_that_never_answers_is_given_up_after_few_attempts() {
        let server = S3Server::start().await;
        let line = server.line().await;
        let objects = line.objects().await;
        let (digest, bytes) = large();
        line.cut(1_000, 0);
        let put = objects.put(&scope("oficial"), digest, bytes).await;
        assert!(matches!(put, Err(ObjectError::Remote { .. })), "{put:?}");
        assert_eq!(line.cuts_left(), 1_000 - 4);
        assert!(!objects.is_ready().await);
    }
}
