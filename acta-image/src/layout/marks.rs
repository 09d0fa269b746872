//! The marks that say where the sheet is and which way is up, measured on the specimen of 2024.

use super::{Point, Rect, Size};

/// The sheet of every form: carta, landscape. On paper of another size it is centred.
pub const SHEET: Size = Size { w: 279.4, h: 215.9 };

/// The rectangle whose corners are the outer corners of the four marks.
pub const FRAME: Rect = Rect::new(8.2, 22.5, 263.0, 170.0);

/// Side of a black square.
pub const SQUARE: f32 = 6.0;

/// Length of each arm of the L, its thickness included.
pub const ARM: f32 = 6.4;

/// Thickness of the arms of the L.
pub const ARM_THICKNESS: f32 = 0.8;

/// White that nothing printed enters around a mark.
pub const QUIET: f32 = 1.0;

/// The black squares: top left, top right, bottom left.
pub const SQUARES: [Rect; 3] = [
    Rect::new(FRAME.x, FRAME.y, SQUARE, SQUARE),
    Rect::new(FRAME.x + FRAME.w - SQUARE, FRAME.y, SQUARE, SQUARE),
    Rect::new(FRAME.x, FRAME.y + FRAME.h - SQUARE, SQUARE, SQUARE),
];

/// What the L covers, bottom right; it runs along the lower and the right edge of this.
pub const ELL: Rect = Rect::new(FRAME.x + FRAME.w - ARM, FRAME.y + FRAME.h - ARM, ARM, ARM);

/// The two arms of the L: the lower one, then the right one without the corner they share.
pub const ELL_ARMS: [Rect; 2] = [
    Rect::new(ELL.x, ELL.y + ARM - ARM_THICKNESS, ARM, ARM_THICKNESS),
    Rect::new(
        ELL.x + ARM - ARM_THICKNESS,
        ELL.y,
        ARM_THICKNESS,
        ARM - ARM_THICKNESS,
    ),
];

/// The outer corners of the marks: top left, top right, bottom right (the L), bottom left.
pub fn frame_corners() -> [Point; 4] {
    FRAME.corners()
}

/// The corners of the sheet in the same order.
pub fn sheet_corners() -> [Point; 4] {
    Rect::new(0.0, 0.0, SHEET.w, SHEET.h).corners()
}
