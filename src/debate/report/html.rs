//! The report as one HTML page that fetches nothing and runs nothing.

use super::block::{Block, Line, Span};

const STYLE: &str = "\
:root{color-scheme:light dark;--line:light-dark(#d6d8de,#3a3d46);--soft:light-dark(#5b6070,#a7abb8);--sunken:light-dark(#f3f4f6,#1d1f25)}
body{margin:2rem auto;max-width:60rem;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;background:light-dark(#fff,#15171c);color:light-dark(#1b1d24,#eceef3)}
h1{font-size:1.7rem}h2{margin-top:2.2rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}h3{margin-bottom:.3rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.93em}th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
thead th{background:var(--sunken)}tbody th{font-weight:500}code{font:.93em ui-monospace,monospace;overflow-wrap:anywhere}
.checks{list-style:none;padding-left:.2rem}.scroll{overflow-x:auto}
@media print{body{margin:0;max-width:none}}
";

/// Writes the blocks as a page of that title.
pub(super) fn write(title: &str, blocks: &[Block]) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Review of {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escaped(title)
    );
    for block in blocks {
        write_block(block, &mut html);
    }
    html.push_str("</body>\n</html>\n");
    html
}

fn write_block(block: &Block, html: &mut String) {
    match block {
        Block::Heading(level, heading) => {
            html.push_str(&format!("<h{level}>{}</h{level}>\n", escaped(heading)));
        }
        Block::Paragraph(words) => html.push_str(&format!("<p>{}</p>\n", line(words))),
        Block::List(items) => {
            html.push_str("<ul>\n");
            for item in items {
                html.push_str(&format!("<li>{}</li>\n", line(item)));
            }
            html.push_str("</ul>\n");
        }
        Block::Checks(items) => {
            html.push_str("<ul class=\"checks\">\n");
            for (ticked, item) in items {
                let (sign, word) = if *ticked {
                    ("☑", "Done")
                } else {
                    ("☐", "Open")
                };
                html.push_str(&format!(
                    "<li><span role=\"img\" aria-label=\"{word}\">{sign}</span> {}</li>\n",
                    line(item)
                ));
            }
            html.push_str("</ul>\n");
        }
        Block::Table { head, rows } => write_table(head, rows, html),
    }
}

fn write_table(head: &[String], rows: &[Vec<Line>], html: &mut String) {
    html.push_str("<div class=\"scroll\"><table>\n<thead><tr>");
    for cell in head {
        match cell.is_empty() {
            true => html.push_str("<td></td>"),
            false => html.push_str(&format!("<th scope=\"col\">{}</th>", escaped(cell))),
        }
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let cell = line(cell);
            html.push_str(&match place {
                0 => format!("<th scope=\"row\">{cell}</th>"),
                _ => format!("<td>{cell}</td>"),
            });
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table></div>\n");
}

fn line(line: &Line) -> String {
    let spans = line.iter().map(|span| match span {
        Span::Text(words) => escaped(words),
        Span::Strong(words) => format!("<strong>{}</strong>", escaped(words)),
        Span::Code(words) => format!("<code>{}</code>", escaped(words)),
    });
    spans.collect()
}

/// Text in which nothing is read as HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(' '),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
