//! The eye as a whole, on drawn sheets.

use proptest::prelude::*;

use crate::find::{Method, find_sheet};
use crate::geometry::{Point, Quad};
use crate::gray::{Gray, Orientation};
use crate::intake::{Limits, Photo, open};
use crate::judge::{self, Hint, judge_preview};
use crate::layout::SHEET;
use crate::testing::{askew, blurred, jpeg, photo, sheet};
use crate::{Options, examine, rectify, straighten};

fn seen(image: Gray) -> Photo {
    Photo::of_pixels(image, Orientation::Upright)
}

fn farthest(a: &Quad, b: &Quad) -> f64 {
    a.0.iter()
        .zip(b.0)
        .map(|(p, q)| p.distance(q))
        .fold(0.0, f64::max)
}

#[test]
fn a_sheet_is_found_in_each_of_four_turns() {
    let drawn = sheet(8.0);
    for quarters in [0, 2] {
        let corners = askew(quarters);
        let found = find_sheet(&seen(photo(&drawn, 1_600, 1_240, &corners))).unwrap();
        assert_eq!(found.method, Method::Marks);
        assert!(
            farthest(&found.corners, &corners) < 4.0,
            "{quarters}: {found:?}"
        );
    }
    let upright = [
        (80.0, 1_500.0),
        (95.0, 100.0),
        (1_150.0, 130.0),
        (1_170.0, 1_480.0),
    ];
    for quarters in [0, 2] {
        let corners = Quad(upright.map(|(x, y)| Point::new(x, y))).turned(quarters);
        let found = find_sheet(&seen(photo(&drawn, 1_240, 1_600, &corners))).unwrap();
        assert!(
            farthest(&found.corners, &corners) < 4.0,
            "{quarters}: {found:?}"
        );
    }
}

#[test]
fn a_hidden_mark_is_made_up_for_by_the_paper() {
    let drawn = sheet(8.0);
    for (x, y) in [(130_u32, 180_u32), (1_400, 160), (1_440, 950), (100, 940)] {
        for quarters in [0, 2] {
            let corners = askew(quarters);
            let mut image = photo(&drawn, 1_600, 1_240, &corners);
            for row in y..y + 110 {
                let start = (row * 1_600 + x) as usize;
                image.pixels_mut()[start..start + 110].fill(140);
            }
            let found = find_sheet(&seen(image)).unwrap();
            assert_eq!(found.method, Method::Outline);
            let off = farthest(&found.corners, &corners);
            assert!(off < 20.0, "{x} {y} {quarters}: {off} {found:?}");
        }
    }
}

#[test]
fn a_table_without_a_sheet_has_none() {
    let options = Options::default();
    for level in [0, 90, 255] {
        let examined = examine(&jpeg(&Gray::filled(900, 700, level), 80), &options).unwrap();
        assert!(!examined.verdict.is_accepted(), "{level}");
        assert_eq!(examined.found, None);
        assert!(examined.sendable.jpeg.len() < options.budget);
    }
}

#[test]
fn corners_do_not_depend_on_the_quality_of_the_file() {
    let corners = askew(0);
    let image = photo(&sheet(8.0), 1_600, 1_240, &corners);
    for quality in [95, 75, 50, 30] {
        let opened = open(&jpeg(&image, quality), &Limits::default()).unwrap();
        let found = find_sheet(&opened).unwrap();
        assert!(farthest(&found.corners, &corners) < 4.0, "{quality}");
    }
}

#[test]
fn more_blur_is_never_better() {
    let image = photo(&sheet(8.0), 1_600, 1_240, &askew(0));
    let mut before = f64::MAX;
    let mut accepted = true;
    for sigma in [0.0, 1.0, 1.6, 2.2, 3.0, 4.0, 5.5, 7.0, 9.0] {
        let photo = seen(blurred(&image, sigma));
        // What is too blurred to be found is refused as well.
        let verdict = find_sheet(&photo).map(|found| {
            let sheet = straighten(&photo, Some(&found));
            judge::judge(&photo, &found, &sheet, &[], None)
        });
        let now = verdict.as_ref().is_some_and(judge::Verdict::is_accepted);
        assert!(accepted || !now, "{sigma}: accepted again");
        let margin = verdict
            .and_then(|verdict| verdict.figures.margin)
            .unwrap_or(0.0);
        // Beyond what is refused there is less and less to measure.
        assert!(
            margin <= before || !accepted,
            "{sigma}: {margin} after {before}"
        );
        (before, accepted) = (margin, now);
    }
    assert!(!accepted);
}

