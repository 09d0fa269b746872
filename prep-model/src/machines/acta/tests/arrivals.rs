use super::*;

/// Esperada --> Acopiada: receive_paper
#[test]
fn esperada_to_acopiada() {
    assert_in!(acopiada(), S::Acopiada);
    let future = esperada().receive_paper(&acopiador(), at(2), at(1));
    assert_eq!(future, Err(ActaError::AcopioInFuture));
    let twice = acopiada().receive_paper(&acopiador(), at(1), at(1));
    assert_eq!(twice, Err(ActaError::AlreadyAcopiada));
}

/// Esperada --> Digitalizada: receive_image
#[test]
fn esperada_to_digitalizada() {
    assert_in!(digitalizada(), S::Digitalizada);
    assert_eq!(digitalizada().image_of_record(), Some(image(1)));
    let twice = digitalizada().receive_image(Actor::System, image(1), at(2));
    assert_eq!(twice, Err(ActaError::KnownImage));
}

/// Acopiada --> Digitalizada: receive_image
#[test]
fn acopiada_to_digitalizada() {
    let both = with_image(&acopiada(), 1);
    assert_in!(both, S::Digitalizada);
    assert_eq!(both.acopio(), Some(at(1)));
}

/// Digitalizada --> Digitalizada: receive_paper
#[test]
fn digitalizada_to_digitalizada_by_receive_paper() {
    assert_in!(with_paper(&digitalizada()), S::Digitalizada);
}

/// Digitalizada --> Digitalizada: receive_image
#[test]
fn digitalizada_to_digitalizada_by_receive_image() {
    let two = with_image(&digitalizada(), 2);
    assert_eq!(
        two.image_of_record(),
        Some(image(1)),
        "the first one stays of record"
    );
    assert_eq!(two.images(), [image(1), image(2)]);
}

/// Digitalizada --> Digitalizada: propose_replacement
#[test]
fn digitalizada_to_digitalizada_by_propose_replacement() {
    let proposed = replacement_proposed(&digitalizada());
    assert_eq!(proposed.image_of_record(), Some(image(1)));
    let unknown = digitalizada().propose_replacement(&supervisor(), image(9), why(), at(7));
    assert_eq!(unknown, Err(ActaError::NotAReplacement));
    let again = proposed.propose_replacement(&supervisor(), image(2), why(), at(7));
    assert_eq!(again, Err(ActaError::Replacement));
}

/// Digitalizada --> Digitalizada: approve_replacement
#[test]
fn digitalizada_to_digitalizada_by_approve_replacement() {
    let proposed = replacement_proposed(&digitalizada());
    assert_eq!(
        proposed.approve_replacement(&supervisor(), at(8)),
        Err(ActaError::SamePerson)
    );
    let replaced = approved(&proposed);
    assert_in!(replaced, S::Digitalizada);
    assert_eq!(replaced.image_of_record(), Some(image(2)));
    assert_eq!(replaced.images(), [image(1), image(2)], "every image stays");
}

/// Digitalizada --> Digitalizada: reject_replacement
#[test]
fn digitalizada_to_digitalizada_by_reject_replacement() {
    let kept = rejected(&replacement_proposed(&digitalizada()));
    assert_eq!(
        (kept.image_of_record(), kept.replacement()),
        (Some(image(1)), None)
    );
}

/// InCaptura --> InCaptura: receive_paper
#[test]
fn in_captura_to_in_captura_by_receive_paper() {
    assert_in!(with_paper(&in_captura()), S::InCaptura);
}

/// InCaptura --> InCaptura: receive_image
#[test]
fn in_captura_to_in_captura_by_receive_image() {
    let from_paper = with_image(&opened(&acopiada()), 1);
    assert_in!(from_paper, S::InCaptura);
    assert_eq!(from_paper.image_of_record(), Some(image(1)));
}

/// InCaptura --> InCaptura: reject_replacement
#[test]
fn in_captura_to_in_captura_by_reject_replacement() {
    let waiting = opened(&replacement_proposed(&digitalizada()));
    assert_eq!(
        waiting.approve_replacement(&coordinador(), at(8)),
        Err(ActaError::NotNow),
        "nobody captures half of one image and half of another"
    );
    assert_in!(rejected(&waiting), S::InCaptura);
}

/// Settled --> Settled: receive_paper
#[test]
fn settled_to_settled_by_receive_paper() {
    assert_in!(with_paper(&settled()), S::Settled);
}

/// Settled --> Settled: receive_image
#[test]
fn settled_to_settled_by_receive_image() {
    let from_paper = settled_from(&opened(&acopiada()));
    assert_eq!(
        from_paper.publishable(false),
        Err(NotPublishable::WaitingForImage)
    );
    assert!(
        from_paper.publishable(true).is_ok(),
        "a perfil may publish without image"
    );
    let with_image = with_image(&from_paper, 1);
    assert_in!(with_image, S::Settled);
    let Ok(Publishable::Version(version)) = with_image.publishable(false) else {
        panic!("{with_image:?}")
    };
    assert_eq!(version.image, Some(image(1)));
}

/// Settled --> Settled: propose_replacement
#[test]
fn settled_to_settled_by_propose_replacement() {
    assert_in!(replacement_proposed(&settled()), S::Settled);
}

/// Settled --> Settled: reject_replacement
#[test]
fn settled_to_settled_by_reject_replacement() {
    assert_in!(rejected(&replacement_proposed(&settled())), S::Settled);
}

/// Settled --> InRecapture: approve_replacement
#[test]
fn settled_to_in_recapture_by_approve_replacement() {
    let replaced = approved(&replacement_proposed(&settled()));
    let S::InRecapture { version } = replaced.state() else {
        panic!("{replaced:?}")
    };
    assert_eq!(
        version.image,
        Some(image(1)),
        "what stood stays with its own image"
    );
    assert_eq!(
        (replaced.image_of_record(), replaced.rounds()),
        (Some(image(2)), 2)
    );
}

/// InRecapture --> InRecapture: receive_paper
#[test]
fn in_recapture_to_in_recapture_by_receive_paper() {
    assert_in!(with_paper(&in_recapture()), S::InRecapture);
}

/// InRecapture --> InRecapture: receive_image
#[test]
fn in_recapture_to_in_recapture_by_receive_image() {
    assert_in!(with_image(&in_recapture(), 2), S::InRecapture);
}

/// InRecapture --> InRecapture: reject_replacement
#[test]
fn in_recapture_to_in_recapture_by_reject_replacement() {
    let waiting = replacement_proposed(&settled());
    let waiting = next(waiting.recapture(&supervisor(), why(), at(8)).unwrap());
    assert_in!(rejected(&waiting), S::InRecapture);
}

#[test]
fn images_are_bounded() {
    let mut acta = esperada();
    for n in 0..Acta::MAX_IMAGES {
        acta = with_image(&acta, u8::try_from(n).unwrap());
    }
    let more = acta.receive_image(Actor::System, image(200), at(2));
    assert_eq!(more, Err(ActaError::TooManyImages));
}
