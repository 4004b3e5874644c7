//! Changing the text of a query: one more condition, one more clause. What is not understood for certain is left alone.

use crate::sql::tokens::{Kind, Token, significant};

/// Words that end the conditions of a block, or stand where they would begin.
const AFTER_CONDITIONS: &[&str] = &[
    "group",
    "having",
    "window",
    "order",
    "limit",
    "offset",
    "fetch",
    "for",
    "union",
    "intersect",
    "except",
    "returning",
];

/// The query with one more condition on what is named at `from` (a byte of the text): put first in its WHERE, or in a WHERE
/// of its own. `None` where an outer join, or a text that ends too early, makes it mean something else.
pub(super) fn with_condition(sql: &str, from: usize, condition: &str) -> Option<String> {
    let tokens = significant(sql);
    let start = tokens.iter().position(|token| token.range.start >= from)?;
    if has_outer_join(sql, &tokens, start) {
        return None;
    }
    let mut depth = 0_usize;
    let mut place = None;
    let mut end = sql.trim_end().trim_end_matches(';').trim_end().len();
    for token in tokens.get(start..)? {
        if token.is(sql, "(") {
            depth += 1;
        } else if token.is(sql, ")") {
            if depth == 0 {
                end = token.range.start;
                break;
            }
            depth -= 1;
        } else if depth == 0 && token.is(sql, ";") {
            end = token.range.start;
            break;
        } else if depth == 0 && place.is_none() && token.is_word(sql, "where") {
            place = Some(token.range.end);
        } else if depth == 0 && AFTER_CONDITIONS.iter().any(|word| token.is_word(sql, word)) {
            end = token.range.start;
            break;
        }
    }
    let tail = sql.get(end..)?;
    match place {
        Some(place) => {
            let old = sql.get(place..end)?.trim();
            let old = if has_or(old) {
                format!("({old})")
            } else {
                old.to_string()
            };
            let gap = gap_before(tail);
            Some(format!(
                "{} {condition} AND {old}{gap}{tail}",
                sql.get(..place)?
            ))
        }
        None => {
            let head = sql.get(..end)?.trim_end();
            let gap = gap_before(tail);
            Some(format!("{head} WHERE {condition}{gap}{tail}"))
        }
    }
}

fn gap_before(tail: &str) -> &'static str {
    if tail.is_empty() || tail.starts_with([')', ';']) {
        ""
    } else {
        " "
    }
}

/// Whether an outer join stands in the block that holds the token, or before it on its level.
fn has_outer_join(sql: &str, tokens: &[Token], start: usize) -> bool {
    let outer = |token: &Token| {
        ["left", "right", "full"]
            .iter()
            .any(|word| token.is_word(sql, word))
    };
    // `left(...)` is a function.
    let at = |place: usize| {
        let next = tokens.get(place + 1);
        tokens.get(place).is_some_and(outer) && next.is_some_and(|next| !next.is(sql, "("))
    };
    (0..tokens.len().max(start)).any(at)
}

