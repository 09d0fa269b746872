use std::collections::BTreeSet;

use prep_model::elecciones::{Contendiente, ContendienteId, ContendienteTipo};

use super::prose::prose;
use super::report::Report;
use super::source::Source;
use super::table::normalized;
use super::{Options, PublishedFault};

/// A contendiente and the column of its votes.
#[derive(Debug, Clone)]
pub(super) struct VoteColumn {
    pub(super) index: usize,
    pub(super) contendiente: Contendiente,
}

/// First words of the columns of candidaturas without a party.
const INDEPENDIENTES: [&str; 6] = ["CSP", "CI", "IND", "INDEP", "INDEPENDIENTE", "CAND_IND"];

/// Words that some files put before the parties of a combination.
const PREFIXES: [&str; 4] = ["C", "CC", "COA", "COALICION"];

/// Parties that files call by another word inside a combination.
const SYNONYMS: [(&str, &str); 2] = [("VERDE", "PVEM"), ("PVEM", "VERDE")];

/// The contendientes of an elección, from the names of its vote columns.
pub(super) fn of(
    source: &Source,
    options: &Options,
    report: &mut Report,
) -> Result<Vec<VoteColumn>, Vec<PublishedFault>> {
    let (ids, mut faults) = column_ids(source);
    let names: Vec<&ContendienteId> = ids.iter().map(|(_, id, _)| id).collect();
    let comunes = options.candidaturas_comunes.iter();
    let comunes = comunes.filter(|comun| comun.eleccion == source.eleccion);
    for comun in comunes
        .clone()
        .filter(|comun| !names.contains(&&comun.columna))
    {
        let line = Some(source.table.sheet().header_line());
        let message = format!("no hay una columna {} de candidatura común", comun.columna);
        faults.push(
            source
                .table
                .fault(line, &message, "corrija el nombre de la columna"),
        );
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let columns = ids.iter().map(|(index, id, name)| {
        let comun = comunes.clone().find(|comun| comun.columna == *id);
        let tipo = match comun {
            Some(comun) => ContendienteTipo::CandidaturaComun(comun.reparto.clone()),
            None => tipo(id, &names),
        };
        let contendiente = Contendiente {
            id: id.clone(),
            nombre: match tipo {
                ContendienteTipo::Coalicion(_) | ContendienteTipo::CandidaturaComun(_) => {
                    name.replace('_', "-")
                }
                ContendienteTipo::Partido | ContendienteTipo::Independiente => name.clone(),
            },
            tipo,
            color: None,
        };
        VoteColumn {
            index: *index,
            contendiente,
        }
    });
    let columns: Vec<VoteColumn> = columns.collect();
    tell(source, &columns, report);
    Ok(columns)
}

type ColumnIds = Vec<(usize, ContendienteId, String)>;

fn column_ids(source: &Source) -> (ColumnIds, Vec<PublishedFault>) {
    let table = &source.table;
    let mut faults = Vec::new();
    let mut ids: ColumnIds = Vec::new();
    for index in table.votes() {
        let name = table
            .sheet()
            .names()
            .get(index)
            .cloned()
            .unwrap_or_default();
        let line = Some(table.sheet().header_line());
        match ContendienteId::new(&normalized(&name)) {
            Ok(id) if ids.iter().any(|(_, own, _)| *own == id) => {
                let message = format!("la columna de votos {id} está dos veces");
                faults.push(table.fault(line, &message, "deje una sola"));
            }
            Ok(id) => ids.push((index, id, prose(&name))),
            Err(error) => {
                let message = format!("la columna de votos {}: {error}", index + 1);
                faults.push(table.fault(line, &message, "ponga las siglas del contendiente"));
            }
        }
    }
    (ids, faults)
}

fn tipo(id: &ContendienteId, all: &[&ContendienteId]) -> ContendienteTipo {
    let own = id.as_str();
    let independiente = INDEPENDIENTES.iter().any(|word| {
        let rest = own.strip_prefix(word);
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(|c: char| c == '_' || c.is_ascii_digit())
        })
    });
    if let Some(members) = members(own, all) {
        ContendienteTipo::Coalicion(members)
    } else if independiente || own.starts_with("CANDIDAT") {
        ContendienteTipo::Independiente
    } else {
        ContendienteTipo::Partido
    }
}

