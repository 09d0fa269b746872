//! Which form a sheet is, as far as it matters where its digits stand: by the lines of its table.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "tenths of millimetres of a sheet and pixels clamped to its image"
)]

use prep_model::claves::{EleccionId, QrLabel, TipoActa};
use prep_model::elecciones::Eleccion;
use prep_model::proceso::{Proceso, ProcesoHead};

use super::sketch::{self, Sketch};
use crate::layout::{FormLayout, FormSpec, Rect, printed};
use crate::rectify::Rectified;

/// Where the digits of one form stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Rows of the table from the top, with their boxes.
    pub rows: Vec<Line>,
    /// The numbers outside the table.
    pub stubs: Vec<Line>,
    /// The codes of the actas that are printed on it.
    codes: Vec<(EleccionId, TipoActa)>,
    /// Its print, by which it is told from the others; none of one that nobody knows.
    sketch: Option<Sketch>,
}

/// A number's line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Everything of it: heading, words and digits.
    pub whole: Rect,
    /// A box for each digit, left to right.
    pub boxes: Vec<Rect>,
}

/// Upper edge of the first row, lower edges of the last of a form with few rows and one with many,
/// from how many rows on there are many, and the tallest row: as `layout` places them.
const TOP: f32 = 40.8;
const BOTTOM: [f32; 2] = [144.6, 164.2];
const MANY: usize = 20;
const TALLEST: f32 = 7.2;
/// Edges of the table.
const TABLE: (f32, f32) = (95.7, 180.8);
/// Part of the table in which its lines are looked for, away from the digits.
const SEEN: (f32, f32) = (97.0, 160.0);
/// Part of the height that the shortest table has, and where the widest digits begin.
const DOWN: (f32, f32) = (42.0, 90.0);
const WIDEST: f32 = 140.0;

impl Form {
    /// Of a form that is known.
    pub fn of(spec: &FormSpec, layout: &FormLayout) -> Self {
        let line = |field: &crate::layout::Field| Line {
            whole: field.heading.map_or(field.words, |heading| {
                Rect::between(heading.x, heading.y, TABLE.1, heading.bottom())
            }),
            boxes: field.digits.clone(),
        };
        let (rows, stubs) = layout
            .fields
            .iter()
            .partition::<Vec<_>, _>(|field| field.heading.is_some());
        Self {
            rows: rows.into_iter().map(line).collect(),
            stubs: stubs.into_iter().map(line).collect(),
            codes: Vec::new(),
            sketch: Some(Sketch::of(&printed(spec, layout))),
        }
    }

    /// Adds it to `forms`, or its codes to the one that has its digits in the same places.
    fn add_to(self, forms: &mut Vec<Self>) {
        match forms.iter_mut().find(|one| one.is_alike(&self)) {
            Some(one) => one.codes.extend(self.codes),
            None => forms.push(self),
        }
    }

    /// Whether both have their digits in the same places.
    fn is_alike(&self, other: &Self) -> bool {
        self.rows == other.rows && self.stubs == other.stubs
    }

    /// Those of an elección, each once: every code in every ámbito.
    pub fn every(head: &ProcesoHead, eleccion: &Eleccion) -> Vec<Self> {
        let mut forms: Vec<Self> = Vec::new();
        for def in &eleccion.tipos_acta {
            for ambito in eleccion.ambitos.keys() {
                let spec = FormSpec::of(head, eleccion, &def.codigo, *ambito);
                let form = spec.and_then(|spec| {
                    let layout = FormLayout::of(&spec).ok()?;
                    let mut form = Self::of(&spec, &layout);
                    form.codes = vec![(eleccion.id.clone(), def.codigo.clone())];
                    Some(form)
                });
                if let Some(form) = form {
                    form.add_to(&mut forms);
                }
            }
        }
        forms
    }

    /// Those of every elección of a proceso, each once.
    pub fn of_proceso(proceso: &Proceso) -> Vec<Self> {
        let mut forms: Vec<Self> = Vec::new();
        for eleccion in proceso.elecciones() {
            for form in Self::every(proceso.head(), eleccion) {
                form.add_to(&mut forms);
            }
        }
        forms
    }

