//! Short words for keys, indexes, policies and triggers, as the lists show them.

use crate::model::{
    Constraint, ConstraintKind, Index, IndexKeySource, Policy, PolicyCommand, ReferenceTarget,
    ReferentialAction, Schema, Table, Trigger,
};

/// The columns of a table joined by commas.
pub fn column_list(table: &Table, ids: &[crate::model::ColumnId]) -> String {
    table.column_names(ids).join(", ")
}

/// What a foreign key refers to: `users.id`, or `app.users (org_id, id)`.
pub fn target_name(schema: &Schema, target: &ReferenceTarget) -> String {
    match target {
        ReferenceTarget::Table { table, columns } => match schema.table(*table) {
            Some(table) => match table.column_names(columns).as_slice() {
                [one] => format!("{}.{one}", table.qualified_name()),
                several => format!("{} ({})", table.qualified_name(), several.join(", ")),
            },
            None => String::new(),
        },
        ReferenceTarget::External { table, columns } if columns.is_empty() => table.to_string(),
        ReferenceTarget::External { table, columns } => format!("{table} ({})", columns.join(", ")),
    }
}

/// The table a foreign key refers to.
pub fn target_table(schema: &Schema, target: &ReferenceTarget) -> String {
    match target {
        ReferenceTarget::Table { table, .. } => schema
            .table(*table)
            .map(|table| table.qualified_name().to_string())
            .unwrap_or_default(),
        ReferenceTarget::External { table, .. } => table.to_string(),
    }
}

/// The icon of a constraint.
pub fn constraint_icon(constraint: &Constraint) -> &'static str {
    match constraint.kind {
        ConstraintKind::PrimaryKey(_) => "key",
        ConstraintKind::Unique(_) => "unique",
        ConstraintKind::ForeignKey(_) => "fk",
        ConstraintKind::Check(_) => "check",
        ConstraintKind::Exclusion(_) => "cross",
    }
}

/// What a constraint is called in the head of its pane.
pub fn constraint_word(constraint: &Constraint) -> &'static str {
    match constraint.kind {
        ConstraintKind::PrimaryKey(_) => "Primary key",
        ConstraintKind::Unique(_) => "Unique key",
        ConstraintKind::ForeignKey(_) => "Foreign key",
        ConstraintKind::Check(_) => "Check",
        ConstraintKind::Exclusion(_) => "Exclusion",
    }
}

/// `ON DELETE` in a word; `None` where it is not stated.
pub fn action_word(action: &ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "no action",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull(_) => "set null",
        ReferentialAction::SetDefault(_) => "set default",
    }
}

/// The keys of an index in order: `org_id, starts_at DESC`.
pub fn index_keys(table: &Table, index: &Index) -> String {
    let keys: Vec<String> = index
        .keys
        .iter()
        .map(|key| {
            let source = match &key.source {
                IndexKeySource::Column(column) => column_list(table, &[*column]),
                IndexKeySource::Expression(text) => text.clone(),
            };
            if key.descending {
                format!("{source} DESC")
            } else {
                source
            }
        })
        .collect();
    keys.join(", ")
}

/// What an index is beside its keys: `unique btree, partial`.
pub fn index_word(index: &Index) -> String {
    let mut words = Vec::new();
    if index.unique {
        words.push("unique");
    }
    words.push(&index.method);
    let mut text = words.join(" ");
    if index.predicate.is_some() {
        text.push_str(", partial");
    }
    text
}

/// A command in words.
pub fn command_word(command: PolicyCommand) -> &'static str {
    match command {
        PolicyCommand::All => "all commands",
        PolicyCommand::Select => "select",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "update",
        PolicyCommand::Delete => "delete",
    }
}

/// What a policy applies to: `all commands, app`.
pub fn policy_word(policy: &Policy) -> String {
    let roles = if policy.roles.is_empty() {
        "everyone".to_string()
    } else {
        policy.roles.join(", ")
    };
    format!("{}, {roles}", command_word(policy.command))
}

/// When a trigger fires: `before insert, update`.
pub fn trigger_word(trigger: &Trigger) -> String {
    format!("{} {}", trigger.timing, trigger.events.join(", ")).to_lowercase()
}
