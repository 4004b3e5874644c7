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
    fix: None,
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
        out.report(
            ObjectRef::Constraint(table.id, constraint.id),
            "never refuses a row",
            format!("{} {reason}.", check.expression),
            format!(
                "{} accepts what the check was written to refuse.",
                table.name
            ),
        )
        .columns(&columns)
        .advice("Take NULL out of the list, or write the condition that is meant.");
    }
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
    use super::lists_null;

    #[test]
    fn only_a_null_inside_a_list_counts() {
        assert!(lists_null("status IN ('a', NULL)"));
        assert!(lists_null("status = ANY (ARRAY['a'::text, NULL::text])"));
        assert!(!lists_null("status IN ('a') OR status IS NULL"));
        assert!(!lists_null("status NOT IN ('a', NULL)"));
    }
}
