//! Images of one brightness per pixel: all that the eye looks at and all that is sent
//! (docs/EYE.md says why no colour).

use fast_image_resize as fir;

/// An image of `width` × `height` pixels, row by row from the top, 0 black to 255 white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gray {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

/// Quarter turns and mirror images: what an EXIF orientation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orientation {
    /// 1: as stored.
    #[default]
    Upright,
    /// 2: mirrored left to right.
    Mirrored,
    /// 3: upside down.
    UpsideDown,
    /// 4: mirrored top to bottom.
    Flipped,
    /// 5: rows become columns.
    Transposed,
    /// 6: to be turned a quarter clockwise.
    Clockwise,
    /// 7: rows become columns, upside down.
    Transversed,
    /// 8: to be turned a quarter against the clock.
    Counterclockwise,
}

impl Orientation {
    /// The orientation of EXIF tag 274; what the standard does not define counts as upright.
    pub fn of_exif(value: u32) -> Self {
        match value {
            2 => Self::Mirrored,
            3 => Self::UpsideDown,
            4 => Self::Flipped,
            5 => Self::Transposed,
            6 => Self::Clockwise,
            7 => Self::Transversed,
            8 => Self::Counterclockwise,
            _ => Self::Upright,
        }
    }

    /// Whether width and height change places.
    pub fn swaps(self) -> bool {
        matches!(
            self,
            Self::Transposed | Self::Clockwise | Self::Transversed | Self::Counterclockwise
        )
    }
}

impl Gray {
    /// An image of these pixels; `None` if they are not exactly `width` × `height`, or none.
    pub fn new(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        let count = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
        (count > 0 && pixels.len() == count).then_some(Self {
            width,
            height,
            pixels,
        })
    }

