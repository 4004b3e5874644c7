//! ALTER DEFAULT PRIVILEGES: what it says, and what an object made under it holds (PostgreSQL manual, ALTER DEFAULT
//! PRIVILEGES).

use std::collections::BTreeMap;

use super::quote;
use super::tokens::{self, Kind, Token};
use crate::model::Privilege;

/// Names that stand for a role without being one.
const SPECIAL_ROLES: [&str; 4] = ["public", "current_user", "current_role", "session_user"];

/// What one statement says of objects made from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultRule {
    /// Roles for whose objects it holds, as SQL text; empty for whoever says it.
    pub owners: Vec<String>,
    /// Schemas it is limited to, unquoted; empty for all.
    pub schemas: Vec<String>,
    /// `TABLE`, `SEQUENCE`, `FUNCTION`, `TYPE`, `SCHEMA`, `LARGE OBJECT`.
    pub kind: &'static str,
    /// `REVOKE` when true.
    pub revoke: bool,
    /// What is given or taken.
    pub privileges: Vec<Privilege>,
    /// Who gets or loses it, as SQL text.
    pub grantees: Vec<String>,
    /// `WITH GRANT OPTION`, or of a revoke `GRANT OPTION FOR`.
    pub with_option: bool,
}

impl DefaultRule {
    /// Whether it holds for the objects of whoever says it; else for those of the roles it names.
    pub fn is_own(&self) -> bool {
        self.owners.iter().all(|role| is_whoever_runs_it(role))
    }

    /// Whether it speaks of objects of this kind in this schema.
    pub fn speaks_of(&self, kind: &str, schema: &str) -> bool {
        self.kind == kind
            && (self.schemas.is_empty() || self.schemas.iter().any(|own| own == schema))
    }
}

/// Whether a role, as SQL text, is that of whoever runs the statement.
pub fn is_whoever_runs_it(role: &str) -> bool {
    ["CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"].contains(&role)
}

/// Where a statement breaks, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// Byte in the statement.
    pub at: usize,
    /// What was expected.
    pub expected: &'static str,
}

/// Reads a whole statement, without its semicolon.
///
/// # Errors
/// Where it is not what the grammar asks for.
pub fn read(statement: &str) -> Result<DefaultRule, Misread> {
    let mut reader = Reader {
        text: statement,
        tokens: tokens::significant(statement),
        at: 0,
    };
    reader.expect("ALTER DEFAULT PRIVILEGES")?;
    let (mut owners, mut schemas) = (Vec::new(), Vec::new());
    loop {
        if reader.take("FOR ROLE") || reader.take("FOR USER") {
            owners = reader.roles()?;
        } else if reader.take("IN SCHEMA") {
            schemas = reader.list(|reader| reader.name())?;
        } else {
            break;
        }
    }
    let revoke = reader.take("REVOKE");
    let only_option = revoke && reader.take("GRANT OPTION FOR");
    if !revoke {
        reader.expect("GRANT")?;
    }
    let privileges = reader.list(Reader::privilege)?;
    reader.expect("ON")?;
    let kind = reader.kind()?;
    reader.expect(if revoke { "FROM" } else { "TO" })?;
    let grantees = reader.roles()?;
    let with_option = only_option || reader.take("WITH GRANT OPTION");
    let _ = reader.take("CASCADE") || reader.take("RESTRICT");
    if reader.at < reader.tokens.len() {
        return reader.broken("the end of the statement");
    }
    Ok(DefaultRule {
        owners,
        schemas,
        kind,
        revoke,
        privileges,
        grantees,
        with_option,
    })
}

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
}

