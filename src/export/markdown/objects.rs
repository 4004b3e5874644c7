//! The sections after the tables: views, types, functions, sequences, extensions, roles.

use crate::model::{QualifiedName, UserTypeKind};
use crate::sql::{quote, types, writer};

use super::{
    Page,
    escape::{block, code, text},
};

impl Page<'_> {
    pub(super) fn objects(&mut self) {
        self.views();
        self.types();
        self.functions();
        self.others();
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
            let rows: Vec<Vec<String>> = view
                .column_comments
                .iter()
                .map(|(column, comment)| vec![code(column), text(comment)])
                .collect();
            self.grid(&["Column", "Comment"], &rows);
            self.blank();
            self.text.push_str(&block("sql", view.query.trim()));
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
                    UserTypeKind::Domain {
                        base,
                        not_null,
                        checks,
                        ..
                    } => {
                        let mut parts = vec![types::short(base)];
                        if *not_null {
                            parts.push("not null".to_string());
                        }
                        parts.extend(
                            checks
                                .iter()
                                .map(|check| format!("check ({})", check.expression)),
                        );
                        ("domain", code(&parts.join(" ")))
                    }
                    UserTypeKind::Composite { fields } => {
                        let fields: Vec<String> = fields
                            .iter()
                            .map(|field| {
                                format!("{} {}", field.name, types::short(&field.data_type))
                            })
                            .collect();
                        ("composite", code(&fields.join(", ")))
                    }
                    UserTypeKind::Range { .. } => {
                        let subtype = writer::range_subtype(user_type);
                        (
                            "range",
                            subtype
                                .map(|subtype| code(&types::short(&subtype)))
                                .unwrap_or_default(),
                        )
                    }
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
                let rights = if function.security_definer {
                    "its owner"
                } else {
                    "the caller"
                };
                vec![
                    code(&writer::function_reference(function)),
                    code(&function.returns),
                    text(&function.language),
                    rights.to_string(),
                    comment(function.comment.as_deref()),
                ]
            })
            .collect();
        self.grid(
            &["Function", "Returns", "Language", "Runs as", "Comment"],
            &rows,
        );
    }

    fn others(&mut self) {
        let schema = self.schema;
        let extensions: Vec<Vec<String>> = schema
            .extensions
            .values()
            .map(|extension| vec![code(&extension.name), comment(extension.comment.as_deref())])
            .collect();
        if !extensions.is_empty() {
            self.heading(2, "Extensions");
            self.grid(&["Extension", "Comment"], &extensions);
        }
        let roles: Vec<Vec<String>> = schema
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
        if !roles.is_empty() {
            self.heading(2, "Roles");
            self.grid(&["Role", "Options", "Comment"], &roles);
        }
        if !schema.grants.is_empty() {
            self.heading(2, "Privileges");
            let statements: Vec<String> = schema
                .grants
                .values()
                .map(|grant| format!("{};", writer::grant(grant)))
                .collect();
            self.text.push_str(&block("sql", &statements.join("\n")));
        }
    }
}

fn comment(comment: Option<&str>) -> String {
    comment.map(text).unwrap_or_default()
}
