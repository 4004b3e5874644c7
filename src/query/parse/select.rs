//! SELECT, VALUES, TABLE, WITH and what stands after them.

use super::super::ast::*;
use super::cursor::{Cursor, Parsed};
use super::{expression, from, statement};

/// Words that end an entry of a select list, so that they are no labels without `AS`.
const AFTER_ITEM: &[&str] = &[
    "from",
    "where",
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
    "into",
    "on",
    "returning",
];

/// A query, with its own WITH.
pub(super) fn query(cursor: &mut Cursor<'_>) -> Parsed<Query> {
    let with = if cursor.is_word("with") {
        Some(with(cursor)?)
    } else {
        None
    };
    query_after_with(cursor, with)
}

pub(super) fn query_after_with(cursor: &mut Cursor<'_>, with: Option<With>) -> Parsed<Query> {
    cursor.deeper(|cursor| {
        let start = cursor.start();
        let mut query = Query {
            with,
            body: unions(cursor)?,
            order: Vec::new(),
            limit: None,
            offset: None,
            locks: false,
            span: cursor.since(start),
        };
        tail(cursor, &mut query)?;
        query.span = cursor.since(start);
        Ok(query)
    })
}

/// `WITH [RECURSIVE] name [(columns)] AS [[NOT] MATERIALIZED] (statement), ...`.
pub(super) fn with(cursor: &mut Cursor<'_>) -> Parsed<With> {
    cursor.expect_word("with")?;
    let recursive = cursor.take_word("recursive");
    let mut tables = Vec::new();
    loop {
        let name = cursor.name("the name of a common table expression")?;
        let columns = if cursor.is_sign("(") {
            cursor.names()?
        } else {
            Vec::new()
        };
        cursor.expect_word("as")?;
        let not = cursor.take_word("not");
        let materialized = cursor.take_word("materialized").then_some(!not);
        cursor.expect_sign("(")?;
        let statement = cursor.deeper(statement)?;
        cursor.expect_sign(")")?;
        let added = search_and_cycle(cursor)?;
        tables.push(CommonTable {
            name,
            columns,
            materialized,
            statement,
            added,
        });
        if !cursor.take_sign(",") {
            return Ok(With { recursive, tables });
        }
    }
}

/// `SEARCH ... SET column` and `CYCLE ... SET column [TO x DEFAULT y] USING column`: the columns they add.
fn search_and_cycle(cursor: &mut Cursor<'_>) -> Parsed<Vec<Ident>> {
    let mut added = Vec::new();
    if cursor.take_word("search") {
        while cursor.peek().is_some() && !cursor.take_word("set") {
            cursor.at += 1;
        }
        added.push(cursor.name("a column name")?);
    }
    if cursor.take_word("cycle") {
        while cursor.peek().is_some() && !cursor.take_word("set") {
            cursor.at += 1;
        }
        added.push(cursor.name("a column name")?);
        while cursor.peek().is_some() && !cursor.take_word("using") {
            cursor.at += 1;
        }
        added.push(cursor.name("a column name")?);
    }
    Ok(added)
}

/// Selects joined by UNION, INTERSECT and EXCEPT. All have the columns of the first, so their precedence does not matter here.
fn unions(cursor: &mut Cursor<'_>) -> Parsed<Body> {
    let start = cursor.start();
    let mut parts = vec![(simple(cursor)?, cursor.since(start))];
    while cursor.take_any_word(&["union", "intersect", "except"]) {
        cursor.take_any_word(&["all", "distinct"]);
        let start = cursor.start();
        let part = simple(cursor)?;
        parts.push((part, cursor.since(start)));
    }
    Ok(joined(parts))
}

