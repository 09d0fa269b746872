use super::*;
use crate::actas::CampoValue;
use crate::machines::captura::{CapturaError, CapturaState, OtherProblem};
use crate::machines::testing::{supervisor, why};

/// Different --> VerificacionInProgress: claim_verificacion
#[test]
fn different_to_verificacion_in_progress() {
    assert_state!(
        claim_verificacion(&different(), "vera"),
        VerificacionInProgress
    );
}

/// FirstDone --> VerificacionInProgress: claim_verificacion
#[test]
fn first_done_to_verificacion_in_progress() {
    assert_state!(confirmation_in_progress(), VerificacionInProgress);
    let blind = first_done().claim_verificacion(&verificador("vera"), at(0), at(100));
    assert!(blind.is_err(), "only in a perfil of captura + verificación");
}

/// VerificacionInProgress --> VerificacionInProgress: renew
#[test]
fn verificacion_in_progress_to_verificacion_in_progress() {
    let held = verificacion_in_progress();
    let renewed = held
        .renew(&verificador("vera"), 3, at(90), at(300))
        .unwrap();
    assert_state!(next(renewed), VerificacionInProgress);
}

/// VerificacionInProgress --> Different: release
#[test]
fn verificacion_in_progress_to_different_by_release() {
    let released = verificacion_in_progress()
        .release(&verificador("vera"), 3, at(9))
        .unwrap();
    assert_eq!(next(released).state(), different().state());
}

/// VerificacionInProgress --> Different: lapse
#[test]
fn verificacion_in_progress_to_different_by_lapse() {
    let lapsed = verificacion_in_progress().lapse(3, at(100)).unwrap();
    assert_eq!(next(lapsed).state(), different().state());
}

/// VerificacionInProgress --> FirstDone: release
#[test]
fn verificacion_in_progress_to_first_done_by_release() {
    let released = confirmation_in_progress()
        .release(&verificador("vera"), 2, at(9))
        .unwrap();
    assert_state!(next(released), FirstDone);
}

/// VerificacionInProgress --> FirstDone: lapse
#[test]
fn verificacion_in_progress_to_first_done_by_lapse() {
    assert_state!(
        next(confirmation_in_progress().lapse(2, at(100)).unwrap()),
        FirstDone
    );
}

fn taken_back(captura: &Captura) -> Captura {
    let step = captura.take_back(&supervisor(), captura.tokens, why(), at(9));
    next(step.unwrap())
}

/// VerificacionInProgress --> Different: take_back
#[test]
fn verificacion_in_progress_to_different_by_take_back() {
    assert_state!(taken_back(&verificacion_in_progress()), Different);
}

/// VerificacionInProgress --> FirstDone: take_back
#[test]
fn verificacion_in_progress_to_first_done_by_take_back() {
    assert_state!(taken_back(&confirmation_in_progress()), FirstDone);
}

/// VerificacionInProgress --> Settled: resolve
#[test]
fn verificacion_in_progress_to_settled() {
    let done = resolve(
        &verificacion_in_progress(),
        "vera",
        decide_pan(Choice::Keep(Side::Second)),
    );
    let CapturaState::Settled { result, work, .. } = done.state() else {
        panic!("{done:?}")
    };
    assert!(CapturaContent::Values(result.clone()).agrees(&values(7, 2, 3)));
    assert_eq!(work.done().count(), 3);
    assert_state!(
        resolve(&confirmation_in_progress(), "vera", keep(Side::First)),
        Settled
    );
}

/// VerificacionInProgress --> ImageUnusable: resolve
#[test]
fn verificacion_in_progress_to_image_unusable() {
    let held = finish(
        &second_in_progress(),
        "beto",
        CapturaContent::ImageIllegible,
    );
    let held = claim_verificacion(&held, "vera");
    let own = Decision::Own(CapturaContent::ImageIllegible);
    assert_state!(resolve(&held, "vera", own), ImageUnusable);
    assert_state!(resolve(&held, "vera", keep(Side::Second)), ImageUnusable);
}

/// VerificacionInProgress --> SentBack: resolve
#[test]
fn verificacion_in_progress_to_sent_back() {
    let problem = CapturaContent::OtherProblem(OtherProblem::WrongIdentification);
    let held = claim_verificacion(&finish(&second_in_progress(), "beto", problem), "vera");
    assert_state!(resolve(&held, "vera", keep(Side::Second)), SentBack);
}

/// VerificacionInProgress --> NeedsSecondVerificacion: resolve
#[test]
fn verificacion_in_progress_to_needs_second_verificacion() {
    let held = verificacion_in_progress();
    let third = Choice::Correct(CampoValue::Ilegible);
    assert_state!(
        resolve(&held, "vera", decide_pan(third)),
        NeedsSecondVerificacion
    );
    let own = Decision::Own(CapturaContent::ImageIllegible);
    assert_state!(resolve(&held, "vera", own), NeedsSecondVerificacion);
    let corrected = decide_pan(Choice::Correct(CampoValue::Number(5)));
    assert_state!(
        resolve(&confirmation_in_progress(), "vera", corrected),
        NeedsSecondVerificacion
    );
}

