//! Parameters as drivers write them: `$1`, `:name`, `?`, `@name`, `%s`, `%(name)s`, `sqlc.arg(name)`; and places where a
//! program puts text in (`${name}`, `{name}`, `#{name}`), which are no parameters.

use crate::sql::tokens::Kind;

use super::super::Span;
use super::cursor::Cursor;

/// What stands at the cursor, where an operand can.
pub(super) enum Placeholder {
    /// A value sent apart from the text.
    Parameter,
    /// Text put in before it is sent.
    Interpolated,
}

/// Takes a placeholder.
pub(super) fn take(cursor: &mut Cursor<'_>) -> Option<Placeholder> {
    let token = cursor.peek()?;
    if token.kind == Kind::Parameter {
        cursor.at += 1;
        return Some(Placeholder::Parameter);
    }
    if token.kind == Kind::Word {
        let sqlc = cursor.is_word("sqlc") && cursor.is_sign_at(1, ".") && cursor.is_sign_at(3, "(");
        let argument = ["arg", "narg", "slice"]
            .iter()
            .any(|word| cursor.is_word_at(2, word));
        if sqlc && argument {
            while cursor
                .peek()
                .is_some_and(|token| !token.is(cursor.source, ")"))
            {
                cursor.at += 1;
            }
            cursor.at += 1;
            return Some(Placeholder::Parameter);
        }
        return None;
    }
    let text = token.text(cursor.source);
    match text {
        "?" => {
            cursor.at += 1;
            // `?1` of some drivers.
            if joined(cursor) && cursor.peek().is_some_and(|next| next.kind == Kind::Number) {
                cursor.at += 1;
            }
            Some(Placeholder::Parameter)
        }
        ":" | "@" if joined_after(cursor, 1) && is_name(cursor, 1) => {
            cursor.at += 2;
            Some(Placeholder::Parameter)
        }
        "%" if joined_after(cursor, 1) && cursor.is_word_at(1, "s") => {
            cursor.at += 2;
            Some(Placeholder::Parameter)
        }
        "%" if joined_after(cursor, 1)
            && cursor.is_sign_at(1, "(")
            && cursor.is_sign_at(3, ")") =>
        {
            cursor.at += 5;
            Some(Placeholder::Parameter)
        }
        "$" | "#" if cursor.is_sign_at(1, "{") && joined_after(cursor, 1) => {
            cursor.at += 1;
            braces(cursor);
            Some(Placeholder::Interpolated)
        }
        "{" => {
            braces(cursor);
            Some(Placeholder::Interpolated)
        }
        _ => None,
    }
}

/// Whether text that a program puts in begins here.
pub(super) fn is_interpolated(cursor: &Cursor<'_>) -> bool {
    cursor.is_sign("{")
        || ((cursor.is_sign("$") || cursor.is_sign("#")) && cursor.is_sign_at(1, "{"))
}

fn braces(cursor: &mut Cursor<'_>) {
    let mut depth = 0usize;
    while let Some(token) = cursor.peek() {
        let text = token.text(cursor.source);
        depth += text.matches('{').count();
        depth = depth.saturating_sub(text.matches('}').count());
        cursor.at += 1;
        if depth == 0 {
            return;
        }
    }
}

/// Whether the next token stands right after the last one.
fn joined(cursor: &Cursor<'_>) -> bool {
    cursor
        .peek()
        .is_some_and(|token| token.range.start == cursor.end())
}

/// Whether the token `by` ahead stands right after the one before it.
fn joined_after(cursor: &Cursor<'_>, by: usize) -> bool {
    let before = by.checked_sub(1).and_then(|by| cursor.ahead(by));
    matches!((before, cursor.ahead(by)), (Some(before), Some(token)) if before.range.end == token.range.start)
}

fn is_name(cursor: &Cursor<'_>, by: usize) -> bool {
    cursor
        .ahead(by)
        .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Number))
}

/// The text with every parameter as PostgreSQL's `$n`, so that a server can prepare it; a name that stands twice has one
/// number. Text that a program puts in stays.
pub(crate) fn positional(source: &str) -> String {
    let mut cursor = Cursor::new(source);
    let mut names: Vec<&str> = Vec::new();
    let mut written = String::with_capacity(source.len());
    let (mut done, mut operand) = (0, true);
    while let Some(token) = cursor.peek() {
        let start = token.range.start;
        let kind = token.kind;
        if kind == Kind::Parameter
            || !operand
            || !matches!(take(&mut cursor), Some(Placeholder::Parameter))
        {
            if cursor.start() == start {
                cursor.at += 1;
            }
            // After an operand `?` and `@` are operators.
            let text = source.get(start..cursor.end()).unwrap_or_default();
            operand = match kind {
                Kind::Word => crate::sql::keywords::needs_quotes(&text.to_ascii_lowercase()),
                Kind::Mark => !matches!(text, ")" | "]"),
                Kind::Operator => true,
                _ => false,
            };
            continue;
        }
        operand = false;
        let Span { end, .. } = cursor.since(start);
        let text = source.get(start..end).unwrap_or_default();
        let number = match names
            .iter()
            .position(|name| *name == text && !matches!(text, "?" | "%s"))
        {
            Some(known) => known + 1,
            None => {
                names.push(text);
                names.len()
            }
        };
        written.push_str(source.get(done..start).unwrap_or_default());
        written.push_str(&format!("${number}"));
        done = end;
    }
    written.push_str(source.get(done..).unwrap_or_default());
    written
}
