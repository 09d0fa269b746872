//! One process, then three, on one PostgreSQL and one S3 store. On a machine of its own each would have
//! processors of its own; here they share them with database, store and clients.

use std::net::SocketAddr;

use central::store::DatabaseUrl;
use central::testing::{S3Server, TestDatabase};
use system_tests::installation::{Installation, Server};

use crate::ingest::{middle, rate};
use crate::load::{CLIENTS, send, signed};

const ROUNDS: usize = 3;

pub(crate) fn run(each: usize) {
    let images = CLIENTS * each;
    println!("{images} signed images of 230 kB, {CLIENTS} clients, images a second");
    println!("round   1 process   3 processes");
    let mut rates = [const { Vec::new() }; 2];
    for round in 1..=ROUNDS {
        for (rates, count) in rates.iter_mut().zip([1, 3]) {
            rates.push(measure(count, each));
        }
        let [one, three] = rates.each_ref().map(|rates| rates[round - 1]);
        println!("{round}   {one:.0}   {three:.0}");
    }
    let [one, three] = rates.map(middle);
    println!("three processes: {:.2} times one", three / one);
}

fn measure(count: usize, each: usize) -> f64 {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let database = runtime.block_on(TestDatabase::migrated());
    let s3 = runtime.block_on(S3Server::start());
    let mut installation = Installation::empty();
    let DatabaseUrl::Postgres(address) = database.url() else {
        panic!("a PostgreSQL database has another address");
    };
    installation.set("PREP_DATABASE_URL", &address);
    installation.set("PREP_OBJECTS_URL", &s3.url());
    let credentials = S3Server::credentials();
    installation.set("AWS_ACCESS_KEY_ID", &credentials.access_key);
    installation.set("AWS_SECRET_ACCESS_KEY", &credentials.secret_key);
    installation.set("PREP_PUBLIC_URL", &installation.url());
    installation.make_demo(500);
    let (servers, addresses) = serve(&installation, count);
    let clients = signed(&installation, each);
    let took = send(&addresses, "/v1/uploads", &clients);
    drop(servers);
    rate(CLIENTS * each, took)
}

/// The first at the installation's own address, the others beside it.
fn serve(installation: &Installation, count: usize) -> (Vec<Server>, Vec<SocketAddr>) {
    let mut addresses = vec![installation.address()];
    while addresses.len() < count {
        addresses.push(Installation::empty().address());
    }
    let start = |address: &SocketAddr| {
        let mut server = installation.start(&[], *address, std::process::Stdio::inherit());
        server.wait_until_ready();
        server
    };
    (addresses.iter().map(start).collect(), addresses)
}
