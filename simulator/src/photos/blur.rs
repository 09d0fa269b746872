//! What moves light to neighbouring pixels: optics out of focus and a camera in motion.

use super::pixels::Frame;

/// Deviations above this are made on a smaller copy; it looks the same and costs less.
const WIDEST: f64 = 3.0;

/// Blurs with a Gaussian of `sigma` pixels; below 0.2 nothing is to be seen and nothing is done.
pub(crate) fn gaussian(frame: &mut Frame, sigma: f64) {
    if sigma < 0.2 {
        return;
    }
    let factor = (sigma / WIDEST).ceil() as usize;
    if factor <= 1 {
        return convolve(frame, &kernel(sigma));
    }
    let mut small = shrink(frame, factor);
    // Averaging squares and interpolating between their middles blur as well.
    let square = (factor * factor) as f64;
    let already = (square - 1.0) / 12.0 + square / 6.0;
    let rest = ((sigma * sigma - already).max(0.05) / square).sqrt();
    convolve(&mut small, &kernel(rest));
    enlarge(&small, frame, factor);
}

/// Weights of the middle and of the pixels to one side of it.
fn kernel(sigma: f64) -> Vec<f32> {
    let radius = (sigma * 2.8).ceil() as usize;
    let weight = |i: usize| (-((i * i) as f64) / (2.0 * sigma * sigma)).exp();
    let sum = weight(0) + 2.0 * (1..=radius).map(weight).sum::<f64>();
    (0..=radius).map(|i| (weight(i) / sum) as f32).collect()
}

/// Along the rows into a ring of the rows that the columns need, then along the columns.
fn convolve(frame: &mut Frame, kernel: &[f32]) {
    let (width, height, radius) = (frame.width * 3, frame.height, kernel.len() - 1);
    let size = 2 * radius + 1;
    let mut ring = vec![vec![0.0_f32; width]; size];
    let mut padded = vec![0.0_f32; width + 6 * radius];
    for y in 0..radius.min(height) {
        along_row(frame.row(y), kernel, &mut padded, &mut ring[y % size]);
    }
    let mut sum = vec![0.0_f32; width];
    for y in 0..height {
        if y + radius < height {
            let row = frame.row(y + radius);
            along_row(row, kernel, &mut padded, &mut ring[(y + radius) % size]);
        }
        let line = |y: usize| y % size;
        for (sum, middle) in sum.iter_mut().zip(&ring[line(y)]) {
            *sum = middle * kernel[0] + 0.5;
        }
        for (i, weight) in kernel.iter().enumerate().skip(1) {
            let above = &ring[line(y.saturating_sub(i))];
            let below = &ring[line((y + i).min(height - 1))];
            for ((sum, above), below) in sum.iter_mut().zip(above).zip(below) {
                *sum += weight * (above + below);
            }
        }
        for (out, sum) in frame.row_mut(y).iter_mut().zip(&sum) {
            *out = *sum as u16;
        }
    }
}

fn along_row(row: &[u16], kernel: &[f32], padded: &mut [f32], out: &mut [f32]) {
    let radius = kernel.len() - 1;
    let (width, side) = (row.len(), 3 * radius);
    for (to, from) in padded[side..].iter_mut().zip(row) {
        *to = f32::from(*from);
    }
    for i in 0..side {
        padded[i] = f32::from(row[i % 3]);
        padded[side + width + i] = f32::from(row[width - 3 + i % 3]);
    }
    for (out, middle) in out.iter_mut().zip(&padded[side..]) {
        *out = middle * kernel[0];
    }
    for (i, weight) in kernel.iter().enumerate().skip(1) {
        let before = &padded[side - 3 * i..][..width];
        let after = &padded[side + 3 * i..][..width];
        for ((out, before), after) in out.iter_mut().zip(before).zip(after) {
            *out += weight * (before + after);
        }
    }
}

fn shrink(frame: &Frame, factor: usize) -> Frame {
    let mut small = Frame::new(frame.width.div_ceil(factor), frame.height.div_ceil(factor));
    let mut sums = vec![0_u32; small.width * 3];
    for y in 0..small.height {
        sums.fill(0);
        let rows = y * factor..((y + 1) * factor).min(frame.height);
        for row in rows.clone() {
            for (square, sum) in frame.row(row).chunks(3 * factor).zip(sums.chunks_mut(3)) {
                for pixel in square.chunks_exact(3) {
                    sum.iter_mut()
                        .zip(pixel)
                        .for_each(|(s, p)| *s += u32::from(*p));
                }
            }
        }
        let width = frame.width;
        for (x, (out, sum)) in small
            .row_mut(y)
            .chunks_mut(3)
            .zip(sums.chunks(3))
            .enumerate()
        {
            let columns = ((x + 1) * factor).min(width) - x * factor;
            let count = (columns * rows.len()) as u32;
            out.iter_mut()
                .zip(sum)
                .for_each(|(o, s)| *o = (s / count) as u16);
        }
    }
    small
}

