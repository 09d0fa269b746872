//! How an image arrives, from its envelope to its acuse, on both object stores.

use prep_model::contract::{SealedEnvelope, Sha256Digest};

use super::{
    AppendRefusal, CompleteRefusal, OpenUpload, Reception, ReceptionState, Sender, append_upload,
    complete_upload, discard_upload, find_upload, parts, recover, register_digitalizacion,
};
use crate::objects::{ObjectScope, Objects};
use crate::testing::{ACTA, S3Server, Tablet, TestCentral, jpeg};
use crate::{Central, UseCaseError};

/// A data centre, a tablet, and the S3 server if its objects are there.
struct Night {
    test: TestCentral,
    tablet: Tablet,
    server: Option<S3Server>,
}

impl Night {
    async fn on_filesystem() -> Self {
        let test = TestCentral::open().await;
        Self {
            tablet: test.tablet("t1").await,
            test,
            server: None,
        }
    }

    async fn on_s3() -> Self {
        let server = S3Server::start().await;
        let mut night = Self::on_filesystem().await;
        night.test.central.objects = server.objects().await;
        night.server = Some(server);
        night
    }

    fn central(&self) -> &Central {
        &self.test.central
    }

    /// Another process on the same database and the same objects.
    async fn other_process(&self) -> Central {
        let mut other = self.test.central.clone();
        other.objects = match &self.server {
            Some(server) => server.objects().await,
            None => Objects::open_filesystem(self.test.folder().join("objects"))
                .await
                .unwrap(),
        };
        other
    }

    /// Registers the next photo; its envelope and the secret of its upload.
    async fn photograph(&mut self, image: &[u8]) -> (SealedEnvelope, String) {
        let sealed = self.tablet.photograph(image, ACTA);
        let reception = register_digitalizacion(self.central(), Sender::Holder, sealed.text());
        let upload = reception.await.unwrap().upload.unwrap();
        assert_eq!(upload.offset, 0);
        (sealed, upload.capability)
    }

    /// Nothing is left of uploads, and every object is one of these.
    async fn holds(&self, images: &[&[u8]]) {
        let central = self.central();
        assert_eq!(parts::list(central).await.unwrap(), Vec::<String>::new());
        if let Some(server) = &self.server {
            assert!(server.keys_below("uploads").is_empty());
        }
        let scope = ObjectScope {
            proceso: crate::testing::proceso(),
            ejercicio: "simulacro-1".parse().unwrap(),
        };
        let mut wanted: Vec<_> = images.iter().map(|image| digest(image)).collect();
        wanted.sort_unstable();
        let mut found = Vec::new();
        loop {
            let page = central
                .objects
                .list(&scope, found.last().copied())
                .await
                .unwrap();
            found.extend(page.objects.iter().map(|object| object.digest));
            if page.is_last {
                break;
            }
        }
        assert_eq!(found, wanted);
    }
}

fn digest(image: &[u8]) -> Sha256Digest {
    Sha256Digest::of(image)
}

macro_rules! behaviours {
    ($($name:ident),* $(,)?) => {
        mod filesystem {
            $(#[tokio::test]
            async fn $name() {
                super::$name(super::Night::on_filesystem().await).await;
            })*
        }
        mod s3 {
            $(#[tokio::test]
            async fn $name() {
                super::$name(super::Night::on_s3().await).await;
            })*
        }
    };
}

behaviours![
    an_image_in_pieces_gets_its_acuse_and_always_the_same,
    another_process_goes_on_where_one_died,
    what_lies_beyond_the_offset_is_cut_off,
    bytes_ahead_of_the_offset_are_refused,
    more_bytes_than_announced_are_refused,
    bytes_that_were_not_signed_are_dropped_and_sent_again,
    an_upload_given_up_leaves_nothing,
    bytes_all_here_are_completed_by_the_next_start,
    an_expired_upload_is_dropped,
    a_full_store_keeps_the_offset,
];

async fn open(central: &Central, capability: &str) -> (OpenUpload, u64) {
    let (open, reception) = find_upload(central, capability).await.unwrap();
    (open, reception.upload.unwrap().offset)
}

async fn add(
    central: &Central,
    open: &OpenUpload,
    at: usize,
    bytes: &[u8],
) -> Result<u64, AppendRefusal> {
    match append_upload(central, open, at as u64, bytes).await {
        Ok(end) => Ok(end),
        Err(UseCaseError::Refused(refusal)) => Err(refusal),
        Err(UseCaseError::Failed(failure)) => panic!("{failure:?}"),
    }
}

