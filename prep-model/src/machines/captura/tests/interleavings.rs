//! Any number of people and timers reaching one acta in any order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::actas::CampoValue;
use crate::bitacora::{CapturaEvent, CapturaOutcome, CapturaTask, What};
use crate::machines::Step;
use crate::machines::captura::{CapturaError, CapturaState};
use crate::machines::testing::{assert_drawn, supervisor, why};
use crate::people::PersonId;

/// Instead of a token: act as whoever holds a lease now, so that most operations get somewhere.
const HELD: u64 = 0;

#[derive(Debug, Clone)]
enum Op {
    Claim(u8),
    ClaimVerificacion(u8),
    Finish(u8, u64, u8),
    Recall(u8),
    Renew(u8, u64),
    Release(u8, u64),
    Lapse(u64),
    TakeBack(u64),
    Resolve(u8, u64, u8),
    Reopen,
    ReopenForImage,
    Wait,
}

fn op() -> impl Strategy<Value = Op> {
    let (who, token) = (0u8..6, prop_oneof![4 => Just(HELD), 1 => 1u64..8]);
    prop_oneof![
        4 => who.clone().prop_map(Op::Claim),
        3 => who.clone().prop_map(Op::ClaimVerificacion),
        6 => (who.clone(), token.clone(), 0u8..5).prop_map(|(w, t, c)| Op::Finish(w, t, c)),
        2 => who.clone().prop_map(Op::Recall),
        1 => (who.clone(), token.clone()).prop_map(|(w, t)| Op::Renew(w, t)),
        1 => (who.clone(), token.clone()).prop_map(|(w, t)| Op::Release(w, t)),
        1 => token.clone().prop_map(Op::Lapse),
        1 => token.clone().prop_map(Op::TakeBack),
        6 => (who, token, 0u8..6).prop_map(|(w, t, d)| Op::Resolve(w, t, d)),
        1 => Just(Op::Reopen),
        1 => Just(Op::ReopenForImage),
        1 => Just(Op::Wait),
    ]
}

fn content(n: u8) -> CapturaContent {
    match n {
        0 => CapturaContent::ImageIllegible,
        n => values(u32::from(n % 2), 2, 3),
    }
}

fn decision(captura: &Captura, n: u8) -> Decision {
    let fields = |choice: Choice| {
        Decision::Fields(
            captura
                .differing()
                .into_iter()
                .map(|campo| (campo, choice))
                .collect(),
        )
    };
    match n {
        0 => keep(Side::First),
        1 => keep(Side::Second),
        2 => fields(Choice::Keep(Side::First)),
        3 => fields(Choice::Correct(CampoValue::Ilegible)),
        4 => fields(Choice::Correct(CampoValue::Number(1))),
        _ => Decision::Own(CapturaContent::ImageIllegible),
    }
}

/// Who acts with which token: as drawn, or a holder.
fn actor(captura: &Captura, who: u8, token: u64) -> (String, u64) {
    let leases = captura.state().leases();
    match leases.get(usize::from(who) % leases.len().max(1)) {
        Some((_, lease)) if token == HELD => (lease.person.to_string(), lease.token),
        Some(_) | None => (format!("p{who}"), token),
    }
}

/// The same six people exist in both roles: the machine itself must keep them apart.
fn apply(captura: &Captura, op: &Op, now: i64) -> Result<Step<Captura>, CapturaError> {
    let name = |who: u8| format!("p{who}");
    let held = |who: &u8, token: &u64| actor(captura, *who, *token);
    let (now, until) = (at(now), at(now + 30));
    match op {
        Op::Claim(who) => captura.claim(&capturista(&name(*who)), now, until),
        Op::ClaimVerificacion(who) => {
            captura.claim_verificacion(&verificador(&name(*who)), now, until)
        }
        Op::Finish(who, token, n) => {
            let (who, token) = held(who, token);
            captura.finish(&capturista(&who), token, content(*n), now)
        }
        Op::Recall(who) => captura.recall(&capturista(&name(*who)), now, until),
        Op::Renew(who, token) => {
            let (who, token) = held(who, token);
            captura.renew(&capturista(&who), token, now, until)
        }
        Op::Release(who, token) => {
            let (who, token) = held(who, token);
            captura.release(&capturista(&who), token, now)
        }
        Op::Lapse(token) => captura.lapse(held(&0, token).1, now),
        Op::TakeBack(token) => captura.take_back(&supervisor(), held(&0, token).1, why(), now),
        Op::Resolve(who, token, n) => {
            let (who, token) = held(who, token);
            let resolution = resolution(decision(captura, *n));
            captura.resolve(&verificador(&who), token, resolution, &form(), now)
        }
        Op::Reopen => captura.reopen(&supervisor(), why(), now),
        Op::ReopenForImage => captura.reopen_for_image(why(), now),
        Op::Wait => Err(CapturaError::NotWaiting),
    }
}

