//! Storage parameters: which there are, of what, and what they may be set to (PostgreSQL manual, CREATE TABLE, CREATE INDEX
//! and CREATE VIEW).

use std::collections::BTreeSet;

use crate::editor::error::EditError;

/// What carries the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder<'a> {
    /// A table, or a materialized view.
    Table,
    /// An index of this method.
    Index(&'a str),
    /// A view.
    View,
    /// A column.
    Column,
}

/// What a parameter may be set to.
#[derive(Clone, Copy)]
enum Values {
    Switch,
    Whole(i64, i64),
    Real(f64, f64),
    Words(&'static [&'static str]),
}

use Values::{Real, Switch, Whole, Words};

const BIG: i64 = 2_147_483_647;

const TABLE: &[(&str, Values)] = &[
    ("fillfactor", Whole(10, 100)),
    ("toast_tuple_target", Whole(128, 8160)),
    ("parallel_workers", Whole(0, 1024)),
    ("user_catalog_table", Switch),
];

/// Those that the table's TOAST table has too, under `toast.`.
const TABLE_AND_TOAST: &[(&str, Values)] = &[
    ("autovacuum_enabled", Switch),
    (
        "vacuum_index_cleanup",
        Words(&["auto", "on", "off", "true", "false"]),
    ),
    ("vacuum_truncate", Switch),
    ("vacuum_max_eager_freeze_failure_rate", Real(0.0, 1.0)),
    ("autovacuum_vacuum_threshold", Whole(0, BIG)),
    ("autovacuum_vacuum_max_threshold", Whole(-1, BIG)),
    ("autovacuum_vacuum_scale_factor", Real(0.0, 100.0)),
    ("autovacuum_vacuum_insert_threshold", Whole(-1, BIG)),
    ("autovacuum_vacuum_insert_scale_factor", Real(0.0, 100.0)),
    ("autovacuum_analyze_threshold", Whole(0, BIG)),
    ("autovacuum_analyze_scale_factor", Real(0.0, 100.0)),
    ("autovacuum_vacuum_cost_delay", Real(0.0, 100.0)),
    ("autovacuum_vacuum_cost_limit", Whole(1, 10_000)),
    ("autovacuum_freeze_min_age", Whole(0, 1_000_000_000)),
    ("autovacuum_freeze_max_age", Whole(100_000, 2_000_000_000)),
    ("autovacuum_freeze_table_age", Whole(0, 2_000_000_000)),
    (
        "autovacuum_multixact_freeze_min_age",
        Whole(0, 1_000_000_000),
    ),
    (
        "autovacuum_multixact_freeze_max_age",
        Whole(10_000, 2_000_000_000),
    ),
    (
        "autovacuum_multixact_freeze_table_age",
        Whole(0, 2_000_000_000),
    ),
    ("log_autovacuum_min_duration", Whole(-1, BIG)),
];

const BTREE: &[(&str, Values)] = &[
    ("fillfactor", Whole(10, 100)),
    ("deduplicate_items", Switch),
];
const HASH: &[(&str, Values)] = &[("fillfactor", Whole(10, 100))];
const GIST: &[(&str, Values)] = &[
    ("fillfactor", Whole(10, 100)),
    ("buffering", Words(&["on", "off", "auto"])),
];
const GIN: &[(&str, Values)] = &[
    ("fastupdate", Switch),
    ("gin_pending_list_limit", Whole(64, BIG)),
];
const BRIN: &[(&str, Values)] = &[
    ("pages_per_range", Whole(1, 131_072)),
    ("autosummarize", Switch),
];
const VIEW: &[(&str, Values)] = &[
    ("security_barrier", Switch),
    ("security_invoker", Switch),
    ("check_option", Words(&["local", "cascaded"])),
];
const COLUMN: &[(&str, Values)] = &[
    ("n_distinct", Real(-1.0, f64::MAX)),
    ("n_distinct_inherited", Real(-1.0, f64::MAX)),
];

/// The parameters of a holder; none where an extension defines them.
fn known(holder: Holder<'_>) -> Option<Vec<(&'static str, Values)>> {
    Some(match holder {
        Holder::Table => TABLE.iter().chain(TABLE_AND_TOAST).copied().collect(),
        Holder::View => VIEW.to_vec(),
        Holder::Column => COLUMN.to_vec(),
        Holder::Index("btree") => BTREE.to_vec(),
        Holder::Index("hash" | "spgist") => HASH.to_vec(),
        Holder::Index("gist") => GIST.to_vec(),
        Holder::Index("gin") => GIN.to_vec(),
        Holder::Index("brin") => BRIN.to_vec(),
        Holder::Index(_) => return None,
    })
}

