//! The section of each table.

use crate::model::{
    Column, ConstraintKind, Generated, Identity, Index, MatchType, Persistence, ReferenceTarget,
    Table, TenancyClass,
};
use crate::sql::foreign::shown_type;
use crate::sql::writer;

use super::details::{
    column_details, constraint_details, parameters, storage_facts, tablespace, trigger_details,
};
use super::{
    Page,
    escape::{code, text},
};

/// Partitions named in the sentence of their table, at most; each has a section of its own.
const PARTITIONS_SHOWN: usize = 24;

impl Page<'_> {
    pub(super) fn tables(&mut self) {
        if self.schema.tables.is_empty() {
            return;
        }
        self.heading(2, "Tables");
        for table in self.sorted_tables() {
            self.table(&table);
        }
    }

    fn table(&mut self, table: &Table) {
        self.heading(3, &table.qualified_name().to_string());
        if let Some(comment) = &table.comment {
            self.paragraph(&text(comment));
        }
        let facts = self.facts(table);
        if !facts.is_empty() {
            self.paragraph(&facts.join(" "));
        }
        let rows: Vec<Vec<String>> = table
            .columns
            .iter()
            .map(|column| self.column_row(column))
            .collect();
        self.grid(
            &["Column", "Type", "Null", "Default", "Details", "Comment"],
            &rows,
        );
        self.keys(table);
        self.foreign_keys(table);
        self.indexes(table);
        self.rules(table);
    }

    /// What is said of the table as a whole, a sentence each.
    fn facts(&self, table: &Table) -> Vec<String> {
        let mut facts = Vec::new();
        let class = self.tenancy.class(table.id);
        if class != TenancyClass::Unclassified {
            let column = self
                .tenancy
                .column_of(table)
                .and_then(|id| table.column(id));
            facts.push(match column {
                Some(column)
                    if matches!(class, TenancyClass::TenantScoped | TenancyClass::Bridge) =>
                {
                    format!("{} through {}.", class.title(), code(&column.name))
                }
                _ => format!("{}.", class.title()),
            });
        }
        if let Some(partitioning) = &table.partitioning {
            facts.push(format!(
                "Partitioned by {}.",
                code(&writer::partition_key(table, partitioning))
            ));
        }
        if let Some(partition) = &table.partition_of
            && let Some(parent) = self.schema.table(partition.parent)
        {
            facts.push(format!(
                "Partition of {}: {}.",
                self.link(parent),
                code(&partition.bound)
            ));
        }
        let parents: Vec<String> = table
            .inherits
            .iter()
            .filter_map(|id| self.schema.table(*id))
            .map(|parent| self.link(parent))
            .collect();
        let outside = table.inherits_external.iter();
        let parents: Vec<String> = parents
            .into_iter()
            .chain(outside.map(|name| code(&name.to_string())))
            .collect();
        if !parents.is_empty() {
            facts.push(format!("Inherits from {}.", parents.join(", ")));
        }
        if table.persistence == Persistence::Unlogged {
            facts.push("Not logged: it is empty after a crash.".to_string());
        }
        match (table.row_security.enabled, table.row_security.forced) {
            (true, true) => facts.push("Row security is on, for the owner too.".to_string()),
            (true, false) => facts.push("Row security is on, but not for the owner.".to_string()),
            _ => {}
        }
        facts.extend(self.partitions(table));
        facts.extend(storage_facts(table));
        facts
    }

    /// The partitions of a table, with their bounds.
    fn partitions(&self, table: &Table) -> Option<String> {
        let mut parts: Vec<String> = self
            .sorted_tables()
            .iter()
            .filter_map(|part| {
                let of = part.partition_of.as_ref()?;
                (of.parent == table.id).then(|| format!("{} {}", self.link(part), code(&of.bound)))
            })
            .collect();
        let more = parts.len().saturating_sub(PARTITIONS_SHOWN);
        parts.truncate(PARTITIONS_SHOWN);
        let rest = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        (!parts.is_empty()).then(|| format!("Its partitions are {}{rest}.", parts.join(", ")))
    }

    fn keys(&mut self, table: &Table) {
        let mut rows = Vec::new();
        for constraint in &table.constraints {
            let (kind, key) = match &constraint.kind {
                ConstraintKind::PrimaryKey(key) => ("primary key", key),
                ConstraintKind::Unique(key) if key.nulls_not_distinct => ("unique, nulls too", key),
                ConstraintKind::Unique(key) => ("unique", key),
                _ => continue,
            };
            let mut said = constraint_details(constraint);
            if key.without_overlaps {
                said.push("the last without overlaps".to_string());
            }
            if !key.include.is_empty() {
                said.insert(
                    0,
                    format!("with {}", names(&table.column_names(&key.include))),
                );
            }
            said.extend(parameters(&key.options));
            said.extend(key.tablespace.as_deref().map(tablespace));
            rows.push(vec![
                code(&constraint.name),
                kind.to_string(),
                names(&table.column_names(&key.columns)),
                said.join(", "),
                comment_cell(constraint.comment.as_deref()),
            ]);
        }
        self.grid(&["Key", "Kind", "Columns", "Details", "Comment"], &rows);
    }

    fn foreign_keys(&mut self, table: &Table) {
        let mut rows = Vec::new();
        for (constraint, key) in table.foreign_keys() {
            let target = match &key.target {
                ReferenceTarget::Table { table: id, columns } => match self.schema.table(*id) {
                    Some(target) => format!(
                        "{} {}",
                        self.link(target),
                        names(&target.column_names(columns))
                    ),
                    None => String::new(),
                },
                ReferenceTarget::External { table, columns } => {
                    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
                    format!("{} {}", code(&table.to_string()), names(&columns))
                        .trim_end()
                        .to_string()
                }
            };
            let action = |action: &Option<crate::model::ReferentialAction>| match action {
                Some(action) => writer::referential_action(table, action).to_lowercase(),
                None => "not stated".to_string(),
            };
            let on_update = if key.on_update.is_some() {
                action(&key.on_update)
            } else {
                String::new()
            };
            let mut said = constraint_details(constraint);
            if key.match_type == MatchType::Full {
                said.insert(0, "all of its columns null or none".to_string());
            }
            if key.period {
                said.push("the last a period".to_string());
            }
            rows.push(vec![
                code(&constraint.name),
                names(&table.column_names(&key.columns)),
                target,
                text(&action(&key.on_delete)),
                text(&on_update),
                said.join(", "),
                comment_cell(constraint.comment.as_deref()),
            ]);
        }
        self.grid(
            &[
                "Foreign key",
                "Columns",
                "References",
                "On delete",
                "On update",
                "Details",
                "Comment",
            ],
            &rows,
        );
    }

    fn indexes(&mut self, table: &Table) {
        let rows: Vec<Vec<String>> = table
            .indexes
            .iter()
            .filter(|index| !index.inherited)
            .map(|index| index_row(table, index))
            .collect();
        self.grid(
            &["Index", "On", "Method", "Only rows", "Details", "Comment"],
            &rows,
        );
    }

    fn rules(&mut self, table: &Table) {
        let mut checks = Vec::new();
        for constraint in &table.constraints {
            let rule = match &constraint.kind {
                ConstraintKind::Check(check) => check.expression.clone(),
                ConstraintKind::Exclusion(_) => {
                    writer::constraint_body(self.schema, table, constraint)
                }
                _ => continue,
            };
            checks.push(vec![
                code(&constraint.name),
                code(&rule),
                constraint_details(constraint).join(", "),
                comment_cell(constraint.comment.as_deref()),
            ]);
        }
        self.grid(&["Check", "Rule", "Details", "Comment"], &checks);
        let triggers: Vec<Vec<String>> = table
            .triggers
            .iter()
            .filter(|trigger| !trigger.inherited)
            .map(|trigger| {
                vec![
                    code(&trigger.name),
                    text(&format!(
                        "{} {}",
                        trigger.timing.to_lowercase(),
                        trigger.events.join(" or ").to_lowercase()
                    )),
                    code(&trigger.function),
                    trigger_details(trigger),
                    comment_cell(trigger.comment.as_deref()),
                ]
            })
            .collect();
        self.grid(
            &["Trigger", "When", "Calls", "Details", "Comment"],
            &triggers,
        );
        let policies: Vec<Vec<String>> = table
            .policies
            .iter()
            .map(|policy| {
                let command = writer::policy_command(policy.command)
                    .map_or_else(|| "all".to_string(), str::to_lowercase);
                let roles = if policy.roles.is_empty() {
                    "everybody".to_string()
                } else {
                    code(&policy.roles.join(", "))
                };
                vec![
                    code(&policy.name),
                    if policy.permissive { "" } else { "restrictive" }.to_string(),
                    command,
                    roles,
                    policy.using.as_deref().map(code).unwrap_or_default(),
                    policy.with_check.as_deref().map(code).unwrap_or_default(),
                    comment_cell(policy.comment.as_deref()),
                ]
            })
            .collect();
        self.grid(
            &[
                "Policy",
                "Kind",
                "For",
                "To",
                "Sees rows where",
                "Writes rows where",
                "Comment",
            ],
            &policies,
        );
    }
}

