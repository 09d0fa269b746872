use super::*;
use crate::bitacora::{CapturaEvent, CapturaOutcome, What};
use crate::machines::captura::{CapturaError, CapturaState, OtherProblem};
use crate::machines::testing::{supervisor, why};

/// Pending --> FirstInProgress: claim
#[test]
fn pending_to_first_in_progress() {
    assert_state!(claim(&pending(), "ana"), FirstInProgress);
}

/// FirstInProgress --> FirstInProgress: renew
#[test]
fn first_in_progress_to_first_in_progress() {
    let held = first_in_progress();
    let renewed = next(held.renew(&capturista("ana"), 1, at(90), at(300)).unwrap());
    assert_state!(renewed, FirstInProgress);
    assert_eq!(renewed.state().leases()[0].1.until, at(300));
}

/// FirstInProgress --> Pending: release
#[test]
fn first_in_progress_to_pending_by_release() {
    let held = first_in_progress();
    let released = next(held.release(&capturista("ana"), 1, at(9)).unwrap());
    assert_state!(released, Pending);
    assert!(!released.touched_by(&capturista("ana").id));
}

/// FirstInProgress --> Pending: lapse
#[test]
fn first_in_progress_to_pending_by_lapse() {
    assert_state!(
        next(first_in_progress().lapse(1, at(100)).unwrap()),
        Pending
    );
}

/// FirstInProgress --> FirstDone: finish
#[test]
fn first_in_progress_to_first_done() {
    let done = finish(&first_in_progress(), "ana", values(1, 2, 3));
    assert_state!(done, FirstDone);
    assert_eq!(done.captured_at(), Some(at(50)));
}

/// FirstDone --> FirstRecalled: recall
#[test]
fn first_done_to_first_recalled() {
    assert_state!(recall(&first_done(), "ana"), FirstRecalled);
}

/// FirstRecalled --> FirstRecalled: renew
#[test]
fn first_recalled_to_first_recalled() {
    let renewed = first_recalled()
        .renew(&capturista("ana"), 2, at(90), at(300))
        .unwrap();
    assert_state!(next(renewed), FirstRecalled);
}

/// FirstRecalled --> FirstDone: release
#[test]
fn first_recalled_to_first_done_by_release() {
    let released = next(
        first_recalled()
            .release(&capturista("ana"), 2, at(9))
            .unwrap(),
    );
    assert_eq!(released.state(), first_done().state());
}

/// FirstRecalled --> FirstDone: lapse
#[test]
fn first_recalled_to_first_done_by_lapse() {
    let lapsed = next(first_recalled().lapse(2, at(200)).unwrap());
    assert_eq!(lapsed.state(), first_done().state());
}

/// FirstRecalled --> FirstDone: finish
#[test]
fn first_recalled_to_first_done_by_finish() {
    let done = finish(&first_recalled(), "ana", values(9, 9, 9));
    let CapturaState::FirstDone { first } = done.state() else {
        panic!("{done:?}")
    };
    assert!(first.content.agrees(&values(9, 9, 9)));
}

/// FirstDone --> SecondInProgress: claim
#[test]
fn first_done_to_second_in_progress() {
    assert_state!(claim(&first_done(), "beto"), SecondInProgress);
}

/// SecondInProgress --> SecondInProgress: renew
#[test]
fn second_in_progress_to_second_in_progress() {
    let renewed = second_in_progress()
        .renew(&capturista("beto"), 2, at(90), at(300))
        .unwrap();
    assert_state!(next(renewed), SecondInProgress);
}

/// SecondInProgress --> FirstDone: release
#[test]
fn second_in_progress_to_first_done_by_release() {
    let released = next(
        second_in_progress()
            .release(&capturista("beto"), 2, at(9))
            .unwrap(),
    );
    assert_eq!(released.state(), first_done().state());
}

/// SecondInProgress --> FirstDone: lapse
#[test]
fn second_in_progress_to_first_done_by_lapse() {
    let lapsed = next(second_in_progress().lapse(2, at(100)).unwrap());
    assert_eq!(lapsed.state(), first_done().state());
}

/// SecondInProgress --> Settled: finish
#[test]
fn second_in_progress_to_settled() {
    let step = second_in_progress()
        .finish(&capturista("beto"), 2, values(1, 2, 3), at(50))
        .unwrap();
    let What::Captura(CapturaEvent::Finished { outcome, .. }) = &step.event.what else {
        panic!("{:?}", step.event)
    };
    assert_eq!(*outcome, CapturaOutcome::Settled);
    assert_state!(next(step), Settled);
}

/// SecondInProgress --> Different: finish
#[test]
fn second_in_progress_to_different() {
    let done = finish(
        &second_in_progress(),
        "beto",
        CapturaContent::ImageIllegible,
    );
    assert_state!(done, Different);
}

/// SecondInProgress --> ImageUnusable: finish
#[test]
fn second_in_progress_to_image_unusable() {
    let second = with_first(CapturaContent::ImageIllegible);
    assert_state!(
        finish(&second, "beto", CapturaContent::ImageIllegible),
        ImageUnusable
    );
}

/// SecondInProgress --> SentBack: finish
#[test]
fn second_in_progress_to_sent_back() {
    let problem = CapturaContent::OtherProblem(OtherProblem::CutOrDoublePage);
    let second = with_first(problem.clone());
    assert_state!(finish(&second, "beto", problem), SentBack);
}

