//! The pages that many people look at all night, asked for by 64 clients at once.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use system_tests::installation::Installation;

use crate::http::Line;
use crate::load::{CLIENTS, now};

const LASTS: Duration = Duration::from_secs(10);

pub(crate) fn run() {
    let mut installation = Installation::empty();
    // Every acta of the Ciudad de México.
    installation.make_whole_demo();
    let server = installation.serve();
    let cookie = enter(&installation, "observa");
    println!("{CLIENTS} clients for {} s", LASTS.as_secs());
    for path in ["/health/live", "/health/ready", "/monitor"] {
        let mut times = ask(installation.address(), path, &cookie);
        times.sort();
        let count = times.len();
        let rate = crate::ingest::rate(count, LASTS);
        let (median, p99) = (times[count / 2], times[count * 99 / 100]);
        println!("{path}: {rate:.0} requests/s, median {median:.1?}, p99 {p99:.1?}");
    }
    drop(server);
}

/// The cookie of a person who entered.
fn enter(installation: &Installation, username: &str) -> String {
    let mut line = Line::to(installation.address()).expect("it serves");
    let door = line.ask(("GET", "/entrar"), &[], &[]).expect("a page");
    let secret = cookie(door.header("set-cookie"));
    let page = door.text();
    let token = page.split("name=\"csrf\" value=\"").nth(1);
    let token = token
        .and_then(|rest| rest.split('"').next())
        .expect("a form");
    let password = installation.password(username);
    let form = format!("csrf={token}&usuario={username}&contrasena={password}");
    let headers = [
        ("Cookie", secret.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let inside = line.ask(("POST", "/entrar"), &headers, form.as_bytes());
    let inside = inside.expect("it answers");
    assert_eq!(inside.status, 303, "{}", inside.text());
    cookie(inside.header("set-cookie"))
}

fn cookie(set: &str) -> String {
    set.split(';').next().unwrap_or_default().to_owned()
}

/// How long each answer took.
fn ask(server: SocketAddr, path: &str, cookie: &str) -> Vec<Duration> {
    let until = now() + LASTS;
    thread::scope(|scope| {
        let client = || {
            let mut line = Line::to(server).expect("it serves");
            let mut times = Vec::new();
            while now() < until {
                let begun = now();
                let answer = line.ask(("GET", path), &[("Cookie", cookie)], &[]);
                let answer = answer.expect("it answers");
                assert_eq!(answer.status, 200, "{}", answer.text());
                times.push(begun.elapsed());
            }
            times
        };
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let times = clients
            .into_iter()
            .flat_map(|client| client.join().expect("no panic"));
        times.collect()
    })
}