impl Reader<'_> {
    fn broken<T>(&self, expected: &'static str) -> Result<T, Misread> {
        let token = self.tokens.get(self.at);
        let at = token.map_or(self.text.len(), |token| token.range.start);
        Err(Misread { at, expected })
    }

    /// Passes these words, parted by spaces, if all of them come next.
    fn take(&mut self, words: &str) -> bool {
        let is_next = |(ahead, word): (usize, &str)| {
            let token = self.tokens.get(self.at + ahead);
            token.is_some_and(|token| token.is_word(self.text, word))
        };
        let comes = words.split(' ').enumerate().all(is_next);
        if comes {
            self.at += words.split(' ').count();
        }
        comes
    }

    fn expect(&mut self, words: &'static str) -> Result<(), Misread> {
        match self.take(words) {
            true => Ok(()),
            false => self.broken(words),
        }
    }

    fn name(&mut self) -> Result<String, Misread> {
        let name = self
            .tokens
            .get(self.at)
            .and_then(|token| token.name(self.text));
        match name {
            Some(name) => {
                self.at += 1;
                Ok(name)
            }
            None => self.broken("a name"),
        }
    }

    /// One or more, parted by commas.
    fn list<T>(
        &mut self,
        one: impl Fn(&mut Self) -> Result<T, Misread>,
    ) -> Result<Vec<T>, Misread> {
        let mut all = vec![one(self)?];
        while self
            .tokens
            .get(self.at)
            .is_some_and(|token| token.is(self.text, ","))
        {
            self.at += 1;
            all.push(one(self)?);
        }
        Ok(all)
    }

    fn roles(&mut self) -> Result<Vec<String>, Misread> {
        self.list(|reader| {
            reader.take("GROUP");
            let bare = reader
                .tokens
                .get(reader.at)
                .is_some_and(|token| token.kind == Kind::Word);
            let name = reader.name()?;
            Ok(match bare && SPECIAL_ROLES.contains(&name.as_str()) {
                true => name.to_ascii_uppercase(),
                false => quote::identifier(&name),
            })
        })
    }

    fn privilege(&mut self) -> Result<Privilege, Misread> {
        let name = self.name()?.to_ascii_uppercase();
        if name == "ALL" {
            self.take("PRIVILEGES");
        }
        Ok(Privilege {
            name,
            columns: Vec::new(),
        })
    }

    fn kind(&mut self) -> Result<&'static str, Misread> {
        const KINDS: [(&str, &str); 7] = [
            ("TABLES", "TABLE"),
            ("SEQUENCES", "SEQUENCE"),
            ("FUNCTIONS", "FUNCTION"),
            ("ROUTINES", "FUNCTION"),
            ("TYPES", "TYPE"),
            ("SCHEMAS", "SCHEMA"),
            ("LARGE OBJECTS", "LARGE OBJECT"),
        ];
        for (words, kind) in KINDS {
            if self.take(words) {
                return Ok(kind);
            }
        }
        self.broken("TABLES, SEQUENCES, FUNCTIONS, TYPES or SCHEMAS")
    }
}

/// Who holds what of one object: by grantee and privilege, and whether with the right to grant it on.
pub type Held = BTreeMap<(String, String), bool>;

/// What `ALL` means of an object of this kind (PostgreSQL manual, table 5.2, without what version 17 adds); empty where
/// the kind has no default privileges.
pub fn all_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "TABLE" => &[
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "TRUNCATE",
            "REFERENCES",
            "TRIGGER",
        ],
        "SEQUENCE" => &["USAGE", "SELECT", "UPDATE"],
        "FUNCTION" | "PROCEDURE" | "ROUTINE" => &["EXECUTE"],
        "TYPE" | "DOMAIN" => &["USAGE"],
        "SCHEMA" => &["USAGE", "CREATE"],
        _ => &[],
    }
}

/// What everybody holds of a new object where no rule speaks.
pub fn built_in(kind: &str) -> Held {
    let everybody = match kind {
        "FUNCTION" | "PROCEDURE" | "ROUTINE" => "EXECUTE",
        "TYPE" | "DOMAIN" => "USAGE",
        _ => return Held::new(),
    };
    Held::from([(("PUBLIC".to_string(), everybody.to_string()), false)])
}