    /// An image with every pixel of `value`. A side of zero counts as one.
    pub fn filled(width: u32, height: u32, value: u8) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self {
            width,
            height,
            pixels: vec![value; width as usize * height as usize],
        }
    }

    /// A copy of a camera's luminance plane, whose rows begin `stride` bytes apart; `None` if the
    /// plane is too short for that.
    pub fn from_plane(plane: &[u8], width: u32, height: u32, stride: usize) -> Option<Self> {
        let columns = width as usize;
        if columns == 0 || stride < columns {
            return None;
        }
        let mut pixels = Vec::with_capacity(columns * height as usize);
        for row in 0..height as usize {
            let start = row.checked_mul(stride)?;
            pixels.extend_from_slice(plane.get(start..start.checked_add(columns)?)?);
        }
        Self::new(width, height, pixels)
    }

    /// Pixels from left to right.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Pixels from top to bottom.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Every pixel, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Every pixel, to be changed in place.
    pub fn pixels_mut(&mut self) -> &mut [u8] {
        &mut self.pixels
    }

    /// The pixels of row `y`, which must be inside.
    pub fn row(&self, y: u32) -> &[u8] {
        let start = y as usize * self.width as usize;
        &self.pixels[start..start + self.width as usize]
    }

    /// The same picture in `width` × `height` pixels, each the mean of those it stands for.
    #[must_use]
    pub fn resized(&self, width: u32, height: u32) -> Self {
        let mut to = Self::filled(width, height, 0);
        if (to.width, to.height) == (self.width, self.height) {
            to.pixels.copy_from_slice(&self.pixels);
            return to;
        }
        let shrinks = to.width <= self.width && to.height <= self.height;
        let filter = if shrinks {
            fir::FilterType::Box
        } else {
            fir::FilterType::Bilinear
        };
        let options = fir::ResizeOptions::new().resize_alg(fir::ResizeAlg::Convolution(filter));
        let (w, h) = (to.width, to.height);
        let source =
            fir::images::ImageRef::new(self.width, self.height, &self.pixels, fir::PixelType::U8);
        let target = fir::images::Image::from_slice_u8(w, h, &mut to.pixels, fir::PixelType::U8);
        if let (Ok(source), Ok(mut target)) = (source, target) {
            fir::Resizer::new()
                .resize(&source, &mut target, &options)
                .expect("both images have one 8 bit channel");
        }
        to
    }

    /// The same picture with its longer side at most `side` pixels, and the factor from the old
    /// coordinates to the new.
    #[must_use]
    pub fn shrunk(&self, side: u32) -> (Self, f64) {
        let longer = self.width.max(self.height);
        if longer <= side {
            return (self.clone(), 1.0);
        }
        let fit = |length: u32| {
            let scaled =
                (u64::from(length) * u64::from(side) + u64::from(longer) / 2) / u64::from(longer);
            u32::try_from(scaled).unwrap_or(side).max(1)
        };
        let factor = f64::from(side) / f64::from(longer);
        (self.resized(fit(self.width), fit(self.height)), factor)
    }

    /// The picture as `orientation` wants it seen.
    #[must_use]
    pub fn oriented(&self, orientation: Orientation) -> Self {
        let (w, h) = (self.width as usize, self.height as usize);
        if orientation == Orientation::Upright {
            return self.clone();
        }
        let (width, height) = if orientation.swaps() {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        let mut to = Self::filled(width, height, 0);
        let source = |x: usize, y: usize| match orientation {
            Orientation::Upright => (x, y),
            Orientation::Mirrored => (w - 1 - x, y),
            Orientation::UpsideDown => (w - 1 - x, h - 1 - y),
            Orientation::Flipped => (x, h - 1 - y),
            Orientation::Transposed => (y, x),
            Orientation::Clockwise => (y, h - 1 - x),
            Orientation::Transversed => (w - 1 - y, h - 1 - x),
            Orientation::Counterclockwise => (w - 1 - y, x),
        };
        for (y, row) in to.pixels.chunks_exact_mut(width as usize).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                let (x, y) = source(x, y);
                *pixel = self.pixels[y * w + x];
            }
        }
        to
    }

    /// The pixels of `width` × `height` from `(left, top)`, cut at the edges; `None` if nothing is
    /// left.
    pub fn crop(&self, left: u32, top: u32, width: u32, height: u32) -> Option<Self> {
        let right = left.saturating_add(width).min(self.width);
        let bottom = top.saturating_add(height).min(self.height);
        if left >= right || top >= bottom {
            return None;
        }
        let columns = left as usize..right as usize;
        let pixels = (top..bottom).flat_map(|y| &self.row(y)[columns.clone()]);
        Self::new(right - left, bottom - top, pixels.copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered() -> Gray {
        Gray::new(3, 2, (1..=6).collect()).unwrap()
    }

    #[test]
    fn orientations_turn_as_exif_defines_them() {
        // The picture is 123/456 as stored; the first row after turning, by EXIF value.
        let rows: [&[u8]; 8] = [
            &[1, 2, 3],
            &[3, 2, 1],
            &[6, 5, 4],
            &[4, 5, 6],
            &[1, 4],
            &[4, 1],
            &[6, 3],
            &[3, 6],
        ];
        for (value, row) in (1u32..).zip(rows) {
            assert_eq!(
                numbered().oriented(Orientation::of_exif(value)).row(0),
                row,
                "{value}"
            );
        }
        for strange in [0, 9, 65_535, u32::MAX] {
            assert_eq!(Orientation::of_exif(strange), Orientation::Upright);
        }
    }

    #[test]
    fn a_plane_with_padding_loses_it_and_a_short_one_is_none() {
        let plane = [1, 2, 0, 3, 4, 0];
        assert_eq!(
            Gray::from_plane(&plane, 2, 2, 3).unwrap().pixels(),
            [1, 2, 3, 4]
        );
        assert_eq!(Gray::from_plane(&plane[..4], 2, 2, 3), None);
        assert_eq!(Gray::from_plane(&plane, 2, 2, usize::MAX), None);
        assert_eq!(Gray::from_plane(&plane, 2, 2, 1), None);
    }

    #[test]
    fn shrinking_keeps_the_mean() {
        let image = Gray::new(4, 2, vec![0, 100, 200, 0, 100, 200, 0, 200]).unwrap();
        let (small, factor) = image.shrunk(2);
        assert_eq!((small.width(), small.height(), factor), (2, 1, 0.5));
        assert_eq!(small.pixels(), [100, 100]);
    }

    #[test]
    fn crops_stop_at_the_edge() {
        assert_eq!(numbered().crop(1, 1, 9, 9).unwrap().pixels(), [5, 6]);
        assert_eq!(numbered().crop(3, 0, 1, 1), None);
    }
}