/// What a settled, unusable or sent back round rests on.
fn check_end(captura: &Captura) {
    let (work, result) = match captura.state() {
        CapturaState::Settled { work, result, .. } => {
            (work, CapturaContent::Values(result.clone()))
        }
        CapturaState::ImageUnusable { work, .. } => (work, CapturaContent::ImageIllegible),
        CapturaState::SentBack { work, problem, .. } => {
            (work, CapturaContent::OtherProblem(*problem))
        }
        _ => return,
    };
    let decided = work.verificaciones.last();
    match decided {
        None => {
            assert!(work.captures.second().is_some());
            assert!(work.done().all(|done| done.content.agrees(&result)));
        }
        Some(last) => assert!(last.done.content.agrees(&result)),
    }
}

/// Follows the events alone and says what must stand according to them.
#[derive(Default)]
struct Ledger {
    standing: BTreeMap<&'static str, PersonId>,
}

impl Ledger {
    fn read(&mut self, step: &Step<Captura>) {
        let What::Captura(event) = &step.event.what else {
            panic!("{:?}", step.event)
        };
        let person = match &step.event.actor {
            crate::bitacora::Actor::Person(person) => Some(person.id.clone()),
            _ => None,
        };
        let (CapturaEvent::Finished { task, outcome, .. }
        | CapturaEvent::Resolved { task, outcome, .. }) = event
        else {
            if matches!(event, CapturaEvent::Reopened { .. }) {
                self.standing.clear();
            }
            return;
        };
        let slot = match task {
            CapturaTask::First => "first",
            CapturaTask::Second => "second",
            CapturaTask::Verificacion => "third",
            CapturaTask::SecondVerificacion => "fourth",
        };
        self.standing
            .insert(slot, person.expect("people do the work"));
        let ended = step.next.state().is_ended();
        let waits = matches!(
            outcome,
            CapturaOutcome::Waiting
                | CapturaOutcome::Different
                | CapturaOutcome::NeedsSecondVerificacion
        );
        assert_eq!(ended, !waits);
    }
}

proptest! {
    #[test]
    fn any_order_of_everything_keeps_the_rules(
        ops in prop::collection::vec(op(), 1..120),
        single in any::<bool>(),
        return_allowed in any::<bool>(),
    ) {
        let mut captura = if single { pending_single() } else { pending() };
        captura.rules.capturistas_return = return_allowed;
        let mut ledger = Ledger::default();
        let mut everyone: BTreeSet<PersonId> = BTreeSet::new();
        let mut now = 0;
        for op in &ops {
            now += if matches!(op, Op::Wait) { 31 } else { 1 };
            let Ok(step) = apply(&captura, op, now) else { continue };
            prop_assert_eq!(step.event.at, at(now));
            prop_assert_ne!(&step.next, &captura, "an event for nothing");
            ledger.read(&step);
            assert_drawn(captura.state(), step.next.state());
            captura = next(step);

            // No work is lost and none appears: what stands is what the events say.
            let standing: Vec<PersonId> =
                captura.state().done().into_iter().map(|done| done.person.clone()).collect();
            let told: Vec<PersonId> = ledger.standing.values().cloned().collect();
            let sorted = |mut list: Vec<PersonId>| { list.sort(); list };
            prop_assert_eq!(sorted(standing.clone()), sorted(told));

            // Nobody did two tasks of a round, nor holds a task besides another's.
            let distinct: BTreeSet<_> = standing.iter().cloned().collect();
            prop_assert_eq!(distinct.len(), standing.len());
            for (task, lease) in captura.state().leases() {
                let own_recall = task == CapturaTask::First;
                prop_assert!(own_recall || !distinct.contains(&lease.person));
                prop_assert!(!captura.barred().contains(&lease.person));
            }
            check_end(&captura);
            if captura.state().is_ended() && !return_allowed {
                // Nobody takes part twice in one acta, over all its rounds.
                for person in &distinct {
                    prop_assert!(everyone.insert(person.clone()));
                }
            }
        }
    }
}
