//! The names PostgreSQL gives to what its author left unnamed, so that a later DROP hits.
//!
//! Follows `makeObjectName`, `ChooseRelationName`, `ChooseIndexName`, `ChooseIndexColumnNames` and `ChooseConstraintName`
//! of PostgreSQL (indexcmds.c, pg_constraint.c): at most 63 bytes, the longer of the two names cut first, digits put
//! straight after the label on a collision.
//!
//! Every function takes `taken`, which says whether a name is in use: relation names of the schema for keys, indexes and
//! sequences, and constraint names of the schema for constraints.

use super::tokens::{self, Kind, Token};

/// Most bytes a name may have (`NAMEDATALEN - 1`).
pub const MAXIMUM_BYTES: usize = 63;

/// Whether a name is in use already.
pub type Taken<'a> = &'a dyn Fn(&str) -> bool;

/// `t_pkey`.
pub fn primary_key(table: &str, taken: Taken) -> String {
    choose(table, None, "pkey", taken)
}

/// `t_a_b_key`; `columns` are the key columns and then the included ones.
pub fn unique<S: AsRef<str>>(table: &str, columns: &[S], taken: Taken) -> String {
    choose(
        table,
        Some(&addition(&index_columns(columns))),
        "key",
        taken,
    )
}

/// `t_a_b_fkey`.
pub fn foreign_key<S: AsRef<str>>(table: &str, columns: &[S], taken: Taken) -> String {
    choose(table, Some(&addition(columns)), "fkey", taken)
}

/// `t_a_check` when the expression uses exactly one column, `t_check` otherwise. For a domain give its name and no column.
pub fn check(table: &str, column: Option<&str>, taken: Taken) -> String {
    choose(table, column, "check", taken)
}

/// `t_a_not_null` (PostgreSQL 18).
pub fn not_null(table: &str, column: &str, taken: Taken) -> String {
    choose(table, Some(column), "not_null", taken)
}

/// `t_a_excl`; an expression's name is what [`expression_name`] says. Included columns come last.
pub fn exclusion<S: AsRef<str>>(table: &str, columns: &[S], taken: Taken) -> String {
    choose(
        table,
        Some(&addition(&index_columns(columns))),
        "excl",
        taken,
    )
}

/// `t_a_b_idx`; an expression's name is what [`expression_name`] says. Included columns come last.
pub fn index<S: AsRef<str>>(table: &str, columns: &[S], taken: Taken) -> String {
    choose(
        table,
        Some(&addition(&index_columns(columns))),
        "idx",
        taken,
    )
}

/// `t_a_seq`.
pub fn sequence(table: &str, column: &str, taken: Taken) -> String {
    choose(table, Some(column), "seq", taken)
}

/// `t_a_b_stat`.
pub fn statistics<S: AsRef<str>>(table: &str, columns: &[S], taken: Taken) -> String {
    choose(
        table,
        Some(&addition(&index_columns(columns))),
        "stat",
        taken,
    )
}

/// The name of the multirange type that comes with a range type of this name (`makeMultirangeTypeName`).
pub fn multirange(range: &str) -> String {
    match range.split_once("range") {
        Some((before, after)) => {
            clip(&format!("{before}multirange{after}"), MAXIMUM_BYTES).to_string()
        }
        None => format!(
            "{}_multirange",
            clip(range, MAXIMUM_BYTES - "_multirange".len())
        ),
    }
}

/// A name as PostgreSQL keeps it: cut at 63 bytes, on a character's border.
pub fn truncate(name: &str) -> &str {
    clip(name, MAXIMUM_BYTES)
}

/// Names are tried one after the other up to this number, as PostgreSQL does; beyond it, by leaps.
const TRIED: u32 = 100;

fn choose(first: &str, second: Option<&str>, label: &str, taken: Taken) -> String {
    let numbered = |pass: u32| match pass {
        0 => make(first, second, label),
        _ => make(first, second, &format!("{label}{pass}")),
    };
    if let Some(free) = (0..TRIED).map(numbered).find(|name| !taken(name)) {
        return free;
    }
    // So many of one name come in an unbroken row, whose end is found without trying each: the time stays linear.
    let (mut used, mut step) = (TRIED - 1, 1u32);
    while step < u32::MAX / 4 && taken(&numbered(used + step)) {
        used += step;
        step *= 2;
    }
    let mut free = used + step;
    while free - used > 1 {
        let middle = used + (free - used) / 2;
        match taken(&numbered(middle)) {
            true => used = middle,
            false => free = middle,
        }
    }
    numbered(free)
}

