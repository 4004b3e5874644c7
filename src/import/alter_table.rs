//! ALTER TABLE: reads the actions, several in one statement, before any of them is applied.

use crate::model::*;

use super::builder::{Applied, Builder, Done, Fault, Relation, missing};
use super::columns;
use super::constraints;
use super::create_table;
use super::cursor::{Cursor, Read};
use super::definition::*;
use super::sequence::{self, SequenceClauses};

/// One action of ALTER TABLE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    AddColumn {
        if_not_exists: bool,
        column: Box<ColumnDefinition>,
    },
    DropColumn {
        if_exists: bool,
        column: String,
        cascade: bool,
    },
    AlterColumn {
        column: String,
        change: ColumnChange,
    },
    RenameColumn {
        old: String,
        new: String,
    },
    AddConstraint(Box<ConstraintDefinition>),
    DropConstraint {
        if_exists: bool,
        name: String,
        cascade: bool,
    },
    RenameConstraint {
        old: String,
        new: String,
    },
    ValidateConstraint(String),
    AlterConstraint {
        name: String,
        deferrable: Option<Deferrable>,
        enforced: Option<bool>,
        no_inherit: Option<bool>,
    },
    Rename(String),
    SetSchema(String),
    Attach {
        child: QualifiedName,
        bound: String,
    },
    Detach {
        child: QualifiedName,
        concurrently: bool,
    },
    Inherit(QualifiedName),
    /// `OF type`; `None` is `NOT OF`.
    Of(Option<QualifiedName>),
    NoInherit(QualifiedName),
    RowSecurity {
        enabled: Option<bool>,
        forced: Option<bool>,
    },
    TriggerState {
        trigger: Option<String>,
        state: Option<&'static str>,
    },
    SetOptions(Vec<(String, String)>),
    ResetOptions(Vec<String>),
    Logged(bool),
    Tablespace(String),
    AccessMethod(String),
    ReplicaIdentity(String),
    Cluster(Option<String>),
    /// Says nothing about the schema (`OWNER TO`).
    Nothing,
}

/// What ALTER COLUMN does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ColumnChange {
    Type {
        data_type: DataType,
        collation: Option<String>,
    },
    SetDefault(String),
    DropDefault,
    NotNull(bool),
    Statistics(i64),
    Storage(Option<String>),
    Compression(Option<String>),
    SetOptions(Vec<(String, String)>),
    ResetOptions(Vec<String>),
    AddIdentity(Identity),
    ChangeIdentity {
        always: Option<bool>,
        clauses: Vec<SequenceClauses>,
    },
    DropIdentity,
    SetExpression(String),
    DropExpression,
}

/// Reads the actions.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Read<Vec<Action>> {
    let mut actions = Vec::new();
    loop {
        actions.push(action(cursor)?);
        if !cursor.take_mark(b',') {
            cursor.finish()?;
            return Ok(actions);
        }
    }
}

fn action(cursor: &mut Cursor<'_>) -> Read<Action> {
    if cursor.take("ADD") {
        return add(cursor);
    }
    if cursor.take("DROP") {
        return drop(cursor);
    }
    if cursor.take("ALTER CONSTRAINT") {
        let name = cursor.name()?;
        return alter_constraint(cursor, name);
    }
    if cursor.take("ALTER") {
        cursor.take("COLUMN");
        let column = cursor.name()?;
        let change = column_change(cursor)?;
        return Ok(Action::AlterColumn { column, change });
    }
    if cursor.take("RENAME") {
        return rename(cursor);
    }
    if cursor.take("VALIDATE CONSTRAINT") {
        return cursor.name().map(Action::ValidateConstraint);
    }
    if cursor.take("SET") {
        return set(cursor);
    }
    if cursor.take("RESET") {
        return Ok(Action::ResetOptions(option_names(cursor)?));
    }
    if cursor.take("OWNER TO") {
        cursor.name()?;
        return Ok(Action::Nothing);
    }
    if let Some(action) = switch(cursor)? {
        return Ok(action);
    }
    partition_or_storage(cursor)
}