/// What others than its owner hold of an object that is made under these rules. Those of a schema add to those of all, and
/// take back only what was given in that schema.
pub fn given<'a>(
    rules: impl IntoIterator<Item = &'a DefaultRule>,
    kind: &str,
    schema: &str,
) -> Held {
    let (mut everywhere, mut here) = (built_in(kind), Held::new());
    for rule in rules
        .into_iter()
        .filter(|rule| rule.speaks_of(kind, schema))
    {
        let held = match rule.schemas.is_empty() {
            true => &mut everywhere,
            false => &mut here,
        };
        let told = (rule.privileges.as_slice(), rule.grantees.as_slice());
        change(held, kind, told, rule.revoke, rule.with_option);
    }
    for (one, option) in here {
        let held = everywhere.entry(one).or_default();
        *held = *held || option;
    }
    everywhere
}

/// Gives or takes privileges on a whole object; those on columns are another matter.
pub fn change(
    held: &mut Held,
    kind: &str,
    (privileges, grantees): (&[Privilege], &[String]),
    revoke: bool,
    with_option: bool,
) {
    let whole = privileges.iter().filter(|one| one.columns.is_empty());
    for privilege in whole {
        let one = [privilege.name.as_str()];
        let names: &[&str] = match privilege.name.as_str() {
            "ALL" => all_of(kind),
            _ => &one,
        };
        for (name, grantee) in names
            .iter()
            .flat_map(|name| grantees.iter().map(move |one| (name, one)))
        {
            let key = (grantee.clone(), (*name).to_string());
            match (revoke, with_option) {
                (false, _) => {
                    let option = held.entry(key).or_default();
                    *option = *option || with_option;
                }
                (true, false) => {
                    held.remove(&key);
                }
                (true, true) => {
                    held.entry(key).and_modify(|option| *option = false);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(rules: &[&str], kind: &str, schema: &str) -> String {
        let rules: Vec<DefaultRule> = rules
            .iter()
            .map(|rule| read(&format!("ALTER DEFAULT PRIVILEGES {rule}")).unwrap())
            .collect();
        let held = given(&rules, kind, schema);
        let words: Vec<String> = held
            .iter()
            .map(|((who, what), option)| format!("{who} {what}{}", if *option { "*" } else { "" }))
            .collect();
        words.join(", ")
    }

    #[test]
    fn rules_of_a_schema_add_to_those_of_all() {
        let rules = [
            "IN SCHEMA app GRANT SELECT, INSERT ON TABLES TO bob, \"Other\"",
            "IN SCHEMA app REVOKE INSERT ON TABLES FROM bob",
            "GRANT SELECT ON TABLES TO bob WITH GRANT OPTION",
            "IN SCHEMA app REVOKE SELECT ON TABLES FROM bob",
            "GRANT USAGE ON SEQUENCES TO bob",
        ];
        assert_eq!(
            said(&rules, "TABLE", "app"),
            "\"Other\" INSERT, \"Other\" SELECT, bob SELECT*"
        );
        assert_eq!(said(&rules, "TABLE", "public"), "bob SELECT*");
        assert_eq!(said(&rules, "SEQUENCE", "public"), "bob USAGE");
    }

    #[test]
    fn what_everybody_has_can_be_taken_for_all_schemas_only() {
        let here = ["IN SCHEMA app REVOKE ALL ON ROUTINES FROM PUBLIC"];
        assert_eq!(said(&here, "FUNCTION", "app"), "PUBLIC EXECUTE");
        let everywhere = ["REVOKE ALL PRIVILEGES ON FUNCTIONS FROM PUBLIC"];
        assert_eq!(said(&everywhere, "FUNCTION", "app"), "");
        assert_eq!(said(&[], "TYPE", "app"), "PUBLIC USAGE");
    }

    #[test]
    fn the_place_where_a_statement_breaks_is_told() {
        let text = "ALTER DEFAULT PRIVILEGES GRANT SELECT ON VIEWS TO bob";
        let misread = read(text).unwrap_err();
        assert_eq!(text.get(misread.at..), Some("VIEWS TO bob"));
        assert!(
            read("ALTER DEFAULT PRIVILEGES FOR ROLE CURRENT_USER GRANT ALL ON TYPES TO a")
                .unwrap()
                .is_own()
        );
        assert!(
            !read("ALTER DEFAULT PRIVILEGES FOR USER app GRANT ALL ON TYPES TO a")
                .unwrap()
                .is_own()
        );
    }
}
