//! A picture as PDF, one page: lines stay lines, and text is text in the standard faces Courier and Helvetica, which every
//! reader has and which need not be embedded. Their characters are those of Windows-1252; others are drawn as a question mark.
//!
//! The format: ISO 32000-1, sections 7.5 (file structure), 8.5 (paths), 9.4 (text).

use std::fmt::Write;

use crate::layout::card::display_width;
use crate::layout::path::Step;
use crate::layout::{Point, Rect};

use super::svg::number;
use super::{Colour, Face, Picture, Shape};

/// The longest side of a page in points (ISO 32000-1, annex C.2).
const LONGEST: f64 = 14_400.0;
/// Points of a pixel: 72 to the inch against 96.
const POINTS: f64 = 0.75;
/// How far the control points of a quarter circle stand out, in radii.
const ARC: f64 = 0.5523;

const FONTS: [&str; 4] = ["Courier", "Courier-Bold", "Helvetica", "Helvetica-Bold"];

/// The picture as a PDF file.
pub fn pdf(picture: &Picture) -> Vec<u8> {
    let view = &picture.view;
    let longest = view.width.max(view.height).max(1.0);
    let scale = POINTS.min(LONGEST / longest);
    let mut page = Page {
        out: String::new(),
        view: *view,
    };
    let _ = writeln!(page.out, "{scale:.5} 0 0 {scale:.5} 0 0 cm");
    page.fill(picture.ground);
    let _ = writeln!(
        page.out,
        "0 0 {} {} re f",
        number(view.width),
        number(view.height)
    );
    for shape in &picture.shapes {
        page.shape(shape);
    }
    let (width, height) = (view.width * scale, view.height * scale);
    file(&picture.title, &page.out, width, height)
}

/// The objects of the file with the table of where each begins.
fn file(title: &str, content: &str, width: f64, height: f64) -> Vec<u8> {
    let fonts: String = (0..FONTS.len())
        .map(|at| format!("/F{at} {} 0 R ", at + 6))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_string(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Contents 4 0 R /Resources << /Font << {fonts}>> >> >>",
            number(width),
            number(height)
        ),
        format!(
            "<< /Length {} >>\nstream\n{content}endstream",
            content.len()
        ),
        format!("<< /Title {} /Producer (Cadastre) >>", unicode(title)),
    ];
    objects.extend(FONTS.iter().map(|name| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
    }));
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let table = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer\n<< /Size {} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n",
        places.len() + 1
    );
    out.into_bytes()
}

struct Page {
    out: String,
    view: Rect,
}

impl Page {
    /// PDF counts upwards from the lower left.
    fn at(&self, point: Point) -> String {
        let (x, y) = (point.x - self.view.x, self.view.bottom() - point.y);
        format!("{} {}", number(x), number(y))
    }

    fn fill(&mut self, colour: Colour) {
        let [red, green, blue] = colour.parts().map(number_of_colour);
        let _ = writeln!(self.out, "{red} {green} {blue} rg");
    }

