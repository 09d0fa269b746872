//! Names: of columns and variables against the perfil, and the words of OBSERVACIONES.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::elecciones::AmbitoTipo;
use prep_model::perfiles::{Columna, ExcedeConOtras, Perfil};
use prep_model::porcentajes::VariableResumen;
use proceso_files::published::table::{KnownColumn, OwnNames, normalized};

use super::Code;
use super::base::{Base, Clase, Etiqueta};
use super::findings::{Findings, Place};
use super::resumen::names_of;

pub(super) fn check(base: &Base<'_>, findings: &mut Findings) {
    repeated(base, findings);
    let Some(perfil) = base.perfil() else {
        for (name, column) in base.table.guessed() {
            guessed(base, name, column, findings);
        }
        return;
    };
    // Gobierno and diputaciones have the same columns in many institutes: whichever fits best.
    let tipos = [
        AmbitoTipo::Entidad,
        AmbitoTipo::Distrito,
        AmbitoTipo::Municipio,
    ];
    let best = tipos
        .map(|tipo| (tipo, Pairing::of(base, perfil, tipo)))
        .into_iter()
        .min_by_key(|(_, pairing)| pairing.faults());
    if let Some((tipo, pairing)) = best {
        pairing.report(base, perfil, tipo, findings);
        contendientes(base, perfil, findings);
    }
    observaciones(base, perfil, findings);
}

/// The names that the perfil gives to known columns in any of its elecciones, and to ACTAS_ESPERADAS.
pub(super) fn own_names(perfil: &Perfil) -> OwnNames {
    let tipos = [
        AmbitoTipo::Entidad,
        AmbitoTipo::Distrito,
        AmbitoTipo::Municipio,
    ];
    let mut columns = Vec::new();
    for column in KnownColumn::all() {
        let Some(id) = column.names().first() else {
            continue;
        };
        let aliases = perfil
            .publicacion
            .alias
            .get(*id)
            .into_iter()
            .flatten()
            .cloned();
        let own = tipos.map(|tipo| perfil.publicacion.columna(tipo, id).to_owned());
        for name in own.into_iter().chain(aliases) {
            // `DISTRITO_LOCAL` is an alias of one column and the name of another.
            let taken = KnownColumn::named(&normalized(&name)).is_some_and(|known| known != column);
            if !taken {
                columns.push((column, name));
            }
        }
    }
    OwnNames {
        columns,
        esperadas: names_of(Some(perfil), VariableResumen::ActasEsperadas),
    }
}

fn repeated(base: &Base<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let line = base.table.sheet().header_line();
    for name in base.table.sheet().names() {
        if !name.is_empty() && !seen.insert(normalized(name)) {
            findings.add(Code::ColumnRepeated, Place::cell(line, name), || {
                (name.clone(), "un nombre por columna".to_owned())
            });
        }
    }
}

fn guessed(base: &Base<'_>, name: &str, column: KnownColumn, findings: &mut Findings) {
    let line = base.table.sheet().header_line();
    findings.add(Code::ColumnGuessed, Place::cell(line, name), || {
        let own = column.names().first().copied().unwrap_or_default();
        (name.to_owned(), own.to_owned())
    });
}

/// Where each column of the perfil stands in the file.
struct Pairing {
    found: Vec<(Columna, usize, How)>,
    missing: Vec<Columna>,
    unknown: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Exact,
    Alias,
    Guessed,
}

impl Pairing {
    fn of(base: &Base<'_>, perfil: &Perfil, tipo: AmbitoTipo) -> Self {
        let names = base.table.sheet().names();
        let votes = base.table.votes();
        let mut taken = BTreeMap::new();
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for columna in &perfil.publicacion.de(tipo).orden {
            if *columna == Columna::Contendientes {
                continue;
            }
            match Self::place(base, perfil, tipo, *columna, &taken) {
                Some((index, how)) => {
                    taken.insert(index, *columna);
                    found.push((*columna, index, how));
                }
                None => missing.push(*columna),
            }
        }
        // A name that was there before has its own defect.
        let again = |index: &usize| {
            let mut before = names.iter().take(*index);
            before.any(|name| normalized(name) == normalized(&names[*index]))
        };
        let unknown = (0..names.len())
            .filter(|index| !taken.contains_key(index) && !votes.contains(index))
            .filter(|index| !again(index))
            .collect();
        Self {
            found,
            missing,
            unknown,
        }
    }

    fn place(
        base: &Base<'_>,
        perfil: &Perfil,
        tipo: AmbitoTipo,
        columna: Columna,
        taken: &BTreeMap<usize, Columna>,
    ) -> Option<(usize, How)> {
        let names = base.table.sheet().names();
        let id = columna.as_str();
        let free = |index: &usize| !taken.contains_key(index);
        let position = |fits: &dyn Fn(&str) -> bool| {
            (0..names.len())
                .filter(free)
                .find(|index| fits(&names[*index]))
        };
        let published = perfil.publicacion.columna(tipo, id);
        if let Some(index) = position(&|name| name.trim() == published) {
            return Some((index, How::Exact));
        }
        let alias = |name: &str| perfil.publicacion.understands(tipo, id, name);
        let known = KnownColumn::named(id);
        let seen = |name: &str| known.is_some_and(|known| known.is_named(&normalized(name)));
        if let Some(index) = position(&alias).or_else(|| position(&seen)) {
            return Some((index, How::Alias));
        }
        let index = base.table.column(known?).filter(free)?;
        Some((index, How::Guessed))
    }

