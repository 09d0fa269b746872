//! Figures of DESIGN 10, measured on this machine: `scripts/bench NAME`. Ratios are of one run, one
//! after the other on the same machine; docs/BENCHMARKS.md says what came of them.
#![expect(
    clippy::print_stdout,
    reason = "figures are for whoever asked for them"
)]

mod connections;
mod http;
mod ingest;
mod limit;
mod load;
mod pages;
mod processes;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let each = arguments.get(1).and_then(|text| text.parse().ok());
    match arguments.first().map(String::as_str) {
        Some("ingest") => ingest::run(each.unwrap_or(30)),
        Some("processes") => processes::run(each.unwrap_or(10)),
        Some("connections") => connections::run(),
        Some("pages") => pages::run(),
        _ => {
            eprintln!(
                "ingest [IMAGES-PER-CLIENT] | processes [IMAGES-PER-CLIENT] | connections | pages"
            );
            std::process::exit(2);
        }
    }
}
