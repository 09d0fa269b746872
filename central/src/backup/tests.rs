//! A backup and what comes back of it, from and to both object stores.

use std::path::Path;
use std::sync::Arc;

use prep_model::contract::{SealedEnvelope, Sha256Digest};

use super::{BackupError, create_backup, restore_backup, verify_backup};
use crate::Central;
use crate::bitacora::verify_bitacora;
use crate::keys::Keys;
use crate::objects::{ObjectScope, Objects};
use crate::recepcion::{ReceptionState, Sender, register_digitalizacion};
use crate::scrub::{ScrubProgress, verify_objects};
use crate::store::Store;
use crate::store::copy::CopyError;
use crate::testing::{ACTA, S3Server, Tablet, TestCentral, deliver, jpeg};

/// An installation with images, and a place for its backups.
struct Drill {
    test: TestCentral,
    tablet: Tablet,
    place: Objects,
    folder: tempfile::TempDir,
}

impl Drill {
    /// Images in the folder and backups in the bucket, or the other way round.
    async fn new(server: &S3Server, backups_in_bucket: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Objects::open_filesystem(folder.path().join("place"));
        let (files, bucket) = (files.await.unwrap(), server.objects().await);
        let mut test = TestCentral::open().await;
        let place = if backups_in_bucket {
            bucket
        } else {
            test.central.objects = bucket;
            files
        };
        let keys = Keys::open(&folder.path().join("keys"), test.central.entropy.as_ref());
        test.central.keys = Arc::new(keys.unwrap());
        let mut tablet = test.tablet("t1").await;
        for seed in 0..3 {
            deliver(&test.central, &mut tablet, &jpeg(seed), ACTA).await;
        }
        Self {
            test,
            tablet,
            place,
            folder,
        }
    }

    fn central(&self) -> &Central {
        &self.test.central
    }

    fn scratch(&self) -> tempfile::TempDir {
        tempfile::tempdir_in(self.folder.path()).unwrap()
    }

    async fn back_up(&self, keys: bool) -> super::CreatedBackup {
        let folder = self.folder.path().join("keys");
        let keys = keys.then_some(folder.as_path());
        let scratch = self.scratch();
        let made = create_backup(self.central(), &self.place, scratch.path(), keys).await;
        self.test.clock.advance_seconds(60);
        made.unwrap()
    }

    async fn verify(&self) -> Result<super::VerifiedBackup, BackupError> {
        verify_backup(&self.place, None, self.scratch().path()).await
    }

    async fn restore_into(&self, to: &TestCentral, keys: &Path) -> Result<u64, BackupError> {
        // Whoever owns the database: a server's role may not number rows.
        let store = Store::open(&to.owner_url()).await.unwrap();
        let installation = (&store, &to.central.objects, keys);
        let scratch = self.scratch();
        let restored = restore_backup(&self.place, None, installation, scratch.path()).await;
        store.close().await;
        restored.map(|restored| restored.copied)
    }
}

async fn head(central: &Central) -> (u64, Sha256Digest) {
    let ejercicios = crate::ejercicios::list_ejercicios(central).await.unwrap();
    let report = verify_bitacora(central, &ejercicios[0]).await.unwrap();
    (report.events, report.head)
}

async fn is_whole(central: &Central) -> u64 {
    let mut progress = ScrubProgress::default();
    while !progress.finished {
        verify_objects(central, &mut progress).await.unwrap();
    }
    assert!(progress.findings.is_empty(), "{:?}", progress.findings);
    progress.images
}

fn scope() -> ObjectScope {
    ObjectScope {
        proceso: crate::testing::proceso(),
        ejercicio: "simulacro-1".parse().unwrap(),
    }
}

async fn acuse(central: &Central, sealed: &SealedEnvelope) -> String {
    let reception = register_digitalizacion(central, Sender::Holder, sealed.text()).await;
    match reception.unwrap().state {
        ReceptionState::Stored { receipt } => receipt,
        other => panic!("{other:?}"),
    }
}

/// What is restored equals the original by bitácora and by every image, and goes on.
#[expect(clippy::cognitive_complexity, reason = "one story told in its order")]
async fn restored_equals_the_original(mut drill: Drill) {
    let sealed = deliver(&drill.test.central, &mut drill.tablet, &jpeg(9), ACTA).await;
    let before = head(drill.central()).await;
    let made = drill.back_up(true).await;
    assert_eq!((made.copied, made.manifest.images), (4, 4));
    assert_eq!(made.manifest.bitacoras[0].head, before.1);
    drill.verify().await.unwrap();

    let other = TestCentral::empty().await;
    let keys = drill.folder.path().join("restored-keys");
    assert_eq!(drill.restore_into(&other, &keys).await.unwrap(), 4);
    assert_eq!(head(&other.central).await, before);
    assert_eq!(is_whole(&other.central).await, 4);
    let again = drill.restore_into(&other, &keys).await;
    assert!(
        matches!(&again, Err(BackupError::Copy(CopyError::NotEmpty(_)))),
        "{again:?}"
    );

    let restored = Central {
        keys: Arc::new(Keys::open(&keys, other.central.entropy.as_ref()).unwrap()),
        ..other.central.clone()
    };
    let first = acuse(drill.central(), &sealed).await;
    assert_eq!(acuse(&restored, &sealed).await, first);
    assert_eq!(restored.keys.published(), drill.central().keys.published());
    deliver(&restored, &mut drill.tablet, &jpeg(10), ACTA).await;
    assert_eq!(is_whole(&restored).await, 5);
}

