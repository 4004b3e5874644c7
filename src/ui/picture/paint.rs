//! A picture on a canvas of the page, in the page's own faces.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::layout::path::Step;
use crate::layout::{Point, Rect};
use crate::picture::{Colour, Face, Picture, Shape};

const MONO: &str = "\"JetBrains Mono\", ui-monospace, monospace";
const PLAIN: &str = "Inter, system-ui, sans-serif";

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

/// Draws the picture over the whole canvas.
fn paint(canvas: &HtmlCanvasElement, picture: &Picture, scale: f64) {
    let view = &picture.view;
    canvas.set_width((view.width * scale).ceil().max(1.0) as u32);
    canvas.set_height((view.height * scale).ceil().max(1.0) as u32);
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|one| one.dyn_into::<CanvasRenderingContext2d>().ok());
    if let Some(context) = context {
        Brush::on(context).picture(picture, scale, (0.0, 0.0), picture.shapes.iter());
    }
}

/// Draws parts of a picture on one canvas and reads them back.
pub struct Painter<'a> {
    context: CanvasRenderingContext2d,
    picture: &'a Picture,
    /// Where each shape is; empty for those that draw nothing.
    bounds: Vec<Rect>,
}

impl<'a> Painter<'a> {
    /// `None` when the browser has no such canvas.
    pub fn new(canvas: &HtmlCanvasElement, picture: &'a Picture) -> Option<Self> {
        let options = Object::new();
        // What is read back is not to be kept on a graphics card.
        let read = JsValue::from_str("willReadFrequently");
        Reflect::set(&options, &read, &JsValue::TRUE).ok()?;
        let context = canvas.get_context_with_context_options("2d", &options);
        Some(Painter {
            context: context.ok().flatten()?.dyn_into().ok()?,
            picture,
            bounds: picture.shapes.iter().map(Shape::bounds).collect(),
        })
    }

    /// The pixels of a part, four bytes each, in rows; `part` is in pixels of the picture at this scale.
    pub fn pixels(&self, part: Rect, scale: f64) -> Option<Vec<u8>> {
        let view = &self.picture.view;
        let seen = Rect::new(
            view.x + part.x / scale,
            view.y + part.y / scale,
            part.width / scale,
            part.height / scale,
        );
        let shapes = self.picture.shapes.iter().zip(&self.bounds);
        let shapes = shapes.filter(|(_, bounds)| bounds.intersects(&seen));
        let shapes = shapes.map(|(shape, _)| shape);
        Brush::on(self.context.clone()).picture(self.picture, scale, (part.x, part.y), shapes);
        let data = self
            .context
            .get_image_data(0.0, 0.0, part.width, part.height);
        Some(data.ok()?.data().0)
    }
}

struct Brush {
    context: CanvasRenderingContext2d,
    fill: Option<Colour>,
    font: Option<(u64, bool, Face)>,
}

impl Brush {
    fn on(context: CanvasRenderingContext2d) -> Self {
        Brush {
            context,
            fill: None,
            font: None,
        }
    }

    /// Draws shapes over the ground; `corner` is the canvas' top left pixel in the whole picture.
    fn picture<'a>(
        &mut self,
        picture: &Picture,
        scale: f64,
        corner: (f64, f64),
        shapes: impl Iterator<Item = &'a Shape>,
    ) {
        let view = &picture.view;
        let (x, y) = (-view.x * scale - corner.0, -view.y * scale - corner.1);
        let _ = self.context.set_transform(scale, 0.0, 0.0, scale, x, y);
        self.fill(picture.ground);
        self.context
            .fill_rect(view.x, view.y, view.width, view.height);
        shapes.for_each(|shape| self.shape(shape));
    }

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
