//! Views, triggers, statements kept word for word, and everything that stays behind.

use super::Writer;
use crate::model::*;
use crate::sql::foreign::{expression, key, quote};

/// Kinds of statements kept as written that tables and views may be made with.
const EARLY: [&str; 8] = [
    "sequence",
    "tablespace",
    "log file",
    "server",
    "user",
    "role",
    "function",
    "procedure",
];

impl Writer<'_> {
    /// What is kept as written and other objects are made with.
    pub(super) fn before_tables(&mut self) {
        let schema = self.schema;
        for verbatim in schema.verbatim.values() {
            if self.same() && EARLY.contains(&verbatim.kind.as_str()) {
                let sql = expression::write(self.to, &verbatim.sql);
                let text = self.program(&sql);
                self.script.push_str(&text);
            }
        }
    }

    pub(super) fn rest(&mut self) {
        let schema = self.schema;
        for table in schema.tables.values() {
            for trigger in &table.triggers {
                let owner = self.table_name(table.id);
                self.trigger(trigger, &owner, &table.qualified_name());
            }
        }
        for view in schema.views.values() {
            self.view(view);
        }
        for verbatim in schema.verbatim.values() {
            if self.same() {
                if !EARLY.contains(&verbatim.kind.as_str()) {
                    let sql = expression::write(self.to, &verbatim.sql);
                    let text = self.program(&sql);
                    self.last.push_str(&text);
                }
            } else {
                let object = format!("{} {}", verbatim.kind, verbatim.name);
                self.losses.whole(object.trim_end().to_string());
            }
        }
        self.left_behind();
    }

    /// A statement that may hold semicolons.
    fn program(&self, sql: &str) -> String {
        if self.to == Dialect::Mysql && sql.contains(';') {
            format!("\nDELIMITER ;;\n{sql} ;;\nDELIMITER ;\n")
        } else {
            format!("\n{sql};\n")
        }
    }

    fn trigger(&mut self, trigger: &Trigger, owner: &str, table: &QualifiedName) {
        // One that calls a function is PostgreSQL's: here the body stands in the trigger.
        if !self.same() || !trigger.function.is_empty() {
            self.losses
                .whole(format!("trigger {} on {table}", trigger.name));
            return;
        }
        let events: Vec<String> = trigger
            .events
            .iter()
            .map(|event| expression::write(self.to, event))
            .collect();
        let sql = format!(
            "CREATE TRIGGER {} {} {} ON {owner} {}",
            self.quote(&trigger.name),
            trigger.timing,
            events.join(" OR "),
            expression::write(self.to, &trigger.clause)
        );
        let text = self.program(&sql);
        self.last.push_str(&text);
    }

    fn view(&mut self, view: &View) {
        let name = QualifiedName::new(&view.schema, &view.name);
        if !self.same() || view.materialized {
            let kind = if view.materialized {
                "materialized view"
            } else {
                "view"
            };
            self.losses.whole(format!("{kind} {name}"));
            return;
        }
        let option = |name: &str| key::get(&view.options, name);
        let mut sql = String::from("CREATE");
        if let Some(algorithm) = option("algorithm") {
            sql.push_str(&format!(" ALGORITHM={}", algorithm.to_uppercase()));
        }
        if let Some(security) = option("sql security") {
            sql.push_str(&format!(" SQL SECURITY {}", security.to_uppercase()));
        }
        sql.push_str(&format!(" VIEW {}", self.quote(&view.name)));
        if !view.columns.is_empty() {
            sql.push_str(&format!(" ({})", quote::list(self.to, &view.columns)));
        }
        sql.push_str(&format!(" AS {}", expression::write(self.to, &view.query)));
        if let Some(check) = &view.check_option {
            sql.push_str(&format!(" WITH {check}"));
        }
        self.last.push_str(&format!("\n{sql};\n"));
        for trigger in &view.triggers {
            let owner = self.quote(&view.name);
            self.trigger(trigger, &owner, &name);
        }
    }

    /// Objects that neither MySQL nor SQLite has.
    fn left_behind(&mut self) {
        let schema = self.schema;
        for one in schema.namespaces.values() {
            self.losses.changed(
                format!("schema {}", one.name),
                "",
                "the beginning of its tables' names",
            );
        }
        for one in schema.extensions.values() {
            self.losses.whole(format!("extension {}", one.name));
        }
        for one in schema.types.values() {
            let kind = match one.kind {
                // Each column has its own list of values, which its own line says.
                UserTypeKind::Enum { .. } => continue,
                UserTypeKind::Domain { .. } => "domain",
                _ => "type",
            };
            self.losses.whole(format!(
                "{kind} {}",
                QualifiedName::new(&one.schema, &one.name)
            ));
        }
        for one in schema.sequences.values() {
            if one.owned_by.is_none() {
                self.losses.whole(format!(
                    "sequence {}",
                    QualifiedName::new(&one.schema, &one.name)
                ));
            }
        }
        for one in schema.functions.values() {
            let kind = match one.kind {
                FunctionKind::Function => "function",
                FunctionKind::Procedure => "procedure",
                FunctionKind::Aggregate => "aggregate",
            };
            self.losses.whole(format!(
                "{kind} {}",
                QualifiedName::new(&one.schema, &one.name)
            ));
        }
        for one in schema.roles.values() {
            self.losses.whole(format!("role {}", one.name));
        }
        for reference in schema.grants.keys().map(|id| ObjectRef::Grant(*id)).chain(
            schema
                .default_privileges
                .keys()
                .map(|id| ObjectRef::DefaultPrivilege(*id)),
        ) {
            let name = schema.display_name(reference).unwrap_or_default();
            let is_grant = matches!(reference, ObjectRef::Grant(_));
            self.losses.whole(if is_grant {
                format!("privilege on {name}")
            } else {
                name
            });
        }
        for one in schema.statistics.values() {
            self.losses.whole(format!(
                "statistics {}",
                QualifiedName::new(&one.schema, &one.name)
            ));
        }
    }
}
