//! Live frames of the camera: hints while the person still holds the tablet.

use super::tile::{self, Tile};
use crate::find::{self, Method};
use crate::geometry::Quad;
use crate::gray::{Gray, Orientation};
use crate::intake::Photo;
use crate::layout::Rect;
use crate::rectify;

/// Longer side at which frames are looked at: marks have eight pixels there.
const SIDE: u32 = 800;
/// Part of the frame that the sheet must fill.
const LEAST_FILL: f64 = 0.38;
/// Widest smear that the resolution of a frame lets through, in millimetres.
const MOST_BLUR: f64 = 0.75;
/// Paper darker than this wants light.
const DARK: f64 = 70.0;
/// Paper this bright has lost what was on it.
const SATURATED: f64 = 250.0;
/// Resolution at which frames are measured, in pixels per millimetre.
const PER_MM: f64 = 2.8;

/// What to tell the person who is aiming, the most urgent thing only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// There is no sheet.
    Search,
    /// It is too small in the frame.
    Closer,
    /// Part of it is outside.
    Farther,
    /// There is too little light.
    Light,
    /// A reflection lies over it.
    Reflection,
    /// The tablet moves, or has not focused.
    Steady,
    /// Now.
    Shoot,
}

impl Hint {
    /// The hint as the camera shows it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Search => "Ponga el acta completa dentro del cuadro",
            Self::Closer => "Acerque la tableta",
            Self::Farther => "Aleje la tableta: falta parte del acta",
            Self::Light => "Falta luz",
            Self::Reflection => "Hay un reflejo: incline la tableta",
            Self::Steady => "Mantenga quieta la tableta",
            Self::Shoot => "Así está bien: tome la foto",
        }
    }
}

/// A frame, looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preview {
    /// The corners of the sheet in pixels of the frame, if there is one.
    pub outline: Option<Quad>,
    /// What to tell.
    pub hint: Hint,
}

/// Looks at a frame of the camera: a plane of brightness whose rows begin `stride` bytes apart.
/// `None` if the plane is shorter than that.
pub fn judge_preview(luma: &[u8], width: u32, height: u32, stride: usize) -> Option<Preview> {
    let frame = Gray::from_plane(luma, width, height, stride)?;
    let (small, factor) = frame.shrunk(SIDE);
    let Some(found) = find::find_in(&small) else {
        return Some(Preview {
            outline: None,
            hint: Hint::Search,
        });
    };
    let sheet = Quad::rectangle(small.width().into(), small.height().into());
    let share = found.corners.area() / sheet.area();
    let photo = Photo::of_pixels(small, Orientation::Upright);
    let tiles = TILES.map(|place| {
        let piece = rectify::region(&photo, &found, place, PER_MM);
        let whole = Rect::new(0.0, 0.0, place.w, place.h);
        tile::measure(&piece, &whole)
    });
    Some(Preview {
        outline: Some(found.corners.scaled(1.0 / factor)),
        hint: hint(share, found.method, &tiles),
    })
}

/// The table of votes, above and below, and the numbers beside it.
const TILES: [Rect; 3] = [
    Rect::new(111.0, 41.0, 70.0, 50.0),
    Rect::new(111.0, 91.0, 70.0, 50.0),
    Rect::new(60.0, 120.0, 32.0, 64.0),
];

fn hint(share: f64, method: Method, tiles: &[Option<Tile>; 3]) -> Hint {
    let any = |test: &dyn Fn(&Tile) -> bool| tiles.iter().flatten().any(test);
    if share < LEAST_FILL {
        Hint::Closer
    } else if any(&|tile| tile.inside < 0.9) {
        Hint::Farther
    } else if any(&|tile| tile.paper < DARK) {
        Hint::Light
    } else if any(&|tile| tile.paper >= SATURATED && tile.contrast < 40.0) {
        Hint::Reflection
    } else if any(&|tile| tile::blur_mm([tile]) > MOST_BLUR) {
        Hint::Steady
    } else if method != Method::Marks {
        // A mark is outside or under something.
        Hint::Farther
    } else {
        Hint::Shoot
    }
}
