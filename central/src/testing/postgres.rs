//! A PostgreSQL server of the tests' own, thrown away with the process that started it, and a new
//! database on it for each test.
//!
//! Which engine a test runs on is not in the test: [`super::TestCentral`] asks [`engine`]. The one
//! test of a crate that calls [`again_on_postgres`] runs all the others again on the other engine.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::store::{DatabaseUrl, Dialect, schema};

/// `postgres` runs tests on PostgreSQL; anything else, or nothing, on SQLite.
const ENGINE: &str = "PREP_TEST_ENGINE";
/// Set where a missing PostgreSQL is a failure, not a skipped engine.
const REQUIRED: &str = "PREP_TEST_REQUIRE_POSTGRES";
/// Debian keeps the programs of each version here, off the path.
const INSTALLED: &str = "/usr/lib/postgresql";
/// The oldest version that the system supports.
const OLDEST: u32 = 15;
/// The role that owns the databases.
const OWNER: &str = "prep_owner";
/// The role that tests, as servers do, work with.
const SERVER: &str = "prep_server";
const TEMPLATE: &str = "prep_template";

/// Stays until the process that holds its input is gone, however it went; then ends the server and
/// removes its folder. Arguments: the folder, then the command.
const WATCH: &str = r#"
trap '' INT TERM HUP
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
cat >/dev/null
kill -QUIT "$(head -n 1 "$folder/data/postmaster.pid")" 2>/dev/null
wait
rm -rf "$folder"
"#;

/// The engine that tests run on.
pub fn engine() -> Dialect {
    match env::var(ENGINE).as_deref() {
        Ok("postgres") => Dialect::Postgres,
        Ok(_) | Err(_) => Dialect::Sqlite,
    }
}

/// True if this machine has PostgreSQL. Without it says that a test was skipped, or fails where it
/// is required.
pub fn has_postgres() -> bool {
    if programs().is_some() {
        return true;
    }
    assert!(
        env::var_os(REQUIRED).is_none(),
        "PostgreSQL {OLDEST} or later is missing: install postgresql-15"
    );
    eprintln!("SKIPPED: PostgreSQL {OLDEST} or later is not installed on this machine");
    false
}

