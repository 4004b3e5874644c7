//! SQL text compared as PostgreSQL would read it: case, spacing and needless quotes aside.
//!
//! Expressions are kept as their authors wrote them, so two of them may differ in letters and mean the same; and after a
//! rename PostgreSQL itself carries the new name into checks, predicates and policies, which must not look like a change.

use std::ops::Range;

/// One lexical piece of an SQL text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A keyword or identifier in the form PostgreSQL stores it: folded to lower case unless it was quoted.
    Word(String),
    /// A literal, dollar-quoted string or number, letter by letter.
    Literal(String),
    /// Any other single character.
    Symbol(char),
}

/// The text with spacing, comments, letter case, needless quotes and the schema `public` before a name made uniform. Equal
/// results read the same to PostgreSQL under the usual search path: pg_dump writes the schema, people leave it out.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last_was_word = false;
    let mut after_dot = false;
    let mut tokens = tokens(text).into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_public = matches!(&token, Token::Word(word) if word == "public");
        if is_public && !after_dot && tokens.peek() == Some(&Token::Symbol('.')) {
            tokens.next();
            continue;
        }
        after_dot = token == Token::Symbol('.');
        let is_word = !matches!(token, Token::Symbol(_));
        if is_word && last_was_word {
            out.push(' ');
        }
        match token {
            Token::Word(word) => out.push_str(&word),
            Token::Literal(literal) => out.push_str(&literal),
            Token::Symbol(symbol) => out.push(symbol),
        }
        last_was_word = is_word;
    }
    out
}

/// The words (identifiers and keywords, folded unless quoted) a text names, in order, with repeats.
pub fn words(text: &str) -> Vec<String> {
    tokens(text)
        .into_iter()
        .filter_map(|token| match token {
            Token::Word(word) => Some(word),
            _ => None,
        })
        .collect()
}

/// Whether the text names `word` as an identifier.
pub fn names(text: &str, word: &str) -> bool {
    tokens(text)
        .iter()
        .any(|token| matches!(token, Token::Word(other) if other == word))
}

/// Whether two texts read the same to PostgreSQL.
pub fn same(left: &str, right: &str) -> bool {
    left == right || normal(left) == normal(right)
}

/// The text with identifiers replaced by what `new_name` says of them; new names come quoted, which always reads right.
pub fn renamed(text: &str, new_name: &dyn Fn(&str) -> Option<String>) -> String {
    renamed_where(text, &|word, _| new_name(word))
}

/// As [`renamed`], with what it asks being told whether the name is called: of `date(date)`, the first one.
pub fn renamed_where(text: &str, new_name: &dyn Fn(&str, bool) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let spans = spans(text);
    for (at, (token, range)) in spans.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let called = spans.get(at + 1).map(|(next, _)| next) == Some(&Token::Symbol('('));
        if let Some(new) = new_name(word, called) {
            out.push_str(text.get(copied..range.start).unwrap_or(""));
            out.push('"');
            out.push_str(&new.replace('"', "\"\""));
            out.push('"');
            copied = range.end;
        }
    }
    out.push_str(text.get(copied..).unwrap_or(""));
    out
}

/// The text with the names before a dot replaced by what `new_name` says of them.
pub fn requalified(text: &str, new_name: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let spans = spans(text);
    for (at, (token, range)) in spans.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let before_dot = spans.get(at + 1).map(|(next, _)| next) == Some(&Token::Symbol('.'));
        let after_dot = at
            .checked_sub(1)
            .and_then(|at| spans.get(at))
            .is_some_and(|(before, _)| *before == Token::Symbol('.'));
        if before_dot
            && !after_dot
            && let Some(new) = new_name(word)
        {
            out.push_str(text.get(copied..range.start).unwrap_or(""));
            out.push('"');
            out.push_str(&new.replace('"', "\"\""));
            out.push('"');
            copied = range.end;
        }
    }
    out.push_str(text.get(copied..).unwrap_or(""));
    out
}

fn tokens(text: &str) -> Vec<Token> {
    spans(text).into_iter().map(|(token, _)| token).collect()
}

/// Splits an SQL text; never fails: what is not closed runs to the end.
fn spans(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut at = 0;
    let mut found = Vec::new();
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let (token, length) = next(rest, first);
        let end = at + length.max(first.len_utf8());
        if let Some(token) = token {
            found.push((token, at..end));
        }
        at = end;
    }
    found
}

