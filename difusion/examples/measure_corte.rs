//! How long a corte of a whole election takes and how much memory (DESIGN 10), beside SQLite's own
//! shell dumping the same rows as CSV and `gzip` and `zip` compressing them:
//!
//! ```text
//! cargo run --release -p difusion --example measure_corte [REPETITIONS]
//! ```
//!
//! The proceso is the demo of full size, about 40,552 actas, all of them arrived. Needs `sqlite3`,
//! `gzip` and `zip` on the path for the comparison; without them it says so.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it measures and prints, and what goes wrong ends it"
)]

#[path = "../tests/night/mod.rs"]
mod night;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use difusion::base::Momento;
use difusion::check::{CheckOptions, check_files};
use difusion::folder::Places;
use difusion::package::{FileKind, Package, build};
use prep_model::proceso::Proceso;

fn main() {
    let repetitions: u32 = std::env::args().nth(1).map_or(3, |n| n.parse().unwrap());
    let proceso = proceso_files::demo::proceso(2024);
    let snapshot = night::night(&proceso, 7, 100);
    println!(
        "{} actas, {} fuera de catálogo",
        snapshot.actas.len(),
        snapshot.fuera_de_catalogo.len()
    );
    println!("memory with proceso and snapshot: {} kB", high_water());
    let momento = Momento {
        at: snapshot.at,
        ultimo: true,
    };
    let ejercicio = "oficial".parse().unwrap();
    let (mut ours, mut package, began) = (Vec::new(), None, worked());
    for _ in 0..repetitions {
        drop(package.take());
        let start = Instant::now();
        package = Some(build(&proceso, &ejercicio, &snapshot, momento).unwrap());
        ours.push(start.elapsed());
    }
    let package = package.unwrap();
    let best = *ours.iter().min().unwrap();
    println!("package: best {best:?} of {ours:?}");
    println!("memory at its highest: {} kB", high_water());
    for file in &package.files {
        println!("  {:>10} B  {}", file.bytes.len(), file.path);
    }
    let own = worked().saturating_sub(began) / repetitions.max(1);
    let before = worked();
    let rest = write(&package) + check(&proceso, &package);
    println!(
        "package, written, read again and checked: {:?}, of which the processor worked {:?}",
        best + rest,
        own + worked().saturating_sub(before)
    );
    println!("memory at its highest: {} kB", high_water());
    match sqlite(&package) {
        Some(theirs) => println!(
            "package / sqlite3 + gzip + zip: {:.2}",
            best.as_secs_f64() / theirs.as_secs_f64()
        ),
        None => println!("SKIPPED the comparison: no sqlite3, gzip or zip here"),
    }
}

/// Every file durable, and read again, as a publication does.
fn write(package: &Package) -> Duration {
    let root = tempfile::tempdir().unwrap();
    let places = Places {
        root: root.path().to_owned(),
        copy: None,
    };
    let (proceso, ejercicio) = ("demo-1".parse().unwrap(), "oficial".parse().unwrap());
    let folder = places.first(&proceso, &ejercicio);
    let start = Instant::now();
    let unfinished = folder.begin_aside("medida").unwrap();
    unfinished.write(&borrowed(package)).unwrap();
    for file in &package.files {
        assert_eq!(unfinished.read(&file.path).unwrap(), file.bytes);
    }
    println!("written and read again: {:?}", start.elapsed());
    start.elapsed()
}

/// Everything that a reader finds, as a publication reviews it.
fn check(proceso: &Proceso, package: &Package) -> Duration {
    let options = CheckOptions::with_perfil(proceso.perfil().clone());
    let start = Instant::now();
    let report = check_files("corte", &borrowed(package), &options).unwrap();
    println!(
        "check of {} actas and every sum: {:?}",
        report.actas,
        start.elapsed()
    );
    for defect in &report.defects {
        println!("  {defect}");
    }
    start.elapsed()
}

fn borrowed(package: &Package) -> Vec<(&str, &[u8])> {
    let files = package.files.iter();
    files
        .map(|file| (file.path.as_str(), file.bytes.as_slice()))
        .collect()
}

/// Time in which SQLite's shell writes the same rows as CSV, and they are compressed; the rows are
/// put into it before.
fn sqlite(package: &Package) -> Option<Duration> {
    let folder = tempfile::tempdir().unwrap();
    let run = |command: &str| {
        let done = Command::new("sh")
            .args(["-c", command])
            .current_dir(folder.path())
            .status();
        done.is_ok_and(|status| status.success()).then_some(())
    };
    run("command -v sqlite3 && command -v gzip && command -v zip")?;
    let mut dump = String::new();
    for (at, file) in package.files.iter().enumerate() {
        if file.kind != FileKind::Base {
            continue;
        }
        std::fs::write(folder.path().join(format!("in{at}.csv")), &file.bytes).unwrap();
        run(&format!(
            "sqlite3 rows.db '.import --csv --skip 6 in{at}.csv t{at}'"
        ))?;
        let _ = write!(
            dump,
            "sqlite3 -csv -header rows.db 'SELECT * FROM t{at}' > out{at}.csv && gzip -6 -k out{at}.csv && "
        );
    }
    dump += "zip -q -6 all.zip out*.csv";
    let start = Instant::now();
    run(&dump)?;
    let took = start.elapsed();
    println!(
        "sqlite3 + gzip + zip: {took:?}, zip of {} B",
        size(&folder.path().join("all.zip"))
    );
    Some(took)
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

/// Time that the processor has worked for this process: on a busy machine it is what can be compared.
fn worked() -> Duration {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = status.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|text| text.parse::<u64>().ok()).sum();
    // The kernel counts in hundredths of a second.
    Duration::from_millis(ticks * 10)
}

/// Most memory that this process has had, in kB.
fn high_water() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("?", |rest| rest.trim().trim_end_matches(" kB"))
        .to_owned()
}
