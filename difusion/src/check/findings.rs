use std::collections::BTreeMap;

use super::{CheckOptions, Code, Defect, Example};

/// Collects what is wrong with one file. Examples are only made while there is room for them.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: BTreeMap<Code, Found>,
    pub(super) notes: Vec<String>,
}

#[derive(Debug, Default)]
struct Found {
    count: u64,
    examples: Vec<Example>,
    lines: Vec<u32>,
    explanations: Vec<String>,
}

/// Where something is wrong.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    line: Option<u32>,
    column: Option<&'a str>,
}

impl<'a> Place<'a> {
    pub(super) const FILE: Place<'static> = Place {
        line: None,
        column: None,
    };

    pub(super) fn line(line: u32) -> Self {
        Self {
            line: Some(line),
            column: None,
        }
    }

    pub(super) fn column(column: &'a str) -> Self {
        Self {
            line: None,
            column: Some(column),
        }
    }

    pub(super) fn cell(line: u32, column: &'a str) -> Self {
        Self {
            line: Some(line),
            column: Some(column),
        }
    }
}

impl Findings {
    /// Adds one; `says` gives what is there and what the rule asks.
    pub(super) fn add(
        &mut self,
        code: Code,
        place: Place<'_>,
        says: impl FnOnce() -> (String, String),
    ) {
        let found = self.found.entry(code).or_default();
        found.count += 1;
        if let Some(line) = place.line
            && found.lines.last() != Some(&line)
        {
            found.lines.push(line);
        }
        if found.examples.len() < CheckOptions::EXAMPLES {
            let (there, expected) = says();
            found.examples.push(Example {
                line: place.line,
                column: place.column.map(str::to_owned),
                found: there,
                expected,
            });
        }
    }

    /// Says more about a rule that was found broken; once each.
    pub(super) fn explain(&mut self, code: Code, explanation: String) {
        let explanations = &mut self.found.entry(code).or_default().explanations;
        if !explanations.contains(&explanation) {
            explanations.push(explanation);
        }
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The defects in order; `file` names it in a package.
    pub(super) fn into_defects(self, file: Option<&str>) -> (Vec<Defect>, Vec<String>) {
        let defects = self.found.into_iter().filter(|(_, found)| found.count > 0);
        let defects = defects.map(|(code, mut found)| {
            found.lines.sort_unstable();
            found.lines.dedup();
            Defect {
                code,
                kind: code.kind(),
                effect: code.effect(),
                message: message(code, &found.explanations),
                file: file.map(str::to_owned),
                count: found.count,
                examples: found.examples,
                lines: found.lines,
            }
        });
        (defects.collect(), self.notes)
    }
}

fn message(code: Code, explanations: &[String]) -> String {
    let parts: Vec<&str> = std::iter::once(code.sentence())
        .chain(explanations.iter().map(String::as_str))
        .collect();
    parts.join("; ")
}
