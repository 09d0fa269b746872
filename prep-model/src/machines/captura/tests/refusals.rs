use super::*;
use crate::actas::CampoValue;
use crate::bitacora::CapturaTask;
use crate::machines::captura::{
    CapturaError, CapturaState, Captured, OtherProblem, ResolutionError,
};
use crate::machines::testing::{campo, supervisor, why};

#[test]
fn second_captura_by_the_same_person_is_refused() {
    let again = first_done().claim(&capturista("ana"), at(0), at(100));
    assert_eq!(again, Err(CapturaError::SamePerson));
}

#[test]
fn verificador_who_captured_or_verified_is_refused() {
    let claim = |captura: Captura, who: &str| {
        captura
            .claim_verificacion(&verificador(who), at(0), at(100))
            .map(|step| step.next)
    };
    assert_eq!(claim(different(), "ana"), Err(CapturaError::AlreadyWorked));
    assert_eq!(claim(different(), "beto"), Err(CapturaError::AlreadyWorked));
    assert_eq!(
        claim(needs_second(), "vera"),
        Err(CapturaError::AlreadyWorked)
    );
}

#[test]
fn a_role_does_only_its_own_work() {
    let verifies = different().claim_verificacion(&capturista("cira"), at(0), at(100));
    assert!(matches!(verifies, Err(CapturaError::Role(_))));
    let captures = pending().claim(&verificador("vera"), at(0), at(100));
    assert!(matches!(captures, Err(CapturaError::Role(_))));
    let reopens = settled().reopen(&capturista("cira"), why(), at(0));
    assert!(matches!(reopens, Err(CapturaError::Role(_))));
}

#[test]
fn a_lapsed_lease_that_nobody_took_may_still_finish() {
    let late = first_in_progress().finish(&capturista("ana"), 1, values(1, 2, 3), at(5_000));
    assert_state!(next(late.unwrap()), FirstDone);
}

#[test]
fn a_lapsed_lease_that_somebody_took_is_refused() {
    let lapsed = next(first_in_progress().lapse(1, at(100)).unwrap());
    let late = |captura: &Captura| captura.finish(&capturista("ana"), 1, values(1, 2, 3), at(101));
    assert_eq!(late(&lapsed), Err(CapturaError::LeaseLost));
    let taken = claim(&lapsed, "beto");
    assert_eq!(late(&taken), Err(CapturaError::LeaseLost));
    let taken_again = claim(&lapsed, "ana");
    assert_eq!(
        late(&taken_again),
        Err(CapturaError::LeaseLost),
        "an older tab, an older token"
    );
}

#[test]
fn a_lease_lapses_at_its_end_and_not_before() {
    assert_eq!(
        first_in_progress().lapse(1, at(99)),
        Err(CapturaError::NotLapsed)
    );
    assert_eq!(
        first_in_progress().lapse(2, at(100)),
        Err(CapturaError::NotLapsed)
    );
}

#[test]
fn leases_are_bounded() {
    let claim = |until| {
        pending()
            .claim(&capturista("ana"), at(0), until)
            .map(|step| step.next)
    };
    assert_eq!(claim(at(0)), Err(CapturaError::LeaseTerm));
    assert_eq!(claim(at(3_601)), Err(CapturaError::LeaseTerm));
    assert!(claim(at(3_600)).is_ok());
}

#[test]
fn recall_is_refused_once_paired_and_to_others() {
    let recall = |captura: Captura, who: &str| {
        captura
            .recall(&capturista(who), at(0), at(100))
            .map(|step| step.next)
    };
    for paired in [
        different(),
        settled(),
        verificacion_in_progress(),
        first_recalled(),
    ] {
        assert_eq!(recall(paired, "ana"), Err(CapturaError::NothingToRecall));
    }
    assert_eq!(
        recall(first_done(), "beto"),
        Err(CapturaError::NothingToRecall)
    );
    assert_eq!(
        recall(different(), "beto"),
        Err(CapturaError::NothingToRecall)
    );
}

#[test]
fn nobody_claims_while_the_first_is_recalled() {
    let claim = first_recalled().claim(&capturista("beto"), at(0), at(100));
    assert_eq!(claim, Err(CapturaError::NotWaiting));
}

#[test]
fn marks_of_letra_contra_numero_do_not_make_a_difference_and_are_united() {
    let marked = |mark: &str| {
        let CapturaContent::Values(captured) = values(1, 2, 3) else {
            unreachable!()
        };
        let marks = [campo(mark)].into();
        CapturaContent::Values(Captured::new(captured.values().clone(), marks).unwrap())
    };
    let done = finish(&with_first(marked("PAN")), "beto", marked("PRI"));
    let CapturaState::Settled { result, .. } = done.state() else {
        panic!("{done:?}")
    };
    assert_eq!(
        *result.letra_contra_numero(),
        [campo("PAN"), campo("PRI")].into()
    );
}

