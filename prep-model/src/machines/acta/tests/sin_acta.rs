use super::*;

/// Esperada --> SinActaProposed: propose_sin_acta
#[test]
fn esperada_to_sin_acta_proposed() {
    assert_in!(sin_acta_proposed(), S::SinActaProposed);
    let propose = |acta: &Acta, sin_acta, closing| {
        acta.propose_sin_acta(&supervisor(), sin_acta, why(), closing, at(5))
            .map(|step| step.next)
    };
    let undelivered = SinActa::PaqueteNoEntregado;
    assert_eq!(
        propose(&esperada(), undelivered, false),
        Err(ActaError::NotClosing)
    );
    assert!(propose(&esperada(), undelivered, true).is_ok());
    let bag = SinActa::PaqueteEntregadoSinBolsa;
    assert_eq!(propose(&acopiada(), bag, false), Err(ActaError::CopyExists));
    let illegible = sent_back(&in_captura());
    assert_eq!(propose(&illegible, bag, false), Err(ActaError::CopyExists));
}

/// SinActaProposed --> SinActa: approve_sin_acta
#[test]
fn sin_acta_proposed_to_sin_acta() {
    assert_in!(sin_acta(), S::SinActa);
    let row = Publishable::SinActa(SinActa::CasillaNoInstalada);
    assert_eq!(sin_acta().publishable(false), Ok(row));
    let by_supervisor = sin_acta_proposed().approve_sin_acta(&supervisor(), at(6));
    assert!(matches!(by_supervisor, Err(ActaError::Role(_))));
    let same = Person {
        role: Role::Coordinador,
        ..supervisor()
    };
    let alone = sin_acta_proposed().approve_sin_acta(&same, at(6));
    assert_eq!(
        alone,
        Err(ActaError::SamePerson),
        "one person in two roles is one person"
    );
}

/// SinActaProposed --> Esperada: reject_sin_acta
#[test]
fn sin_acta_proposed_to_esperada() {
    let rejected = sin_acta_proposed()
        .reject_sin_acta(&coordinador(), why(), at(6))
        .unwrap();
    assert_in!(next(rejected), S::Esperada);
}

/// SinActaProposed --> Acopiada: receive_paper
#[test]
fn sin_acta_proposed_to_acopiada() {
    assert_in!(with_paper(&sin_acta_proposed()), S::Acopiada);
}

/// SinActaProposed --> Digitalizada: receive_image
#[test]
fn sin_acta_proposed_to_digitalizada() {
    assert_in!(with_image(&sin_acta_proposed(), 1), S::Digitalizada);
}

/// SinActa --> Acopiada: receive_paper
#[test]
fn sin_acta_to_acopiada() {
    let step = sin_acta()
        .receive_paper(&acopiador(), at(7), at(7))
        .unwrap();
    let What::Acta(ActaEvent::PaperReceived {
        sin_acta_undone, ..
    }) = &step.event.what
    else {
        panic!("{:?}", step.event)
    };
    assert_eq!(*sin_acta_undone, Some(SinActa::CasillaNoInstalada));
    assert_in!(next(step), S::Acopiada);
}

/// SinActa --> Digitalizada: receive_image
#[test]
fn sin_acta_to_digitalizada() {
    assert_in!(with_image(&sin_acta(), 1), S::Digitalizada);
}

/// SinActa --> Esperada: reverse_sin_acta
#[test]
fn sin_acta_to_esperada() {
    let reversed = sin_acta()
        .reverse_sin_acta(&coordinador(), why(), at(7))
        .unwrap();
    assert_in!(next(reversed), S::Esperada);
}