fn enlarge(small: &Frame, frame: &mut Frame, factor: usize) {
    let step = 1.0 / factor as f32;
    let place = |i: usize, last: usize| {
        let at = ((i as f32 + 0.5) * step - 0.5).clamp(0.0, last as f32);
        let low = at as usize;
        (low, (low + 1).min(last), at - low as f32)
    };
    let columns: Vec<_> = (0..frame.width)
        .map(|x| place(x, small.width - 1))
        .collect();
    let mut between = vec![0.0_f32; small.width * 3];
    for y in 0..frame.height {
        let (top, bottom, part) = place(y, small.height - 1);
        let rows = small.row(top).iter().zip(small.row(bottom));
        for (out, (top, bottom)) in between.iter_mut().zip(rows) {
            let (top, bottom) = (f32::from(*top), f32::from(*bottom));
            *out = top + (bottom - top) * part;
        }
        for (out, (left, right, part)) in frame.row_mut(y).chunks_mut(3).zip(&columns) {
            for (c, out) in out.iter_mut().enumerate() {
                let (left, right) = (between[left * 3 + c], between[right * 3 + c]);
                *out = (left + (right - left) * part) as u16;
            }
        }
    }
}

/// Smears along a line of `length` pixels (the odd number below is taken) in the direction
/// `angle` (radians).
pub(crate) fn motion(frame: &Frame, length: f64, angle: f64) -> Frame {
    let reach = motion_reach(length);
    if reach == 0 {
        return frame.clone();
    }
    let (sin, cos) = angle.sin_cos();
    let flat = cos.abs() >= sin.abs();
    let slope = if flat { sin / cos } else { cos / sin };
    // A step along the longer side of the motion covers more than one pixel of its way.
    let reach = ((reach as f64) / slope.hypot(1.0)).round().max(1.0) as isize;
    smear(frame, reach, slope, flat)
}

/// How many pixels the motion reaches to each side.
pub(crate) fn motion_reach(length: f64) -> isize {
    ((length - 1.0) / 2.0).round().max(0.0) as isize
}

/// Running sums along parallel lines; sixteen neighbouring lines at a time, so that both directions
/// read memory in order.
fn smear(frame: &Frame, reach: isize, slope: f64, flat: bool) -> Frame {
    const LINES: isize = 16;
    let mut out = Frame::new(frame.width, frame.height);
    let (w, h) = (frame.width as isize, frame.height as isize);
    let (steps, lines) = if flat { (w, h) } else { (h, w) };
    let shift: Vec<isize> = (-reach - 1..=steps + reach)
        .map(|i| (i as f64 * slope).round() as isize)
        .collect();
    let shift = |step: isize| shift[(step + reach + 1) as usize];
    let at = |step: isize, line: isize| {
        let (step, line) = (step.clamp(0, steps - 1), line.clamp(0, lines - 1));
        let (x, y) = if flat { (step, line) } else { (line, step) };
        (y * w + x) as usize * 3
    };
    let count = 2 * reach as u32 + 1;
    let extremes = (
        shift(0).min(shift(steps - 1)),
        shift(0).max(shift(steps - 1)),
    );
    let mut first = -extremes.1;
    while first < lines - extremes.0 {
        let mut sums = [[count / 2; 3]; LINES as usize];
        for step in -2 * reach - 1..steps {
            for (i, sum) in sums.iter_mut().enumerate() {
                let line = first + i as isize;
                let enters = at(step + reach, line + shift(step + reach));
                for (sum, value) in sum.iter_mut().zip(&frame.data[enters..]) {
                    *sum += u32::from(*value);
                }
                if step <= -1 {
                    continue;
                }
                // `step` 0 comes when 2 * reach + 2 values have entered: the oldest leaves first.
                let leaves = at(step - reach - 1, line + shift(step - reach - 1));
                for (sum, value) in sum.iter_mut().zip(&frame.data[leaves..]) {
                    *sum -= u32::from(*value);
                }
                let here = line + shift(step);
                if (0..lines).contains(&here) {
                    let to = at(step, here);
                    for (out, sum) in out.data[to..to + 3].iter_mut().zip(sum) {
                        *out = (*sum / count) as u16;
                    }
                }
            }
        }
        first += LINES;
    }
    out
}

/// Out of focus by `near` pixels where `far_part` is 0.0 and by `far` where it is 1.0, in between
/// in between: three pictures of growing blur, mixed where their neighbours meet.
pub(crate) fn defocus(
    frame: &mut Frame,
    near: f64,
    far: f64,
    far_part: impl Fn(usize, usize) -> f64,
) {
    gaussian(frame, near);
    if far <= near {
        return;
    }
    let steps = local_steps(near, far);
    let mut blurred = frame.clone();
    for pair in 0..steps.len() - 1 {
        let (from, to) = (steps[pair], steps[pair + 1]);
        gaussian(&mut blurred, (to * to - from * from).sqrt());
        let count = (steps.len() - 1) as f64;
        for y in 0..frame.height {
            for cell in 0..frame.width.div_ceil(CELL) {
                let weight =
                    (far_part(cell * CELL, y) * count - pair as f64).clamp(0.0, 1.0) as f32;
                let range = cell * CELL * 3..((cell + 1) * CELL).min(frame.width) * 3;
                let row = &blurred.row(y)[range.clone()];
                for (out, blurred) in frame.row_mut(y)[range].iter_mut().zip(row) {
                    let (sharp, blurred) = (f32::from(*out), f32::from(*blurred));
                    *out = (sharp + (blurred - sharp) * weight) as u16;
                }
            }
        }
    }
}

