//! One way to write an expression, so that two texts that mean the same to an index are the same.

use crate::sql::quote;
use crate::sql::tokens::{self, Kind, Token};

/// The expression in lower case with single spaces, without qualifiers, casts to text and parentheses that only group a name.
pub(super) fn expression(text: &str) -> String {
    let tokens = tokens::significant(text);
    let mut words: Vec<String> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let sign =
            |by: usize, sign: &str| tokens.get(at + by).is_some_and(|next| next.is(text, sign));
        if let Some(name) = token.name(text) {
            // `t.` of `t.a`, and the schema of a call.
            if sign(0, ".")
                && tokens
                    .get(at + 1)
                    .is_some_and(|next| next.name(text).is_some())
            {
                at += 1;
                continue;
            }
            words.push(match token.kind {
                Kind::QuotedName => quote::identifier(&name),
                _ => name,
            });
        } else if token.is(text, "::") {
            at = after_type(text, &tokens, at, &mut words);
        } else if token.kind == Kind::Text {
            words.push(token.text(text).to_string());
        } else {
            words.push(token.text(text).to_ascii_lowercase());
        }
    }
    without_groups(words).join(" ")
}

/// A normal expression as an index key: calls close up, anything else stands in parentheses.
pub(super) fn key(normal: &str) -> String {
    let text = normal
        .replace("( ", "(")
        .replace(" )", ")")
        .replace(" ,", ",");
    let called = text
        .split_once(" (")
        .filter(|(name, _)| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
    match called {
        Some((name, rest)) if is_enclosed_text(rest) => format!("{name}({rest}"),
        _ => format!("({text})"),
    }
}

/// Whether the parenthesis before a text closes at its end.
fn is_enclosed_text(rest: &str) -> bool {
    let mut depth = 1usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == rest.len();
        }
    }
    false
}

/// A cast: to text it says nothing, as PostgreSQL writes it into every expression over varchar.
fn after_type(text: &str, tokens: &[Token], mut at: usize, words: &mut Vec<String>) -> usize {
    let word = |at: usize| {
        tokens
            .get(at)
            .and_then(|token| token.name(text))
            .unwrap_or_default()
    };
    let name = word(at);
    at += 1;
    let several = matches!(
        (name.as_str(), word(at).as_str()),
        ("character", "varying") | ("double", "precision")
    );
    at += usize::from(several);
    if !matches!(
        name.as_str(),
        "text" | "character" | "varchar" | "bpchar" | "regconfig"
    ) {
        words.push("::".to_string());
        words.push(name);
    }
    at
}

/// Takes off parentheses around one word, and those around everything.
fn without_groups(mut words: Vec<String>) -> Vec<String> {
    let mut done = false;
    while !done {
        done = true;
        let mut kept: Vec<String> = Vec::with_capacity(words.len());
        for word in words {
            // `( a )` is `a`, unless the parenthesis is a call's.
            let groups = match kept.as_slice() {
                [.., before, open, _] => open == "(" && is_sign(before),
                [open, _] => open == "(",
                _ => false,
            };
            if word == ")" && groups {
                let inner = kept.pop();
                kept.pop();
                kept.extend(inner);
                done = false;
                continue;
            }
            kept.push(word);
        }
        words = kept;
        if is_enclosed(&words) {
            words.pop();
            words.remove(0);
            done = false;
        }
    }
    words
}

/// Whether a word is an operator or mark after which a parenthesis groups.
fn is_sign(word: &str) -> bool {
    !word.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '$' | ')' | ']'))
        || matches!(
            word,
            "and" | "or" | "not" | "is" | "in" | "like" | "ilike" | "where"
        )
}

fn is_enclosed(words: &[String]) -> bool {
    if words.first().is_none_or(|first| first != "(") {
        return false;
    }
    let mut depth = 0usize;
    for (position, word) in words.iter().enumerate() {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return position + 1 == words.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{expression, key};

    #[test]
    fn keys_are_written_as_indexes_take_them() {
        assert_eq!(key(&expression("lower(u.email)")), "lower(email)");
        assert_eq!(key(&expression("u.doc->>'theme'")), "(doc ->> 'theme')");
        assert_eq!(key("f ( a ) || g ( b )"), "(f (a) || g (b))");
    }

    #[test]
    fn what_means_the_same_is_written_alike() {
        for (left, right) in [
            ("lower(u.email)", "lower((email)::text)"),
            ("(deleted_at IS NULL)", "m.deleted_at is null"),
            ("doc->>'theme'", "((doc ->> 'theme'::text))"),
            ("status = 'open'", "((status)::text = 'open'::text)"),
            ("a + (b)", "(a + b)"),
        ] {
            assert_eq!(expression(left), expression(right), "{left}");
        }
        assert_ne!(expression("(a + b) * c"), expression("a + b * c"));
        assert_ne!(expression("f(a)"), expression("f a"));
    }
}