/// A balanced tree of the parts, so that a union of thousands is not deep.
fn joined(mut parts: Vec<(Body, super::Span)>) -> Body {
    if parts.len() <= 1 {
        return parts
            .pop()
            .map_or(Body::Values(Vec::new()), |(body, _)| body);
    }
    let right = parts.split_off(parts.len() / 2);
    let query = |parts: Vec<(Body, super::Span)>| {
        let span = parts.first().map(|(_, span)| *span).unwrap_or_default();
        Box::new(Query {
            with: None,
            body: joined(parts),
            order: Vec::new(),
            limit: None,
            offset: None,
            locks: false,
            span,
        })
    };
    Body::Set(query(parts), query(right))
}

fn simple(cursor: &mut Cursor<'_>) -> Parsed<Body> {
    if cursor.is_sign("(") {
        cursor.at += 1;
        let query = query(cursor)?;
        cursor.expect_sign(")")?;
        return Ok(Body::Nested(Box::new(query)));
    }
    if cursor.take_word("values") {
        let mut rows = Vec::new();
        loop {
            cursor.expect_sign("(")?;
            rows.push(expression::list(cursor)?);
            cursor.expect_sign(")")?;
            if !cursor.take_sign(",") {
                return Ok(Body::Values(rows));
            }
        }
    }
    if cursor.take_word("table") {
        cursor.take_word("only");
        return Ok(Body::Table(cursor.qualified("a table")?));
    }
    cursor.expect_word("select")?;
    Ok(Body::Select(Box::new(select(cursor)?)))
}

fn select(cursor: &mut Cursor<'_>) -> Parsed<Select> {
    let mut select = Select::default();
    cursor.take_word("all");
    if cursor.take_word("distinct") {
        select.distinct = true;
        if cursor.take_word("on") {
            cursor.expect_sign("(")?;
            select.distinct_on = expression::list(cursor)?;
            cursor.expect_sign(")")?;
        }
    }
    // PostgreSQL takes an empty list: SELECT FROM t.
    if !cursor.is_any_word(AFTER_ITEM)
        && !cursor.is_sign(")")
        && !cursor.is_sign(";")
        && cursor.peek().is_some()
    {
        select.items = items(cursor)?;
    }
    if cursor.take_word("into") {
        cursor.take_any_word(&["temporary", "temp", "unlogged"]);
        cursor.take_word("table");
        cursor.qualified("a table")?;
    }
    select.from = from::list_after(cursor, "from")?;
    if cursor.take_word("where") {
        select.filter = Some(expression::expression(cursor)?);
    }
    if cursor.take_words(&["group", "by"]) {
        cursor.take_any_word(&["all", "distinct"]);
        select.group = groups(cursor)?;
    }
    if cursor.take_word("having") {
        select.having = Some(expression::expression(cursor)?);
    }
    if cursor.take_word("window") {
        loop {
            let name = cursor.name("the name of a window")?;
            cursor.expect_word("as")?;
            select.windows.push((name, expression::window(cursor)?));
            if !cursor.take_sign(",") {
                break;
            }
        }
    }
    Ok(select)
}

/// Entries of a select list or of RETURNING.
pub(super) fn items(cursor: &mut Cursor<'_>) -> Parsed<Vec<Item>> {
    let mut items = Vec::new();
    loop {
        let expression = expression::expression(cursor)?;
        let alias = if cursor.take_word("as") {
            match cursor.any_name() {
                Some(alias) => Some(alias),
                None => return Err(cursor.unexpected("a name")),
            }
        } else if cursor.is_any_word(AFTER_ITEM) {
            None
        } else {
            // Nearly every word can be a label; those that cannot have been taken for operators.
            cursor.any_name()
        };
        items.push(Item { expression, alias });
        if !cursor.take_sign(",") {
            return Ok(items);
        }
    }
}

