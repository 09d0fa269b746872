use std::collections::BTreeSet;

use super::BolsaState as S;
use super::*;
use crate::bitacora::Sequence;
use crate::contract::BolsaCondition;
use crate::machines::testing::*;
use crate::people::Role;

fn arrival() -> BolsaArrival {
    BolsaArrival {
        id: BolsaId::from_parts(1_717_380_000_000, &[3; 10]),
        device: device(),
        envelope_sha256: digest("envelope"),
        seq: 4,
        sequence: Sequence::InOrder,
        condition: BolsaCondition::Open,
        actas: BTreeSet::from(["GUB/090001B0100/A02".parse().unwrap()]),
        claimed: at(0),
        acopio: at(0),
        elsewhere: false,
        earlier: 0,
    }
}

fn receive(revoked: bool, role: Role) -> Result<Step<Bolsa>, BolsaError> {
    let casilla = "090001B0100".parse().unwrap();
    let by = person("aco", role);
    Bolsa::receive(ejercicio(), casilla, arrival(), revoked, &by, at(1))
}

fn quarantined() -> Bolsa {
    next(receive(true, Role::Acopiador).unwrap())
}

#[test]
fn only_who_receives_paper_receives_bags() {
    let bag = receive(false, Role::Supervisor).unwrap();
    assert_eq!(bag.event.subject.to_string(), "bolsa:090001B0100");
    assert_in!(next(bag), S::Received);
    assert!(matches!(
        receive(false, Role::Cael),
        Err(BolsaError::Role(_))
    ));
}

/// Quarantined --> Received: release
#[test]
fn quarantined_to_received() {
    assert_in!(quarantined(), S::Quarantined);
    let released = next(quarantined().release(&supervisor(), why(), at(2)).unwrap());
    assert_in!(released, S::Received);
    let again = released.reject(&supervisor(), why(), at(3));
    assert_eq!(again, Err(BolsaError::NotNow));
    let by = person("aco", Role::Acopiador);
    assert!(quarantined().release(&by, why(), at(2)).is_err());
}

/// Quarantined --> Rejected: reject
#[test]
fn quarantined_to_rejected() {
    let rejected = next(quarantined().reject(&supervisor(), why(), at(2)).unwrap());
    assert_in!(rejected, S::Rejected);
    let json = serde_json::to_string(&rejected).unwrap();
    assert_eq!(serde_json::from_str::<Bolsa>(&json).unwrap(), rejected);
}
