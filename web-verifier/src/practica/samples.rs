//! Practice as it begins, in the middle, and after an acta with mistakes and without.

use central::capturas::TypedActa;
use prep_model::actas::CampoValue;

use super::dice::Series;
use super::made_up::MadeUp;
use super::score::Score;
use super::view::{ResultPage, ScoreView, compare_captura};
use super::{InPractice, StartPage, image_of};
use crate::access::Run;
use crate::captura::view::{Sum, fill};
use crate::captura::{CapturaPage, SCRIPTS, problems};
use crate::every_page::{Sample, asset, frame, page};
use crate::forms::Faults;

fn acta() -> MadeUp {
    let series = (0..).map(Series::new);
    let mut actas = series.map(MadeUp::of);
    let found = actas.find(|acta| acta.problem.is_none() && !acta.marks().is_empty());
    found.expect("there is one among the first")
}

fn captura(acta: &MadeUp) -> CapturaPage {
    let mut campos = acta.campos();
    let typed = [("AHUEHUETE", "22"), ("COLIBRI", "/")];
    let typed = TypedActa {
        campos: typed
            .map(|(id, text)| (id.parse().unwrap(), text.to_owned()))
            .into(),
        ..TypedActa::default()
    };
    fill(&mut campos, &typed);
    CapturaPage {
        frame: frame(Run::Practica, Some("Ana")),
        style: asset("captura-estilo"),
        scripts: SCRIPTS.into_iter().take(2).map(asset).collect(),
        address: format!("/practica/captura/{}", acta.series.name()),
        image: image_of(acta.series),
        mark: String::new(),
        acta: acta.head(),
        sum: Sum::of(&campos),
        campos,
        queue: None,
        faults: Faults::default(),
        notice: "",
        problems: problems(),
        practice: Some(InPractice {
            since: 0,
            score: Score::default().to_string(),
        }),
    }
}

fn result(acta: &MadeUp, slips: usize) -> ResultPage {
    let changed = acta.fields.iter().take(slips);
    let changed = changed.map(|(campo, _)| (campo.id.clone(), CampoValue::Number(138)));
    let captured = acta.captured(&changed.collect());
    let mut score = Score::default();
    score.add_field(Some(CampoValue::Number(73)), Some(CampoValue::Number(13)));
    let content = prep_model::machines::captura::CapturaContent::Values(captured);
    let rows = compare_captura(acta, &content, &mut score);
    score.add_acta(rows.is_empty(), 41);
    ResultPage {
        frame: frame(Run::Practica, Some("Ana")),
        rows,
        seconds: 41,
        image: image_of(acta.series),
        next: format!("/practica/captura/00000001?marcador={score}"),
        score: ScoreView::of(&score),
    }
}

pub(crate) fn all() -> Vec<Sample> {
    const RESULT: &str = "practica/resultado.html";
    let acta = acta();
    let start = StartPage {
        frame: frame(Run::Practica, Some("Ana")),
        first: acta.series.name(),
    };
    vec![
        page("practica/practica.html", "start", &start),
        page("captura/captura.html", "practice", &captura(&acta)),
        page(RESULT, "perfect", &result(&acta, 0)),
        page(RESULT, "mistakes", &result(&acta, 4)),
    ]
}
