//! INSERT, UPDATE, DELETE and MERGE.

use super::super::ast::*;
use super::cursor::{Cursor, Parsed};
use super::{expression, from, select};

/// The statement after its WITH, if it has one.
pub(super) fn after_with(cursor: &mut Cursor<'_>, with: Option<With>) -> Parsed<StatementKind> {
    if cursor.take_word("insert") {
        Ok(StatementKind::Insert(Box::new(insert(cursor, with)?)))
    } else if cursor.take_word("update") {
        Ok(StatementKind::Update(Box::new(update(cursor, with)?)))
    } else if cursor.take_word("delete") {
        Ok(StatementKind::Delete(Box::new(delete(cursor, with)?)))
    } else if cursor.take_word("merge") {
        Ok(StatementKind::Merge(Box::new(merge(cursor, with)?)))
    } else {
        let query = select::query_after_with(cursor, with)?;
        Ok(StatementKind::Query(Box::new(query)))
    }
}

fn target(cursor: &mut Cursor<'_>, bare_alias: bool) -> Parsed<Target> {
    cursor.take_word("only");
    let name = cursor.qualified("a table")?;
    if cursor.is_sign("*") {
        cursor.at += 1;
    }
    let stops = [
        "set",
        "using",
        "where",
        "returning",
        "values",
        "select",
        "default",
        "when",
        "overriding",
    ];
    let alias = if cursor.take_word("as") {
        Some(cursor.name("an alias")?)
    } else if bare_alias && !cursor.is_any_word(&stops) {
        cursor.try_name()
    } else {
        None
    };
    Ok(Target { name, alias })
}

fn insert(cursor: &mut Cursor<'_>, with: Option<With>) -> Parsed<Insert> {
    cursor.expect_word("into")?;
    let target = target(cursor, false)?;
    let query = ["select", "with", "values", "table"]
        .iter()
        .any(|word| cursor.is_word_at(1, word));
    let columns = if cursor.is_sign("(") && !query && !cursor.is_sign_at(1, "(") {
        assigned(cursor)?
    } else {
        Vec::new()
    };
    if cursor.take_word("overriding") {
        cursor.take_any_word(&["system", "user"]);
        cursor.expect_word("value")?;
    }
    let source = if cursor.take_words(&["default", "values"]) {
        None
    } else {
        Some(select::query(cursor)?)
    };
    let conflict = if cursor.take_words(&["on", "conflict"]) {
        Some(conflict(cursor)?)
    } else {
        None
    };
    Ok(Insert {
        with,
        target,
        columns,
        source,
        conflict,
        returning: select::returning(cursor)?,
    })
}

/// `(a, b.c, d[1])`: the columns.
fn assigned(cursor: &mut Cursor<'_>) -> Parsed<Vec<Ident>> {
    cursor.expect_sign("(")?;
    let mut columns = Vec::new();
    loop {
        columns.push(assigned_column(cursor)?);
        if !cursor.take_sign(",") {
            break;
        }
    }
    cursor.expect_sign(")")?;
    Ok(columns)
}

fn assigned_column(cursor: &mut Cursor<'_>) -> Parsed<Ident> {
    let name = cursor.name("a column name")?;
    while cursor.is_sign(".") || cursor.is_sign("[") {
        if cursor.take_sign(".") {
            cursor.any_name();
            continue;
        }
        cursor.at += 1;
        if !cursor.is_sign(":") {
            expression::expression(cursor)?;
        }
        if cursor.take_sign(":") && !cursor.is_sign("]") {
            expression::expression(cursor)?;
        }
        cursor.expect_sign("]")?;
    }
    Ok(name)
}

fn conflict(cursor: &mut Cursor<'_>) -> Parsed<Conflict> {
    let mut conflict = Conflict::default();
    if cursor.take_words(&["on", "constraint"]) {
        cursor.name("a constraint")?;
    } else if cursor.take_sign("(") {
        loop {
            conflict.target.push(expression::expression(cursor)?);
            // An operator class.
            if !cursor.is_sign(",") && !cursor.is_sign(")") {
                cursor.qualified("an operator class")?;
            }
            if !cursor.take_sign(",") {
                break;
            }
        }
        cursor.expect_sign(")")?;
        if cursor.take_word("where") {
            conflict.target_filter = Some(expression::expression(cursor)?);
        }
    }
    cursor.expect_word("do")?;
    if cursor.take_word("nothing") {
        return Ok(conflict);
    }
    cursor.expect_word("update")?;
    cursor.expect_word("set")?;
    conflict.assignments = assignments(cursor)?;
    if cursor.take_word("where") {
        conflict.filter = Some(expression::expression(cursor)?);
    }
    Ok(conflict)
}

