//! A slow line between a tablet and the servers, on loopback: so many bytes a second each way, a
//! delay, stalls in which nothing moves, and cuts that lose what was under way. A new connection
//! costs a round trip before its first byte. TCP's own headers, losses and slow start are left out.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What one write of the line carries.
const PACKET: usize = 1_400;
/// A read that took longer waited for bytes and did not only wait for its turn on this machine.
const WAITED: Duration = Duration::from_millis(2);

/// How the line is while one photo travels.
#[derive(Debug, Clone)]
pub(crate) struct Weather {
    /// Bytes a second, each way.
    pub(crate) bandwidth: u32,
    /// From one end to the other.
    pub(crate) delay: Duration,
    /// What happens once so many bytes went up, in order.
    pub(crate) mishaps: VecDeque<(u64, Mishap)>,
}

/// Something that happens to the line once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mishap {
    /// For how long nothing moves, or no connection can be made.
    pub(crate) lasts: Duration,
    /// What it is.
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing moves for a while; the connection holds.
    Stall,
    /// The connection ends, for both sides.
    Cut,
    /// The connection ends and only the tablet notices.
    SilentCut,
}

/// The line; connect to [`Line::address`] to reach the server through it.
pub(crate) struct Line {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    server: SocketAddr,
    state: Mutex<State>,
}

struct State {
    weather: Weather,
    up: u64,
    down: u64,
    injected: Duration,
    works_from: Instant,
    /// Connections that nobody told the server about the end of.
    ghosts: Vec<TcpStream>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

/// One connection through the line.
struct Connection {
    client: TcpStream,
    server: TcpStream,
    opened: Instant,
    is_cut: Mutex<bool>,
}

type Packet = (Instant, Vec<u8>);

#[expect(clippy::disallowed_methods, reason = "the line measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Waits on purpose: the time that passes is what the line is.
pub(crate) fn sleep_until(moment: Instant) {
    thread::sleep(moment.saturating_duration_since(now()));
}

impl Weather {
    /// A line nobody notices.
    pub(crate) fn clear() -> Self {
        Self {
            bandwidth: 100_000_000,
            delay: Duration::ZERO,
            mishaps: VecDeque::new(),
        }
    }

    /// How long so many bytes take to get onto the line.
    pub(crate) fn takes(&self, bytes: u64) -> Duration {
        Duration::from_micros(bytes * 1_000_000 / u64::from(self.bandwidth))
    }
}

impl Line {
    /// A line to `server`, clear at first.
    pub(crate) fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            server,
            state: Mutex::new(State {
                weather: Weather::clear(),
                up: 0,
                down: 0,
                injected: Duration::ZERO,
                works_from: now(),
                ghosts: Vec::new(),
            }),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                accepting.carry(client);
            }
        });
        Self { address, shared }
    }

    /// Counts from zero, in this weather.
    pub(crate) fn begin(&self, weather: Weather) {
        let mut state = self.shared.state();
        (state.weather, state.up, state.down) = (weather, 0, 0);
        (state.injected, state.works_from) = (Duration::ZERO, now());
    }

    /// Bytes that went onto the line on the tablet's side.
    pub(crate) fn up(&self) -> u64 {
        self.shared.state().up
    }

    /// Bytes that went onto the line on the server's side.
    pub(crate) fn down(&self) -> u64 {
        self.shared.state().down
    }

    /// How long the mishaps lasted.
    pub(crate) fn injected(&self) -> Duration {
        self.shared.state().injected
    }

    /// Returns when a connection can be made: what a phone's system tells its apps.
    pub(crate) fn wait_until_it_works(&self) {
        let moment = self.shared.state().works_from;
        sleep_until(moment);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn carry(self: &Arc<Self>, client: TcpStream) {
        let opened = now();
        if opened < self.state().works_from {
            return;
        }
        let Ok(server) = TcpStream::connect(self.server) else {
            return;
        };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let connection = Arc::new(Connection {
            client,
            server,
            opened,
            is_cut: Mutex::new(false),
        });
        for direction in [Direction::Up, Direction::Down] {
            // What is under way in the delay of the line and in no socket.
            let (sender, receiver) = sync_channel(4_096);
            let (shared, carried) = (Arc::clone(self), Arc::clone(&connection));
            thread::spawn(move || shared.take_in(&carried, direction, &sender));
            let carried = Arc::clone(&connection);
            thread::spawn(move || carried.give_out(direction, &receiver));
        }
    }

    /// Reads no faster than the line takes, so that what it has not taken waits with its sender.
    fn take_in(&self, connection: &Connection, direction: Direction, out: &SyncSender<Packet>) {
        let mut from = connection.source(direction);
        let delay = self.state().weather.delay;
        let mut free = connection.opened + 2 * delay;
        let mut buffer = [0; PACKET];
        loop {
            let asked = now();
            let Ok(count @ 1..) = from.read(&mut buffer) else {
                return;
            };
            let came = now();
            if came.duration_since(asked) > WAITED {
                free = free.max(came);
            }
            let packet = buffer.get(..count).unwrap_or_default().to_vec();
            let count = u64::try_from(count).unwrap();
            let Some(stalled) = self.charge(connection, direction, count) else {
                return;
            };
            free += stalled + self.state().weather.takes(count);
            sleep_until(free);
            if out.send((free + delay, packet)).is_err() {
                return;
            }
        }
    }

    /// Counts bytes that go onto the line; for how long they are stalled, `None` if they are lost.
    fn charge(
        &self,
        connection: &Connection,
        direction: Direction,
        bytes: u64,
    ) -> Option<Duration> {
        let mut state = self.state();
        if direction == Direction::Down {
            state.down += bytes;
            return Some(Duration::ZERO);
        }
        state.up += bytes;
        let up = state.up;
        let Some((_, mishap)) = state.weather.mishaps.pop_front_if(|(at, _)| *at <= up) else {
            return Some(Duration::ZERO);
        };
        state.injected += mishap.lasts;
        if mishap.kind == Kind::Stall {
            return Some(mishap.lasts);
        }
        state.works_from = now() + mishap.lasts;
        if mishap.kind == Kind::SilentCut {
            state.ghosts.extend(connection.server.try_clone());
        }
        drop(state);
        connection.cut(mishap.kind);
        None
    }
}

impl Connection {
    fn source(&self, direction: Direction) -> &TcpStream {
        match direction {
            Direction::Up => &self.client,
            Direction::Down => &self.server,
        }
    }

    fn target(&self, direction: Direction) -> &TcpStream {
        match direction {
            Direction::Up => &self.server,
            Direction::Down => &self.client,
        }
    }

    /// Brings what is under way to its end, as late as the line is long.
    fn give_out(&self, direction: Direction, packets: &Receiver<Packet>) {
        let mut to = self.target(direction);
        for (arrives, bytes) in packets {
            sleep_until(arrives);
            if self.is_cut() || to.write_all(&bytes).is_err() {
                return;
            }
        }
        if !self.is_cut() {
            let _ = to.shutdown(Shutdown::Write);
        }
    }

    fn is_cut(&self) -> bool {
        *self.is_cut.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cut(&self, kind: Kind) {
        *self.is_cut.lock().unwrap_or_else(PoisonError::into_inner) = true;
        let _ = self.client.shutdown(Shutdown::Both);
        if kind == Kind::Cut {
            let _ = self.server.shutdown(Shutdown::Both);
        }
    }
}
