use std::ops::Range;

use prep_model::perfiles::Perfil;
use prep_model::porcentajes::Porcentaje;
use proceso_files::published::table::{
    KnownColumn, PublishedTable, PublishedValue, Row, normalized,
};

use super::findings::{Findings, Place};
use super::{CheckOptions, Code};

/// A database with its rows read as actas.
pub(super) struct Base<'a> {
    pub(super) table: &'a PublishedTable,
    pub(super) options: &'a CheckOptions,
    pub(super) actas: Vec<Acta<'a>>,
    /// True if every row is complete and says whether it counts, so that the summary can be recomputed.
    pub(super) whole: bool,
}

/// One row.
pub(super) struct Acta<'a> {
    pub(super) row: &'a Row,
    pub(super) clase: Clase,
    pub(super) etiqueta: Etiqueta,
    pub(super) conteo: Conteo,
    pub(super) votos: Votos,
    /// TIPO_CASILLA, `B` to `P`; a space where it is none of them.
    pub(super) tipo: char,
}

/// Which kind of row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clase {
    Leida,
    SinActa,
    FueraDeCatalogo,
    /// Listed before it was captured, as some institutes do.
    NoCapturada,
}

/// What OBSERVACIONES means, whatever its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Etiqueta {
    Ninguna,
    Algun,
    Todos,
    Excede,
    SinActa { with_reason: bool },
    FueraDeCatalogo,
    Unknown,
}

/// CONTABILIZADA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conteo {
    No,
    Si,
    FueraDeCatalogo,
    Unknown,
}

/// The vote columns of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Votos {
    pub(super) suma: u64,
    pub(super) legibles: usize,
    pub(super) no_legibles: usize,
    pub(super) sin_acta: usize,
    pub(super) otros: usize,
}

/// A cell with the name of its column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) text: &'a str,
    pub(super) raw: &'a str,
    pub(super) column: &'a str,
    pub(super) line: u32,
}

impl<'a> Cell<'a> {
    pub(super) fn place(&self) -> Place<'a> {
        Place::cell(self.line, self.column)
    }
}

impl<'a> Base<'a> {
    /// Reads the rows; those that are no acta are reported and left out.
    pub(super) fn read(
        table: &'a PublishedTable,
        options: &'a CheckOptions,
        findings: &mut Findings,
    ) -> Self {
        let mut base = Self {
            table,
            options,
            actas: Vec::new(),
            whole: true,
        };
        for row in table.rows() {
            if base.is_acta(row, findings) {
                let acta = base.acta(row);
                base.whole &= acta.conteo != Conteo::Unknown || acta.clase == Clase::NoCapturada;
                base.actas.push(acta);
            }
        }
        base
    }

