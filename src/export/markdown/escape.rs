//! Text of users inside Markdown: nothing they name may run, or break a table.

use std::collections::BTreeMap;

/// Text in a paragraph or cell: one line, every sign that Markdown or HTML would read made to stand for itself.
pub(crate) fn text(source: &str) -> String {
    let mut escaped = String::with_capacity(source.len() + 8);
    let line = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut previous = ' ';
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // Inside a word it stands for itself, and `org_id` reads better so.
            '_' if !(previous.is_alphanumeric() && next.is_alphanumeric()) => {
                escaped.push_str("\\_")
            }
            other if other.is_control() => {}
            other => escaped.push(other),
        }
        previous = character;
    }
    starts_plainly(escaped)
}

/// A paragraph that begins like a heading, list or quote must not become one.
fn starts_plainly(text: String) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let after = text.get(digits..).unwrap_or_default();
    if text.starts_with(['#', '-', '+', '=', ':']) {
        format!("\\{text}")
    } else if digits > 0 && after.starts_with(['.', ')']) {
        format!("{}\\{after}", text.get(..digits).unwrap_or_default())
    } else {
        text
    }
}

/// Code in a paragraph or cell: one line, fenced by more backticks than it holds; `|` is escaped, as tables are parted before code is read.
pub(crate) fn code(source: &str) -> String {
    let line = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    if line.is_empty() {
        return String::new();
    }
    let mut longest = 0;
    let mut run = 0;
    for character in line.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{}{pad}{fence}", line.replace('|', "\\|"))
}

/// A block of code as it is, fenced by more backticks than it holds.
pub(super) fn block(language: &str, source: &str) -> String {
    let mut fence = String::from("```");
    while source.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{}\n{fence}\n", source.trim_end())
}

/// Headings and the links to them, as GitHub and GitLab make them: lower case, blanks as dashes, other signs left out, a
/// number for one that came before.
#[derive(Default)]
pub(super) struct Anchors {
    used: BTreeMap<String, usize>,
}

impl Anchors {
    /// The anchor of the next heading with this plain text.
    pub(super) fn next(&mut self, heading: &str) -> String {
        let slug: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter_map(|character| match character {
                ' ' => Some('-'),
                '-' | '_' => Some(character),
                other if other.is_alphanumeric() => Some(other),
                _ => None,
            })
            .collect();
        let count = self.used.entry(slug.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            slug
        } else {
            format!("{slug}-{}", *count - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_and_nothing_breaks_a_table() {
        assert_eq!(
            text("a | b\n<script>`*x*` org_id _y_"),
            "a \\| b &lt;script&gt;\\`\\*x\\*\\` org_id \\_y\\_"
        );
        assert_eq!(text("# x"), "\\# x");
        assert_eq!(text("12. x"), "12\\. x");
        assert_eq!(code("a|b`c"), "``a\\|b`c``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(block("sql", "```\n"), "````sql\n```\n````\n");
    }

    #[test]
    fn anchors_are_numbered() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.next("Billing.Items here"), "billingitems-here");
        assert_eq!(anchors.next("billing items here"), "billing-items-here");
        assert_eq!(anchors.next("billing items here"), "billing-items-here-1");
    }
}
