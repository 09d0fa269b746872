//! Two sides row by row: what was published once, and what our corte says of the same actas. Every
//! difference is either explained by what the acta is, or it is one.

use std::collections::BTreeMap;

use prep_model::claves::ActaKey;
use prep_model::elecciones::CampoId;
use prep_model::proceso::Proceso;
use serde::Serialize;

use super::corte::{ActaRow, Rows};

/// What holding two sides against each other gave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Comparison {
    /// Rows on both sides.
    pub(crate) rows: usize,
    /// Of these, rows in which nothing differs.
    pub(crate) equal: usize,
    /// Cells that differ for a reason, by reason.
    pub(crate) explained: BTreeMap<&'static str, Explained>,
    /// Rows whose votes stand in the corte and do not count, with its reason.
    pub(crate) uncounted: Vec<Uncounted>,
    /// Cells that differ and should not.
    pub(crate) different: Vec<Difference>,
    /// Actas that the corte does not have.
    pub(crate) missing: Vec<String>,
    /// Rows of the corte that nobody sent.
    pub(crate) extra: Vec<String>,
    /// Votes of each column: the source's and ours.
    pub(crate) totals: BTreeMap<String, (u64, u64)>,
    /// Votes of the source in all.
    pub(crate) source_votes: u64,
    /// Votes of our rows in all.
    pub(crate) our_votes: u64,
    /// What the head of the source declares, where it does.
    pub(crate) source_declared: Option<u64>,
    /// What the head of our corte declares, where it does.
    pub(crate) our_declared: Option<u64>,
}

/// Cells that differ for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Explained {
    /// How many.
    pub(crate) cells: usize,
    /// The first one.
    pub(crate) example: String,
}

/// A row whose votes do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Uncounted {
    /// Which acta.
    pub(crate) acta: String,
    /// Line in the source.
    pub(crate) line: Option<u32>,
    /// What the corte observes.
    pub(crate) observaciones: String,
    /// Its votes.
    pub(crate) votes: u64,
    /// The limit that it exceeds, if it does.
    pub(crate) why: String,
}

/// A cell that should not differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    /// Which acta.
    pub(crate) acta: String,
    /// Line in the source.
    pub(crate) line: Option<u32>,
    /// The column.
    pub(crate) column: String,
    /// What the source says.
    pub(crate) source: String,
    /// What our corte says.
    pub(crate) ours: String,
}

/// The reasons for which a cell may differ.
const UNPRINTED: &str = "el acta no imprime esa columna, y la fuente dice 0 o nada";
const TOO_WIDE: &str = "el dato de la fuente no cabe en las casillas impresas del acta";
const NOTHING_SAID: &str = "la fuente no dice nada, y quien captura asienta SIN DATO";
const NOT_CAPTURED: &str = "el perfil no captura ese dato";
const SPECIAL: &str = "las casillas especiales no aportan lista nominal";

/// The name of the calculated total.
const CALCULATED: &str = "TOTAL_VOTOS_CALCULADO";
const LISTA_NOMINAL: &str = "LISTA_NOMINAL";

impl Comparison {
    /// Holds `ours` against `source`.
    pub(crate) fn of(proceso: &Proceso, source: &Rows, ours: &Rows) -> Self {
        let mut found = Self {
            source_declared: source.declared,
            our_declared: ours.declared,
            ..Self::default()
        };
        for (acta, row) in &source.actas {
            match ours.actas.get(acta) {
                Some(own) => found.row(proceso, acta, row, own),
                None => found.missing.push(acta.to_string()),
            }
        }
        let extra = ours.actas.keys();
        let extra = extra.filter(|acta| !source.actas.contains_key(acta));
        found.extra = extra.map(ToString::to_string).collect();
        let unmatched = ours.unmatched.iter();
        found
            .extra
            .extend(unmatched.map(|line| format!("renglón {line} de {}", ours.file)));
        found
    }

    /// How much differs without a reason.
    pub(crate) fn unexplained(&self) -> usize {
        self.different.len() + self.missing.len() + self.extra.len()
    }