#[test]
fn rectifying_a_rectified_sheet_changes_nothing() {
    let first = seen(photo(&sheet(8.0), 1_600, 1_240, &askew(2)));
    let found = find_sheet(&first).unwrap();
    let once = rectify::rectify(&first, &found, 5.0);
    let again = seen(once.image.clone());
    let found = find_sheet(&again).unwrap();
    let whole = Quad::rectangle(f64::from(SHEET.w) * 5.0, f64::from(SHEET.h) * 5.0);
    assert!(farthest(&found.corners, &whole) < 2.5, "{found:?}");
    let twice = rectify::rectify(&again, &found, 5.0);
    let pairs = once.image.pixels().iter().zip(twice.image.pixels());
    let sum: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    let mean = sum / once.image.pixels().len() as u64;
    assert!(mean <= 3, "{mean} levels on average");
}

#[test]
fn what_is_sent_fits_the_budget_and_has_no_metadata() {
    let image = photo(&sheet(8.0), 1_600, 1_240, &askew(0));
    for budget in [350_000, 90_000, 30_000] {
        let options = Options {
            budget,
            ..Options::default()
        };
        let examined = examine(&jpeg(&image, 85), &options).unwrap();
        let sent = &examined.sendable;
        assert!(sent.jpeg.len() <= budget, "{}", sent.jpeg.len());
        let again = open(&sent.jpeg, &Limits::default()).unwrap();
        assert_eq!((again.width(), again.height()), (sent.width, sent.height));
        assert_eq!(
            again.metadata(),
            Photo::of_pixels(image.clone(), Orientation::Upright).metadata()
        );
        assert!(!sent.jpeg.windows(4).any(|bytes| bytes == b"Exif"));
    }
}

#[test]
fn the_real_photo_is_accepted_and_turned_the_right_way_up() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/cdmx2024/acta_muestra_A02.jpg"
    );
    let Ok(bytes) = std::fs::read(path) else {
        println!("SKIPPED: {path} is not there");
        return;
    };
    let examined = examine(&bytes, &Options::default()).unwrap();
    assert!(examined.verdict.is_accepted(), "{:?}", examined.verdict);
    let found = examined.found.unwrap();
    assert_eq!(found.method, Method::Marks);
    // It lies on its side: its top left corner is at the top right of the photo.
    let [top_left, top_right, ..] = found.corners.0;
    assert!(top_left.x > 1_100.0 && top_left.y < 150.0, "{found:?}");
    assert!(top_right.x > 1_100.0 && top_right.y > 1_450.0, "{found:?}");
    assert!(examined.sendable.width > examined.sendable.height);
}

#[test]
fn previews_say_what_to_do() {
    let drawn = sheet(8.0);
    let hint = |image: &Gray| {
        let (w, h) = (image.width(), image.height());
        judge_preview(image.pixels(), w, h, w as usize)
            .unwrap()
            .hint
    };
    let good = photo(&drawn, 1_600, 1_240, &askew(0));
    assert_eq!(hint(&good), Hint::Shoot);
    assert_eq!(hint(&blurred(&good, 5.0)), Hint::Steady);
    let far = Quad(
        askew(0)
            .scaled(0.5)
            .0
            .map(|p| Point::new(p.x + 300.0, p.y + 200.0)),
    );
    assert_eq!(hint(&photo(&drawn, 1_600, 1_240, &far)), Hint::Closer);
    assert_eq!(hint(&Gray::filled(640, 480, 100)), Hint::Search);
    assert_eq!(judge_preview(&[0; 10], 640, 480, 640), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_pixels_are_judged(
        (width, height) in (1_u32..120, 1_u32..120),
        seed in prop::collection::vec(any::<u8>(), 1..64),
        value in 0_u32..9,
    ) {
        let pixels = seed.iter().cycle().take((width * height) as usize).copied().collect();
        let image = Gray::new(width, height, pixels).unwrap();
        let _ = judge_preview(image.pixels(), width, height, width as usize);
        let photo = Photo::of_pixels(image, Orientation::of_exif(value));
        let found = find_sheet(&photo);
        let sheet = straighten(&photo, found.as_ref());
        if let Some(found) = found {
            let _ = judge::judge(&photo, &found, &sheet, &[], None);
        }
        let _ = crate::qr::read(&photo, found.as_ref(), true);
        prop_assert!(crate::encode::encode(&sheet, 10_000).width > 0);
    }
}
