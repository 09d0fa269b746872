use std::collections::BTreeSet;

use prep_model::claves::EleccionId;
use prep_model::elecciones::{
    Ambito, AmbitoId, AmbitoTipo, Candidatura, ContendienteId, ContendienteTipo, Eleccion,
};

use super::prose::prose;
use super::report::{Report, line_list};
use super::table::{Row, Sheet, normalized, slips};
use super::{NamedBytes, PublishedFault};

/// Names that candidaturas files write out, normalized, and the columns of their votes.
const NAMES: [(&str, &str); 8] = [
    ("PARTIDO_ACCION_NACIONAL", "PAN"),
    ("PARTIDO_REVOLUCIONARIO_INSTITUCIONAL", "PRI"),
    ("PARTIDO_DE_LA_REVOLUCION_DEMOCRATICA", "PRD"),
    ("PARTIDO_VERDE_ECOLOGISTA_DE_MEXICO", "PVEM"),
    ("PARTIDO_DEL_TRABAJO", "PT"),
    ("MOVIMIENTO_CIUDADANO", "MC"),
    ("CANDIDATURA_SIN_PARTIDO_POLITICO", "CSP"),
    ("VERDE", "PVEM"),
];

/// Letters that may differ in a name written out.
const MAX_SLIPS: usize = 2;

const PARTIDOS: [&str; 4] = ["PARTIDO_CSP", "PARTIDO_CI", "PARTIDO", "PARTIDO_COALICION"];
const PROPIETARIAS: [&str; 4] = [
    "CANDIDATURA_PROPIETARIA",
    "CANDIDATURA",
    "PROPIETARIA",
    "PROPIETARIO",
];
const SUPLENTES: [&str; 3] = ["CANDIDATURA_SUPLENTE", "SUPLENTE", "SUPLENCIA"];

/// Adds the candidaturas of published files to their elecciones.
pub(super) fn add(
    files: &[(EleccionId, NamedBytes)],
    elecciones: &mut [Eleccion],
    report: &mut Report,
) -> Vec<PublishedFault> {
    let mut faults = Vec::new();
    for (id, file) in files {
        let Some(eleccion) = elecciones.iter_mut().find(|eleccion| eleccion.id == *id) else {
            continue;
        };
        let has = |names: &[String], wanted: &[&str]| {
            names.iter().any(|name| wanted.contains(&name.as_str()))
        };
        let sheet = Sheet::read(file, |names| {
            has(names, &PARTIDOS) && has(names, &PROPIETARIAS)
        });
        match sheet {
            Some(sheet) => add_file(&sheet, eleccion, report),
            None => faults.push(PublishedFault {
                file: file.name.clone(),
                line: None,
                message: "no hay un encabezado con PARTIDO_CSP y CANDIDATURA".to_owned(),
                remedy: "use el archivo de candidaturas que acompaña a la base de datos".to_owned(),
            }),
        }
    }
    faults
}

fn add_file(sheet: &Sheet, eleccion: &mut Eleccion, report: &mut Report) {
    let territory = match eleccion.ambito_tipo {
        AmbitoTipo::Entidad => None,
        AmbitoTipo::Distrito => sheet.find(&[
            "ID_DISTRITO_LOCAL",
            "ID_DISTRITO",
            "DISTRITO_LOCAL",
            "DISTRITO",
        ]),
        AmbitoTipo::Municipio => sheet.find(&["ID_ALCALDIA", "ID_MUNICIPIO"]),
    };
    let columns = Columns {
        territory,
        partido: sheet.find(&PARTIDOS).unwrap_or_default(),
        propietaria: sheet.find(&PROPIETARIAS).unwrap_or_default(),
        suplente: sheet.find(&SUPLENTES),
    };
    let before = total(eleccion);
    let mut others = Vec::new();
    for row in sheet.rows() {
        let added = columns.says(row, eleccion).and_then(|said| {
            if said.is_printed(eleccion) {
                return add_candidatura(row, said, &columns, eleccion);
            }
            others.push((row, said));
            Ok(())
        });
        if let Err(reason) = added {
            report.unused(sheet, row, reason);
        }
    }
    let mut through = Vec::new();
    for (row, said) in others {
        let added = said.through_what_joins_them(eleccion);
        match added.and_then(|said| add_candidatura(row, said, &columns, eleccion)) {
            Ok(()) => through.push(row.line()),
            Err(reason) => report.unused(sheet, row, reason),
        }
    }
    if !through.is_empty() {
        report.assume(format!(
            "{}: {}: nombra a un partido que ahí no se imprime sino dentro de otra opción, que no tenía \
             candidatura; se tomó por la de esta.",
            sheet.file(),
            line_list(&through)
        ));
    }
    report.assume(format!(
        "{}: de {} renglones se tomaron {} candidaturas de {}.",
        sheet.file(),
        sheet.rows().len(),
        total(eleccion) - before,
        eleccion.id
    ));
}