/// SecondInProgress --> BothInProgress: recall
#[test]
fn second_in_progress_to_both_in_progress() {
    assert_state!(recall(&second_in_progress(), "ana"), BothInProgress);
}

/// BothInProgress --> BothInProgress: renew
#[test]
fn both_in_progress_to_both_in_progress() {
    let renewed = both_in_progress()
        .renew(&capturista("beto"), 2, at(90), at(300))
        .unwrap();
    let renewed = next(renewed);
    assert_state!(renewed, BothInProgress);
    let ends: Vec<_> = renewed
        .state()
        .leases()
        .iter()
        .map(|(_, lease)| lease.until)
        .collect();
    assert_eq!(ends, [at(100), at(300)]);
}

/// BothInProgress --> SecondInProgress: finish
#[test]
fn both_in_progress_to_second_in_progress_by_finish() {
    let done = next(
        both_in_progress()
            .finish(&capturista("ana"), 3, values(7, 2, 3), at(50))
            .unwrap(),
    );
    assert_state!(done, SecondInProgress);
    let done = next(
        done.finish(&capturista("beto"), 2, values(7, 2, 3), at(60))
            .unwrap(),
    );
    assert_state!(done, Settled);
}

/// BothInProgress --> SecondInProgress: release
#[test]
fn both_in_progress_to_second_in_progress_by_release() {
    let released = next(
        both_in_progress()
            .release(&capturista("ana"), 3, at(9))
            .unwrap(),
    );
    assert_eq!(released.state(), second_in_progress().state());
}

/// BothInProgress --> SecondInProgress: lapse
#[test]
fn both_in_progress_to_second_in_progress_by_lapse() {
    let lapsed = next(both_in_progress().lapse(3, at(100)).unwrap());
    assert_eq!(lapsed.state(), second_in_progress().state());
}

/// BothInProgress --> FirstRecalled: release
#[test]
fn both_in_progress_to_first_recalled_by_release() {
    let released = next(
        both_in_progress()
            .release(&capturista("beto"), 2, at(9))
            .unwrap(),
    );
    assert_state!(released, FirstRecalled);
}

/// BothInProgress --> FirstRecalled: lapse
#[test]
fn both_in_progress_to_first_recalled_by_lapse() {
    assert_state!(
        next(both_in_progress().lapse(2, at(100)).unwrap()),
        FirstRecalled
    );
}

fn taken_back(captura: &Captura, token: u64) -> Captura {
    next(
        captura
            .take_back(&supervisor(), token, why(), at(9))
            .unwrap(),
    )
}

/// FirstInProgress --> Pending: take_back
#[test]
fn first_in_progress_to_pending_by_take_back() {
    let back = taken_back(&first_in_progress(), 1);
    assert_state!(back, Pending);
    let late = back.finish(&capturista("ana"), 1, values(1, 2, 3), at(10));
    assert_eq!(late, Err(CapturaError::LeaseLost));
    assert!(!back.touched_by(&capturista("ana").id));
}

/// FirstRecalled --> FirstDone: take_back
#[test]
fn first_recalled_to_first_done_by_take_back() {
    assert_eq!(
        taken_back(&first_recalled(), 2).state(),
        first_done().state()
    );
}

/// SecondInProgress --> FirstDone: take_back
#[test]
fn second_in_progress_to_first_done_by_take_back() {
    let back = taken_back(&second_in_progress(), 2);
    assert_eq!(back.state(), first_done().state());
    let by = capturista("beto");
    let refused = second_in_progress().take_back(&by, 2, why(), at(9));
    assert!(matches!(refused, Err(CapturaError::Role(_))));
}

/// BothInProgress --> SecondInProgress: take_back
#[test]
fn both_in_progress_to_second_in_progress_by_take_back() {
    assert_state!(taken_back(&both_in_progress(), 3), SecondInProgress);
}

/// BothInProgress --> FirstRecalled: take_back
#[test]
fn both_in_progress_to_first_recalled_by_take_back() {
    assert_state!(taken_back(&both_in_progress(), 2), FirstRecalled);
}

/// BothInProgress --> Settled: finish
#[test]
fn both_in_progress_to_settled() {
    let done = both_in_progress().finish(&capturista("beto"), 2, values(1, 2, 3), at(50));
    assert_state!(next(done.unwrap()), Settled);
}

/// BothInProgress --> Different: finish
#[test]
fn both_in_progress_to_different() {
    let done = both_in_progress().finish(&capturista("beto"), 2, values(7, 2, 3), at(50));
    let done = next(done.unwrap());
    assert_state!(done, Different);
    assert!(
        done.finish(&capturista("ana"), 3, values(7, 2, 3), at(60))
            .is_err()
    );
}

/// BothInProgress --> ImageUnusable: finish
#[test]
fn both_in_progress_to_image_unusable() {
    let both = recall(&with_first(CapturaContent::ImageIllegible), "ana");
    let done = both.finish(
        &capturista("beto"),
        2,
        CapturaContent::ImageIllegible,
        at(50),
    );
    assert_state!(next(done.unwrap()), ImageUnusable);
}

/// BothInProgress --> SentBack: finish
#[test]
fn both_in_progress_to_sent_back() {
    let problem = CapturaContent::OtherProblem(OtherProblem::OtherDocumento);
    let both = recall(&with_first(problem.clone()), "ana");
    let done = both.finish(&capturista("beto"), 2, problem, at(50));
    assert_state!(next(done.unwrap()), SentBack);
}
