//! What the actas of each ámbito print, and how many digits, inferred from the votes themselves.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::elecciones::{
    AmbitoId, CampoRole, ContendienteId, ContendienteTipo, Principio, TipoActaDef,
};

use super::ambitos::ambito_list;
use super::catalogue::Acta;
use super::contendientes::VoteColumn;
use super::report::{Report, grouped, line_list};
use super::rows::ActaRow;
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

/// Everything seen in the actas of one elección.
pub(super) struct Tally {
    ambitos: BTreeMap<AmbitoId, Seen>,
    codes: BTreeMap<Code, CodeSeen>,
}

/// Which columns have votes in an ámbito, in the actas of RP and in the others.
#[derive(Default)]
struct Seen {
    columns: BTreeSet<usize>,
    rp_columns: BTreeSet<usize>,
    actas: usize,
    has_rp: bool,
}

/// What the actas of one code hold.
#[derive(Default)]
struct CodeSeen {
    columns: BTreeSet<usize>,
    roles: BTreeSet<CampoRole>,
    digits: u8,
    total_digits: u8,
    wide: Vec<(CampoRole, u32, u8)>,
}

impl Tally {
    pub(super) fn of(
        source: &Source,
        number: usize,
        columns: &[VoteColumn],
        actas: &[Acta],
        rows: &[ActaRow],
    ) -> Self {
        let mut tally = Self {
            ambitos: BTreeMap::new(),
            codes: BTreeMap::new(),
        };
        let own = actas.iter().filter(|acta| rows[acta.row].source == number);
        for acta in own {
            let row = &source.table.rows()[rows[acta.row].index];
            let rp = is_rp(&acta.code);
            if !tally.codes.contains_key(&acta.code) {
                tally.codes.insert(acta.code.clone(), CodeSeen::default());
            }
            let Some(code) = tally.codes.get_mut(&acta.code) else {
                continue;
            };
            let ambito = tally.ambitos.entry(acta.ambito).or_default();
            ambito.actas += 1;
            ambito.has_rp |= rp;
            let with_votes = code.read(&source.table, row, columns);
            code.columns.extend(&with_votes);
            let seen = if rp {
                &mut ambito.rp_columns
            } else {
                &mut ambito.columns
            };
            seen.extend(with_votes);
        }
        tally
    }

    pub(super) fn ambitos(&self) -> impl Iterator<Item = AmbitoId> {
        self.ambitos.keys().copied()
    }

    /// The contendientes printed in each ámbito, in column order.
    ///
    /// A column without a vote in any acta of the ámbito, while it has some elsewhere, is not
    /// printed there. A coalición is printed with all its combinations and parties, or not at all.
    pub(super) fn printed(
        &self,
        source: &Source,
        columns: &[VoteColumn],
        report: &mut Report,
    ) -> BTreeMap<AmbitoId, Vec<ContendienteId>> {
        let families = families(columns);
        let ordinary: BTreeMap<AmbitoId, BTreeSet<usize>> = self
            .ambitos
            .iter()
            .map(|(id, seen)| (*id, complete(&seen.columns, &families)))
            .collect();
        let anywhere: BTreeSet<usize> = ordinary.values().flatten().copied().collect();
        let in_rp: BTreeSet<usize> = self
            .ambitos
            .values()
            .flat_map(|seen| &seen.rp_columns)
            .copied()
            .collect();
        let mut printed = BTreeMap::new();
        let mut absent: BTreeMap<usize, Vec<AmbitoId>> = BTreeMap::new();
        let mut only_rp: BTreeMap<usize, Vec<AmbitoId>> = BTreeMap::new();
        for (id, seen) in &self.ambitos {
            let mut ids = Vec::new();
            for (position, column) in columns.iter().enumerate() {
                let silent = seen.columns.is_empty() && seen.rp_columns.is_empty();
                let known = anywhere.contains(&position) && !silent;
                let here = ordinary[id].contains(&position) || !known;
                let rp = seen.has_rp && in_rp.contains(&position);
                if here || rp {
                    ids.push(column.contendiente.id.clone());
                } else {
                    absent.entry(position).or_default().push(*id);
                }
                if rp && !here {
                    only_rp.entry(position).or_default().push(*id);
                }
            }
            printed.insert(*id, ids);
        }
        let name = |position: &usize| columns[*position].contendiente.id.as_str();
        self.tell_absent(source, &absent, name, report);
        tell_only_rp(source, &only_rp, name, report);
        printed
    }

