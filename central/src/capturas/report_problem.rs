use prep_model::claves::ActaKey;
use prep_model::machines::captura::{CapturaContent, OtherProblem};
use prep_model::people::Person;

use super::finish_captura::finish;
use super::onwards::{Onwards, or_without};
use super::{CapturaUseCaseError, LeaseKey};
use crate::Central;
use crate::repeat::repeat;
use crate::store::EjercicioRow;

/// Why an acta cannot be captured from its image. Which of them it is, is the reason given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// The image as a whole cannot be read.
    ImageIllegible,
    /// It is of another acta.
    WrongIdentification,
    /// It is not an acta.
    OtherDocumento,
    /// Part of the sheet is missing, or two sheets overlap.
    CutOrDoublePage,
    /// Nothing on it ties it to a casilla of the catalogue.
    FueraDeCatalogo,
}

impl Problem {
    /// Every problem, in the order of its keys on the page.
    pub const ALL: [Self; 5] = [
        Self::ImageIllegible,
        Self::WrongIdentification,
        Self::OtherDocumento,
        Self::CutOrDoublePage,
        Self::FueraDeCatalogo,
    ];

    /// Its name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::ImageIllegible => "imagen-ilegible",
            Self::WrongIdentification => "otra-acta",
            Self::OtherDocumento => "otro-documento",
            Self::CutOrDoublePage => "cortada-o-doble",
            Self::FueraDeCatalogo => "fuera-de-catalogo",
        }
    }

    /// The problem called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.name() == name)
    }

    /// The problem as pages show it.
    pub fn text(self) -> &'static str {
        match self {
            Self::ImageIllegible => "La imagen no se puede leer",
            Self::WrongIdentification => OtherProblem::WrongIdentification.text(),
            Self::OtherDocumento => OtherProblem::OtherDocumento.text(),
            Self::CutOrDoublePage => OtherProblem::CutOrDoublePage.text(),
            Self::FueraDeCatalogo => OtherProblem::FueraDeCatalogo.text(),
        }
    }

    /// What a captura that ends in it holds.
    pub fn content(self) -> CapturaContent {
        match self {
            Self::ImageIllegible => CapturaContent::ImageIllegible,
            Self::WrongIdentification => {
                CapturaContent::OtherProblem(OtherProblem::WrongIdentification)
            }
            Self::OtherDocumento => CapturaContent::OtherProblem(OtherProblem::OtherDocumento),
            Self::CutOrDoublePage => CapturaContent::OtherProblem(OtherProblem::CutOrDoublePage),
            Self::FueraDeCatalogo => CapturaContent::OtherProblem(OtherProblem::FueraDeCatalogo),
        }
    }
}

/// Finishes a captura by saying what is wrong with the image: it counts as this person's captura,
/// and another person captures the acta all the same.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn report_problem(
    central: &Central,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
    problem: Problem,
) -> Result<(), CapturaUseCaseError> {
    let content = |_: &ActaKey| Ok(problem.content());
    repeat(|| finish(central, ejercicio, (by, key), Onwards::Stop, &content)).await?;
    Ok(())
}

/// The same, and gives the next turn in the same transaction; `None` if nothing waits for this person.
#[tracing::instrument(skip_all, fields(person.id = %who.0.id))]
pub async fn report_and_claim(
    central: &Central,
    ejercicio: &EjercicioRow,
    who: (&Person, &LeaseKey),
    problem: Problem,
) -> Result<Option<LeaseKey>, CapturaUseCaseError> {
    let content = |_: &ActaKey| Ok(problem.content());
    or_without(|then| finish(central, ejercicio, who, then, &content)).await
}
