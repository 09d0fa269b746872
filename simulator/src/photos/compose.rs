use super::geometry::Point;
use super::light::Bar;
use super::pixels::{Frame, Texture, WHITE};
use super::scene::Scene;
use super::table::wrapped;

/// The scene is worked out at the corners of squares of so many pixels; in between it is
/// interpolated, which bends no line by a twentieth of a pixel.
const CELL: usize = 8;

/// How far the darkness below the border of the sheet reaches onto the table, in millimetres.
const CONTACT_MM: f32 = 2.5;

/// Place on the sheet (millimetres), gain and glare at one corner of a square.
type Node = [f32; 4];

/// The flat things in view.
pub(crate) struct Things<'a> {
    pub(crate) sheet: &'a Texture,
    pub(crate) second: Option<&'a Texture>,
    pub(crate) table: &'a Texture,
}

/// The light that falls on the sensor through a perfect lens, as stored (before orientation).
pub(crate) fn compose(scene: &Scene<'_>, things: &Things<'_>) -> Frame {
    let (width, height) = scene.stored_size();
    let mut frame = Frame::new(width, height);
    let painter = Painter::new(scene, things);
    let columns = width.div_ceil(CELL) + 1;
    let mut above = nodes(scene, 0, columns);
    let mut row = vec![0.0_f32; width * 3];
    for top in (0..height).step_by(CELL) {
        let below = nodes(scene, top + CELL, columns);
        for y in top..(top + CELL).min(height) {
            let part = (y - top) as f32 / CELL as f32 + 0.5 / CELL as f32;
            let between = |i: usize| -> Node {
                std::array::from_fn(|k| above[i][k] + (below[i][k] - above[i][k]) * part)
            };
            let mut left = between(0);
            for (i, pixels) in row.chunks_mut(CELL * 3).enumerate() {
                let right = between(i + 1);
                painter.paint(pixels, left, right);
                left = right;
            }
            for (out, light) in frame.row_mut(y).iter_mut().zip(&row) {
                *out = *light as u16;
            }
        }
        above = below;
    }
    for finger in &scene.recipe.fingers {
        draw_finger(scene, &mut frame, finger);
    }
    for dirt in &scene.recipe.dirt {
        draw_dirt(scene, &mut frame, dirt);
    }
    frame
}

fn nodes(scene: &Scene<'_>, y: usize, columns: usize) -> Vec<Node> {
    let node = |i: usize| {
        let stored = Point::new((i * CELL) as f64, y as f64);
        let ray = scene.ray(scene.displayed(stored));
        [ray.at.x, ray.at.y, ray.gain, ray.glare].map(|value| value as f32)
    };
    (0..columns).map(node).collect()
}

struct Painter<'a> {
    things: &'a Things<'a>,
    size: [f32; 2],
    tint: [f32; 4],
    density: f32,
    second: Option<Second<'a>>,
}

struct Second<'a> {
    texture: &'a Texture,
    at: [f32; 2],
    turn: (f32, f32),
}

impl<'a> Painter<'a> {
    fn new(scene: &Scene<'_>, things: &'a Things<'a>) -> Self {
        let [red, green, blue] = scene.recipe.light.tint.map(|factor| factor as f32);
        let second = scene.recipe.second_sheet.zip(things.second);
        Self {
            things,
            size: [scene.sheet.x as f32, scene.sheet.y as f32],
            tint: [red, green, blue, 0.0],
            density: things.sheet.density as f32,
            second: second.map(|(placed, texture)| Second {
                texture,
                at: [placed.at_mm.x as f32, placed.at_mm.y as f32],
                turn: (placed.turn_degrees.to_radians() as f32).sin_cos(),
            }),
        }
    }

    /// A run of pixels between two nodes.
    fn paint(&self, pixels: &mut [f32], left: Node, right: Node) {
        let step: Node = std::array::from_fn(|k| (right[k] - left[k]) / CELL as f32);
        let all_on_sheet = self.on_sheet(&left) && self.on_sheet(&right);
        let mut node: Node = std::array::from_fn(|k| left[k] + step[k] * 0.5);
        for pixel in pixels.chunks_exact_mut(3) {
            let reflected = if all_on_sheet || self.on_sheet(&node) {
                let (x, y) = (node[0] * self.density - 0.5, node[1] * self.density - 0.5);
                self.things.sheet.sample(x, y)
            } else {
                self.beside(node[0], node[1])
            };
            let (gain, glare) = (node[2], node[3] * WHITE);
            let light: [f32; 4] =
                std::array::from_fn(|c| reflected[c] * (gain * self.tint[c]) + glare);
            pixel.copy_from_slice(&light[..3]);
            node = std::array::from_fn(|k| node[k] + step[k]);
        }
    }