    fn row(&mut self, proceso: &Proceso, acta: &ActaKey, source: &ActaRow, ours: &ActaRow) {
        self.rows += 1;
        let before = self.different.len();
        for (column, theirs) in &source.cells {
            let own = ours.cells.get(column).map_or("", String::as_str);
            if theirs == own {
                continue;
            }
            match reason(proceso, acta, column, theirs, own) {
                Some(reason) => self.explain(reason, acta, source, column, theirs, own),
                None => self.different.push(Difference {
                    acta: acta.to_string(),
                    line: source.line,
                    column: column.clone(),
                    source: theirs.clone(),
                    ours: own.to_owned(),
                }),
            }
        }
        self.equal += usize::from(self.different.len() == before);
        let (theirs, own) = (votes(source), votes(ours));
        for (column, number) in &theirs {
            let total = self.totals.entry(column.clone()).or_default();
            total.0 += number;
            self.source_votes += number;
        }
        for (column, number) in &own {
            let total = self.totals.entry(column.clone()).or_default();
            total.1 += number;
            self.our_votes += number;
        }
        if ours.contabilizada != "1" {
            self.uncounted.push(Uncounted {
                acta: acta.to_string(),
                line: source.line,
                observaciones: ours.observaciones.clone(),
                votes: own.values().sum(),
                why: if ours.observaciones.contains("EXCEDE") {
                    limit(proceso, acta)
                } else {
                    String::new()
                },
            });
        }
    }

    fn explain(
        &mut self,
        reason: &'static str,
        acta: &ActaKey,
        row: &ActaRow,
        column: &str,
        theirs: &str,
        own: &str,
    ) {
        let explained = self.explained.entry(reason).or_default();
        explained.cells += 1;
        if explained.cells == 1 {
            let line = row.line.map(|line| format!(", línea {line}"));
            let line = line.unwrap_or_default();
            explained.example = format!("{acta}{line}, {column}: «{theirs}» y «{own}»");
        }
    }
}

/// Why a cell differs, if it may.
fn reason(
    proceso: &Proceso,
    acta: &ActaKey,
    column: &str,
    theirs: &str,
    own: &str,
) -> Option<&'static str> {
    let says_nothing = matches!(theirs, "" | "0" | "N/A");
    if column == CALCULATED {
        return None;
    }
    if column == LISTA_NOMINAL {
        let casilla = proceso.casilla(acta.casilla)?;
        let special = casilla.boletas_maximas.is_some() && casilla.lista_nominal == 0;
        return special.then_some(SPECIAL);
    }
    let form = proceso.form(acta)?;
    let campo = CampoId::new(column).ok();
    let campo = campo.and_then(|campo| form.campo(&campo).cloned());
    let Some(campo) = campo else {
        return says_nothing.then_some(UNPRINTED);
    };
    if !proceso.perfil().captures(campo.role) {
        return Some(NOT_CAPTURED);
    }
    let nothing = own == "SIN DATO";
    let wide = theirs
        .parse::<u32>()
        .is_ok_and(|number| number > campo.max());
    match theirs {
        _ if nothing && wide => Some(TOO_WIDE),
        "" | "N/A" if nothing => Some(NOTHING_SAID),
        _ => None,
    }
}

/// The numbers of a row that are votes: its columns for contendientes, no registradas and nulos.
fn votes(row: &ActaRow) -> BTreeMap<String, u64> {
    let is_voto = |column: &str| !column.starts_with("TOTAL_") && column != LISTA_NOMINAL;
    let cells = row.cells.iter().filter(|(column, _)| is_voto(column));
    cells
        .filter_map(|(column, cell)| Some((column.clone(), cell.parse().ok()?)))
        .collect()
}

/// The limit that a row's votes are held against.
fn limit(proceso: &Proceso, acta: &ActaKey) -> String {
    let Some(casilla) = proceso.casilla(acta.casilla) else {
        return String::new();
    };
    let representantes = casilla.representantes.unwrap_or(0);
    match casilla.boletas_maximas {
        Some(boletas) => {
            format!("máximo de boletas {boletas}, representantes {representantes}")
        }
        None => format!(
            "lista nominal {}, representantes {representantes}",
            casilla.lista_nominal
        ),
    }
}

#[cfg(test)]
mod tests {
    use proceso_files::demo::{self, Scale};

    use super::*;

