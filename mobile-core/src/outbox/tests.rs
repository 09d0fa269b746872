//! What the outbox survives: a kill and a loss of power after every step, a full disk, damage.

use prep_model::bitacora::{OutboxEvent, What};
use proptest::prelude::*;

use super::testing::{Tablet, origin, owner, receipt_for};
use super::*;
use crate::disk::Disk as _;
use crate::testing::{MemoryDisk, device_signer, dose, jpeg, night, runner};

fn delivered(tablet: &mut Tablet, sealed: &SealedEnvelope) {
    let receipt =
        VerifiedReceipt::check(&receipt_for(sealed), &owner().server_keys, sealed).unwrap();
    tablet.outbox.deliver(&receipt, night(90)).unwrap();
}

/// Everything that must hold of any outbox that was opened, whatever happened before.
fn check(tablet: &Tablet) {
    assert!(tablet.found.lost.is_empty(), "{:?}", tablet.found);
    for entry in tablet.outbox.entries() {
        let sealed = tablet.outbox.envelope(entry.id()).unwrap();
        assert_eq!(sealed.chain_digest(), entry.envelope_sha256);
        let frame = tablet.outbox.frame(entry.id());
        let frame = frame.map(|frame| Sha256Digest::of(&frame));
        assert_eq!(frame, sealed.envelope().frame_sha256);
        if entry.item.is_delivered() {
            tablet.outbox.receipt(entry.id()).unwrap();
        } else {
            assert!(tablet.outbox.image_is_intact(entry));
        }
    }
    let seqs: Vec<_> = tablet.outbox.entries().map(|entry| entry.seq).collect();
    assert_eq!(seqs, (1..=tablet.outbox.chain.seq).collect::<Vec<_>>());
    let mut head = Sha256Digest::ZERO;
    for entry in tablet.outbox.entries() {
        assert_eq!(
            tablet.outbox.envelope(entry.id()).unwrap().envelope().prev,
            head
        );
        head = entry.envelope_sha256;
    }
    assert_eq!(tablet.outbox.chain.head, head);
}

#[test]
fn a_photo_is_there_after_opening_again_and_the_chain_goes_on() {
    let mut tablet = Tablet::new(1);
    let first = tablet.capture(1);
    let second = tablet.capture(2);
    assert_eq!(second.envelope().prev, first.chain_digest());
    let mut again = Tablet::on(tablet.disk.after_power_loss(1), 2);
    assert_eq!(again.found, Recovery::default());
    assert_eq!(again.outbox.summary().waiting, 2);
    assert_eq!(again.capture(3).envelope().prev, second.chain_digest());
    check(&again);
}