/// Whether an OR stands outside parentheses.
fn has_or(sql: &str) -> bool {
    let mut depth = 0_usize;
    significant(sql).iter().any(|token| {
        if token.is(sql, "(") {
            depth += 1;
        } else if token.is(sql, ")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_word(sql, "or")
    })
}

/// A parameter that the query does not have yet, in the way it writes them: `$3`, or `:org_id` and `@org_id` by name. `None`
/// where they are told by their place alone (`?`), as one more would move the others.
pub(super) fn fresh_parameter(sql: &str, name: &str) -> Option<String> {
    let tokens = significant(sql);
    let numbers = tokens.iter().filter(|token| token.kind == Kind::Parameter);
    let numbers =
        numbers.filter_map(|token| token.text(sql).trim_start_matches('$').parse::<u32>().ok());
    if let Some(last) = numbers.max() {
        return Some(format!("${}", last.checked_add(1)?));
    }
    for sign in [":", "@"] {
        let named = tokens.windows(2).any(|pair| match pair {
            [one, two] => {
                one.is(sql, sign) && two.kind == Kind::Word && one.range.end == two.range.start
            }
            _ => false,
        });
        if named {
            return Some(format!("{sign}{name}"));
        }
    }
    let by_place = tokens
        .iter()
        .any(|token| token.kind == Kind::Operator && token.text(sql).contains('?'));
    (!by_place).then(|| "$1".to_string())
}

/// The query with a clause at its end, before a closing semicolon and a lock (`FOR UPDATE`); `None` where it is not one
/// statement.
pub(super) fn with_last_clause(sql: &str, clause: &str) -> Option<String> {
    let text = sql.trim_end().trim_end_matches(';').trim_end();
    let tokens = significant(text);
    if tokens.iter().any(|token| token.is(text, ";")) {
        return None;
    }
    let mut depth = 0_usize;
    let mut place = text.len();
    for token in &tokens {
        if token.is(text, "(") {
            depth += 1;
        } else if token.is(text, ")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && token.is_word(text, "for") {
            place = token.range.start;
            break;
        }
    }
    let (head, tail) = (text.get(..place)?.trim_end(), text.get(place..)?);
    let gap = if tail.is_empty() { "" } else { " " };
    Some(format!("{head} {clause}{gap}{tail}"))
}

/// `SELECT count(*) > 0 FROM ...` as `SELECT EXISTS (SELECT 1 FROM ...)`, and `= 0` as NOT EXISTS; `None` for any other form.
pub(super) fn count_as_exists(sql: &str) -> Option<String> {
    let text = sql.trim_end().trim_end_matches(';').trim_end();
    let tokens = significant(text);
    let words: Vec<String> = tokens
        .iter()
        .take(8)
        .map(|token| token.text(text).to_lowercase())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ["select", "count", "(", "*" | "1", ")", sign, number, "from"] = words.as_slice() else {
        return None;
    };
    let some = match (*sign, *number) {
        (">" | "<>" | "!=", "0") | (">=", "1") => "",
        ("=", "0") | ("<", "1") => "NOT ",
        _ => return None,
    };
    // A group or a second query would be counted otherwise.
    let mut depth = 0_usize;
    for token in tokens.get(7..)? {
        if token.is(text, "(") {
            depth += 1;
        } else if token.is(text, ")") {
            depth = depth.checked_sub(1)?;
        } else if depth == 0
            && [
                "group",
                "having",
                "union",
                "intersect",
                "except",
                "order",
                "limit",
                ";",
            ]
            .iter()
            .any(|word| token.is_word(text, word) || token.is(text, word))
        {
            return None;
        }
    }
    let rest = text.get(tokens.get(7)?.range.start..)?;
    Some(format!("SELECT {some}EXISTS (SELECT 1 {rest})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(sql: &str) -> Option<String> {
        with_condition(sql, sql.find("orders").unwrap(), "orders.org_id = $9")
    }

    #[test]
    fn a_condition_stands_in_the_block_of_its_table() {
        let cases = [
            (
                "SELECT 1 FROM orders WHERE a = 1 ORDER BY a",
                "SELECT 1 FROM orders WHERE orders.org_id = $9 AND a = 1 ORDER BY a",
            ),
            (
                "SELECT 1 FROM orders WHERE a = 1 OR b = 2;",
                "SELECT 1 FROM orders WHERE orders.org_id = $9 AND (a = 1 OR b = 2);",
            ),
            (
                "SELECT 1 FROM orders LIMIT 5",
                "SELECT 1 FROM orders WHERE orders.org_id = $9 LIMIT 5",
            ),
            (
                "SELECT 1 FROM p WHERE id IN (SELECT p_id FROM orders) AND b",
                "SELECT 1 FROM p WHERE id IN (SELECT p_id FROM orders WHERE orders.org_id = $9) AND b",
            ),
            (
                "DELETE FROM orders WHERE id = $1 RETURNING id",
                "DELETE FROM orders WHERE orders.org_id = $9 AND id = $1 RETURNING id",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(with(before).as_deref(), Some(after));
        }
        assert_eq!(with("SELECT 1 FROM p LEFT JOIN orders ON true"), None);
    }

    #[test]
    fn a_parameter_is_written_as_the_others_are() {
        assert_eq!(
            fresh_parameter("a = $2 AND b = $1", "o").as_deref(),
            Some("$3")
        );
        assert_eq!(
            fresh_parameter("a = :id", "org_id").as_deref(),
            Some(":org_id")
        );
        assert_eq!(fresh_parameter("a = 1", "o").as_deref(), Some("$1"));
        assert_eq!(fresh_parameter("a = ?", "o"), None);
    }

    #[test]
    fn a_last_clause_stands_before_a_lock() {
        assert_eq!(
            with_last_clause("SELECT 1 FROM a FOR UPDATE;", "LIMIT 50").as_deref(),
            Some("SELECT 1 FROM a LIMIT 50 FOR UPDATE")
        );
        assert_eq!(with_last_clause("SELECT 1; SELECT 2", "LIMIT 50"), None);
    }

    #[test]
    fn a_count_becomes_a_question() {
        assert_eq!(
            count_as_exists("SELECT count(*) = 0 FROM a WHERE b = $1;").as_deref(),
            Some("SELECT NOT EXISTS (SELECT 1 FROM a WHERE b = $1)")
        );
        assert_eq!(
            count_as_exists("SELECT count(*) > 0 FROM a GROUP BY b"),
            None
        );
        assert_eq!(count_as_exists("SELECT count(b) > 0 FROM a"), None);
    }
}