/// Runs every test of this test program again on PostgreSQL; fails if one fails. Without PostgreSQL
/// on this machine it says that it was skipped, or fails where that is required.
///
/// `this` is the name of the test that calls it, which is left out.
pub fn again_on_postgres(this: &str) {
    if engine() == Dialect::Postgres || !has_postgres() {
        return;
    }
    let mut command = Command::new(env::current_exe().expect("a test is a program"));
    command.args(["--skip", this]).env(ENGINE, "postgres");
    // What is pure is tried enough in the first run.
    command.env("PROPTEST_CASES", "4");
    let output = command.output().expect("it runs again");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "on PostgreSQL:\n{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

/// A database of its own on the server of this process; it goes when this is dropped.
pub struct TestDatabase {
    name: String,
}

impl TestDatabase {
    /// A database of the present version.
    pub async fn migrated() -> Self {
        static MADE: OnceCell<()> = OnceCell::const_new();
        let make = || async {
            run("createdb", &[TEMPLATE]);
            let url = address(OWNER, TEMPLATE);
            let made = schema::migrate(&url, Some(SERVER)).await;
            made.expect("a new database migrates");
        };
        MADE.get_or_init(make).await;
        Self::copy_of(TEMPLATE)
    }

    /// A database with nothing in it.
    pub fn empty() -> Self {
        Self::copy_of("template1")
    }

    fn copy_of(template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let name = format!("prep_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        run("createdb", &["--template", template, &name]);
        Self { name }
    }

    /// Its address for the role of a server.
    pub fn url(&self) -> DatabaseUrl {
        address(SERVER, &self.name)
    }

    /// Its address for the role that owns it.
    pub fn owner_url(&self) -> DatabaseUrl {
        address(OWNER, &self.name)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let name = std::mem::take(&mut self.name);
        // Beside the tests, and whoever is still connected is cut off; if the process ends first,
        // the whole server goes.
        std::thread::spawn(move || {
            let _ = client("dropdb", &["--force", "--if-exists", &name]).output();
        });
    }
}

struct Server {
    folder: PathBuf,
    programs: PathBuf,
    /// Its input is what the watch waits for.
    _watch: Child,
}

/// Where the newest PostgreSQL's programs are, if there is one that is new enough.
fn programs() -> Option<PathBuf> {
    let folders = fs::read_dir(INSTALLED).ok()?;
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let all = folders.filter_map(|folder| Some(folder.ok()?.path()));
    let fit = all.filter_map(|path| Some((version(&path)?, path.join("bin"))));
    let fit = fit.filter(|(version, bin)| *version >= OLDEST && bin.join("initdb").exists());
    fit.max().map(|(_, bin)| bin)
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(start)
}

fn start() -> Server {
    let programs = programs().expect("PostgreSQL 15 or later: install postgresql-15");
    let folder = tempfile::Builder::new()
        .prefix("prep-postgres-")
        .tempdir()
        .expect("a temporary folder")
        .keep();
    // PostgreSQL refuses to run as root.
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut as_nobody: &[&str] = &[];
    if is_root {
        as_nobody = &["runuser", "-u", "nobody", "--"];
        let given = Command::new("chown").arg("nobody").arg(&folder).status();
        assert!(succeeded(given), "the folder is given away");
    }
    make_cluster(&programs, &folder, as_nobody);
    let server = Server {
        _watch: watched(&programs, &folder, as_nobody),
        folder,
        programs,
    };
    wait_for(&server);
    let role = format!("CREATE ROLE {SERVER} LOGIN");
    let mut make = connect(&server, "psql");
    make.args(["-d", "postgres", "-qc", &role]);
    assert!(succeeded(make.status()), "the server's role is made");
    server
}

fn succeeded(status: std::io::Result<ExitStatus>) -> bool {
    status.is_ok_and(|status| status.success())
}

fn make_cluster(programs: &Path, folder: &Path, as_nobody: &[&str]) {
    let mut command = words(as_nobody, &programs.join("initdb"));
    command.arg("-D").arg(folder.join("data"));
    command.args(["-U", OWNER, "-A", "trust", "--no-sync", "-E", "UTF8"]);
    // A language in which "n" < "ñ" < "o": an order that depended on it would be found out.
    command.args(["--locale", "C.UTF-8", "--locale-provider", "icu"]);
    command.args(["--icu-locale", "es-MX"]);
    let made = command.output().expect("initdb runs");
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{said}");
}

/// The server, with whoever ends it once this process is gone.
fn watched(programs: &Path, folder: &Path, as_nobody: &[&str]) -> Child {
    let mut watch = Command::new("sh");
    watch
        .args(["-c", WATCH, "watch"])
        .arg(folder)
        .args(as_nobody);
    watch.arg(programs.join("postgres"));
    watch
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder);
    watch.args(["-c", "listen_addresses=", "-c", "max_connections=200"]);
    // What a power cut would lose is no matter here, except where figures are taken.
    if env::var_os("PREP_TEST_FULL").is_none_or(|full| full.is_empty()) {
        watch.args(["-c", "fsync=off", "-c", "full_page_writes=off"]);
    }
    watch.stdin(Stdio::piped());
    watch.stdout(Stdio::null()).stderr(Stdio::null());
    watch.spawn().expect("a shell runs")
}

fn wait_for(server: &Server) {
    for _ in 0..600 {
        let ready = connect(server, "pg_isready").arg("-q").status();
        if succeeded(ready) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let log = fs::read_to_string(server.folder.join("log"));
    panic!("PostgreSQL does not start: {log:?}");
}

fn words(before: &[&str], program: &Path) -> Command {
    match before {
        [] => Command::new(program),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    }
}

/// A program of PostgreSQL that connects as the owner.
fn connect(server: &Server, program: &str) -> Command {
    let mut command = Command::new(server.programs.join(program));
    command.arg("-h").arg(&server.folder).args(["-U", OWNER]);
    command
}

fn client(program: &str, arguments: &[&str]) -> Command {
    let mut command = connect(server(), program);
    command.args(arguments);
    command
}

fn run(program: &str, arguments: &[&str]) {
    let output = client(program, arguments).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
}

fn address(role: &str, database: &str) -> DatabaseUrl {
    let folder = server().folder.display();
    let text = format!("postgres://{role}@localhost/{database}?host={folder}");
    text.parse().expect("an address")
}
