//! Keys and the columns that they are made of (LEEME, variables 1 to 11).

use std::collections::HashMap;
use std::fmt::Write as _;

use prep_model::claves::ClaveCasilla;
use proceso_files::published::table::{KnownColumn, PublishedValue};

use super::Code;
use super::base::{Acta, Base, Clase};
use super::findings::Findings;

/// The columns of a key in order, each with its width.
const PARTS: [(KnownColumn, usize); 5] = [
    (KnownColumn::IdEntidad, 2),
    (KnownColumn::Seccion, 4),
    (KnownColumn::TipoCasilla, 1),
    (KnownColumn::IdCasilla, 2),
    (KnownColumn::ExtContigua, 2),
];

pub(super) fn check(base: &Base<'_>, findings: &mut Findings) {
    for acta in &base.actas {
        // What identifies an acta fuera de catálogo may be wrong or missing (LEEME, variable 1).
        if acta.clase == Clase::FueraDeCatalogo {
            continue;
        }
        clave_acta(base, acta, findings);
        clave_casilla(base, acta, findings);
        if base.perfil().is_some() {
            widths(base, acta, findings);
            tipo_casilla(base, acta, findings);
        }
    }
    repeated(base, findings);
    if base.perfil().is_some() {
        order(base, findings);
    }
}

fn clave_acta(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let cell = |column| base.cell(acta, column);
    let (Some(clave), Some(casilla), Some(tipo)) = (
        cell(KnownColumn::ClaveActa),
        cell(KnownColumn::ClaveCasilla),
        cell(KnownColumn::TipoActa),
    ) else {
        return;
    };
    let expected = clave.text.strip_prefix(casilla.text) == Some(tipo.text);
    if !expected {
        findings.add(Code::ClaveActa, clave.place(), || {
            (
                clave.text.to_owned(),
                format!("{}{}", casilla.text, tipo.text),
            )
        });
    }
}

fn clave_casilla(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let Some(cell) = base.cell(acta, KnownColumn::ClaveCasilla) else {
        return;
    };
    if let Err(fault) = cell.text.parse::<ClaveCasilla>() {
        findings.add(Code::ClaveCasilla, cell.place(), || {
            (
                cell.text.to_owned(),
                expected_key(base, acta).unwrap_or_else(|| fault.to_string()),
            )
        });
        return;
    }
    let mut from = 0;
    for (column, width) in PARTS {
        let part = cell.text.get(from..from + width).unwrap_or_default();
        from += width;
        let Some(own) = base.cell(acta, column) else {
            continue;
        };
        // What does not apply to a mesa is not a part that disagrees.
        let applies = base.value(own.text) != PublishedValue::NoAplica;
        // A kind of casilla that does not exist has its own defect.
        let told =
            base.perfil().is_some() && column == KnownColumn::TipoCasilla && acta.tipo == ' ';
        let padded = format!("{:0>width$}", own.text);
        if applies && !told && padded != part {
            findings.add(Code::ClaveParts, cell.place(), || {
                (
                    format!("{} y {} {}", cell.text, own.column, own.text),
                    expected_key(base, acta).unwrap_or_else(|| format!("{} {part}", own.column)),
                )
            });
            return;
        }
    }
}

/// The key that the other columns make, where the file has them all.
fn expected_key(base: &Base<'_>, acta: &Acta<'_>) -> Option<String> {
    let mut key = String::new();
    for (column, width) in PARTS {
        let text = base.cell(acta, column)?.text;
        if column != KnownColumn::TipoCasilla && !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let _ = write!(key, "{text:0>width$}");
    }
    key.parse::<ClaveCasilla>()
        .ok()
        .map(|clave| clave.to_string())
}

fn widths(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    const WIDTHS: [(KnownColumn, usize); 6] = [
        (KnownColumn::IdEntidad, 2),
        (KnownColumn::IdDistritoLocal, 3),
        (KnownColumn::IdMunicipio, 3),
        (KnownColumn::Seccion, 4),
        (KnownColumn::IdCasilla, 2),
        (KnownColumn::ExtContigua, 2),
    ];
    for (column, width) in WIDTHS {
        let Some(cell) = base.cell(acta, column) else {
            continue;
        };
        let digits = !cell.text.is_empty() && cell.text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && cell.text.len() != width {
            findings.add(Code::Width, cell.place(), || {
                let number = cell.text.trim_start_matches('0');
                (cell.text.to_owned(), format!("{number:0>width$}"))
            });
        }
    }
}

fn tipo_casilla(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let Some(cell) = base.cell(acta, KnownColumn::TipoCasilla) else {
        return;
    };
    if acta.tipo == ' ' {
        findings.add(Code::TipoCasilla, cell.place(), || {
            (cell.text.to_owned(), "B, C, E, S, M, A o P".to_owned())
        });
    }
}

fn repeated(base: &Base<'_>, findings: &mut Findings) {
    let mut first = HashMap::new();
    for acta in &base.actas {
        let Some(cell) = base.cell(acta, KnownColumn::ClaveActa) else {
            return;
        };
        if cell.text.is_empty() || acta.clase == Clase::FueraDeCatalogo {
            continue;
        }
        let line = *first.entry(cell.text).or_insert(cell.line);
        if line != cell.line {
            findings.add(Code::RepeatedActa, cell.place(), || {
                (
                    format!("{}, también en la línea {line}", cell.text),
                    "un renglón por acta".to_owned(),
                )
            });
        }
    }
}

/// Actas without distrito first, those from abroad at their head; fuera de catálogo last.
fn order(base: &Base<'_>, findings: &mut Findings) {
    let mut last = 0;
    for acta in &base.actas {
        let (rank, place) = match acta.clase {
            Clase::FueraDeCatalogo => (3, "al final"),
            _ if base.lacks_ambito(acta) && acta.tipo == 'M' => (0, "antes que las demás"),
            _ if base.lacks_ambito(acta) => (1, "después de las del extranjero"),
            _ => (2, "antes que las fuera de catálogo"),
        };
        if rank < last {
            findings.add(
                Code::RowOrder,
                super::findings::Place::line(acta.row.line()),
                || {
                    let key = base.table.text(acta.row, KnownColumn::ClaveActa);
                    (key.to_owned(), place.to_owned())
                },
            );
        }
        last = last.max(rank);
    }
}