fn acuse(reception: &Reception) -> &str {
    match &reception.state {
        ReceptionState::Stored { receipt } => receipt,
        other => panic!("{other:?}"),
    }
}

async fn an_image_in_pieces_gets_its_acuse_and_always_the_same(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    for (number, piece) in image.chunks(700).enumerate() {
        let at = number * 700;
        assert_eq!(
            add(central, &upload, at, piece).await,
            Ok((at + piece.len()) as u64)
        );
    }
    let first = complete_upload(central, &capability).await.unwrap();
    let again = complete_upload(central, &capability).await.unwrap();
    assert_eq!(acuse(&first), acuse(&again));
    night.holds(&[&image]).await;
}

async fn another_process_goes_on_where_one_died(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let (upload, _) = open(night.central(), &capability).await;
    add(night.central(), &upload, 0, &image[..900])
        .await
        .unwrap();
    let other = night.other_process().await;
    let (upload, offset) = open(&other, &capability).await;
    assert_eq!(offset, 900);
    add(&other, &upload, 900, &image[900..]).await.unwrap();
    acuse(&complete_upload(&other, &capability).await.unwrap());
    night.holds(&[&image]).await;
}

async fn what_lies_beyond_the_offset_is_cut_off(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    add(central, &upload, 0, &image[..500]).await.unwrap();
    add(central, &upload, 500, &[0; 600]).await.unwrap();
    // In the middle of the second piece, and then before it.
    assert_eq!(add(central, &upload, 800, &[]).await, Ok(800));
    assert_eq!(open(central, &capability).await.1, 800);
    let (upload, _) = open(central, &capability).await;
    add(central, &upload, 300, &image[300..]).await.unwrap();
    acuse(&complete_upload(central, &capability).await.unwrap());
    night.holds_after_sweep(&[&image]).await;
}

async fn bytes_ahead_of_the_offset_are_refused(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    add(central, &upload, 0, &image[..100]).await.unwrap();
    let refused = add(central, &upload, 101, &image[101..]).await;
    assert_eq!(
        refused,
        Err(AppendRefusal::Offset {
            held: 100,
            offset: 101
        })
    );
    assert_eq!(open(central, &capability).await.1, 100);
}

async fn more_bytes_than_announced_are_refused(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    let more = [image.as_slice(), b"x"].concat();
    let length = image.len() as u64;
    let refused = add(central, &upload, 0, &more).await;
    assert_eq!(refused, Err(AppendRefusal::TooLong { length }));
}

async fn bytes_that_were_not_signed_are_dropped_and_sent_again(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    add(central, &upload, 0, &vec![7; image.len()])
        .await
        .unwrap();
    let completed = complete_upload(central, &capability).await;
    assert!(
        matches!(
            completed,
            Err(UseCaseError::Refused(CompleteRefusal::DigestMismatch))
        ),
        "{completed:?}"
    );
    let (upload, offset) = open(central, &capability).await;
    assert_eq!(offset, 0);
    add(central, &upload, 0, &image).await.unwrap();
    acuse(&complete_upload(central, &capability).await.unwrap());
    night.holds(&[&image]).await;
}

async fn an_upload_given_up_leaves_nothing(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    add(central, &upload, 0, &image[..500]).await.unwrap();
    discard_upload(central, &capability).await.unwrap();
    assert!(find_upload(central, &capability).await.is_err());
    night.holds(&[]).await;
}

async fn bytes_all_here_are_completed_by_the_next_start(mut night: Night) {
    let image = jpeg(1);
    let (sealed, capability) = night.photograph(&image).await;
    let (upload, _) = open(night.central(), &capability).await;
    add(night.central(), &upload, 0, &image).await.unwrap();
    let other = night.other_process().await;
    assert_eq!(recover(&other).await.unwrap().completed, 1);
    let reception = register_digitalizacion(&other, Sender::Holder, sealed.text()).await;
    acuse(&reception.unwrap());
    night.holds(&[&image]).await;
}