    pub(super) fn perfil(&self) -> Option<&'a Perfil> {
        self.options.perfil.as_ref()
    }

    /// A fraction as the perfil writes it. `None` for a fraction of nothing without a perfil, which alone
    /// says what stands for it.
    pub(super) fn porcentaje(&self, (part, whole): (u64, u64)) -> Option<String> {
        let text = Porcentaje::of(part, whole).map(|of| of.to_string());
        text.or_else(|| Some(self.perfil()?.textos.sin_denominador.clone()))
    }

    /// True if the file has the column.
    pub(super) fn has(&self, column: KnownColumn) -> bool {
        self.table.column(column).is_some()
    }

    /// A known cell of an acta; `None` if the file does not have the column.
    pub(super) fn cell(&self, acta: &Acta<'a>, column: KnownColumn) -> Option<Cell<'a>> {
        Some(self.at(acta.row, self.table.column(column)?))
    }

    pub(super) fn at(&self, row: &'a Row, index: usize) -> Cell<'a> {
        let names = self.table.sheet().names();
        Cell {
            text: row.text(index),
            raw: row.raw(index),
            column: names.get(index).map_or("", String::as_str),
            line: row.line(),
        }
    }

    /// The vote columns: those of contendientes, NO_REGISTRADAS and NULOS.
    pub(super) fn vote_columns(&self) -> impl Iterator<Item = usize> {
        let Range { start, end } = self.table.votes();
        let others = [KnownColumn::NoRegistradas, KnownColumn::Nulos];
        let others = others
            .into_iter()
            .filter_map(|column| self.table.column(column));
        (start..end).chain(others)
    }

    /// What a cell says, in the texts of the perfil or in those of every PREP.
    pub(super) fn value<'t>(&self, text: &'t str) -> PublishedValue<'t> {
        if let Some(perfil) = self.perfil() {
            let textos = &perfil.textos;
            let known = [
                (&textos.ilegible, PublishedValue::Ilegible),
                (&textos.sin_dato, PublishedValue::SinDato),
                (&textos.sin_acta, PublishedValue::SinActa),
                (&textos.no_impreso, PublishedValue::Empty),
                (&textos.no_capturado, PublishedValue::Empty),
                (&textos.no_aplica, PublishedValue::NoAplica),
            ];
            if let Some((_, value)) = known.into_iter().find(|(own, _)| own.trim() == text) {
                return value;
            }
        }
        PublishedValue::of(text)
    }

    /// The number in a known column of an acta.
    pub(super) fn number(&self, acta: &Acta<'a>, column: KnownColumn) -> Option<u32> {
        self.value(self.cell(acta, column)?.text).number()
    }

    /// The distrito or municipio of an acta, whichever column the file has.
    pub(super) fn ambito(&self, acta: &Acta<'a>) -> Option<Cell<'a>> {
        let column = self
            .table
            .distrito_column()
            .or_else(|| self.table.municipio_column())?;
        Some(self.at(acta.row, column))
    }

    /// True for an acta of a modalidad that is tied to no distrito or municipio (LEEME, last section).
    pub(super) fn lacks_ambito(&self, acta: &Acta<'a>) -> bool {
        let none = |cell: Cell<'_>| {
            matches!(
                self.value(cell.text),
                PublishedValue::NoAplica | PublishedValue::Number(0)
            )
        };
        "MAP".contains(acta.tipo) && self.ambito(acta).is_some_and(none)
    }

    fn is_acta(&mut self, row: &'a Row, findings: &mut Findings) -> bool {
        let columns = self.table.sheet().names().len();
        let line = Place::line(row.line());
        let surplus = (columns..row.len()).any(|index| !row.text(index).is_empty());
        if row.len() < columns || surplus {
            self.whole = false;
            findings.add(Code::CellCount, line, || {
                (
                    format!("{} valores", row.len()),
                    format!("{columns} valores"),
                )
            });
            return false;
        }
        let says = |column| !self.table.text(row, column).is_empty();
        let identified = [
            KnownColumn::ClaveCasilla,
            KnownColumn::ClaveActa,
            KnownColumn::Seccion,
        ]
        .into_iter()
        .any(says);
        let fuera =
            Conteo::of(self.table.text(row, KnownColumn::Contabilizada)) == Conteo::FueraDeCatalogo;
        if !identified && !fuera {
            findings.add(Code::NotAnActa, line, || {
                let said: Vec<&str> = row.texts().filter(|text| !text.is_empty()).collect();
                (said.join(" "), "un acta, o nada".to_owned())
            });
        }
        identified || fuera
    }

    fn acta(&self, row: &'a Row) -> Acta<'a> {
        let votos = self.votos(row);
        let text = |column| self.table.text(row, column);
        let conteo = match self.table.column(KnownColumn::Contabilizada) {
            Some(index) => Conteo::of(row.text(index)),
            // A file that does not tell counted actas apart has no others.
            None => Conteo::Si,
        };
        let etiqueta = Etiqueta::of(text(KnownColumn::Observaciones), self.perfil());
        let read = votos.legibles + votos.no_legibles + votos.otros;
        let clase = if conteo == Conteo::FueraDeCatalogo || etiqueta == Etiqueta::FueraDeCatalogo {
            Clase::FueraDeCatalogo
        } else if matches!(etiqueta, Etiqueta::SinActa { .. }) || (votos.sin_acta > 0 && read == 0)
        {
            Clase::SinActa
        } else if conteo == Conteo::Unknown && is_dashes(text(KnownColumn::Contabilizada)) {
            Clase::NoCapturada
        } else {
            Clase::Leida
        };
        let mut letters = text(KnownColumn::TipoCasilla).chars();
        let tipo = letters.next().filter(|letter| "BCESMAP".contains(*letter));
        Acta {
            row,
            clase,
            etiqueta,
            conteo,
            votos,
            tipo: tipo.filter(|_| letters.next().is_none()).unwrap_or(' '),
        }
    }

    fn votos(&self, row: &Row) -> Votos {
        let mut votos = Votos::default();
        for index in self.vote_columns() {
            match self.value(row.text(index)) {
                PublishedValue::Number(number) => {
                    votos.suma += u64::from(number);
                    votos.legibles += 1;
                }
                PublishedValue::Ilegible | PublishedValue::SinDato => votos.no_legibles += 1,
                PublishedValue::SinActa => votos.sin_acta += 1,
                // The column of a contendiente that this acta does not print.
                PublishedValue::Empty => {}
                PublishedValue::NoAplica | PublishedValue::Other(_) => votos.otros += 1,
            }
        }
        votos
    }
}

