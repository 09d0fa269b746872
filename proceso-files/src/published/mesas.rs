//! Casillas without a whole key: which rows of different elecciones are the same one, and the number
//! each receives.
//!
//! Real files write `N/A` as sección and número of every mesa of voto anticipado, and `1C` for all
//! the contiguas of one extraordinaria. One database may have the distrito and another the alcaldía.
//! Rows are paired by territory (given, or that of the section above in the file), lista nominal and
//! people who voted, from most evidence to least, in file order.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::claves::{ClaveCasilla, EntidadId};
use prep_model::elecciones::AmbitoId;

use super::identity::{Identity, MesaGroup};
use super::report::{Report, line_list};
use super::rows::ActaRow;
use super::source::Source;
use super::territorio::Territorio;

/// Something that two rows of one mesa have in common.
#[derive(Debug, Clone, Copy)]
enum Evidence {
    /// The distrito or municipio, given or that of the section above.
    Territorio,
    ListaNominal,
    Personas,
    /// The section above in the file.
    Contexto,
}

/// What must agree for two rows to be of one mesa, from most evidence to least. The same section
/// above is evidence of its own: the territory of that section may be another's.
const STAGES: [&[Evidence]; 6] = {
    use Evidence::{Contexto, ListaNominal, Personas, Territorio};
    [
        &[Contexto, ListaNominal, Personas],
        &[Territorio, ListaNominal, Personas],
        &[Contexto, ListaNominal],
        &[Territorio, ListaNominal],
        &[ListaNominal, Personas],
        &[Territorio, Contexto],
    ]
};

/// From this stage on the pairing is told, for it rests on little.
const WEAK_STAGE: usize = 4;

/// The rows of one mesa, at most one for each source.
struct Mesa(Vec<usize>);

/// Gives a key to every row that lacks one. Rows for which there is no number left become unused.
pub(super) fn resolve(
    rows: &mut Vec<ActaRow>,
    sources: &[Source],
    territorio: &Territorio,
    entidad: EntidadId,
    report: &mut Report,
) {
    let mut groups: BTreeMap<MesaGroup, Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Identity::Missing(group) = row.identity {
            groups.entry(group).or_default().push(index);
        }
    }
    let used: BTreeSet<ClaveCasilla> = rows.iter().filter_map(known).collect();
    let mut left_out = BTreeSet::new();
    for (group, members) in groups {
        let mut mesas = pair(&members, rows, sources, territorio, report);
        sort(&mut mesas, group, rows, territorio);
        tell_unpaired(group, &mesas, &members, rows, sources, report);
        let mut free = free_keys(group, entidad, &used);
        let mut given: Vec<ClaveCasilla> = Vec::new();
        for Mesa(members) in &mesas {
            let clave = free.next();
            given.extend(clave);
            for index in members {
                match clave {
                    Some(clave) => rows[*index].identity = Identity::Known(clave),
                    None => _ = left_out.insert(*index),
                }
            }
        }
        tell_numbers(group, &given, report);
    }
    for index in &left_out {
        let (table, row) = rows[*index].row(sources);
        report.unused(
            table.sheet(),
            row,
            "no quedan números de casilla para esta mesa: van de 01 a 99",
        );
    }
    let mut index = 0;
    rows.retain(|_| {
        index += 1;
        !left_out.contains(&(index - 1))
    });
}

fn known(row: &ActaRow) -> Option<ClaveCasilla> {
    match row.identity {
        Identity::Known(clave) => Some(clave),
        Identity::Missing(_) => None,
    }
}

fn pair(
    members: &[usize],
    rows: &[ActaRow],
    sources: &[Source],
    territorio: &Territorio,
    report: &mut Report,
) -> Vec<Mesa> {
    let mut mesas: Vec<Mesa> = Vec::new();
    for (source, Source { table, .. }) in sources.iter().enumerate() {
        let own = members
            .iter()
            .copied()
            .filter(|index| rows[*index].source == source);
        let mut waiting: Vec<usize> = own.collect();
        let mut open: BTreeSet<usize> = (0..mesas.len()).collect();
        let mut weak = Vec::new();
        for (number, stage) in STAGES.iter().enumerate() {
            waiting.retain(|index| {
                let row = &rows[*index];
                let fits = |mesa: &usize| {
                    let mut others = mesas[*mesa].0.iter();
                    others.any(|other| joins(stage, &rows[*other], row, territorio))
                };
                let Some(mesa) = open.iter().copied().find(fits) else {
                    return true;
                };
                open.remove(&mesa);
                mesas[mesa].0.push(*index);
                if number >= WEAK_STAGE {
                    weak.push(row.line);
                }
                false
            });
        }
        mesas.extend(waiting.into_iter().map(|index| Mesa(vec![index])));
        if !weak.is_empty() {
            report.assume(format!(
                "{}: {}: la mesa se identificó con la de otra elección con pocos datos en común; \
                 conviene revisarlo.",
                table.file(),
                line_list(&weak)
            ));
        }
    }
    mesas
}