    fn faults(&self) -> usize {
        let other = self
            .found
            .iter()
            .filter(|(_, _, how)| *how != How::Exact)
            .count();
        self.missing.len() * 2 + self.unknown.len() * 2 + other
    }

    fn report(&self, base: &Base<'_>, perfil: &Perfil, tipo: AmbitoTipo, findings: &mut Findings) {
        let names = base.table.sheet().names();
        let line = base.table.sheet().header_line();
        let published = |columna: Columna| {
            perfil
                .publicacion
                .columna(tipo, columna.as_str())
                .to_owned()
        };
        for (columna, index, how) in &self.found {
            let code = match how {
                How::Exact => continue,
                How::Alias => Code::ColumnAlias,
                How::Guessed => Code::ColumnGuessed,
            };
            let name = &names[*index];
            findings.add(code, Place::cell(line, name), || {
                (name.clone(), published(*columna))
            });
        }
        for columna in &self.missing {
            findings.add(Code::ColumnMissing, Place::line(line), || {
                ("(no está)".to_owned(), published(*columna))
            });
        }
        for index in &self.unknown {
            let name = &names[*index];
            findings.add(Code::ColumnUnknown, Place::cell(line, name), || {
                (name.clone(), "ninguna columna del perfil".to_owned())
            });
        }
        let mut last = None;
        for (columna, index, _) in &self.found {
            if last.is_some_and(|last| *index < last) {
                let name = &names[*index];
                findings.add(Code::ColumnOrder, Place::cell(line, name), || {
                    (
                        format!("columna {}", index + 1),
                        format!("{} en su lugar", published(*columna)),
                    )
                });
            }
            last = last.max(Some(*index));
        }
    }
}

/// A contendiente under another name of it.
fn contendientes(base: &Base<'_>, perfil: &Perfil, findings: &mut Findings) {
    let line = base.table.sheet().header_line();
    let names = base.table.sheet().names();
    for name in base.table.votes().filter_map(|index| names.get(index)) {
        let own = perfil.publicacion.alias.iter();
        let mut own = own.filter(|(_, aliases)| aliases.iter().any(|alias| alias == name));
        if let Some((id, _)) = own.next() {
            findings.add(Code::ColumnAlias, Place::cell(line, name), || {
                (name.clone(), id.to_string())
            });
        }
    }
}

/// The words of OBSERVACIONES against those of the perfil.
fn observaciones(base: &Base<'_>, perfil: &Perfil, findings: &mut Findings) {
    for acta in &base.actas {
        let Some(cell) = base.cell(acta, KnownColumn::Observaciones) else {
            return;
        };
        if acta.clase == Clase::NoCapturada || allowed(perfil, cell.text) {
            continue;
        }
        match acta.etiqueta {
            // It has its own code: it is not another wording, it says less.
            Etiqueta::SinActa { with_reason: false } => {}
            Etiqueta::Ninguna => findings.add(Code::ObservacionesNone, cell.place(), || {
                let none = &perfil.observaciones.ninguna;
                let none = if none.is_empty() { "(vacío)" } else { none };
                (said(cell.text), none.to_owned())
            }),
            etiqueta => findings.add(Code::ObservacionesWords, cell.place(), || {
                (said(cell.text), words(perfil, etiqueta).to_owned())
            }),
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

fn allowed(perfil: &Perfil, text: &str) -> bool {
    let own = &perfil.observaciones;
    let one = |text: &str| {
        let plain = [
            &own.excede_lista_nominal,
            &own.todos_ilegibles_o_sin_dato,
            &own.fuera_de_catalogo,
            &own.sin_acta_paquete_no_entregado,
            &own.sin_acta_casilla_no_instalada,
            &own.sin_acta_paquete_entregado_sin_bolsa,
            &own.sin_acta_contingencia_urna_electronica,
        ];
        plain.into_iter().any(|label| label.trim() == text)
    };
    if text == own.ninguna.trim() || one(text) {
        return true;
    }
    match perfil.contabilizacion.excede {
        ExcedeConOtras::Prevalece => text == own.algun_campo_ilegible_o_sin_dato,
        ExcedeConOtras::Combina => {
            text == own.algun_campo_ilegible_o_sin_dato || text == own.excede_con_algun_campo
        }
        ExcedeConOtras::Lista => {
            let part =
                |part: &str| one(part) || part == own.lista_ilegible || part == own.lista_sin_dato;
            text.split(own.lista_separador.as_str()).all(part)
        }
    }
}

fn words(perfil: &Perfil, etiqueta: Etiqueta) -> &str {
    let own = &perfil.observaciones;
    match etiqueta {
        Etiqueta::Ninguna => &own.ninguna,
        Etiqueta::Algun => &own.algun_campo_ilegible_o_sin_dato,
        Etiqueta::Todos => &own.todos_ilegibles_o_sin_dato,
        Etiqueta::Excede => &own.excede_lista_nominal,
        Etiqueta::FueraDeCatalogo => &own.fuera_de_catalogo,
        Etiqueta::SinActa { .. } => "SIN ACTA POR … y uno de los motivos del LEEME",
        Etiqueta::Unknown => "uno de los textos del LEEME",
    }
}
