//! Three servers on one PostgreSQL and one S3 store behind a balancer.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;

use central::store::DatabaseUrl;
use central::testing::{S3Server, TestDatabase};
use system_tests::installation::{Installation, Server, succeed};
use tokio::runtime::Runtime;

use super::balancer::Balancer;

pub(crate) const SERVERS: usize = 3;

pub(crate) struct Cluster {
    pub(crate) installation: Installation,
    pub(crate) nodes: Vec<Node>,
    pub(crate) s3: S3Server,
    pub(crate) url: String,
    database: TestDatabase,
    /// What the S3 server runs on.
    _runtime: Runtime,
}

/// One of the servers, through all its lives.
pub(crate) struct Node {
    address: SocketAddr,
    log: PathBuf,
    /// How long the log was when this life began.
    born: usize,
    server: Option<Server>,
}

impl Cluster {
    /// With a demo of `casillas` casillas, not serving yet.
    pub(crate) fn new(casillas: u32) -> Self {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(TestDatabase::migrated());
        let s3 = runtime.block_on(S3Server::start());
        let mut installation = Installation::empty();
        installation.set("PREP_DATABASE_URL", &text(database.url()));
        installation.set("PREP_OBJECTS_URL", &s3.url());
        let credentials = S3Server::credentials();
        installation.set("AWS_ACCESS_KEY_ID", &credentials.access_key);
        installation.set("AWS_SECRET_ACCESS_KEY", &credentials.secret_key);
        installation.make_demo(casillas);

        let addresses = free_addresses();
        let balancer = Balancer::before(addresses.clone());
        let url = format!("http://{}", balancer.address);
        installation.set("PREP_PUBLIC_URL", &url);
        // What the test reads of them: who chains, and who publishes.
        installation.set("PREP_LOG", "warn,difusion=info,prep=debug");
        let node = |(nth, address)| Node {
            address,
            log: installation.folder().join(format!("server-{nth}.log")),
            born: 0,
            server: None,
        };
        Self {
            nodes: addresses.into_iter().enumerate().map(node).collect(),
            installation,
            s3,
            url,
            database,
            _runtime: runtime,
        }
    }

    /// The database as servers enter it.
    pub(crate) fn database(&self) -> DatabaseUrl {
        self.database.url()
    }

    /// Starts a server that is down, without waiting for it.
    pub(crate) fn start(&mut self, nth: usize) {
        let node = &mut self.nodes[nth];
        node.born = node.log().len();
        let log = File::options().create(true).append(true).open(&node.log);
        let arguments = ["--role", "ingest,web", "--role", "difusion"];
        let log = log.unwrap();
        node.server = Some(self.installation.start(&arguments, node.address, log));
    }

    /// Waits for every server that is not down.
    pub(crate) fn wait_until_ready(&mut self) {
        for node in &mut self.nodes {
            if let Some(server) = &mut node.server {
                server.wait_until_ready();
            }
        }
    }

    /// What `prep corte list --json` says.
    pub(crate) fn listed_cortes(&self) -> serde_json::Value {
        let listed = succeed(self.installation.prep().args(["corte", "list", "--json"]));
        serde_json::from_slice(&listed.stdout).unwrap()
    }
}

impl Node {
    pub(crate) fn is_down(&self) -> bool {
        self.server.is_none()
    }

    /// A power cut.
    pub(crate) fn kill(&mut self) {
        self.server.take().unwrap().kill();
    }

    /// An orderly end, unless it is down.
    pub(crate) fn end(&mut self) {
        if let Some(mut server) = self.server.take() {
            // One that is told while it still starts has nothing in course, and the signal ends it.
            server.wait_until_ready();
            server.terminate();
            assert_eq!(server.ended(), Some(0), "told to end, it ends well");
        }
    }

    /// What it has logged in all its lives.
    pub(crate) fn log(&self) -> String {
        let bytes = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// True if it has logged something since it was started.
    pub(crate) fn has_logged_in_this_life(&self, words: &str) -> bool {
        self.log()
            .get(self.born..)
            .is_some_and(|log| log.contains(words))
    }

    /// How often it has logged something.
    pub(crate) fn logged(&self, words: &str) -> usize {
        self.log().matches(words).count()
    }
}

pub(crate) fn text(url: DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(address) => address,
    }
}

/// Ports that no outgoing connection is given while a server is down.
fn free_addresses() -> Vec<SocketAddr> {
    let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range");
    let first = range
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse().ok());
    let below = first.unwrap_or(32_768_u16);
    // Runs that were started together have numbers next to each other, and must not meet.
    let own = std::process::id().wrapping_mul(16) % 10_000;
    let begin = 10_000 + u16::try_from(own).unwrap();
    let all = (begin..below).chain(10_000..begin);
    let addresses = all.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let free = addresses.filter(|address| TcpListener::bind(address).is_ok());
    free.take(SERVERS).collect()
}
