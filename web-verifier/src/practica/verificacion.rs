//! Practice for verificadores: two made-up captures that differ, beside the image that decides.

use std::collections::{BTreeMap, BTreeSet};

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use central::capturas::{
    ClaimedVerificacion, Letter, ShownChoice, ShownDecision, ShownSide, TypedFault, parse_campo,
};
use prep_model::actas::{CampoFaultReason, CampoValue};
use prep_model::elecciones::CampoId;
use prep_model::machines::captura::{CapturaContent, Captured};

use super::dice::Series;
use super::made_up::{MadeUp, name};
use super::score::Score;
use super::view::{Mistake, ResultPage, ScoreView};
use super::{InPractice, ScoreQuery, image_of, practising, series};
use crate::captura::Fields;
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::verificacion::{SCRIPTS, STYLES, Table, VerificacionPage, resolution};
use crate::web::Web;

pub(super) async fn show(
    State(web): State<Web>,
    Path(serie): Path<String>,
    Query(query): Query<ScoreQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let acta = readable(series(&serie)?);
    let table = Table::with(acta.campos(), &acta.form(), &claimed(&web, &acta));
    let practice = InPractice::begin(&web, &query.marcador);
    let shown = (table, Faults::default(), practice);
    page(&verificacion_page(&web, &acta, shown, frame))
}

