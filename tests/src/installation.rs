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
    settings: Vec<(String, String)>,
}

/// A running `prep serve`; dropped, it is killed.
pub struct Server {
    child: Child,
    address: SocketAddr,
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
            settings: Vec::new(),
        }
    }

    /// An installation with a demo of one distrito and `casillas` casillas.
    ///
    /// # Panics
    /// If the demo cannot be made.
    pub fn demo(casillas: u32) -> Self {
        let mut installation = Self::empty();
        installation.make_demo(casillas);
        installation
    }

    /// Puts such a demo into an installation that is empty.
    ///
    /// # Panics
    /// If the demo cannot be made.
    pub fn make_demo(&mut self, casillas: u32) {
        self.make_demo_of(1, casillas);
    }

    /// The same of several distritos.
    ///
    /// # Panics
    /// If the demo cannot be made.
    pub fn make_demo_of(&mut self, distritos: u32, casillas: u32) {
        let (distritos, casillas) = (distritos.to_string(), casillas.to_string());
        let scale = ["--distritos", &distritos, "--casillas", &casillas];
        self.demo = scale.map(str::to_owned).to_vec();
        self.make_whole_demo();
    }

    /// Puts the demo of a whole election into an installation that is empty, unless another scale was
    /// chosen.
    ///
    /// # Panics
    /// If the demo cannot be made.
    pub fn make_whole_demo(&mut self) {
        let output = succeed(self.prep().arg("demo").args(&self.demo));
        std::fs::write(self.folder().join("demo.txt"), &output.stdout)
            .expect("a temporary folder can be written");
    }

    /// A setting for every program of the installation from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address and port of its server.
    pub fn address(&self) -> SocketAddr {
        self.address
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
            .env_remove("PREP_CORTES_COPY")
            .envs(self.settings.iter().map(|(name, value)| (name, value)));
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

    /// Writes what `prep-sim tablets` needs: a code for each of `tablets`, and the actas of GUB.
    ///
    /// # Panics
    ///
    /// If a command fails or the folder cannot be written.
    pub fn prepare_tablets(&self, tablets: usize) {
        let write = |name: &str, lines: Vec<String>| {
            std::fs::write(self.folder().join(name), lines.join("\n"))
                .expect("a temporary folder can be written");
        };
        write("actas", self.actas("GUB"));
        write("codes", self.codes(tablets));
    }

    /// `prep-sim tablets` as [`Installation::prepare_tablets`] left them: `count` of them that send
    /// `photos` each to `url`, and what was acknowledged in `report` of the folder.
    pub fn tablets(&self, url: &str, count: usize, photos: u32) -> Command {
        let mut command = self.sim();
        command
            .args(["tablets", "--pixels", "600x800", "--wait", "300"])
            .args(["--longest-wait-ms", "200", "--server", url])
            .args(["--count", &count.to_string()])
            .args(["--photos", &photos.to_string()]);
        let folder =
            ["codes", "actas", "dir", "report"].map(|name| (name, self.folder().join(name)));
        for (name, path) in folder {
            command.arg(format!("--{name}")).arg(path);
        }
        command
    }

    /// Starts the servers and waits until they are ready.
    ///
    /// # Panics
    /// If they end instead.
    pub fn serve(&self) -> Server {
        let mut server = self.start(&[], self.address, Stdio::inherit());
        server.wait_until_ready();
        server
    }

    /// Starts one of several servers at an address of its own and does not wait for it.
    ///
    /// # Panics
    /// If the program cannot be started.
    pub fn start(&self, arguments: &[&str], address: SocketAddr, log: impl Into<Stdio>) -> Server {
        let child = self
            .prep()
            .env("PREP_LISTEN", address.to_string())
            .arg("serve")
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        let child = child.expect("prep starts");
        Server { child, address }
    }

    /// The whole answer to a plain `GET`; `None` if nobody answers.
    pub fn get(&self, path: &str) -> Option<String> {
        get(self.address, path)
    }
}

/// The whole answer of a server to a plain `GET`; `None` if nobody answers.
pub fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    let patience = Some(Duration::from_secs(10));
    stream.set_read_timeout(patience).ok()?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = String::new();
    BufReader::new(stream).read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// True if a server says that it is ready.
pub fn is_ready(address: SocketAddr) -> bool {
    get(address, "/health/ready").is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

impl Server {
    /// Waits until it is ready.
    ///
    /// # Panics
    /// If it ends instead.
    pub fn wait_until_ready(&mut self) {
        while !is_ready(self.address) {
            let ended = self.child.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "prep serve ended: {ended:?}");
            // A poll of another process, which has no other way to say that it listens.
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it to end, as a supervisor of processes does.
    ///
    /// # Panics
    /// If it cannot be told.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        succeed(Command::new("kill").args(["-TERM", &id]));
    }

    /// Waits until it has ended by itself; its exit code.
    ///
    /// # Panics
    /// If it cannot be waited for.
    pub fn ended(mut self) -> Option<i32> {
        let status = self.child.wait().expect("a child can be waited for");
        status.code()
    }

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
