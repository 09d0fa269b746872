//! A file of sums by territory, row by row.

use std::collections::{BTreeSet, HashMap};

use prep_model::porcentajes::VariableResumen as V;
use proceso_files::published::table::{PublishedValue, Row, Sheet, normalized};

use super::super::super::Code;
use super::super::super::findings::{Findings, Place};
use super::super::super::resumen::names_of;
use super::grupos::{Grupo, Grupos};
use crate::agregados::Nivel;

struct Archivo<'a> {
    sheet: &'a Sheet,
    grupos: &'a Grupos<'a>,
    /// Where each variable of the summary stands.
    variables: HashMap<V, usize>,
    /// Where each vote column of the database stands: its place there and here.
    votos: Vec<(usize, usize)>,
}

pub(super) fn check(sheet: &Sheet, nivel: Nivel, grupos: &Grupos<'_>, findings: &mut Findings) {
    let archivo = Archivo::of(sheet, grupos);
    match grupos.nivel(nivel) {
        Some(own) => archivo.by_territory(nivel, own, findings),
        None => archivo.in_all(findings),
    }
}

impl<'a> Archivo<'a> {
    fn of(sheet: &'a Sheet, grupos: &'a Grupos<'a>) -> Self {
        let names: Vec<String> = sheet.names().iter().map(|name| normalized(name)).collect();
        let place = |own: &String| names.iter().position(|name| name == own);
        let perfil = grupos.base.perfil();
        let variables = V::ALL.into_iter().filter_map(|variable| {
            let own = names_of(perfil, variable);
            Some((variable, own.iter().find_map(place)?))
        });
        let columns = grupos.columns.iter().enumerate();
        let own = grupos.base.table.sheet().names();
        let votos = columns.filter_map(|(at, column)| {
            let name = normalized(own.get(*column)?);
            Some((at, place(&name)?))
        });
        Self {
            sheet,
            grupos,
            variables: variables.collect(),
            votos: votos.collect(),
        }
    }

    fn by_territory(&self, nivel: Nivel, own: &HashMap<&str, Grupo>, findings: &mut Findings) {
        let nothing = Grupo::default();
        let mut seen = BTreeSet::new();
        for row in self.sheet.rows() {
            // There is one entidad, whatever it is called.
            let key = if nivel == Nivel::Entidad {
                ""
            } else {
                row.text(0)
            };
            if !seen.insert(key) {
                findings.add(Code::TerritorySum, Place::line(row.line()), || {
                    (
                        format!("{key} otra vez"),
                        "un renglón por territorio".to_owned(),
                    )
                });
            }
            let grupo = own.get(key).unwrap_or(&nothing);
            for (variable, expected) in figures(grupo) {
                self.sum(row, variable, expected, findings);
            }
            self.votes(row, grupo, findings);
            self.percentages(row, Some(grupo), findings);
        }
        let mut missing: Vec<&&str> = own.keys().filter(|key| !seen.contains(**key)).collect();
        missing.sort();
        for key in missing {
            findings.add(Code::TerritorySum, Place::FILE, || {
                ("no está".to_owned(), format!("el renglón de {key}"))
            });
        }
    }

    /// Which territory an acta is in is not known: the sum of all of them still is.
    fn in_all(&self, findings: &mut Findings) {
        let number = |row: &Row, index| row.text(index).parse::<u64>().unwrap_or(0);
        let total = |index: usize| {
            let rows = self.sheet.rows().iter();
            rows.map(|row| number(row, index)).sum::<u64>()
        };
        let mut differs = |index: usize, expected: u64| {
            let (found, name) = (total(index), &self.sheet.names()[index]);
            if found != expected {
                findings.add(Code::TerritorySum, Place::column(name), || {
                    (format!("{found} en todos"), expected.to_string())
                });
            }
        };
        let tied = &self.grupos.tied;
        for (variable, expected) in figures(tied) {
            if let Some(index) = self.variables.get(&variable) {
                differs(*index, expected);
            }
        }
        for (at, index) in &self.votos {
            differs(*index, tied.votos_of(*at).unwrap_or(0));
        }
        for row in self.sheet.rows() {
            self.percentages(row, None, findings);
        }
    }

