//! `check-always-true`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A check can fail.
    ///
    /// # Why
    /// A list with NULL in it never refuses anything: `x IN ('a', NULL)` is unknown for every other x, and unknown passes. The
    /// check looks like a guard and is none.
    ///
    /// # When it is safe to ignore
    /// A constant `false` that is NOT VALID is a known way to refuse new rows and is left alone.
    ///
    /// # Fix
    /// None by itself: take NULL out of the list, or write what is meant.
    "check-always-true", Group::Integrity, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["0:23", "4:491"],
    fail: "CREATE TABLE t(status text CHECK(status IN('a',NULL)))",
    pass: "CREATE TABLE t(status text NOT NULL CHECK(status IN('a','b')))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for constraint in &table.constraints {
        let ConstraintKind::Check(check) = &constraint.kind else {
            continue;
        };
        out.looked_at(1);
        let reason = if expression::is_true(&check.expression) {
            "is true for every row"
        } else if lists_null(&check.expression) {
            "lists NULL, which lets every value pass"
        } else {
            continue;
        };
        let columns: Vec<ColumnId> = table
            .columns
            .iter()
            .filter(|column| expression::mentions(&check.expression, &column.name))
            .map(|column| column.id)
            .collect();
        let finding = out.report(
            ObjectRef::Constraint(table.id, constraint.id),
            "never refuses a row",
            format!("{} {reason}.", check.expression),
            format!(
                "{} accepts what the check was written to refuse.",
                table.name
            ),
        );
        finding.columns(&columns);
        match without_null(&check.expression) {
            Some(_) => {
                finding.fix("Take NULL out of the list; a column that may be null still may.")
            }
            None => finding.advice("Write the condition that is meant."),
        };
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, constraint) = fix::constraint(context, finding.object)?;
    let mut changed = constraint.clone();
    let ConstraintKind::Check(check) = &mut changed.kind else {
        return None;
    };
    check.expression = without_null(&check.expression)?;
    Some(vec![fix::put_constraint(table.id, changed)])
}

/// The expression with every `NULL` (and `NULL::type`) of a list taken out; `None` where that does not mend it.
fn without_null(sql: &str) -> Option<String> {
    let tokens = crate::sql::tokens::significant(sql);
    let mut text = sql.to_string();
    // From the end, so that what stands before keeps its place.
    for (at, token) in tokens.iter().enumerate().rev() {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let Some(before) = before.filter(|_| token.is_word(sql, "null")) else {
            continue;
        };
        let first = before.is(sql, "(") || before.is(sql, "[");
        if !first && !before.is(sql, ",") {
            continue;
        }
        let cast = tokens.get(at + 1).is_some_and(|next| next.is(sql, "::"));
        let last = if cast { at + 2 } else { at };
        let end = tokens.get(last)?.range.end;
        let next = tokens.get(last + 1)?;
        // The comma that goes is the one before, or the one after where NULL comes first.
        let range = match (first, next.is(sql, ",")) {
            (false, _) => before.range.start..end,
            (true, true) => token.range.start..tokens.get(last + 2)?.range.start,
            (true, false) => return None,
        };
        text.replace_range(range, "");
    }
    (text != sql && !lists_null(&text)).then_some(text)
}

/// Whether an IN list or an array compared with ANY holds NULL, and no NOT turns it round.
fn lists_null(sql: &str) -> bool {
    if !sql.to_lowercase().contains("null") {
        return false;
    }
    let tokens = expression::tokens(sql);
    let mut depth = 0;
    let mut list: Option<usize> = None;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        if token.is_sign("(") || token.is_sign("[") {
            depth += 1;
            let opens = before.is_some_and(|before| before.is("in") || before.is("array"));
            let negated = at
                .checked_sub(2)
                .and_then(|two| tokens.get(two))
                .is_some_and(|two| two.is("not"));
            if list.is_none() && opens && !negated {
                list = Some(depth);
            }
        } else if token.is_sign(")") || token.is_sign("]") {
            if list == Some(depth) {
                list = None;
            }
            depth = depth.saturating_sub(1);
        } else if list.is_some()
            && token.is("null")
            && before.is_some_and(|before| {
                before.is_sign(",") || before.is_sign("(") || before.is_sign("[")
            })
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{lists_null, without_null};

    #[test]
    fn null_is_taken_out_of_a_list() {
        let without = |sql| without_null(sql).unwrap();
        assert_eq!(
            without("status IN ('a', NULL, 'b')"),
            "status IN ('a', 'b')"
        );
        assert_eq!(without("status IN (NULL, 'a')"), "status IN ('a')");
        assert_eq!(
            without("status = ANY (ARRAY['a'::text, NULL::text])"),
            "status = ANY (ARRAY['a'::text])"
        );
        assert_eq!(without_null("status IN (NULL)"), None);
        assert_eq!(without_null("1 = 1"), None);
    }

    #[test]
    fn only_a_null_inside_a_list_counts() {
        assert!(lists_null("status IN ('a', NULL)"));
        assert!(lists_null("status = ANY (ARRAY['a'::text, NULL::text])"));
        assert!(!lists_null("status IN ('a') OR status IS NULL"));
        assert!(!lists_null("status NOT IN ('a', NULL)"));
    }
}
