use std::sync::atomic::{AtomicU64, Ordering};

use super::contact::ContactSheet;
use super::dice::Dice;
use super::filled::ActaSheets;
use super::geometry::Point;
use super::paper::{Ink, Paper, QrOnPaper};
use super::pixels::{Texture, level_of};
use super::readable::{Legibility, figures, legibility, smear};
use super::recipe::{PhotoKind, Recipe};
use super::scene::{Scene, corners};
use super::shoot::shoot;
use super::truth::{QrTruth, Truth};

/// So many photographs are taken of each sheet, since drawing one takes as long as taking some.
pub const OF_EACH_SHEET: u64 = 10;

/// How often a photograph at the border of what can be read is kept; the others are thrown again.
const KEEP_DOUBTFUL: f64 = 0.12;

/// Which photographs to take. The same plan takes the same ones, byte for byte.
pub struct Plan<'a> {
    pub seed: u64,
    /// Number of the first, and how many: photograph 1,000 is the same whoever took those before.
    pub first: u64,
    pub count: u64,
    pub choices: Choices,
    pub sheets: &'a ActaSheets,
}

impl<'a> Plan<'a> {
    /// The first `count` photographs of a seed, as tablets and scanners take them.
    pub fn new(sheets: &'a ActaSheets, seed: u64, count: u64) -> Self {
        Self {
            seed,
            first: 0,
            count,
            choices: Choices::default(),
            sheets,
        }
    }

