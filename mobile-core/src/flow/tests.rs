//! The flow by its edges, on photos that were judged by hand.

use prep_model::claves::{ActaId, QrLabel};
use prep_model::contract::{Quality, QualityReason, QualityVerdict};

use super::*;
use crate::capture::ActaSource;
use crate::testing::night;

const B01: &str = "GUB/090001B0100/A02";
const C01: &str = "GUB/090001C0100/A02";

fn run() -> Run {
    Run {
        proceso: "cdmx-2024".parse().unwrap(),
        ejercicio: "simulacro-1".parse().unwrap(),
    }
}

fn key(acta: &str) -> ActaKey {
    acta.parse().unwrap()
}

fn label(acta: &str, ejercicio: &str) -> String {
    let id = ActaId {
        proceso: run().proceso,
        ejercicio: ejercicio.parse().unwrap(),
        acta: key(acta),
    };
    QrLabel(id).to_string()
}

fn judged(label: Option<String>, reasons: &[QualityReason]) -> Judged {
    Judged {
        frame: vec![1],
        image: vec![2],
        quality: Quality {
            verdict: if reasons.is_empty() {
                QualityVerdict::Accept
            } else {
                QualityVerdict::Insisted
            },
            reasons: reasons.to_vec(),
            ..Quality::unjudged()
        },
        label,
    }
}

/// A flow after a photo of the sheet with this label.
fn photographed(mut flow: Flow, label: Option<String>) -> Flow {
    flow.photographed(judged(label, &[]), DeviceTime(night(0)), &run());
    flow
}

fn aiming_at(acta: &str) -> Flow {
    let mut flow = Flow::default();
    flow.choose_acta(key(acta));
    assert_eq!(flow.place(), ScreenKind::Camera);
    flow
}

fn source(flow: &Flow) -> Option<ActaSource> {
    flow.draft().unwrap().source()
}

fn manual(acta: &str, qr: Option<String>) -> ActaSource {
    let acta = key(acta);
    ActaSource::Manual { acta, qr }
}

/// camera --> review: the label names the acta
#[test]
fn a_label_alone_names_the_acta() {
    let text = label(B01, "simulacro-1");
    let flow = photographed(Flow::default(), Some(text.clone()));
    assert_eq!(flow.place(), ScreenKind::Review);
    assert_eq!(source(&flow), Some(ActaSource::Qr(text.clone())));
    // And where the person said the same, the label has said it.
    let flow = photographed(aiming_at(B01), Some(text.clone()));
    assert_eq!(source(&flow), Some(ActaSource::Qr(text)));
}

/// camera --> question --> review: label | choice
#[test]
fn a_label_that_contradicts_the_choice_asks_and_is_kept_as_evidence() {
    let text = label(B01, "simulacro-1");
    let asked = photographed(aiming_at(C01), Some(text.clone()));
    assert_eq!(asked.place(), ScreenKind::Question);
    assert_eq!(source(&asked), None, "nothing is sent while it is open");
    let mut flow = asked.clone();
    flow.use_label();
    assert_eq!(flow.place(), ScreenKind::Review);
    assert_eq!(source(&flow), Some(ActaSource::Qr(text.clone())));
    let mut flow = asked.clone();
    flow.keep_choice();
    assert_eq!(source(&flow), Some(manual(C01, Some(text.clone()))));
    let mut flow = asked;
    flow.choose_acta(key(B01));
    assert_eq!(source(&flow), Some(ActaSource::Qr(text)));
}

#[test]
fn a_label_of_another_casilla_than_the_chosen_one_asks() {
    let mut flow = Flow::default();
    flow.choose_casilla(key(C01).casilla);
    flow.aim();
    let mut flow = photographed(flow, Some(label(B01, "simulacro-1")));
    assert_eq!(flow.place(), ScreenKind::Question);
    flow.keep_choice();
    assert_eq!(source(&flow), None, "the casilla is known, its acta is not");
    flow.choose_acta(key(C01));
    assert!(matches!(source(&flow), Some(ActaSource::Manual { .. })));
}