fn assignments(cursor: &mut Cursor<'_>) -> Parsed<Vec<Assignment>> {
    let mut all = Vec::new();
    loop {
        let columns = if cursor.is_sign("(") {
            assigned(cursor)?
        } else {
            vec![assigned_column(cursor)?]
        };
        cursor.expect_sign("=")?;
        let value = expression::expression(cursor)?;
        all.push(Assignment { columns, value });
        if !cursor.take_sign(",") {
            return Ok(all);
        }
    }
}

/// The condition after WHERE, and whether it is a cursor's row.
fn filter(cursor: &mut Cursor<'_>) -> Parsed<(Option<Expr>, bool)> {
    if !cursor.take_word("where") {
        return Ok((None, false));
    }
    if cursor.take_words(&["current", "of"]) {
        cursor.name("a cursor")?;
        return Ok((None, true));
    }
    Ok((Some(expression::expression(cursor)?), false))
}

fn update(cursor: &mut Cursor<'_>, with: Option<With>) -> Parsed<Update> {
    let target = target(cursor, true)?;
    cursor.expect_word("set")?;
    let assignments = assignments(cursor)?;
    let from = from::list_after(cursor, "from")?;
    let (filter, of_cursor) = filter(cursor)?;
    Ok(Update {
        with,
        target,
        assignments,
        from,
        filter,
        cursor: of_cursor,
        returning: select::returning(cursor)?,
    })
}

fn delete(cursor: &mut Cursor<'_>, with: Option<With>) -> Parsed<Delete> {
    cursor.expect_word("from")?;
    let target = target(cursor, true)?;
    let using = from::list_after(cursor, "using")?;
    let (filter, of_cursor) = filter(cursor)?;
    Ok(Delete {
        with,
        target,
        using,
        filter,
        cursor: of_cursor,
        returning: select::returning(cursor)?,
    })
}

fn merge(cursor: &mut Cursor<'_>, with: Option<With>) -> Parsed<Merge> {
    cursor.expect_word("into")?;
    let target = target(cursor, true)?;
    cursor.expect_word("using")?;
    let source = from::joined(cursor)?;
    cursor.expect_word("on")?;
    let on = expression::expression(cursor)?;
    let mut actions = Vec::new();
    while cursor.take_word("when") {
        actions.push(merge_action(cursor)?);
    }
    if actions.is_empty() {
        return Err(cursor.unexpected("WHEN"));
    }
    Ok(Merge {
        with,
        target,
        source,
        on,
        actions,
        returning: select::returning(cursor)?,
    })
}

fn merge_action(cursor: &mut Cursor<'_>) -> Parsed<MergeAction> {
    let mut action = MergeAction::default();
    cursor.take_word("not");
    cursor.expect_word("matched")?;
    if cursor.take_word("by") && !cursor.take_any_word(&["source", "target"]) {
        return Err(cursor.unexpected("SOURCE or TARGET"));
    }
    if cursor.take_word("and") {
        action.condition = Some(expression::expression(cursor)?);
    }
    cursor.expect_word("then")?;
    if cursor.take_words(&["do", "nothing"]) || cursor.take_word("delete") {
        return Ok(action);
    }
    if cursor.take_word("update") {
        cursor.expect_word("set")?;
        action.assignments = assignments(cursor)?;
        return Ok(action);
    }
    cursor.expect_word("insert")?;
    let columns = if cursor.is_sign("(") {
        assigned(cursor)?
    } else {
        Vec::new()
    };
    if cursor.take_word("overriding") {
        cursor.take_any_word(&["system", "user"]);
        cursor.expect_word("value")?;
    }
    let mut values = Vec::new();
    if !cursor.take_words(&["default", "values"]) {
        cursor.expect_word("values")?;
        cursor.expect_sign("(")?;
        values = expression::list(cursor)?;
        cursor.expect_sign(")")?;
    }
    action.insert = Some((columns, values));
    Ok(action)
}
