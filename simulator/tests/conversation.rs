//! The binary against the simulated server over real sockets.
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may fail like the test"
)]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use mobile_core::testing::{Fault, SimulatedServer, jpeg};
use mobile_core::uploader::{Body, HttpRequest};
use prep_model::contract::{EnrolmentCode, QualityVerdict};
use prep_model::time::Timestamp;

const METHODS: [&str; 4] = ["GET", "POST", "PUT", "PATCH"];

/// A server on a free port, for as long as the test runs.
struct Served {
    url: String,
    server: Arc<Mutex<SimulatedServer>>,
}

fn serve() -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Arc::new(Mutex::new(SimulatedServer::new(&url)));
    let served = Served {
        url: url.clone(),
        server: server.clone(),
    };
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (server, url) = (server.clone(), url.clone());
            std::thread::spawn(move || while answer_one(&stream, &server, &url).is_some() {});
        }
    });
    served
}

#[expect(
    clippy::disallowed_methods,
    reason = "the binary under test reads the real clock"
)]
fn now() -> Timestamp {
    let elapsed = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Timestamp::from_micros(i64::try_from(elapsed.as_micros()).unwrap()).unwrap()
}

/// Reads one request and answers it; `None` when the connection is over.
fn answer_one(stream: &TcpStream, server: &Mutex<SimulatedServer>, url: &str) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_ascii_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let method = METHODS.into_iter().find(|known| *known == method)?;
    let mut headers: Vec<(&'static str, String)> = Vec::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok()?;
        }
        headers.push((
            Box::leak(name.to_owned().into_boxed_str()),
            value.to_owned(),
        ));
    }
    let mut body = Vec::new();
    let _ = reader.take(length).read_to_end(&mut body);
    let cut = (u64::try_from(body.len()).unwrap() < length).then_some(Fault::CutBody(body.len()));
    let request = HttpRequest {
        ticket: 0,
        method,
        url: format!("{url}{path}"),
        headers,
        body: Body::Empty,
    };
    let answer = server
        .lock()
        .unwrap()
        .meet(now(), &request, &body, cut.as_ref())?;
    let mut bytes = format!("HTTP/1.1 {} x\r\n", answer.status).into_bytes();
    for (name, value) in &answer.headers {
        write!(bytes, "{name}: {value}\r\n").ok()?;
    }
    if answer.status != 204 {
        write!(bytes, "Content-Length: {}\r\n", answer.body.len()).ok()?;
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&answer.body);
    let mut stream = stream;
    stream.write_all(&bytes).ok()
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prep-sim"))
        .args(arguments)
        .env_remove("PREP_SIM_DIR")
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(both).unwrap()
}

fn code(n: u8) -> String {
    EnrolmentCode::from_random(&[n; 11]).to_string()
}

fn enrolled(served: &Served, folder: &Path) -> PathBuf {
    let dir = folder.join("tablet");
    let dir_text = dir.to_str().unwrap();
    let output = run(&[
        "enroll",
        "--server",
        &served.url,
        "--code",
        &code(1),
        "--dir",
        dir_text,
    ]);
    assert!(output.status.success(), "{}", text(&output));
    dir
}

fn photo(folder: &Path) -> PathBuf {
    let path = folder.join("foto.jpg");
    std::fs::write(&path, jpeg(1, 640, 480)).unwrap();
    path
}

const ACTA: &str = "GUB/090001C0100/A02";

#[test]
fn a_photo_travels_and_its_receipt_is_shown() {
    let (served, folder) = (serve(), tempfile::tempdir().unwrap());
    let dir = enrolled(&served, folder.path());
    let real = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/cdmx2024/acta_muestra_A02.jpg"
    );
    let (image, how) = if Path::new(real).exists() {
        (real.into(), "--insist")
    } else {
        println!("SKIPPED: {real} is not there; a made-up picture goes as it is");
        (photo(folder.path()), "--as-is")
    };
    let (dir, image) = (dir.to_str().unwrap(), image.to_str().unwrap());
    let output = run(&[
        "capture", "--image", image, "--acta", ACTA, "--dir", dir, how,
    ]);
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("el acuse del servidor verifica") && said.contains(ACTA),
        "{said}"
    );
    assert_eq!(served.server.lock().unwrap().stored_count(), 1);
    let said = text(&run(&["status", "--dir", dir]));
    assert!(
        said.contains("entregadas  1") && said.contains("en espera   0"),
        "{said}"
    );
}

#[test]
fn after_a_cut_it_goes_on_and_sends_no_byte_twice() {
    let (served, folder) = (serve(), tempfile::tempdir().unwrap());
    let dir = enrolled(&served, folder.path());
    let image = photo(folder.path());
    let size = std::fs::metadata(&image).unwrap().len();
    let (dir, image) = (dir.to_str().unwrap(), image.to_str().unwrap());
    let output = run(&[
        "capture",
        "--image",
        image,
        "--acta",
        ACTA,
        "--dir",
        dir,
        "--as-is",
        "--drop-after",
        "9000",
    ]);
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("corte simulado") && said.contains("El servidor tiene"),
        "{said}"
    );
    let server = served.server.lock().unwrap();
    assert_eq!((server.stored_count(), server.bytes_in), (1, size));
}

