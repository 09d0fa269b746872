//! Three servers on one PostgreSQL and one S3 store, behind a balancer, are killed and restarted at
//! random while tablets send and people capture. Nothing that anybody was told may be missing or there
//! twice, and what one process at a time does goes on when that process dies.
//!
//! `scripts/test` does half a minute of it with a small crowd, `scripts/test --full` several minutes
//! with 64 tablets and 16 people. A failing run prints its seed; the same seed gives the same choices,
//! though not the same interleaving of processes.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

#[path = "many_processes/balancer.rs"]
mod balancer;
#[path = "many_processes/cluster.rs"]
mod cluster;
#[path = "many_processes/desk.rs"]
mod desk;
#[path = "many_processes/verdict.rs"]
mod verdict;

use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use central::clock::SystemClock;
use central::testing::has_postgres;
use system_tests::installation::succeed;

use self::cluster::{Cluster, SERVERS};
use self::desk::{Done, Person};
use self::verdict::judge;

/// What the log says when events get their places in the chain, and when a corte is begun.
const CHAINED: &str = "events got their places";
const BEGUN: &str = "a corte is being made";
/// Within how long another process must have gone on.
const TAKEOVER: Duration = Duration::from_secs(30);

struct Dose {
    tablets: usize,
    photos: u32,
    people: usize,
    casillas: u32,
    lasts: Duration,
}

