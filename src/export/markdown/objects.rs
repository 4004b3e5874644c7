//! The sections after the tables: schemas, views, types, sequences, functions, statistics, extensions, roles, privileges, statements.

use crate::model::{
    CompositeField, FunctionKind, ObjectRef, QualifiedName, UserType, UserTypeKind, View,
};
use crate::sql::{quote, types, writer};

use super::details::{counting, parameters};
use super::{
    Page,
    escape::{block, code, text},
};

impl Page<'_> {
    pub(super) fn objects(&mut self) {
        self.schemas();
        self.views();
        self.types();
        self.sequences();
        self.functions();
        self.statistics();
        self.extensions();
        self.roles();
        self.privileges();
        self.statements();
    }

    fn views(&mut self) {
        let schema = self.schema;
        if schema.views.is_empty() {
            return;
        }
        self.heading(2, "Views");
        for view in schema.views.values() {
            self.heading(3, &QualifiedName::new(&view.schema, &view.name).to_string());
            if let Some(comment) = &view.comment {
                self.paragraph(&text(comment));
            }
            if view.materialized {
                self.paragraph("Materialized: it holds what it read when it was last refreshed.");
            }
            let facts = view_facts(view);
            if !facts.is_empty() {
                self.paragraph(&facts.join(" "));
            }
            let rows: Vec<Vec<String>> = view
                .column_comments
                .iter()
                .map(|(column, comment)| vec![code(column), text(comment)])
                .collect();
            self.grid(&["Column", "Comment"], &rows);
            self.blank();
            self.text.push_str(&block("sql", view.query.trim()));
            let target = writer::view_reference(view);
            let indexes = view.indexes.iter();
            let mut parts: Vec<String> = indexes
                .map(|index| format!("{};", writer::create_view_index(view, index)))
                .collect();
            let triggers = view.triggers.iter();
            parts.extend(triggers.map(|one| format!("{};", writer::create_trigger(&target, one))));
            if !parts.is_empty() {
                self.blank();
                self.text.push_str(&block("sql", &parts.join("\n")));
            }
        }
    }

    fn types(&mut self) {
        let schema = self.schema;
        if schema.types.is_empty() {
            return;
        }
        self.heading(2, "Types");
        let rows: Vec<Vec<String>> = schema
            .types
            .values()
            .map(|user_type| {
                let (kind, content) = match &user_type.kind {
                    UserTypeKind::Enum { labels } => {
                        let labels: Vec<String> =
                            labels.iter().map(|label| quote::literal(label)).collect();
                        ("enum", code(&labels.join(", ")))
                    }
                    UserTypeKind::Domain { .. } => ("domain", domain_cell(user_type)),
                    UserTypeKind::Composite { fields } => {
                        let fields: Vec<String> = fields.iter().map(field_words).collect();
                        ("composite", fields.join(", "))
                    }
                    UserTypeKind::Range { options } => ("range", parameters(options).join(", ")),
                };
                let name = QualifiedName::new(&user_type.schema, &user_type.name).to_string();
                vec![
                    code(&name),
                    kind.to_string(),
                    content,
                    comment(user_type.comment.as_deref()),
                ]
            })
            .collect();
        self.grid(&["Type", "Kind", "Holds", "Comment"], &rows);
    }

    fn functions(&mut self) {
        let schema = self.schema;
        if schema.functions.is_empty() {
            return;
        }
        self.heading(2, "Functions");
        let rows: Vec<Vec<String>> = schema
            .functions
            .values()
            .map(|function| {
                let rights = match (function.security_definer, function.sets_search_path) {
                    (true, true) => "its owner, search path set",
                    (true, false) => "its owner, search path not set",
                    (false, _) => "the caller",
                };
                vec![
                    code(&writer::function_reference(function)),
                    match function.kind {
                        FunctionKind::Function => "",
                        FunctionKind::Procedure => "procedure",
                        FunctionKind::Aggregate => "aggregate",
                    }
                    .to_string(),
                    code(&function.arguments),
                    code(&function.returns),
                    text(&function.language),
                    rights.to_string(),
                    comment(function.comment.as_deref()),
                ]
            })
            .collect();
        self.grid(
            &[
                "Function",
                "Kind",
                "Called with",
                "Returns",
                "Language",
                "Runs as",
                "Comment",
            ],
            &rows,
        );
    }

    fn schemas(&mut self) {
        let rows: Vec<Vec<String>> = self
            .schema
            .namespaces
            .values()
            .map(|one| vec![code(&one.name), comment(one.comment.as_deref())])
            .collect();
        self.listed("Schemas", &["Schema", "Comment"], &rows);
    }

    fn sequences(&mut self) {
        let schema = self.schema;
        let rows: Vec<Vec<String>> = schema
            .sequences
            .values()
            // What `serial` made is said by its column's default.
            .filter(|one| !one.from_serial || one.comment.is_some())
            .map(|one| {
                let mut said = counting(&one.options);
                if one.unlogged {
                    said.push("not logged".to_string());
                }
                let owner = one.owned_by.and_then(|(table, column)| {
                    schema.display_name(ObjectRef::Column(table, column))
                });
                vec![
                    code(&QualifiedName::new(&one.schema, &one.name).to_string()),
                    code(&one.data_type),
                    said.join(", "),
                    owner.as_deref().map(code).unwrap_or_default(),
                    comment(one.comment.as_deref()),
                ]
            })
            .collect();
        let head = ["Sequence", "Type", "Counts", "Owned by", "Comment"];
        self.listed("Sequences", &head, &rows);
    }

    fn statistics(&mut self) {
        let rows: Vec<Vec<String>> = self
            .schema
            .statistics
            .values()
            .map(|one| {
                vec![
                    code(&QualifiedName::new(&one.schema, &one.name).to_string()),
                    code(&writer::create_statistics(one)),
                    one.target
                        .map_or(String::new(), |target| target.to_string()),
                    comment(one.comment.as_deref()),
                ]
            })
            .collect();
        let head = ["Statistics", "Definition", "Target", "Comment"];
        self.listed("Statistics", &head, &rows);
    }

    fn extensions(&mut self) {
        let rows: Vec<Vec<String>> = self
            .schema
            .extensions
            .values()
            .map(|one| {
                vec![
                    code(&one.name),
                    one.schema.as_deref().map(code).unwrap_or_default(),
                    one.version.as_deref().map(text).unwrap_or_default(),
                    comment(one.comment.as_deref()),
                ]
            })
            .collect();
        let head = ["Extension", "Schema", "Version", "Comment"];
        self.listed("Extensions", &head, &rows);
    }

    fn roles(&mut self) {
        let rows: Vec<Vec<String>> = self
            .schema
            .roles
            .values()
            .map(|role| {
                vec![
                    code(&role.name),
                    text(&role.options.join(" ").to_lowercase()),
                    comment(role.comment.as_deref()),
                ]
            })
            .collect();
        self.listed("Roles", &["Role", "Options", "Comment"], &rows);
    }

    fn privileges(&mut self) {
        let grants = self.schema.grants.values();
        let mut statements: Vec<String> = grants
            .map(|grant| format!("{};", writer::grant(grant)))
            .collect();
        let defaults = self.schema.default_privileges.values();
        statements.extend(defaults.map(|one| format!("{};", writer::default_privilege(one))));
        if !statements.is_empty() {
            self.heading(2, "Privileges");
            self.text.push_str(&block("sql", &statements.join("\n")));
        }
    }

    /// Statements kept as written, each under its kind and name.
    fn statements(&mut self) {
        let schema = self.schema;
        if schema.verbatim.is_empty() {
            return;
        }
        self.heading(2, "Other statements");
        for one in schema.verbatim.values() {
            let head = format!("{} {}", one.kind, one.name);
            self.heading(3, head.trim_end());
            self.text.push_str(&block("sql", one.sql.trim()));
        }
    }

    /// A heading and its grid; nothing where there are no rows.
    fn listed(&mut self, heading: &str, head: &[&str], rows: &[Vec<String>]) {
        if !rows.is_empty() {
            self.heading(2, heading);
            self.grid(head, rows);
        }
    }
}

