//! Where roles stand in a statement that is kept as its author wrote it.

use super::quote;
use super::tokens::{self, Token};

/// Whether a statement says something of a role, or for one: settings of roles, user mappings.
pub fn is_of_role(statement: &str) -> bool {
    let tokens = tokens::significant(statement);
    let word = |at: usize, word: &str| {
        let token = tokens.get(at);
        token.is_some_and(|token| token.is_word(statement, word))
    };
    let verb = ["ALTER", "CREATE", "COMMENT", "DROP"]
        .iter()
        .any(|verb| word(0, verb));
    let at = 1 + usize::from(word(1, "ON"));
    verb && ["ROLE", "USER", "GROUP"].iter().any(|kind| word(at, kind))
}

/// The text with every role renamed for which `new` has a name; `None` where none is. Names are asked for and given quoted
/// where they must be.
///
/// Roles are looked for where the grammars of ALTER DEFAULT PRIVILEGES, CREATE and ALTER ROLE, COMMENT ON ROLE and USER MAPPING
/// have them: behind `FOR`, `FOR ROLE`, `TO`, `FROM`, `IN ROLE`, `ROLE`, `USER`, `GROUP` and `ADMIN`, one or a list.
pub fn rename(text: &str, new: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    const BEFORE: [&str; 7] = ["FOR", "TO", "FROM", "ROLE", "USER", "GROUP", "ADMIN"];
    const AFTER: [&str; 4] = ["MAPPING", "ROLE", "USER", "GROUP"];
    let tokens = tokens::significant(text);
    let one_of = |token: &Token, words: &[&str]| words.iter().any(|word| token.is_word(text, word));
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    let mut expected = false;
    for token in &tokens {
        if expected && !one_of(token, &AFTER) {
            expected = false;
            let name = token.name(text).map(|name| quote::identifier(&name));
            if let Some(renamed) = name.and_then(|name| new(&name)) {
                written.push_str(text.get(done..token.range.start).unwrap_or_default());
                written.push_str(&renamed);
                done = token.range.end;
            }
            continue;
        }
        // A comma goes on with a list only where a name came before it.
        expected = one_of(token, &BEFORE) || (token.is(text, ",") && in_list(text, &tokens, token));
    }
    if done == 0 {
        return None;
    }
    written.push_str(text.get(done..).unwrap_or_default());
    Some(written)
}

/// Whether a comma stands in a list of roles: names and commas lead back to a word that begins one.
fn in_list(text: &str, tokens: &[Token], comma: &Token) -> bool {
    const BEFORE: [&str; 5] = ["TO", "FROM", "ROLE", "USER", "ADMIN"];
    let before = tokens
        .iter()
        .take_while(|token| token.range.start < comma.range.start);
    let mut back: Vec<&Token> = before.collect();
    let mut name = true;
    while let Some(token) = back.pop() {
        let starts = BEFORE.iter().any(|word| token.is_word(text, word));
        match (name, starts) {
            (false, true) => return true,
            (false, false) if token.is(text, ",") => name = true,
            (true, _) if token.name(text).is_some() => name = false,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_renamed_and_nothing_else() {
        let new = |name: &str| (name == "old").then(|| "\"New\"".to_string());
        for (text, expected) in [
            (
                "ALTER DEFAULT PRIVILEGES FOR ROLE old IN SCHEMA old GRANT SELECT ON TABLES TO a, old",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \"New\" IN SCHEMA old GRANT SELECT ON TABLES TO a, \"New\"",
            ),
            ("IN ROLE a, old", "IN ROLE a, \"New\""),
            ("ADMIN old", "ADMIN \"New\""),
            (
                "ALTER ROLE old SET search_path = old, public",
                "ALTER ROLE \"New\" SET search_path = old, public",
            ),
            (
                "CREATE USER MAPPING FOR old SERVER old",
                "CREATE USER MAPPING FOR \"New\" SERVER old",
            ),
        ] {
            assert_eq!(rename(text, &new).as_deref(), Some(expected));
        }
        assert_eq!(rename("ALTER ROLE other SET role = 'old'", &new), None);
        assert!(is_of_role("COMMENT ON ROLE a IS 'x'"));
        assert!(!is_of_role("CREATE RULE a AS ON INSERT TO t DO NOTHING"));
    }
}
