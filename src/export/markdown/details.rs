//! What few objects have beside the usual, in a few words each.

use crate::model::{Column, Constraint, Deferrable, SequenceOptions, Table, Trigger};

use super::escape::{code, text};

/// `fillfactor = 70`, each as code.
pub(super) fn parameters(options: &[(String, String)]) -> Vec<String> {
    options
        .iter()
        .map(|(name, value)| code(format!("{name} = {value}").trim_end_matches(" = ")))
        .collect()
}

/// Where on the server something lies.
pub(super) fn tablespace(name: &str) -> String {
    format!("in tablespace {}", code(name))
}

/// How a sequence counts where it does not by ones from one.
pub(super) fn counting(options: &SequenceOptions) -> Vec<String> {
    let numbers = [
        ("starts at", options.start),
        ("steps by", options.increment),
        ("at least", options.minimum),
        ("at most", options.maximum),
        ("caches", options.cache),
    ];
    let mut said: Vec<String> = numbers
        .into_iter()
        .filter_map(|(words, number)| Some(format!("{words} {}", number?)))
        .collect();
    if options.cycle {
        said.push("begins again at the end".to_string());
    }
    said
}

/// How a column is kept, counted and sorted.
pub(super) fn column_details(column: &Column) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(identity) = &column.identity {
        said.extend(
            identity
                .sequence_name
                .as_deref()
                .map(|name| format!("from {}", code(name))),
        );
        said.extend(counting(&identity.options));
    }
    if let Some(generated) = &column.generated {
        let when = if generated.stored { "written" } else { "read" };
        said.push(format!("computed when {when}"));
    }
    said.extend(
        column
            .collation
            .as_deref()
            .map(|name| format!("sorted by {}", code(name))),
    );
    said.extend(
        column
            .storage
            .as_deref()
            .map(|mode| format!("stored {}", text(mode))),
    );
    said.extend(
        column
            .compression
            .as_deref()
            .map(|method| format!("compressed by {}", text(method))),
    );
    said.extend(
        column
            .statistics
            .map(|target| format!("statistics target {target}")),
    );
    said.extend(parameters(&column.options));
    said.extend(
        column
            .not_null_name
            .as_deref()
            .map(|name| format!("required by {}", code(name))),
    );
    for (is, words) in [
        (column.not_null_no_inherit, "required here, not in children"),
        (
            !column.not_null_validated,
            "old rows not checked for a value",
        ),
    ] {
        if is {
            said.push(words.to_string());
        }
    }
    said.extend(
        column
            .not_null_comment
            .as_deref()
            .map(|comment| format!("required: {}", text(comment))),
    );
    if column.inherited {
        said.push("from the parent".to_string());
    }
    said
}

/// When a constraint is checked, and for which rows.
pub(super) fn constraint_details(constraint: &Constraint) -> Vec<String> {
    let mut said = Vec::new();
    match constraint.deferrable {
        Deferrable::No => {}
        Deferrable::InitiallyImmediate => said.push("can be deferred".to_string()),
        Deferrable::InitiallyDeferred => {
            said.push("checked at the end of the transaction".to_string())
        }
    }
    for (is, words) in [
        (!constraint.enforced, "not enforced"),
        (!constraint.validated, "old rows not checked"),
        (constraint.no_inherit, "not for children"),
        (constraint.inherited, "from the parent"),
    ] {
        if is {
            said.push(words.to_string());
        }
    }
    said
}

/// How often a trigger is called, and whether it is.
pub(super) fn trigger_details(trigger: &Trigger) -> String {
    let mut said = vec![code(&trigger.clause)];
    if trigger.constraint {
        said.push("can be deferred".to_string());
    }
    said.extend(
        trigger
            .state
            .as_deref()
            .map(|state| text(&state.to_lowercase())),
    );
    said.join(", ")
}

/// How a table is kept, a sentence each.
pub(super) fn storage_facts(table: &Table) -> Vec<String> {
    let mut facts = Vec::new();
    let set = parameters(&table.options);
    if !set.is_empty() {
        facts.push(format!("Stored with {}.", set.join(", ")));
    }
    let mut say = |words: &str, name: &Option<String>| {
        if let Some(name) = name {
            facts.push(format!("{words} {}.", code(name)));
        }
    };
    let of = table.of_type.as_ref().map(ToString::to_string);
    say("It is a table of the type", &of);
    say("It lies in tablespace", &table.tablespace);
    say("Its access method is", &table.access_method);
    say("Its replica identity is", &table.replica_identity);
    say("It is clustered on", &table.cluster_on);
    facts
}
