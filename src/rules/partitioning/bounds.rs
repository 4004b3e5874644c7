//! The bounds of partitions, read just far enough to tell whether two of them meet.

use crate::rules::expression::{Token, tokens};

/// Which rows a partition takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Bound {
    /// Those no other takes.
    Default,
    /// `WITH (MODULUS m, REMAINDER r)`.
    Hash { modulus: u64, remainder: u64 },
    /// `IN (...)`, each value as written, casts left out.
    List(Vec<String>),
    /// `FROM (...) TO (...)` over a single key.
    Range(Edge, Edge),
    /// Anything else.
    Other,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Edge {
    Lowest,
    Number(f64),
    Text(String),
    Highest,
}

impl Edge {
    /// Whether it lies before the other; `None` where the two cannot be compared without knowing the type.
    fn before(&self, other: &Edge) -> Option<bool> {
        match (self, other) {
            (Edge::Highest, _) | (_, Edge::Lowest) => Some(false),
            (Edge::Lowest, _) | (_, Edge::Highest) => Some(true),
            (Edge::Number(a), Edge::Number(b)) => Some(a < b),
            // Dates and times in the ISO form sort as texts as far as the shorter one goes.
            (Edge::Text(a), Edge::Text(b)) if is_date(a) && is_date(b) => {
                let length = a.len().min(b.len());
                Some(a.get(..length) < b.get(..length))
            }
            _ => None,
        }
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes.iter().take(4).all(u8::is_ascii_digit)
        && bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-')
}

impl Bound {
    /// Reads a bound as it stands after PARTITION OF.
    pub(crate) fn of(text: &str) -> Bound {
        let tokens = tokens(text);
        if tokens.iter().any(|token| token.is("default")) && tokens.len() == 1 {
            return Bound::Default;
        }
        let number_after = |word: &str| {
            let at = tokens.iter().position(|token| token.is(word))?;
            match tokens.get(at + 1)? {
                Token::Number(number) => number.parse().ok(),
                _ => None,
            }
        };
        if let (Some(modulus), Some(remainder)) =
            (number_after("modulus"), number_after("remainder"))
        {
            return Bound::Hash { modulus, remainder };
        }
        if let Some(at) = tokens.iter().position(|token| token.is("in")) {
            return Bound::List(values(tokens.get(at + 1..).unwrap_or_default()));
        }
        let edge = |word: &str| {
            let at = tokens.iter().position(|token| token.is(word))?;
            let rest = tokens.get(at + 1..)?;
            let close = rest.iter().position(|token| token.is_sign(")"))?;
            single_edge(rest.get(1..close)?)
        };
        match (edge("from"), edge("to")) {
            (Some(from), Some(to)) => Bound::Range(from, to),
            _ => Bound::Other,
        }
    }

    /// Whether two partitions would take the same row, as far as the bounds tell.
    pub(crate) fn meets(&self, other: &Bound) -> bool {
        match (self, other) {
            (Bound::Default, Bound::Default) => true,
            (
                Bound::Hash {
                    modulus: m,
                    remainder: r,
                },
                Bound::Hash {
                    modulus: n,
                    remainder: s,
                },
            ) => {
                let common = greatest_common_divisor(*m, *n).max(1);
                r % common == s % common
            }
            (Bound::List(a), Bound::List(b)) => a.iter().any(|value| b.contains(value)),
            (Bound::Range(a, b), Bound::Range(c, d)) => {
                a.before(d) == Some(true) && c.before(b) == Some(true)
            }
            _ => false,
        }
    }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

fn single_edge(tokens: &[Token]) -> Option<Edge> {
    match tokens {
        [Token::Word(word), ..] if word == "minvalue" && tokens.len() == 1 => Some(Edge::Lowest),
        [Token::Word(word), ..] if word == "maxvalue" && tokens.len() == 1 => Some(Edge::Highest),
        [Token::Number(number)] => number.parse().ok().map(Edge::Number),
        [Token::Sign(sign), Token::Number(number)] if sign == "-" => {
            number.parse().ok().map(|number: f64| Edge::Number(-number))
        }
        [Token::Text(text)] => Some(
            text.parse()
                .map_or_else(|_| Edge::Text(text.clone()), Edge::Number),
        ),
        [Token::Text(text), Token::Sign(sign), ..] if sign == "::" => Some(
            text.parse()
                .map_or_else(|_| Edge::Text(text.clone()), Edge::Number),
        ),
        _ => None,
    }
}

/// The values of a list in parentheses.
fn values(tokens: &[Token]) -> Vec<String> {
    let mut values = Vec::new();
    let mut cast = false;
    for token in tokens {
        match token {
            Token::Sign(sign) if sign == ")" => break,
            Token::Sign(sign) if sign == "::" => cast = true,
            Token::Sign(sign) if sign == "," => cast = false,
            Token::Text(text) | Token::Number(text) | Token::Word(text) if !cast => {
                values.push(text.clone())
            }
            _ => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(one: &str, other: &str) -> bool {
        Bound::of(one).meets(&Bound::of(other))
    }

    #[test]
    fn bounds_that_meet_are_told_from_those_that_do_not() {
        assert!(meet(
            "FOR VALUES FROM (0) TO (10)",
            "FOR VALUES FROM (9) TO (20)"
        ));
        assert!(!meet(
            "FOR VALUES FROM (0) TO (10)",
            "FOR VALUES FROM (10) TO (20)"
        ));
        assert!(meet(
            "FOR VALUES FROM ('2024-01-01') TO ('2024-03-01')",
            "FOR VALUES FROM ('2024-02-01 00:00:00') TO (MAXVALUE)"
        ));
        assert!(!meet(
            "FOR VALUES FROM (MINVALUE) TO ('2024-01-01')",
            "FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')"
        ));
        assert!(meet(
            "FOR VALUES IN ('a', 'b')",
            "FOR VALUES IN ('b'::text)"
        ));
        assert!(!meet("FOR VALUES IN (1)", "FOR VALUES IN (2)"));
        assert!(meet(
            "FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            "FOR VALUES WITH (MODULUS 4, REMAINDER 2)"
        ));
        assert!(!meet(
            "FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            "FOR VALUES WITH (MODULUS 2, REMAINDER 1)"
        ));
        assert!(meet("DEFAULT", "DEFAULT"));
        assert!(!meet("DEFAULT", "FOR VALUES IN (1)"));
        assert!(!meet(
            "FOR VALUES FROM (1, 2) TO (3, 4)",
            "FOR VALUES FROM (1, 2) TO (3, 4)"
        ));
    }
}
