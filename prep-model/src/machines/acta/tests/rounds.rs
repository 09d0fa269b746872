use super::*;
use crate::bitacora::{CotejoOutcome, PhotoAgreement};

/// Acopiada --> InCaptura: open_captura
#[test]
fn acopiada_to_in_captura() {
    assert_in!(opened(&acopiada()), S::InCaptura);
}

/// Digitalizada --> InCaptura: open_captura
#[test]
fn digitalizada_to_in_captura() {
    assert_in!(in_captura(), S::InCaptura);
    assert_eq!(in_captura().rounds(), 1);
}

/// InCaptura --> Settled: settle
#[test]
fn in_captura_to_settled() {
    let acta = settled();
    let S::Settled { version } = acta.state() else {
        panic!("{acta:?}")
    };
    assert_eq!((version.round, version.image), (1, Some(image(1))));
    assert_eq!((version.captured_at, version.settled_at), (at(5), at(5)));
    assert_eq!(version.content_sha256, values(1, 2, 3).sha256());
}

/// InCaptura --> Digitalizada: send_back
#[test]
fn in_captura_to_digitalizada() {
    let back = sent_back(&with_image(&in_captura(), 2));
    assert_in!(back, S::Digitalizada);
    assert_eq!(back.image_of_record(), Some(image(2)));
    assert_eq!(back.images(), [image(1), image(2)]);
    assert_eq!(opened(&back).rounds(), 2);
}

/// InCaptura --> Acopiada: send_back
#[test]
fn in_captura_to_acopiada() {
    assert_in!(sent_back(&with_paper(&in_captura())), S::Acopiada);
}

/// InCaptura --> Esperada: send_back
#[test]
fn in_captura_to_esperada() {
    let back = sent_back(&in_captura());
    assert_in!(back, S::Esperada);
    let again = with_image(&back, 1);
    assert_eq!(
        again.image_of_record(),
        Some(image(1)),
        "identified again as this acta's"
    );
    assert_eq!(again.images(), [image(1)]);
}

/// Settled --> InRecapture: recapture
#[test]
fn settled_to_in_recapture_by_recapture() {
    assert_in!(in_recapture(), S::InRecapture);
    assert!(
        in_recapture().publishable(false).is_ok(),
        "what stood stays published"
    );
}

/// InRecapture --> Settled: settle
#[test]
fn in_recapture_to_settled_by_settle() {
    let again = settled_from(&in_recapture());
    let S::Settled { version } = again.state() else {
        panic!("{again:?}")
    };
    assert_eq!(version.round, 2);
}

/// InRecapture --> Settled: send_back
#[test]
fn in_recapture_to_settled_by_send_back() {
    let replaced = approved(&replacement_proposed(&settled()));
    let back = sent_back(&replaced);
    assert_eq!(
        back.state(),
        settled().state(),
        "the old version with the old image"
    );
    assert_eq!(back.image_of_record(), Some(image(1)));
}

fn cotejada(outcome: CotejoOutcome) -> Acta {
    let paper = with_paper(&settled());
    next(
        paper
            .cotejar(&acopiador(), outcome, PhotoAgreement::Agrees, at(9))
            .unwrap(),
    )
}

/// Settled --> Settled: cotejar
#[test]
fn settled_to_settled_by_cotejar() {
    let equal = cotejada(CotejoOutcome::Equal);
    assert_in!(equal, S::Settled);
    assert_eq!(equal.status(None), ActaStatus::Cotejada);
    let photo = PhotoAgreement::Agrees;
    let again = equal.cotejar(&acopiador(), CotejoOutcome::Equal, photo, at(9));
    assert_eq!(again, Err(ActaError::AlreadyCotejada));
    let photo = PhotoAgreement::NoPhoto;
    let no_paper = settled().cotejar(&acopiador(), CotejoOutcome::Equal, photo, at(9));
    assert_eq!(no_paper, Err(ActaError::NoPaper));
}

