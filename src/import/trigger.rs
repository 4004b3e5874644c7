//! CREATE TRIGGER.

use std::sync::Arc;

use crate::model::*;
use crate::sql::quote;

use super::builder::{Applied, Builder, Done, Fault, Relation, exists, missing};
use super::columns::any_name;
use super::cursor::{Cursor, Read};

impl Builder {
    /// CREATE [OR REPLACE] [CONSTRAINT] TRIGGER, after `CREATE [OR REPLACE]`.
    pub fn create_trigger(&mut self, cursor: &mut Cursor<'_>, replace: bool) -> Applied {
        let constraint = cursor.take("CONSTRAINT");
        cursor.expect("TRIGGER")?;
        let name = cursor.name()?;
        let timing = if cursor.take("BEFORE") {
            "BEFORE"
        } else if cursor.take("AFTER") {
            "AFTER"
        } else {
            cursor.expect("INSTEAD OF")?;
            "INSTEAD OF"
        };
        let events = events(cursor)?;
        let table = cursor.qualified_name()?;
        let start = cursor.offset();
        let mut for_each_row = false;
        while !cursor.is_done() && !cursor.is_word("EXECUTE") {
            if cursor.take("FOR EACH ROW") || cursor.take("FOR ROW") {
                for_each_row = true;
            } else if cursor.is(b'(') {
                cursor.group_tokens()?;
            } else {
                cursor.skip(1);
            }
        }
        cursor.expect("EXECUTE")?;
        if !cursor.take("FUNCTION") {
            cursor.expect("PROCEDURE")?;
        }
        let function = any_name(cursor)?;
        cursor.group_tokens()?;
        cursor.finish()?;
        let done = Done::new("trigger", &name);
        let trigger = Trigger {
            id: TriggerId(0),
            name,
            timing: timing.to_string(),
            events,
            for_each_row,
            function,
            clause: cursor.since(start).to_string(),
            constraint,
            state: None,
            inherited: false,
            comment: None,
        };
        let result = self
            .make_trigger(&table, trigger, replace)
            .map(|()| done.clone());
        self.unless_exists(false, result, done)
    }

    fn make_trigger(
        &mut self,
        table: &QualifiedName,
        trigger: Trigger,
        replace: bool,
    ) -> Applied<()> {
        match self.relation(table) {
            Some((_, Relation::Table(id))) => {
                self.put_trigger(id, &trigger, replace, false)?;
                if trigger.for_each_row {
                    for partition in self.family(id).into_iter().skip(1) {
                        if self.table_ref(partition)?.is_partition() {
                            self.put_trigger(partition, &trigger, true, true)?;
                        }
                    }
                }
                Ok(())
            }
            Some((_, Relation::View(id))) => {
                let new: TriggerId = self.allocate();
                if let Some(view) = self.schema.views.get_mut(&id) {
                    let triggers = &mut Arc::make_mut(view).triggers;
                    triggers.retain(|other| other.name != trigger.name);
                    triggers.push(Trigger { id: new, ..trigger });
                }
                Ok(())
            }
            Some((_, Relation::Temporary)) => Err(Fault::Temporary),
            Some((_, Relation::Verbatim(_))) => Err(Fault::Keep),
            _ => Err(missing("table", table)),
        }
    }

    fn put_trigger(
        &mut self,
        table: TableId,
        trigger: &Trigger,
        replace: bool,
        inherited: bool,
    ) -> Applied<()> {
        let fresh: TriggerId = self.allocate();
        let owner = self.table_mut(table)?;
        let known = owner
            .triggers
            .iter_mut()
            .find(|own| own.name == trigger.name);
        let id = match known {
            Some(own) if replace => {
                *own = Trigger {
                    id: own.id,
                    inherited,
                    comment: own.comment.take(),
                    ..trigger.clone()
                };
                own.id
            }
            Some(_) => {
                let name = format!("{} on {}", trigger.name, owner.qualified_name());
                return Err(exists(&name));
            }
            None => {
                owner.triggers.push(Trigger {
                    id: fresh,
                    inherited,
                    ..trigger.clone()
                });
                fresh
            }
        };
        self.made(ObjectRef::Trigger(table, id));
        Ok(())
    }
}

fn events(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let mut events = Vec::new();
    loop {
        let Some(event) = cursor.take_one_of(&["INSERT", "UPDATE", "DELETE", "TRUNCATE"]) else {
            return cursor.broken("INSERT, UPDATE, DELETE or TRUNCATE");
        };
        if event == "UPDATE" && cursor.take("OF") {
            let mut columns = vec![quote::identifier(&cursor.name()?)];
            while cursor.take_mark(b',') {
                columns.push(quote::identifier(&cursor.name()?));
            }
            events.push(format!("UPDATE OF {}", columns.join(", ")));
        } else {
            events.push(event.to_string());
        }
        if !cursor.take("OR") {
            cursor.expect("ON")?;
            return Ok(events);
        }
    }
}
