//! Migration files in the form that the rules judge: read by the importer, with the locks of the plan's table of facts, and
//! what differs after going up and down.
//!
//! [`files`] reads hand-written files, [`pasted`] a text, [`plan`] the files that a plan would write. All three give the same
//! [`Script`], which [`crate::review::Review::judge_script`] judges.

mod differences;
mod locks;
mod pasted;
mod rewrite;

use std::collections::{BTreeMap, BTreeSet};

use crate::export;
use crate::import::{Pair, Report, Source, read_script};
use crate::migration::layout::{UP_DOWN, hash};
use crate::migration::{self, Plan};
use crate::model::script::{Action, Script};
use crate::model::{Document, Schema, TableId};
use crate::rules::Stances;

pub use pasted::{Pasted, pasted, shown};
pub use rewrite::{Rewrite, rewrite};

/// Migration files and what is known around them.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// SQL that makes the schema the files start from; empty for an empty database.
    pub given: Vec<Source>,
    /// The files, each with its way back.
    pub pairs: Vec<Pair>,
    /// Names of files that were there before and are not judged.
    pub old: Vec<String>,
    /// Whether the files that are judged run in one deploy, so that what one makes is new to the others.
    pub together: bool,
    /// The file of the whole schema.
    pub whole: Option<Source>,
    /// Hashes of files as they were when they were applied, by name.
    pub recorded: BTreeMap<String, String>,
    /// Rows of tables, by the table's name for people.
    pub rows: BTreeMap<String, u64>,
}

/// Reads migration files. The report holds what became of each statement of `given` and of the files.
pub fn files(files: &Files, stances: &Stances) -> (Script, Report) {
    let read = read_script(&files.given, &files.pairs, &files.old, files.together);
    let mut script = Script {
        files: read.files,
        after: read.schema.into(),
        rows: files.rows.clone(),
        planned: false,
        of_schema: false,
        recorded: files.recorded.clone(),
        drift: None,
    };
    for (file, pair) in script.files.iter_mut().zip(&files.pairs) {
        file.hash = hash(&pair.up.text);
    }
    for (file, undone) in script.files.iter_mut().zip(&read.undone) {
        if let (Some(down), Some(undone)) = (&mut file.down, undone) {
            down.left_over = differences::phrases(&file.before, undone);
        }
    }
    script.drift = files.whole.as_ref().map(|whole| {
        let whole = read_script(std::slice::from_ref(whole), &[], &[], false).schema;
        differences::phrases(&script.after, &whole)
    });
    locks::attach(&mut script);
    if stances.value("migration.transaction") == "file" {
        wrap(&mut script);
    }
    (script, read.report)
}

/// Reads files that make a schema, to judge how they are written.
pub fn written(sources: &[Source]) -> Script {
    let pairs: Vec<Pair> = sources
        .iter()
        .map(|up| Pair {
            up: up.clone(),
            down: None,
        })
        .collect();
    let read = read_script(&[], &pairs, &[], false);
    Script {
        files: read.files,
        after: read.schema.into(),
        of_schema: true,
        ..Script::default()
    }
}

/// The files that a plan writes, as they run on the document's base.
pub fn plan(document: &Document, plan: &Plan, stances: &Stances) -> Script {
    let mut pairs: Vec<Pair> = Vec::new();
    for file in migration::files(plan, &UP_DOWN, 1_u64, None) {
        let source = Source {
            name: file.path,
            text: file.text,
        };
        match pairs.last_mut() {
            Some(pair) if source.name.ends_with(".down.sql") => pair.down = Some(source),
            _ => pairs.push(Pair {
                up: source,
                down: None,
            }),
        }
    }
    let base = document
        .base
        .as_deref()
        .map(|base| concerned(base, document, plan));
    let base = base.unwrap_or_default();
    let input = Files {
        given: vec![given(&base)],
        pairs,
        together: true,
        rows: rows(document, &base),
        ..Files::default()
    };
    let (mut script, _) = files(&input, stances);
    script.planned = true;
    for down in script
        .files
        .iter_mut()
        .filter_map(|file| file.down.as_mut())
    {
        // The plan's own tests prove its ways back; text alone knows less than they (stable ids, columns that come back last).
        down.left_over.clear();
    }
    script
}

/// A text that was pasted, as it would run on what is drawn.
pub fn on_document(document: &Document, text: &str, stances: &Stances) -> (Script, Report) {
    files(&files_on_document(document, text), stances)
}

/// The files of a text that was pasted, on top of what is drawn.
pub fn files_on_document(document: &Document, text: &str) -> Files {
    let pasted = pasted(text);
    Files {
        given: vec![given(&document.schema)],
        pairs: pasted.pairs,
        together: true,
        whole: pasted.whole,
        recorded: pasted.recorded,
        rows: rows(document, &document.schema),
        ..Files::default()
    }
}

fn given(schema: &Schema) -> Source {
    Source {
        name: "base.sql".to_string(),
        text: export::sql::write(schema, "base"),
    }
}

/// Of a base, what the plan's statements speak of: the tables it changes, those beside them that it locks, and all types. Large
/// schemas are read in the time of what changes.
fn concerned(base: &Schema, document: &Document, plan: &Plan) -> Schema {
    let mut ids: BTreeSet<TableId> = plan
        .steps
        .iter()
        .flat_map(|step| &step.objects)
        .filter_map(|object| object.table())
        .collect();
    let family = |schema: &Schema, id: &TableId| -> Vec<TableId> {
        let Some(table) = schema.table(*id) else {
            return Vec::new();
        };
        let targets = table
            .foreign_keys()
            .filter_map(|(_, key)| key.target.table());
        let parent = table
            .partition_of
            .as_ref()
            .map(|partition| partition.parent);
        targets
            .chain(parent)
            .chain(table.inherits.iter().copied())
            .collect()
    };
    // Parents of parents too: a table is made after all it hangs on.
    loop {
        let more: Vec<TableId> = ids
            .iter()
            .flat_map(|id| [family(base, id), family(&document.schema, id)].concat())
            .filter(|id| !ids.contains(id) && base.tables.contains_key(id))
            .collect();
        if more.is_empty() {
            break;
        }
        ids.extend(more);
    }
    let mut part = Schema {
        namespaces: base.namespaces.clone(),
        extensions: base.extensions.clone(),
        types: base.types.clone(),
        sequences: base.sequences.clone(),
        functions: base.functions.clone(),
        ..Schema::default()
    };
    let kept = base.tables.iter().filter(|(id, _)| ids.contains(id));
    part.tables = kept.map(|(id, table)| (*id, table.clone())).collect();
    part
}

/// The rows of a schema's tables where the document says them, by the tables' names for people.
pub fn rows(document: &Document, schema: &Schema) -> BTreeMap<String, u64> {
    let known = document.scale.iter().filter_map(|(id, hint)| {
        let table = schema.table(*id)?;
        Some((table.qualified_name().to_string(), hint.rows?))
    });
    known.collect()
}

/// Puts each file into a transaction of its own, as the runner does, unless its head asks for none.
fn wrap(script: &mut Script) {
    for file in &mut script.files {
        let begins = |action: &Action| matches!(action, Action::Begin);
        let mut changes = file.statements.iter().flat_map(|one| &one.changes);
        let own = changes.any(|change| begins(&change.action));
        let header = file.header.to_ascii_lowercase();
        if own || header.contains("no-transaction") || header.contains("no transaction") {
            continue;
        }
        for statement in &mut file.statements {
            statement.transaction = Some(1);
        }
    }
}
