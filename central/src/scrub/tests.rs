//! What a scrub finds, on both object stores.

use std::path::PathBuf;

use prep_model::contract::Sha256Digest;

use super::{FindingKind, ScrubProgress, verify_objects};
use crate::objects::ObjectScope;
use crate::testing::{ACTA, S3Server, TestCentral, jpeg};

async fn scrub(test: &TestCentral) -> ScrubProgress {
    let mut progress = ScrubProgress::default();
    while !progress.finished {
        verify_objects(&test.central, &mut progress).await.unwrap();
        // As kept in a file between two steps.
        let kept = serde_json::to_string(&progress).unwrap();
        progress = serde_json::from_str(&kept).unwrap();
    }
    progress
}

fn scope() -> ObjectScope {
    ObjectScope {
        proceso: crate::testing::proceso(),
        ejercicio: "simulacro-1".parse().unwrap(),
    }
}

/// A run with `count` images, and where the bytes of an object lie.
async fn night(server: Option<&S3Server>, count: u8) -> (TestCentral, Vec<Sha256Digest>) {
    let mut test = TestCentral::open().await;
    if let Some(server) = server {
        test.central.objects = server.objects().await;
    }
    let mut tablet = test.tablet("t1").await;
    let mut digests = Vec::new();
    for seed in 0..count {
        let image = jpeg(seed);
        crate::testing::deliver(&test.central, &mut tablet, &image, ACTA).await;
        digests.push(Sha256Digest::of(&image));
    }
    digests.sort_unstable();
    (test, digests)
}

fn file_of(test: &TestCentral, server: Option<&S3Server>, digest: Sha256Digest) -> PathBuf {
    let name = digest.to_string();
    if let Some(server) = server {
        return server.file_of(&format!("muestra-2027/simulacro-1/{name}"));
    }
    let folder = test.folder().join("objects/muestra-2027/simulacro-1");
    folder.join(&name[..2]).join(format!("{name}.jpg"))
}

async fn finds_what_is_missing_damaged_and_unknown(server: Option<S3Server>) {
    let server = server.as_ref();
    let (test, digests) = night(server, 120).await;
    let sound = scrub(&test).await;
    assert_eq!((sound.images, sound.failures()), (120, 0));
    assert!(sound.findings.is_empty(), "{:?}", sound.findings);

    std::fs::remove_file(file_of(&test, server, digests[3])).unwrap();
    std::fs::write(file_of(&test, server, digests[110]), b"torn").unwrap();
    let stray = b"never acknowledged".to_vec();
    let unknown = Sha256Digest::of(&stray);
    test.central
        .objects
        .put(&scope(), unknown, stray.clone())
        .await
        .unwrap();
    let other = ObjectScope {
        ejercicio: "oficial".parse().unwrap(),
        ..scope()
    };
    test.central
        .objects
        .put(&other, unknown, stray)
        .await
        .unwrap();
    let readme = file_of(&test, server, digests[7]).with_file_name("LEEME");
    std::fs::write(readme, "x").unwrap();

    let found = scrub(&test).await;
    assert_eq!((found.images, found.failures()), (120, 2));
    let kinds: Vec<_> = found.findings.iter().map(|found| &found.kind).collect();
    let has = |kind: FindingKind| kinds.contains(&&kind);
    assert!(
        has(FindingKind::Missing { sha256: digests[3] }),
        "{kinds:?}"
    );
    assert!(has(FindingKind::Damaged {
        sha256: digests[110],
        found: Sha256Digest::of(b"torn"),
        bytes: 4,
    }));
    let unknowns = kinds.iter().filter(|kind| {
        **kind
            == &FindingKind::Unknown {
                sha256: unknown,
                bytes: 18,
            }
    });
    assert_eq!(unknowns.count(), 2);
    let strangers = kinds
        .iter()
        .filter(|kind| matches!(kind, FindingKind::Stranger { name } if name.ends_with("LEEME")));
    assert_eq!(strangers.count(), 1);
    assert_eq!(kinds.len(), 5);
}

#[tokio::test]
async fn filesystem() {
    finds_what_is_missing_damaged_and_unknown(None).await;
}

#[tokio::test]
async fn s3() {
    finds_what_is_missing_damaged_and_unknown(Some(S3Server::start().await)).await;
}