/// Over how many pixels of a row the weight of a mixture stays the same.
const CELL: usize = 8;

/// Deviations of the pictures that are mixed.
fn local_steps(near: f64, far: f64) -> [f64; 4] {
    let near = near.max(0.3);
    std::array::from_fn(|i| near * (far.max(near) / near).powf(i as f64 / 3.0))
}

/// The deviation where `far_part` is so much: that of the mixture.
pub(crate) fn defocus_at(near: f64, far: f64, far_part: f64) -> f64 {
    if far <= near {
        return near;
    }
    let steps = local_steps(near, far);
    let place = far_part.clamp(0.0, 1.0) * 3.0;
    let low = (place as usize).min(2);
    let part = place - low as f64;
    (steps[low].powi(2) * (1.0 - part) + steps[low + 1].powi(2) * part).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bright dot in the middle of the dark.
    fn dot(side: usize) -> Frame {
        let mut frame = Frame::new(side, side);
        let middle = (side / 2 * side + side / 2) * 3;
        frame.data[middle..middle + 3].fill(60_000);
        frame
    }

    /// Variance along x and y of the light of a dot.
    fn spread(frame: &Frame) -> (f64, f64) {
        let middle = (frame.width / 2) as f64;
        let (mut sum, mut xx, mut yy) = (0.0, 0.0, 0.0);
        for y in 0..frame.height {
            for x in 0..frame.width {
                let light = f64::from(frame.data[(y * frame.width + x) * 3]);
                sum += light;
                xx += light * (x as f64 - middle).powi(2);
                yy += light * (y as f64 - middle).powi(2);
            }
        }
        (xx / sum, yy / sum)
    }

    #[test]
    fn a_gaussian_spreads_light_as_far_as_it_says() {
        for sigma in [0.5, 1.0, 2.0, 2.9, 3.5, 6.0] {
            // A plateau rather than one pixel, so that rounding to whole light does not count.
            let mut frame = dot(101);
            for y in 42..59 {
                for x in 42..59 {
                    frame.data[(y * 101 + x) * 3] = 60_000;
                }
            }
            let before = spread(&frame).0;
            gaussian(&mut frame, sigma);
            let (xx, yy) = spread(&frame);
            let got = f64::midpoint(xx, yy) - before;
            assert!(
                (got.sqrt() / sigma - 1.0).abs() < 0.12,
                "{sigma}: {}",
                got.sqrt()
            );
        }
    }

    #[test]
    fn motion_smears_along_its_direction_only() {
        let length = 21.0_f64;
        let along = (length * length - 1.0) / 12.0;
        let flat = spread(&motion(&dot(81), length, 0.0));
        assert!((flat.0 - along).abs() < 1.0 && flat.1 < 0.1, "{flat:?}");
        let upright = spread(&motion(&dot(81), length, std::f64::consts::FRAC_PI_2));
        assert!(
            (upright.1 - along).abs() < 1.0 && upright.0 < 0.1,
            "{upright:?}"
        );
        let slanted = spread(&motion(&dot(81), length, 0.6));
        assert!(
            (slanted.0 + slanted.1 - along).abs() < 0.15 * along,
            "{slanted:?}"
        );
    }

    #[test]
    fn even_light_stays_even() {
        let mut frame = Frame::new(40, 30);
        frame.data.fill(12_345);
        gaussian(&mut frame, 1.4);
        gaussian(&mut frame, 5.0);
        let frame = motion(&frame, 9.0, 1.1);
        assert!(frame.data.iter().all(|light| light.abs_diff(12_345) < 20));
    }

    #[test]
    fn one_side_can_be_blurred_alone() {
        let mut frame = Frame::new(128, 16);
        for (i, pixel) in frame.data.chunks_mut(3).enumerate() {
            pixel.fill(if i % 4 < 2 { 30_000 } else { 0 });
        }
        defocus(&mut frame, 0.0, 4.0, |x, _| if x < 64 { 0.0 } else { 1.0 });
        let row = frame.row(8);
        let range = |from: usize, to: usize| {
            let part = &row[from * 3..to * 3];
            part.iter().max().copied().unwrap_or(0) - part.iter().min().copied().unwrap_or(0)
        };
        assert!(range(8, 48) > 25_000 && range(80, 120) < 3_000);
    }
}