    /// One after the other, each made when it is asked for.
    pub fn photos(&self) -> impl Iterator<Item = Photo> + '_ {
        let mut current: Option<Group<'_>> = None;
        (self.first..self.first + self.count).map(move |number| {
            let sheet = number / OF_EACH_SHEET;
            if current.as_ref().is_none_or(|group| group.number != sheet) {
                current = Some(self.group(sheet));
            }
            current.as_ref().expect("just made").photo(number)
        })
    }

    /// Takes them on `jobs` threads and gives each to `keep`, in no order; ends with the first
    /// error.
    pub fn each<E: Send>(
        &self,
        jobs: usize,
        keep: impl Fn(Photo) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let end = self.first + self.count;
        let next = AtomicU64::new(self.first / OF_EACH_SHEET);
        let work = || {
            loop {
                let sheet = next.fetch_add(1, Ordering::Relaxed);
                let first = (sheet * OF_EACH_SHEET).max(self.first);
                if first >= end {
                    return Ok(());
                }
                let group = self.group(sheet);
                for number in first..((sheet + 1) * OF_EACH_SHEET).min(end) {
                    if let Err(error) = keep(group.photo(number)) {
                        // Nobody begins another sheet.
                        next.store(end, Ordering::Relaxed);
                        return Err(error);
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
            let ends = threads.into_iter().map(|thread| match thread.join() {
                Ok(end) => end,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            ends.collect()
        })
    }

    /// Adds crops of photographs at the border to a contact sheet until that is full.
    pub fn fill(&self, contact: &mut ContactSheet) {
        for sheet in self.first / OF_EACH_SHEET..(self.first + self.count).div_ceil(OF_EACH_SHEET) {
            let group = self.group(sheet);
            for nth in 0..OF_EACH_SHEET {
                if contact.is_full() {
                    return;
                }
                group.show(sheet * OF_EACH_SHEET + nth, contact);
            }
        }
    }

    fn group(&self, number: u64) -> Group<'a> {
        Group::new(self.seed, self.sheets, number, &self.choices)
    }
}

/// A photograph and what is known about it.
#[derive(Debug, Clone)]
pub struct Photo {
    pub jpeg: Vec<u8>,
    pub truth: Truth,
}

/// Where the sheets come from.
pub(crate) trait Sheets: Sync {
    /// The sheet of a number, always the same for the same seed.
    fn sheet(&self, seed: u64, number: u64) -> Box<dyn Sheet>;
}

/// One of them, drawn as finely as asked for.
pub(crate) trait Sheet {
    fn paper(&self) -> Paper;
    fn texture(&self, density: f64) -> Texture;
}

/// The photographs of one sheet, taken one after the other.
pub(crate) struct Group<'a> {
    seed: u64,
    sheets: &'a dyn Sheets,
    number: u64,
    kind: PhotoKind,
    megapixels: f64,
    paper: Paper,
    texture: Texture,
    inks: Vec<Ink>,
}

/// Pixels per millimetre at which sheets are drawn.
const DENSITIES: [f64; 3] = [8.0, 12.0, 16.0];

impl<'a> Group<'a> {
    pub(crate) fn new(seed: u64, sheets: &'a dyn Sheets, number: u64, choices: &Choices) -> Self {
        let mut dice = Dice::new(seed, &[1, number]);
        let kind = choices.kind.unwrap_or_else(|| {
            dice.weighted(&[(PhotoKind::Movil, 0.85), (PhotoKind::Escaner, 0.15)])
        });
        let megapixels = dice.weighted(&choices.megapixels);
        let sheet = sheets.sheet(seed, number);
        let paper = sheet.paper();
        // As fine as the picture will be where the sheet fills it.
        let widest = match kind {
            PhotoKind::Movil => (megapixels * 1e6 * 4.0 / 3.0).sqrt() * 0.9 / paper.size.x,
            PhotoKind::Escaner => DENSITIES[1],
        };
        let density = DENSITIES
            .into_iter()
            .find(|density| *density >= widest * 0.9);
        let texture = sheet.texture(density.unwrap_or(DENSITIES[2]));
        let inks = Ink::of_boxes(&texture, &paper.digits);
        Self {
            seed,
            sheets,
            number,
            kind,
            megapixels,
            paper,
            texture,
            inks,
        }
    }

    /// The photograph of that number in the whole plan.
    pub(crate) fn photo(&self, number: u64) -> Photo {
        let truth = self.truth_only(number);
        let jpeg = self.shoot(&truth.degradations, number);
        Photo { jpeg, truth }
    }

    /// What that photograph's truth will be.
    pub(crate) fn truth_only(&self, number: u64) -> Truth {
        let recipe = self.recipe(&mut Dice::new(self.seed, &[2, number]));
        self.truth_of(number, &recipe)
    }

    /// Takes it as the recipe says.
    pub(crate) fn shoot(&self, recipe: &Recipe, number: u64) -> Vec<u8> {
        let scene = Scene::new(recipe, self.paper.size).expect("a recipe has a view");
        let sheet = self.texture.no_finer_than(recipe.scale(&self.paper) * 1.7);
        let second = recipe.second_sheet.map(|_| {
            let other = self.sheets.sheet(self.seed, self.number + 1);
            other.texture(sheet.density)
        });
        let mut dice = Dice::new(self.seed, &[3, number]);
        shoot(&scene, &sheet, second.as_ref(), &mut dice)
    }

    /// Thrown until it is clear whether a person can read it, or doubt is kept.
    fn recipe(&self, dice: &mut Dice) -> Recipe {
        loop {
            let recipe = Recipe::throw(dice, self.kind, self.megapixels, &self.paper);
            let Some(scene) = Scene::new(&recipe, self.paper.size) else {
                continue;
            };
            let verdict = verdict(&scene, &self.legibility(&scene));
            if verdict.is_some() || dice.chance(KEEP_DOUBTFUL) {
                return recipe;
            }
        }
    }

    fn show(&self, number: u64, contact: &mut ContactSheet) {
        // Border cases are what is looked for.
        let mut dice = Dice::new(self.seed, &[2, number]);
        let recipe = Recipe::throw(&mut dice, self.kind, self.megapixels, &self.paper);
        let Some(scene) = Scene::new(&recipe, self.paper.size) else {
            return;
        };
        let figures = figures(&scene, &self.paper.digits, &self.inks);
        if contact.wants(&figures) {
            let jpeg = self.shoot(&recipe, number);
            contact.add(&jpeg, &scene, &self.paper.digits, &figures);
        }
    }

    fn legibility(&self, scene: &Scene<'_>) -> Legibility {
        let figures = figures(scene, &self.paper.digits, &self.inks);
        legibility(&figures).expect("a form has digit boxes")
    }

    pub(crate) fn truth_of(&self, number: u64, recipe: &Recipe) -> Truth {
        let scene = &Scene::new(recipe, self.paper.size).expect("a recipe has a view");
        let digits = figures(scene, &self.paper.digits, &self.inks);
        let legibility = legibility(&digits).expect("a form has digit boxes");
        let corners = corners(self.paper.size).map(|corner| scene.project(corner));
        // The direction of the print in the middle of the sheet.
        let along = scene.jacobian(self.paper.size.times(0.5)).0;
        let turned = along[1][0]
            .atan2(along[0][0])
            .to_degrees()
            .rem_euclid(360.0);
        Truth {
            seed: self.seed,
            number,
            width: recipe.width,
            height: recipe.height,
            corners,
            rotation_degrees: turned,
            inside: inside(scene),
            qr: self.paper.qr.as_ref().map(|qr| qr_truth(scene, qr)),
            readable: verdict(scene, &legibility),
            legibility,
            digits,
            sheet: self.paper.facts.clone(),
            degradations: recipe.clone(),
        }
    }
}

/// As the digits are, unless something else that is printed was cut off: whether such a picture is
/// good enough is a matter of rules, and not of eyes.
fn verdict(scene: &Scene<'_>, legibility: &Legibility) -> Option<bool> {
    let readable = legibility.readable();
    let whole = acta_image::layout::marks::frame_corners()
        .iter()
        .all(|mark| {
            scene.in_frame(scene.project(Point::new(f64::from(mark.x), f64::from(mark.y))))
        });
    if whole {
        readable
    } else {
        readable.filter(|readable| !readable)
    }
}

/// Which part of the sheet is in the frame, from a grid of places.
fn inside(scene: &Scene<'_>) -> f64 {
    const GRID: u32 = 24;
    let place = |i: u32| (f64::from(i) + 0.5) / f64::from(GRID);
    let places = (0..GRID * GRID).map(|i| (place(i % GRID), place(i / GRID)));
    let within = places.filter(|(x, y)| {
        scene.in_frame(scene.project(Point::new(x * scene.sheet.x, y * scene.sheet.y)))
    });
    within.count() as f64 / f64::from(GRID * GRID)
}

/// Black and white must differ by so much for the label to count as visible.
const LEAST_QR_CONTRAST: f64 = 20.0;

fn qr_truth(scene: &Scene<'_>, qr: &QrOnPaper) -> QrTruth {
    let [a, b, c, d] = qr.corners;
    let places: Vec<Point> = (0..25)
        .map(|i| (f64::from(i % 5) / 4.0, f64::from(i / 5) / 4.0))
        .map(|(x, y)| {
            let upper = a.plus(b.minus(a).times(x));
            let lower = d.plus(c.minus(d).times(x));
            upper.plus(lower.minus(upper).times(y))
        })
        .collect();
    let contrast = |at: &Point| {
        let ray = scene.ray(scene.project(*at));
        level_of(0.95 * ray.gain + ray.glare) - level_of(0.03 * ray.gain + ray.glare)
    };
    let contrast = places.iter().map(contrast).fold(f64::INFINITY, f64::min);
    let open = |at: &Point| {
        let pixel = scene.project(*at);
        scene.in_frame(pixel) && !scene.covered(pixel)
    };
    let module_mm = b.minus(a).length() / f64::from(qr.modules);
    let middle = places[12];
    let [[xx, xy], [_, yy]] = smear(scene, scene.project(middle));
    let widest = f64::midpoint(xx, yy) + ((xx - yy) / 2.0).hypot(xy);
    QrTruth {
        text: qr.text.clone(),
        corners: qr.corners.map(|corner| scene.project(corner)),
        visible: contrast >= LEAST_QR_CONTRAST && places.iter().all(open),
        module_px: module_mm * scene.jacobian(middle).least_scale(),
        blur_px: widest.sqrt(),
        contrast_levels: contrast,
    }
}

/// What a plan leaves to chance, with weights.
#[derive(Debug, Clone)]
pub struct Choices {
    /// `None` for tablets mostly, scanners now and then.
    pub kind: Option<PhotoKind>,
    pub megapixels: Vec<(f64, f64)>,
}

impl Default for Choices {
    /// As tablets are: small pictures mostly, and some of every size there is.
    fn default() -> Self {
        let megapixels = [
            (0.5, 0.04),
            (1.0, 0.1),
            (2.0, 0.34),
            (3.0, 0.16),
            (5.0, 0.16),
            (8.0, 0.1),
            (12.0, 0.08),
            (24.0, 0.014),
            (50.0, 0.006),
        ];
        Self {
            kind: None,
            megapixels: megapixels.to_vec(),
        }
    }
}