    fn stroke(&mut self, colour: Colour, width: f64) {
        let [red, green, blue] = colour.parts().map(number_of_colour);
        let _ = writeln!(self.out, "{red} {green} {blue} RG {} w", number(width));
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
                if let Some(fill) = fill {
                    self.fill(*fill);
                }
                if let Some((colour, dashed)) = border {
                    self.stroke(*colour, 1.0);
                    self.out
                        .push_str(if *dashed { "[4 3] 0 d\n" } else { "[] 0 d\n" });
                }
                self.rect(rect, *radius);
                self.paint(fill.is_some(), border.is_some());
            }
            Shape::Lines {
                ways,
                colour,
                width,
            } => {
                self.stroke(*colour, *width);
                self.out.push_str("[] 0 d\n");
                for way in ways {
                    self.way(way);
                }
                self.out.push_str("S\n");
            }
            Shape::Ring {
                center,
                radius,
                fill,
                line,
            } => {
                if let Some(fill) = fill {
                    self.fill(*fill);
                }
                if let Some(line) = line {
                    self.stroke(*line, 1.25);
                    self.out.push_str("[] 0 d\n");
                }
                let square = Rect::new(
                    center.x - radius,
                    center.y - radius,
                    radius * 2.0,
                    radius * 2.0,
                );
                self.rect(&square, *radius);
                self.paint(fill.is_some(), line.is_some());
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
                let font = match face {
                    Face::Mono => 0,
                    Face::Plain => 2,
                } + u8::from(*bold);
                // Courier's width is exact, Helvetica's about half its size.
                let width = match face {
                    Face::Mono => 0.6,
                    Face::Plain => 0.5,
                } * size
                    * display_width(words) as f64;
                let at = if *ends { at.moved(-width, 0.0) } else { *at };
                let at = self.at(at);
                let _ = writeln!(
                    self.out,
                    "BT /F{font} {} Tf {at} Td {} Tj ET",
                    number(*size),
                    plain(words)
                );
            }
        }
    }

    fn paint(&mut self, fills: bool, strokes: bool) {
        self.out.push_str(match (fills, strokes) {
            (true, true) => "B\n",
            (true, false) => "f\n",
            (false, true) => "S\n",
            (false, false) => "n\n",
        });
    }

    fn rect(&mut self, rect: &Rect, radius: f64) {
        let radius = radius.min(rect.width / 2.0).min(rect.height / 2.0);
        if radius <= 0.0 {
            let at = self.at(Point::new(rect.x, rect.bottom()));
            let _ = writeln!(
                self.out,
                "{at} {} {} re",
                number(rect.width),
                number(rect.height)
            );
            return;
        }
        let (left, top, right, bottom) = (rect.x, rect.y, rect.right(), rect.bottom());
        let near = radius * (1.0 - ARC);
        let start = self.at(Point::new(left + radius, top));
        let _ = writeln!(self.out, "{start} m");
        let corners = [
            [
                (right - radius, top),
                (right - near, top),
                (right, top + near),
                (right, top + radius),
            ],
            [
                (right, bottom - radius),
                (right, bottom - near),
                (right - near, bottom),
                (right - radius, bottom),
            ],
            [
                (left + radius, bottom),
                (left + near, bottom),
                (left, bottom - near),
                (left, bottom - radius),
            ],
            [
                (left, top + radius),
                (left, top + near),
                (left + near, top),
                (left + radius, top),
            ],
        ];
        for corner in corners {
            let [to, first, second, end] = corner.map(|(x, y)| self.at(Point::new(x, y)));
            let _ = writeln!(self.out, "{to} l {first} {second} {end} c");
        }
        self.out.push_str("h\n");
    }

    fn way(&mut self, way: &[Step]) {
        let mut last = Point::default();
        for step in way {
            match step {
                Step::Move(to) => {
                    let at = self.at(*to);
                    let _ = writeln!(self.out, "{at} m");
                    last = *to;
                }
                Step::Line(to) => {
                    let at = self.at(*to);
                    let _ = writeln!(self.out, "{at} l");
                    last = *to;
                }
                Step::Curve(corner, to) => {
                    // PDF knows cubic curves alone.
                    let between = |end: Point| {
                        Point::new(
                            end.x + (corner.x - end.x) * 2.0 / 3.0,
                            end.y + (corner.y - end.y) * 2.0 / 3.0,
                        )
                    };
                    let (first, second) = (self.at(between(last)), self.at(between(*to)));
                    let end = self.at(*to);
                    let _ = writeln!(self.out, "{first} {second} {end} c");
                    last = *to;
                }
            }
        }
    }
}

fn number_of_colour(part: f64) -> String {
    format!("{part:.3}")
}

/// A text in the encoding of the standard faces, written in ASCII.
fn plain(text: &str) -> String {
    let mut out = String::from("(");
    for character in text.chars() {
        match character {
            '(' | ')' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            ' '..='~' => out.push(character),
            other => {
                let code = windows(other).unwrap_or(b'?');
                let _ = write!(out, "\\{code:03o}");
            }
        }
    }
    out.push(')');
    out
}

/// The byte of a character in Windows-1252, outside ASCII.
fn windows(character: char) -> Option<u8> {
    const UPPER: &[(char, u8)] = &[
        ('€', 0x80),
        ('…', 0x85),
        ('‘', 0x91),
        ('’', 0x92),
        ('“', 0x93),
        ('”', 0x94),
        ('•', 0x95),
        ('–', 0x96),
        ('—', 0x97),
        ('Š', 0x8a),
        ('š', 0x9a),
        ('Ž', 0x8e),
        ('ž', 0x9e),
        ('Œ', 0x8c),
        ('œ', 0x9c),
    ];
    match character {
        '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(character)).ok(),
        _ => UPPER
            .iter()
            .find(|(one, _)| *one == character)
            .map(|(_, code)| *code),
    }
}

/// Any text, as UTF-16 in hexadecimal.
fn unicode(text: &str) -> String {
    let units = text.encode_utf16();
    let digits: String = units.map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{digits}>")
}
