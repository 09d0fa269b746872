//! What the actas of each ámbito and of each code print, inferred from the votes themselves.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::elecciones::{AmbitoId, ContendienteId, ContendienteTipo, Principio, TipoActaDef};

use super::ambitos::{ambito_list, ambito_word};
use super::catalogue::Acta;
use super::code_seen::CodeSeen;
use super::contendientes::VoteColumn;
use super::report::{Report, counted, grouped};
use super::rows::ActaRow;
use super::source::Source;
use super::tipos_acta::Code;

/// Everything seen in the actas of one elección.
pub(super) struct Tally {
    ambitos: BTreeMap<AmbitoId, Seen>,
    codes: BTreeMap<Code, CodeSeen>,
}

/// What is seen in the actas of an ámbito, those of RP aside: they print lists of their own.
#[derive(Default)]
struct Seen {
    columns: BTreeSet<usize>,
    actas: usize,
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
            if !tally.codes.contains_key(&acta.code) {
                tally.codes.insert(acta.code.clone(), CodeSeen::default());
            }
            let Some(code) = tally.codes.get_mut(&acta.code) else {
                continue;
            };
            let printed = code.read(&source.table, row, columns);
            let ambito = tally.ambitos.entry(acta.ambito).or_default();
            if !is_rp(&acta.code) {
                ambito.actas += 1;
                ambito.columns.extend(printed);
            }
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
        let here: BTreeMap<AmbitoId, BTreeSet<usize>> = self
            .ambitos
            .iter()
            .map(|(id, seen)| (*id, complete(&seen.columns, &families)))
            .collect();
        let of_codes = self.codes.values().flat_map(|code| &code.columns);
        let anywhere: BTreeSet<usize> = here.values().flatten().chain(of_codes).copied().collect();
        let mut printed = BTreeMap::new();
        let mut absent: BTreeMap<usize, Vec<AmbitoId>> = BTreeMap::new();
        for (id, here) in &here {
            let mut ids = Vec::new();
            for (position, column) in columns.iter().enumerate() {
                let known = anywhere.contains(&position) && !here.is_empty();
                if here.contains(&position) || !known {
                    ids.push(column.contendiente.id.clone());
                } else {
                    absent.entry(position).or_default().push(*id);
                }
            }
            printed.insert(*id, ids);
        }
        self.tell_absent(source, columns, &absent, report);
        printed
    }

    fn tell_absent(
        &self,
        source: &Source,
        columns: &[VoteColumn],
        absent: &BTreeMap<usize, Vec<AmbitoId>>,
        report: &mut Report,
    ) {
        let apart = if self.codes.keys().any(is_rp) {
            " (las de representación proporcional aparte)"
        } else {
            ""
        };
        for (ambitos, absent) in by_ambitos(absent) {
            let actas: usize = ambitos.iter().map(|id| self.ambitos[id].actas).sum();
            let (verb, pronoun) = match absent.len() {
                1 => ("imprime", "le"),
                _ => ("imprimen", "les"),
            };
            report.assume(format!(
                "{}: no se {verb} {} en {}: se supuso porque ninguna de sus {} actas{apart} {pronoun} \
                 da un voto, y otras sí.",
                source.eleccion,
                names(columns, &absent).join(" ni "),
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
        let families = families(columns);
        let defs = self.codes.iter().map(|(code, seen)| {
            let prints = is_rp(code).then(|| {
                let list = rp_list(seen, columns, &families);
                tell_rp(source, code, seen, &names(columns, &list), report);
                let ids = list.iter().map(|at| columns[*at].contendiente.id.clone());
                ids.collect()
            });
            seen.def(source, code, prints, report)
        });
        defs.collect()
    }
}

fn is_rp(code: &Code) -> bool {
    code.principio() == Some(Principio::RepresentacionProporcional)
}

/// What an acta of RP prints everywhere: every party, which has its list, and whatever else some
/// acta of the code has a vote for.
fn rp_list(seen: &CodeSeen, columns: &[VoteColumn], families: &[Family]) -> Vec<usize> {
    let voted = complete(&seen.columns, families);
    let party = |at: usize| columns[at].contendiente.tipo == ContendienteTipo::Partido;
    let printed = |at: &usize| party(*at) || voted.contains(at);
    let list: Vec<usize> = (0..columns.len()).filter(printed).collect();
    if list.is_empty() {
        (0..columns.len()).collect() // No party and no vote: nothing is known.
    } else {
        list
    }
}

fn tell_rp(source: &Source, code: &Code, seen: &CodeSeen, list: &[&str], report: &mut Report) {
    report.assume(format!(
        "{}: las actas {} imprimen en cualquier {} {}, y no lo que imprimen las demás: se supuso por \
         ser de representación proporcional, en que cada partido tiene su lista; en {} no hay votos \
         para ninguna otra columna.",
        source.eleccion,
        code.codigo,
        ambito_word(source.ambito_tipo),
        list.join(", "),
        counted(seen.actas, "acta", "actas")
    ));
}

fn names<'a>(columns: &'a [VoteColumn], positions: &[usize]) -> Vec<&'a str> {
    let ids = positions.iter().map(|at| &columns[*at].contendiente.id);
    ids.map(ContendienteId::as_str).collect()
}

/// The combinations of a coalición, and its parties.
type Family = (BTreeSet<usize>, BTreeSet<usize>);

/// Coaliciones with at least two combinations: these, and their parties.
fn families(columns: &[VoteColumn]) -> Vec<Family> {
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

fn complete(seen: &BTreeSet<usize>, families: &[Family]) -> BTreeSet<usize> {
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