    /// One with so many rows, where no form is known: three digits to a row and every numeral. Four
    /// are those of the total alone, and where there are five every number has them.
    fn with_rows(count: u8, digits: u8) -> Self {
        let many = usize::from(count) > MANY;
        let bottom = BOTTOM[usize::from(many)];
        let height = ((bottom - TOP) / f32::from(count)).min(TALLEST);
        let usual = if digits > 4 { digits } else { 3 };
        let row = |nth: u8| {
            let top = TOP + height * f32::from(nth);
            let digits = if nth + 1 == count { digits } else { usual };
            Line {
                whole: Rect::between(TABLE.0, top, TABLE.1, top + height),
                boxes: boxes(TABLE.1, top, height, digits),
            }
        };
        let end = if many {
            TOP + height * f32::from(count)
        } else {
            BOTTOM[0]
        };
        let left = [123.2, 142.8, 160.4, 177.8].map(|top| (10.5, 92.0, top));
        let stub = |(left, right, top): (f32, f32, f32)| Line {
            whole: Rect::new(left, top, right - left, 5.6),
            boxes: boxes(right, top, 5.6, usual),
        };
        let seven = (TABLE.0, TABLE.1, end + 10.2);
        Self {
            rows: (0..count).map(row).collect(),
            stubs: left.into_iter().chain([seven]).map(stub).collect(),
            codes: Vec::new(),
            sketch: None,
        }
    }

    /// The one of `forms` whose print the sheet shows, or one of as many rows as there are lines
    /// where none is known.
    pub(super) fn recognise(
        sheet: &Rectified,
        forms: &[Self],
        label: Option<&QrLabel>,
    ) -> Recognised {
        let lines = Lines::of(sheet);
        let form = Self::by_print(sheet, &lines, forms, label);
        let form = form.unwrap_or_else(|| Self::by_lines(&lines));
        Recognised {
            are_sure: form.sketch.is_some(),
            lines_seen: lines.seen(&form),
            form,
        }
    }

    fn by_print(
        sheet: &Rectified,
        lines: &Lines,
        forms: &[Self],
        label: Option<&QrLabel>,
    ) -> Option<Self> {
        let said = label.map(|label| (&label.0.acta.eleccion, &label.0.acta.tipo_acta));
        let is_said = |form: &&Self| form.codes.iter().any(|(a, b)| Some((a, b)) == said);
        let mut known: Vec<&Self> = forms.iter().filter(is_said).collect();
        if known.is_empty() {
            known = forms.iter().filter(|form| form.sketch.is_some()).collect();
        }
        // Where lines are plain to see, a form whose lines are not there is none.
        let agreements = known.iter().map(|form| lines.mean_vote(form));
        let agreements: Vec<f32> = agreements.collect();
        let most = agreements.iter().copied().fold(0.0, f32::max);
        if most > PLAIN {
            let mut agreements = agreements.iter();
            known.retain(|_| agreements.next().is_some_and(|one| *one > NEARLY * most));
        }
        let sketches: Vec<&Sketch> = known
            .iter()
            .filter_map(|form| form.sketch.as_ref())
            .collect();
        let missed = sketch::missed(sheet, &sketches);
        // Where nothing decides, the one with more to read: what is not there is found unreadable.
        let boxes = |form: &Self| {
            let lines = form.rows.iter().chain(&form.stubs);
            lines.map(|line| line.boxes.len()).sum::<usize>()
        };
        let weighed = known.into_iter().zip(missed).map(|(form, missed)| {
            let spoken_for = PER_BOX * boxes(form) as f32 + BESIDE * lines.beside(form);
            (missed - spoken_for, form)
        });
        let best = weighed.min_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, form)| form.clone())
    }

    fn by_lines(lines: &Lines) -> Self {
        let all = (4..=38).flat_map(|count| [3, 4, 5].map(|digits| Self::with_rows(count, digits)));
        all.map(|form| (lines.agreement(&form), form))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .expect("there are some of every length")
            .1
    }
}

/// Mean vote for a form's lines from which on they are plain to see.
const PLAIN: f32 = 0.5;
/// Part of the most lines that a form must have that is looked at.
const NEARLY: f32 = 0.8;
/// What a plain line beside the digits speaks for, in squares of darkness.
const BESIDE: f32 = 0.1;
/// What a box may leave unexplained, in squares of darkness: a tenth of its faint print.
const PER_BOX: f32 = 0.002;

/// The form that a sheet is.
pub(super) struct Recognised {
    pub(super) form: Form,
    /// Whether its numerals are on the sheet for sure; else only the print of each says so.
    pub(super) are_sure: bool,
    /// Part of the lines of its table that can be seen.
    pub(super) lines_seen: f64,
}

/// Boxes that end at `right`, in a row of this height.
fn boxes(right: f32, top: f32, height: f32, digits: u8) -> Vec<Rect> {
    let gap = if height > 5.0 { 0.45 } else { 0.25 };
    let left = |nth: u8| right - 4.9 * f32::from(digits - nth);
    let place = |nth| Rect::new(left(nth), top + gap, 4.3, height - 2.0 * gap);
    (0..digits).map(place).collect()
}

/// Where there are lines across the table, and down it beside the digits: how much darker than what
/// is on both sides of it each tenth of a millimetre is.
struct Lines {
    across: Profile,
    down: Profile,
}

struct Profile {
    darker: Vec<f32>,
    /// What a line that is there has at least.
    least: f32,
}