/// True if no given territory contradicts and everything asked for agrees.
fn joins(asked: &[Evidence], one: &ActaRow, other: &ActaRow, territorio: &Territorio) -> bool {
    let agree = |one: Option<AmbitoId>, other: Option<AmbitoId>| {
        one.is_none() || other.is_none() || one == other
    };
    let holds = |evidence: &Evidence| match evidence {
        Evidence::Territorio => near(one, other, territorio),
        Evidence::ListaNominal => one.lista_nominal == other.lista_nominal,
        Evidence::Personas => one.personas == other.personas,
        Evidence::Contexto => one.contexto == other.contexto,
    };
    agree(one.distrito, other.distrito)
        && agree(one.municipio, other.municipio)
        && asked.iter().all(holds)
}

/// True if both rows give the same distrito or municipio, or would with that of the section above.
fn near(one: &ActaRow, other: &ActaRow, territorio: &Territorio) -> bool {
    let same = |one: Option<AmbitoId>, other: Option<AmbitoId>| one.is_some() && one == other;
    same(one.distrito, other.distrito)
        || same(one.municipio, other.municipio)
        || same(territorio.distrito(one), territorio.distrito(other))
        || same(territorio.municipio(one), territorio.municipio(other))
}

/// Mesas by distrito, municipio and file order; contiguas of an extraordinaria by file order.
fn sort(mesas: &mut [Mesa], group: MesaGroup, rows: &[ActaRow], territorio: &Territorio) {
    let first = |mesa: &Mesa| mesa.0.first().copied().unwrap_or_default();
    if group.id.is_some() {
        return mesas.sort_by_key(first);
    }
    mesas.sort_by_key(|mesa| {
        let members = || mesa.0.iter().map(|index| &rows[*index]);
        let distrito = members().find_map(|row| row.distrito);
        let distrito = distrito.or_else(|| members().find_map(|row| territorio.distrito(row)));
        let municipio = members().find_map(|row| row.municipio);
        let last = (distrito.is_none(), distrito, municipio);
        (last, first(mesa))
    });
}

fn free_keys(
    group: MesaGroup,
    entidad: EntidadId,
    used: &BTreeSet<ClaveCasilla>,
) -> impl Iterator<Item = ClaveCasilla> {
    let keys = (1..=99).filter_map(move |number| {
        let (id, ext) = group.id.map_or((number, 0), |id| (id, number));
        ClaveCasilla::new(entidad, group.seccion, group.tipo, id, ext).ok()
    });
    keys.filter(|clave| !used.contains(clave))
}

fn tell_numbers(group: MesaGroup, given: &[ClaveCasilla], report: &mut Report) {
    let (Some(first), Some(last)) = (given.first(), given.last()) else {
        return;
    };
    let (count, tipo) = (given.len(), group.tipo);
    if group.id.is_some() {
        report.assume(format!(
            "Extraordinarias contiguas de la sección {:04} sin número: {count}; se numeraron en el \
             orden de los renglones, de {first} a {last}.",
            group.seccion
        ));
    } else {
        report.assume(format!(
            "Mesas {tipo} sin número de casilla: {count}; se numeraron por distrito y orden de los \
             renglones, de {first} a {last}."
        ));
    }
}

/// Names the mesas that some elección with mesas of this kind has no row for.
fn tell_unpaired(
    group: MesaGroup,
    mesas: &[Mesa],
    members: &[usize],
    rows: &[ActaRow],
    sources: &[Source],
    report: &mut Report,
) {
    let present: BTreeSet<usize> = members.iter().map(|index| rows[*index].source).collect();
    let mut lonely = 0;
    for Mesa(members) in mesas {
        let own: BTreeSet<usize> = members.iter().map(|index| rows[*index].source).collect();
        let missing: Vec<&str> = present
            .difference(&own)
            .map(|source| sources[*source].eleccion.as_str())
            .collect();
        let Some(row) = members
            .first()
            .map(|index| &rows[*index])
            .filter(|_| !missing.is_empty())
        else {
            continue;
        };
        lonely += 1;
        report.assume(format!(
            "{}:{}: no se encontró en {} la mesa {} de este renglón; quedó sin esa acta.",
            sources[row.source].table.file(),
            row.line,
            missing.join(" ni en "),
            group.tipo
        ));
    }
    if present.len() > 1 {
        report.assume(format!(
            "Casillas {} sin número{}: {} de {} se identificaron en las {} elecciones que las tienen, \
             por territorio, lista nominal, personas que votaron y orden de los renglones.",
            group.tipo,
            seccion_words(group),
            mesas.len() - lonely,
            mesas.len(),
            present.len()
        ));
    }
}

fn seccion_words(group: MesaGroup) -> String {
    if group.seccion == 0 {
        String::new()
    } else {
        format!(" de la sección {:04}", group.seccion)
    }
}
