//! Everything at once, in any order.

use proptest::prelude::*;

use super::*;
use crate::testing::{dose, runner};

#[derive(Debug, Clone)]
enum Op {
    Capture(u8),
    Turn(Option<Fault>),
    Kill { power_loss: bool },
    DiskDies { after: u64, power_loss: bool },
    Clock(i64),
    RetryNow,
}

fn fault() -> impl Strategy<Value = Fault> {
    let temporary: Vec<_> = ProblemType::ALL
        .iter()
        .copied()
        .filter(|kind| kind.advice() != prep_model::contract::Advice::NeverRetry)
        .collect();
    prop_oneof![
        Just(Fault::DropRequest),
        Just(Fault::DropResponse),
        (0usize..6_000).prop_map(Fault::CutBody),
        proptest::sample::select(temporary).prop_map(Fault::Problem),
        proptest::sample::select(vec![200u16, 302, 403, 404, 500]).prop_map(Fault::LoginPage),
        Just(Fault::TokensEnd),
        Just(Fault::NonceChanges),
        Just(Fault::UploadsExpire),
        Just(Fault::ForgedReceipt),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (0u8..4).prop_map(Op::Capture),
        12 => proptest::option::of(fault()).prop_map(Op::Turn),
        1 => any::<bool>().prop_map(|power_loss| Op::Kill { power_loss }),
        2 => (0u64..30, any::<bool>()).prop_map(|(after, power_loss)| Op::DiskDies { after, power_loss }),
        1 => (-90_000i64..90_000).prop_map(Op::Clock),
        1 => Just(Op::RetryNow),
    ]
}

/// Whatever happens on the way: no photo that was confirmed is lost, none is delivered without a
/// verified receipt for its bytes, no id has two envelopes; and once nothing goes wrong any more,
/// everything is delivered.
#[test]
fn nothing_is_lost_whatever_happens() {
    let nights = (any::<u32>(), proptest::collection::vec(op(), 1..60));
    let result = runner(dose(24, 1_000)).run(&nights, |(seed, ops)| {
        live_through(seed, ops);
        Ok(())
    });
    result.unwrap();
}

fn live_through(seed: u32, ops: Vec<Op>) {
    let mut world = World::new(u64::from(seed));
    for op in ops {
        match op {
            Op::Capture(casilla) => {
                world.capture(&format!("GUB/09{:04}B0100/A02", casilla + 1), 64);
            }
            Op::Turn(fault) => {
                world.turn(fault.as_ref());
            }
            Op::Kill { power_loss } => world.restart(power_loss),
            Op::DiskDies { after, power_loss } => {
                world.disk.die_after(after);
                for _ in 0..4 {
                    let now = world.now;
                    if let Action::Request(request) = world.uploader().next_action(now) {
                        world.perform(&request, None);
                    }
                }
                world.restart(power_loss);
            }
            Op::Clock(seconds) => world.now = world.now.plus_seconds(seconds),
            Op::RetryNow => world.uploader().retry_now(),
        }
        world.check();
    }
    world.finish();
    world.check();
    let waiting = world.uploader().outbox().summary().waiting;
    assert_eq!(waiting, 0);
    assert_eq!(world.server.stored_count(), world.photos.len());
}