fn is_dashes(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == '-')
}

impl Conteo {
    fn of(text: &str) -> Self {
        match text {
            "0" => Self::No,
            "1" => Self::Si,
            "2" => Self::FueraDeCatalogo,
            _ => Self::Unknown,
        }
    }
}

impl Etiqueta {
    /// Reads a text by the words that tell the labels apart, so that slips and other institutes'
    /// wordings are understood; the wording itself is another rule.
    pub(super) fn of(text: &str, perfil: Option<&Perfil>) -> Self {
        if let Some(own) = perfil.and_then(|perfil| Self::of_perfil(text, perfil)) {
            return own;
        }
        let text = normalized(text);
        let says = |word: &str| text.contains(word);
        if text.is_empty() {
            Self::Ninguna
        } else if says("EXCEDE") {
            Self::Excede
        } else if says("FUERA_DE_CATALOGO") {
            Self::FueraDeCatalogo
        } else if text.starts_with("SIN_ACTA") {
            Self::SinActa {
                with_reason: text != "SIN_ACTA",
            }
        } else if says("TODO") {
            Self::Todos
        } else if says("ILEGIBLE") || says("SIN_DATO") {
            Self::Algun
        } else {
            Self::Unknown
        }
    }

    fn of_perfil(text: &str, perfil: &Perfil) -> Option<Self> {
        let own = &perfil.observaciones;
        let sin_acta = Self::SinActa { with_reason: true };
        let labels = [
            (&own.ninguna, Self::Ninguna),
            (&own.excede_lista_nominal, Self::Excede),
            (&own.excede_con_algun_campo, Self::Excede),
            (&own.algun_campo_ilegible_o_sin_dato, Self::Algun),
            (&own.todos_ilegibles_o_sin_dato, Self::Todos),
            (&own.fuera_de_catalogo, Self::FueraDeCatalogo),
            (&own.sin_acta_paquete_no_entregado, sin_acta),
            (&own.sin_acta_casilla_no_instalada, sin_acta),
            (&own.sin_acta_paquete_entregado_sin_bolsa, sin_acta),
            (&own.sin_acta_contingencia_urna_electronica, sin_acta),
        ];
        let found = labels.into_iter().find(|(label, _)| label.trim() == text);
        found.map(|(_, etiqueta)| etiqueta)
    }
}