/// `makeObjectName`: the longer name is shortened byte by byte until all fits.
fn make(first: &str, second: Option<&str>, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(second.is_some());
    let available = MAXIMUM_BYTES.saturating_sub(overhead);
    let mut first_bytes = first.len();
    let mut second_bytes = second.map_or(0, str::len);
    while first_bytes + second_bytes > available {
        if first_bytes > second_bytes {
            first_bytes -= 1;
        } else {
            second_bytes -= 1;
        }
    }
    let first = clip(first, first_bytes);
    match second {
        Some(second) => format!("{first}_{}_{label}", clip(second, second_bytes)),
        None => format!("{first}_{label}"),
    }
}

fn clip(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// `ChooseIndexNameAddition`: the names joined, no further once the buffer is full.
fn addition<S: AsRef<str>>(columns: &[S]) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(column.as_ref());
        if joined.len() > MAXIMUM_BYTES {
            break;
        }
    }
    joined
}

/// `ChooseIndexColumnNames`: a name that came before gets a number.
fn index_columns<S: AsRef<str>>(columns: &[S]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(columns.len());
    for column in columns {
        let original = column.as_ref();
        let mut name = original.to_string();
        let mut number = 0u32;
        while names.contains(&name) {
            number += 1;
            let digits = number.to_string();
            name = format!("{}{digits}", clip(original, MAXIMUM_BYTES - digits.len()));
        }
        names.push(name);
    }
    names
}

/// What PostgreSQL calls an index key that is an expression (`FigureIndexColname` in parse_target.c): the function's name for
/// a call, the column's for a cast column, the type's for another cast, `expr` for the rest.
pub fn expression_name(expression: &str) -> String {
    let tokens = tokens::significant(expression);
    figure(expression, strip(expression, &tokens))
        .map_or_else(|| "expr".to_string(), |(name, _)| name)
}

/// The name and whether it is a strong one, which a cast does not replace.
fn figure(source: &str, tokens: &[Token]) -> Option<(String, bool)> {
    let case = tokens
        .first()
        .is_some_and(|token| token.is_word(source, "case"));
    if case
        && tokens
            .last()
            .is_some_and(|token| token.is_word(source, "end"))
    {
        return Some(("case".to_string(), false));
    }
    let mut depth = 0usize;
    let mut cast = None;
    let mut time_zone = false;
    for (position, token) in tokens.iter().enumerate() {
        match token.text(source) {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "::" if depth == 0 => cast = Some(position),
            _ if depth > 0 => {}
            _ if token.kind == Kind::Operator => return None,
            word if token.kind == Kind::Word => match word.to_ascii_lowercase().as_str() {
                "and" | "or" | "not" | "is" | "like" | "ilike" | "similar" | "in" | "between"
                | "isnull" | "notnull" => return None,
                "at" if position > 0 => time_zone = true,
                "collate" if position > 0 => {
                    return figure(source, strip(source, tokens.get(..position)?));
                }
                _ => {}
            },
            _ => {}
        }
    }
    if time_zone {
        return Some(("timezone".to_string(), true));
    }
    if let Some(position) = cast {
        let inner = figure(source, strip(source, tokens.get(..position)?));
        return inner.filter(|(_, strong)| *strong).or_else(|| {
            let rest = tokens.get(position + 1..)?;
            Some((type_name(source, rest)?, false))
        });
    }
    plain(source, tokens)
}

/// A column, a call, or one of the forms with their own syntax.
fn plain(source: &str, tokens: &[Token]) -> Option<(String, bool)> {
    let first = tokens.first()?;
    let constants = ["true", "false", "null"];
    if constants.iter().any(|word| first.is_word(source, word)) {
        return None;
    }
    if first.is_word(source, "cast") {
        let close = tokens.len().checked_sub(1)?;
        let inside = tokens.get(2..close)?;
        let by = inside
            .iter()
            .rposition(|token| token.is_word(source, "as"))?;
        return figure(source, strip(source, inside.get(..by)?))
            .filter(|(_, strong)| *strong)
            .or_else(|| Some((type_name(source, inside.get(by + 1..)?)?, false)));
    }
    let mut name = None;
    let mut expects_name = true;
    for token in tokens {
        match token.text(source) {
            "." => expects_name = true,
            "(" => break,
            // A subscript leaves the name of what is subscribed.
            "[" => break,
            _ if expects_name => {
                name = Some(token.name(source)?);
                expects_name = false;
            }
            _ => break,
        }
    }
    let name = match name?.as_str() {
        "trim" => trim_name(source, tokens).to_string(),
        "array" => "array".to_string(),
        other => other.to_string(),
    };
    Some((name, true))
}

