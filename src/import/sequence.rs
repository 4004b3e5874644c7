//! CREATE, ALTER SEQUENCE, and the options identity columns share with them, in any order.

use std::sync::Arc;

use crate::model::*;

use super::builder::{Applied, Builder, Done, Fault, Relation, missing};
use super::cursor::{Cursor, Read};

/// The clauses of a sequence as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SequenceClauses {
    /// `SEQUENCE NAME`, of identity columns.
    pub name: Option<QualifiedName>,
    /// `AS type`.
    pub data_type: Option<DataType>,
    /// Options, defaults taken off.
    pub options: SequenceOptions,
    /// `OWNED BY table.column`; `Some(None)` is `OWNED BY NONE`.
    pub owned_by: Option<Option<(QualifiedName, String)>>,
    /// Which options were named, `NO MINVALUE` and the like included; the others stay on ALTER.
    set: Vec<&'static str>,
}

/// Reads sequence clauses up to the first word that is none.
pub(super) fn options(cursor: &mut Cursor<'_>) -> Read<SequenceClauses> {
    let mut clauses = SequenceClauses::default();
    loop {
        if cursor.take("SEQUENCE NAME") {
            clauses.name = Some(cursor.qualified_name()?);
        } else if cursor.take("LOGGED") || cursor.take("UNLOGGED") {
            continue;
        } else if cursor.take("AS") {
            clauses.data_type = Some(cursor.data_type()?);
        } else if cursor.take("OWNED BY") {
            clauses.owned_by = Some(owner(cursor)?);
        } else if cursor.take("RESTART") {
            // The counter's state is data, not schema.
            let _ = cursor.take("WITH");
            let _ = cursor.integer();
        } else if !option(cursor, &mut clauses)? {
            break;
        }
    }
    normalise(&mut clauses.options, clauses.data_type.as_ref());
    Ok(clauses)
}

fn option(cursor: &mut Cursor<'_>, clauses: &mut SequenceClauses) -> Read<bool> {
    let options = &mut clauses.options;
    let set = if cursor.take("START") {
        cursor.take("WITH");
        options.start = Some(cursor.integer()?);
        "start"
    } else if cursor.take("INCREMENT") {
        cursor.take("BY");
        options.increment = Some(cursor.integer()?);
        "increment"
    } else if cursor.take("NO MINVALUE") {
        options.minimum = None;
        "minimum"
    } else if cursor.take("NO MAXVALUE") {
        options.maximum = None;
        "maximum"
    } else if cursor.take("MINVALUE") {
        options.minimum = Some(cursor.integer()?);
        "minimum"
    } else if cursor.take("MAXVALUE") {
        options.maximum = Some(cursor.integer()?);
        "maximum"
    } else if cursor.take("CACHE") {
        options.cache = Some(cursor.integer()?);
        "cache"
    } else if cursor.take("NO CYCLE") {
        options.cycle = false;
        "cycle"
    } else if cursor.take("CYCLE") {
        options.cycle = true;
        "cycle"
    } else {
        return Ok(false);
    };
    clauses.set.push(set);
    Ok(true)
}

fn owner(cursor: &mut Cursor<'_>) -> Read<Option<(QualifiedName, String)>> {
    if cursor.take("NONE") {
        return Ok(None);
    }
    let mut parts = vec![cursor.name()?];
    while cursor.take_mark(b'.') {
        parts.push(cursor.name()?);
    }
    let column = parts.pop().unwrap_or_default();
    let Some(table) = parts.pop() else {
        return cursor.broken("table.column after OWNED BY");
    };
    let schema = parts.pop();
    Ok(Some((
        QualifiedName {
            schema,
            name: table,
        },
        column,
    )))
}

