//! One photo over an EDGE line: 120 kbit/s, a quarter of a second each way, with stalls and cuts. The
//! tablet's own code on one end, real servers on the other.
//!
//! `scripts/test` scales the line, five times faster in bandwidth and delay alike: as many bytes are
//! under way, only the servers and this machine look slower. `scripts/test --full` takes EDGE's own
//! time. What is asserted of time is loose, because machines are busy; the figure is printed.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

#[path = "edge_line/line.rs"]
mod line;
#[path = "edge_line/tablet.rs"]
mod tablet;

use std::collections::VecDeque;
use std::time::Duration;

use mobile_core::disk::FolderDisk;
use mobile_core::platform::Entropy;
use mobile_core::testing::{SeededEntropy, jpeg};
use system_tests::installation::Installation;

use line::{Kind, Line, Mishap, Weather};
use tablet::{Journey, Tablet};

/// 120 kbit/s.
const BANDWIDTH: u32 = 15_000;
const DELAY: Duration = Duration::from_millis(250);
/// Most bytes of an image that a cut may cost.
const AGAIN: u64 = 64 * 1024;

fn is_full() -> bool {
    std::env::var_os("PREP_TEST_FULL").is_some_and(|full| !full.is_empty())
}

/// How many times faster than EDGE.
fn speed() -> u32 {
    if is_full() { 1 } else { 5 }
}

/// A line with `stalls` stalls, and cuts of these kinds, at moments that the seed chooses.
fn weather(seed: u64, image: usize, stalls: usize, cuts: &[Kind]) -> Weather {
    let chance: &dyn Entropy = &SeededEntropy::new(seed);
    let image = u64::try_from(image).unwrap();
    let stalled = std::iter::repeat_n(Kind::Stall, stalls);
    let mut mishaps: Vec<_> = stalled
        .chain(cuts.iter().copied())
        .map(|kind| {
            let lasts = Duration::from_millis(match kind {
                Kind::Stall => 500 + chance.below(2_500),
                Kind::Cut | Kind::SilentCut => 2_000 + chance.below(6_000),
            });
            let lasts = lasts / speed();
            let at = image / 10 + chance.below(image * 8 / 10);
            (at, Mishap { lasts, kind })
        })
        .collect();
    mishaps.sort_by_key(|(at, _)| *at);
    Weather {
        bandwidth: BANDWIDTH * speed(),
        delay: DELAY / speed(),
        mishaps: VecDeque::from(mishaps),
    }
}

#[test]
fn a_photo_over_edge_takes_what_the_line_takes() {
    let installation = Installation::demo(40);
    let address = installation.url();
    let address = address.trim_start_matches("http://").parse().unwrap();
    let actas = installation.actas("GUB");
    let code = installation.codes(1).remove(0);
    let server = installation.serve();
    let line = Line::to(address);
    let disk = FolderDisk::open(&installation.folder().join("edge")).unwrap();
    let mut tablet = Tablet::enrol(line, &installation.url(), &code, disk);

    let image = jpeg(0, 1_400, 1_830);
    let cold = tablet.bring(&image, &actas[0], Weather::clear());
    println!(
        "{}",
        text("with a new token, over no line", &cold, cold.took)
    );
    let tries: [(&str, usize, &[Kind]); 4] = [
        ("steady", 0, &[]),
        ("three stalls", 3, &[]),
        ("a stall and a cut", 1, &[Kind::Cut]),
        ("a stall and a silent cut", 1, &[Kind::SilentCut]),
    ];
    for (n, (name, stalls, cuts)) in (1..).zip(tries) {
        let image = jpeg(n, 1_400, 1_830);
        let weather = weather(n, image.len(), stalls, cuts);
        let acta = &actas[usize::try_from(n).unwrap()];
        let journey = tablet.bring(&image, acta, weather.clone());
        let bound = bound(&weather, &journey, &tablet.line);
        println!("{}", text(name, &journey, bound));
        assert!(journey.again <= AGAIN, "{name}: sent again");
        let overhead = journey.overhead * 100;
        assert!(overhead <= 3 * journey.image, "{name}: overhead");
        assert!(journey.took <= bound.mul_f64(1.3), "{name}: time");
    }
    drop(server);
}

/// What the line itself takes: the bytes, three round trips (connection, envelope, image) and what
/// was done to it.
fn bound(weather: &Weather, journey: &Journey, line: &Line) -> Duration {
    weather.takes(journey.image) + 3 * 2 * weather.delay + line.injected()
}

fn text(name: &str, journey: &Journey, bound: Duration) -> String {
    let percent = |part: u64| {
        let hundredths = part * 10_000 / journey.image;
        format!("{}.{:02} %", hundredths / 100, hundredths % 100)
    };
    format!(
        "{name}: {:.2?} of {bound:.2?} ({:.3}x), {} bytes, overhead {} ({}), sent again {}; {}",
        journey.took,
        journey.took.div_duration_f64(bound),
        journey.image,
        journey.overhead,
        percent(journey.overhead),
        journey.again,
        journey.requests.join(" ")
    )
}
