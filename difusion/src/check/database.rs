//! One database.

use std::collections::BTreeMap;

use prep_model::perfiles::Perfil;
use proceso_files::published::NamedBytes;
use proceso_files::published::table::{KnownColumn, PublishedTable};

use super::base::Base;
use super::findings::Findings;
use super::package::what_is;
use super::{CheckOptions, Defect, Report, Unreadable};
use super::{claves, forma, horas, imagen, inconsistencias, nombres, resumen, valores};

/// What to do with a file that is no database.
const REMEDY: &str =
    "dé una base de datos de resultados por acta: un CSV separado por comas o por |";
/// Longest line of a database in bytes; no row of any PREP comes near.
const MAX_LINE: usize = 64 * 1024;

/// Checks one result database. `name` is how the report calls it.
///
/// Nothing in the bytes can make it panic; what is no database at all is [`Unreadable`].
pub fn check_database(
    name: &str,
    bytes: &[u8],
    options: &CheckOptions,
) -> Result<Report, Unreadable> {
    let checked = Checked::of(name, bytes, options)?;
    let (defects, notes) = checked.findings.into_defects(None);
    Ok(report(name, options, checked.actas, defects, notes))
}

/// The name of each row by its line, as the report counts lines: its CLAVE_ACTA, or of an acta fuera de
/// catálogo its CODIGO_INTEGRIDAD. None of what is no database.
pub(crate) fn rows_by_line(bytes: &[u8], perfil: &Perfil) -> BTreeMap<u32, String> {
    let Ok(table) = read("", bytes, Some(perfil)) else {
        return BTreeMap::new();
    };
    let name = |row| {
        let fuera = table.text(row, KnownColumn::Contabilizada) == "2";
        let column = if fuera {
            KnownColumn::CodigoIntegridad
        } else {
            KnownColumn::ClaveActa
        };
        table.text(row, column).to_owned()
    };
    let rows = table.rows().iter();
    rows.map(|row| (row.line(), name(row))).collect()
}

/// A database of a package: its findings, and what other files are held against.
pub(super) struct Checked {
    pub(super) table: PublishedTable,
    pub(super) findings: Findings,
    pub(super) actas: u64,
}

impl Checked {
    pub(super) fn of(name: &str, bytes: &[u8], options: &CheckOptions) -> Result<Self, Unreadable> {
        let table = read(name, bytes, options.perfil.as_ref())?;
        let mut findings = Findings::default();
        let base = Base::read(&table, options, &mut findings);
        forma::check(&base, bytes, &mut findings);
        nombres::check(&base, &mut findings);
        claves::check(&base, &mut findings);
        valores::check(&base, &mut findings);
        inconsistencias::check(&base, &mut findings);
        imagen::check(&base, &mut findings);
        horas::check(&base, &mut findings);
        resumen::check(&base, &mut findings);
        if options.perfil.is_none() {
            findings.note(
                "Sin --perfil solo se revisa lo que vale para todo PREP; los nombres, textos y formas del LEEME no.",
            );
        }
        let actas = base.actas.len() as u64;
        Ok(Self {
            table,
            findings,
            actas,
        })
    }
}

pub(super) fn report(
    name: &str,
    options: &CheckOptions,
    actas: u64,
    defects: Vec<Defect>,
    notes: Vec<String>,
) -> Report {
    Report {
        name: name.to_owned(),
        perfil: options.perfil.as_ref().map(|perfil| perfil.nombre.clone()),
        actas,
        defects,
        notes,
    }
}

fn read(name: &str, bytes: &[u8], perfil: Option<&Perfil>) -> Result<PublishedTable, Unreadable> {
    let unreadable = |message: &str, remedy: &str| Unreadable {
        name: name.to_owned(),
        message: message.to_owned(),
        remedy: remedy.to_owned(),
    };
    if bytes.is_empty() {
        return Err(unreadable("el archivo está vacío", REMEDY));
    }
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if bytes.contains(&0) && !utf16 {
        return Err(unreadable("es un archivo binario y no un texto", REMEDY));
    }
    let ends = |byte: &u8| *byte == b'\n' || *byte == b'\r';
    if bytes.split(ends).any(|line| line.len() > MAX_LINE) {
        return Err(unreadable(
            "tiene un renglón de más de 65536 bytes, que ninguna base de datos tiene",
            REMEDY,
        ));
    }
    let names = perfil.map(nombres::own_names).unwrap_or_default();
    let file = NamedBytes::new(name, bytes.to_vec());
    PublishedTable::read_named(&file, names).map_err(|fault| match what_is(bytes) {
        Some(what) => unreadable(
            what,
            "dé la base de datos, el paquete o la carpeta del corte",
        ),
        None => unreadable(&fault.message, &fault.remedy),
    })
}
