//! What names and string constants mean once their quotes are off (PostgreSQL manual, 4.1).

use super::lexer::TokenKind;

/// PostgreSQL keeps 63 bytes of a name (`NAMEDATALEN - 1`).
const NAME_BYTES: usize = 63;

/// A name as PostgreSQL stores it: lower case unless quoted, cut at 63 bytes.
pub(super) fn fold_name(kind: TokenKind, text: &str) -> String {
    let mut name = match kind {
        TokenKind::QuotedName => unquote(text, '"').replace("\"\"", "\""),
        TokenKind::BacktickName => unquote(text, '`').replace("``", "`"),
        TokenKind::UnicodeName => {
            let (quoted, escape) = escape_of(text, '"');
            unicode_escapes(&unquote(quoted, '"').replace("\"\"", "\""), escape)
        }
        _ => text.to_ascii_lowercase(),
    };
    if name.len() > NAME_BYTES {
        let mut end = NAME_BYTES;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
    }
    name
}

fn unquote(text: &str, quote: char) -> &str {
    let text = text.strip_prefix(quote).unwrap_or(text);
    text.strip_suffix(quote).unwrap_or(text)
}

/// The value of a string constant.
pub(super) fn decode_string(kind: TokenKind, text: &str) -> String {
    match kind {
        TokenKind::DollarString => {
            let tag_end = text.get(1..).and_then(|rest| rest.find('$')).unwrap_or(0) + 2;
            text.get(tag_end..text.len().saturating_sub(tag_end))
                .unwrap_or("")
                .to_string()
        }
        TokenKind::EscapeString => backslash_escapes(unquote(text.get(1..).unwrap_or(""), '\'')),
        TokenKind::UnicodeString => {
            let (quoted, escape) = escape_of(text, '\'');
            unicode_escapes(&unquote(quoted, '\'').replace("''", "'"), escape)
        }
        _ => {
            let text = text.strip_prefix(['n', 'N']).unwrap_or(text);
            unquote(text, '\'').replace("''", "'")
        }
    }
}

fn backslash_escapes(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                characters.next_if_eq(&'\'');
                value.push('\'');
            }
            '\\' => match characters.next() {
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                Some('r') => value.push('\r'),
                Some('b') => value.push('\u{8}'),
                Some('f') => value.push('\u{c}'),
                Some('x') => value.extend(number(&mut characters, 16, 2)),
                Some('u') => value.extend(number(&mut characters, 16, 4)),
                Some('U') => value.extend(number(&mut characters, 16, 8)),
                Some(digit @ '0'..='7') => {
                    let first = digit.to_digit(8).unwrap_or(0);
                    value.extend(more_digits(&mut characters, 8, 2, first));
                }
                Some(other) => value.push(other),
                None => {}
            },
            other => value.push(other),
        }
    }
    value
}

type Characters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn number(characters: &mut Characters<'_>, radix: u32, digits: usize) -> Option<char> {
    more_digits(characters, radix, digits, 0)
}

fn more_digits(
    characters: &mut Characters<'_>,
    radix: u32,
    digits: usize,
    first: u32,
) -> Option<char> {
    let mut code = first;
    for _ in 0..digits {
        let Some(digit) = characters
            .peek()
            .and_then(|character| character.to_digit(radix))
        else {
            break;
        };
        characters.next();
        code = code.wrapping_mul(radix).wrapping_add(digit);
    }
    char::from_u32(code)
}

/// The quoted part of `U&'text' UESCAPE 'c'`, and the escape character, which is a backslash where none is said.
fn escape_of(text: &str, quote: char) -> (&str, char) {
    let quoted = text.get(2..).unwrap_or("");
    let mut inside = false;
    // A doubled quote closes and opens again.
    let end = quoted.char_indices().find(|(at, character)| {
        inside ^= *character == quote;
        !inside && !quoted.get(at + 1..).unwrap_or("").starts_with(quote)
    });
    let (quoted, clause) = match end.and_then(|(at, _)| quoted.split_at_checked(at + 1)) {
        Some(parts) => parts,
        None => (quoted, ""),
    };
    let escape = clause
        .strip_suffix('\'')
        .and_then(|said| said.chars().last());
    (quoted, escape.unwrap_or('\\'))
}

/// `\0061` and `\+000061` of `U&` constants.
fn unicode_escapes(text: &str, escape: char) -> String {
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != escape {
            value.push(character);
        } else if characters.next_if_eq(&escape).is_some() {
            value.push(escape);
        } else if characters.next_if_eq(&'+').is_some() {
            value.extend(number(&mut characters, 16, 6));
        } else {
            value.extend(number(&mut characters, 16, 4));
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_unless_quoted() {
        assert_eq!(fold_name(TokenKind::Word, "UserId"), "userid");
        assert_eq!(
            fold_name(TokenKind::QuotedName, "\"User\"\"Id\""),
            "User\"Id"
        );
        assert_eq!(fold_name(TokenKind::UnicodeName, "U&\"d\\0061t\""), "dat");
        assert_eq!(
            fold_name(TokenKind::UnicodeName, "U&\"d!0061\"\"t\" uescape '!'"),
            "da\"t"
        );
        let long = "é".repeat(40);
        assert_eq!(fold_name(TokenKind::Word, &long).len(), 62);
    }

    #[test]
    fn strings_lose_quotes_and_escapes() {
        assert_eq!(decode_string(TokenKind::String, "'it''s'"), "it's");
        assert_eq!(
            decode_string(TokenKind::EscapeString, r"E'a\nb\x41\101\\'"),
            "a\nbAA\\"
        );
        assert_eq!(decode_string(TokenKind::DollarString, "$q$a$$b$q$"), "a$$b");
        assert_eq!(decode_string(TokenKind::DollarString, "$$$$"), "");
        assert_eq!(decode_string(TokenKind::UnicodeString, r"U&'\0041'"), "A");
    }
}
