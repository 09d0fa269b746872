//! What each column may hold: closed lists, numbers, texts for what is absent (LEEME, variables 10,
//! 12 to 36, 39 and 44 to 46).

use std::collections::BTreeMap;

use prep_model::contract::TipoDocumento;
use prep_model::publicacion::{Digitalizacion, Origen};
use proceso_files::published::table::{KnownColumn, PublishedValue};

use super::Code;
use super::base::{Acta, Base, Cell, Clase};
use super::findings::{Findings, Place};

/// The fields of an acta that are no votes for anybody.
pub(super) const CAMPOS: [KnownColumn; 5] = [
    KnownColumn::BoletasSobrantes,
    KnownColumn::PersonasVotaron,
    KnownColumn::RepresentantesVotaron,
    KnownColumn::VotosSacados,
    KnownColumn::TotalAsentado,
];

pub(super) fn check(base: &Base<'_>, findings: &mut Findings) {
    let columns = base.table.sheet().names().len();
    for acta in &base.actas {
        spaces(base, acta, columns, findings);
        votes(base, acta, findings);
        if base.perfil().is_some() && acta.clase != Clase::NoCapturada {
            lists(base, acta, findings);
            tipo_documento(base, acta, findings);
            lista_nominal(base, acta, findings);
            if acta.clase == Clase::Leida {
                campos(base, acta, findings);
            }
        }
    }
    if base.perfil().is_some() {
        constant(base, findings);
    }
}

fn spaces(base: &Base<'_>, acta: &Acta<'_>, columns: usize, findings: &mut Findings) {
    for index in 0..columns {
        let raw = acta.row.raw(index);
        let ends = [raw.as_bytes().first(), raw.as_bytes().last()];
        if ends.into_iter().flatten().any(u8::is_ascii_whitespace) {
            let cell = base.at(acta.row, index);
            findings.add(Code::Spaces, cell.place(), || {
                (format!("«{}»", cell.raw), format!("«{}»", cell.raw.trim()))
            });
        }
    }
}

fn votes(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let campos = CAMPOS
        .into_iter()
        .chain([KnownColumn::TotalCalculado, KnownColumn::ListaNominal]);
    let campos = campos.filter_map(|column| base.table.column(column));
    for index in base.vote_columns().chain(campos) {
        let cell = base.at(acta.row, index);
        let grouped = || cell.text.bytes().any(|byte| !byte.is_ascii_digit());
        let wrong = match base.value(cell.text) {
            PublishedValue::Number(_) => grouped(),
            PublishedValue::Other(_) => true,
            _ => false,
        };
        if wrong {
            findings.add(Code::VoteValue, cell.place(), || {
                (
                    cell.text.to_owned(),
                    "un número sin separadores, o el texto que dice por qué no lo hay".to_owned(),
                )
            });
        }
    }
}

