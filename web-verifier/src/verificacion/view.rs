//! The sides beside each other, differing fields first.

use central::capturas::{
    ClaimedVerificacion, Letter, Problem, ShownSide, TypedFault, captured_form,
};
use prep_model::actas::ActaValues;
use prep_model::elecciones::{ActaForm, Campo};
use prep_model::machines::captura::{CapturaContent, OtherProblem};
use prep_model::proceso::Proceso;

use super::form::REASONS;
use crate::captura::Fields;
use crate::captura::view::{CampoView, put_faults};
use crate::error_page::PageError;
use crate::forms::Faults;

/// A side as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct SideView {
    /// `a`, in names of controls.
    pub name: &'static str,
    /// `A`.
    pub letter: Letter,
    /// What it says of the image; empty if it has values.
    pub problem: String,
}

/// A field with what each side that holds values says of it.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    /// The field; its text is the verificador's own value.
    pub campo: CampoView,
    /// Its place on the printed form.
    pub order: usize,
    /// Letter of the side, key on the keypad, value.
    pub cells: Vec<(&'static str, usize, String)>,
    /// What was chosen: a letter's name or `otro`.
    pub choice: String,
}

/// Everything a verificador decides on.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub sides: Vec<SideView>,
    /// Sides that hold values.
    pub held: usize,
    /// To be decided: the differing fields or, if fewer than two sides hold values, all of them.
    pub rows: Vec<RowView>,
    /// On which all sides agree.
    pub equal: Vec<RowView>,
    /// Fields of the form.
    pub total: usize,
    /// Name, words, chosen.
    pub reasons: Vec<(&'static str, &'static str, bool)>,
    /// Problems that no side names: name, words.
    pub problems: Vec<(&'static str, &'static str)>,
    /// True if there is one captura, to confirm or correct.
    pub is_single: bool,
}

impl Table {
    pub(crate) fn of(proceso: &Proceso, claimed: &ClaimedVerificacion) -> Result<Self, PageError> {
        let form = captured_form(proceso, &claimed.acta);
        let form = form.map_err(|error| PageError::failed(&error))?;
        Ok(Self::with(CampoView::all(proceso, &form), &form, claimed))
    }

    /// The same of fields that are shown already, those of `form`.
    pub(crate) fn with(
        campos: Vec<CampoView>,
        form: &ActaForm,
        claimed: &ClaimedVerificacion,
    ) -> Self {
        let held = claimed.sides.iter().filter_map(|side| {
            let values = side.content.values()?.values();
            Some((side.letter, values))
        });
        let held: Vec<_> = held.collect();
        let total = campos.len();
        let rows = campos.into_iter().zip(&form.campos).enumerate();
        let rows = rows.map(|(order, (campo, printed))| RowView {
            cells: cells(&held, printed),
            choice: String::new(),
            campo,
            order,
        });
        let differs = |row: &RowView| {
            let mut differing = claimed.differing.iter();
            differing.any(|id| id.as_str() == row.campo.id)
        };
        let (rows, equal) = rows.partition(|row| held.len() < 2 || differs(row));
        let mut reasons = REASONS.map(|(_, name, text)| (name, text, false));
        reasons[0].2 = true;
        Self {
            sides: claimed.sides.iter().map(SideView::of).collect(),
            held: held.len(),
            rows,
            equal,
            total,
            reasons: reasons.to_vec(),
            problems: unsaid_problems(claimed),
            is_single: claimed.is_single,
        }
    }

    /// What was sent, to show it again.
    pub(crate) fn fill(&mut self, fields: &Fields<'_>) {
        let (chosen, own) = (fields.campos("elige"), fields.campos("otro"));
        for row in &mut self.rows {
            let text = |from: &std::collections::BTreeMap<_, String>| {
                from.get(row.campo.id.as_str()).cloned().unwrap_or_default()
            };
            row.choice = text(&chosen);
            row.campo.text = text(&own);
        }
        let motivo = fields.first("motivo").unwrap_or_default();
        for (name, _, is_chosen) in &mut self.reasons {
            *is_chosen = *name == motivo;
        }
    }

    /// Each fault at its row.
    pub(crate) fn put_faults(&mut self, found: &[TypedFault]) -> Faults {
        let mut campos: Vec<_> = self.rows.iter().map(|row| row.campo.clone()).collect();
        let faults = put_faults(&mut campos, found, "otro");
        for (row, campo) in self.rows.iter_mut().zip(campos) {
            row.campo = campo;
        }
        faults
    }

    /// What people call a field.
    pub(crate) fn name_of(&self, id: &str) -> String {
        let row = self.rows.iter().find(|row| row.campo.id == id);
        row.map_or_else(|| id.to_owned(), |row| row.campo.name.clone())
    }

    /// The key for "another value" on the keypad.
    pub(crate) fn own_key(&self) -> usize {
        self.held + 1
    }
}

impl SideView {
    fn of(side: &ShownSide) -> Self {
        Self {
            name: side.letter.name(),
            letter: side.letter,
            problem: problem_text(&side.content).to_owned(),
        }
    }
}

/// What each side that holds values says of a field, with its key on the keypad.
fn cells(held: &[(Letter, &ActaValues)], printed: &Campo) -> Vec<(&'static str, usize, String)> {
    let cell = |(n, (letter, values)): (usize, &(Letter, &ActaValues))| {
        let value = values.get(&printed.id);
        let text = value.map(|value| value.to_string()).unwrap_or_default();
        (letter.name(), n + 1, text)
    };
    held.iter().enumerate().map(cell).collect()
}

/// The problems that no side names.
fn unsaid_problems(claimed: &ClaimedVerificacion) -> Vec<(&'static str, &'static str)> {
    let is_said = |problem: &Problem| {
        let content = problem.content();
        claimed.sides.iter().any(|side| side.content == content)
    };
    let unsaid = Problem::ALL.into_iter().filter(|problem| !is_said(problem));
    unsaid
        .map(|problem| (problem.name(), problem.text()))
        .collect()
}

fn problem_text(content: &CapturaContent) -> &'static str {
    match content {
        CapturaContent::Values(_) => "",
        CapturaContent::ImageIllegible => Problem::ImageIllegible.text(),
        CapturaContent::OtherProblem(problem) => OtherProblem::text(*problem),
    }
}