/// What to group by; the sets of ROLLUP, CUBE and GROUPING SETS laid flat.
fn groups(cursor: &mut Cursor<'_>) -> Parsed<Vec<Expr>> {
    let mut all = Vec::new();
    loop {
        if cursor.take_words(&["grouping", "sets"])
            || (cursor.is_any_word(&["rollup", "cube"]) && cursor.is_sign_at(1, "(") && {
                cursor.at += 1;
                true
            })
        {
            cursor.expect_sign("(")?;
            let inner = cursor.deeper(groups)?;
            cursor.expect_sign(")")?;
            all.extend(inner);
        } else if cursor.is_sign("(") && cursor.is_sign_at(1, ")") {
            cursor.at += 2;
        } else {
            let expression = expression::expression(cursor)?;
            match expression.kind {
                ExprKind::Row(parts) => all.extend(parts),
                _ => all.push(expression),
            }
        }
        if !cursor.take_sign(",") {
            return Ok(all);
        }
    }
}

/// ORDER BY, LIMIT, OFFSET, FETCH and FOR, in any order PostgreSQL takes.
fn tail(cursor: &mut Cursor<'_>, query: &mut Query) -> Parsed<()> {
    loop {
        if cursor.take_words(&["order", "by"]) {
            query.order = order(cursor)?;
        } else if cursor.take_word("limit") {
            if !cursor.take_word("all") {
                query.limit = Some(expression::expression(cursor)?);
            }
        } else if cursor.take_word("offset") {
            query.offset = Some(expression::operand(cursor)?);
            cursor.take_any_word(&["row", "rows"]);
        } else if cursor.is_word("fetch") {
            fetch(cursor, query)?;
        } else if cursor.take_word("for") {
            query.locks = true;
            cursor.take_words(&["no", "key"]);
            cursor.take_word("key");
            if !cursor.take_any_word(&["update", "share"]) {
                return Err(cursor.unexpected("UPDATE or SHARE"));
            }
            if cursor.take_word("of") {
                loop {
                    cursor.qualified("a table")?;
                    if !cursor.take_sign(",") {
                        break;
                    }
                }
            }
            if !cursor.take_word("nowait") {
                cursor.take_words(&["skip", "locked"]);
            }
        } else {
            return Ok(());
        }
    }
}

fn fetch(cursor: &mut Cursor<'_>, query: &mut Query) -> Parsed<()> {
    let start = cursor.start();
    cursor.at += 1;
    cursor.take_any_word(&["first", "next"]);
    query.limit = Some(if cursor.is_any_word(&["row", "rows"]) {
        Expr {
            kind: ExprKind::Literal,
            span: cursor.since(start),
        }
    } else {
        expression::operand(cursor)?
    });
    cursor.take_any_word(&["row", "rows"]);
    if !cursor.take_word("only") {
        cursor.take_words(&["with", "ties"]);
    }
    Ok(())
}

/// Entries of ORDER BY.
pub(super) fn order(cursor: &mut Cursor<'_>) -> Parsed<Vec<OrderItem>> {
    let mut items = Vec::new();
    loop {
        let expression = expression::expression(cursor)?;
        let mut descending = cursor.take_word("desc");
        if !descending && !cursor.take_word("asc") && cursor.take_word("using") {
            descending = cursor.is_sign(">");
            cursor.at += 1;
        }
        let nulls_first = if cursor.take_word("nulls") {
            let first = cursor.take_word("first");
            if !first {
                cursor.expect_word("last")?;
            }
            Some(first)
        } else {
            None
        };
        items.push(OrderItem {
            expression,
            descending,
            nulls_first,
        });
        if !cursor.take_sign(",") {
            return Ok(items);
        }
    }
}

/// `RETURNING [WITH (OLD AS o, NEW AS n)] ...`.
pub(super) fn returning(cursor: &mut Cursor<'_>) -> Parsed<Vec<Item>> {
    if !cursor.take_word("returning") {
        return Ok(Vec::new());
    }
    if cursor.is_word("with") && cursor.is_sign_at(1, "(") {
        cursor.at += 2;
        cursor.skip_to_closing()?;
    }
    items(cursor)
}
