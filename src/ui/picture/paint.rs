//! A picture on a canvas of the page, in the page's own faces.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement};

use crate::layout::Point;
use crate::layout::path::Step;
use crate::picture::{Colour, Face, Picture, Shape};

/// The longest side of a canvas that all browsers hold, in pixels.
const SIDE: f64 = 16_384.0;
/// The most pixels: 400 MB while it is drawn.
const PIXELS: f64 = 100_000_000.0;

const MONO: &str = "\"JetBrains Mono\", ui-monospace, monospace";
const PLAIN: &str = "Inter, system-ui, sans-serif";

/// The largest scale that a canvas holds, `wanted` at the most.
pub fn fitting(picture: &Picture, wanted: f64) -> f64 {
    let (width, height) = (picture.view.width.max(1.0), picture.view.height.max(1.0));
    wanted
        .min(SIDE / width)
        .min(SIDE / height)
        .min((PIXELS / (width * height)).sqrt())
}

/// Draws a picture as large as fits into a frame.
pub fn preview(canvas: &HtmlCanvasElement, picture: &Picture, frame: (f64, f64)) {
    let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    let (width, height) = (picture.view.width.max(1.0), picture.view.height.max(1.0));
    let scale = (frame.0 / width).min(frame.1 / height).min(1.0);
    let style = canvas.style();
    let _ = style.set_property("width", &format!("{:.0}px", width * scale));
    let _ = style.set_property("height", &format!("{:.0}px", height * scale));
    paint(canvas, picture, scale * ratio);
}

/// The picture as a PNG file, with the scale it has: the largest that fits, `wanted` at the most. `None` when the browser has
/// no room even for a small one.
pub async fn png(picture: &Picture, wanted: f64) -> Option<(Vec<u8>, f64)> {
    let mut scale = fitting(picture, wanted);
    // A browser short of memory gives back nothing; a smaller one may do.
    for _ in 0..4 {
        if let Some(bytes) = try_png(picture, scale).await {
            return Some((bytes, scale));
        }
        scale *= 0.6;
    }
    None
}

async fn try_png(picture: &Picture, scale: f64) -> Option<Vec<u8>> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    if !paint(&canvas, picture, scale) {
        return None;
    }
    let asked = Promise::new(&mut |resolve: Function, _| {
        let given =
            Closure::once_into_js(move |blob: JsValue| resolve.call1(&JsValue::NULL, &blob));
        let _ = canvas.to_blob(given.unchecked_ref());
    });
    let blob: Blob = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    // The canvas gives its memory back at once.
    canvas.set_width(0);
    let bytes = Uint8Array::new(&buffer).to_vec();
    (!bytes.is_empty()).then_some(bytes)
}

/// Draws the picture over the whole canvas; false when the browser has no such canvas.
fn paint(canvas: &HtmlCanvasElement, picture: &Picture, scale: f64) -> bool {
    let view = &picture.view;
    canvas.set_width((view.width * scale).ceil().max(1.0) as u32);
    canvas.set_height((view.height * scale).ceil().max(1.0) as u32);
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|one| one.dyn_into::<CanvasRenderingContext2d>().ok())
    else {
        return false;
    };
    let _ = context.set_transform(scale, 0.0, 0.0, scale, -view.x * scale, -view.y * scale);
    let mut brush = Brush {
        context,
        fill: None,
        font: None,
    };
    brush.fill(picture.ground);
    brush
        .context
        .fill_rect(view.x, view.y, view.width, view.height);
    for shape in &picture.shapes {
        brush.shape(shape);
    }
    true
}

struct Brush {
    context: CanvasRenderingContext2d,
    fill: Option<Colour>,
    font: Option<(u64, bool, Face)>,
}

impl Brush {
    fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            self.context.set_fill_style_str(&colour.hex());
        }
    }

    fn stroke(&self, colour: Colour, width: f64) {
        self.context.set_stroke_style_str(&colour.hex());
        self.context.set_line_width(width);
    }

    fn dash(&self, dashed: bool) {
        let lengths = match dashed {
            true => Array::of2(&JsValue::from_f64(4.0), &JsValue::from_f64(3.0)),
            false => Array::new(),
        };
        let _ = self.context.set_line_dash(&lengths);
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Open(_) | Shape::Close => {}
            Shape::Rect {
                rect,
                radius,
                fill,
                border,
            } => {
                self.context.begin_path();
                let (x, y, width, height) = (rect.x, rect.y, rect.width, rect.height);
                if *radius > 0.0 {
                    let _ = self
                        .context
                        .round_rect_with_f64(x, y, width, height, *radius);
                } else {
                    self.context.rect(x, y, width, height);
                }
                if let Some(fill) = fill {
                    self.fill(*fill);
                    self.context.fill();
                }
                if let Some((colour, dashed)) = border {
                    self.stroke(*colour, 1.0);
                    if *dashed {
                        self.dash(true);
                    }
                    self.context.stroke();
                    if *dashed {
                        self.dash(false);
                    }
                }
            }
            Shape::Lines {
                ways,
                colour,
                width,
            } => {
                self.context.begin_path();
                ways.iter().for_each(|way| self.way(way));
                self.stroke(*colour, *width);
                self.context.stroke();
            }
            Shape::Ring {
                center,
                radius,
                fill,
                line,
            } => {
                self.context.begin_path();
                let _ = self
                    .context
                    .arc(center.x, center.y, *radius, 0.0, std::f64::consts::TAU);
                if let Some(fill) = fill {
                    self.fill(*fill);
                    self.context.fill();
                }
                if let Some(line) = line {
                    self.stroke(*line, 1.25);
                    self.context.stroke();
                }
            }
            Shape::Text {
                at,
                words,
                size,
                bold,
                face,
                colour,
                ends,
            } => {
                self.fill(*colour);
                self.face(*size, *bold, *face);
                self.words(*at, words, *ends);
            }
        }
    }

    fn face(&mut self, size: f64, bold: bool, face: Face) {
        let wanted = (size.to_bits(), bold, face);
        if self.font == Some(wanted) {
            return;
        }
        self.font = Some(wanted);
        let weight = if bold { 600 } else { 400 };
        let family = match face {
            Face::Mono => MONO,
            Face::Plain => PLAIN,
        };
        self.context
            .set_font(&format!("{weight} {size}px {family}"));
    }

    fn words(&self, at: Point, words: &str, ends: bool) {
        if ends {
            self.context.set_text_align("right");
        }
        let _ = self.context.fill_text(words, at.x, at.y);
        if ends {
            self.context.set_text_align("left");
        }
    }

    fn way(&self, way: &[Step]) {
        for step in way {
            match step {
                Step::Move(to) => self.context.move_to(to.x, to.y),
                Step::Line(to) => self.context.line_to(to.x, to.y),
                Step::Curve(corner, to) => {
                    self.context
                        .quadratic_curve_to(corner.x, corner.y, to.x, to.y);
                }
            }
        }
    }
}
