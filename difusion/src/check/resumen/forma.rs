//! The form of the summary and the names of its variables.

use prep_model::porcentajes::{Porcentaje, VariableResumen as V};
use proceso_files::published::table::normalized;

use super::super::Code;
use super::super::findings::{Findings, Place};
use super::{Head, names_of};

/// How the LEEME begins the name of a percentage.
const PORCENTAJE: &str = "PORCENTAJE";

impl Head<'_> {
    pub(super) fn form(&self, findings: &mut Findings) {
        let line = self.summary.line();
        if let Some((index, value)) = self.summary.surplus() {
            findings.add(Code::ResumenCells, Place::line(line), || {
                (
                    format!("sobra «{value}» en la posición {}", index + 1),
                    "un valor por nombre".to_owned(),
                )
            });
        }
        let entries = self.summary.entries();
        if self.summary.names() != entries.len() {
            findings.add(Code::ResumenCells, Place::line(line), || {
                (
                    format!("{} valores", entries.len()),
                    format!("{} nombres", self.summary.names()),
                )
            });
        }
        let percentages: Vec<String> = V::ALL
            .into_iter()
            .filter(|variable| variable.as_str().starts_with(PORCENTAJE))
            .flat_map(|variable| names_of(self.base.perfil(), variable))
            .collect();
        for (name, value) in entries {
            let is_percentage = name.starts_with(PORCENTAJE) || percentages.contains(name);
            let fits = if is_percentage {
                value.parse::<Porcentaje>().is_ok()
            } else {
                !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
            };
            if !fits && !name.is_empty() {
                findings.add(Code::ResumenForm, Place::cell(line, name), || {
                    let expected = if is_percentage {
                        "cuatro decimales con punto, como 99.4738"
                    } else {
                        "un número sin separadores"
                    };
                    (value.clone(), expected.to_owned())
                });
            }
        }
    }

    pub(super) fn names(&self, findings: &mut Findings) {
        let line = self.summary.line().saturating_sub(1);
        let entries = self.summary.entries();
        let mut known = Vec::new();
        for variable in V::ALL {
            let names = names_of(self.base.perfil(), variable);
            let published = self
                .base
                .perfil()
                .and_then(|perfil| perfil.publicacion.columnas.get(variable.as_str()));
            let published = published.map_or(variable.as_str(), String::as_str);
            match entries.iter().find(|(name, _)| names.contains(name)) {
                Some((name, _)) if *name != normalized(published) => {
                    findings.add(Code::ResumenAlias, Place::cell(line, name), || {
                        (name.clone(), published.to_owned())
                    });
                }
                Some(_) => {}
                None => findings.add(Code::ResumenMissing, Place::line(line), || {
                    ("(no está)".to_owned(), published.to_owned())
                }),
            }
            known.extend(names);
        }
        for (name, _) in entries.iter().filter(|(name, _)| !known.contains(name)) {
            findings.add(Code::ResumenUnknown, Place::cell(line, name), || {
                (
                    name.clone(),
                    "una de las trece variables del LEEME".to_owned(),
                )
            });
        }
    }
}
