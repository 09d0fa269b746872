//! A whole installation in a temporary folder: the real programs, as processes that can be killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// An installation with the demo election at a small scale, not serving yet.
pub struct Installation {
    folder: TempDir,
    address: SocketAddr,
    demo: Vec<String>,
}

/// A running `prep serve`; dropped, it is killed.
pub struct Server {
    child: Child,
}

impl Installation {
    /// An empty installation on a port of its own.
    ///
    /// # Panics
    /// If there is no temporary folder or no port.
    pub fn empty() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = free.local_addr().expect("a bound port has an address");
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            address,
            demo: Vec::new(),
        }
    }

    /// An installation with a demo of one distrito and `casillas` casillas.
    ///
    /// # Panics
    /// If the demo cannot be made.
    pub fn demo(casillas: u32) -> Self {
        let mut installation = Self::empty();
        let scale = ["--distritos", "1", "--casillas", &casillas.to_string()].map(str::to_owned);
        installation.demo = scale.to_vec();
        let output = succeed(installation.prep().arg("demo").args(&installation.demo));
        std::fs::write(installation.folder().join("demo.txt"), &output.stdout)
            .expect("a temporary folder can be written");
        installation
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its address for clients.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `prep` with this installation's settings.
    pub fn prep(&self) -> Command {
        let mut command = Command::new(program("prep"));
        command
            .env("PREP_DATA_DIR", self.folder().join("data"))
            .env("PREP_LISTEN", self.address.to_string())
            .env("PREP_LOG", "error")
            .env_remove("PREP_CONFIG")
            .env_remove("PREP_PUBLIC_URL")
            .env_remove("PREP_DATABASE_URL")
            .env_remove("PREP_OBJECTS_URL")
            .env_remove("PREP_CORTES_DIR")
            .env_remove("PREP_CORTES_COPY");
        command
    }

    /// `prep-sim` with a tablet folder of its own.
    pub fn sim(&self) -> Command {
        let mut command = Command::new(program("prep-sim"));
        command.env("PREP_SIM_DIR", self.folder().join("tablet"));
        command
    }

    /// The password of a demo account.
    ///
    /// # Panics
    /// If the demo has no such account.
    pub fn password(&self, username: &str) -> String {
        let text =
            std::fs::read_to_string(self.folder().join("demo.txt")).expect("a demo was made");
        let row = text
            .lines()
            .find(|line| line.split_whitespace().next() == Some(username));
        let password = row.and_then(|line| line.split_whitespace().nth(1));
        password
            .unwrap_or_else(|| panic!("the demo has no account {username}"))
            .to_owned()
    }

    /// One-time codes for `count` devices.
    ///
    /// # Panics
    /// If one cannot be made.
    pub fn codes(&self, count: usize) -> Vec<String> {
        let code = |number: usize| {
            let name = format!("Tableta {number}");
            let output = succeed(self.prep().args(["device", "enroll", "--json", &name]));
            let answer: serde_json::Value =
                serde_json::from_slice(&output.stdout).expect("--json prints JSON");
            answer["code"]
                .as_str()
                .expect("the answer holds the code")
                .to_owned()
        };
        (0..count).map(code).collect()
    }

    /// The actas of an elección that the demo expects of ordinary casillas, `GUB/…/A02`.
    ///
    /// # Panics
    /// If the demo cannot be written out.
    pub fn actas(&self, eleccion: &str) -> Vec<String> {
        let out = self.folder().join("proceso");
        if !out.exists() {
            succeed(
                self.prep()
                    .args(["demo", "--out"])
                    .arg(&out)
                    .args(&self.demo),
            );
        }
        let text = std::fs::read_to_string(out.join("casillas.csv")).expect("the demo's casillas");
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        let at = |name: &str| {
            header
                .iter()
                .position(|column| *column == name)
                .expect("a column")
        };
        let (seccion, tipo) = (at("SECCION"), at("TIPO_CASILLA"));
        let (id, ext, codes) = (at("ID_CASILLA"), at("EXT_CONTIGUA"), at(eleccion));
        let acta = |row: Vec<&str>| match row[tipo] {
            "B" | "C" => Some(format!(
                "{eleccion}/09{}{}{}{}/{}",
                row[seccion], row[tipo], row[id], row[ext], row[codes]
            )),
            _ => None,
        };
        lines.filter_map(acta).collect()
    }

    /// Starts the servers and waits until they are ready.
    ///
    /// # Panics
    /// If they end instead.
    pub fn serve(&self) -> Server {
        let child = self
            .prep()
            .arg("serve")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn();
        let mut server = Server {
            child: child.expect("prep starts"),
        };
        while !self.is_ready() {
            let ended = server.child.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "prep serve ended: {ended:?}");
            // A poll of another process, which has no other way to say that it listens.
            thread::sleep(Duration::from_millis(5));
        }
        server
    }

    fn is_ready(&self) -> bool {
        self.get("/health/ready")
            .is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }

    /// The whole answer to a plain `GET`; `None` if nobody answers.
    pub fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(1)).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .ok()?;
        let host = self.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .ok()?;
        let mut answer = String::new();
        BufReader::new(stream).read_to_string(&mut answer).ok()?;
        Some(answer)
    }
}

impl Server {
    /// Kills the process as a power cut would, and waits until it is gone.
    ///
    /// # Panics
    /// If it cannot be killed.
    pub fn kill(mut self) {
        self.child.kill().expect("a child can be killed");
        self.child.wait().expect("a killed child ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone after `kill`; otherwise a test that failed must not leave a server behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a file that a process appends to, those that are whole.
///
/// # Panics
/// If the file is there and cannot be read.
pub fn whole_lines(path: &Path) -> Vec<String> {
    let Ok(file) = std::fs::File::open(path) else {
        return Vec::new();
    };
    let lines = BufReader::new(file)
        .lines()
        .map(|line| line.expect("the report is UTF-8"));
    lines.filter(|line| line.ends_with('}')).collect()
}

/// Runs a command to its end and gives its output.
///
/// # Panics
/// If it cannot be run or does not succeed.
pub fn succeed(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
    output
}

/// A program of the workspace, built beside the running test.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("target/debug/deps");
    let path = folder.join(name);
    assert!(
        path.exists(),
        "{} is missing: run cargo build --workspace first",
        path.display()
    );
    path
}