/// The parties that a name joins: at least two other columns, each whole, the shortest first.
fn members(name: &str, all: &[&ContendienteId]) -> Option<Vec<ContendienteId>> {
    let joined = |text: &str| {
        let found = segments(text, name, all)?;
        let distinct: BTreeSet<_> = found.iter().collect();
        (found.len() >= 2 && distinct.len() == found.len()).then_some(found)
    };
    let (first, rest) = name.split_once('_')?;
    let plain = joined(name);
    plain.or_else(|| PREFIXES.contains(&first).then(|| joined(rest)).flatten())
}

fn segments(text: &str, whole: &str, all: &[&ContendienteId]) -> Option<Vec<ContendienteId>> {
    let cuts = text
        .match_indices('_')
        .map(|(at, _)| at)
        .chain([text.len()]);
    for cut in cuts {
        let Some(party) = column(&text[..cut], whole, all) else {
            continue;
        };
        if cut == text.len() {
            return Some(vec![party]);
        }
        if let Some(mut rest) = segments(&text[cut + 1..], whole, all) {
            rest.insert(0, party);
            return Some(rest);
        }
    }
    None
}

fn column(word: &str, whole: &str, all: &[&ContendienteId]) -> Option<ContendienteId> {
    let named = |word: &str| all.iter().find(|id| id.as_str() == word && word != whole);
    let synonym = || {
        let (_, other) = SYNONYMS.iter().find(|(own, _)| *own == word)?;
        named(other)
    };
    named(word).or_else(synonym).map(|id| (*id).clone())
}

/// True for a combination of three or more without any of its partial combinations: the mark of a
/// candidatura común.
fn stands_alone(own: &Contendiente, columns: &[VoteColumn]) -> bool {
    let ContendienteTipo::Coalicion(members) = &own.tipo else {
        return false;
    };
    let within = |other: &Contendiente| {
        let of_other = other.tipo.members();
        other.id != own.id && !of_other.is_empty() && of_other.iter().all(|id| members.contains(id))
    };
    members.len() > 2 && !columns.iter().any(|column| within(&column.contendiente))
}

fn tell(source: &Source, columns: &[VoteColumn], report: &mut Report) {
    let eleccion = &source.eleccion;
    let of = |wanted: fn(&ContendienteTipo) -> bool| {
        let all = columns.iter().map(|column| &column.contendiente);
        let ids = all.filter(|c| wanted(&c.tipo)).map(|c| c.id.as_str());
        ids.collect::<Vec<_>>().join(", ")
    };
    for (what, ids) in [
        ("partidos", of(|tipo| *tipo == ContendienteTipo::Partido)),
        (
            "combinaciones de una coalición",
            of(|tipo| matches!(tipo, ContendienteTipo::Coalicion(_))),
        ),
        (
            "candidaturas independientes o sin partido",
            of(|tipo| *tipo == ContendienteTipo::Independiente),
        ),
    ] {
        if !ids.is_empty() {
            report.assume(format!("{eleccion}: por sus nombres, son {what}: {ids}."));
        }
    }
    for column in columns
        .iter()
        .filter(|c| stands_alone(&c.contendiente, columns))
    {
        let id = &column.contendiente.id;
        report.assume(format!(
            "{eleccion}: {id} no tiene combinaciones parciales, como una candidatura común; el archivo \
             no lo dice y se tomó por coalición. Si lo fue, dígalo con --candidatura-comun \
             {eleccion}:{id}=PARTIDO:PORCENTAJE,…;remanente=PARTIDO."
        ));
    }
    let partial = columns
        .iter()
        .map(|column| &column.contendiente)
        .filter(|own| {
            let words: Vec<&str> = own.id.as_str().split('_').collect();
            let known = |word: &&str| columns.iter().any(|c| c.contendiente.id.as_str() == *word);
            own.tipo == ContendienteTipo::Partido && words.len() > 1 && words.iter().any(known)
        });
    for own in partial {
        report.assume(format!(
            "{eleccion}: {} parece una combinación, pero alguno de sus partidos no tiene columna; se \
             tomó por un partido.",
            own.id
        ));
    }
}