#[test]
fn a_label_of_another_run_never_names_an_acta_and_is_told() {
    let text = label(B01, "oficial");
    let flow = photographed(Flow::default(), Some(text.clone()));
    assert_eq!(source(&flow), None);
    assert!(flow.draft().unwrap().remark().contains("oficial"));
    let flow = photographed(aiming_at(B01), Some(text.clone()));
    assert_eq!(source(&flow), Some(manual(B01, Some(text))));
    assert!(!flow.draft().unwrap().remark().is_empty());
}

/// review --> casillas --> actas --> review
#[test]
fn without_a_label_the_person_chooses_and_the_photo_waits_for_it() {
    let mut flow = photographed(Flow::default(), None);
    assert_eq!((flow.place(), source(&flow)), (ScreenKind::Review, None));
    flow.open(ScreenKind::Casillas);
    flow.search("0001");
    flow.choose_casilla(key(B01).casilla);
    assert_eq!(flow.casilla(), Some(key(B01).casilla));
    flow.choose_acta(key(B01));
    assert_eq!(flow.place(), ScreenKind::Review);
    assert_eq!(source(&flow), Some(manual(B01, None)));
    // A wrong choice is chosen again before anything is sent.
    flow.choose_casilla(key(C01).casilla);
    flow.choose_acta(key(C01));
    assert_eq!(source(&flow), Some(manual(C01, None)));
    let mut flow = photographed(Flow::default(), None);
    flow.unidentified();
    assert_eq!(source(&flow), Some(ActaSource::Unknown { qr: None }));
}

#[test]
fn insisting_is_possible_from_the_second_refused_photo_of_the_same_acta() {
    let mut flow = aiming_at(B01);
    let refuse = |flow: &mut Flow| {
        let photo = judged(None, &[QualityReason::Dark]);
        flow.photographed(photo, DeviceTime(night(0)), &run());
    };
    refuse(&mut flow);
    assert!(!flow.may_insist());
    flow.aim();
    refuse(&mut flow);
    assert!(flow.may_insist());
    // Another acta begins anew.
    flow.aim();
    flow.open(ScreenKind::Casillas);
    flow.choose_acta(key(C01));
    refuse(&mut flow);
    assert!(!flow.may_insist());
}

/// review --> kept
#[test]
fn after_a_photo_is_kept_its_casilla_stays_at_hand() {
    let mut flow = photographed(aiming_at(B01), None);
    let id = DigitalizacionId::from_parts(1, &[0; 10]);
    flow.was_kept(id, Some(key(B01).casilla));
    assert_eq!((flow.place(), flow.kept()), (ScreenKind::Kept, Some(id)));
    assert!(flow.draft().is_none());
    assert_eq!(*flow.target(), Target::Casilla(key(B01).casilla));
}

/// queued --> review: recall
#[test]
fn a_recalled_photo_is_named_by_a_person_whatever_its_label_says() {
    let mut flow = Flow::default();
    let text = label(B01, "simulacro-1");
    let photo = judged(Some(text.clone()), &[QualityReason::Dark]);
    flow.recalled(photo, DeviceTime(night(0)));
    assert!(flow.may_insist(), "it was insisted on before");
    assert_eq!(source(&flow), None);
    flow.choose_acta(key(C01));
    assert_eq!(source(&flow), Some(manual(C01, Some(text))));
}

#[test]
fn there_is_a_way_back_from_everywhere() {
    for start in [
        Flow::default(),
        aiming_at(B01),
        photographed(aiming_at(B01), None),
    ] {
        let mut flow = start;
        for _ in 0..4 {
            flow.back();
        }
        assert_eq!(flow.place(), ScreenKind::Casillas);
        assert!(flow.draft().is_none());
    }
}
