//! What the eye measured of one photograph, box by box, beside what is true: to see which measure a
//! wrong verdict comes from. No verdict is made here that the exam does not make.

use acta_image::find::find_sheet;
use acta_image::intake::{self, Limits};
use acta_image::judge::{self, Form, Inspection, reason_name};
use acta_image::{qr, straighten};
use serde_json::{Value, json};

use super::place;
use crate::photos::{Photo, Truth};

/// One line: the truth, where the sheet was found, and of every box its margins by the eye, the
/// measures behind them and the truth about it, where that is known.
pub fn measures(photo: &Photo, forms: &[Form]) -> Value {
    let truth = &photo.truth;
    let recipe = &truth.degradations;
    let mut line = json!({
        "number": truth.number,
        "readable": truth.readable,
        "margin": truth.legibility.margin,
        "limit": truth.legibility.worst.limit,
        "faults": recipe.faults,
        "kind": recipe.kind,
        "pixels": u64::from(truth.width) * u64::from(truth.height),
        "quality": recipe.jpeg.quality,
    });
    let Ok(opened) = intake::open(&photo.jpeg, &Limits::default()) else {
        return line;
    };
    let Some(found) = find_sheet(&opened) else {
        return line;
    };
    let sheet = straighten(&opened, Some(&found));
    let codes = qr::read(&opened, Some(&found), false);
    let inspection = judge::inspect(&opened, &found, &sheet, forms, codes.said());
    let verdict = inspection.verdict(&found);
    let at = place(&found, truth);
    line["found"] = json!({
        "method": found.method.name(),
        "confidence": found.confidence,
        "corner_share": at.corner_share,
        "right_way_up": at.right_way_up,
    });
    let reasons: Vec<_> = verdict.reasons.iter().copied().map(reason_name).collect();
    line["reasons"] = json!(reasons);
    line["label"] = json!(codes.said().is_some());
    line["judged"] = json!({
        "margin": verdict.figures.margin,
        "lines_seen": inspection.lines_seen,
        "is_whole": inspection.is_whole,
        "steps": inspection.steps,
        "stroke": inspection.stroke,
        "form": [inspection.form.rows.len(), inspection.form.stubs.len()],
    });
    line["boxes"] = boxes(&inspection, truth);
    line
}

/// Those the eye looked at; `missing` are the true ones it has no box for.
fn boxes(inspection: &Inspection, truth: &Truth) -> Value {
    let places = places(truth);
    let margins = inspection.margins();
    let boxes = inspection.boxes.iter().zip(&margins);
    let seen = boxes.map(|(one, margins)| {
        let evidence = &one.evidence;
        let rect = evidence.rect;
        let here = [f64::from(rect.x), f64::from(rect.y)];
        let near = |place: &[f64; 4]| (place[0] - here[0]).abs().max((place[1] - here[1]).abs()) < 0.8;
        let nth = places.iter().position(near);
        json!({
            "at": here,
            "height": rect.h,
            "margins": margins.iter().map(|(margin, reason)| json!([margin, reason_name(*reason)])).collect::<Vec<_>>(),
            "inside": evidence.inside,
            "paper": evidence.paper,
            "around": evidence.around,
            "lines": evidence.lines,
            "ink": evidence.ink,
            "noise": evidence.noise,
            "per_mm": evidence.per_mm,
            "in_table": one.in_table,
            "smear_mm": one.smear_mm,
            "depth": one.depth,
            "mass": evidence.mass,
            "differences": one.differences,
            "nth": nth,
            "truth": nth.and_then(|nth| truth.digits.get(nth)),
        })
    });
    json!({"seen": seen.collect::<Vec<_>>(), "of": places.len()})
}

/// Where the digit boxes of the sheet are, in the order of [`Truth::digits`], in millimetres: left,
/// top, width, height.
fn places(truth: &Truth) -> Vec<[f64; 4]> {
    let fields = truth.sheet["fields"].as_array();
    let places = fields.into_iter().flatten();
    let places = places.flat_map(|field| field["digit_places"].as_array().into_iter().flatten());
    places
        .filter_map(|place| serde_json::from_value(place.clone()).ok())
        .collect()
}
