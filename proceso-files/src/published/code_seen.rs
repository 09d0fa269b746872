//! What the actas of one printed code hold: which fields, and how many digits.

use std::collections::BTreeSet;

use prep_model::elecciones::{CampoRole, ContendienteId, TipoActaDef};

use super::contendientes::VoteColumn;
use super::report::{Report, line_list};
use super::source::Source;
use super::table::{KnownColumn, PublishedTable, PublishedValue, Row};
use super::tipos_acta::Code;

/// Boxes for digits on an ordinary acta.
const DIGITS: u8 = 3;

/// The columns of the fields that are not contendientes'.
const FIXED: [(CampoRole, KnownColumn); 7] = [
    (CampoRole::BoletasSobrantes, KnownColumn::BoletasSobrantes),
    (CampoRole::PersonasVotaron, KnownColumn::PersonasVotaron),
    (
        CampoRole::RepresentantesVotaron,
        KnownColumn::RepresentantesVotaron,
    ),
    (CampoRole::VotosSacados, KnownColumn::VotosSacados),
    (CampoRole::NoRegistradas, KnownColumn::NoRegistradas),
    (CampoRole::Nulos, KnownColumn::Nulos),
    (CampoRole::TotalAsentado, KnownColumn::TotalAsentado),
];

/// What the actas of one code hold.
#[derive(Default)]
pub(super) struct CodeSeen {
    /// Columns surely printed on some of them.
    pub(super) columns: BTreeSet<usize>,
    pub(super) actas: usize,
    roles: BTreeSet<CampoRole>,
    digits: u8,
    total_digits: u8,
    wide: Vec<(CampoRole, u32, u8)>,
}

impl CodeSeen {
    /// Notes what a row holds and returns the columns that are surely printed on its acta.
    pub(super) fn read(
        &mut self,
        table: &PublishedTable,
        row: &Row,
        columns: &[VoteColumn],
    ) -> Vec<usize> {
        let mut sum = 0u32;
        let values = columns
            .iter()
            .map(|column| PublishedValue::of(row.text(column.index)));
        let values: Vec<PublishedValue<'_>> = values.collect();
        // Some files leave empty what is not printed: there a zero is a printed zero.
        let empties = values.contains(&PublishedValue::Empty)
            && values.iter().any(|value| value.number().is_some());
        let mut printed = Vec::new();
        for (position, value) in values.into_iter().enumerate() {
            if let Some(number) = value.number() {
                self.digits = self.digits.max(width(number));
                sum = sum.saturating_add(number);
            }
            let sure = match value {
                PublishedValue::Number(number) => number > 0 || empties,
                PublishedValue::Ilegible | PublishedValue::SinDato => true,
                _ => false,
            };
            if sure {
                printed.push(position);
            }
        }
        for (role, column) in FIXED {
            match table.value(row, column) {
                PublishedValue::Number(number) => {
                    _ = self.roles.insert(role);
                    if role.is_voto() {
                        self.digits = self.digits.max(width(number));
                        sum = sum.saturating_add(number);
                    } else if width(number) > DIGITS {
                        self.wide.push((role, row.line(), width(number)));
                    }
                }
                PublishedValue::NoAplica | PublishedValue::Empty => {}
                _ => _ = self.roles.insert(role),
            }
        }
        self.total_digits = self.total_digits.max(width(sum));
        self.columns.extend(&printed);
        self.actas += 1;
        printed
    }

    /// The definition of the code, and what of the rows does not fit in it.
    pub(super) fn def(
        &self,
        source: &Source,
        code: &Code,
        prints: Option<Vec<ContendienteId>>,
        report: &mut Report,
    ) -> TipoActaDef {
        let digits = self.digits.max(DIGITS);
        let def = TipoActaDef {
            codigo: code.codigo.clone(),
            modalidad: code.modalidad,
            principio: code.principio(),
            campos: campos(self),
            digits,
            total_digits: self.total_digits.max(digits),
            omits: Vec::new(),
            prints,
        };
        self.tell(source, &def, report);
        def
    }

    fn tell(&self, source: &Source, def: &TipoActaDef, report: &mut Report) {
        if def.digits > DIGITS || def.total_digits > DIGITS {
            report.assume(format!(
                "{}: el acta {} tiene {} casillas para dígitos y {} en el total, lo que piden sus \
                 votos; las demás tienen {DIGITS}.",
                source.eleccion, def.codigo, def.digits, def.total_digits
            ));
        }
        let fits = |role: CampoRole, width: u8| {
            width
                <= if role == CampoRole::TotalAsentado {
                    def.total_digits
                } else {
                    def.digits
                }
        };
        let wide = self
            .wide
            .iter()
            .filter(|(role, _, width)| !fits(*role, *width));
        let lines: Vec<u32> = wide.map(|(_, line, _)| *line).collect();
        if !lines.is_empty() {
            report.assume(format!(
                "{}: {}: un dato que no es de votos no cabe en las {} casillas del acta {}.",
                source.table.file(),
                line_list(&lines),
                def.digits,
                def.codigo
            ));
        }
    }
}

/// The fields of a code: votes and total always, the others if some acta has a datum.
fn campos(seen: &CodeSeen) -> Vec<CampoRole> {
    let always = |role: CampoRole| role.is_voto() || role == CampoRole::TotalAsentado;
    let all = TipoActaDef::CAMPOS.into_iter();
    all.filter(|role| always(*role) || seen.roles.contains(role))
        .collect()
}

fn width(number: u32) -> u8 {
    u8::try_from(number.checked_ilog10().unwrap_or(0) + 1).unwrap_or(u8::MAX)
}
