//! SQL inside Python: literals, and what SQLAlchemy's `text()` makes of a colon.

use std::fmt::Write as _;

/// A text as a Python literal on one line.
pub fn string(text: &str) -> String {
    let mut literal = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            letter if letter.is_control() => {
                let _ = write!(literal, "\\u{:04x}", u32::from(letter));
            }
            letter => literal.push(letter),
        }
    }
    literal.push('"');
    literal
}

/// SQL for `text()`, which takes `:name` for a parameter unless a backslash stands before it (SQLAlchemy, `text()`).
pub fn without_parameters(sql: &str) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut text = String::new();
    let mut before = ' ';
    let mut rest = sql.chars().peekable();
    while let Some(letter) = rest.next() {
        let follows = rest.peek().is_some_and(|next| is_word(*next));
        if letter == ':' && before != ':' && !is_word(before) && follows {
            text.push('\\');
        }
        text.push(letter);
        before = letter;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_parameter_is_marked() {
        assert_eq!(without_parameters("a::text"), "a::text");
        assert_eq!(
            without_parameters("'{\"a\": 1, \"b\":true}'"),
            "'{\"a\": 1, \"b\"\\:true}'"
        );
        assert_eq!(without_parameters("x[1:n]"), "x[1:n]");
    }

    #[test]
    fn literals_are_closed_by_their_own_quote_only() {
        assert_eq!(string("a \"b\" \\ c\nd"), "\"a \\\"b\\\" \\\\ c\\nd\"");
    }
}