/// The least and the greatest value of a sequence of which nothing is said.
fn bounds(descends: bool, data_type: &str) -> (i64, i64) {
    let largest = match data_type {
        "smallint" => i64::from(i16::MAX),
        "integer" => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    if descends {
        (-largest - 1, -1)
    } else {
        (1, largest)
    }
}

/// Takes off what PostgreSQL assumes anyway for the type and direction.
fn normalise(options: &mut SequenceOptions, data_type: Option<&DataType>) {
    if options.increment == Some(1) {
        options.increment = None;
    }
    let ascending = options.increment.unwrap_or(1) > 0;
    let (minimum, maximum) = bounds(!ascending, data_type.map_or("", |own| own.name.as_str()));
    if options.minimum == Some(minimum) {
        options.minimum = None;
    }
    if options.maximum == Some(maximum) {
        options.maximum = None;
    }
    let start = if ascending {
        options.minimum.unwrap_or(minimum)
    } else {
        options.maximum.unwrap_or(maximum)
    };
    if options.start == Some(start) {
        options.start = None;
    }
    if options.cache == Some(1) {
        options.cache = None;
    }
}

/// Changes the options that `clauses` names; the others stay.
pub(super) fn change(options: &mut SequenceOptions, clauses: &SequenceClauses, data_type: &str) {
    let descends = |options: &SequenceOptions| options.increment.unwrap_or(1) < 0;
    let turned =
        clauses.set.contains(&"increment") && descends(options) != descends(&clauses.options);
    if turned {
        // The bounds were worked out when the sequence was made.
        let (minimum, maximum) = bounds(descends(options), data_type);
        let start = if descends(options) {
            options.maximum.unwrap_or(maximum)
        } else {
            options.minimum.unwrap_or(minimum)
        };
        options.minimum = options.minimum.or(Some(minimum));
        options.maximum = options.maximum.or(Some(maximum));
        options.start = options.start.or(Some(start));
    }
    for set in &clauses.set {
        match *set {
            "start" => options.start = clauses.options.start,
            "increment" => options.increment = clauses.options.increment,
            "minimum" => options.minimum = clauses.options.minimum,
            "maximum" => options.maximum = clauses.options.maximum,
            "cache" => options.cache = clauses.options.cache,
            _ => options.cycle = clauses.options.cycle,
        }
    }
}

impl Builder {
    /// CREATE SEQUENCE, after `CREATE`.
    pub fn create_sequence(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let temporary = cursor.take("TEMPORARY") || cursor.take("TEMP");
        let unlogged = cursor.take("UNLOGGED");
        cursor.expect("SEQUENCE")?;
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = cursor.qualified_name()?;
        let clauses = options(cursor)?;
        cursor.finish()?;
        if temporary {
            return Ok(Done::skipped("temporary sequence", &name));
        }
        let done = Done::new("sequence", &name);
        let result = self
            .make_sequence(&name, clauses, unlogged)
            .map(|()| done.clone());
        self.unless_exists(if_not_exists, result, done)
    }

    fn make_sequence(
        &mut self,
        name: &QualifiedName,
        clauses: SequenceClauses,
        unlogged: bool,
    ) -> Applied<()> {
        let schema = self.schema_for(name);
        self.free_relation(&schema, &name.name)?;
        let id: SequenceId = self.allocate();
        let owned_by = match clauses.owned_by.flatten() {
            Some(owner) => self.sequence_owner(&owner)?,
            None => None,
        };
        if let Some((table, _)) = owned_by {
            self.owned_sequences.entry(table).or_default().insert(id);
        }
        self.relations
            .insert(&schema, &name.name, Relation::Sequence(id));
        self.made(ObjectRef::Sequence(id));
        self.grant_defaults("SEQUENCE", &schema, &name.name);
        self.schema.sequences.insert(
            id,
            Arc::new(Sequence {
                id,
                schema,
                name: name.name.clone(),
                data_type: clauses
                    .data_type
                    .map_or_else(|| "bigint".to_string(), |data_type| data_type.name),
                options: clauses.options,
                owned_by,
                unlogged,
                from_serial: false,
                comment: None,
            }),
        );
        Ok(())
    }

    fn sequence_owner(
        &self,
        (table, column): &(QualifiedName, String),
    ) -> Applied<Option<(TableId, ColumnId)>> {
        let table = self.table(table)?;
        Ok(Some((table, self.column_id(table, column)?)))
    }

    /// ALTER SEQUENCE, after `ALTER SEQUENCE`.
    pub fn alter_sequence(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_exists = cursor.take("IF EXISTS");
        let name = cursor.qualified_name()?;
        let done = Done::new("sequence", &name);
        let result = self.change_sequence(cursor, &name).map(|()| done.clone());
        self.if_exists(if_exists, result, done)
    }

    fn change_sequence(&mut self, cursor: &mut Cursor<'_>, name: &QualifiedName) -> Applied<()> {
        let (schema, id) = match self.relation(name) {
            Some((schema, Relation::Sequence(id))) => (schema, id),
            // pg_dump and migrations alter the sequences behind identity columns too.
            Some((_, Relation::IdentitySequence(table, column))) => {
                return self.alter_identity_sequence(cursor, table, column);
            }
            _ => return Err(missing("sequence", name)),
        };
        if cursor.take("OWNER TO") {
            return Ok(());
        }
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            cursor.finish()?;
            return self.rename_sequence(id, &schema, &schema, &new);
        }
        if cursor.take("SET SCHEMA") {
            let new = cursor.name()?;
            cursor.finish()?;
            let sequence = name.name.clone();
            return self.rename_sequence(id, &schema, &new, &sequence);
        }
        let unlogged = cursor.take("SET UNLOGGED");
        if unlogged || cursor.take("SET LOGGED") {
            cursor.finish()?;
            if let Some(sequence) = self.schema.sequences.get_mut(&id) {
                Arc::make_mut(sequence).unlogged = unlogged;
            }
            return Ok(());
        }
        let clauses = options(cursor)?;
        cursor.finish()?;
        let owner = match &clauses.owned_by {
            Some(Some(owner)) => Some(self.sequence_owner(owner)?),
            Some(None) => Some(None),
            None => None,
        };
        if let Some(owner) = owner {
            self.set_sequence_owner(id, owner);
        }
        if let Some(sequence) = self.schema.sequences.get_mut(&id) {
            let sequence = Arc::make_mut(sequence);
            change(&mut sequence.options, &clauses, &sequence.data_type);
            if let Some(data_type) = clauses.data_type {
                sequence.data_type = data_type.name;
            }
            if !clauses.set.is_empty() {
                sequence.from_serial = false;
            }
        }
        Ok(())
    }

    fn alter_identity_sequence(
        &mut self,
        cursor: &mut Cursor<'_>,
        table: TableId,
        column: ColumnId,
    ) -> Applied<()> {
        if cursor.take("OWNER TO") {
            return Ok(());
        }
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            cursor.finish()?;
            let Some((schema, old)) = self.identity_names.get(&column).cloned() else {
                return Err(Fault::Keep);
            };
            let relation = Relation::IdentitySequence(table, column);
            return self.rename_relation(&schema, &old, relation, &new);
        }
        let clauses = options(cursor)?;
        cursor.finish()?;
        self.change_column(table, column, |column| {
            if let Some(identity) = &mut column.identity {
                change(&mut identity.options, &clauses, &column.data_type.name);
            }
        })
    }

    /// Makes a column the owner of a sequence, or nobody.
    pub fn set_sequence_owner(&mut self, id: SequenceId, owner: Option<(TableId, ColumnId)>) {
        let Some(sequence) = self.schema.sequences.get_mut(&id) else {
            return;
        };
        let sequence = Arc::make_mut(sequence);
        if let Some((table, _)) = std::mem::replace(&mut sequence.owned_by, owner)
            && let Some(owned) = self.owned_sequences.get_mut(&table)
        {
            owned.remove(&id);
        }
        if let Some((table, _)) = owner {
            self.owned_sequences.entry(table).or_default().insert(id);
        }
    }

    fn rename_sequence(
        &mut self,
        id: SequenceId,
        schema: &str,
        new_schema: &str,
        new: &str,
    ) -> Applied<()> {
        self.free_relation(new_schema, new)?;
        let Some(sequence) = self.schema.sequences.get_mut(&id) else {
            return Ok(());
        };
        let sequence = Arc::make_mut(sequence);
        let old = std::mem::replace(&mut sequence.name, new.to_string());
        sequence.schema = new_schema.to_string();
        sequence.from_serial = false;
        let owner = sequence.owned_by;
        self.relations.remove(schema, &old);
        self.relations
            .insert(new_schema, new, Relation::Sequence(id));
        self.retarget_defaults(owner, (schema, &old), (new_schema, new));
        self.regrant(schema, &old, new_schema, new);
        Ok(())
    }
}
