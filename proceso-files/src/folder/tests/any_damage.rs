//! Whatever happens to a good folder, reading it gives a proceso or says what is wrong and where.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::demo::{self, Options, Scale};

/// One thing that goes wrong with a file: in a copy, in an editor, in a spreadsheet.
#[derive(Debug, Clone)]
enum Damage {
    /// Bytes are replaced by others, more or fewer.
    Bytes(Index, usize, Vec<u8>),
    /// A bit changes.
    Bit(Index, u8),
    /// The rest is lost.
    Cut(Index),
    /// A line is lost.
    LineLost(Index),
    /// A line stands twice, the second time elsewhere.
    LineAgain(Index, Index),
    /// Two lines change places.
    LinesSwapped(Index, Index),
    /// A line of another file of the folder stands in this one.
    LineOfAnother(Index, Index, Index),
    /// A word is replaced by another of the same file.
    WordSwapped(Index, Index),
    /// The file is gone.
    Gone,
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 0_usize..40, vec(any::<u8>(), 0..6))
            .prop_map(|(at, n, with)| Damage::Bytes(at, n, with)),
        (at(), 0_u8..8).prop_map(|(at, bit)| Damage::Bit(at, bit)),
        at().prop_map(Damage::Cut),
        at().prop_map(Damage::LineLost),
        (at(), at()).prop_map(|(from, to)| Damage::LineAgain(from, to)),
        (at(), at()).prop_map(|(one, other)| Damage::LinesSwapped(one, other)),
        (at(), at(), at()).prop_map(|(file, from, to)| Damage::LineOfAnother(file, from, to)),
        (at(), at()).prop_map(|(one, other)| Damage::WordSwapped(one, other)),
        Just(Damage::Gone),
    ]
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

/// Where the words of a file stand.
fn words(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in bytes.iter().chain(b"\n").enumerate() {
        let inside = byte.is_ascii_alphanumeric() || *byte == b'_';
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

impl Damage {
    /// The file as it is afterwards.
    fn to(&self, files: &Files, path: &str) -> Option<Vec<u8>> {
        let mut bytes = files.get(path)?.to_vec();
        if bytes.is_empty() {
            return Some(bytes);
        }
        let mut lines_of_it = lines(&bytes);
        let count = lines_of_it.len();
        match self {
            Self::Bytes(at, len, with) => {
                let at = at.index(bytes.len());
                let end = (at + len).min(bytes.len());
                bytes.splice(at..end, with.iter().copied());
                return Some(bytes);
            }
            Self::Bit(at, bit) => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
                return Some(bytes);
            }
            Self::Cut(at) => {
                bytes.truncate(at.index(bytes.len()));
                return Some(bytes);
            }
            Self::WordSwapped(one, other) => {
                let words = words(&bytes);
                let ((from, to), (start, end)) = (*one.get(&words), *other.get(&words));
                let word = bytes[start..end].to_vec();
                bytes.splice(from..to, word);
                return Some(bytes);
            }
            Self::Gone => return None,
            Self::LineLost(at) => _ = lines_of_it.remove(at.index(count)),
            Self::LineAgain(from, to) => {
                let line = lines_of_it[from.index(count)].clone();
                lines_of_it.insert(to.index(count), line);
            }
            Self::LinesSwapped(one, other) => {
                lines_of_it.swap(one.index(count), other.index(count));
            }
            Self::LineOfAnother(file, from, to) => {
                let others: Vec<&[u8]> = files.iter().map(|(_, bytes)| bytes).collect();
                let others = lines(others[file.index(others.len())]);
                if !others.is_empty() {
                    lines_of_it.insert(to.index(count), from.get(&others).clone());
                }
            }
        }
        Some(lines_of_it.concat())
    }
}

fn damaged(files: &Files, damages: &[(Index, Damage)]) -> Files {
    let mut damaged = Files::default();
    for (path, bytes) in files.iter() {
        damaged.insert(path, bytes.to_vec());
    }
    for (file, damage) in damages {
        let paths: Vec<String> = damaged.iter().map(|(path, _)| path.to_owned()).collect();
        if paths.is_empty() {
            break;
        }
        let path = file.get(&paths);
        let bytes = damage.to(&damaged, path);
        let mut without = Files::default();
        for (other, bytes) in damaged.iter().filter(|(other, _)| other != path) {
            without.insert(other, bytes.to_vec());
        }
        if let Some(bytes) = bytes {
            without.insert(path, bytes);
        }
        damaged = without;
    }
    damaged
}

/// A proceso that is written as it was read, or faults that a person can find and repair.
fn is_answered(files: &Files) -> Result<(), TestCaseError> {
    match parse(files) {
        Ok(reading) => {
            let again = parse(&render(&reading.proceso, &reading.notes));
            prop_assert_eq!(again.map(|again| again.proceso), Ok(reading.proceso));
        }
        Err(refusal) => {
            prop_assert!(!refusal.faults.is_empty());
            for fault in refusal.faults.iter().chain(&refusal.warnings) {
                prop_assert!(!fault.message.is_empty() && !fault.remedy.is_empty());
                let text = files.get(&fault.file).unwrap_or_default();
                let lines = text.split(|byte| *byte == b'\n').count();
                let line = fault.line.map_or(0, |line| usize::try_from(line).unwrap());
                prop_assert!(line <= lines, "{} has {} lines", fault, lines);
            }
        }
    }
    Ok(())
}

fn small_demo() -> Files {
    let scale = Scale::Small {
        distritos: 2,
        casillas: 12,
    };
    render(&demo::proceso_with(Options { seed: 5, scale }), &[])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_sample_is_answered(damages in vec((any::<Index>(), damage()), 1..5)) {
        is_answered(&damaged(&Folder::sample().0, &damages))?;
    }

    #[test]
    fn a_damaged_demo_is_answered(damages in vec((any::<Index>(), damage()), 1..4)) {
        is_answered(&damaged(&small_demo(), &damages))?;
    }
}