/// Most that one line counts: those across are all alike, while the one beside the digits is black
/// and the frames of boxes are grey.
const MOST_ACROSS: f32 = 1.5;
const MOST_DOWN: f32 = 6.0;

/// Steps per millimetre of a profile.
const STEPS: f32 = 10.0;

impl Lines {
    fn of(sheet: &Rectified) -> Self {
        let rows = |y| mean_of(sheet, &Rect::between(SEEN.0, y, SEEN.1, y));
        let columns = |x| mean_of(sheet, &Rect::between(x, DOWN.0, x, DOWN.1));
        Self {
            across: Profile::of(crate::layout::SHEET.h, (TOP, BOTTOM[1]), rows),
            down: Profile::of(crate::layout::SHEET.w, (WIDEST, TABLE.1 - 15.0), columns),
        }
    }

    /// Lines that are there speak for a form, lines that are not against it.
    fn agreement(&self, form: &Form) -> f32 {
        let rows = form
            .rows
            .iter()
            .map(|row| self.across.vote(row.whole.bottom(), MOST_ACROSS));
        // Where nothing decides, the narrower one: what is missing would be taken for lost.
        let digits = form.rows.iter().map(|row| row.boxes.len()).max();
        let wide = f32::from(u8::try_from(digits.unwrap_or(3)).unwrap_or(u8::MAX));
        rows.sum::<f32>() + 2.0 * self.beside(form) - 0.01 * wide
    }

    /// What speaks for the line to the left of a form's digits.
    fn beside(&self, form: &Form) -> f32 {
        let digits = form.rows.iter().map(|row| row.boxes.len()).max();
        let digits = f32::from(u8::try_from(digits.unwrap_or(3).max(3)).unwrap_or(u8::MAX));
        let at = TABLE.1 - (4.9 * digits + 0.6);
        self.down.vote(at, MOST_DOWN)
    }

    /// Mean of what speaks for the lines of a form's rows.
    fn mean_vote(&self, form: &Form) -> f32 {
        let rows = form.rows.iter();
        let votes = rows.map(|row| self.across.vote(row.whole.bottom(), MOST_ACROSS));
        votes.sum::<f32>() / form.rows.len().max(1) as f32
    }

    fn seen(&self, form: &Form) -> f64 {
        let is_there = |row: &&Line| self.across.vote(row.whole.bottom(), MOST_ACROSS) > 0.0;
        form.rows.iter().filter(is_there).count() as f64 / form.rows.len().max(1) as f64
    }
}

impl Profile {
    /// `level` of each tenth of a millimetre up to `end`; lines are expected within `within`.
    fn of(end: f32, within: (f32, f32), level: impl Fn(f32) -> f32) -> Self {
        let count = (end * STEPS) as usize;
        let levels: Vec<f32> = (0..count).map(|step| level(step as f32 / STEPS)).collect();
        let reach = (0.9 * STEPS) as usize;
        let darker: Vec<f32> = (0..count)
            .map(|i| {
                if i < reach || i + reach >= count {
                    return 0.0;
                }
                let around = levels[i - reach].min(levels[i + reach]);
                (around - levels[i]) / around.max(1.0)
            })
            .collect();
        let mut sorted = darker[(within.0 * STEPS) as usize..(within.1 * STEPS) as usize].to_vec();
        sorted.sort_by(f32::total_cmp);
        let high = sorted[sorted.len() * 96 / 100];
        Self {
            darker,
            least: (0.4 * high).max(0.01),
        }
    }

    /// Between -1 for no line within a third of a millimetre of `at`, and `most` for a plain one.
    fn vote(&self, at: f32, most: f32) -> f32 {
        let middle = (at.max(0.0) * STEPS) as usize;
        let near = middle.saturating_sub(4)..(middle + 5).min(self.darker.len());
        let darkest = self.darker[near].iter().copied().fold(0.0, f32::max);
        (darkest / self.least - 1.0).clamp(-1.0, most)
    }
}

/// The mean level along a line of no width.
fn mean_of(sheet: &Rectified, line: &Rect) -> f32 {
    let (width, height) = (sheet.image.width(), sheet.image.height());
    let pixel = |mm: f32, end: u32| ((f64::from(mm) * sheet.per_mm) as u32).min(end - 1);
    let (left, right) = (pixel(line.x, width), pixel(line.right(), width));
    let (top, bottom) = (pixel(line.y, height), pixel(line.bottom(), height));
    let rows = (top..=bottom).map(|y| &sheet.image.row(y)[left as usize..=right as usize]);
    let (mut sum, mut count) = (0_u32, 0_u32);
    for level in rows.flatten() {
        sum += u32::from(*level);
        count += 1;
    }
    sum as f32 / count.max(1) as f32
}
