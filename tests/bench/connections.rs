//! Memory of one process with a thousand connections open: idle, and each in the middle of an upload.

use std::time::Duration;

use system_tests::installation::{Installation, Server};

use crate::http::Line;
use crate::load::{CLIENTS, Signed, signed};

const CONNECTIONS: usize = 1_000;

pub(crate) fn run() {
    let each = CONNECTIONS.div_ceil(CLIENTS);
    let installation = crate::ingest::demo(CONNECTIONS);
    let server = installation.serve();
    let images = signed(&installation, each);
    println!("{CONNECTIONS} connections, resident memory of the process in MiB");
    println!("none     {}", resident(&server));
    let idle: Vec<_> = (0..CONNECTIONS).map(|_| asked(&installation)).collect();
    println!("idle     {}", resident(&server));
    drop(idle);
    let half = images.iter().flatten().take(CONNECTIONS);
    let half: Vec<_> = half.map(|signed| begun(&installation, signed)).collect();
    // Longer than bytes wait to be made durable: what is held in memory then is held on purpose.
    std::thread::sleep(Duration::from_millis(1_500));
    println!("sending  {}", resident(&server));
    drop(half);
}

fn asked(installation: &Installation) -> Line {
    let mut line = Line::to(installation.address()).expect("it serves");
    let answer = line.ask(("GET", "/health/live"), &[], &[]);
    assert_eq!(answer.expect("it answers").status, 200);
    line
}

/// An upload of which half has been sent.
fn begun(installation: &Installation, signed: &Signed) -> Line {
    let mut line = Line::to(installation.address()).expect("it serves");
    let length = signed.image.len();
    let text = length.to_string();
    let headers = [
        ("Tus-Resumable", "1.0.0"),
        ("Upload-Length", text.as_str()),
        ("Upload-Metadata", &signed.metadata),
        ("Content-Type", "application/offset+octet-stream"),
    ];
    let begun = line.begin(("POST", "/v1/uploads"), &headers, length);
    let half = begun.and_then(|()| line.send(&signed.image[..length / 2]));
    half.expect("it listens");
    line
}

fn resident(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()));
    let status = status.expect("Linux tells of its processes");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.expect("a number of kB") / 1_024
}
