//! Whether an acta counts, what OBSERVACIONES says of it and its total, recomputed from its votes
//! (LEEME, variables 6, 34, 37 and 38).

use proceso_files::published::table::{KnownColumn, PublishedValue};

use super::Code;
use super::base::{Acta, Base, Clase, Conteo, Etiqueta};
use super::findings::{Findings, Place};

pub(super) fn check(base: &Base<'_>, findings: &mut Findings) {
    for acta in &base.actas {
        contabilizada_value(base, acta, findings);
        fuera_de_catalogo(base, acta, findings);
        if acta.clase == Clase::Leida {
            calculated_total(base, acta, findings);
            observaciones(base, acta, findings);
        }
        if base.has(KnownColumn::Contabilizada) {
            counted(base, acta, findings);
        }
        if base.has(KnownColumn::Contabilizada) && base.has(KnownColumn::Observaciones) {
            excede(base, acta, findings);
        }
    }
}

fn place<'a>(base: &Base<'a>, acta: &Acta<'a>, column: KnownColumn) -> Place<'a> {
    let cell = base.cell(acta, column);
    cell.map_or_else(|| Place::line(acta.row.line()), |cell| cell.place())
}

fn text(base: &Base<'_>, acta: &Acta<'_>, column: KnownColumn) -> String {
    base.table.text(acta.row, column).to_owned()
}

fn contabilizada_value(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let Some(cell) = base.cell(acta, KnownColumn::Contabilizada) else {
        return;
    };
    if acta.conteo == Conteo::Unknown && acta.clase != Clase::NoCapturada {
        findings.add(Code::Contabilizada, cell.place(), || {
            (cell.text.to_owned(), "0, 1 o 2".to_owned())
        });
    }
}

fn fuera_de_catalogo(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let (label, counts) = (
        acta.etiqueta == Etiqueta::FueraDeCatalogo,
        acta.conteo == Conteo::FueraDeCatalogo,
    );
    let told = base.has(KnownColumn::Observaciones) && base.has(KnownColumn::Contabilizada);
    if told && label != counts && acta.conteo != Conteo::Unknown {
        findings.add(
            Code::FueraDeCatalogo,
            place(base, acta, KnownColumn::Contabilizada),
            || {
                let found = format!(
                    "{} con «{}»",
                    text(base, acta, KnownColumn::Contabilizada),
                    text(base, acta, KnownColumn::Observaciones)
                );
                let expected = if label {
                    "2"
                } else {
                    "0 o 1, o FUERA DE CATÁLOGO"
                };
                (found, expected.to_owned())
            },
        );
    }
}

fn calculated_total(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let Some(cell) = base.cell(acta, KnownColumn::TotalCalculado) else {
        return;
    };
    let says = || (cell.text.to_owned(), acta.votos.suma.to_string());
    match base.value(cell.text) {
        PublishedValue::Number(number) if u64::from(number) == acta.votos.suma => {}
        PublishedValue::Number(_) => findings.add(Code::CalculatedTotal, cell.place(), says),
        _ => findings.add(Code::CalculatedMissing, cell.place(), says),
    }
}

/// The label that the votes ask for, where no other prevails over it.
fn observaciones(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let Some(cell) = base.cell(acta, KnownColumn::Observaciones) else {
        return;
    };
    let votos = acta.votos;
    let (expected, words) = if votos.legibles == 0 {
        (Etiqueta::Todos, "TODOS ILEGIBLES O SIN DATO")
    } else if votos.no_legibles > 0 {
        (Etiqueta::Algun, "ALGÚN CAMPO ILEGIBLE O SIN DATO")
    } else {
        (Etiqueta::Ninguna, "ninguna observación")
    };
    let of_votes = matches!(
        acta.etiqueta,
        Etiqueta::Ninguna | Etiqueta::Algun | Etiqueta::Todos
    );
    // A row with something else than votes in a vote column has its own defect.
    if of_votes && acta.etiqueta != expected && votos.otros == 0 {
        findings.add(Code::Observaciones, cell.place(), || {
            (
                said(cell.text),
                format!(
                    "{words}: {} votos legibles y {} que no",
                    votos.legibles, votos.no_legibles
                ),
            )
        });
    }
}

