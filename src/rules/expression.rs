//! Reading the author's SQL expressions just far enough: their words, strings and signs, without a grammar.

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A keyword or an unquoted name in lower case, or a quoted name as written.
    Word(String),
    /// The content of a string constant.
    Text(String),
    /// A number.
    Number(String),
    /// A sign, or several that stand together (`::`, `->>`).
    Sign(String),
}

impl Token {
    /// Whether it is this keyword or unquoted name.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Token::Word(own) if own == word)
    }

    /// Whether it is this sign.
    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self, Token::Sign(own) if own == sign)
    }
}

/// Cuts an expression into pieces. Never fails: what it does not know is a sign.
pub fn tokens(sql: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_whitespace() => c.len_utf8(),
            c if c.is_alphabetic() || c == '_' => {
                let end = rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                    .unwrap_or(rest.len());
                out.push(Token::Word(rest.get(..end).unwrap_or("").to_lowercase()));
                end
            }
            c if c.is_ascii_digit() => {
                let end = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
                    .unwrap_or(rest.len());
                out.push(Token::Number(rest.get(..end).unwrap_or("").to_string()));
                end
            }
            '\'' | '"' => {
                let (content, length) = quoted(rest, first);
                out.push(if first == '"' {
                    Token::Word(content)
                } else {
                    Token::Text(content)
                });
                length
            }
            '(' | ')' | ',' | ';' | '[' | ']' => {
                out.push(Token::Sign(first.to_string()));
                1
            }
            _ => {
                let end = rest
                    .find(|c: char| !"+-*/<>=~!@#%^&|?:.`".contains(c))
                    .unwrap_or(rest.len())
                    .max(first.len_utf8());
                out.push(Token::Sign(rest.get(..end).unwrap_or("").to_string()));
                end
            }
        };
        rest = rest.get(length..).unwrap_or("");
    }
    out
}

/// The content of a quoted piece at the head of `text`, doubled quotes undone, and how many bytes it takes.
fn quoted(text: &str, quote: char) -> (String, usize) {
    let mut content = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != quote {
            content.push(character);
        } else if characters.peek().is_some_and(|(_, next)| *next == quote) {
            content.push(quote);
            characters.next();
        } else {
            return (content, at + quote.len_utf8());
        }
    }
    (content, text.len())
}

/// Whether the expression names the column, in quotes or without.
pub fn mentions(sql: &str, column: &str) -> bool {
    // Most expressions do not hold the name at all; only then are they taken apart.
    let holds = sql.contains(column)
        || (column.bytes().all(|byte| !byte.is_ascii_uppercase())
            && sql.to_lowercase().contains(column));
    holds && tokens(sql).iter().any(|token| token.is(column))
}

/// The expression in lower case, with single spaces and without parentheses and casts: equal texts mean the same for
/// simple predicates.
pub fn normal(sql: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut tokens = tokens(sql).into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Sign(sign) if sign == "(" || sign == ")" => {}
            Token::Sign(sign) if sign == "::" => {
                tokens.next();
            }
            Token::Sign(text) | Token::Word(text) | Token::Number(text) => words.push(text),
            Token::Text(text) => words.push(format!("'{text}'")),
        }
    }
    words.join(" ")
}

/// Whether the expression is just `true`, also as `1 = 1`.
pub fn is_true(sql: &str) -> bool {
    matches!(normal(sql).as_str(), "true" | "1 = 1" | "'t'" | "'true'")
}

/// The function the expression calls at its head, in lower case, its schema left out.
pub fn called(sql: &str) -> Option<String> {
    let tokens = tokens(sql);
    let open = tokens.iter().position(|token| token.is_sign("("))?;
    match tokens.get(open.checked_sub(1)?)? {
        Token::Word(word) => Some(word.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_fall_apart() {
        assert!(mentions("(Status)::text = 'x'", "status"));
        assert!(!mentions("note = 'status'", "status"));
        assert!(mentions("\"userName\" <> ''", "userName"));
        assert_eq!(normal("((deleted_at  IS NULL))"), "deleted_at is null");
        assert_eq!(normal("status = 'a'::text"), "status = 'a'");
        assert!(is_true("(true)"));
        assert_eq!(called("pg_catalog.now()"), Some("now".to_string()));
        assert_eq!(called("CURRENT_TIMESTAMP"), None);
    }

    #[test]
    fn unclosed_quotes_end_with_the_text() {
        assert_eq!(tokens("'abc"), vec![Token::Text("abc".into())]);
        assert_eq!(tokens("'it''s'"), vec![Token::Text("it's".into())]);
    }
}