fn total(eleccion: &Eleccion) -> usize {
    eleccion
        .ambitos
        .values()
        .map(|ambito| ambito.candidaturas.len())
        .sum()
}

struct Columns {
    territory: Option<usize>,
    partido: usize,
    propietaria: usize,
    suplente: Option<usize>,
}

/// Where a row says that somebody runs, and under what.
struct Said {
    ambito: AmbitoId,
    contendientes: Vec<ContendienteId>,
}

impl Columns {
    fn says(&self, row: &Row, eleccion: &Eleccion) -> Result<Said, String> {
        let id = match eleccion.ambito_tipo {
            AmbitoTipo::Entidad => AmbitoId::ENTIDAD,
            AmbitoTipo::Distrito | AmbitoTipo::Municipio => {
                let text = self.territory.map_or("", |index| row.text(index));
                let number = text
                    .parse()
                    .ok()
                    .and_then(|number| AmbitoId::new(number).ok());
                number.ok_or_else(|| format!("«{text}» no es el número de un ámbito"))?
            }
        };
        let Some(ambito) = eleccion.ambitos.get(&id) else {
            return Err(format!("ninguna acta es del ámbito {id}"));
        };
        Ok(Said {
            ambito: id,
            contendientes: resolve(row.text(self.partido), ambito, eleccion)?,
        })
    }
}

impl Said {
    /// The first contendiente that the actas of the ámbito do not print.
    fn unprinted(&self, eleccion: &Eleccion) -> Option<&ContendienteId> {
        let ambito = eleccion.ambitos.get(&self.ambito)?;
        let mut own = self.contendientes.iter();
        own.find(|id| !ambito.printed.contains(id))
    }

    fn is_printed(&self, eleccion: &Eleccion) -> bool {
        self.unprinted(eleccion).is_none()
    }

    /// The same, under the one printed contendiente that joins those it names with others.
    fn through_what_joins_them(self, eleccion: &Eleccion) -> Result<Self, String> {
        let printed = eleccion.ambitos.get(&self.ambito);
        let printed = printed.map_or(&[][..], |ambito| &ambito.printed);
        let joins = |id: &&ContendienteId| {
            let members = eleccion.contendiente(id).map(|own| own.tipo.members());
            let members = members.unwrap_or_default();
            self.contendientes.iter().all(|id| members.contains(&id))
        };
        let mut joining = printed.iter().filter(joins);
        if let (Some(id), None) = (joining.next(), joining.next()) {
            let contendientes = vec![id.clone()];
            return Ok(Self {
                contendientes,
                ..self
            });
        }
        let id = self.unprinted(eleccion);
        Err(format!(
            "{} no se imprime en el ámbito {}",
            id.map_or("", ContendienteId::as_str),
            self.ambito
        ))
    }
}