/// What is said of a view beside its query, a sentence each.
fn view_facts(view: &View) -> Vec<String> {
    let mut facts = Vec::new();
    if !view.with_data {
        facts.push("It is empty until it is refreshed.".to_string());
    }
    if view.recursive {
        facts.push("It reads itself.".to_string());
    }
    if !view.columns.is_empty() {
        facts.push(format!(
            "Its columns are {}.",
            code(&quote::list(&view.columns))
        ));
    }
    let set = parameters(&view.options);
    if !set.is_empty() {
        facts.push(format!("Set: {}.", set.join(", ")));
    }
    let mut say = |words: &str, name: &Option<String>| {
        if let Some(name) = name {
            facts.push(format!("{words} {}.", code(name)));
        }
    };
    say("It lies in tablespace", &view.tablespace);
    say("Its access method is", &view.access_method);
    say("It is clustered on", &view.cluster_on);
    for (column, set) in &view.column_settings {
        let mut said = Vec::new();
        said.extend(
            set.default
                .iter()
                .map(|text| format!("default {}", code(text))),
        );
        said.extend(
            set.storage
                .iter()
                .map(|mode| format!("stored {}", text(mode))),
        );
        said.extend(
            set.compression
                .iter()
                .map(|method| format!("compressed by {}", text(method))),
        );
        said.extend(
            set.statistics
                .map(|target| format!("statistics target {target}")),
        );
        said.extend(parameters(&set.options));
        facts.push(format!("{}: {}.", code(column), said.join(", ")));
    }
    if let Some(option) = &view.check_option {
        facts.push(format!(
            "What is written through it is checked: {}.",
            code(option)
        ));
    }
    facts
}

/// What a domain narrows, and how.
fn domain_cell(user_type: &UserType) -> String {
    let UserTypeKind::Domain {
        base,
        collation,
        default,
        not_null,
        checks,
    } = &user_type.kind
    else {
        return String::new();
    };
    let mut words = vec![types::short(base)];
    words.extend(collation.as_ref().map(|name| format!("collate {name}")));
    words.extend(default.as_ref().map(|value| format!("default {value}")));
    if *not_null {
        words.push("not null".to_string());
    }
    for check in checks {
        words.push(format!("check ({})", check.expression));
        if !check.validated {
            words.push("not valid".to_string());
        }
    }
    let mut said = vec![code(&words.join(" "))];
    for check in checks {
        if let Some(comment) = &check.comment {
            said.push(format!("{}: {}", code(&check.name), text(comment)));
        }
    }
    said.join("; ")
}

/// A field of a composite type with its collation and comment.
fn field_words(field: &CompositeField) -> String {
    let collation = field
        .collation
        .as_ref()
        .map(|name| format!(" collate {name}"));
    let words = format!(
        "{} {}{}",
        field.name,
        types::short(&field.data_type),
        collation.unwrap_or_default()
    );
    match &field.comment {
        Some(comment) => format!("{} ({})", code(&words), text(comment)),
        None => code(&words),
    }
}

fn comment(comment: Option<&str>) -> String {
    comment.map(text).unwrap_or_default()
}
