//! The form of the file: encoding, head, delimiter, apostrophes.

use proceso_files::published::table::{KnownColumn, Summary};

use super::Code;
use super::base::Base;
use super::findings::{Findings, Place};
use super::moment::{CORTE, read_exactly};

const BOM: &[u8] = b"\xef\xbb\xbf";

pub(super) fn check(base: &Base<'_>, bytes: &[u8], findings: &mut Findings) {
    encoding(base, bytes, findings);
    for line in base.table.sheet().stray_quotes() {
        findings.add(Code::StrayQuote, Place::line(*line), || {
            (
                "una comilla sin cerrar".to_owned(),
                "comillas en pares".to_owned(),
            )
        });
    }
    head(base, findings);
    if base.perfil().is_some() {
        delimiter_and_bom(base, bytes, findings);
        apostrophes(base, findings);
    }
}

/// Lines in UTF-8 and lines in latin-1 in one file: whichever one reads, the others are wrong.
fn encoding(base: &Base<'_>, bytes: &[u8], findings: &mut Findings) {
    let latin1 = base.table.sheet().latin1_lines();
    let utf8 = |line: &[u8]| !line.is_ascii() && std::str::from_utf8(line).is_ok();
    let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let mixed = !latin1.is_empty()
        && (body.len() < bytes.len() || body.split(|byte| *byte == b'\n').any(utf8));
    if mixed {
        for line in latin1 {
            findings.add(Code::MixedEncoding, Place::line(*line), || {
                (
                    "latin-1".to_owned(),
                    "UTF-8, como los demás renglones".to_owned(),
                )
            });
        }
    }
}

fn head(base: &Base<'_>, findings: &mut Findings) {
    let strict = base.perfil().is_some();
    let sheet = base.table.sheet();
    let Some(perfil) = base.perfil() else {
        if base.table.summary().is_none() {
            findings.note(
                "El archivo no lleva resumen: no hay encabezado que comparar con los renglones.",
            );
        }
        return;
    };
    let summary = base.table.summary().map(Summary::line);
    let places = [
        ("el resumen", summary, 5),
        ("los nombres de las columnas", Some(sheet.header_line()), 7),
    ];
    for (what, line, expected) in places {
        if strict && line != Some(expected) {
            let found = line.map_or_else(|| "no está".to_owned(), |line| format!("línea {line}"));
            findings.add(Code::Head, Place::FILE, || {
                (format!("{what}: {found}"), format!("línea {expected}"))
            });
        }
    }
    let head = sheet.head();
    let title = head.first().filter(|row| row.line() == 1);
    if title.is_none() {
        findings.add(Code::Head, Place::line(1), || {
            (
                "sin título".to_owned(),
                "el nombre de la elección".to_owned(),
            )
        });
    }
    let format = perfil.publicacion.fecha_hora.corte.as_str();
    match head.iter().find(|row| row.line() == 2) {
        Some(row) => {
            let said = row
                .texts()
                .find(|text| !text.is_empty())
                .unwrap_or_default();
            if read_exactly(said, format).is_none() {
                findings.add(Code::CorteForm, Place::line(2), || {
                    (said.to_owned(), "DD/MM/AAAA HH:MM (UTC-6)".to_owned())
                });
            }
        }
        None => findings.add(Code::Head, Place::line(2), || {
            ("sin fecha del corte".to_owned(), CORTE.to_owned())
        }),
    }
}

fn delimiter_and_bom(base: &Base<'_>, bytes: &[u8], findings: &mut Findings) {
    let Some(perfil) = base.perfil() else {
        return;
    };
    let own = perfil.publicacion.delimitador.char();
    let delimiter = base.table.sheet().delimiter();
    if delimiter != own {
        findings.add(Code::FileForm, Place::FILE, || {
            (
                format!("separado por «{delimiter}»"),
                format!("separado por «{own}»"),
            )
        });
    }
    let bom = bytes.starts_with(BOM);
    if bom != perfil.publicacion.bom {
        let says = |bom| if bom { "con BOM" } else { "sin BOM" }.to_owned();
        findings.add(Code::FileForm, Place::FILE, || (says(bom), says(!bom)));
    }
}

/// Apostrophes before numbers: only in the columns in which the perfil writes them.
fn apostrophes(base: &Base<'_>, findings: &mut Findings) {
    let Some(perfil) = base.perfil() else {
        return;
    };
    let columns: Vec<(usize, bool)> = KnownColumn::all()
        .filter_map(|column| {
            let own = column.names().first()?;
            let written = perfil.publicacion.apostrofo.contains(*own);
            Some((base.table.column(column)?, written))
        })
        .collect();
    for acta in &base.actas {
        for (index, written) in &columns {
            let cell = base.at(acta.row, *index);
            let there = cell.raw.trim_start().starts_with('\'');
            if there != *written && !cell.text.is_empty() {
                let says = |there| {
                    if there {
                        "con apóstrofo"
                    } else {
                        "sin apóstrofo"
                    }
                };
                findings.add(Code::FileForm, cell.place(), || {
                    (cell.raw.to_owned(), says(*written).to_owned())
                });
            }
        }
    }
}
