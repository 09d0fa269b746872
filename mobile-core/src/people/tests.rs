use super::*;
use crate::disk::Disk as _;
use crate::testing::{MemoryDisk, SeededEntropy, night};

const PIN: &str = "135246";

fn ana() -> PersonId {
    PersonId::new("p-ana").unwrap()
}

fn people(disk: &MemoryDisk) -> People {
    let mut people = People::load(disk).unwrap();
    let entered = Entered {
        person: ana(),
        role: DeviceRole::Cael,
        scope: "Distrito 9".to_owned(),
        casillas: Vec::new(),
    };
    let entropy = SeededEntropy::new(1);
    people
        .keep(disk, entered, "ana", PIN, &entropy, night(0))
        .unwrap();
    people
}

#[test]
fn a_pin_opens_without_a_network_and_is_not_on_the_disk() {
    let disk = MemoryDisk::default();
    people(&disk);
    let mut again = People::load(&disk).unwrap();
    let who = again.unlock(&disk, &ana(), PIN, night(3600)).unwrap();
    assert_eq!((who.id, who.role), (ana(), Role::Cael));
    let kept = String::from_utf8(disk.read(FILE).unwrap()).unwrap();
    assert!(kept.contains("argon2id") && !kept.contains(PIN));
    assert_eq!(again.with_pin(night(0)).count(), 1);
    let late = night(VALID_DAYS * 86_400);
    assert_eq!(again.with_pin(late).count(), 0);
    assert!(again.unlock(&disk, &ana(), PIN, late).is_err());
}

/// The app is killed after every attempt, and the clock stands still or jumps over every wait.
#[test]
fn failures_are_counted_whatever_the_clock_does_and_the_tenth_wipes_the_pin() {
    let disk = MemoryDisk::default();
    people(&disk);
    let mut now = night(0);
    let mut waits = Vec::new();
    for attempt in 1..=MOST {
        let mut people = People::load(&disk).unwrap();
        let error = people.unlock(&disk, &ana(), "000001", now).unwrap_err();
        match error {
            UnlockError::Pin(PinRefusal::Wrong { left }) => assert_eq!(left, MOST - attempt),
            UnlockError::Pin(PinRefusal::Wait { seconds }) => {
                let right = people.unlock(&disk, &ana(), PIN, now).unwrap_err();
                assert!(right.to_string().contains("Espere"), "{right}");
                waits.push(seconds);
                now = now.plus_seconds(86_400 * if attempt % 2 == 0 { 1 } else { -1 });
            }
            UnlockError::Pin(PinRefusal::PasswordNeeded) => assert_eq!(attempt, MOST),
            UnlockError::Disk(error) => panic!("{error}"),
        }
    }
    assert_eq!(waits, [10, 20, 40, 80, 160, 300]);
    let mut people = People::load(&disk).unwrap();
    assert!(people.unlock(&disk, &ana(), PIN, now).is_err());
    assert_eq!(people.with_pin(now).count(), 0);
}

const MOST: u32 = pin::MOST_FAILURES;

#[test]
fn a_pin_that_opens_forgives_the_failures_before_it() {
    let disk = MemoryDisk::default();
    let mut people = people(&disk);
    for _ in 0..6 {
        let _ = people.unlock(&disk, &ana(), "000001", night(0));
        people.unlock(&disk, &ana(), PIN, night(0)).unwrap();
    }
}

#[test]
fn a_full_disk_looks_at_no_pin() {
    let disk = MemoryDisk::default();
    let mut people = people(&disk);
    disk.set_capacity(Some(0));
    let error = people.unlock(&disk, &ana(), PIN, night(0)).unwrap_err();
    assert!(matches!(error, UnlockError::Disk(_)), "{error}");
}

#[test]
fn a_new_pin_is_not_the_first_one_anybody_tries() {
    assert_eq!(pin::check_new(PIN, PIN), Ok(()));
    assert_eq!(pin::check_new("12345", "12345"), Err(PinFault::Form));
    assert_eq!(pin::check_new("13524x", "13524x"), Err(PinFault::Form));
    assert_eq!(pin::check_new(PIN, "135247"), Err(PinFault::Differ));
    for easy in ["123456", "987654", "777777"] {
        assert_eq!(pin::check_new(easy, easy), Err(PinFault::Guessable));
    }
}