impl Page<'_> {
    fn column_row(&self, column: &Column) -> Vec<String> {
        let dialect = self.document.settings.dialect;
        vec![
            code(&column.name),
            code(&shown_type(dialect, self.schema, column)),
            if column.not_null { "no" } else { "yes" }.to_string(),
            default_cell(column),
            column_details(column).join(", "),
            comment_cell(column.comment.as_deref()),
        ]
    }
}

fn default_cell(column: &Column) -> String {
    if let Some(Generated { expression, .. }) = &column.generated {
        return format!("always {}", code(expression));
    }
    match &column.identity {
        Some(Identity { always: true, .. }) => "counted by the database".to_string(),
        Some(_) => "counted, unless given".to_string(),
        None => column.default.as_deref().map(code).unwrap_or_default(),
    }
}

fn index_row(table: &Table, index: &Index) -> Vec<String> {
    let keys: Vec<String> = index
        .keys
        .iter()
        .map(|key| writer::index_key(table, key))
        .collect();
    let mut on = code(&keys.join(", "));
    if !index.include.is_empty() {
        on.push_str(&format!(
            ", with {}",
            names(&table.column_names(&index.include))
        ));
    }
    let unique = match (index.unique, index.nulls_not_distinct) {
        (true, true) => ", unique, nulls too",
        (true, false) => ", unique",
        _ => "",
    };
    let mut said = parameters(&index.options);
    for (place, key) in index.keys.iter().enumerate() {
        let target = key.statistics;
        said.extend(
            target.map(|target| format!("statistics target of key {} {target}", place + 1)),
        );
    }
    said.extend(index.tablespace.as_deref().map(tablespace));
    if !index.recurse {
        said.push("not made on partitions".to_string());
    }
    said.extend(
        index
            .attached_to
            .as_deref()
            .map(|name| format!("attached to {}", code(name))),
    );
    vec![
        code(&index.name),
        on,
        text(&format!("{}{unique}", index.method)),
        index.predicate.as_deref().map(code).unwrap_or_default(),
        said.join(", "),
        comment_cell(index.comment.as_deref()),
    ]
}

pub(super) fn names(names: &[&str]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        code(&names.join(", "))
    }
}

fn comment_cell(comment: Option<&str>) -> String {
    comment.map(text).unwrap_or_default()
}
