//! The objects that a text speaks of, and where: what must follow when one of them is renamed, moved or dropped.
//!
//! Texts are kept as their author wrote them, so they are read by their tokens: a relation stands after `FROM` or `JOIN`, a
//! function before `(`, a type after `::`, and what stands before the point of `t.a` is a relation or its alias. Time is
//! linear in the text, and nothing recurses.

mod chain;
pub mod columns;
pub mod respell;
mod results;
mod routine;
mod scan;

use std::ops::Range;

pub use results::results;

/// What a name in a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A table, view or sequence that is read or changed.
    Relation,
    /// What stands before the point of a column: a relation or an alias.
    Qualifier,
    /// A function that is called.
    Function,
    /// A type.
    Type,
    /// A column, or what looks like one.
    Column,
    /// `*` in a list of results, which stands for the columns of the relations; `schema` is the one before its point.
    Star,
    /// A function or a type, where the grammar takes either.
    Any,
    /// A collation, behind `COLLATE`.
    Collation,
}

/// One name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What it stands for.
    pub role: Role,
    /// Its schema where written, unquoted; of a column, the relation or alias before it.
    pub schema: Option<String>,
    /// Where the schema stands.
    pub schema_range: Option<Range<usize>>,
    /// The name, unquoted.
    pub name: String,
    /// Where the name stands.
    pub range: Range<usize>,
    /// The alias of a relation, unquoted.
    pub alias: Option<String>,
    /// Whether a column is a result of its query by itself, which then bears its name.
    pub is_result: bool,
    /// The query it stands in, counted in order of appearance; 0 is the text itself.
    pub scope: usize,
}

/// What a text is, which decides how it begins to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// An expression over a table's columns, or a query.
    Expression,
    /// A statement, whose head may name a relation after `TABLE`, `VIEW`, `ON`, `TO`.
    Statement,
    /// `CREATE FUNCTION` and its like, whole.
    Routine,
    /// The arguments of a function, or what it returns.
    Arguments,
}

/// The names of a text and how its queries nest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// The names in order.
    pub names: Vec<Mention>,
    /// The query around each query; the first is the text itself and stands in itself.
    pub parents: Vec<usize>,
    /// Names of `WITH` queries, which stand for no relation.
    pub common: Vec<String>,
}

impl Mentions {
    /// The relations that are read or changed, `WITH` queries left out.
    pub fn relations(&self) -> impl Iterator<Item = &Mention> {
        self.names
            .iter()
            .filter(|mention| mention.role == Role::Relation && !self.is_common(mention))
    }

    /// Whether a relation is one of the text's own `WITH` queries.
    pub fn is_common(&self, mention: &Mention) -> bool {
        mention.schema.is_none() && self.common.contains(&mention.name)
    }
}

/// Reads the names of a text.
pub fn of(text: &str, kind: Text) -> Mentions {
    match kind {
        Text::Routine | Text::Arguments => routine::of(text, kind),
        Text::Expression | Text::Statement => scan::of(text, kind),
    }
}

/// The text with parts of it replaced, given in order.
pub fn replaced(text: &str, parts: &[(Range<usize>, String)]) -> String {
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    for (range, new) in parts.iter().filter(|(range, _)| range.start <= range.end) {
        if range.start < done {
            continue;
        }
        written.push_str(text.get(done..range.start).unwrap_or_default());
        written.push_str(new);
        done = range.end;
    }
    written.push_str(text.get(done..).unwrap_or_default());
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, kind: Text, role: Role) -> Vec<String> {
        of(text, kind)
            .names
            .into_iter()
            .filter(|mention| mention.role == role)
            .map(|mention| match mention.schema {
                Some(schema) => format!("{schema}.{}", mention.name),
                None => mention.name,
            })
            .collect()
    }

    #[test]
    fn relations_stand_after_from_and_join() {
        for (text, expected) in [
            ("SELECT a FROM t, s.u AS x JOIN ONLY v USING (a)", "t s.u v"),
            ("SELECT 1 AS base", ""),
            (
                "SELECT extract(year FROM d) FROM t WHERE a IS DISTINCT FROM b",
                "t",
            ),
            (
                "SELECT * FROM (a JOIN b ON a.x = b.x), LATERAL f(a.x) AS g, c",
                "a b c",
            ),
            (
                "SELECT (SELECT max(x) FROM \"In\") FROM t ORDER BY a, b",
                "In t",
            ),
            (
                "SELECT 1 FROM a UNION SELECT 2 FROM b WHERE x IN (SELECT y FROM c)",
                "a b c",
            ),
            (
                "SELECT substring(a from 1 for 2) FROM t GROUP BY ROLLUP (a, b)",
                "t",
            ),
        ] {
            assert_eq!(
                named(text, Text::Expression, Role::Relation).join(" "),
                expected,
                "{text}"
            );
        }
        let with = of(
            "WITH x AS (SELECT 1 FROM t), y (a) AS MATERIALIZED (SELECT 2) SELECT * FROM x, y, z",
            Text::Expression,
        );
        let names: Vec<&str> = with.relations().map(|found| found.name.as_str()).collect();
        assert_eq!(names, ["t", "z"]);
    }

    #[test]
    fn statements_name_relations_in_their_heads() {
        for (text, expected) in [
            (
                "CREATE RULE r AS ON DELETE TO s.t DO INSTEAD NOTHING",
                "s.t",
            ),
            (
                "ALTER TABLE ONLY s.t ALTER COLUMN a SET STATISTICS 5",
                "s.t",
            ),
            ("ALTER VIEW IF EXISTS v ALTER COLUMN b SET DEFAULT 'x'", "v"),
            ("CREATE STATISTICS st ON a, b FROM t", "t"),
            (
                "CREATE PUBLICATION p FOR TABLE a (x) WHERE (x > 0), b",
                "a b",
            ),
            ("INSERT INTO t SELECT * FROM u", "t u"),
            ("CREATE TABLE typed OF row_type", "typed"),
            ("COMMENT ON COLUMN s.t.a IS 'x'", "s.t"),
            ("COMMENT ON RULE r ON t IS 'x'", "t"),
        ] {
            assert_eq!(
                named(text, Text::Statement, Role::Relation).join(" "),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn functions_types_and_qualifiers_are_told_apart() {
        let text = "s.f(t.a, x.t.b)::s.mood = CAST('x' AS feeling) AND g(c)::text = ANY (ARRAY['x'::mood[]]) AND mood 'y' = d";
        assert_eq!(named(text, Text::Expression, Role::Function), ["s.f", "g"]);
        assert_eq!(
            named(text, Text::Expression, Role::Type),
            ["s.mood", "feeling", "text", "mood", "mood"]
        );
        assert_eq!(named(text, Text::Expression, Role::Qualifier), ["t", "x.t"]);
        assert_eq!(
            named(text, Text::Expression, Role::Column),
            ["t.a", "t.b", "c", "d"]
        );
    }

    #[test]
    fn routines_name_their_types() {
        let text = "CREATE FUNCTION s.f(m mood DEFAULT 'x'::mood, OUT other s.code[], integer) RETURNS SETOF users LANGUAGE sql BEGIN ATOMIC SELECT g(id) FROM t; END";
        assert_eq!(
            named(text, Text::Routine, Role::Type),
            ["mood", "mood", "s.code", "integer", "users"]
        );
        assert_eq!(named(text, Text::Routine, Role::Relation), ["t"]);
        assert_eq!(named(text, Text::Routine, Role::Function), ["s.f", "g"]);
        assert_eq!(
            named("a mood, mood, b s.x", Text::Arguments, Role::Type),
            ["mood", "mood", "s.x"]
        );
    }
}
