//! What a bag in the outbox survives: the same as a photo.

use std::collections::BTreeSet;

use prep_model::contract::{
    BolsaCondition, BolsaReceipt, DeviceRole, PaperArrival, PaperOutcome, PersonId, SealedBolsa, V1,
};

use super::entry::bag_file;
use super::testing::{Tablet, origin, owner, server_signer};
use super::*;
use crate::capture::ReceivedBag;
use crate::disk::Disk as _;
use crate::testing::{device_signer, dose, night};

fn bag() -> ReceivedBag {
    ReceivedBag {
        casilla: "090001B0100".parse().unwrap(),
        code: None,
        actas: BTreeSet::from(["GUB/090001B0100/A02".parse().unwrap()]),
        condition: BolsaCondition::Open,
        person: PersonId::new("aco-1").unwrap(),
        role: DeviceRole::Acopiador,
        received_at: DeviceTime(night(50)),
    }
}

fn receive(tablet: &mut Tablet) -> Result<Entry, CaptureError> {
    let (signer, entropy) = (device_signer(1), &tablet.entropy);
    tablet
        .outbox
        .receive_bag(&bag(), &origin(), &signer, entropy)
}

fn receipt_for(sealed: &SealedBolsa) -> VerifiedBagReceipt {
    let bolsa = sealed.bolsa();
    let receipt = BolsaReceipt {
        v: V1,
        proceso: bolsa.proceso.clone(),
        ejercicio: bolsa.ejercicio.clone(),
        id: bolsa.id,
        casilla: bolsa.casilla,
        envelope_sha256: sealed.chain_digest(),
        acopio: bolsa.device_time.0,
        substituted: true,
        elsewhere: false,
        actas: bolsa
            .actas
            .iter()
            .map(|acta| PaperArrival {
                acta: acta.clone(),
                outcome: PaperOutcome::AfterImage,
            })
            .collect(),
        received_at: night(60),
        event_sha256: Sha256Digest::of(b"event"),
    };
    let text = receipt.seal(&server_signer()).unwrap();
    VerifiedBagReceipt::check(&text, &owner().server_keys, sealed).unwrap()
}

/// The disk dies after each step of receiving a bag and delivering another; then the app is killed or
/// the power goes.
#[test]
fn the_end_may_come_after_any_step_of_a_bag() {
    for steps in 0.. {
        let mut tablet = Tablet::new(7);
        let first = receive(&mut tablet).unwrap().id();
        let sealed = tablet.outbox.bag(first).unwrap();
        tablet.disk.die_after(steps);
        let told = receive(&mut tablet).is_ok();
        let delivered = tablet
            .outbox
            .deliver_bag(&receipt_for(&sealed), night(90))
            .is_ok();
        let ends = [tablet.disk.after_kill()]
            .into_iter()
            .chain((0..u64::from(dose(4, 48))).map(|seed| tablet.disk.after_power_loss(seed)));
        for disk in ends {
            let mut again = Tablet::on(disk, steps + 100);
            assert!(again.found.lost.is_empty(), "{:?}", again.found);
            let entries: Vec<_> = again.outbox.entries().cloned().collect();
            assert!(entries.len() == 2 || !told, "step {steps}: a bag is gone");
            for entry in &entries {
                assert_eq!(
                    again.outbox.bag(entry.id()).unwrap().chain_digest(),
                    entry.sha256
                );
            }
            let item = &again.outbox.find(first).unwrap().item;
            assert!(
                item.is_delivered() || !delivered,
                "step {steps}: the receipt is gone"
            );
            // The next photo goes on in the same chain.
            let next = again.capture(3);
            assert_eq!(next.envelope().seq, entries.len() as u64 + 1);
            assert_eq!(
                next.envelope().prev,
                entries.last().unwrap().envelope_sha256
            );
        }
        if told && delivered {
            break;
        }
    }
}

#[test]
fn bags_are_rebuilt_from_their_files_with_what_their_receipts_tell() {
    let mut tablet = Tablet::new(1);
    tablet.capture(1);
    let id = receive(&mut tablet).unwrap().id();
    let sealed = tablet.outbox.bag(id).unwrap();
    tablet
        .outbox
        .deliver_bag(&receipt_for(&sealed), night(90))
        .unwrap();
    receive(&mut tablet).unwrap();
    let disk = tablet.disk.after_kill();
    disk.damage(store::DATABASE, 4, 0);
    let again = Tablet::on(disk, 2);
    assert!(
        again.found.rebuilt && again.found.set_aside.len() == 1,
        "{:?}",
        again.found
    );
    assert_eq!(
        (
            again.outbox.summary().waiting,
            again.outbox.summary().delivered
        ),
        (2, 1)
    );
    let entry = again.outbox.find(id).unwrap();
    let remark = &entry.bag.as_ref().unwrap().remark;
    assert_eq!(
        remark,
        "1 ya fotografiadas · cuenta la hora de llegada al servidor"
    );
    assert!(again.outbox.bag_receipt(id).is_ok());
}

#[test]
fn a_bag_whose_file_is_gone_is_named_and_a_full_disk_leaves_none_half_done() {
    let mut tablet = Tablet::new(1);
    let id = receive(&mut tablet).unwrap().id();
    tablet.disk.set_capacity(Some(tablet.disk.used() + 10));
    let full = receive(&mut tablet).unwrap_err();
    assert!(
        matches!(full, CaptureError::Outbox(OutboxError::StorageFull)),
        "{full}"
    );
    tablet.disk.set_capacity(None);
    assert_eq!(tablet.outbox.summary().waiting, 1);
    tablet.disk.remove(&bag_file(id)).unwrap();
    let again = Tablet::on(tablet.disk.after_kill(), 2);
    assert_eq!(again.found.lost, [id]);
}