#[test]
fn without_a_server_the_photo_waits_and_is_sent_later() {
    let (served, folder) = (serve(), tempfile::tempdir().unwrap());
    let dir = enrolled(&served, folder.path());
    let image = photo(folder.path());
    let (dir, image) = (dir.to_str().unwrap(), image.to_str().unwrap());
    let output = run(&[
        "capture", "--image", image, "--acta", ACTA, "--dir", dir, "--as-is", "--wait", "0",
    ]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains("prep-sim send"), "{}", text(&output));
    let output = run(&["send", "--dir", dir]);
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(served.server.lock().unwrap().stored_count(), 1);
}

#[test]
fn who_is_not_enrolled_is_told_how_and_https_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let image = photo(folder.path());
    let (dir, image) = (folder.path().join("none"), image.to_str().unwrap());
    let dir = dir.to_str().unwrap();
    let url = "http://127.0.0.1:9";
    let capture = [
        "capture", "--image", image, "--acta", ACTA, "--dir", dir, "--server", url,
    ];
    let said = text(&run(&capture));
    assert!(
        said.contains("prep-sim enroll --server http://127.0.0.1:9"),
        "{said}"
    );
    let output = run(&[
        "enroll",
        "--server",
        "https://x",
        "--code",
        &code(1),
        "--dir",
        dir,
    ]);
    assert!(
        text(&output).contains("no admite https"),
        "{}",
        text(&output)
    );
    let output = run(&[
        "capture",
        "--image",
        image,
        "--acta",
        "GUB/1/A02",
        "--dir",
        dir,
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("11 posiciones"), "{}", text(&output));
}

#[test]
fn only_a_jpeg_is_taken() {
    let (served, folder) = (serve(), tempfile::tempdir().unwrap());
    let dir = enrolled(&served, folder.path());
    let image = folder.path().join("foto.png");
    std::fs::write(&image, b"\x89PNG\r\n\x1a\n").unwrap();
    let (dir, image) = (dir.to_str().unwrap(), image.to_str().unwrap());
    let output = run(&["capture", "--image", image, "--acta", ACTA, "--dir", dir]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("JPEG"), "{}", text(&output));
}

/// A picture of noise: it is no sheet, and the person hears so before anything is kept.
#[test]
fn what_cannot_be_read_is_kept_only_if_the_person_insists() {
    let (served, folder) = (serve(), tempfile::tempdir().unwrap());
    let dir = enrolled(&served, folder.path());
    let image = photo(folder.path());
    let (dir, image) = (dir.to_str().unwrap(), image.to_str().unwrap());
    let capture = ["capture", "--image", image, "--acta", ACTA, "--dir", dir];
    let output = run(&capture);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output);
    assert!(said.contains("--insist"), "{said}");
    assert_eq!(served.server.lock().unwrap().stored_count(), 0);
    let output = run(&[capture.as_slice(), &["--insist"]].concat());
    assert!(output.status.success(), "{}", text(&output));
    let files = std::fs::read_dir(dir).unwrap().flatten();
    let frames: Vec<_> = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|end| end == "cuadro"))
        .collect();
    assert_eq!(frames.len(), 1);
    assert_eq!(
        std::fs::read(&frames[0]).unwrap(),
        std::fs::read(image).unwrap()
    );
    let server = served.server.lock().unwrap();
    let quality = server.envelopes().next().unwrap().quality.clone();
    assert_eq!(quality.verdict, QualityVerdict::Insisted);
    assert!(!quality.reasons.is_empty());
}

#[test]
fn many_tablets_report_each_receipt() {
    let (served, folder) = (serve(), tempfile::tempdir().unwrap());
    let codes = folder.path().join("codes");
    std::fs::write(&codes, (1..=4).map(|n| code(n) + "\n").collect::<String>()).unwrap();
    let (dir, report) = (folder.path().join("tablets"), folder.path().join("report"));
    let arguments = [
        "tablets",
        "--count",
        "4",
        "--photos",
        "3",
        "--pixels",
        "160x120",
        "--server",
        &served.url,
        "--codes",
        codes.to_str().unwrap(),
        "--dir",
        dir.to_str().unwrap(),
        "--report",
        report.to_str().unwrap(),
    ];
    let output = run(&arguments);
    assert!(output.status.success(), "{}", text(&output));
    assert!(
        text(&output).contains("\"delivered\":12"),
        "{}",
        text(&output)
    );
    let lines = std::fs::read_to_string(&report).unwrap();
    let ids: BTreeSet<_> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 12);
    assert_eq!(served.server.lock().unwrap().stored_count(), 12);
}