    /// A proceso, one of its actas in an ordinary casilla, and what somebody published of it.
    fn night() -> (Proceso, ActaKey, Rows) {
        let proceso = demo::proceso_with(demo::Options {
            seed: 3,
            scale: Scale::Small {
                distritos: 1,
                casillas: 4,
            },
        });
        let eleccion = proceso.elecciones()[0].id.clone();
        let acta = proceso.actas_esperadas(&eleccion).next().unwrap();
        let form = proceso.form(&acta).unwrap();
        let mut cells: BTreeMap<String, String> = form
            .campos
            .iter()
            .map(|campo| (campo.id.to_string(), "1".to_owned()))
            .collect();
        cells.insert(CALCULATED.to_owned(), form.votos().count().to_string());
        let row = ActaRow {
            line: Some(9),
            cells,
            contabilizada: "1".to_owned(),
            ..ActaRow::default()
        };
        let rows = Rows {
            actas: BTreeMap::from([(acta.clone(), row)]),
            ..Rows::default()
        };
        (proceso, acta, rows)
    }

    fn changed(rows: &Rows, acta: &ActaKey, column: &str, to: &str) -> Rows {
        let mut rows = rows.clone();
        let row = rows.actas.get_mut(acta).unwrap();
        row.cells.insert(column.to_owned(), to.to_owned());
        rows
    }

    #[test]
    fn equal_rows_have_nothing_to_explain() {
        let (proceso, _, rows) = night();
        let found = Comparison::of(&proceso, &rows, &rows);
        assert_eq!((found.rows, found.equal, found.unexplained()), (1, 1, 0));
        assert!(found.explained.is_empty() && found.uncounted.is_empty());
        assert_eq!(found.source_votes, found.our_votes);
        assert!(found.our_votes > 0);
    }

    #[test]
    fn one_vote_more_or_less_is_a_difference() {
        let (proceso, acta, rows) = night();
        for column in ["NULOS", "TOTAL_VOTOS_ASENTADO", CALCULATED] {
            for to in ["2", "0", "SIN DATO", "ILEGIBLE", ""] {
                let ours = changed(&rows, &acta, column, to);
                let found = Comparison::of(&proceso, &rows, &ours);
                assert_eq!(
                    (found.equal, found.different.len()),
                    (0, 1),
                    "{column} {to}"
                );
                assert_eq!(found.different[0].line, Some(9));
            }
        }
    }

    #[test]
    fn what_an_acta_cannot_say_is_explained() {
        let (proceso, acta, rows) = night();
        let unprinted = changed(&rows, &acta, "OTRO_PARTIDO", "0");
        let found = Comparison::of(&proceso, &unprinted, &rows);
        assert_eq!(found.explained.keys().collect::<Vec<_>>(), [&UNPRINTED]);
        assert_eq!((found.equal, found.unexplained()), (1, 0));
        let votes = changed(&rows, &acta, "OTRO_PARTIDO", "3");
        assert_eq!(Comparison::of(&proceso, &votes, &rows).unexplained(), 1);

        let wide = changed(&rows, &acta, "NULOS", "99999999");
        let ours = changed(&rows, &acta, "NULOS", "SIN DATO");
        let found = Comparison::of(&proceso, &wide, &ours);
        assert_eq!(found.explained.keys().collect::<Vec<_>>(), [&TOO_WIDE]);
        let silent = changed(&rows, &acta, "NULOS", "");
        let found = Comparison::of(&proceso, &silent, &ours);
        assert_eq!(found.explained.keys().collect::<Vec<_>>(), [&NOTHING_SAID]);
    }

    #[test]
    fn rows_on_one_side_only_are_told() {
        let (proceso, acta, rows) = night();
        let nothing = Rows::default();
        let found = Comparison::of(&proceso, &rows, &nothing);
        assert_eq!(found.missing, [acta.to_string()]);
        let found = Comparison::of(&proceso, &nothing, &rows);
        assert_eq!(found.extra, [acta.to_string()]);
    }

    #[test]
    fn votes_that_do_not_count_are_told_with_their_limit() {
        let (proceso, acta, rows) = night();
        let mut ours = rows.clone();
        let row = ours.actas.get_mut(&acta).unwrap();
        row.contabilizada = "0".to_owned();
        row.observaciones = "EXCEDE LISTA NOMINAL".to_owned();
        let found = Comparison::of(&proceso, &rows, &ours);
        assert_eq!((found.equal, found.uncounted.len()), (1, 1));
        let told = &found.uncounted[0];
        assert_eq!(told.votes, found.our_votes);
        assert!(told.why.contains("representantes"), "{}", told.why);
    }
}
