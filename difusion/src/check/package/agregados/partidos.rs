//! Votes by party and by candidatura: every vote of an ámbito is in them once.

use std::collections::BTreeMap;

use proceso_files::published::table::{Row, Sheet, normalized};

use super::super::super::Code;
use super::super::super::findings::{Findings, Place};
use super::catalogo::Nombres;
use super::grupos::Grupos;
use crate::agregados::Nivel;

/// The column of the votes.
pub(super) const VOTOS: &str = "VOTOS";
const PORCENTAJE: &str = "PORCENTAJE";

pub(super) fn check(
    sheet: &Sheet,
    votos: usize,
    (nivel, nombres): (Nivel, &Nombres),
    grupos: &Grupos<'_>,
    findings: &mut Findings,
) {
    let Some(own) = grupos.nivel(nivel) else {
        return;
    };
    let key = sheet
        .names()
        .iter()
        .position(|name| nombres.nivel(name) == Some(nivel))
        .unwrap_or(0);
    let people = sheet
        .names()
        .iter()
        .any(|name| normalized(name).starts_with("CANDIDATURA"));
    let mut ambitos = BTreeMap::<&str, Vec<&Row>>::new();
    for row in sheet.rows() {
        let key = if nivel == Nivel::Entidad {
            ""
        } else {
            row.text(key)
        };
        ambitos.entry(key).or_default().push(row);
    }
    for (key, rows) in ambitos {
        let number = |row: &Row| row.text(votos).parse::<u64>().unwrap_or(0);
        let found: u64 = rows.iter().map(|row| number(row)).sum();
        let (all, proportional) = own
            .get(key)
            .map_or((0, 0), |grupo| (grupo.sumas.votos, grupo.proporcionales));
        // Whoever votes only for a list votes for no candidatura.
        let right = found == all || (people && found == all - proportional);
        if !right {
            let line = rows.first().map_or(0, |row| row.line());
            findings.add(Code::TerritorySum, Place::cell(line, VOTOS), || {
                let expected = if people { all - proportional } else { all };
                (format!("{found} en su ámbito"), expected.to_string())
            });
            continue;
        }
        percentages(sheet, votos, (&rows, found), grupos, findings);
    }
}

fn percentages(
    sheet: &Sheet,
    votos: usize,
    (rows, total): (&[&Row], u64),
    grupos: &Grupos<'_>,
    findings: &mut Findings,
) {
    let Some(index) = sheet.find(&[PORCENTAJE]) else {
        return;
    };
    for row in rows {
        let part = row.text(votos).parse().unwrap_or(0);
        let Some(expected) = grupos.base.porcentaje((part, total)) else {
            continue;
        };
        if row.text(index) != expected {
            let place = Place::cell(row.line(), PORCENTAJE);
            findings.add(Code::TerritoryPercentage, place, || {
                (
                    row.text(index).to_owned(),
                    format!("{expected} ({part} de {total})"),
                )
            });
        }
    }
}