/// Settled --> InRecapture: cotejar
#[test]
fn settled_to_in_recapture_by_cotejar() {
    let corrected = cotejada(CotejoOutcome::Corrected);
    assert_in!(corrected, S::InRecapture);
    let kept = settled_from(&corrected)
        .cotejo()
        .map(|cotejo| cotejo.outcome);
    assert_eq!(kept, Some(CotejoOutcome::Corrected));
    let refused = cotejada(CotejoOutcome::NotAccepted);
    assert_eq!(
        refused.cotejo().map(|cotejo| cotejo.outcome.code()),
        Some(3)
    );
    assert_eq!(
        settled_from(&refused).cotejo(),
        None,
        "it is compared again"
    );
}

fn withheld(acta: &Acta) -> Acta {
    next(acta.withhold(&supervisor(), why(), at(9)).unwrap())
}

fn unwithheld(acta: &Acta) -> Acta {
    next(acta.unwithhold(&supervisor(), why(), at(10)).unwrap())
}

/// Settled --> Settled: withhold
#[test]
fn settled_to_settled_by_withhold() {
    let kept = withheld(&settled());
    assert_eq!(
        kept.publishable(true),
        Err(NotPublishable::Withheld(&why()))
    );
    assert_eq!(
        kept.withhold(&supervisor(), why(), at(9)),
        Err(ActaError::Withheld)
    );
}

/// Settled --> Settled: unwithhold
#[test]
fn settled_to_settled_by_unwithhold() {
    assert!(unwithheld(&withheld(&settled())).publishable(false).is_ok());
}

/// InRecapture --> InRecapture: withhold
#[test]
fn in_recapture_to_in_recapture_by_withhold() {
    assert!(withheld(&in_recapture()).publishable(false).is_err());
}

/// InRecapture --> InRecapture: unwithhold
#[test]
fn in_recapture_to_in_recapture_by_unwithhold() {
    assert!(
        unwithheld(&withheld(&in_recapture()))
            .publishable(false)
            .is_ok()
    );
}

#[test]
fn only_the_current_round_of_this_acta_settles_it() {
    let values = values(1, 2, 3);
    let later = captured(2, &values);
    assert_eq!(
        in_captura().settle(&later, at(6)),
        Err(ActaError::OtherCaptura)
    );
    let of = CapturaOf::Acta("ALC/090001C0100/A04".parse().unwrap());
    let open = Captura::open(ejercicio(), of, CapturaRules::default());
    assert_eq!(
        in_captura().settle(&open, at(6)),
        Err(ActaError::OtherCaptura)
    );
    let right = captured(1, &values);
    assert_eq!(
        in_captura().send_back(&right, at(6)),
        Err(ActaError::OtherCaptura)
    );
    assert_eq!(settled().settle(&right, at(6)), Err(ActaError::NotNow));
}

#[test]
fn statuses_follow_the_captura() {
    let open = Captura::open(ejercicio(), CapturaOf::Acta(key()), CapturaRules::default());
    let one = next(open.claim(&capturista("ana"), at(4), at(9)).unwrap());
    let one = next(
        one.finish(&capturista("ana"), 1, values(1, 2, 3), at(5))
            .unwrap(),
    );
    let statuses = [
        esperada().status(None),
        acopiada().status(None),
        digitalizada().status(None),
        opened(&acopiada()).status(Some(&open)),
        in_captura().status(Some(&open)),
        in_captura().status(Some(&one)),
        settled().status(None),
        sin_acta_proposed().status(None),
        sin_acta().status(None),
    ];
    let expected = [
        ActaStatus::Esperada,
        ActaStatus::Acopiada,
        ActaStatus::Digitalizada,
        ActaStatus::Acopiada,
        ActaStatus::Digitalizada,
        ActaStatus::Capturada,
        ActaStatus::Verificada,
        ActaStatus::Esperada,
        ActaStatus::SinActa,
    ];
    assert_eq!(statuses, expected);
}
