//! A picture as SVG: text stays text, every table is a group with its name. Fonts are named, not embedded: their faces are a
//! third of a megabyte, and a card is laid out for any monospaced face of the usual width.

use std::fmt::Write;

use crate::layout::path;

use super::{Face, Picture, Shape};

const MONO: &str = "'JetBrains Mono', ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Consolas, monospace";
const PLAIN: &str = "Inter, system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif";

/// The picture as an SVG file, `scale` pixels for each of the drawing.
pub fn svg(picture: &Picture, scale: f64) -> String {
    let view = &picture.view;
    let mut out = String::with_capacity(picture.shapes.len() * 90);
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"{} {} {} {}\" role=\"img\" aria-label=\"{}\">",
        number(view.width * scale),
        number(view.height * scale),
        number(view.x),
        number(view.y),
        number(view.width),
        number(view.height),
        escaped(&picture.title)
    );
    let _ = writeln!(out, "<title>{}</title>", escaped(&picture.title));
    let _ = writeln!(
        out,
        "<style>text{{white-space:pre}}.m{{font-family:{MONO}}}.p{{font-family:{PLAIN}}}.b{{font-weight:600}}.e{{text-anchor:end}}</style>"
    );
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
        number(view.x),
        number(view.y),
        number(view.width),
        number(view.height),
        picture.ground.hex()
    );
    for shape in &picture.shapes {
        write_shape(&mut out, shape);
    }
    out.push_str("</svg>\n");
    out
}

fn write_shape(out: &mut String, shape: &Shape) {
    let _ = match shape {
        Shape::Open(name) => writeln!(out, "<g><title>{}</title>", escaped(name)),
        Shape::Close => writeln!(out, "</g>"),
        Shape::Rect {
            rect,
            radius,
            fill,
            border,
        } => {
            let mut marks = String::new();
            if *radius > 0.0 {
                let _ = write!(marks, " rx=\"{}\"", number(*radius));
            }
            if let Some((colour, dashed)) = border {
                let _ = write!(marks, " stroke=\"{}\"", colour.hex());
                if *dashed {
                    marks.push_str(" stroke-dasharray=\"4 3\"");
                }
            }
            writeln!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{marks} fill=\"{}\"/>",
                number(rect.x),
                number(rect.y),
                number(rect.width),
                number(rect.height),
                fill.map_or_else(|| "none".to_string(), |colour| colour.hex())
            )
        }
        Shape::Lines {
            ways,
            colour,
            width,
        } => {
            let data: String = ways.iter().map(|way| path::svg(way)).collect();
            writeln!(
                out,
                "<path d=\"{data}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>",
                colour.hex(),
                number(*width)
            )
        }
        Shape::Ring {
            center,
            radius,
            fill,
            line,
        } => {
            let line = line.map_or_else(String::new, |colour| {
                format!(" stroke=\"{}\" stroke-width=\"1.25\"", colour.hex())
            });
            writeln!(
                out,
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"{line}/>",
                number(center.x),
                number(center.y),
                number(*radius),
                fill.map_or_else(|| "none".to_string(), |colour| colour.hex())
            )
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
            let class = match face {
                Face::Mono => "m",
                Face::Plain => "p",
            };
            writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" class=\"{class}{}{}\" font-size=\"{}\" fill=\"{}\">{}</text>",
                number(at.x),
                number(at.y),
                if *bold { " b" } else { "" },
                if *ends { " e" } else { "" },
                number(*size),
                colour.hex(),
                escaped(words)
            )
        }
    };
}

/// A number with at most two decimals and no needless zeros.
pub(super) fn number(value: f64) -> String {
    let text = format!("{:.2}", (value * 100.0).round() / 100.0 + 0.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_string()
    } else {
        text.to_string()
    }
}

/// Text for XML; characters that XML 1.0 does not know become a blank.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_text_is_safe() {
        assert_eq!(number(12.0), "12");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(1.255), "1.25");
        assert_eq!(number(100.5), "100.5");
        assert_eq!(
            escaped("a<b> & \"c\"\u{1}"),
            "a&lt;b&gt; &amp; &quot;c&quot; "
        );
    }
}
