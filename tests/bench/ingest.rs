//! Durable ingestion beside `@tus/server` and beside what this machine can do at most.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use system_tests::installation::Installation;
use system_tests::workspace_root;

use crate::limit;
use crate::load::{CLIENTS, Signed, send, signed};

/// How often everything is measured; the middle one counts.
const ROUNDS: usize = 3;

pub(crate) fn run(each: usize) {
    let mut rates = [const { Vec::new() }; 3];
    let images = CLIENTS * each;
    println!("{images} signed images of 230 kB, {CLIENTS} clients, images a second");
    println!("round   limit   prep   @tus/server");
    for round in 1..=ROUNDS {
        let installation = demo(images);
        let server = installation.serve();
        let clients = signed(&installation, each);
        let limit = limit::measure(&installation.folder().join("limit"), &clients);
        let ours = send(&[installation.address()], "/v1/uploads", &clients);
        drop(server);
        let theirs = tus_server(&installation.folder().join("tus"), &clients);
        for (rates, took) in rates.iter_mut().zip([limit, ours, theirs]) {
            rates.push(rate(images, took));
        }
        let [limit, ours, theirs] = rates.each_ref().map(|rates| rates[round - 1]);
        println!("{round}   {limit:.0}   {ours:.0}   {theirs:.0}");
    }
    let [limit, ours, theirs] = rates.map(middle);
    println!(
        "prep: {:.2} of the limit, {:.2} times @tus/server",
        ours / limit,
        ours / theirs
    );
}

/// A demo with an acta of gubernatura for every image.
pub(crate) fn demo(images: usize) -> Installation {
    let mut installation = Installation::empty();
    let distritos = u32::try_from(images.div_ceil(480))
        .unwrap_or(33)
        .clamp(1, 33);
    installation.make_demo_of(distritos, 500);
    installation
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand images")]
pub(crate) fn rate(images: usize, took: Duration) -> f64 {
    images as f64 / took.as_secs_f64()
}

pub(crate) fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn tus_server(folder: &Path, clients: &[Vec<Signed>]) -> Duration {
    std::fs::create_dir(folder).expect("a new folder");
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address: SocketAddr = free.local_addr().expect("it has an address");
    drop(free);
    let program = workspace_root().join("tests/bench/tus-server/server.mjs");
    let mut node = Command::new("node");
    node.arg(program)
        .arg(folder)
        .arg(address.port().to_string());
    let mut node = Running(node.stdout(Stdio::null()).spawn().expect("node runs"));
    while TcpStream::connect(address).is_err() {
        let ended = node.0.try_wait().expect("a child can be asked");
        assert!(ended.is_none(), "@tus/server ended: {ended:?}");
        // A poll of another process, which has no other way to say that it listens.
        std::thread::sleep(Duration::from_millis(20));
    }
    send(&[address], "/files", clients)
}

/// A process that ends with what started it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