/// What follows `ALTER CONSTRAINT name`; what is not said stays.
fn alter_constraint(cursor: &mut Cursor<'_>, name: String) -> Read<Action> {
    let mut changed = constraints::with(None, ConstraintShape::Check(String::new()), 0);
    let (mut deferrable, mut enforced, mut no_inherit) = (None, None, None);
    loop {
        if cursor.is_word("ENFORCED") || cursor.is_words("NOT ENFORCED") {
            constraints::attributes(cursor, &mut changed)?;
            enforced = Some(changed.enforced);
        } else if cursor.take("INHERIT") {
            no_inherit = Some(false);
        } else if cursor.take("NO INHERIT") {
            no_inherit = Some(true);
        } else if constraints::attributes(cursor, &mut changed)? {
            deferrable = Some(changed.deferrable);
        } else {
            return Ok(Action::AlterConstraint {
                name,
                deferrable,
                enforced,
                no_inherit,
            });
        }
    }
}

fn add(cursor: &mut Cursor<'_>) -> Read<Action> {
    if constraints::starts(cursor) {
        let constraint = constraints::table_constraint(cursor)?;
        return Ok(Action::AddConstraint(Box::new(constraint)));
    }
    cursor.take("COLUMN");
    let if_not_exists = cursor.take("IF NOT EXISTS");
    Ok(Action::AddColumn {
        if_not_exists,
        column: Box::new(columns::column(cursor)?),
    })
}

fn cascade(cursor: &mut Cursor<'_>) -> bool {
    let cascade = cursor.take("CASCADE");
    if !cascade {
        cursor.take("RESTRICT");
    }
    cascade
}

fn drop(cursor: &mut Cursor<'_>) -> Read<Action> {
    if cursor.take("CONSTRAINT") {
        let if_exists = cursor.take("IF EXISTS");
        let name = cursor.name()?;
        return Ok(Action::DropConstraint {
            if_exists,
            name,
            cascade: cascade(cursor),
        });
    }
    cursor.take("COLUMN");
    let if_exists = cursor.take("IF EXISTS");
    let column = cursor.name()?;
    Ok(Action::DropColumn {
        if_exists,
        column,
        cascade: cascade(cursor),
    })
}

fn rename(cursor: &mut Cursor<'_>) -> Read<Action> {
    if cursor.take("TO") {
        return cursor.name().map(Action::Rename);
    }
    let constraint = cursor.take("CONSTRAINT");
    if !constraint {
        cursor.take("COLUMN");
    }
    let old = cursor.name()?;
    cursor.expect("TO")?;
    let new = cursor.name()?;
    Ok(if constraint {
        Action::RenameConstraint { old, new }
    } else {
        Action::RenameColumn { old, new }
    })
}

fn set(cursor: &mut Cursor<'_>) -> Read<Action> {
    Ok(if cursor.take("SCHEMA") {
        Action::SetSchema(cursor.name()?)
    } else if cursor.take("LOGGED") {
        Action::Logged(true)
    } else if cursor.take("UNLOGGED") {
        Action::Logged(false)
    } else if cursor.take("TABLESPACE") {
        Action::Tablespace(cursor.name()?)
    } else if cursor.take("ACCESS METHOD") {
        Action::AccessMethod(match cursor.take("DEFAULT") {
            true => "heap".to_string(),
            false => cursor.name()?,
        })
    } else if cursor.take("WITHOUT CLUSTER") {
        Action::Cluster(None)
    } else if cursor.take("WITHOUT OIDS") {
        Action::Nothing
    } else {
        Action::SetOptions(cursor.options()?)
    })
}

fn option_names(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    Ok(cursor.options()?.into_iter().map(|(key, _)| key).collect())
}

/// ENABLE, DISABLE, FORCE, NO FORCE.
fn switch(cursor: &mut Cursor<'_>) -> Read<Option<Action>> {
    let force = cursor.take("FORCE ROW LEVEL SECURITY");
    if force || cursor.take("NO FORCE ROW LEVEL SECURITY") {
        return Ok(Some(Action::RowSecurity {
            enabled: None,
            forced: Some(force),
        }));
    }
    let enable = cursor.take("ENABLE");
    if !enable && !cursor.take("DISABLE") {
        return Ok(None);
    }
    if cursor.take("ROW LEVEL SECURITY") {
        return Ok(Some(Action::RowSecurity {
            enabled: Some(enable),
            forced: None,
        }));
    }
    let replica = cursor.take("REPLICA");
    let always = cursor.take("ALWAYS");
    let state = match (enable, replica, always) {
        (false, ..) => Some("DISABLE"),
        (_, true, _) => Some("ENABLE REPLICA"),
        (_, _, true) => Some("ENABLE ALWAYS"),
        _ => None,
    };
    cursor.expect("TRIGGER")?;
    let trigger = if cursor.take("ALL") || cursor.take("USER") {
        None
    } else {
        Some(cursor.name()?)
    };
    Ok(Some(Action::TriggerState { trigger, state }))
}