/// `trim(...)` is a call of `btrim`, `ltrim` or `rtrim`.
fn trim_name(source: &str, tokens: &[Token]) -> &'static str {
    match tokens.get(2) {
        Some(token) if token.is_word(source, "leading") => "ltrim",
        Some(token) if token.is_word(source, "trailing") => "rtrim",
        _ => "btrim",
    }
}

/// The name of a type in the catalogue: `integer` is `int4` there.
fn type_name(source: &str, tokens: &[Token]) -> Option<String> {
    let start = tokens.first()?.range.start;
    let end = tokens.last()?.range.end;
    let data_type = super::types::parse(source.get(start..end)?).ok()?;
    Some(
        match data_type.name.as_str() {
            "smallint" => "int2",
            "integer" => "int4",
            "bigint" => "int8",
            "real" => "float4",
            "double precision" => "float8",
            "boolean" => "bool",
            "character varying" => "varchar",
            "character" => "bpchar",
            "bit varying" => "varbit",
            "timestamp without time zone" => "timestamp",
            "timestamp with time zone" => "timestamptz",
            "time without time zone" => "time",
            "time with time zone" => "timetz",
            other => other,
        }
        .to_string(),
    )
}

/// Takes off parentheses that enclose everything.
fn strip<'a>(source: &str, mut tokens: &'a [Token]) -> &'a [Token] {
    while let [first, inner @ .., last] = tokens {
        if !first.is(source, "(") || !last.is(source, ")") {
            break;
        }
        let mut depth = 0i32;
        let closes_early = inner.iter().any(|token| {
            depth += i32::from(token.is(source, "(")) - i32::from(token.is(source, ")"));
            depth < 0
        });
        if closes_early {
            break;
        }
        tokens = inner;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Taken = &|_: &str| false;

    #[test]
    fn plain_names() {
        assert_eq!(primary_key("users", FREE), "users_pkey");
        assert_eq!(unique("users", &["a", "b"], FREE), "users_a_b_key");
        assert_eq!(foreign_key("t", &["org_id"], FREE), "t_org_id_fkey");
        assert_eq!(check("t", Some("a"), FREE), "t_a_check");
        assert_eq!(check("t", None, FREE), "t_check");
        assert_eq!(
            index("t", &["a", "expr", "expr"], FREE),
            "t_a_expr_expr1_idx"
        );
        assert_eq!(sequence("t", "id", FREE), "t_id_seq");
    }

    #[test]
    fn collisions_count_after_the_label() {
        let taken = |name: &str| matches!(name, "t_a_key" | "t_a_key1");
        assert_eq!(unique("t", &["a"], &taken), "t_a_key2");
    }

    #[test]
    fn the_longer_name_is_cut_first() {
        let table = "a".repeat(40);
        let column = "b".repeat(40);
        let name = foreign_key(&table, &[&column], FREE);
        assert_eq!(name.len(), 63);
        assert_eq!(name, format!("{}_{}_fkey", "a".repeat(29), "b".repeat(28)));
    }

    #[test]
    fn characters_are_not_torn() {
        let name = primary_key(&"é".repeat(40), FREE);
        assert_eq!(name, format!("{}_pkey", "é".repeat(29)));
    }

    #[test]
    fn expressions_are_named_as_postgresql_names_them() {
        for (expression, name) in [
            ("lower(email)", "lower"),
            ("public.f(a, b)", "f"),
            ("(a || b)", "expr"),
            ("((a)::text)", "a"),
            ("(data ->> 'x')::int", "int4"),
            ("COALESCE(a, b)", "coalesce"),
            ("(created_at AT TIME ZONE 'UTC')", "timezone"),
            ("lower((a)::text) COLLATE \"C\"", "lower"),
            ("CASE WHEN a THEN 1 END", "case"),
            ("CAST(a AS text)", "a"),
            ("trim(a)", "btrim"),
            ("(a IS NULL)", "expr"),
        ] {
            assert_eq!(expression_name(expression), name, "{expression}");
        }
    }
}