/// The token at the head of `rest` and its length in bytes; no token for spacing and comments.
fn next(rest: &str, first: char) -> (Option<Token>, usize) {
    if first.is_whitespace() {
        return (None, first.len_utf8());
    }
    if rest.starts_with("--") {
        return (None, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (None, rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if first == '"' {
        let length = quoted(rest, '"', false);
        let inner = rest.get(1..length.saturating_sub(1)).unwrap_or("");
        return (Some(Token::Word(inner.replace("\"\"", "\""))), length);
    }
    if first == '\'' {
        let length = quoted(rest, '\'', false);
        return (literal(rest, length), length);
    }
    if first.is_ascii_digit() {
        let length = run(rest, |c| c.is_ascii_alphanumeric() || c == '.');
        return (literal(rest, length), length);
    }
    if first == '_' || first.is_alphabetic() {
        return word(rest);
    }
    if first == '$' {
        let length = dollar(rest);
        if length > 1 {
            return (literal(rest, length), length);
        }
    }
    (Some(Token::Symbol(first)), first.len_utf8())
}

/// A word, or a string that a prefix letter introduces (`E'..'`, `B'..'`, `X'..'`, `N'..'`).
fn word(rest: &str) -> (Option<Token>, usize) {
    let length = run(rest, |c| c == '_' || c == '$' || c.is_alphanumeric());
    let text = rest.get(..length).unwrap_or("");
    let after = rest.get(length..).unwrap_or("");
    if after.starts_with('\'') && matches!(text, "e" | "E" | "b" | "B" | "x" | "X" | "n" | "N") {
        let escapes = text.eq_ignore_ascii_case("e");
        let length = length + quoted(after, '\'', escapes);
        return (literal(rest, length), length);
    }
    (Some(Token::Word(text.to_lowercase())), length)
}

fn literal(rest: &str, length: usize) -> Option<Token> {
    rest.get(..length)
        .map(|text| Token::Literal(text.to_string()))
}

/// Length of the run of characters that satisfy `is`, at the head of `text`.
fn run(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !is(c)).unwrap_or(text.len())
}

/// Length of a quoted piece with its quotes; a doubled quote stands for one, a backslash escapes where asked.
fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if escapes && c == '\\' {
            characters.next();
        } else if c == quote {
            if characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
            } else {
                return at + quote.len_utf8();
            }
        }
    }
    text.len()
}

/// Length of a dollar-quoted string at the head, or 1 when the `$` begins none.
fn dollar(text: &str) -> usize {
    let Some(end) = text.get(1..).and_then(|after| after.find('$')) else {
        return 1;
    };
    let Some(tag) = text.get(..end + 2) else {
        return 1;
    };
    let inner = tag.trim_matches('$');
    if !inner.chars().all(|c| c == '_' || c.is_alphanumeric()) {
        return 1;
    }
    match text.get(tag.len()..).and_then(|body| body.find(tag)) {
        Some(close) => tag.len() + close + tag.len(),
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_mean_the_same_are_equal() {
        assert!(same(
            "Price  > 0 AND\n note <> 'A  b'",
            "price>0 and note<>'A  b'"
        ));
        assert!(same("\"email\" IS NOT NULL", "email is not null"));
        assert!(same("a -- why\n + b", "a + /* x */ b"));
    }

    #[test]
    fn the_usual_schema_may_be_left_out() {
        assert!(same(
            "EXECUTE FUNCTION public.touch()",
            "EXECUTE FUNCTION touch()"
        ));
        assert!(same("\"public\".f(a)", "f(a)"));
        assert!(!same("audit.f(a)", "f(a)"));
        assert!(!same("a.public.f", "a.f"));
    }

    #[test]
    fn literals_and_quoted_names_keep_their_case() {
        assert!(!same("state = 'Open'", "state = 'open'"));
        assert!(!same("\"Email\" = 1", "email = 1"));
        assert!(!same("a b", "ab"));
    }

    #[test]
    fn nothing_unclosed_stops_the_reading() {
        assert_eq!(words("a = 'x"), ["a"]);
        assert_eq!(words("b = \"x"), ["b", ""]);
        assert_eq!(words("$t$ never closed"), Vec::<String>::new());
        assert_eq!(words("$1 + c"), ["c"]);
    }

    #[test]
    fn a_rename_leaves_strings_and_other_names_alone() {
        let new_name = |word: &str| (word == "email").then(|| "e mail".to_string());
        assert_eq!(
            renamed("lower(email) <> 'email' or emails = EMAIL", &new_name),
            "lower(\"e mail\") <> 'email' or emails = \"e mail\""
        );
    }

    #[test]
    fn only_what_stands_before_a_dot_is_a_schema() {
        let new_name = |word: &str| (word == "app").then(|| "core".to_string());
        assert_eq!(
            requalified("app.f(app, t.app.x, 'app.y') + App.z", &new_name),
            "\"core\".f(app, t.app.x, 'app.y') + \"core\".z"
        );
    }

    #[test]
    fn words_leave_out_what_stands_in_strings() {
        assert_eq!(
            words("lower(email) = E'it\\'s email' AND $q$ name $q$ = x"),
            ["lower", "email", "and", "x"]
        );
        assert!(names("lower(\"Email\")", "Email"));
        assert!(!names("'email'", "email"));
    }
}
