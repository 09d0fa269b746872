//! What a practice shows afterwards: what was wrong, and how it goes.

use askama::Template;
use prep_model::actas::CampoValue;
use prep_model::elecciones::Campo;
use prep_model::machines::captura::CapturaContent;

use super::made_up::{MadeUp, Written, name};
use super::score::Score;
use crate::layout::{Frame, thousands};

/// The page after an acta.
#[derive(Template)]
#[template(path = "practica/resultado.html")]
pub(crate) struct ResultPage {
    pub(crate) frame: Frame,
    /// What was wrong; empty if nothing.
    pub(crate) rows: Vec<Mistake>,
    /// How long it took.
    pub(crate) seconds: u32,
    /// Where the image is.
    pub(crate) image: String,
    /// Where the next acta is.
    pub(crate) next: String,
    pub(crate) score: ScoreView,
}

/// One thing that was wrong.
#[derive(Debug, Clone)]
pub(crate) struct Mistake {
    /// The field, or the acta as a whole.
    pub(crate) name: String,
    /// What the acta says.
    pub(crate) truth: String,
    /// What was made of it.
    pub(crate) typed: String,
    /// What to do next time; empty if the two values say it all.
    pub(crate) advice: &'static str,
}

/// The score in words.
#[derive(Debug, Clone)]
pub(crate) struct ScoreView {
    pub(crate) actas: String,
    pub(crate) perfect: String,
    pub(crate) fields: String,
    pub(crate) wrong: String,
    /// Seconds for each acta.
    pub(crate) pace: String,
    /// A digit, what it was taken for, how often.
    pub(crate) confused: Vec<(u8, u8, String)>,
}

impl ScoreView {
    pub(super) fn of(score: &Score) -> Self {
        let number = |number: u32| thousands(number.into());
        let worst = score.worst().into_iter();
        Self {
            actas: number(score.actas),
            perfect: number(score.perfect),
            fields: number(score.fields),
            wrong: number(score.wrong),
            pace: number(score.seconds / score.actas.max(1)),
            confused: worst
                .map(|((truth, typed), times)| (truth, typed, number(times)))
                .collect(),
        }
    }
}

/// What somebody made of an acta beside what it says; counts it.
pub(super) fn compare_captura(
    acta: &MadeUp,
    content: &CapturaContent,
    score: &mut Score,
) -> Vec<Mistake> {
    let (Some(captured), None) = (content.values(), acta.problem) else {
        return compare_problem(acta, content, score).into_iter().collect();
    };
    let mut mistakes = Vec::new();
    for (campo, written) in &acta.fields {
        let (truth, typed) = (written.value(), captured.values().get(&campo.id));
        score.add_field(Some(truth), typed);
        let is_marked = captured.letra_contra_numero().contains(&campo.id);
        let differs = matches!(written, Written::Differs(..));
        if typed != Some(truth) || is_marked != differs {
            mistakes.push(mistake(campo, *written, typed, is_marked));
        }
    }
    mistakes
}

fn mistake(campo: &Campo, written: Written, typed: Option<CampoValue>, is_marked: bool) -> Mistake {
    let truth = written.value();
    let advice = match written {
        Written::Differs(..) => {
            "La letra y el número difieren: vale la letra, y se marca con «.» (letra ≠ número)."
        }
        Written::Illegible => "No se lee ni la letra ni el número: «/».",
        Written::Blank => "No dice nada, ni en letra ni en número: «*».",
        Written::Number(_) if is_marked => "Letra y número dicen lo mismo: no se marca.",
        Written::Number(_) => "",
    };
    Mistake {
        name: name(campo),
        truth: said(Some(truth), matches!(written, Written::Differs(..))),
        typed: said(typed, is_marked),
        advice,
    }
}

fn said(value: Option<CampoValue>, is_marked: bool) -> String {
    let text = value.map_or_else(|| "nada".to_owned(), |value| value.to_string());
    if is_marked {
        format!("{text}, letra ≠ número")
    } else {
        text
    }
}

/// The same where the image is no good as a whole, or was said to be.
fn compare_problem(acta: &MadeUp, content: &CapturaContent, score: &mut Score) -> Option<Mistake> {
    let truth = acta.truth();
    score.fields += 1;
    if truth.agrees(content) {
        return None;
    }
    score.wrong += 1;
    let text = |content: &CapturaContent| match content {
        CapturaContent::Values(_) => "Se puede capturar".to_owned(),
        CapturaContent::ImageIllegible => "La imagen no se puede leer".to_owned(),
        CapturaContent::OtherProblem(problem) => problem.text().to_owned(),
    };
    Some(Mistake {
        name: "La imagen".to_owned(),
        truth: text(&truth),
        typed: match content {
            CapturaContent::Values(_) => "Se capturó".to_owned(),
            other => text(other),
        },
        advice: "Con «+» y un dígito se dice qué tiene la imagen.",
    })
}