    fn tell_absent<'a>(
        &self,
        source: &Source,
        absent: &BTreeMap<usize, Vec<AmbitoId>>,
        name: impl Fn(&usize) -> &'a str,
        report: &mut Report,
    ) {
        for (ambitos, columns) in by_ambitos(absent) {
            let actas: usize = ambitos.iter().map(|id| self.ambitos[id].actas).sum();
            let columns: Vec<&str> = columns.iter().map(&name).collect();
            report.assume(format!(
                "{}: no se {} {} en {}: se supuso porque ninguna de sus {} actas le da un voto, y las \
                 de otros sí.",
                source.eleccion,
                if columns.len() == 1 { "imprime" } else { "imprimen" },
                columns.join(" ni "),
                ambito_list(source.ambito_tipo, &ambitos),
                grouped(actas)
            ));
        }
    }

    /// The definitions of the codes, and what of the rows does not fit in them.
    pub(super) fn tipos_acta(
        &self,
        source: &Source,
        columns: &[VoteColumn],
        report: &mut Report,
    ) -> Vec<TipoActaDef> {
        let defs = self.codes.iter().map(|(code, seen)| {
            let omits = columns.iter().enumerate().filter(|(position, column)| {
                is_rp(code)
                    && column.contendiente.tipo != ContendienteTipo::Partido
                    && !seen.columns.contains(position)
            });
            let omits = omits
                .map(|(_, column)| column.contendiente.id.clone())
                .collect();
            let digits = seen.digits.max(DIGITS);
            let def = TipoActaDef {
                codigo: code.codigo.clone(),
                modalidad: code.modalidad,
                principio: code.principio(),
                campos: campos(seen),
                digits,
                total_digits: seen.total_digits.max(digits),
                omits,
            };
            seen.tell(source, &def, report);
            def
        });
        defs.collect()
    }
}

impl CodeSeen {
    /// Notes the widths of a row and returns the columns that are surely printed on its acta.
    fn read(&mut self, table: &PublishedTable, row: &Row, columns: &[VoteColumn]) -> Vec<usize> {
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
        printed
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

fn is_rp(code: &Code) -> bool {
    code.principio() == Some(Principio::RepresentacionProporcional)
}

fn width(number: u32) -> u8 {
    u8::try_from(number.checked_ilog10().unwrap_or(0) + 1).unwrap_or(u8::MAX)
}

/// Coaliciones with at least two combinations: these, and their parties.
fn families(columns: &[VoteColumn]) -> Vec<(BTreeSet<usize>, BTreeSet<usize>)> {
    let position = |id: &ContendienteId| columns.iter().position(|c| c.contendiente.id == *id);
    let combinations = columns.iter().enumerate().filter_map(|(index, column)| {
        let ContendienteTipo::Coalicion(members) = &column.contendiente.tipo else {
            return None;
        };
        let members: BTreeSet<usize> = members.iter().filter_map(position).collect();
        Some((index, members))
    });
    let combinations: Vec<(usize, BTreeSet<usize>)> = combinations.collect();
    let largest = combinations.iter().filter(|(index, members)| {
        let mut others = combinations.iter();
        !others.any(|(other, all)| {
            other != index && all.len() > members.len() && members.is_subset(all)
        })
    });
    let families = largest.map(|(_, members)| {
        let own = combinations
            .iter()
            .filter(|(_, part)| part.is_subset(members));
        (
            own.map(|(index, _)| *index).collect::<BTreeSet<_>>(),
            members.clone(),
        )
    });
    families
        .filter(|(combinations, _)| combinations.len() > 1)
        .collect()
}

fn complete(
    seen: &BTreeSet<usize>,
    families: &[(BTreeSet<usize>, BTreeSet<usize>)],
) -> BTreeSet<usize> {
    let mut all = seen.clone();
    for (combinations, parties) in families {
        if !combinations.is_disjoint(seen) {
            all.extend(combinations);
            all.extend(parties);
        }
    }
    all
}

fn by_ambitos(columns: &BTreeMap<usize, Vec<AmbitoId>>) -> BTreeMap<Vec<AmbitoId>, Vec<usize>> {
    let mut found: BTreeMap<Vec<AmbitoId>, Vec<usize>> = BTreeMap::new();
    for (column, ambitos) in columns {
        found.entry(ambitos.clone()).or_default().push(*column);
    }
    found
}

fn tell_only_rp<'a>(
    source: &Source,
    only_rp: &BTreeMap<usize, Vec<AmbitoId>>,
    name: impl Fn(&usize) -> &'a str,
    report: &mut Report,
) {
    for (ambitos, columns) in by_ambitos(only_rp) {
        let columns: Vec<&str> = columns.iter().map(&name).collect();
        report.assume(format!(
            "{}: en las actas de representación proporcional, y no en las otras, se imprimen {} en {}; \
             quedaron impresos en todas las de ahí, para no perder esos votos.",
            source.eleccion,
            columns.join(", "),
            ambito_list(source.ambito_tipo, &ambitos)
        ));
    }
}