/// NeedsSecondVerificacion --> SecondVerificacionInProgress: claim_verificacion
#[test]
fn needs_second_verificacion_to_second_verificacion_in_progress() {
    assert_state!(
        claim_verificacion(&needs_second(), "vito"),
        SecondVerificacionInProgress
    );
}

/// SecondVerificacionInProgress --> SecondVerificacionInProgress: renew
#[test]
fn second_verificacion_in_progress_to_second_verificacion_in_progress() {
    let held = second_verificacion_in_progress();
    let renewed = held
        .renew(&verificador("vito"), 4, at(90), at(300))
        .unwrap();
    assert_state!(next(renewed), SecondVerificacionInProgress);
}

/// SecondVerificacionInProgress --> NeedsSecondVerificacion: release
#[test]
fn second_verificacion_in_progress_to_needs_second_verificacion_by_release() {
    let held = second_verificacion_in_progress();
    let released = next(held.release(&verificador("vito"), 4, at(9)).unwrap());
    assert_eq!(released.state(), needs_second().state());
}

/// SecondVerificacionInProgress --> NeedsSecondVerificacion: lapse
#[test]
fn second_verificacion_in_progress_to_needs_second_verificacion_by_lapse() {
    let lapsed = next(second_verificacion_in_progress().lapse(4, at(100)).unwrap());
    assert_eq!(lapsed.state(), needs_second().state());
}

/// SecondVerificacionInProgress --> NeedsSecondVerificacion: take_back
#[test]
fn second_verificacion_in_progress_to_needs_second_verificacion_by_take_back() {
    assert_state!(
        taken_back(&second_verificacion_in_progress()),
        NeedsSecondVerificacion
    );
}

/// SecondVerificacionInProgress --> Settled: resolve
#[test]
fn second_verificacion_in_progress_to_settled() {
    let held = second_verificacion_in_progress();
    let kept = resolve(&held, "vito", decide_pan(Choice::Keep(Side::Third)));
    let CapturaState::Settled { result, work, .. } = kept.state() else {
        panic!("{kept:?}")
    };
    assert!(CapturaContent::Values(result.clone()).agrees(&values(4, 2, 3)));
    assert_eq!(work.verificaciones.len(), 2);
    let own = resolve(
        &held,
        "vito",
        decide_pan(Choice::Correct(CampoValue::Number(6))),
    );
    assert_state!(own, Settled);
}

/// SecondVerificacionInProgress --> ImageUnusable: resolve
#[test]
fn second_verificacion_in_progress_to_image_unusable() {
    let own = Decision::Own(CapturaContent::ImageIllegible);
    assert_state!(
        resolve(&second_verificacion_in_progress(), "vito", own),
        ImageUnusable
    );
}

/// SecondVerificacionInProgress --> SentBack: resolve
#[test]
fn second_verificacion_in_progress_to_sent_back() {
    let own = Decision::Own(CapturaContent::OtherProblem(OtherProblem::FueraDeCatalogo));
    assert_state!(
        resolve(&second_verificacion_in_progress(), "vito", own),
        SentBack
    );
}

fn reopened(ended: &Captura) -> Captura {
    let open = next(ended.reopen(&supervisor(), why(), at(70)).unwrap());
    assert_eq!(open.round(), 2);
    open
}

/// Settled --> Pending: reopen
#[test]
fn settled_to_pending() {
    let open = reopened(&settled());
    assert_state!(open, Pending);
    assert!(open.touched_by(&capturista("ana").id) && open.touched_by(&capturista("beto").id));
}

/// ImageUnusable --> Pending: reopen
#[test]
fn image_unusable_to_pending() {
    let second = with_first(CapturaContent::ImageIllegible);
    let ended = finish(&second, "beto", CapturaContent::ImageIllegible);
    assert_state!(reopened(&ended), Pending);
}

/// SentBack --> Pending: reopen
#[test]
fn sent_back_to_pending() {
    let problem = CapturaContent::OtherProblem(OtherProblem::WrongIdentification);
    let ended = finish(&with_first(problem.clone()), "beto", problem);
    assert_state!(reopened(&ended), Pending);
}

/// ImageUnusable --> Pending: reopen_for_image
#[test]
fn image_unusable_to_pending_by_reopen_for_image() {
    let second = with_first(CapturaContent::ImageIllegible);
    let ended = finish(&second, "beto", CapturaContent::ImageIllegible);
    let open = next(ended.reopen_for_image(why(), at(70)).unwrap());
    assert_state!(open, Pending);
    assert!(open.touched_by(&capturista("ana").id) && open.round() == 2);
    assert_eq!(
        settled().reopen_for_image(why(), at(70)),
        Err(CapturaError::NotWaiting)
    );
}

/// SentBack --> Pending: reopen_for_image
#[test]
fn sent_back_to_pending_by_reopen_for_image() {
    let problem = CapturaContent::OtherProblem(OtherProblem::CutOrDoublePage);
    let ended = finish(&with_first(problem.clone()), "beto", problem);
    assert_state!(
        next(ended.reopen_for_image(why(), at(70)).unwrap()),
        Pending
    );
}
