//! Proof that the tests of losses can fail, and what happens on bad media and to other people's files.

use std::sync::Arc;

use prep_model::contract::Signer as _;

use super::testing::{Tablet, origin, owner, photo, receipt_for};
use super::*;
use crate::capture::PhotoError;
use crate::disk::{Disk as _, FolderDisk};
use crate::testing::{Flaw, MemoryDisk, SeededEntropy, device_signer, dose, jpeg, night};

/// What is missing of two photos, one of them delivered, after the power went: what was confirmed and
/// is not there, or not as it was.
fn missing(disk: MemoryDisk, told: usize, delivered: Option<DigitalizacionId>) -> Vec<String> {
    let opened = Outbox::open(Arc::new(disk), owner(), DeviceTime(night(100)));
    let (outbox, found) = match opened {
        Ok(opened) => opened,
        Err(error) => return vec![error.to_string()],
    };
    let mut missing: Vec<_> = found
        .lost
        .iter()
        .map(|id| format!("{id} is lost"))
        .collect();
    if found.rebuilt {
        missing.push("the database was damaged".to_owned());
    }
    let entries: Vec<_> = outbox.entries().collect();
    if entries.len() < told {
        missing.push(format!("{} of {told} photos", entries.len()));
    }
    for entry in entries {
        if delivered == Some(entry.id()) && !entry.item.is_delivered() {
            missing.push("the receipt".to_owned());
        }
        let whole = outbox.envelope(entry.id()).is_ok() && outbox.image_is_intact(entry);
        if !whole {
            missing.push(format!("files of {}", entry.id()));
        }
    }
    missing
}

/// The power goes after every step of a photo and a delivery, on a disk with this flaw.
fn losses(flaw: Option<Flaw>) -> Vec<String> {
    let mut all = Vec::new();
    for steps in 0.. {
        let mut tablet = Tablet::new(7);
        tablet.disk.set_flaw(flaw);
        let sealed = tablet.capture(1);
        tablet.disk.die_after(steps);
        let told = 1 + usize::from(tablet.try_capture(2).is_ok());
        let receipt = receipt_for(&sealed);
        let receipt = VerifiedReceipt::check(&receipt, &owner().server_keys, &sealed).unwrap();
        let kept = tablet.outbox.deliver(&receipt, night(90)).is_ok();
        let delivered = kept.then_some(sealed.envelope().id);
        for seed in 0..u64::from(dose(3, 48)) {
            let left = tablet.disk.after_power_loss(seed);
            all.extend(missing(left, told, delivered));
        }
        if told == 2 && kept {
            return all;
        }
    }
    unreachable!("some number of steps is enough")
}

#[test]
fn without_any_one_of_its_syncs_the_outbox_loses_photos_and_the_tests_see_it() {
    assert_eq!(losses(None), Vec::<String>::new());
    for flaw in [Flaw::FileSync, Flaw::NameSync, Flaw::DatabaseSync] {
        let found = losses(Some(flaw));
        assert!(!found.is_empty(), "{flaw:?} is missed by nobody");
        println!("{flaw:?}: {} losses, as {}", found.len(), found[0]);
    }
}

#[test]
fn a_medium_that_takes_nothing_any_more_is_told_and_what_waits_stays() {
    let mut tablet = Tablet::new(1);
    tablet.capture(1);
    tablet.disk.set_read_only(true);
    let error = tablet.try_capture(2).unwrap_err();
    let seen = matches!(&error, CaptureError::Outbox(OutboxError::Disk { .. }));
    assert!(
        seen && error.to_string().contains("no se pudo usar"),
        "{error}"
    );
    let opened = Outbox::open(
        Arc::new(tablet.disk.after_kill()),
        owner(),
        DeviceTime(night(100)),
    );
    assert!(opened.is_err(), "nobody is told that photos can be taken");
    let disk = tablet.disk.after_kill();
    disk.set_read_only(false);
    assert_eq!(Tablet::on(disk, 2).outbox.summary().waiting, 1);
}

/// The app was installed again: a new key, a new enrolment, and the files of the old one still there.
#[test]
fn files_of_an_earlier_enrolment_are_set_aside_and_sent_as_nothing_else() {
    let mut tablet = Tablet::new(1);
    tablet.capture(1);
    tablet.capture(2);
    let disk = tablet.disk.after_kill();
    let before = disk.list().unwrap().len();
    let again = Owner {
        device: DeviceId::from_parts(2, &[2; 10]),
        key: device_signer(2).public_key(),
        ..owner()
    };
    let now = DeviceTime(night(100));
    let (mut outbox, found) = Outbox::open(Arc::new(disk.clone()), again.clone(), now).unwrap();
    assert!(found.rebuilt && found.set_aside.len() >= 5, "{found:?}");
    assert_eq!(outbox.entries().count(), 0);
    assert!(disk.list().unwrap().len() >= before, "nothing is deleted");
    let image = jpeg(3, 32, 32);
    let (entropy, signer) = (SeededEntropy::new(9), device_signer(2));
    let entry = outbox.capture(&photo(&image, 3), &origin(), &signer, &entropy);
    assert_eq!(entry.unwrap().seq, 1, "the chain is the new key's own");
    drop(outbox);
    let (outbox, found) = Outbox::open(Arc::new(disk.after_kill()), again, now).unwrap();
    assert_eq!((found, outbox.entries().count()), (Recovery::default(), 1));
}

#[test]
fn on_a_real_disk_only_one_holds_the_outbox_and_the_other_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let disk = FolderDisk::open(folder.path()).unwrap();
        Outbox::open(Arc::new(disk), owner(), DeviceTime(night(100)))
    };
    let (mut outbox, _) = open().unwrap();
    let refused = open().unwrap_err();
    assert!(matches!(refused, OutboxError::InUse), "{refused}");
    let image = jpeg(1, 32, 32);
    let (entropy, signer) = (SeededEntropy::new(9), device_signer(1));
    let entry = outbox.capture(&photo(&image, 2), &origin(), &signer, &entropy);
    let id = entry.unwrap().id();
    drop(outbox);
    let (outbox, found) = open().unwrap();
    assert_eq!(found, Recovery::default());
    assert_eq!(outbox.image(id).unwrap(), image);
    assert_eq!(outbox.frame(id).unwrap(), image);
}

#[test]
fn colours_of_print_are_refused_before_anything_is_kept() {
    let mut tablet = Tablet::new(1);
    let mut image = jpeg(1, 32, 32);
    let frame = image
        .windows(2)
        .position(|two| two == [0xff, 0xc0])
        .unwrap();
    image[frame + 3] += 9;
    image[frame + 9] = 4;
    image.splice(frame + 10..frame + 10, [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    let (entropy, signer) = (SeededEntropy::new(9), device_signer(1));
    let refused = tablet
        .outbox
        .capture(&photo(&image, 1), &origin(), &signer, &entropy);
    let error = refused.unwrap_err();
    assert!(
        matches!(error, CaptureError::Photo(PhotoError::Image(_))),
        "{error}"
    );
    assert_eq!(tablet.outbox.entries().count(), 0);
}