/// The disk dies after each step of capturing one photo and delivering another; then the app is
/// killed or the power goes, and the outbox is opened again.
#[test]
fn the_end_may_come_after_any_step() {
    let mut outcomes = [0; 3];
    for steps in 0.. {
        let mut tablet = Tablet::new(7);
        let sealed = tablet.capture(1);
        tablet.disk.die_after(steps);
        let told = tablet.try_capture(2).is_ok();
        let receipt = receipt_for(&sealed);
        let receipt = VerifiedReceipt::check(&receipt, &owner().server_keys, &sealed).unwrap();
        let delivered = tablet.outbox.deliver(&receipt, night(90)).is_ok();
        let ends = [tablet.disk.after_kill()]
            .into_iter()
            .chain((0..u64::from(dose(4, 48))).map(|seed| tablet.disk.after_power_loss(seed)));
        for disk in ends {
            let mut again = Tablet::on(disk, steps + 100);
            check(&again);
            let kept = again.outbox.entries().count() == 2;
            assert!(
                kept || !told,
                "step {steps}: a photo that was confirmed is gone"
            );
            let item = &again.outbox.find(sealed.envelope().id).unwrap().item;
            assert!(
                item.is_delivered() || !delivered,
                "step {steps}: the receipt is gone"
            );
            outcomes[usize::from(told) + usize::from(delivered)] += 1;
            again.capture(3);
            check(&again);
        }
        if told && delivered {
            break;
        }
    }
    assert!(outcomes.iter().all(|count| *count > 0), "{outcomes:?}");
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing_half_done() {
    let mut tablet = Tablet::new(1);
    tablet.capture(1);
    let used = tablet.disk.used();
    let names = || tablet.disk.list().unwrap().len();
    let before = names();
    for room in [0, 10, 300, 700] {
        tablet.disk.set_capacity(Some(used + room));
        let error = tablet.try_capture(2).unwrap_err();
        assert!(
            matches!(error, CaptureError::Outbox(OutboxError::StorageFull)),
            "{error}"
        );
        assert!(error.to_string().contains("espacio"));
        assert_eq!(tablet.disk.list().unwrap().len(), before, "room for {room}");
        assert_eq!(tablet.outbox.summary().waiting, 1);
    }
    tablet.disk.set_capacity(None);
    tablet.capture(2);
    check(&Tablet::on(tablet.disk.after_kill(), 2));
}

/// One step fails for lack of room and the next ones do not: the photo is kept whole or not at all,
/// and the next one is taken as if nothing had been.
#[test]
fn any_one_step_may_fail() {
    let mut refused = 0;
    for steps in 0.. {
        let mut tablet = Tablet::new(7);
        tablet.capture(1);
        let before = (tablet.disk.list().unwrap().len(), tablet.disk.steps());
        tablet.disk.fail_once_after(steps);
        let kept = tablet.try_capture(5).is_ok();
        if tablet.disk.steps() - before.1 <= steps {
            break;
        }
        refused += u32::from(!kept);
        let files = tablet.disk.list().unwrap().len();
        assert_eq!(files, before.0 + if kept { 2 } else { 0 }, "step {steps}");
        tablet.capture(3);
        let again = Tablet::on(tablet.disk.after_power_loss(steps), 8);
        check(&again);
        assert_eq!(
            again.outbox.entries().count(),
            2 + usize::from(kept),
            "step {steps}"
        );
        assert_eq!(again.found, Recovery::default(), "step {steps}");
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn frames_of_delivered_photos_make_room_the_oldest_first() {
    const FRAME: usize = 200_000;
    let mut tablet = Tablet::new(1);
    let frame = vec![7; FRAME];
    let take = |tablet: &mut Tablet, n: u64| {
        let image = jpeg(n, 32, 32);
        let photo = Photo {
            frame: Some(&frame),
            ..super::testing::photo(&image, n)
        };
        let (signer, entropy) = (device_signer(1), &tablet.entropy);
        let entry = tablet.outbox.capture(&photo, &origin(), &signer, entropy);
        tablet.outbox.envelope(entry.unwrap().id()).unwrap()
    };
    let sealed: Vec<_> = (1..=3).map(|n| take(&mut tablet, n)).collect();
    delivered(&mut tablet, &sealed[0]);
    delivered(&mut tablet, &sealed[1]);
    let frames = |tablet: &Tablet| {
        let has = |sealed: &SealedEnvelope| tablet.outbox.frame(sealed.envelope().id).is_some();
        sealed.iter().map(has).collect::<Vec<_>>()
    };
    tablet
        .disk
        .set_capacity(Some(tablet.disk.used() + FRAME / 2));
    assert!(take(&mut tablet, 4).envelope().frame_sha256.is_some());
    assert_eq!(frames(&tablet), [false, true, true]);
    assert!(take(&mut tablet, 5).envelope().frame_sha256.is_some());
    assert_eq!(frames(&tablet), [false, false, true]);
    // Nothing is left to free: the photo is kept, its frame is not, and what waits keeps its own.
    assert_eq!(take(&mut tablet, 6).envelope().frame_sha256, None);
    assert_eq!(frames(&tablet), [false, false, true]);
    assert_eq!(tablet.outbox.summary().waiting, 4);
}

#[test]
fn only_delivered_images_may_be_freed_and_envelopes_stay() {
    let mut tablet = Tablet::new(1);
    let sealed = tablet.capture(1);
    let id = sealed.envelope().id;
    assert!(matches!(
        tablet.outbox.free_image(id),
        Err(OutboxError::NotDelivered)
    ));
    delivered(&mut tablet, &sealed);
    tablet.outbox.free_image(id).unwrap();
    tablet.outbox.free_image(id).unwrap();
    let mut again = Tablet::on(tablet.disk.after_kill(), 2);
    assert_eq!(again.found, Recovery::default());
    assert!(again.outbox.receipt(id).is_ok());
    assert_eq!(again.capture(2).envelope().prev, sealed.chain_digest());
    // A database rebuilt from files knows it as delivered too.
    again.disk.damage(store::DATABASE, 4, 0);
    let rebuilt = Tablet::on(again.disk.after_kill(), 3);
    assert!(rebuilt.found.rebuilt);
    assert_eq!(rebuilt.outbox.summary().delivered, 1);
}

#[test]
fn counts_say_how_many_wait_and_since_when() {
    let mut tablet = Tablet::new(1);
    assert_eq!(tablet.outbox.summary(), Summary::default());
    let first = tablet.capture(1);
    tablet.capture(2);
    assert_eq!(tablet.outbox.summary().oldest, Some(DeviceTime(night(1))));
    delivered(&mut tablet, &first);
    let summary = tablet.outbox.summary();
    assert_eq!((summary.waiting, summary.delivered), (1, 1));
    assert_eq!(summary.oldest, Some(DeviceTime(night(2))));
}

#[test]
fn files_that_cannot_be_used_are_renamed_and_reported() {
    let mut tablet = Tablet::new(1);
    let sealed = tablet.capture(1);
    let other = DigitalizacionId::from_parts(5, &[5; 10]);
    tablet
        .disk
        .write_synced(&format!("{other}.jpg"), &jpeg(5, 8, 8))
        .unwrap();
    tablet.disk.write_synced("x.tmp", b"half").unwrap();
    let id = sealed.envelope().id;
    tablet
        .disk
        .write_synced(&format!("{id}.acuse"), b"not a receipt")
        .unwrap();
    let again = Tablet::on(tablet.disk.after_kill(), 2);
    let names: Vec<_> = again
        .found
        .set_aside
        .iter()
        .map(|aside| aside.name.clone())
        .collect();
    assert_eq!(names.len(), 2, "{:?}", again.found);
    assert!(names.iter().all(|name| name.starts_with("apartado-")));
    let left = again.disk.list().unwrap();
    assert!(
        names
            .iter()
            .all(|name| left.iter().any(|(found, _)| found == name))
    );
    assert!(!left.iter().any(|(name, _)| name == "x.tmp"));
    assert_eq!(again.outbox.summary().waiting, 1);
}

#[test]
fn a_waiting_photo_whose_file_is_gone_is_named() {
    let mut tablet = Tablet::new(1);
    let id = tablet.capture(1).envelope().id;
    tablet.disk.remove(&format!("{id}.jpg")).unwrap();
    let again = Tablet::on(tablet.disk.after_kill(), 2);
    assert_eq!(again.found.lost, [id]);
    assert_eq!(again.outbox.summary().rejected, 1);
}

#[test]
fn two_programs_cannot_have_it_open() {
    let tablet = Tablet::new(1);
    let disk = std::sync::Arc::new(tablet.disk.clone());
    let error = Outbox::open(disk, owner(), DeviceTime(night(0))).unwrap_err();
    assert!(matches!(error, OutboxError::InUse), "{error}");
}

#[test]
fn the_journal_tells_what_happened_to_a_photo_and_survives() {
    let mut tablet = Tablet::new(1);
    let sealed = tablet.capture(1);
    let id = sealed.envelope().id;
    let url = "http://127.0.0.1/v1/uploads/abc";
    tablet.outbox.send(id, url, night(30)).unwrap();
    tablet.outbox.send(id, url, night(31)).unwrap();
    tablet
        .outbox
        .reject(id, reason_from("no\r\nse admite"), night(40))
        .unwrap();
    delivered(&mut tablet, &sealed);
    let told = |tablet: &mut Tablet| -> Vec<_> {
        let events = tablet.outbox.journal().unwrap();
        events.into_iter().map(|event| event.what).collect()
    };
    let event_sha256 = Sha256Digest::of(b"event");
    let expected = [
        OutboxEvent::Captured {
            image_sha256: sealed.envelope().image.sha256,
        },
        OutboxEvent::Queued {
            envelope_sha256: sealed.chain_digest(),
        },
        OutboxEvent::SendingBegan { attempt: 1 },
        OutboxEvent::Rejected {
            reason: Reason::new("no  se admite").unwrap(),
        },
        OutboxEvent::Delivered { event_sha256 },
    ];
    let expected = expected.map(What::Outbox).to_vec();
    assert_eq!(told(&mut tablet), expected);
    let mut again = Tablet::on(tablet.disk.after_power_loss(1), 2);
    assert_eq!(told(&mut again), expected);
}

#[test]
fn any_text_becomes_a_reason() {
    assert_eq!(reason_from(" \n ").as_str(), "no se dijo por qué");
    assert_eq!(reason_from(&"á".repeat(900)).as_str(), "á".repeat(500));
}

#[test]
fn another_key_takes_no_photo() {
    let mut tablet = Tablet::new(1);
    let image = jpeg(1, 8, 8);
    let result = tablet.outbox.capture(
        &testing::photo(&image, 1),
        &testing::origin(),
        &crate::testing::device_signer(2),
        &tablet.entropy,
    );
    assert!(matches!(result, Err(CaptureError::OtherKey)));
}

/// Damages or cuts the database and opens the outbox on what is left.
fn after_damage(disk: &MemoryDisk, at: usize, to: u8, cut: Option<usize>) {
    let disk = disk.after_kill();
    match cut {
        Some(length) => disk.truncate(store::DATABASE, length),
        None => disk.damage(store::DATABASE, at, to),
    }
    let mut again = Tablet::on(disk.clone(), 9);
    check(&again);
    assert_eq!(again.outbox.entries().count(), 5);
    assert_eq!(again.outbox.summary().delivered, 2);
    let moved = disk
        .list()
        .unwrap()
        .iter()
        .any(|(name, _)| name.starts_with("apartado-"));
    assert_eq!(moved, again.found.rebuilt);
    again.capture(6);
    check(&again);
}

#[test]
fn a_damaged_database_is_moved_aside_and_rebuilt_from_the_files() {
    let mut tablet = Tablet::new(3);
    for n in 1..=5 {
        let sealed = tablet.capture(n);
        if n <= 2 {
            delivered(&mut tablet, &sealed);
        }
    }
    let disk = tablet.disk.after_kill();
    let size = disk.read(store::DATABASE).unwrap().len();
    let damage = proptest::collection::vec((0..size.min(64 * 1024), any::<u8>()), 1..4);
    let damages = (damage, proptest::option::of(0..size));
    let result = runner(dose(64, 3_000)).run(&damages, |(damage, cut)| {
        let disk = disk.after_kill();
        let (last, before) = damage.split_last().unwrap();
        for (at, to) in before {
            disk.damage(store::DATABASE, *at, *to);
        }
        after_damage(&disk, last.0, last.1, cut);
        Ok(())
    });
    result.unwrap();
}