impl Dose {
    fn of_run() -> Self {
        if std::env::var_os("PREP_TEST_FULL").is_some_and(|full| !full.is_empty()) {
            Self {
                tablets: 64,
                photos: 12,
                people: 16,
                casillas: 500,
                lasts: Duration::from_mins(4),
            }
        } else {
            Self {
                tablets: 16,
                photos: 6,
                people: 4,
                casillas: 60,
                lasts: Duration::from_secs(15),
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the test's own clock")]
fn now() -> Instant {
    Instant::now()
}

/// A small generator of choices, so that a run can be repeated.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }
}

#[derive(Debug, Default)]
struct Mishaps {
    kills: u32,
    orderly_ends: u32,
    /// A server that had chained events died, and another chained after that.
    sequencer_taken_over: u32,
    /// Whoever was making a corte died, and a server finished it.
    publisher_taken_over: u32,
    /// How often the others had chained when a server that had done so died.
    before: Option<(usize, usize)>,
}

#[test]
fn three_servers_killed_at_random_lose_nothing_and_take_over_from_each_other() {
    if !has_postgres() {
        return;
    }
    let seed = u64::from(std::process::id());
    println!("seed {seed}");
    let (dose, mut chance) = (Dose::of_run(), Chance(seed));
    let mut cluster = Cluster::new(dose.casillas);
    prepare(&cluster, &dose);
    for nth in 0..SERVERS {
        cluster.start(nth);
    }
    cluster.wait_until_ready();
    let stop = Arc::new(AtomicBool::new(false));
    let people = people(&cluster, dose.people, &stop);
    let mut sending = send(&cluster, &dose);

    let mut mishaps = Mishaps::default();
    let end = now() + dose.lasts;
    while now() < end {
        // The wait is the test: the moment of a kill must not depend on what the servers do.
        let wait = Duration::from_millis(100 + chance.below(900));
        if !maker_of_a_corte_dies(&mut cluster, wait, &mut mishaps) {
            disturb(&mut cluster, &mut chance, &mut mishaps);
        }
        notice_sequencer(&cluster, &mut mishaps);
        if let Some(ended) = sending.try_wait().unwrap() {
            assert!(ended.success(), "every tablet got every acuse in the end");
            sending = send(&cluster, &dose);
        }
    }
    for _ in 0..20 {
        if mishaps.publisher_taken_over == 0 {
            publish_and_die(&mut cluster, &mut chance, &mut mishaps);
        }
    }
    let sent = sending.wait().unwrap();
    assert!(sent.success(), "every tablet got every acuse in the end");
    notice_sequencer(&cluster, &mut mishaps);
    stop.store(true, Ordering::Relaxed);
    let done: Vec<Done> = people.into_iter().map(|one| one.join().unwrap()).collect();
    for node in &mut cluster.nodes {
        node.end();
    }
    let verdict = judge(&cluster, &done);
    let lost: u32 = done.iter().map(|done| done.lost).sum();
    println!("{mishaps:?} {verdict:?}, {lost} turns lapsed, 0 lost, 0 twice");
    assert!(mishaps.kills > 3, "{mishaps:?}");
    assert!(mishaps.sequencer_taken_over > 0, "{mishaps:?}");
    assert!(mishaps.publisher_taken_over > 0, "{mishaps:?}");
}

/// Codes, actas and accounts, and the moment of the first corte: once there is something to publish.
fn prepare(cluster: &Cluster, dose: &Dose) {
    let installation = &cluster.installation;
    installation.prepare_tablets(dose.tablets);
    let from = central::clock::Clock::now(&SystemClock)
        .plus_seconds(15)
        .to_string();
    let order = ["corte", "start", &from, "--by", "coordina"];
    succeed(installation.prep().args(order));
}

fn people(cluster: &Cluster, count: usize, stop: &Arc<AtomicBool>) -> Vec<JoinHandle<Done>> {
    let person = |nth: usize| {
        let name = format!("mesa-{nth}");
        let arguments = [
            "user",
            "add",
            &name,
            "--name",
            &name,
            "--role",
            "capturista",
            "--json",
        ];
        let added = succeed(cluster.installation.prep().args(arguments));
        let added: serde_json::Value = serde_json::from_slice(&added.stdout).unwrap();
        let mut person = Person::new(
            &cluster.url,
            &name,
            added["one_time_password"].as_str().unwrap(),
        );
        person.enter();
        let stop = Arc::clone(stop);
        thread::spawn(move || person.work(&stop))
    };
    (0..count).map(person).collect()
}

fn send(cluster: &Cluster, dose: &Dose) -> Child {
    let mut command = cluster
        .installation
        .tablets(&cluster.url, dose.tablets, dose.photos);
    command.stdout(Stdio::null()).spawn().unwrap()
}

/// Watches for `wait` whether a server begins a corte; if one does, kills it at once, and waits until
/// another has published it.
fn maker_of_a_corte_dies(cluster: &mut Cluster, wait: Duration, mishaps: &mut Mishaps) -> bool {
    let begun: Vec<_> = cluster
        .nodes
        .iter()
        .map(|node| node.logged(BEGUN))
        .collect();
    let until = now() + wait;
    while now() < until {
        let makes = |nth: &usize| cluster.nodes[*nth].logged(BEGUN) > begun[*nth];
        let Some(nth) = (0..SERVERS).find(makes) else {
            thread::sleep(Duration::from_millis(2));
            continue;
        };
        cluster.nodes[nth].kill();
        mishaps.kills += 1;
        start_but(cluster, Some(nth));
        wait_for_the_corte(cluster, mishaps);
        cluster.start(nth);
        return true;
    }
    false
}

/// One server is killed, or told to end, or comes back, or somebody publishes by hand and does not
/// live to see it; at least one server stays.
fn disturb(cluster: &mut Cluster, chance: &mut Chance, mishaps: &mut Mishaps) {
    let nth = usize::try_from(chance.below(SERVERS as u64)).unwrap();
    let down = cluster.nodes.iter().filter(|node| node.is_down()).count();
    match chance.below(20) {
        _ if cluster.nodes[nth].is_down() => cluster.start(nth),
        _ if down + 1 >= SERVERS => {}
        0 => publish_and_die(cluster, chance, mishaps),
        1..=3 => {
            mishaps.orderly_ends += 1;
            cluster.nodes[nth].end();
        }
        _ => {
            let had_chained = cluster.nodes[nth].has_logged_in_this_life(CHAINED);
            cluster.nodes[nth].kill();
            mishaps.kills += 1;
            if had_chained && mishaps.before.is_none() {
                mishaps.before = Some((nth, chained_by_others(cluster, nth)));
            }
        }
    }
}

fn chained_by_others(cluster: &Cluster, nth: usize) -> usize {
    let others = cluster
        .nodes
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != nth);
    others.map(|(_, node)| node.logged(CHAINED)).sum()
}

/// Looks whether another server chains since one that did has died.
fn notice_sequencer(cluster: &Cluster, mishaps: &mut Mishaps) {
    if let Some((nth, before)) = mishaps.before
        && chained_by_others(cluster, nth) > before
    {
        mishaps.sequencer_taken_over += 1;
        mishaps.before = None;
    }
}

/// Every server that is down comes back, except one.
fn start_but(cluster: &mut Cluster, one: Option<usize>) {
    for nth in 0..SERVERS {
        if cluster.nodes[nth].is_down() && Some(nth) != one {
            cluster.start(nth);
        }
    }
    cluster.wait_until_ready();
}

/// `prep corte publish`, killed before it is done or just after.
fn publish_and_die(cluster: &mut Cluster, chance: &mut Chance, mishaps: &mut Mishaps) {
    start_but(cluster, None);
    let mut command = cluster.installation.prep();
    command.args(["corte", "publish"]);
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut publishing = quiet.spawn().unwrap();
    thread::sleep(Duration::from_millis(50 + chance.below(1_500)));
    publishing.kill().unwrap();
    publishing.wait().unwrap();
    wait_for_the_corte(cluster, mishaps);
}

/// Waits until the last corte is published. If whoever made it was killed too early for that, another
/// took its place.
fn wait_for_the_corte(cluster: &Cluster, mishaps: &mut Mishaps) {
    let until = now() + TAKEOVER;
    let mut was_left = false;
    loop {
        match last_corte(cluster).as_deref() {
            None | Some("published") => break,
            Some(_) => was_left = true,
        }
        assert!(now() < until, "nobody took the publisher's place");
        thread::sleep(Duration::from_millis(50));
    }
    mishaps.publisher_taken_over += u32::from(was_left);
}

/// The state of the last corte.
fn last_corte(cluster: &Cluster) -> Option<String> {
    let listed = cluster.listed_cortes();
    let last = listed["cortes"].as_array().unwrap().last()?;
    Some(last["state"]["state"].as_str().unwrap().to_owned())
}
