//! The summary recomputed from the rows (LEEME, second component).

use std::fmt::Write as _;

use prep_model::perfiles::Perfil;
use prep_model::porcentajes::{Porcentaje, VariableResumen};
use proceso_files::published::table::{KnownColumn, Summary, normalized};

mod forma;
mod numerador;
mod sumas;

pub(super) use sumas::Sumas;

use numerador::{numerator, rounded, ten_thousandths};

use super::Code;
use super::base::Base;
use super::findings::{Findings, Place};

use VariableResumen as V;

/// The summary of a file, by our names of the variables.
struct Head<'a> {
    base: &'a Base<'a>,
    summary: &'a Summary,
    sumas: Sumas,
}

pub(super) fn check(base: &Base<'_>, findings: &mut Findings) {
    let Some(summary) = base.table.summary() else {
        return;
    };
    let head = Head {
        base,
        summary,
        sumas: Sumas::of(base),
    };
    head.form(findings);
    if base.perfil().is_some() {
        head.names(findings);
    }
    if !base.whole {
        findings.note(
            "Hay renglones incompletos o que no dicen si se contabilizan: el resumen no se comparó con los renglones.",
        );
        return;
    }
    head.counts(findings);
    head.totals(findings);
    head.percentages(findings);
    head.participacion(findings);
}

/// The names under which a variable of the summary may stand, normalized.
pub(super) fn names_of(perfil: Option<&Perfil>, variable: V) -> Vec<String> {
    let own = variable.as_str();
    let mut names = vec![own.to_owned()];
    // What the LEEME itself writes in its line of names.
    match variable {
        V::PorcentajeActasInconsistencias => {
            names.push("PORCENTAJE_ACTAS_CON_INCONSISTENCIAS".to_owned());
        }
        V::ListaNominalActasContabilizadas => {
            names.push("LISTA_NOMINAL_ACTAS_CONTABILZADAS".to_owned());
            names.push("LISTA_NOMINAL_ACTAS_CAPTURADAS".to_owned());
        }
        _ => {}
    }
    if let Some(perfil) = perfil {
        let aliases = perfil.publicacion.alias.get(own).into_iter().flatten();
        names.extend(aliases.map(|name| normalized(name)));
        let published = perfil.publicacion.columnas.get(own);
        names.extend(published.map(|name| normalized(name)));
    }
    names
}

