//! A TCP balancer: a connection goes to the next server that is ready, whoever that is.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use system_tests::installation::is_ready;

/// How often each server is asked whether it is ready.
const LOOK_EVERY: Duration = Duration::from_millis(200);

pub(crate) struct Balancer {
    pub(crate) address: SocketAddr,
}

struct Shared {
    servers: Vec<SocketAddr>,
    ready: Vec<AtomicBool>,
    next: AtomicUsize,
}

impl Balancer {
    /// Before `servers`, none of which is ready yet.
    pub(crate) fn before(servers: Vec<SocketAddr>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            ready: servers.iter().map(|_| AtomicBool::new(false)).collect(),
            servers,
            next: AtomicUsize::new(0),
        });
        for nth in 0..shared.servers.len() {
            let looking = Arc::clone(&shared);
            thread::spawn(move || looking.look(nth));
        }
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let carrying = Arc::clone(&shared);
                thread::spawn(move || carrying.carry(&client));
            }
        });
        Self { address }
    }
}

impl Shared {
    fn look(&self, nth: usize) {
        loop {
            self.ready[nth].store(is_ready(self.servers[nth]), Ordering::Relaxed);
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Nobody ready: the client is left to try again, as by any balancer.
    fn carry(&self, client: &TcpStream) {
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let count = self.servers.len();
        for nth in (first..first + count).map(|nth| nth % count) {
            if !self.ready[nth].load(Ordering::Relaxed) {
                continue;
            }
            match TcpStream::connect_timeout(&self.servers[nth], Duration::from_secs(1)) {
                Ok(server) => return relay(client, server),
                Err(_) => self.ready[nth].store(false, Ordering::Relaxed),
            }
        }
    }
}

/// Carries both directions until one ends; a server that is killed takes its connections along.
fn relay(client: &TcpStream, server: TcpStream) {
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (Ok(from_client), Ok(to_client)) = (client.try_clone(), client.try_clone()) else {
        return;
    };
    let Ok(to_server) = server.try_clone() else {
        return;
    };
    thread::spawn(move || pour(from_client, to_server));
    pour(server, to_client);
    let _ = client.shutdown(Shutdown::Both);
}

fn pour(mut from: TcpStream, mut to: TcpStream) {
    let mut chunk = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut chunk) {
        if to.write_all(&chunk[..read]).is_err() {
            break;
        }
    }
    let _ = (to.shutdown(Shutdown::Both), from.shutdown(Shutdown::Read));
}