fn add_candidatura(
    row: &Row,
    said: Said,
    columns: &Columns,
    eleccion: &mut Eleccion,
) -> Result<(), String> {
    let Said {
        ambito: id,
        contendientes: registered,
    } = said;
    let Some(ambito) = eleccion.ambitos.get(&id) else {
        return Ok(());
    };
    let parties = parties(&registered, eleccion);
    let taken = ambito
        .candidaturas
        .iter()
        .flat_map(|own| self::parties(&own.contendientes, eleccion));
    if let Some(taken) = taken.into_iter().find(|party| parties.contains(party)) {
        return Err(format!(
            "{taken} ya tiene candidatura en el ámbito {id}; parece de una lista de representación \
             proporcional"
        ));
    }
    let candidatura = Candidatura {
        contendientes: registered,
        propietaria: prose(row.text(columns.propietaria)),
        suplente: columns
            .suplente
            .map(|index| prose(row.text(index)))
            .filter(|name| !name.is_empty()),
    };
    if candidatura.propietaria.is_empty() {
        return Err("no dice el nombre".to_owned());
    }
    if let Some(ambito) = eleccion.ambitos.get_mut(&id) {
        ambito.candidaturas.push(candidatura);
    }
    Ok(())
}

/// The parties of some contendientes, combinations taken apart.
fn parties(ids: &[ContendienteId], eleccion: &Eleccion) -> BTreeSet<ContendienteId> {
    let mut found = BTreeSet::new();
    for id in ids {
        let members = eleccion
            .contendiente(id)
            .map(|c| c.tipo.members())
            .unwrap_or_default();
        if members.is_empty() {
            found.insert(id.clone());
        }
        found.extend(members.into_iter().cloned());
    }
    found
}

/// The contendientes that a text names: parties written out, siglas or a combination.
///
/// A candidatura común is its own row of votes; a coalición is its parties, unless they are not
/// printed one by one.
fn resolve(
    text: &str,
    ambito: &Ambito,
    eleccion: &Eleccion,
) -> Result<Vec<ContendienteId>, String> {
    let mut named = BTreeSet::new();
    for name in text.split(',').filter(|name| !name.trim().is_empty()) {
        let id = named_contendiente(&normalized(name), ambito, eleccion);
        let id = id.ok_or_else(|| format!("«{}» no es ningún contendiente", name.trim()))?;
        named.extend(parties(&[id], eleccion));
    }
    if named.is_empty() {
        return Err("no dice el partido".to_owned());
    }
    let joined = eleccion.contendientes.iter().find(|contendiente| {
        let members: BTreeSet<_> = contendiente.tipo.members().into_iter().cloned().collect();
        members == named
    });
    if let Some(joined) = joined {
        let comun = matches!(joined.tipo, ContendienteTipo::CandidaturaComun(_));
        if comun || !named.iter().all(|id| ambito.printed.contains(id)) {
            return Ok(vec![joined.id.clone()]);
        }
    }
    let order = eleccion
        .contendientes
        .iter()
        .map(|contendiente| &contendiente.id);
    Ok(order.filter(|id| named.contains(*id)).cloned().collect())
}

fn named_contendiente(name: &str, ambito: &Ambito, eleccion: &Eleccion) -> Option<ContendienteId> {
    let known = |id: &str| {
        eleccion
            .contendientes
            .iter()
            .find(|own| own.id.as_str() == id)
    };
    let written_out = || {
        let near = |own: &str| own == name || own.len() > 10 && slips(own, name) <= MAX_SLIPS;
        let (_, id) = NAMES.iter().find(|(own, _)| near(own))?;
        known(id)
    };
    let with_synonym = || known(&name.replace("VERDE", "PVEM"));
    let independent = || {
        let mut own = eleccion.contendientes.iter().filter(|own| {
            own.tipo == ContendienteTipo::Independiente && ambito.printed.contains(&own.id)
        });
        let only = own.next().filter(|_| own.next().is_none());
        only.filter(|_| name.starts_with("CANDIDAT"))
    };
    let found = known(name)
        .or_else(written_out)
        .or_else(with_synonym)
        .or_else(independent);
    found.map(|contendiente| contendiente.id.clone())
}