pub(super) async fn resolve(
    State(web): State<Web>,
    Path(serie): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let acta = readable(series(&serie)?);
    let fields = Fields(&fields);
    let practice = InPractice::of(&fields);
    let claimed = claimed(&web, &acta);
    let mut table = Table::with(acta.campos(), &acta.form(), &claimed);
    table.fill(&fields);
    let decided = resolution(&fields, &claimed)
        .and_then(|resolution| decided(&claimed, resolution.decision, &mut table));
    match decided {
        Ok(decided) => {
            let mut score = Score::read(&practice.score);
            let rows = compare(&acta, &claimed, &decided, &mut score);
            let seconds = practice.seconds(web.central.now());
            score.add_acta(rows.is_empty(), seconds);
            let next = acta.series.next().name();
            page(&ResultPage {
                frame: practising(frame),
                rows,
                seconds,
                image: image_of(acta.series),
                next: format!("/practica/verificacion/{next}?marcador={score}"),
                score: ScoreView::of(&score),
            })
        }
        Err(faults) => {
            let shown = (table, faults, practice);
            let again = verificacion_page(&web, &acta, shown, frame);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// The first acta from `series` on whose image is good: the image decides here.
fn readable(series: Series) -> MadeUp {
    let mut acta = MadeUp::of(series);
    while acta.problem.is_some() {
        acta = MadeUp::of(acta.series.next());
    }
    acta
}

fn claimed(web: &Web, acta: &MadeUp) -> ClaimedVerificacion {
    let [one, other] = acta.two_captures();
    let pairs = one.values().iter();
    let differing = pairs.filter(|(campo, value)| other.values().get(campo) != Some(*value));
    let differing = differing.map(|(campo, _)| campo.clone()).collect();
    let side = |letter, captured| ShownSide {
        letter,
        content: CapturaContent::Values(captured),
    };
    ClaimedVerificacion {
        key: "0".repeat(32).parse().expect("32 digits name a turn"),
        acta: "PRACTICA/099999B0100/A00"
            .parse()
            .expect("it is written as every acta's name"),
        until: web.central.now(),
        differing,
        sides: vec![side(Letter::A, one), side(Letter::B, other)],
        is_single: false,
        image: None,
    }
}

fn verificacion_page(
    web: &Web,
    acta: &MadeUp,
    (table, faults, practice): (Table, Faults, InPractice),
    frame: Frame,
) -> VerificacionPage {
    // Not followed by another acta in its place.
    let scripts = SCRIPTS.into_iter().take(2);
    VerificacionPage {
        styles: STYLES.map(|name| web.assets.url(name)),
        scripts: scripts.map(|name| web.assets.url(name)).collect(),
        address: format!("/practica/verificacion/{}", acta.series.name()),
        image: image_of(acta.series),
        mark: String::new(),
        acta: acta.head(),
        table,
        queue: None,
        faults,
        notice: "",
        practice: Some(practice),
        frame: practising(frame),
    }
}

/// What stands after the decision: values by field, or `None` if the image was said to be no good.
type Decided = Option<BTreeMap<CampoId, CampoValue>>;

fn decided(
    claimed: &ClaimedVerificacion,
    decision: ShownDecision,
    table: &mut Table,
) -> Result<Decided, Faults> {
    let held = |letter: Letter| {
        let side = claimed.sides.iter().find(|side| side.letter == letter);
        let held = side.and_then(|side| side.content.values());
        held.ok_or_else(|| Faults::whole(format!("no hay captura {letter} en esta acta")))
    };
    let all = |captured: &Captured| -> BTreeMap<CampoId, CampoValue> {
        let values = captured.values().iter();
        values
            .map(|(campo, value)| (campo.clone(), value))
            .collect()
    };
    match decision {
        ShownDecision::Keep(letter) => Ok(Some(all(held(letter)?))),
        ShownDecision::Problem(_) => Ok(None),
        ShownDecision::Values(typed) => by_campos(
            all(held(Letter::A)?),
            &claimed.differing,
            |campo| Ok(typed.campos.get(campo).cloned().map(ShownChoice::Correct)),
            |letter, campo| Ok(held(letter)?.values().get(campo)),
            table,
        ),
        ShownDecision::Campos(choices) => by_campos(
            all(held(Letter::A)?),
            &claimed.differing,
            |campo| Ok(choices.get(campo).cloned()),
            |letter, campo| Ok(held(letter)?.values().get(campo)),
            table,
        ),
    }
}

/// Field by field, each differing one decided.
fn by_campos(
    mut values: BTreeMap<CampoId, CampoValue>,
    differing: &BTreeSet<CampoId>,
    choice_of: impl Fn(&CampoId) -> Result<Option<ShownChoice>, Faults>,
    value_of: impl Fn(Letter, &CampoId) -> Result<Option<CampoValue>, Faults>,
    table: &mut Table,
) -> Result<Decided, Faults> {
    let mut wrong = Vec::new();
    for campo in differing {
        let fault = match choice_of(campo)? {
            None => {
                let name = table.name_of(campo.as_str());
                let text = format!("{name}: falta decidir");
                return Err(Faults::at(format!("elige-{campo}-a"), text));
            }
            Some(ShownChoice::Keep(letter)) => {
                if let Some(value) = value_of(letter, campo)? {
                    values.insert(campo.clone(), value);
                }
                continue;
            }
            Some(ShownChoice::Correct(text)) => match parse_campo(&text) {
                Ok(Some(value)) => {
                    values.insert(campo.clone(), value);
                    continue;
                }
                Ok(None) => CampoFaultReason::Missing.into(),
                Err(fault) => fault,
            },
        };
        let campo = campo.clone();
        wrong.push(TypedFault { campo, fault });
    }
    if wrong.is_empty() {
        Ok(Some(values))
    } else {
        Err(table.put_faults(&wrong))
    }
}

/// What was decided of the fields that differed, beside what the acta says.
fn compare(
    acta: &MadeUp,
    claimed: &ClaimedVerificacion,
    decided: &Decided,
    score: &mut Score,
) -> Vec<Mistake> {
    let Some(values) = decided else {
        score.fields += 1;
        score.wrong += 1;
        return vec![Mistake {
            name: "La imagen".to_owned(),
            truth: "Se puede leer".to_owned(),
            typed: "Tiene un problema".to_owned(),
            advice: "Aquí la imagen siempre sirve: elija campo por campo.",
        }];
    };
    let mut mistakes = Vec::new();
    for (campo, written) in &acta.fields {
        if !claimed.differing.contains(&campo.id) {
            continue;
        }
        let (truth, typed) = (written.value(), values.get(&campo.id).copied());
        score.add_field(Some(truth), typed);
        if typed != Some(truth) {
            mistakes.push(Mistake {
                name: name(campo),
                truth: truth.to_string(),
                typed: typed.map(|value| value.to_string()).unwrap_or_default(),
                advice: "",
            });
        }
    }
    mistakes
}
