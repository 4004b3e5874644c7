//! The names of a query's results.

use crate::sql::keywords::{self, Category};
use crate::sql::tokens::{self, Kind, Token};

/// The names of the columns that a query gives, as PostgreSQL chooses them; `None` where the text alone does not tell, as
/// `SELECT *`.
pub fn results(query: &str) -> Option<Vec<String>> {
    let tokens = tokens::significant(query);
    let mut depth = 0i32;
    let mut start = None;
    // The first SELECT outside of parentheses: behind WITH, and the first of a UNION, which gives the names.
    for (at, token) in tokens.iter().enumerate() {
        depth += i32::from(token.is(query, "(")) - i32::from(token.is(query, ")"));
        if depth == 0 && token.is_word(query, "select") {
            start = Some(at + 1);
            break;
        }
    }
    let mut at = start?;
    if tokens
        .get(at)
        .is_some_and(|token| token.is_word(query, "all"))
    {
        at += 1;
    } else if tokens
        .get(at)
        .is_some_and(|token| token.is_word(query, "distinct"))
    {
        at += 1;
        if tokens
            .get(at)
            .is_some_and(|token| token.is_word(query, "on"))
        {
            let mut depth = 0i32;
            loop {
                at += 1;
                let token = tokens.get(at)?;
                depth += i32::from(token.is(query, "(")) - i32::from(token.is(query, ")"));
                if depth == 0 {
                    break;
                }
            }
            at += 1;
        }
    }
    let mut names = Vec::new();
    let mut item = at;
    let mut depth = 0i32;
    let ends = [
        "from",
        "where",
        "group",
        "having",
        "order",
        "limit",
        "union",
        "intersect",
        "except",
        "window",
        "offset",
        "fetch",
        "for",
    ];
    loop {
        let token = tokens.get(at);
        let ended = token.is_none_or(|token| {
            depth == 0
                && (token.is(query, ",")
                    || ends.iter().any(|word| token.is_word(query, word))
                        && !after_distinct(query, &tokens, at))
        });
        if ended {
            names.push(name(query, tokens.get(item..at)?)?);
            if !token.is_some_and(|token| token.is(query, ",")) {
                return Some(names);
            }
            item = at + 1;
        }
        if let Some(token) = token {
            depth += i32::from(token.is(query, "(")) - i32::from(token.is(query, ")"));
        }
        at += 1;
    }
}

/// `IS DISTINCT FROM`.
fn after_distinct(query: &str, tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| tokens.get(before))
        .is_some_and(|token| token.is_word(query, "distinct"))
}

fn name(query: &str, tokens: &[Token]) -> Option<String> {
    let last = tokens.last()?;
    let is_name = |token: &Token| matches!(token.kind, Kind::Word | Kind::QuotedName);
    if let [.., word, last] = tokens
        && word.is_word(query, "as")
    {
        return last.name(query);
    }
    // `a`, `t.a`, `s.t.a`.
    let is_chain = tokens.iter().enumerate().all(|(at, token)| {
        if at % 2 == 0 {
            is_name(token)
        } else {
            token.is(query, ".")
        }
    });
    if is_chain {
        return last.name(query);
    }
    if let [.., before, last] = tokens
        && is_name(last)
        && !before.is(query, ".")
        && !before.is(query, "::")
    {
        let word = last.text(query).to_ascii_lowercase();
        let bare = last.kind == Kind::QuotedName
            || !matches!(
                keywords::category(&word),
                Some(Category::Reserved | Category::TypeOrFunction)
            );
        let ends_value = is_name(before)
            || before.is(query, ")")
            || matches!(before.kind, Kind::Text | Kind::Number);
        if bare && ends_value {
            return last.name(query);
        }
    }
    let text = query.get(tokens.first()?.range.start..last.range.end)?;
    if last.is(query, "*") {
        return None;
    }
    Some(match crate::sql::names::expression_name(text) {
        name if name == "expr" => "?column?".to_string(),
        name => name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_named_as_written() {
        for (query, expected) in [
            (
                "SELECT a, t.b, c AS d, e f, count(*), lower(x) FROM t",
                "a b d f count lower",
            ),
            (
                "WITH x AS (SELECT 1 AS one) SELECT DISTINCT ON (a, b) a, (SELECT 1 FROM y) z UNION SELECT q FROM r",
                "a z",
            ),
            ("SELECT a IS DISTINCT FROM b AS same", "same"),
        ] {
            assert_eq!(
                results(query).map(|names| names.join(" ")).as_deref(),
                Some(expected),
                "{query}"
            );
        }
        assert_eq!(results("SELECT * FROM t"), None);
        assert_eq!(results("SELECT a, t.* FROM t"), None);
    }
}