#[tokio::test]
async fn what_is_restored_from_a_bucket_equals_the_original() {
    let server = S3Server::start().await;
    let drill = Drill::new(&server, true).await;
    Box::pin(restored_equals_the_original(drill)).await;
}

#[tokio::test]
async fn what_is_restored_from_a_folder_equals_the_original() {
    let server = S3Server::start().await;
    let drill = Drill::new(&server, false).await;
    Box::pin(restored_equals_the_original(drill)).await;
}

#[tokio::test]
async fn only_new_images_travel_and_every_backup_stays_good() {
    let server = S3Server::start().await;
    let mut drill = Drill::new(&server, true).await;
    let first = drill.back_up(false).await;
    assert_eq!((first.copied, first.manifest.keys.included), (3, false));
    assert_eq!(drill.back_up(false).await.copied, 0);
    deliver(&drill.test.central, &mut drill.tablet, &jpeg(7), ACTA).await;
    let third = drill.back_up(false).await;
    assert_eq!((third.copied, third.manifest.images), (1, 4));
    let names = super::list_backups(&drill.place).await.unwrap();
    assert_eq!(names.len(), 3);
    assert_eq!(drill.verify().await.unwrap().name, third.name);
    for name in names {
        let verified = verify_backup(&drill.place, Some(&name), drill.scratch().path()).await;
        verified.unwrap();
    }
}

#[tokio::test]
async fn damage_in_the_place_is_found_before_anything_is_restored() {
    let server = S3Server::start().await;
    let drill = Drill::new(&server, true).await;
    let made = drill.back_up(false).await;
    let image = Sha256Digest::of(&jpeg(1));
    let file = server.file_of(&format!("muestra-2027/simulacro-1/{image}"));
    std::fs::write(&file, b"torn").unwrap();
    let verified = drill.verify().await;
    assert!(
        matches!(verified, Err(BackupError::Images(1))),
        "{verified:?}"
    );
    // The next backup sees the wrong size and mends it.
    drill.back_up(false).await;
    drill.verify().await.unwrap();

    let block = made.manifest.database[0].sha256;
    std::fs::write(server.file_of(&format!("backups/blocks/{block}")), b"torn").unwrap();
    let name = Some(made.name.as_str());
    let verified = verify_backup(&drill.place, name, drill.scratch().path()).await;
    assert!(
        matches!(verified, Err(BackupError::Block(found)) if found == block),
        "{verified:?}"
    );
    let manifest = server.file_of(&format!("backups/{}/manifest.json", made.name));
    std::fs::write(manifest, b"{").unwrap();
    let verified = verify_backup(&drill.place, name, drill.scratch().path()).await;
    assert!(matches!(verified, Err(BackupError::Manifest { .. })));
    let verified = verify_backup(&drill.place, Some("../x"), drill.scratch().path()).await;
    assert!(matches!(verified, Err(BackupError::NoBackup(Some(_)))));
}

#[tokio::test]
async fn an_image_that_is_lost_already_does_not_keep_the_rest_from_being_saved() {
    let server = S3Server::start().await;
    let drill = Drill::new(&server, true).await;
    let lost = Sha256Digest::of(&jpeg(1)).to_string();
    let folder = drill.test.folder().join("objects/muestra-2027/simulacro-1");
    std::fs::remove_file(folder.join(&lost[..2]).join(format!("{lost}.jpg"))).unwrap();
    let made = drill.back_up(false).await;
    assert_eq!((made.copied, made.manifest.unsound.len()), (2, 1));
    assert_eq!(made.manifest.unsound[0].sha256.to_string(), lost);
    drill.verify().await.unwrap();
    let other = TestCentral::empty().await;
    let keys = drill.folder.path().join("none");
    assert_eq!(drill.restore_into(&other, &keys).await.unwrap(), 2);
    assert!(!keys.exists());
    let found = other
        .central
        .objects
        .get(&scope(), lost.parse().unwrap())
        .await;
    assert_eq!(found.unwrap(), None);
}

#[cfg(unix)]
#[tokio::test]
async fn keys_are_for_their_owner_and_never_mixed() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = S3Server::start().await;
    let drill = Drill::new(&server, false).await;
    let made = drill.back_up(true).await;
    let place = drill.folder.path().join("place/backups").join(&made.name);
    let target = drill.folder.path().join("restored-keys");
    let other = TestCentral::empty().await;
    Keys::open(&target, &crate::entropy::SystemEntropy).unwrap();
    let refused = drill.restore_into(&other, &target).await;
    assert!(
        matches!(refused, Err(BackupError::OtherKeys(_))),
        "{refused:?}"
    );
    std::fs::remove_dir_all(&target).unwrap();
    drill.restore_into(&other, &target).await.unwrap();
    for file in [
        place.join("keys/acuse.pem"),
        place.join("manifest.json"),
        target.join("corte.pem"),
    ] {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn a_place_without_backups_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let place = Objects::open_filesystem(folder.path().join("place")).await;
    let place = place.unwrap();
    let verified = verify_backup(&place, None, folder.path()).await;
    let text = verified.unwrap_err().to_string();
    assert_eq!(text, "no hay ningún respaldo ahí");
}
