//! What CASCADE takes along: views and their views, policies, defaults, functions and columns that speak of what is dropped
//! (PostgreSQL manual, 5.15 Dependency Tracking).

use std::sync::Arc;

use crate::model::*;
use crate::sql::mention::{self, Mention, Mentions, Role, Text};
use crate::sql::quote;
use crate::sql::texts::{Part, visit};

use super::builder::{Builder, Relation};

fn is(found: &Mention, schema: &str, name: &str) -> bool {
    found.name == name && found.schema.as_deref().unwrap_or("public") == schema
}

/// Whether a text reads a relation, and of it the column where one is given.
fn reads(text: &str, kind: Text, schema: &str, name: &str, column: Option<&str>) -> bool {
    let mentions = mention::of(text, kind);
    mentions
        .relations()
        .filter(|found| is(found, schema, name))
        .any(|relation| column.is_none_or(|column| reads_column(&mentions, relation, column)))
}

fn reads_column(mentions: &Mentions, relation: &Mention, column: &str) -> bool {
    let called = relation.alias.as_ref().unwrap_or(&relation.name);
    mentions.names.iter().any(|found| {
        found.role == Role::Column
            && found.name == column
            && found
                .schema
                .as_ref()
                .is_none_or(|qualifier| qualifier == called)
    })
}

/// Something that CASCADE took out, whose own dependents fall next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fallen {
    /// A function of this schema and name.
    Function(String, String),
    /// A type.
    Type(String, String),
    /// A table that stood below one that fell.
    Table(TableId),
}

impl Builder {
    /// Takes out what depends on what fell, and what depends on that: along a list, as a chain may be longer than the
    /// program's stack.
    pub fn fell(&mut self, what: Fallen) {
        self.fallen.push(what);
        if self.sweeping {
            return;
        }
        self.sweeping = true;
        while let Some(next) = self.fallen.pop() {
            match next {
                Fallen::Function(schema, name) => self.drop_dependents_of_function(&schema, &name),
                Fallen::Type(schema, name) => self.drop_dependents_of_type(&schema, &name),
                Fallen::Table(table) => self.forget_table(table),
            }
        }
        self.sweeping = false;
    }

    /// What falls with a relation beside its own parts: views over it, policies that read it, what has its row type.
    pub fn drop_dependents(&mut self, schema: &str, name: &str) {
        self.drop_views_reading(schema, name, None);
        for object in self.mentioning(name) {
            match object {
                ObjectRef::Table(id) => self.drop_policies_reading(id, schema, name),
                ObjectRef::Function(id) => {
                    self.drop_function_speaking(id, Role::Type, schema, name, Some(Role::Relation))
                }
                _ => {}
            }
        }
        self.drop_columns_of_type(schema, name);
    }

    /// Takes out the views over a relation, or over one of its columns, and the views over those.
    pub fn drop_views_reading(&mut self, schema: &str, name: &str, column: Option<&str>) {
        // A list of its own: views over views may go deeper than the program's stack.
        let mut next = vec![(schema.to_string(), name.to_string(), column)];
        while let Some((schema, name, column)) = next.pop() {
            for object in self.mentioning(&name) {
                let ObjectRef::View(id) = object else {
                    continue;
                };
                let Some(view) = self.schema.views.get(&id) else {
                    continue;
                };
                if (view.schema.as_str(), view.name.as_str()) == (schema.as_str(), name.as_str())
                    || !reads(&view.query, Text::Expression, &schema, &name, column)
                {
                    continue;
                }
                next.push((view.schema.clone(), view.name.clone(), None));
                self.forget_view(id);
            }
        }
    }

    fn drop_policies_reading(&mut self, id: TableId, schema: &str, name: &str) {
        let Ok(table) = self.table_mut(id) else {
            return;
        };
        table.policies.retain(|policy| {
            !policy
                .using
                .iter()
                .chain(&policy.with_check)
                .any(|text| reads(text, Text::Expression, schema, name, None))
        });
    }

    /// A function falls with a type of its arguments or its result, and with what a body that PostgreSQL took apart names.
    fn drop_function_speaking(
        &mut self,
        id: FunctionId,
        role: Role,
        schema: &str,
        name: &str,
        other: Option<Role>,
    ) {
        let Some(function) = self.schema.functions.get(&id) else {
            return;
        };
        if function.schema == schema && function.name == name && role == Role::Function {
            return;
        }
        let mentions = mention::of(&function.definition, Text::Routine);
        let speaks = mentions.names.iter().any(|found| {
            (found.role == role || found.role == Role::Any || Some(found.role) == other)
                && is(found, schema, name)
        });
        if speaks {
            self.forget_function(id, true);
        }
    }

