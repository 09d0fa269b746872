use prep_model::claves::{ClaveCasilla, EntidadId, TipoCasilla};

use super::table::{KnownColumn, PublishedTable, Row};

/// Which casilla a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Identity {
    /// A whole key.
    Known(ClaveCasilla),
    /// A part of it is missing and has to be numbered.
    Missing(MesaGroup),
}

/// The rows among which a missing number is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MesaGroup {
    pub(super) seccion: u16,
    pub(super) tipo: TipoCasilla,
    /// Without it the número is missing; with it the extraordinaria contigua is.
    pub(super) id: Option<u8>,
}

/// What was noticed while a row was identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyNote {
    /// CLAVE_CASILLA has not the form of a key.
    Malformed,
    /// CLAVE_CASILLA says another casilla than the columns.
    Differs,
}

/// A part of a key as a cell says it.
enum Part<T> {
    Says(T),
    Nothing,
}

/// The casilla of a row, from its columns and, where these say nothing, from CLAVE_CASILLA.
pub(super) fn identify(
    table: &PublishedTable,
    row: &Row,
    entidad: EntidadId,
) -> Result<(Identity, TipoCasilla, Option<KeyNote>), String> {
    let text = |column| table.text(row, column);
    check_entidad(text(KnownColumn::IdEntidad), entidad)?;
    let written = text(KnownColumn::ClaveCasilla);
    let clave: Option<ClaveCasilla> = written.parse().ok();
    let clave = clave.filter(|clave| clave.entidad() == entidad);
    let (tipo, tipo_id) = match tipo(text(KnownColumn::TipoCasilla))? {
        Part::Says(says) => says,
        Part::Nothing => match clave {
            Some(clave) => (clave.tipo(), None),
            None => return Err("no dice el tipo de casilla".to_owned()),
        },
    };
    let clave_of_tipo = clave.filter(|clave| clave.tipo() == tipo);
    let seccion = number(text(KnownColumn::Seccion), 9_999, "la sección")?;
    let id_text = text(KnownColumn::IdCasilla);
    let (id, ext) = id(id_text, tipo, tipo_id)?;
    let ext_column = number(text(KnownColumn::ExtContigua), 99, "EXT_CONTIGUA")?;

    let identity = match (seccion, id) {
        (Part::Says(seccion), Part::Says(id)) => match (ext, ext_column) {
            (Ext::Unnumbered, Part::Says(0) | Part::Nothing) => Identity::Missing(MesaGroup {
                seccion,
                tipo,
                id: Some(id),
            }),
            (Ext::Numbered(ext), Part::Says(0) | Part::Nothing) => {
                Identity::Known(key(entidad, seccion, tipo, id, ext)?)
            }
            (_, ext) => Identity::Known(key(entidad, seccion, tipo, id, small(&ext))?),
        },
        (seccion, id) => match clave_of_tipo {
            Some(clave) => Identity::Known(clave),
            None => without_key(entidad, tipo, &seccion, &id)?,
        },
    };
    Ok((identity, tipo, key_note(written, clave, identity)))
}

fn check_entidad(text: &str, entidad: EntidadId) -> Result<(), String> {
    match number(text, 99, "ID_ENTIDAD")? {
        Part::Says(number) if number != u16::from(entidad.number()) => {
            Err(format!("es de la entidad {number:02} y no de la {entidad}"))
        }
        _ => Ok(()),
    }
}

/// Only mesas may lack sección or número; a known número without sección is sección 0000.
fn without_key(
    entidad: EntidadId,
    tipo: TipoCasilla,
    seccion: &Part<u16>,
    id: &Part<u8>,
) -> Result<Identity, String> {
    if !tipo.may_lack_seccion() {
        let lacks = match seccion {
            Part::Nothing => "la sección",
            Part::Says(_) => "el número de casilla",
        };
        return Err(format!("no dice {lacks}"));
    }
    let seccion = match seccion {
        Part::Says(seccion) => *seccion,
        Part::Nothing => 0,
    };
    match id {
        Part::Says(id) => Ok(Identity::Known(key(entidad, seccion, tipo, *id, 0)?)),
        Part::Nothing => Ok(Identity::Missing(MesaGroup {
            seccion,
            tipo,
            id: None,
        })),
    }
}

fn key(
    entidad: EntidadId,
    seccion: u16,
    tipo: TipoCasilla,
    id: u8,
    ext: u8,
) -> Result<ClaveCasilla, String> {
    ClaveCasilla::new(entidad, seccion, tipo, id, ext).map_err(|error| error.to_string())
}

fn key_note(written: &str, clave: Option<ClaveCasilla>, identity: Identity) -> Option<KeyNote> {
    if says_nothing(written) {
        return None;
    }
    match (clave, identity) {
        (None, _) => Some(KeyNote::Malformed),
        (Some(clave), Identity::Known(own)) if clave != own => Some(KeyNote::Differs),
        _ => None,
    }
}

fn says_nothing(text: &str) -> bool {
    text.is_empty()
        || text.eq_ignore_ascii_case("N/A")
        || text.eq_ignore_ascii_case("NA")
        || text.chars().all(|c| c == '-')
}

fn number(text: &str, max: u16, what: &str) -> Result<Part<u16>, String> {
    if says_nothing(text) {
        return Ok(Part::Nothing);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && *number <= max);
    let found = number.map(Part::Says);
    found.ok_or_else(|| format!("«{text}» no es un número válido para {what}"))
}

fn small(part: &Part<u16>) -> u8 {
    match part {
        Part::Says(number) => u8::try_from(*number).unwrap_or(u8::MAX),
        Part::Nothing => 0,
    }
}

/// The letter, and the number after it where they come together (`B01`).
fn tipo(text: &str) -> Result<Part<(TipoCasilla, Option<u8>)>, String> {
    if says_nothing(text) {
        return Ok(Part::Nothing);
    }
    let letter = text.chars().next().unwrap_or_default().to_ascii_uppercase();
    let rest = text.get(letter.len_utf8()..).unwrap_or_default();
    let tipo = TipoCasilla::try_from(letter)?;
    let digits = rest.bytes().all(|byte| byte.is_ascii_digit());
    match rest.parse::<u8>() {
        _ if rest.is_empty() => Ok(Part::Says((tipo, None))),
        Ok(id) if digits => Ok(Part::Says((tipo, Some(id)))),
        _ => Err(format!("«{text}» no es un tipo de casilla")),
    }
}

/// What ID_CASILLA says about the extraordinaria contigua.
enum Ext {
    None,
    Numbered(u8),
    Unnumbered,
}

/// ID_CASILLA: a number, or `1C` and `1C2` for the contiguas of an extraordinaria.
fn id(text: &str, tipo: TipoCasilla, tipo_id: Option<u8>) -> Result<(Part<u8>, Ext), String> {
    if says_nothing(text) {
        let id = tipo_id.map_or(Part::Nothing, Part::Says);
        return Ok((id, Ext::None));
    }
    let refused = || format!("«{text}» no es un número de casilla");
    let byte = |text: &str| match number(text, 99, "ID_CASILLA") {
        Ok(part @ Part::Says(_)) => Ok(small(&part)),
        _ => Err(refused()),
    };
    if let Some((id, ext)) = text.split_once(['C', 'c'])
        && tipo == TipoCasilla::Extraordinaria
    {
        let ext = if ext.is_empty() {
            Ext::Unnumbered
        } else {
            Ext::Numbered(byte(ext)?)
        };
        return Ok((Part::Says(byte(id)?), ext));
    }
    Ok((Part::Says(byte(text)?), Ext::None))
}
