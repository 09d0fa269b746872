//! Votes out of a published database, for the actas of a proceso.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::actas::CampoValue;
use prep_model::claves::{ActaKey, ClaveCasilla, EleccionId, TipoActa, TipoCasilla};
use prep_model::elecciones::{ActaForm, AmbitoId, CampoId, CampoRole};
use prep_model::proceso::Proceso;
use proceso_files::published::table::{
    KnownColumn, PublishedTable, PublishedValue, Row, normalized,
};
use proceso_files::published::{NamedBytes, PublishedFault};

/// What a database says about the actas of one elección.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishedVotes {
    /// The values of each acta that has a row.
    pub actas: BTreeMap<ActaKey, BTreeMap<CampoId, CampoValue>>,
    /// The line of each acta that has a row, SIN ACTA or not.
    pub lines: BTreeMap<ActaKey, u32>,
    /// Lines of rows that are no acta of the proceso.
    pub unmatched: Vec<u32>,
    /// Lines of rows whose acta never arrived (SIN ACTA), of which there is no sheet.
    pub sin_acta: Vec<u32>,
}

/// Reads the votes of one elección. Rows without a whole key (mesas published with N/A) are taken in
/// file order for the actas of the same kind, place and lista nominal that have no row yet.
pub fn votes(
    proceso: &Proceso,
    eleccion: &EleccionId,
    file: &NamedBytes,
) -> Result<PublishedVotes, PublishedFault> {
    let table = PublishedTable::read(file)?;
    let mut found = PublishedVotes::default();
    let mut open: BTreeSet<ActaKey> = proceso.actas_esperadas(eleccion).collect();
    let mut later = Vec::new();
    for row in table.rows() {
        let named = [key_by_clave, key_by_columns].into_iter();
        let mut named = named.filter_map(|key| key(proceso, eleccion, &table, row));
        match named.find(|key| open.contains(key)) {
            Some(key) => {
                open.remove(&key);
                found.take(proceso, key, &table, row);
            }
            None => later.push(row),
        }
    }
    for row in later {
        let like = open.iter().find(|key| resembles(proceso, key, &table, row));
        match like.cloned() {
            Some(key) => {
                open.remove(&key);
                found.take(proceso, key, &table, row);
            }
            None => found.unmatched.push(row.line()),
        }
    }
    Ok(found)
}

impl PublishedVotes {
    fn take(&mut self, proceso: &Proceso, key: ActaKey, table: &PublishedTable, row: &Row) {
        let Some(form) = proceso.form(&key) else {
            return self.unmatched.push(row.line());
        };
        self.lines.insert(key.clone(), row.line());
        match values(&form, table, row) {
            Some(values) => _ = self.actas.insert(key, values),
            None => self.sin_acta.push(row.line()),
        }
    }
}

/// The acta whose clave de casilla a row has: what a PREP publishes even of mesas without a number.
fn key_by_clave(
    _: &Proceso,
    eleccion: &EleccionId,
    table: &PublishedTable,
    row: &Row,
) -> Option<ActaKey> {
    Some(ActaKey {
        eleccion: eleccion.clone(),
        casilla: table.text(row, KnownColumn::ClaveCasilla).parse().ok()?,
        tipo_acta: TipoActa::new(table.text(row, KnownColumn::TipoActa)).ok()?,
    })
}

/// The acta that the columns of a row name.
fn key_by_columns(
    proceso: &Proceso,
    eleccion: &EleccionId,
    table: &PublishedTable,
    row: &Row,
) -> Option<ActaKey> {
    let text = |column| table.text(row, column);
    let tipo_acta = TipoActa::new(text(KnownColumn::TipoActa)).ok()?;
    let tipo = TipoCasilla::try_from(text(KnownColumn::TipoCasilla).chars().next()?).ok()?;
    let seccion = text(KnownColumn::Seccion).parse().ok()?;
    let id = text(KnownColumn::IdCasilla).parse().ok()?;
    let ext = text(KnownColumn::ExtContigua).parse().unwrap_or(0);
    let entidad = proceso.head().entidad;
    Some(ActaKey {
        eleccion: eleccion.clone(),
        casilla: ClaveCasilla::new(entidad, seccion, tipo, id, ext).ok()?,
        tipo_acta,
    })
}

/// True if nothing that the row says speaks against this acta.
fn resembles(proceso: &Proceso, key: &ActaKey, table: &PublishedTable, row: &Row) -> bool {
    let Some(casilla) = proceso.casilla(key.casilla) else {
        return false;
    };
    let text = |column| table.text(row, column);
    let tipo = text(KnownColumn::TipoCasilla).chars().next();
    let number = |column: Option<usize>| column.and_then(|at| row.text(at).parse::<u16>().ok());
    let place = |column, own: Option<AmbitoId>| {
        let (says, own) = (number(column), own.map(AmbitoId::number));
        says.is_none() || says == own
    };
    let lista = table.value(row, KnownColumn::ListaNominal).number();
    text(KnownColumn::TipoActa) == key.tipo_acta.as_str()
        && tipo == Some(casilla.clave.tipo().letter())
        && lista == Some(casilla.lista_nominal)
        && place(table.distrito_column(), casilla.distrito)
        && place(table.municipio_column(), casilla.municipio)
}

/// The values of every printed field; `None` for an acta that never arrived.
fn values(
    form: &ActaForm,
    table: &PublishedTable,
    row: &Row,
) -> Option<BTreeMap<CampoId, CampoValue>> {
    let names = table.sheet().names();
    let mut values = BTreeMap::new();
    for campo in &form.campos {
        let cell = if let Some(known) = column(campo.role) {
            table.value(row, known)
        } else {
            let named = |at: &usize| {
                let name = names.get(*at);
                name.is_some_and(|name| normalized(name) == campo.id.as_str())
            };
            let at = table.votes().find(named);
            PublishedValue::of(at.map_or("", |at| row.text(at)))
        };
        let value = match cell {
            PublishedValue::Number(number) if number <= campo.max() => CampoValue::Number(number),
            PublishedValue::Ilegible => CampoValue::Ilegible,
            PublishedValue::SinActa => return None,
            _ => CampoValue::SinDato,
        };
        values.insert(campo.id.clone(), value);
    }
    Some(values)
}

/// The published column of a fixed field.
fn column(role: CampoRole) -> Option<KnownColumn> {
    Some(match role {
        CampoRole::BoletasSobrantes => KnownColumn::BoletasSobrantes,
        CampoRole::PersonasVotaron => KnownColumn::PersonasVotaron,
        CampoRole::RepresentantesVotaron => KnownColumn::RepresentantesVotaron,
        CampoRole::VotosSacados => KnownColumn::VotosSacados,
        CampoRole::NoRegistradas => KnownColumn::NoRegistradas,
        CampoRole::Nulos => KnownColumn::Nulos,
        CampoRole::TotalAsentado => KnownColumn::TotalAsentado,
        CampoRole::Contendiente => return None,
    })
}
