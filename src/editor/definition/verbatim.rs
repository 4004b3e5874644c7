//! A statement kept as written, edited: kept as its new text, or taken into the model where it can be read now.

use std::collections::BTreeMap;

use crate::diff::{MergeOptions, merge};
use crate::editor::drawing::with_places;
use crate::editor::{Draft, EditError, edit};
use crate::export;
use crate::import::{Outcome, StatementReport};
use crate::model::{Dialect, Document, ObjectRef, Op, Schema, Verbatim, VerbatimId};

use super::read;

/// Keeps another text of a statement. Gives the statement, or what it became.
///
/// # Errors
/// When there is no text, or it cannot be read; nothing is planned then.
pub(super) fn keep(draft: &mut Draft, id: VerbatimId, text: &str) -> Result<ObjectRef, EditError> {
    let object = ObjectRef::Verbatim(id);
    let held = draft.schema().verbatim.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("statement"))?;
    let text = text.trim_end_matches(|last: char| last == ';' || last.is_whitespace());
    if text.is_empty() || text == held.sql {
        edit::set_verbatim_sql(draft, id, text)?;
        return Ok(object);
    }
    let dialect = draft.document().settings.dialect;
    let alone = read(format!("{text};"), dialect, 0)?;
    // A kind that is not taken apart says so whatever stands around it; what it misses may stand in the schema.
    if let ([one], Some(kept)) = (
        alone.report.statements.as_slice(),
        alone.schema.verbatim.values().next(),
    ) && one.note.is_empty()
    {
        rewrite(draft, &held, kept)?;
        return Ok(object);
    }
    let mut without = draft.document().clone();
    without.schema.verbatim.remove(&id);
    let before = script(&without);
    let lines = before.matches('\n').count();
    let whole = read(format!("{before}{text};"), dialect, lines)?;
    let own: Vec<&StatementReport> = whole
        .report
        .statements
        .iter()
        .filter(|statement| statement.line as usize > lines)
        .collect();
    match (own.as_slice(), whole.schema.verbatim.values().next_back()) {
        ([one], Some(kept)) if one.outcome == Outcome::Verbatim => {
            rewrite(draft, &held, kept)?;
            return Ok(object);
        }
        _ => {}
    }
    if !own.iter().any(|one| one.outcome == Outcome::Understood) {
        edit::set_verbatim_sql(draft, id, text)?;
        return Ok(object);
    }
    let ops = what_it_makes(&without, &before, &whole.schema);
    draft.say(|| {
        format!("Read {} {}", held.kind, held.name)
            .trim_end()
            .to_string()
    });
    draft.apply(Op::Remove(object))?;
    let made = made_by(&ops, &without.schema);
    for op in with_places(draft.document(), ops) {
        draft.apply(op)?;
    }
    Ok(made.unwrap_or(ObjectRef::Whole))
}

/// Puts a statement of its own reading in the place of the held one.
fn rewrite(draft: &mut Draft, held: &Verbatim, read: &Verbatim) -> Result<(), EditError> {
    draft.say(|| {
        format!("Change {} {}", read.kind, read.name)
            .trim_end()
            .to_string()
    });
    draft.put(Verbatim {
        id: held.id,
        ..read.clone()
    })
}

/// The schema as SQL of its own database, to read a statement behind it.
/// The whole schema in the words of its own database.
pub(in crate::editor) fn script(document: &Document) -> String {
    match document.settings.dialect {
        Dialect::Postgresql => export::sql::document(document),
        Dialect::Mysql => export::mysql::write(document),
        Dialect::Sqlite => export::sqlite::write(document),
    }
}

/// What reading the schema with the statement changes, less what reading the schema alone would change.
fn what_it_makes(without: &Document, before: &str, whole: &Schema) -> Vec<Op> {
    let options = MergeOptions {
        removing: true,
        renames: Vec::new(),
        next_id: without.next_id,
    };
    let planned = |read: &Schema| {
        // Only declared renames can be refused, and none is.
        let merged = merge(&without.schema, read, &options);
        merged.map(|merged| merged.ops).unwrap_or_default()
    };
    let mut ops = planned(whole);
    let context = read(before.to_string(), without.settings.dialect, usize::MAX);
    let known = planned(&context.map(|context| context.schema).unwrap_or_default());
    let known: BTreeMap<ObjectRef, Op> = known
        .into_iter()
        .filter_map(|op| Some((object_of(&op)?, op)))
        .collect();
    ops.retain(|op| object_of(op).is_none_or(|object| known.get(&object) != Some(op)));
    ops
}

fn object_of(op: &Op) -> Option<ObjectRef> {
    match op {
        Op::Put(object) => Some(object.reference()),
        Op::Remove(object) => Some(*object),
        _ => None,
    }
}

/// The first new object, else the first changed one.
fn made_by(ops: &[Op], before: &Schema) -> Option<ObjectRef> {
    let put = ops.iter().filter_map(|op| match op {
        Op::Put(object) => Some(object.reference()),
        _ => None,
    });
    let mut new = put.clone().filter(|object| !before.contains(*object));
    new.next().or_else(|| put.into_iter().next())
}