    /// Columns of a type, or of arrays of it, in tables and composite types.
    fn drop_columns_of_type(&mut self, schema: &str, name: &str) {
        let is_type = |data_type: &DataType| {
            data_type.name == name && data_type.schema.as_deref().unwrap_or("public") == schema
        };
        for object in self.mentioning(name) {
            match object {
                ObjectRef::Table(id) => {
                    let columns: Vec<String> = self
                        .schema
                        .tables
                        .get(&id)
                        .into_iter()
                        .flat_map(|table| &table.columns)
                        .filter(|column| is_type(&column.data_type))
                        .map(|column| column.name.clone())
                        .collect();
                    for column in columns {
                        let _ = self.drop_column_named(&[id], true, &column, true);
                    }
                }
                ObjectRef::Type(id) => {
                    if let Some(UserType {
                        kind: UserTypeKind::Composite { fields },
                        ..
                    }) = self.schema.types.get_mut(&id).map(Arc::make_mut)
                    {
                        fields.retain(|field| !is_type(&field.data_type));
                    }
                }
                _ => {}
            }
        }
    }

    /// What falls with a type: columns of it, domains over it, functions with it, views and expressions that cast to it.
    fn drop_dependents_of_type(&mut self, schema: &str, name: &str) {
        for object in self.mentioning(name) {
            match object {
                ObjectRef::Function(id) => {
                    self.drop_function_speaking(id, Role::Type, schema, name, None)
                }
                ObjectRef::Type(id) => {
                    let over = match self.schema.types.get(&id).map(|own| &own.kind) {
                        Some(UserTypeKind::Domain { base, .. }) => {
                            base.name == name
                                && base.schema.as_deref().unwrap_or("public") == schema
                        }
                        _ => false,
                    };
                    if over && let Some(own) = self.schema.types.get(&id) {
                        let (schema, name) = (own.schema.clone(), own.name.clone());
                        self.forget_type(&schema, &name, id);
                        self.fell(Fallen::Type(schema, name));
                    }
                }
                _ => {}
            }
        }
        for table in self.tables_of(schema, name) {
            self.forget_table(table);
        }
        self.drop_columns_of_type(schema, name);
        self.drop_expressions_with(Role::Type, schema, name);
    }

    /// Takes a type out, with the grants on it.
    pub fn forget_type(&mut self, schema: &str, name: &str, id: TypeId) {
        self.types.remove(schema, name);
        if let Some(Relation::CompositeType(_)) = self.relations.get(schema, name) {
            self.relations.remove(schema, name);
        }
        self.schema.types.remove(&id);
        self.forget_grants(&quote::qualified(schema, name));
    }

    /// What falls with a function: triggers, defaults, checks, indexes, generated columns, policies and views that call it.
    fn drop_dependents_of_function(&mut self, schema: &str, name: &str) {
        self.drop_expressions_with(Role::Function, schema, name);
        for object in self.mentioning(name) {
            if let ObjectRef::Function(id) = object {
                self.drop_function_speaking(id, Role::Function, schema, name, None);
            }
        }
    }

    /// Expressions that call a function or cast to a type fall with it.
    fn drop_expressions_with(&mut self, role: Role, schema: &str, name: &str) {
        let names = |text: &str| {
            mention::of(text, Text::Expression)
                .names
                .iter()
                .any(|found| found.role == role && is(found, schema, name))
        };
        for object in self.mentioning(name) {
            match object {
                ObjectRef::Table(id) => self.drop_parts_naming(id, &names),
                ObjectRef::View(id) => {
                    let Some(view) = self.schema.views.get(&id) else {
                        continue;
                    };
                    if names(&view.query) {
                        let (schema, name) = (view.schema.clone(), view.name.clone());
                        self.drop_views_reading(&schema, &name, None);
                        self.forget_view(id);
                    } else if let Some(view) = self.schema.views.get_mut(&id) {
                        Arc::make_mut(view)
                            .triggers
                            .retain(|trigger| !names(&trigger.clause));
                    }
                }
                ObjectRef::Type(id) => {
                    if let Some(UserType {
                        kind:
                            UserTypeKind::Domain {
                                default, checks, ..
                            },
                        ..
                    }) = self.schema.types.get_mut(&id).map(Arc::make_mut)
                    {
                        checks.retain(|check| !names(&check.expression));
                        default.take_if(|text| names(text));
                    }
                }
                _ => {}
            }
        }
    }