impl Head<'_> {
    fn text(&self, variable: V) -> Option<&str> {
        let names = names_of(self.base.perfil(), variable);
        names.iter().find_map(|name| self.summary.value(name))
    }

    fn number(&self, variable: V) -> Option<u64> {
        self.text(variable)?.replace(',', "").parse().ok()
    }

    fn place(variable: V, line: u32) -> Place<'static> {
        Place::cell(line, variable.as_str())
    }

    fn differs(&self, code: Code, variable: V, expected: u64, findings: &mut Findings) -> bool {
        let Some(found) = self.number(variable) else {
            return false;
        };
        if found != expected {
            findings.add(code, Self::place(variable, self.summary.line()), || {
                (found.to_string(), expected.to_string())
            });
        }
        found != expected
    }

    fn counts(&self, findings: &mut Findings) {
        let sumas = &self.sumas;
        for (variable, expected) in [
            (V::ActasRegistradas, sumas.capturadas() + sumas.fuera),
            (V::ActasFueraCatalogo, sumas.fuera),
            (V::ActasCapturadas, sumas.capturadas()),
            (V::ActasContabilizadas, sumas.contabilizadas),
            (V::ActasNoContabilizadas, sumas.no_contabilizadas),
        ] {
            self.differs(Code::ActaCount, variable, expected, findings);
        }
        if let Some(esperadas) = self.number(V::ActasEsperadas)
            && esperadas < sumas.capturadas()
        {
            let place = Self::place(V::ActasEsperadas, self.summary.line());
            findings.add(Code::MoreThanExpected, place, || {
                (
                    esperadas.to_string(),
                    format!("al menos las {} capturadas", sumas.capturadas()),
                )
            });
        }
    }

    fn totals(&self, findings: &mut Findings) {
        let sumas = &self.sumas;
        let without = sumas.votos - sumas.votos_especiales;
        let own_total = self.number(V::TotalVotosCCs);
        self.differs(
            Code::VotosConEspeciales,
            V::TotalVotosCCs,
            sumas.votos,
            findings,
        );
        if self.differs(
            Code::VotosSinEspeciales,
            V::TotalVotosSCs,
            without,
            findings,
        ) && let (Some(with), Some(published)) = (own_total, self.number(V::TotalVotosSCs))
        {
            let gap = with.saturating_sub(published);
            if gap > 0 && gap <= sumas.especiales && gap < sumas.votos_especiales {
                findings.explain(
                    Code::VotosSinEspeciales,
                    format!(
                        "se restaron {gap}, que parece un número de actas especiales, y no sus {} votos",
                        sumas.votos_especiales
                    ),
                );
            }
        }
        let published = self.number(V::ListaNominalActasContabilizadas);
        if self.differs(
            Code::ListaNominalSum,
            V::ListaNominalActasContabilizadas,
            sumas.lista_nominal,
            findings,
        ) && published == Some(sumas.lista_nominal + sumas.lista_nominal_especiales)
        {
            findings.explain(
                Code::ListaNominalSum,
                format!(
                    "incluye {} de las casillas especiales",
                    sumas.lista_nominal_especiales
                ),
            );
        }
    }

    fn percentages(&self, findings: &mut Findings) {
        let Some(esperadas) = self.number(V::ActasEsperadas) else {
            return;
        };
        let sumas = &self.sumas;
        for (variable, part, code) in [
            (
                V::PorcentajeActasCapturadas,
                sumas.capturadas(),
                Code::ActaPercentage,
            ),
            (
                V::PorcentajeActasContabilizadas,
                sumas.contabilizadas,
                Code::ActaPercentage,
            ),
            (
                V::PorcentajeActasInconsistencias,
                sumas.inconsistencias,
                Code::InconsistenciasNumerator,
            ),
        ] {
            // Without labels there is nothing to count inconsistencias by.
            let labelled = self.base.has(KnownColumn::Observaciones);
            if variable == V::PorcentajeActasInconsistencias && !labelled {
                continue;
            }
            self.percentage(variable, (part, esperadas), code, findings);
        }
    }

    fn percentage(
        &self,
        variable: V,
        (part, whole): (u64, u64),
        code: Code,
        findings: &mut Findings,
    ) {
        let Some(published) = self.text(variable).and_then(ten_thousandths) else {
            return;
        };
        let Some(expected) = Porcentaje::of(part, whole) else {
            return;
        };
        if published == expected.ten_thousandths() {
            return;
        }
        let place = Self::place(variable, self.summary.line());
        let text = self.text(variable).unwrap_or_default();
        let says = || (text.to_owned(), format!("{expected} ({part} de {whole})"));
        let (other, was_rounded) = numerator(published, whole);
        if was_rounded {
            findings.add(Code::RoundedPercentage, place, || {
                let truncated = other.and_then(|part| Porcentaje::of(part, whole));
                let expected = truncated.map_or_else(|| expected.to_string(), |p| p.to_string());
                (
                    text.to_owned(),
                    format!(
                        "{expected} ({} de {whole}, sin redondear)",
                        other.unwrap_or(part)
                    ),
                )
            });
        }
        if other != Some(part) {
            findings.add(code, place, says);
            self.explain_numerator(code, variable, other, part, findings);
        }
    }

    /// Says which actas a wrong numerator must have counted, where a known mistake gives it.
    fn explain_numerator(
        &self,
        code: Code,
        variable: V,
        other: Option<u64>,
        part: u64,
        findings: &mut Findings,
    ) {
        let Some(other) = other else {
            return;
        };
        let sumas = &self.sumas;
        let mut why = format!(
            "{} se calculó con {other} actas y los renglones dan {part}",
            variable.as_str()
        );
        if variable == V::PorcentajeActasInconsistencias {
            let extra = other.checked_sub(part).filter(|extra| *extra > 0);
            let _ = if extra == Some(sumas.sin_acta_sin_motivo) {
                write!(
                    why,
                    ": cuenta también las SIN ACTA sin motivo, que son {}",
                    sumas.sin_acta_sin_motivo
                )
            } else if extra == Some(sumas.sin_acta) {
                write!(
                    why,
                    ": cuenta también las SIN ACTA, que son {}",
                    sumas.sin_acta
                )
            } else {
                Ok(())
            };
        }
        findings.explain(code, why);
    }

    /// Which of both participaciones a file has depends on whether it is the last corte, which it does
    /// not say: either is right.
    fn participacion(&self, findings: &mut Findings) {
        let variable = V::PorcentajeParticipacionCiudadana;
        let Some(published) = self.text(variable).and_then(ten_thousandths) else {
            return;
        };
        let sumas = &self.sumas;
        let of = |votes| Porcentaje::of(votes, sumas.lista_nominal);
        let (with, without) = (of(sumas.votos), of(sumas.votos - sumas.votos_especiales));
        let right = [with, without]
            .into_iter()
            .flatten()
            .any(|p| p.ten_thousandths() == published);
        let nothing_yet = with.is_none() && published == 0;
        if right || nothing_yet {
            return;
        }
        let place = Self::place(variable, self.summary.line());
        let text = self.text(variable).unwrap_or_default();
        let shown =
            |p: Option<Porcentaje>| p.map_or_else(|| "ninguno".to_owned(), |p| p.to_string());
        let rounded = [sumas.votos, sumas.votos - sumas.votos_especiales]
            .into_iter()
            .any(|votes| rounded(votes, sumas.lista_nominal) == Some(published));
        let code = if rounded {
            Code::RoundedPercentage
        } else {
            Code::Participacion
        };
        findings.add(code, place, || {
            (
                text.to_owned(),
                format!("{}, o {} con las especiales", shown(without), shown(with)),
            )
        });
        if !rounded {
            self.explain_participacion(published, findings);
        }
    }

    fn explain_participacion(&self, published: u128, findings: &mut Findings) {
        let lista = self.number(V::ListaNominalActasContabilizadas);
        for variable in [V::TotalVotosCCs, V::TotalVotosSCs] {
            if let (Some(votes), Some(lista)) = (self.number(variable), lista)
                && Porcentaje::of(votes, lista).map(Porcentaje::ten_thousandths) == Some(published)
            {
                findings.explain(
                    Code::Participacion,
                    format!("sale de las cifras del propio resumen ({votes} de {lista}), que no son las de los renglones"),
                );
            }
        }
    }
}