fn said(text: &str) -> String {
    if text.is_empty() {
        "(vacío)".to_owned()
    } else {
        text.to_owned()
    }
}

fn counted(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let place = place(base, acta, KnownColumn::Contabilizada);
    let arrived = matches!(acta.clase, Clase::Leida | Clase::SinActa);
    if arrived && acta.conteo == Conteo::Si && acta.votos.legibles == 0 {
        findings.add(Code::CountedWithoutVotes, place, || {
            ("1".to_owned(), "0: ningún voto es legible".to_owned())
        });
    }
    let unexplained = !matches!(acta.etiqueta, Etiqueta::Excede | Etiqueta::SinActa { .. });
    if acta.clase == Clase::Leida
        && acta.conteo == Conteo::No
        && acta.votos.legibles > 0
        && unexplained
        && exceeds(base, acta) != Some(true)
    {
        findings.add(Code::UncountedWithoutReason, place, || {
            let why = format!(
                "1: {} votos legibles que suman {}",
                acta.votos.legibles, acta.votos.suma
            );
            ("0".to_owned(), why)
        });
    }
}

fn excede(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    if acta.clase != Clase::Leida {
        return;
    }
    let says = acta.etiqueta == Etiqueta::Excede;
    let place = place(base, acta, KnownColumn::Observaciones);
    let limit = || {
        let column = |column| said(base.table.text(acta.row, column));
        format!(
            "{} votos; lista nominal {}, representantes {}",
            acta.votos.suma,
            column(KnownColumn::ListaNominal),
            column(KnownColumn::Representantes)
        )
    };
    match exceeds(base, acta) {
        Some(true) if !says || acta.conteo == Conteo::Si => {
            findings.add(Code::ExceedsUntold, place, || {
                let found = format!(
                    "{}, CONTABILIZADA {}",
                    said(base.table.text(acta.row, KnownColumn::Observaciones)),
                    text(base, acta, KnownColumn::Contabilizada)
                );
                (found, format!("EXCEDE LISTA NOMINAL, 0: {}", limit()))
            });
        }
        Some(false) if says => findings.add(Code::ExceedsFalsely, place, || {
            (
                text(base, acta, KnownColumn::Observaciones),
                format!("no excede: {}", limit()),
            )
        }),
        _ => {
            // Said and not known to be false: then it cannot count.
            if says && acta.conteo == Conteo::Si {
                findings.add(Code::ExceedsUntold, place, || {
                    ("CONTABILIZADA 1".to_owned(), "0: excede".to_owned())
                });
            }
        }
    }
}

/// Whether the votes of the row exceed; `None` where the file cannot tell.
///
/// A casilla especial is held against its ballots, which no database has. For the mesas M, A and P,
/// institutes add the representatives or do not (DOMAIN.md 6, decision 15): between both limits
/// nothing is said.
fn exceeds(base: &Base<'_>, acta: &Acta<'_>) -> Option<bool> {
    if !"BCEMAP".contains(acta.tipo) {
        return None;
    }
    let lista = u64::from(base.number(acta, KnownColumn::ListaNominal)?);
    let representantes = base
        .number(acta, KnownColumn::Representantes)
        .map(u64::from);
    let mesa = "MAP".contains(acta.tipo);
    let least = match representantes {
        Some(representantes) if !mesa => lista + representantes,
        _ => lista,
    };
    let most = match representantes {
        Some(representantes) => lista + representantes,
        None if mesa => lista,
        None => u64::MAX,
    };
    if acta.votos.suma > most {
        Some(true)
    } else if acta.votos.suma <= least {
        Some(false)
    } else {
        None
    }
}