#[test]
fn values_against_a_problem_differ_and_so_do_two_problems() {
    let problems = [
        CapturaContent::ImageIllegible,
        CapturaContent::OtherProblem(OtherProblem::OtherDocumento),
        CapturaContent::OtherProblem(OtherProblem::CutOrDoublePage),
        values(1, 2, 3),
    ];
    for (n, first) in problems.iter().enumerate() {
        for (m, second) in problems.iter().enumerate() {
            assert_eq!(first.agrees(second), n == m, "{first:?} {second:?}");
        }
    }
}

fn refused(captura: &Captura, decision: Decision) -> ResolutionError {
    let step = captura.resolve(
        &verificador("vera"),
        captura.tokens,
        resolution(decision),
        &form(),
        at(60),
    );
    match step {
        Err(CapturaError::Resolution(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn exactly_the_differing_fields_are_decided() {
    let held = verificacion_in_progress();
    assert_eq!(held.differing(), [campo("PAN")].into());
    let none = Decision::Fields([].into());
    assert_eq!(
        refused(&held, none),
        ResolutionError::Undecided(campo("PAN"))
    );
    let both = [
        ("PAN", Choice::Keep(Side::First)),
        ("PRI", Choice::Keep(Side::First)),
    ];
    let both = both
        .into_iter()
        .map(|(id, choice)| (campo(id), choice))
        .collect();
    let both = Decision::Fields(both);
    assert_eq!(
        refused(&held, both),
        ResolutionError::NotDiffering(campo("PRI"))
    );
    let own = Decision::Own(values(1, 1, 1));
    assert_eq!(refused(&held, own), ResolutionError::Retyped);
    assert_eq!(
        refused(&held, keep(Side::Third)),
        ResolutionError::NoSuchSide
    );
}

#[test]
fn corrections_fit_the_acta() {
    let wide = decide_pan(Choice::Correct(CampoValue::Number(1_000)));
    assert!(matches!(
        refused(&verificacion_in_progress(), wide),
        ResolutionError::Faults(_)
    ));
}

#[test]
fn a_correction_that_equals_a_captura_settles() {
    let same = decide_pan(Choice::Correct(CampoValue::Number(7)));
    assert_state!(resolve(&verificacion_in_progress(), "vera", same), Settled);
}

#[test]
fn with_one_side_of_values_any_field_may_be_corrected() {
    let held = finish(
        &second_in_progress(),
        "beto",
        CapturaContent::ImageIllegible,
    );
    let held = claim_verificacion(&held, "vera");
    let fix = decide_pan(Choice::Correct(CampoValue::Number(9)));
    assert_state!(resolve(&held, "vera", fix), NeedsSecondVerificacion);
    assert_state!(resolve(&held, "vera", keep(Side::First)), Settled);
}

#[test]
fn a_perfil_without_second_verificador_settles_with_the_first() {
    let mut held = verificacion_in_progress();
    held.rules.second_verificador = false;
    let own = decide_pan(Choice::Correct(CampoValue::SinDato));
    assert_state!(resolve(&held, "vera", own), Settled);
}

#[test]
fn people_of_earlier_rounds_stay_out_unless_the_perfil_lets_capturistas_return() {
    let settled = resolve(&verificacion_in_progress(), "vera", keep(Side::First));
    let open = next(settled.reopen(&supervisor(), why(), at(70)).unwrap());
    let claim_by = |open: &Captura, who| open.claim(&capturista(who), at(0), at(9)).is_ok();
    assert!(!claim_by(&open, "ana") && !claim_by(&open, "vera") && claim_by(&open, "cira"));

    let mut lenient = settled;
    lenient.rules.capturistas_return = true;
    let open = next(lenient.reopen(&supervisor(), why(), at(70)).unwrap());
    assert!(claim_by(&open, "ana") && !claim_by(&open, "vera"));
}

#[test]
fn only_an_ended_round_is_reopened_and_not_without_end() {
    let open = |captura: &Captura| captura.reopen(&supervisor(), why(), at(70)).map(|s| s.next);
    assert_eq!(open(&different()), Err(CapturaError::NotEnded));
    let mut last = settled();
    last.round = Captura::MAX_ROUNDS;
    assert_eq!(open(&last), Err(CapturaError::TooManyRounds));
}

#[test]
fn events_name_the_task_of_the_lease() {
    let tasks = |captura: &Captura| -> Vec<CapturaTask> {
        captura
            .state()
            .leases()
            .into_iter()
            .map(|(task, _)| task)
            .collect()
    };
    assert_eq!(
        tasks(&both_in_progress()),
        [CapturaTask::First, CapturaTask::Second]
    );
    assert_eq!(
        tasks(&second_verificacion_in_progress()),
        [CapturaTask::SecondVerificacion]
    );
}

#[test]
fn every_state_survives_json() {
    let states = [
        pending(),
        both_in_progress(),
        confirmation_in_progress(),
        second_verificacion_in_progress(),
        settled(),
    ];
    for captura in states {
        let json = serde_json::to_string(&captura).unwrap();
        assert_eq!(serde_json::from_str::<Captura>(&json).unwrap(), captura);
    }
}
