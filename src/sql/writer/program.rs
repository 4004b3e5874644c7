//! Functions, triggers, views, policies, statistics: objects whose text is kept as their author wrote it.

use crate::model::{
    Function, FunctionKind, Policy, PolicyCommand, Statistics, Table, Trigger, View, ViewColumn,
};
use crate::sql::{
    quote,
    tokens::{self, Token},
};

use super::{enclosed, parameters};

/// The statement that makes a function, as written, under the name and schema the model gives it now.
pub fn create_function(function: &Function) -> String {
    with_name(
        &function.definition,
        &["function", "procedure", "aggregate"],
        &function.schema,
        &function.name,
    )
}

/// [`create_function`] with `OR REPLACE`, which keeps privileges and dependants.
pub fn create_or_replace_function(function: &Function) -> String {
    let text = create_function(function);
    let tokens = tokens::significant(&text);
    match tokens.as_slice() {
        [create, next, ..] if !next.is_word(&text, "or") => {
            let mut replaced = text.clone();
            replaced.insert_str(create.range.end, " OR REPLACE");
            replaced
        }
        _ => text,
    }
}

/// `schema.name(argument types)`, as DROP, COMMENT and GRANT name a function.
pub fn function_reference(function: &Function) -> String {
    let arguments = match (function.kind, function.identity_arguments.trim()) {
        (FunctionKind::Aggregate, "") => "*",
        (_, arguments) => arguments,
    };
    format!(
        "{}({arguments})",
        quote::unless_public(&function.schema, &function.name)
    )
}

/// `FUNCTION`, `PROCEDURE` or `AGGREGATE`.
pub fn function_word(kind: FunctionKind) -> &'static str {
    match kind {
        FunctionKind::Function => "FUNCTION",
        FunctionKind::Procedure => "PROCEDURE",
        FunctionKind::Aggregate => "AGGREGATE",
    }
}

/// `CREATE STATISTICS`, as written, under the name and schema the model gives it now.
pub fn create_statistics(statistics: &Statistics) -> String {
    with_name(
        &statistics.definition,
        &["statistics"],
        &statistics.schema,
        &statistics.name,
    )
}

/// `ALTER STATISTICS s SET STATISTICS n`; no target is that of its columns.
pub fn alter_statistics_target(statistics: &Statistics) -> String {
    format!(
        "ALTER STATISTICS {} SET STATISTICS {}",
        quote::unless_public(&statistics.schema, &statistics.name),
        statistics.target.unwrap_or(-1)
    )
}

/// A statistics object whole: it, its target, its comment.
pub fn statistics_statements(statistics: &Statistics) -> Vec<String> {
    let mut statements = vec![create_statistics(statistics)];
    if statistics.target.is_some() {
        statements.push(alter_statistics_target(statistics));
    }
    if statistics.comment.is_some() {
        statements.push(super::comment_on_statistics(statistics));
    }
    statements
}

/// Puts a name in place of the one after the first of `words`. The author's own spelling stays where it means the same.
fn with_name(definition: &str, words: &[&str], schema: &str, name: &str) -> String {
    let tokens = tokens::significant(definition);
    let found = tokens
        .iter()
        .take(8)
        .position(|token| words.iter().any(|word| token.is_word(definition, word)));
    let Some(mut start) = found.map(|position| position + 1) else {
        return definition.to_string();
    };
    let is = |at: usize, word: &str| {
        tokens
            .get(at)
            .is_some_and(|token| token.is_word(definition, word))
    };
    if is(start, "if") && is(start + 1, "not") && is(start + 2, "exists") {
        start += 3;
    }
    let mut end = start;
    let mut parts = Vec::new();
    while let Some(part) = tokens.get(end).and_then(|token| token.name(definition)) {
        parts.push(part);
        if !tokens
            .get(end + 1)
            .is_some_and(|token| token.is(definition, "."))
        {
            break;
        }
        end += 2;
    }
    let same = match parts.as_slice() {
        [one] => one == name && (schema == "public" || schema.is_empty()),
        [first, one] => one == name && first == schema,
        _ => false,
    };
    // `CREATE STATISTICS ON a FROM t` names nothing: PostgreSQL does.
    let unnamed = words.contains(&"statistics")
        && (is(start, "on") || tokens.get(start).is_some_and(|t| t.is(definition, "(")));
    let span = |token: Option<&Token>| token.map(|token| token.range.clone());
    match (span(tokens.get(start)), span(tokens.get(end))) {
        (Some(first), Some(_)) if unnamed => {
            let mut text = definition.to_string();
            text.insert_str(
                first.start,
                &format!("{} ", quote::unless_public(schema, name)),
            );
            text
        }
        (Some(first), Some(last)) if !same && !parts.is_empty() => {
            let mut text = definition.to_string();
            text.replace_range(first.start..last.end, &quote::unless_public(schema, name));
            text
        }
        _ => definition.to_string(),
    }
}

/// `CREATE TRIGGER name timing events ON target clause`; `target` is the table or view as SQL.
pub fn create_trigger(target: &str, trigger: &Trigger) -> String {
    format!(
        "CREATE {}TRIGGER {}\n    {} {} ON {target}\n    {}",
        if trigger.constraint {
            "CONSTRAINT "
        } else {
            ""
        },
        quote::identifier(&trigger.name),
        trigger.timing,
        trigger.events.join(" OR "),
        trigger.clause
    )
}