/// The parameters without blanks, names in lower case.
///
/// # Errors
/// When one does not exist, is given twice, or its value is not one it can have.
pub(super) fn checked(
    holder: Holder<'_>,
    options: Vec<(String, String)>,
) -> Result<Vec<(String, String)>, EditError> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for (name, value) in options {
        let (name, value) = (name.trim().to_lowercase(), value.trim().to_string());
        if name.is_empty() && value.is_empty() {
            continue;
        }
        if name.is_empty() {
            return Err(refusal(format!(
                "The parameter set to `{value}` needs a name."
            )));
        }
        if !seen.insert(name.clone()) {
            return Err(refusal(format!("Parameter `{name}` is given twice.")));
        }
        check(holder, &name, &value)?;
        kept.push((name, value));
    }
    Ok(kept)
}

fn check(holder: Holder<'_>, name: &str, value: &str) -> Result<(), EditError> {
    let Some(known) = known(holder) else {
        return Ok(());
    };
    let (bare, known) = match (name.strip_prefix("toast."), holder) {
        (Some(bare), Holder::Table) => (bare, TABLE_AND_TOAST.to_vec()),
        _ => (name, known),
    };
    let Some((_, values)) = known.iter().find(|(other, _)| *other == bare) else {
        let names: Vec<&str> = known.iter().take(4).map(|(name, _)| *name).collect();
        return Err(refusal(format!(
            "PostgreSQL has no parameter `{name}` here. It has {}{}.",
            names.join(", "),
            if known.len() > names.len() {
                ", …"
            } else {
                ""
            }
        )));
    };
    let text = value.trim_matches('\'').to_lowercase();
    let fits = match values {
        Switch => text.is_empty() || is_switch(&text),
        Whole(least, most) => text
            .parse::<i64>()
            .is_ok_and(|n| (*least..=*most).contains(&n)),
        Real(least, most) => text
            .parse::<f64>()
            .is_ok_and(|n| (*least..=*most).contains(&n)),
        Words(words) => words.contains(&text.as_str()),
    };
    if fits {
        return Ok(());
    }
    let wanted = match values {
        Switch => "true or false".to_string(),
        Whole(least, BIG) => format!("a whole number from {least} on"),
        Whole(least, most) => format!("a whole number from {least} to {most}"),
        Real(least, most) if *most == f64::MAX => format!("a number from {least} on"),
        Real(least, most) => format!("a number from {least} to {most}"),
        Words(words) => words.join(", "),
    };
    Err(refusal(format!("`{name}` takes {wanted}, not `{value}`.")))
}

fn is_switch(text: &str) -> bool {
    matches!(
        text,
        "true" | "false" | "on" | "off" | "yes" | "no" | "1" | "0"
    )
}

/// A refusal in its own words.
pub(super) fn refusal(sentence: impl Into<String>) -> EditError {
    EditError::Expression(sentence.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(holder: Holder<'_>, name: &str, value: &str) -> Result<Vec<(String, String)>, String> {
        checked(holder, vec![(name.to_string(), value.to_string())]).map_err(|e| e.to_string())
    }

    #[test]
    fn parameters_are_those_of_their_holder() {
        assert!(one(Holder::Table, " FillFactor ", "70").is_ok());
        assert!(one(Holder::Table, "toast.autovacuum_enabled", "off").is_ok());
        assert!(one(Holder::Index("hnsw"), "m", "16").is_ok());
        assert!(one(Holder::Column, "n_distinct", "-0.5").is_ok());
        assert_eq!(
            one(Holder::Index("gin"), "fillfactor", "70").unwrap_err(),
            "PostgreSQL has no parameter `fillfactor` here. It has fastupdate, gin_pending_list_limit."
        );
        assert_eq!(
            one(Holder::Table, "fillfactor", "5").unwrap_err(),
            "`fillfactor` takes a whole number from 10 to 100, not `5`."
        );
        assert!(one(Holder::Table, "toast.fillfactor", "70").is_err());
        assert!(one(Holder::View, "security_invoker", "perhaps").is_err());
    }

    #[test]
    fn none_is_given_twice_and_blank_rows_fall_away() {
        let pair = ("fillfactor".to_string(), "70".to_string());
        let error = checked(Holder::Table, vec![pair.clone(), pair.clone()]).unwrap_err();
        assert_eq!(error.to_string(), "Parameter `fillfactor` is given twice.");
        let blank = (String::new(), " ".to_string());
        assert_eq!(
            checked(Holder::Table, vec![blank, pair.clone()]),
            Ok(vec![pair])
        );
    }
}