    fn on_sheet(&self, node: &Node) -> bool {
        (0.0..self.size[0]).contains(&node[0]) && (0.0..self.size[1]).contains(&node[1])
    }

    /// What is seen beside the sheet: another one, or the table.
    fn beside(&self, x: f32, y: f32) -> [f32; 4] {
        if let Some(second) = &self.second {
            let (sin, cos) = second.turn;
            let (dx, dy) = (x - second.at[0], y - second.at[1]);
            let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
            if (0.0..self.size[0]).contains(&u) && (0.0..self.size[1]).contains(&v) {
                let density = second.texture.density as f32;
                return second.texture.sample(u * density - 0.5, v * density - 0.5);
            }
        }
        let beyond = |at: f32, size: f32| (-at).max(at - size).max(0.0);
        let (across, down) = (beyond(x, self.size[0]), beyond(y, self.size[1]));
        let away = (across * across + down * down) / (CONTACT_MM * CONTACT_MM);
        let light = 1.0 - 0.45 / (1.0 + away);
        wrapped(self.things.table, x, y).map(|value| f32::from(value) * light)
    }
}

/// Calls `draw` with the place in frame units and the values of every pixel near a bar.
fn near_bar(
    scene: &Scene<'_>,
    frame: &mut Frame,
    bar: &Bar,
    mut draw: impl FnMut(Point, &mut [u16]),
) {
    let (width, height) = scene.size();
    let half = width.max(height) / 2.0;
    let pixel = |units: Point| {
        let displayed = Point::new(units.x * half + width / 2.0, units.y * half + height / 2.0);
        scene.stored(displayed)
    };
    let (from, to) = (pixel(bar.from), pixel(bar.to));
    let reach = bar.radius * half + 2.0;
    let range = |a: f64, b: f64, size: usize| {
        let low = (a.min(b) - reach).max(0.0) as usize;
        low.min(size)..((a.max(b) + reach).max(0.0) as usize).min(size)
    };
    let columns = range(from.x, to.x, frame.width);
    for y in range(from.y, to.y, frame.height) {
        for x in columns.clone() {
            let stored = Point::new(x as f64 + 0.5, y as f64 + 0.5);
            let units = scene.frame_units(scene.displayed(stored));
            draw(units, &mut frame.row_mut(y)[x * 3..x * 3 + 3]);
        }
    }
}

/// Skin, rounder and darker towards its sides, with a nail at the tip (`to`).
fn draw_finger(scene: &Scene<'_>, frame: &mut Frame, finger: &Bar) {
    let (width, height) = scene.size();
    let pixel = 2.0 / width.max(height);
    let tones = [[0.55, 0.32, 0.22], [0.34, 0.18, 0.11], [0.68, 0.45, 0.34]];
    let skin = tones[(scene.recipe.table.seed % 3) as usize];
    let along = finger.to.minus(finger.from);
    let along = along.times(1.0 / along.length().max(1e-9));
    let nail = Bar {
        from: finger.to.plus(along.times(finger.radius * 0.05)),
        to: finger.to.plus(along.times(finger.radius * 0.45)),
        radius: finger.radius * 0.42,
    };
    let light = &scene.recipe.light;
    near_bar(scene, frame, finger, |at, pixels| {
        let distance = finger.distance(at);
        let cover = (0.5 - distance / pixel).clamp(0.0, 1.0);
        if cover == 0.0 {
            return;
        }
        let side = 1.0 + (distance / finger.radius).max(-1.0);
        let on_nail = nail.distance(at) < 0.0;
        let shade = (1.0 - 0.65 * side * side) * if on_nail { 1.2 } else { 1.0 };
        let gain = light.gain(at) * shade * f64::from(WHITE);
        for (c, out) in pixels.iter_mut().enumerate() {
            let rosy = if on_nail && c > 0 { 1.25 } else { 1.0 };
            let colour = skin[c] * rosy * gain * light.tint[c];
            *out = (f64::from(*out) * (1.0 - cover) + colour * cover) as u16;
        }
    });
}

fn draw_dirt(scene: &Scene<'_>, frame: &mut Frame, dirt: &Bar) {
    let (width, height) = scene.size();
    let pixel = 2.0 / width.max(height);
    near_bar(scene, frame, dirt, |at, pixels| {
        let cover = (0.5 - dirt.distance(at) / pixel).clamp(0.0, 0.8);
        for out in pixels {
            *out = (f64::from(*out) * (1.0 - cover) + 900.0 * cover) as u16;
        }
    });
}