/// `ALTER TABLE t DISABLE TRIGGER name`, if the trigger's state is not the default.
pub fn trigger_state(table: &Table, trigger: &Trigger) -> Option<String> {
    trigger.state.as_ref()?;
    Some(alter_trigger_state(table, trigger))
}

/// `ALTER TABLE t DISABLE TRIGGER name`, `ENABLE TRIGGER` for the default.
pub fn alter_trigger_state(table: &Table, trigger: &Trigger) -> String {
    format!(
        "ALTER TABLE {} {} TRIGGER {}",
        quote::table(table),
        trigger.state.as_deref().unwrap_or("ENABLE"),
        quote::identifier(&trigger.name)
    )
}

/// `CREATE POLICY name ON table ...`.
pub fn create_policy(table: &Table, policy: &Policy) -> String {
    let mut text = format!(
        "CREATE POLICY {} ON {}",
        quote::identifier(&policy.name),
        quote::table(table)
    );
    if !policy.permissive {
        text.push_str(" AS RESTRICTIVE");
    }
    if let Some(command) = policy_command(policy.command) {
        text.push_str(&format!(" FOR {command}"));
    }
    if !policy.roles.is_empty() && policy.roles != ["PUBLIC"] {
        text.push_str(&format!(" TO {}", policy.roles.join(", ")));
    }
    if let Some(using) = &policy.using {
        text.push_str(&format!("\n    USING {}", enclosed(using)));
    }
    if let Some(check) = &policy.with_check {
        text.push_str(&format!("\n    WITH CHECK {}", enclosed(check)));
    }
    text
}

/// The command's word, `None` for all.
pub fn policy_command(command: PolicyCommand) -> Option<&'static str> {
    match command {
        PolicyCommand::All => None,
        PolicyCommand::Select => Some("SELECT"),
        PolicyCommand::Insert => Some("INSERT"),
        PolicyCommand::Update => Some("UPDATE"),
        PolicyCommand::Delete => Some("DELETE"),
    }
}

/// A view's name as SQL.
pub fn view_reference(view: &View) -> String {
    quote::unless_public(&view.schema, &view.name)
}

/// `VIEW` or `MATERIALIZED VIEW`.
pub fn view_word(view: &View) -> &'static str {
    if view.materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    }
}

/// `ALTER VIEW v`, `ALTER MATERIALIZED VIEW v`.
pub fn alter_view(view: &View) -> String {
    format!("ALTER {} {}", view_word(view), view_reference(view))
}

/// Everything a view has beside its triggers, once it stands: indexes, clustering, settings of columns, comments.
pub fn view_parts(view: &View) -> Vec<String> {
    let mut statements = view_indexes(view);
    let head = alter_view(view);
    if let Some(index) = &view.cluster_on {
        statements.push(format!("{head} CLUSTER ON {}", quote::identifier(index)));
    }
    for (column, set) in &view.column_settings {
        statements.extend(super::alter_view_column(
            view,
            column,
            &ViewColumn::default(),
            set,
        ));
    }
    if view.comment.is_some() {
        statements.push(super::comment_on_view(view));
    }
    statements.extend(super::comments_on_view_columns(view));
    statements
}

/// The indexes of a materialized view, with what is said of them.
pub fn view_indexes(view: &View) -> Vec<String> {
    let mut statements = Vec::new();
    for index in &view.indexes {
        statements.push(super::create_view_index(view, index));
        statements.extend(super::index_parts(&view.schema, index));
    }
    statements
}

/// The triggers of a view, with their comments.
pub fn view_triggers(view: &View) -> Vec<String> {
    let target = view_reference(view);
    let mut statements = Vec::new();
    for trigger in &view.triggers {
        statements.push(create_trigger(&target, trigger));
        if trigger.comment.is_some() {
            statements.push(super::comment_on_trigger(&target, trigger));
        }
    }
    statements
}

/// `CREATE VIEW` or `CREATE MATERIALIZED VIEW`, its query as written.
pub fn create_view(view: &View) -> String {
    let mut text = format!(
        "CREATE {}{} {}",
        if view.recursive { "RECURSIVE " } else { "" },
        view_word(view),
        view_reference(view)
    );
    if !view.columns.is_empty() {
        text.push_str(&format!(" ({})", quote::list(&view.columns)));
    }
    if let Some(method) = &view.access_method {
        text.push_str(&format!("\nUSING {}", quote::identifier(method)));
    }
    if !view.options.is_empty() {
        text.push_str(&format!("\nWITH {}", parameters(&view.options)));
    }
    if let Some(tablespace) = &view.tablespace {
        text.push_str(&format!("\nTABLESPACE {}", quote::identifier(tablespace)));
    }
    // The first line keeps its place; pg_dump indents it by one blank.
    let query = super::closed(view.query.trim_end().trim_start_matches(['\n', '\r']));
    text.push_str(" AS\n");
    text.push_str(&query);
    if let Some(option) = &view.check_option {
        text.push_str(&format!("\nWITH {option}"));
    }
    if !view.with_data {
        text.push_str("\nWITH NO DATA");
    }
    text
}