fn partition_or_storage(cursor: &mut Cursor<'_>) -> Read<Action> {
    Ok(if cursor.take("ATTACH PARTITION") {
        Action::Attach {
            child: cursor.qualified_name()?,
            bound: create_table::bound(cursor)?,
        }
    } else if cursor.take("DETACH PARTITION") {
        let child = cursor.qualified_name()?;
        let concurrently = cursor.take("CONCURRENTLY") || cursor.take("FINALIZE");
        Action::Detach {
            child,
            concurrently,
        }
    } else if cursor.take("INHERIT") {
        Action::Inherit(cursor.qualified_name()?)
    } else if cursor.take("NO INHERIT") {
        Action::NoInherit(cursor.qualified_name()?)
    } else if cursor.take("NOT OF") {
        Action::Of(None)
    } else if cursor.take("OF") {
        Action::Of(Some(cursor.qualified_name()?))
    } else if cursor.take("CLUSTER ON") {
        Action::Cluster(Some(cursor.name()?))
    } else if cursor.take("REPLICA IDENTITY") {
        let start = cursor.offset();
        if cursor.take("USING INDEX") {
            cursor.name()?;
        } else {
            cursor.skip(1);
        }
        Action::ReplicaIdentity(cursor.since(start).to_string())
    } else {
        return cursor.broken("an action of ALTER TABLE");
    })
}

fn column_change(cursor: &mut Cursor<'_>) -> Read<ColumnChange> {
    if cursor.take("SET DATA TYPE") || cursor.take("TYPE") {
        let data_type = cursor.data_type()?;
        let collation = if cursor.take("COLLATE") {
            Some(columns::any_name(cursor)?)
        } else {
            None
        };
        if cursor.take("USING") {
            cursor.take_until(|cursor| cursor.is(b','));
        }
        return Ok(ColumnChange::Type {
            data_type,
            collation,
        });
    }
    if cursor.take("SET DEFAULT") {
        return columns::default_expression(cursor).map(ColumnChange::SetDefault);
    }
    if cursor.take("DROP DEFAULT") {
        return Ok(ColumnChange::DropDefault);
    }
    if cursor.take("SET NOT NULL") {
        return Ok(ColumnChange::NotNull(true));
    }
    if cursor.take("DROP NOT NULL") {
        return Ok(ColumnChange::NotNull(false));
    }
    if cursor.take("SET STATISTICS DEFAULT") {
        return Ok(ColumnChange::Statistics(-1));
    }
    if cursor.take("SET STATISTICS") {
        return cursor.integer().map(ColumnChange::Statistics);
    }
    if cursor.take("SET STORAGE") {
        return Ok(ColumnChange::Storage(columns::mode(cursor.name()?)));
    }
    if cursor.take("SET COMPRESSION") {
        return Ok(ColumnChange::Compression(columns::mode(cursor.name()?)));
    }
    identity_change(cursor)
}

fn identity_change(cursor: &mut Cursor<'_>) -> Read<ColumnChange> {
    if cursor.take("ADD GENERATED") {
        let always = cursor.take("ALWAYS");
        if !always {
            cursor.expect("BY DEFAULT")?;
        }
        cursor.expect("AS")?;
        return columns::identity(cursor, always).map(ColumnChange::AddIdentity);
    }
    if cursor.take("DROP IDENTITY") {
        cursor.take("IF EXISTS");
        return Ok(ColumnChange::DropIdentity);
    }
    if cursor.take("DROP EXPRESSION") {
        cursor.take("IF EXISTS");
        return Ok(ColumnChange::DropExpression);
    }
    if cursor.take("SET EXPRESSION AS") {
        return cursor.expression_group().map(ColumnChange::SetExpression);
    }
    if cursor.take("RESET") {
        return option_names(cursor).map(ColumnChange::ResetOptions);
    }
    if cursor.is_word("SET") && cursor.token(1).is_some_and(|token| token.is(b'(')) {
        cursor.skip(1);
        return cursor.options().map(ColumnChange::SetOptions);
    }
    let mut always = None;
    let mut clauses = Vec::new();
    loop {
        if cursor.take("SET GENERATED ALWAYS") {
            always = Some(true);
        } else if cursor.take("SET GENERATED BY DEFAULT") {
            always = Some(false);
        } else if cursor.take("SET") || cursor.is_word("RESTART") {
            clauses.push(sequence::options(cursor)?);
        } else if always.is_none() && clauses.is_empty() {
            return cursor.broken("a change of the column");
        } else {
            return Ok(ColumnChange::ChangeIdentity { always, clauses });
        }
    }
}

