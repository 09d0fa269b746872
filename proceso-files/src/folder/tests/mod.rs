//! The format as a whole: every kind of fault with its place, the way there and back, the disk.

mod any_damage;
mod disk;
mod faults;
mod line_faults;
mod round_trip;

use super::*;
use crate::sample;

const GUB: &str = "elecciones/GUB.toml";
const DIP: &str = "elecciones/DIP_LOC.toml";
const AMBITOS: &str = "elecciones/DIP_LOC.ambitos.csv";
const CANDIDATURAS: &str = "elecciones/DIP_LOC.candidaturas.csv";

/// The files of the sample, as text that a test can change.
struct Folder(Files);

impl Folder {
    fn sample() -> Self {
        Self(render(&sample::proceso(), &[]))
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.0.get(path).unwrap().to_vec()).unwrap()
    }

    /// Replaces the only occurrence of `from`.
    fn edit(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = self.text(path);
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {path}:\n{text}");
        self.0.insert(path, text.replacen(from, to, 1).into_bytes());
        self
    }

    fn append(self, path: &str, more: &str) -> Self {
        let text = self.text(path) + more;
        self.with(path, text)
    }

    fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path, bytes.into());
        self
    }

    fn without(self, path: &str) -> Self {
        let mut files = Files::default();
        for (other, bytes) in self.0.iter().filter(|(other, _)| *other != path) {
            files.insert(other, bytes.to_vec());
        }
        Self(files)
    }

    /// Every fault as one line of text.
    fn faults(&self) -> Vec<String> {
        let refusal = parse(&self.0).expect_err("this folder has a fault");
        refusal.faults.iter().map(ToString::to_string).collect()
    }

    /// The only fault.
    fn fault(&self) -> String {
        let faults = self.faults();
        assert_eq!(faults.len(), 1, "{faults:#?}");
        faults.into_iter().next().unwrap()
    }

    fn warnings(&self) -> Vec<String> {
        let reading = parse(&self.0).unwrap_or_else(|refusal| panic!("{:#?}", refusal.faults));
        reading.warnings.iter().map(ToString::to_string).collect()
    }
}

#[track_caller]
fn edited(path: &str, from: &str, to: &str) -> String {
    Folder::sample().edit(path, from, to).fault()
}

#[track_caller]
fn assert_starts(found: &str, expected: &str) {
    assert!(
        found.starts_with(expected),
        "found: {found}\nexpected: {expected}"
    );
}
