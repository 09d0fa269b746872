use std::collections::BTreeMap;
use std::fmt;

/// Something wrong in a file, where, and what to do about it.
///
/// As text it is one line, `casillas.csv:7:12: la sección…`, in the form that editors jump to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FileFault {
    /// Path relative to the folder, always with `/`.
    pub file: String,
    /// Line, from 1; `None` where the file as a whole is meant.
    pub line: Option<u32>,
    /// Character within the line, from 1; `None` where the line as a whole is meant.
    pub column: Option<u32>,
    /// What is wrong, as a sentence in Spanish.
    pub message: String,
    /// What to do, as a sentence in Spanish.
    pub remedy: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// A place in a file: the whole file, a line, or a character of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
}

impl Place {
    pub(super) const FILE: Self = Self {
        line: None,
        column: None,
    };

    pub(super) fn line(line: u32) -> Self {
        Self {
            line: Some(line),
            column: None,
        }
    }

    /// Byte `offset` of `text`, whose first line is number `first_line`.
    pub(super) fn in_text(text: &str, offset: usize, first_line: u32) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let breaks = before.bytes().filter(|byte| *byte == b'\n').count();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        Self {
            line: Some(first_line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX))),
            column: Some(u32::try_from(column).unwrap_or(u32::MAX)),
        }
    }
}

/// Collects faults and warnings, at most [`Faults::MAX_PER_FILE`] of each for one file.
#[derive(Debug, Default)]
pub(super) struct Faults {
    faults: Bounded,
    warnings: Bounded,
}

#[derive(Debug, Default)]
struct Bounded {
    kept: Vec<FileFault>,
    count: BTreeMap<String, usize>,
}

impl Faults {
    /// A file that is wrong throughout is told so a thousand times and not a million.
    pub(super) const MAX_PER_FILE: usize = 1_000;

    pub(super) fn fault(
        &mut self,
        file: &str,
        place: Place,
        message: impl fmt::Display,
        remedy: impl fmt::Display,
    ) {
        self.faults.push(file, place, &message, &remedy);
    }

    pub(super) fn warn(
        &mut self,
        file: &str,
        place: Place,
        message: impl fmt::Display,
        remedy: impl fmt::Display,
    ) {
        self.warnings.push(file, place, &message, &remedy);
    }

    /// True if nothing was found wrong in `file` so far.
    pub(super) fn is_clean(&self, file: &str) -> bool {
        !self.faults.count.contains_key(file)
    }

    /// True if nothing was found wrong so far.
    pub(super) fn is_empty(&self) -> bool {
        self.faults.count.is_empty()
    }

    /// Faults and warnings, by file and line.
    pub(super) fn finish(self) -> (Vec<FileFault>, Vec<FileFault>) {
        (
            self.faults.finish("faltas"),
            self.warnings.finish("advertencias"),
        )
    }
}

impl Bounded {
    fn push(
        &mut self,
        file: &str,
        place: Place,
        message: &dyn fmt::Display,
        remedy: &dyn fmt::Display,
    ) {
        let count = match self.count.get_mut(file) {
            Some(count) => count,
            None => self.count.entry(file.to_owned()).or_default(),
        };
        *count += 1;
        if *count <= Faults::MAX_PER_FILE {
            self.kept.push(FileFault {
                file: file.to_owned(),
                line: place.line,
                column: place.column,
                message: message.to_string(),
                remedy: remedy.to_string(),
            });
        }
    }

    fn finish(mut self, what: &str) -> Vec<FileFault> {
        for (file, count) in &self.count {
            let more = count.saturating_sub(Faults::MAX_PER_FILE);
            if more > 0 {
                self.kept.push(FileFault {
                    file: file.clone(),
                    line: Some(u32::MAX),
                    column: None,
                    message: format!("hay {more} {what} más en este archivo"),
                    remedy: "corrija las anteriores y revise otra vez".to_owned(),
                });
            }
        }
        self.kept.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        for fault in &mut self.kept {
            fault.line = fault.line.filter(|line| *line != u32::MAX);
        }
        self.kept
    }
}

/// `proceso.toml` first, because what is wrong there is the cause of much else; casillas last.
fn sort_key(fault: &FileFault) -> (u8, &str, Option<u32>, Option<u32>) {
    let rank = match fault.file.as_str() {
        "proceso.toml" => 0,
        "perfil.toml" => 1,
        "casillas.csv" => 3,
        _ => 2,
    };
    (rank, &fault.file, fault.line, fault.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_not_bytes() {
        let place = Place::in_text("uno\nñandú = x", "uno\nñandú = ".len(), 1);
        assert_eq!((place.line, place.column), (Some(2), Some(9)));
    }

    #[test]
    fn a_file_wrong_throughout_is_cut_and_says_how_much_more_there_is() {
        let mut faults = Faults::default();
        for line in 1..=1_003 {
            faults.fault("casillas.csv", Place::line(line), "mal", "corrija");
        }
        let (faults, _) = faults.finish();
        assert_eq!(faults.len(), 1_001);
        let last = faults.last().unwrap();
        assert_eq!(
            last.to_string(),
            "casillas.csv: hay 3 faltas más en este archivo"
        );
    }
}
