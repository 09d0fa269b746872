//! The image of record and what comes with it, and the rows that have none (LEEME, variables 34, 40
//! to 46, and its last sections).

use std::collections::HashMap;

use prep_model::contract::TipoDocumento;
use proceso_files::published::table::{KnownColumn, PublishedValue};

use super::Code;
use super::base::{Acta, Base, Cell, Clase, Conteo, Etiqueta};
use super::findings::Findings;
use super::valores::CAMPOS;

const TIMES: [KnownColumn; 3] = [
    KnownColumn::FechaHoraAcopio,
    KnownColumn::FechaHoraCaptura,
    KnownColumn::FechaHoraVerificacion,
];

pub(super) fn check(base: &Base<'_>, findings: &mut Findings) {
    let strict = base.perfil().is_some();
    for acta in &base.actas {
        match acta.clase {
            Clase::Leida => leida(base, acta, findings),
            Clase::SinActa if strict => sin_acta(base, acta, findings),
            _ => {}
        }
        if strict && base.lacks_ambito(acta) {
            mesa(base, acta, findings);
        }
        if let Some(cell) = base.cell(acta, KnownColumn::CodigoIntegridad)
            && has_hash(base, cell)
            && !is_sha256(cell.text)
        {
            findings.add(Code::HashForm, cell.place(), || {
                (cell.text.to_owned(), "64 dígitos hexadecimales".to_owned())
            });
        }
    }
    repeated_hashes(base, findings);
}

/// True for 64 hexadecimal digits, in either case (the LEEME's example is in capitals).
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn has_hash(base: &Base<'_>, cell: Cell<'_>) -> bool {
    !is_absent(base, cell)
}

fn is_absent(base: &Base<'_>, cell: Cell<'_>) -> bool {
    matches!(
        base.value(cell.text),
        PublishedValue::NoAplica | PublishedValue::Empty
    )
}

fn leida(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let may_lack_image = base
        .perfil()
        .is_some_and(|perfil| perfil.corte.publica_sin_imagen);
    if let Some(cell) = base.cell(acta, KnownColumn::CodigoIntegridad)
        && acta.conteo == Conteo::Si
        && !has_hash(base, cell)
        && !may_lack_image
    {
        findings.add(Code::CountedWithoutHash, cell.place(), || {
            (
                said(cell.text),
                "el SHA-256 de la imagen del acta".to_owned(),
            )
        });
    }
    // What an urna electrónica publishes at the least has no hours (LEEME, last section).
    let text = |column| base.table.text(acta.row, column);
    let urna = text(KnownColumn::TipoActa).contains("UE")
        || text(KnownColumn::TipoDocumento) == TipoDocumento::ActaUe.as_str();
    for cell in TIMES
        .into_iter()
        .filter_map(|column| base.cell(acta, column))
    {
        if is_absent(base, cell) && !urna {
            findings.add(Code::MissingTime, cell.place(), || {
                (said(cell.text), "la fecha y hora".to_owned())
            });
        }
    }
}

fn said(text: &str) -> String {
    if text.is_empty() {
        "(vacío)".to_owned()
    } else {
        text.to_owned()
    }
}

fn sin_acta(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let cell = |column| base.cell(acta, column);
    let no_aplica = |cell: &Cell<'_>| base.value(cell.text) == PublishedValue::NoAplica;
    if let Some(cell) = cell(KnownColumn::CodigoIntegridad).filter(|cell| !no_aplica(cell)) {
        findings.add(Code::SinActaHash, cell.place(), || {
            (said(cell.text), "N/A".to_owned())
        });
    }
    let image = [
        KnownColumn::Origen,
        KnownColumn::Digitalizacion,
        KnownColumn::TipoDocumento,
    ];
    for cell in TIMES
        .into_iter()
        .chain(image)
        .filter_map(cell)
        .filter(|cell| !no_aplica(cell))
    {
        findings.add(Code::SinActaImage, cell.place(), || {
            (said(cell.text), "N/A".to_owned())
        });
    }
    // A contendiente that is not printed stays as it is; a field that the acta does not have is N/A.
    let fields = CAMPOS
        .into_iter()
        .chain([KnownColumn::TotalCalculado])
        .filter_map(cell);
    let votes = base.vote_columns().map(|index| base.at(acta.row, index));
    let wrong_field = |value| !matches!(value, PublishedValue::SinActa | PublishedValue::NoAplica);
    let fields = fields.filter(|cell| wrong_field(base.value(cell.text)));
    let wrong_vote = |value| !matches!(value, PublishedValue::SinActa | PublishedValue::Empty);
    let votes = votes.filter(|cell| wrong_vote(base.value(cell.text)));
    for cell in fields.chain(votes) {
        findings.add(Code::SinActaFields, cell.place(), || {
            (said(cell.text), "SIN ACTA".to_owned())
        });
    }
    if acta.etiqueta == (Etiqueta::SinActa { with_reason: false })
        && let Some(cell) = cell(KnownColumn::Observaciones)
    {
        findings.add(Code::SinActaReason, cell.place(), || {
            (
                said(cell.text),
                "SIN ACTA POR … y uno de los motivos del LEEME".to_owned(),
            )
        });
    }
}

/// LEEME, last section: what does not apply to a modalidad that is tied to no distrito.
fn mesa(base: &Base<'_>, acta: &Acta<'_>, findings: &mut Findings) {
    let columns = [
        KnownColumn::Seccion,
        KnownColumn::IdCasilla,
        KnownColumn::BoletasSobrantes,
        KnownColumn::RepresentantesVotaron,
        KnownColumn::Representantes,
    ];
    let cells = columns
        .into_iter()
        .filter_map(|column| base.cell(acta, column));
    let cells = base.ambito(acta).into_iter().chain(cells);
    let applies = |cell: &Cell<'_>| {
        !matches!(
            base.value(cell.text),
            PublishedValue::NoAplica | PublishedValue::SinActa
        )
    };
    for cell in cells.filter(applies) {
        findings.add(Code::MesaNoAplica, cell.place(), || {
            (said(cell.text), "N/A".to_owned())
        });
    }
}

fn repeated_hashes(base: &Base<'_>, findings: &mut Findings) {
    let cells = base
        .actas
        .iter()
        .filter_map(|acta| base.cell(acta, KnownColumn::CodigoIntegridad));
    let hashes: Vec<(String, Cell<'_>)> = cells
        .filter(|cell| is_sha256(cell.text))
        .map(|cell| (cell.text.to_ascii_lowercase(), cell))
        .collect();
    let mut counts = HashMap::<&str, u32>::new();
    for (hash, _) in &hashes {
        *counts.entry(hash).or_default() += 1;
    }
    let repeated = || counts.values().filter(|count| **count > 1);
    for (hash, cell) in &hashes {
        let count = counts.get(hash.as_str()).copied().unwrap_or(0);
        if count > 1 {
            findings.add(Code::RepeatedHash, cell.place(), || {
                (
                    format!("{hash} en {count} actas"),
                    "una imagen por acta".to_owned(),
                )
            });
        }
    }
    if let Some(most) = repeated().max() {
        let codes = repeated().count();
        findings.explain(
            Code::RepeatedHash,
            format!("códigos repetidos: {codes}; el que más, en {most} actas"),
        );
    }
}