/// A column with a closed list, which code it breaks, and what it asks.
type List = (KnownColumn, Code, fn(&str) -> bool, &'static str);

const LISTS: [List; 5] = [
    (
        KnownColumn::UbicacionCasilla,
        Code::Ubicacion,
        |text| matches!(text, "1" | "2" | "3"),
        "1, 2 o 3",
    ),
    (
        KnownColumn::MecanismosTraslado,
        Code::Mecanismo,
        // The prototype that the INE reviewed writes N/A where none applies.
        |text| matches!(text, "D" | "F" | "I" | "" | "N/A"),
        "D, F, I o vacío",
    ),
    (
        KnownColumn::Origen,
        Code::Origen,
        |text| text.parse::<Origen>().is_ok(),
        "CASILLA, CATD, CCV o N/A",
    ),
    (
        KnownColumn::Digitalizacion,
        Code::Digitalizacion,
        |text| text.parse::<Digitalizacion>().is_ok(),
        "MOVIL, ESCANER, URNA o N/A",
    ),
    (
        KnownColumn::TipoDocumento,
        Code::TipoDocumento,
        |text| text == "N/A" || text.parse::<TipoDocumento>().is_ok(),
        "ACTA PREP, RPP, CC, PPC, ACTA VRME, ACTA VA, ACTA VPPP, ACTA UE o N/A",
    ),
];

fn lists(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    for (column, code, allows, list) in LISTS {
        let Some(cell) = base.cell(acta, column) else {
            continue;
        };
        let no_aplica = base.value(cell.text) == PublishedValue::NoAplica;
        let applies = column == KnownColumn::UbicacionCasilla || !no_aplica;
        if applies && !allows(cell.text) {
            findings.add(code, cell.place(), || (shown(cell), list.to_owned()));
        }
    }
    let text = |column| base.table.text(acta.row, column);
    if text(KnownColumn::Origen) == Origen::Casilla.as_str()
        && text(KnownColumn::Digitalizacion) == Digitalizacion::Escaner.as_str()
        && let Some(cell) = base.cell(acta, KnownColumn::Digitalizacion)
    {
        findings.add(Code::OrigenAndDigitalizacion, cell.place(), || {
            (cell.text.to_owned(), Digitalizacion::Movil.to_string())
        });
    }
}

fn shown(cell: Cell<'_>) -> String {
    if cell.text.is_empty() {
        "(vacío)".to_owned()
    } else {
        cell.text.to_owned()
    }
}

/// LEEME, variable 46: VRME, VA and VPPP are told by the kind of mesa, UE by the printed code.
fn tipo_documento(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    use TipoDocumento as T;
    let Some(cell) = base.cell(acta, KnownColumn::TipoDocumento) else {
        return;
    };
    let Ok(tipo) = cell.text.parse::<TipoDocumento>() else {
        return;
    };
    if acta.clase != Clase::Leida {
        return;
    }
    let urna = base
        .table
        .text(acta.row, KnownColumn::TipoActa)
        .contains("UE");
    let allowed: &[TipoDocumento] = match acta.tipo {
        _ if urna => &[T::ActaUe],
        'M' => &[T::ActaVrme],
        'A' => &[T::ActaVa],
        'P' => &[T::ActaVppp],
        _ => &[T::ActaPrep, T::Rpp, T::Cc, T::Ppc],
    };
    if !allowed.contains(&tipo) {
        findings.add(Code::TipoDocumentoModalidad, cell.place(), || {
            let names: Vec<&str> = allowed.iter().map(|tipo| tipo.as_str()).collect();
            (cell.text.to_owned(), names.join(", "))
        });
    }
}

/// LEEME, variable 35.
fn lista_nominal(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let Some(cell) = base.cell(acta, KnownColumn::ListaNominal) else {
        return;
    };
    if acta.tipo == 'S'
        && base
            .value(cell.text)
            .number()
            .is_some_and(|number| number > 0)
    {
        findings.add(Code::EspecialListaNominal, cell.place(), || {
            (cell.text.to_owned(), "0".to_owned())
        });
    }
}

/// A field that the acta has and the row leaves empty.
fn campos(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let cells = CAMPOS
        .into_iter()
        .filter_map(|column| base.cell(acta, column));
    for cell in cells.filter(|cell| cell.text.is_empty()) {
        findings.add(Code::EmptyField, cell.place(), || {
            (
                "(vacío)".to_owned(),
                "un número, ILEGIBLE, SIN DATO o N/A".to_owned(),
            )
        });
    }
}

/// Columns that describe each casilla and cannot be the same in all of a large PREP.
fn constant(base: &Base<'_>, findings: &mut Findings) {
    const ROWS: usize = 1_000;
    if base.actas.len() < ROWS {
        return;
    }
    let contigua = contigua_elsewhere(base);
    let of_each = || "el valor de cada casilla".to_owned();
    let columns = [
        // Most procesos have no contigua of an extraordinaria: only one that stands elsewhere tells.
        (KnownColumn::ExtContigua, contigua),
        (KnownColumn::MecanismosTraslado, Some(of_each())),
    ];
    for (column, expected) in columns {
        let texts = base.actas.iter().filter_map(|acta| base.cell(acta, column));
        let mut texts = texts.map(|cell| (cell.text, cell.column));
        let (Some((first, name)), Some(expected)) = (texts.next(), expected) else {
            continue;
        };
        let says = !first.is_empty() && base.value(first) != PublishedValue::NoAplica;
        if says && texts.all(|(text, _)| text == first) {
            findings.add(Code::ConstantColumn, Place::column(name), || {
                let found = format!("{first} en los {} renglones", base.actas.len());
                (found, expected)
            });
        }
    }
}

/// A contigua of an extraordinaria that ID_CASILLA tells and EXT_CONTIGUA should: `1C`, or 11 to 19 of
/// a sección whose extraordinarias are 1 and no other below.
fn contigua_elsewhere(base: &Base<'_>) -> Option<String> {
    let id = |acta: &Acta<'_>| base.table.text(acta.row, KnownColumn::IdCasilla).to_owned();
    let mut secciones = BTreeMap::<&str, Vec<(String, u32)>>::new();
    for acta in base.actas.iter().filter(|acta| acta.tipo == 'E') {
        let seccion = base.table.text(acta.row, KnownColumn::Seccion);
        let own = secciones.entry(seccion).or_default();
        own.push((id(acta), acta.row.line()));
    }
    for (seccion, own) in secciones {
        let has = |number: u32| own.iter().any(|(id, _)| id.parse() == Ok(number));
        let contigua = own.iter().find(|(id, _)| match id.parse::<u32>() {
            Ok(number) => {
                let of = number / 10;
                (11..=99).contains(&number) && has(of) && !(of + 1..10).any(has)
            }
            Err(_) => id.contains('C'),
        });
        if let Some((id, line)) = contigua {
            return Some(format!(
                "la contigua que en la línea {line} (sección {seccion}) lleva ID_CASILLA {id}"
            ));
        }
    }
    None
}