impl Builder {
    /// ALTER TABLE, after `ALTER TABLE`.
    pub fn alter_table(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        if cursor.is_words("ALL IN TABLESPACE") {
            return Ok(Done::skipped("table", ""));
        }
        let if_exists = cursor.take("IF EXISTS");
        let only = cursor.take("ONLY");
        let enclosed = only && cursor.take_mark(b'(');
        let name = cursor.qualified_name()?;
        if enclosed {
            cursor.expect_mark(b')')?;
        }
        cursor.take_operator("*");
        if (cursor.is_word("ENABLE") || cursor.is_word("DISABLE"))
            && (cursor.is_word_at(1, "RULE") || cursor.is_word_at(2, "RULE"))
        {
            // Rules are kept word for word.
            return Err(Fault::Keep);
        }
        if let Some((_, Relation::Verbatim(_))) = self.relation(&name)
            && let Some(done) = self.rename_kept(*cursor)
        {
            return Ok(done);
        }
        let actions = read(cursor)?;
        let done = headline(&name, &actions);
        let result = self
            .alter_relation(&name, only, &actions)
            .map(|()| done.clone());
        self.if_exists(if_exists, result, done)
    }

    fn alter_relation(
        &mut self,
        name: &QualifiedName,
        only: bool,
        actions: &[Action],
    ) -> Applied<()> {
        if actions.iter().all(|action| *action == Action::Nothing) {
            return Ok(());
        }
        match self.relation(name) {
            Some((_, Relation::Table(table))) => {
                // A statement has all of its effects or, in PostgreSQL, none; the first fault stops it here too.
                for action in actions {
                    self.table_action(table, only, action)?;
                }
                Ok(())
            }
            Some((_, Relation::Temporary)) => Err(Fault::Temporary),
            Some((_, Relation::Verbatim(_))) => Err(Fault::Keep),
            Some((_, Relation::View(view))) => actions
                .iter()
                .try_for_each(|action| self.view_action(view, action)),
            Some((schema, relation)) => match actions {
                [Action::Rename(new)] => self.rename_relation(&schema, &name.name, relation, new),
                [Action::SetSchema(new)] => self.move_relation(&schema, &name.name, relation, new),
                _ => self.index_actions(relation, actions),
            },
            None => Err(missing("table", name)),
        }
    }
}

/// What the report calls the statement: the constraint it adds, else the table.
fn headline(name: &QualifiedName, actions: &[Action]) -> Done {
    match actions {
        [Action::AddConstraint(constraint)] => {
            let kind = match &constraint.kind {
                ConstraintShape::Key { primary: true, .. }
                | ConstraintShape::KeyFromIndex { primary: true, .. } => "primary key",
                ConstraintShape::Key { .. } | ConstraintShape::KeyFromIndex { .. } => "unique",
                ConstraintShape::Check(_) => "check",
                ConstraintShape::Foreign { .. } => "foreign key",
                ConstraintShape::Exclusion { .. } => "exclusion",
                ConstraintShape::NotNull(_) => "not null",
            };
            match &constraint.name {
                Some(constraint) => Done::new(kind, constraint),
                None => Done::new(kind, name),
            }
        }
        _ if actions.iter().all(|action| *action == Action::Nothing) => {
            Done::skipped("owner", name)
        }
        [Action::Attach { child, .. }] => Done::new("partition", child),
        [Action::AddColumn { column, .. }] => {
            Done::new("column", format!("{name}.{}", column.name))
        }
        [Action::DropColumn { column, .. } | Action::AlterColumn { column, .. }] => {
            Done::new("column", format!("{name}.{column}"))
        }
        [Action::RenameColumn { new, .. }] => Done::new("column", format!("{name}.{new}")),
        _ => Done::new("table", name),
    }
}