async fn an_expired_upload_is_dropped(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let (upload, _) = open(night.central(), &capability).await;
    add(night.central(), &upload, 0, &image[..500])
        .await
        .unwrap();
    night
        .test
        .clock
        .advance_seconds(super::UPLOAD_LIFETIME_SECONDS);
    assert_eq!(recover(night.central()).await.unwrap().expired, 1);
    night.holds(&[]).await;
}

async fn a_full_store_keeps_the_offset(mut night: Night) {
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    add(central, &upload, 0, &image[..500]).await.unwrap();
    central.objects.set_full(true);
    let refused = append_upload(central, &upload, 500, &image[500..]).await;
    assert!(
        matches!(&refused, Err(UseCaseError::Failed(failure)) if failure.is_full()),
        "{refused:?}"
    );
    central.objects.set_full(false);
    assert_eq!(open(central, &capability).await.1, 500);
}

impl Night {
    /// The same once what was taken back has been swept.
    async fn holds_after_sweep(&self, images: &[&[u8]]) {
        recover(self.central()).await.unwrap();
        self.holds(images).await;
    }
}

#[tokio::test]
async fn a_newer_request_in_another_process_wins() {
    let mut night = Night::on_s3().await;
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let (older, _) = open(night.central(), &capability).await;
    add(night.central(), &older, 0, &image[..500])
        .await
        .unwrap();
    let other = night.other_process().await;
    let (newer, offset) = open(&other, &capability).await;
    assert_eq!(offset, 500);
    let refused = add(night.central(), &older, 500, &image[500..]).await;
    assert_eq!(refused, Err(AppendRefusal::Superseded));
    assert_eq!(add(&other, &newer, 500, &image[500..900]).await, Ok(900));
    // What was finished or given up admits none of those who were writing.
    discard_upload(&other, &capability).await.unwrap();
    for writer in [&older, &newer] {
        let refused = add(&other, writer, 900, &image[900..]).await;
        assert_eq!(refused, Err(AppendRefusal::Superseded));
    }
    night.holds(&[]).await;
}

#[tokio::test]
async fn pieces_nobody_counts_are_swept_and_those_that_count_stay() {
    let mut night = Night::on_s3().await;
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let (upload, _) = open(night.central(), &capability).await;
    add(night.central(), &upload, 0, &image[..500])
        .await
        .unwrap();
    // A process that died between the piece and its row.
    let server = night.server.as_ref().unwrap();
    let Objects::S3(bucket) = server.objects().await else {
        panic!("it is S3");
    };
    let stray = crate::objects::Piece {
        upload: capability.clone(),
        first_byte: 500,
        writer: 1,
    };
    bucket.put_piece(&stray, b"stray").await.unwrap();
    assert_eq!(recover(night.central()).await.unwrap().orphans, 1);
    assert_eq!(server.keys_below("uploads").len(), 1);
    assert_eq!(open(night.central(), &capability).await.1, 500);
}

#[tokio::test]
async fn a_piece_that_the_store_lost_is_asked_for_again() {
    let mut night = Night::on_s3().await;
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    add(central, &upload, 0, &image[..500]).await.unwrap();
    add(central, &upload, 500, &image[500..]).await.unwrap();
    let server = night.server.as_ref().unwrap();
    let last = server.keys_below("uploads").pop().unwrap();
    std::fs::remove_file(server.file_of(&last)).unwrap();
    let reception = complete_upload(central, &capability).await.unwrap();
    assert_eq!(reception.state, ReceptionState::Receiving);
    assert_eq!(reception.upload.unwrap().offset, 500);
    let (upload, _) = open(central, &capability).await;
    add(central, &upload, 500, &image[500..]).await.unwrap();
    acuse(&complete_upload(central, &capability).await.unwrap());
}

#[tokio::test]
async fn an_image_arrives_over_a_line_that_is_cut() {
    let mut night = Night::on_s3().await;
    let line = night.server.as_ref().unwrap().line().await;
    night.test.central.objects = line.objects().await;
    let image = jpeg(1);
    let (_, capability) = night.photograph(&image).await;
    let central = night.central();
    let (upload, _) = open(central, &capability).await;
    for (number, piece) in image.chunks(1_000).enumerate() {
        line.cut(2, 40 * number);
        add(central, &upload, number * 1_000, piece).await.unwrap();
    }
    line.cut(2, 300);
    acuse(&complete_upload(central, &capability).await.unwrap());
    line.cut(0, 0);
    night.holds_after_sweep(&[&image]).await;
}