    fn place(&self, row: &Row, index: usize) -> Place<'_> {
        let names = self.sheet.names();
        Place::cell(row.line(), names.get(index).map_or("", String::as_str))
    }

    fn sum(&self, row: &Row, variable: V, expected: u64, findings: &mut Findings) {
        let Some(index) = self.variables.get(&variable) else {
            return;
        };
        let text = row.text(*index);
        if text.parse() != Ok(expected) {
            findings.add(Code::TerritorySum, self.place(row, *index), || {
                (text.to_owned(), expected.to_string())
            });
        }
    }

    fn votes(&self, row: &Row, grupo: &Grupo, findings: &mut Findings) {
        for (at, index) in &self.votos {
            let (text, expected) = (row.text(*index), grupo.votos_of(*at));
            let fits = match self.grupos.base.value(text) {
                PublishedValue::Number(found) => u64::from(found) == expected.unwrap_or(0),
                // No acta that counts prints it; a total of nothing at all may be written either way.
                PublishedValue::Empty => expected.unwrap_or(0) == 0,
                _ => false,
            };
            if !fits {
                findings.add(Code::TerritorySum, self.place(row, *index), || {
                    (text.to_owned(), expected.unwrap_or(0).to_string())
                });
            }
        }
    }

    /// Percentages of the row's own figures; the actas with inconsistencias are in no column.
    fn percentages(&self, row: &Row, grupo: Option<&Grupo>, findings: &mut Findings) {
        let number = |variable| {
            let index = self.variables.get(&variable)?;
            row.text(*index).parse::<u64>().ok()
        };
        let of = |part: Option<u64>, whole: V| Some((part?, number(whole)?));
        let inconsistencias = grupo.map(|grupo| grupo.sumas.inconsistencias);
        let lista = V::ListaNominalActasContabilizadas;
        for (variable, fractions) in [
            (
                V::PorcentajeActasCapturadas,
                [of(number(V::ActasCapturadas), V::ActasEsperadas), None],
            ),
            (
                V::PorcentajeActasContabilizadas,
                [of(number(V::ActasContabilizadas), V::ActasEsperadas), None],
            ),
            (
                V::PorcentajeActasInconsistencias,
                [of(inconsistencias, V::ActasEsperadas), None],
            ),
            (
                V::PorcentajeParticipacionCiudadana,
                // Whether it is the last corte, in which especiales enter, the file does not say.
                [
                    of(number(V::TotalVotosSCs), lista),
                    of(number(V::TotalVotosCCs), lista),
                ],
            ),
        ] {
            let fractions: Vec<_> = fractions.into_iter().flatten().collect();
            if let Some(index) = self.variables.get(&variable)
                && !fractions.is_empty()
            {
                self.percentage(row, *index, &fractions, findings);
            }
        }
    }

    fn percentage(
        &self,
        row: &Row,
        index: usize,
        fractions: &[(u64, u64)],
        findings: &mut Findings,
    ) {
        let base = self.grupos.base;
        let written = fractions.iter().map(|fraction| base.porcentaje(*fraction));
        let Some(written) = written.collect::<Option<Vec<_>>>() else {
            return;
        };
        let text = row.text(index);
        if !written.iter().any(|expected| expected == text) {
            findings.add(Code::TerritoryPercentage, self.place(row, index), || {
                let all: Vec<String> = written
                    .iter()
                    .zip(fractions)
                    .map(|(expected, (part, whole))| format!("{expected} ({part} de {whole})"))
                    .collect();
                (text.to_owned(), all.join(" o "))
            });
        }
    }
}

/// What a row of sums says, but its percentages.
fn figures(grupo: &Grupo) -> Vec<(V, u64)> {
    let sumas = &grupo.sumas;
    let mut figures = vec![
        (V::ActasRegistradas, sumas.capturadas() + sumas.fuera),
        (V::ActasFueraCatalogo, sumas.fuera),
        (V::ActasCapturadas, sumas.capturadas()),
        (V::ActasContabilizadas, sumas.contabilizadas),
        (V::ActasNoContabilizadas, sumas.no_contabilizadas),
        (V::ListaNominalActasContabilizadas, sumas.lista_nominal),
        (V::TotalVotosCCs, sumas.votos),
        (V::TotalVotosSCs, sumas.votos - sumas.votos_especiales),
    ];
    figures.extend(
        grupo
            .esperadas
            .map(|esperadas| (V::ActasEsperadas, esperadas)),
    );
    figures
}