    fn drop_parts_naming(&mut self, id: TableId, names: &dyn Fn(&str) -> bool) {
        let Ok(table) = self.table_mut(id) else {
            return;
        };
        table.triggers.retain(|trigger| !names(&trigger.clause));
        table.policies.retain(|policy| {
            !policy
                .using
                .iter()
                .chain(&policy.with_check)
                .any(|text| names(text))
        });
        for column in &mut table.columns {
            column.default.take_if(|text| names(text));
        }
        let generated: Vec<String> = table
            .columns
            .iter()
            .filter(|column| {
                column
                    .generated
                    .as_ref()
                    .is_some_and(|own| names(&own.expression))
            })
            .map(|column| column.name.clone())
            .collect();
        let checks: Vec<ConstraintId> = table
            .constraints
            .iter()
            .filter(|constraint| matches!(&constraint.kind, ConstraintKind::Check(check) if names(&check.expression)))
            .map(|constraint| constraint.id)
            .collect();
        let indexes: Vec<IndexId> = table
            .indexes
            .iter()
            .filter(|index| {
                let key = |key: &IndexKey| matches!(&key.source, IndexKeySource::Expression(text) if names(text));
                index.keys.iter().any(key) || index.predicate.as_deref().is_some_and(names)
            })
            .map(|index| index.id)
            .collect();
        for check in checks {
            self.remove_constraint(id, check);
        }
        for index in indexes {
            self.remove_index(id, index);
        }
        for column in generated {
            let _ = self.drop_column_named(&[id], true, &column, true);
        }
    }

    /// Foreign keys that rely on a unique index fall with it.
    pub fn drop_keys_to_index(&mut self, table: TableId, index: IndexId) {
        let mut columns = match self
            .schema
            .tables
            .get(&table)
            .and_then(|table| table.index(index))
        {
            Some(index) if index.unique => index.leading_columns(),
            _ => return,
        };
        columns.sort_unstable();
        let _ = self.drop_keys_to(table, &columns, true);
    }

    /// Privileges on columns follow a column's new name, or fall with it.
    pub fn rename_granted_column(&mut self, table: TableId, old: &str, new: Option<&str>) {
        let Some(owner) = self.schema.tables.get(&table) else {
            return;
        };
        let object = quote::qualified(&owner.schema, &owner.name);
        let grants = self.grants_of.get(&object).cloned().unwrap_or_default();
        for id in grants {
            let Some(grant) = self.schema.grants.get_mut(&id) else {
                continue;
            };
            let speaks =
                |privilege: &Privilege| privilege.columns.iter().any(|column| column == old);
            if !grant.privileges.iter().any(speaks) {
                continue;
            }
            let grant = Arc::make_mut(grant);
            for privilege in &mut grant.privileges {
                match new {
                    Some(new) => {
                        for column in privilege.columns.iter_mut().filter(|column| *column == old) {
                            *column = new.to_string();
                        }
                    }
                    None if speaks(privilege) => {
                        privilege.columns.retain(|column| column != old);
                        if privilege.columns.is_empty() {
                            // With no column left it would say the whole table.
                            privilege.name.clear();
                        }
                    }
                    None => {}
                }
            }
            grant
                .privileges
                .retain(|privilege| !privilege.name.is_empty());
            if grant.privileges.is_empty() {
                self.schema.grants.remove(&id);
                if let Some(known) = self.grants_of.get_mut(&object) {
                    known.remove(&id);
                }
            }
        }
    }

    /// Takes out the statements kept word for word that change, comment on or extend a relation that is gone.
    pub fn drop_verbatim_on(&mut self, schema: &str, name: &str) {
        for object in self.mentioning(name) {
            let ObjectRef::Verbatim(id) = object else {
                continue;
            };
            let mut doomed = false;
            visit(&mut self.schema, object, &mut |part| {
                if let Part::Text(kind, text) = part {
                    doomed = text.get(..6).is_some_and(|head| {
                        head.eq_ignore_ascii_case("ALTER ") || head.eq_ignore_ascii_case("COMMEN")
                    }) && reads(text, kind, schema, name, None);
                }
            });
            if doomed {
                self.schema.verbatim.remove(&id);
            }
        }
    }
}
