//! What the view shows, made from the document in one go: differences, plan, files.

use crate::diff::{self, Change, ChangeKind, Diff, Rename};
use crate::editor::drawing::Sign;
use crate::lint;
use crate::migration::layout::UP_DOWN;
use crate::migration::{self, File, Options, Plan};
use crate::model::script::Script;
use crate::model::tenancy;
use crate::model::{Dialect, Document, ObjectRef, Schema, TenancyClass};
use crate::repository::Kind;
use crate::rules::{Place, Stances};
use crate::ui::widgets::counted;

use super::groups;

/// A migration.
pub struct Made {
    /// The differences.
    pub diff: Diff,
    /// Whether the document has no base, so that everything is new.
    pub from_nothing: bool,
    /// The plan, or why there is none.
    pub plan: Result<Plan, String>,
    /// The differences as rows, tables first.
    pub rows: Vec<Row>,
    /// The plan's files on the way up under its own name, as the rules read them.
    files: Vec<File>,
    /// Pairs that look like a rename, and what the user said of them.
    pub questions: Vec<Question>,
}

/// A pair that may be one thing under a new name.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The pair.
    pub pair: Rename,
    /// Whether they are columns, or else tables.
    pub columns: bool,
    /// What speaks for a rename, one clause each; empty once it is one.
    pub evidence: Vec<String>,
    /// Whether it is a rename, if the user said.
    pub answer: Option<bool>,
}

/// A row of the list of changes.
#[derive(Clone)]
pub enum Row {
    /// The head of a table or of a kind of object.
    Head {
        /// Name of the table, or the kind of objects.
        name: String,
        /// Class of the table.
        class: Option<TenancyClass>,
        /// Sign of the table itself.
        sign: Sign,
    },
    /// A change.
    Change {
        /// Sign.
        sign: Sign,
        /// Name of the part.
        name: String,
        /// What it is, or what of it changed.
        about: String,
    },
}

/// The files of the plan that leads to the document, as the rules read them; `None` where nothing changes or no plan is made.
/// Without a base everything is new, and there is nothing to judge.
pub fn planned(document: &Document) -> Option<Script> {
    let base = document.base.as_ref()?;
    if **base == document.schema {
        return None;
    }
    Made::new(document).script(document)
}

/// Names of the migration files that would be written for the document as a download.
pub fn file_names(document: &Document) -> Vec<String> {
    let plan = Made::new(document).plan;
    let proposal = plan
        .ok()
        .filter(|plan| !plan.is_empty())
        .and_then(|plan| groups::proposal(document, &plan, None).ok());
    let writes = proposal.into_iter().flat_map(|proposal| proposal.writes);
    writes
        .filter(|write| write.kind == Kind::Migration)
        .map(|write| write.path)
        .collect()
}

impl Made {
    /// The plan's files as the rules read them.
    pub fn script(&self, document: &Document) -> Option<Script> {
        let plan = self.plan.as_ref().ok()?;
        let changes = !plan.steps.is_empty() && document.base.is_some();
        changes.then(|| lint::plan(document, plan, &Stances::of(&document.settings)))
    }

    /// The step of the plan that a finding stands on: the last one whose title stands above its line.
    pub fn step_of(&self, place: &Place) -> Option<usize> {
        let plan = self.plan.as_ref().ok()?;
        let number = self.files.iter().position(|file| file.path == place.file)?;
        let text = &self.files.get(number)?.text;
        let above = usize::try_from(place.line).ok()?;
        let mut titles = text
            .lines()
            .take(above)
            .collect::<Vec<_>>()
            .into_iter()
            .rev();
        titles.find_map(|line| {
            let title = line.strip_prefix("-- ")?;
            let of_file = |step: &migration::Step| step.file == number && step.title == title;
            plan.steps.iter().position(of_file)
        })
    }

    /// Compares, plans, and lists.
    pub fn new(document: &Document) -> Self {
        let nothing = Schema::default();
        let base = document.base.as_deref().unwrap_or(&nothing);
        let choices = &document.migration;
        let (diff, renames) = diff::compare_answered(base, &document.schema, &choices.renames);
        let questions = questions(&diff, &renames, &choices.apart);
        let open = questions.iter().filter(|one| one.answer.is_none()).count();
        let plan = match document.settings.dialect {
            Dialect::Postgresql if open > 0 => Err(waits_for(open)),
            Dialect::Postgresql => {
                migration::plan(&diff, &Options::of(document)).map_err(|error| error.to_string())
            }
            other => Err(format!(
                "Migrations are written for PostgreSQL only, and this schema is for {}. Export it whole.",
                other.title()
            )),
        };
        let rows = rows_of(&diff, document);
        let mut files = plan.as_ref().map_or_else(
            |_| Vec::new(),
            |plan| migration::files(plan, &UP_DOWN, 1_u64, None),
        );
        files.retain(|file| file.path.ends_with(".up.sql"));
        Made {
            files,
            from_nothing: document.base.is_none(),
            diff,
            plan,
            rows,
            questions,
        }
    }

    /// Whether the plan waits for answers about renames.
    pub fn waits(&self) -> bool {
        self.questions.iter().any(|one| one.answer.is_none())
    }

    /// How many steps there are.
    pub fn steps(&self) -> usize {
        self.plan.as_ref().map_or(0, |plan| plan.steps.len())
    }
}

/// Why there is no plan while questions are open.
fn waits_for(open: usize) -> String {
    match open {
        1 => "Answer the question under Changes first: it decides which rows stay.".to_string(),
        _ => {
            format!("Answer the {open} questions under Changes first: they decide which rows stay.")
        }
    }
}

/// The pairs to ask about and those answered, so that an answer can be taken back.
fn questions(diff: &Diff, renames: &[Rename], apart: &[Rename]) -> Vec<Question> {
    let suspected = diff.suspected_renames.iter().map(|one| Question {
        answer: apart.contains(&one.rename).then_some(false),
        pair: one.rename.clone(),
        columns: matches!(one.from, ObjectRef::Column(..)),
        evidence: one.evidence.clone(),
    });
    let said = renames.iter().map(|pair| Question {
        pair: pair.clone(),
        columns: pair.from.contains('.') && pair.to.contains('.'),
        evidence: Vec::new(),
        answer: Some(true),
    });
    suspected.chain(said).collect()
}

/// Changes under the table or the kind they belong to.
pub fn rows_of(diff: &Diff, document: &Document) -> Vec<Row> {
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    let mut rows = Vec::new();
    let mut head: Option<ObjectRef> = None;
    let mut kind = "";
    let mut tables: Vec<&Change> = diff
        .changes
        .iter()
        .filter(|change| change.object.table().is_some())
        .collect();
    // The parts of a table follow it, whatever their kind.
    tables.sort_by_key(|change| (change.object.table(), change.object));
    for change in tables {
        let Some(table) = change.object.table() else {
            continue;
        };
        let reference = ObjectRef::Table(table);
        if head != Some(reference) {
            head = Some(reference);
            let own = diff.change(reference);
            let name = diff
                .target
                .display_name(reference)
                .or_else(|| diff.base.display_name(reference));
            let original = diff.original(reference).table();
            rows.push(Row::Head {
                name: name.unwrap_or_default(),
                class: original.map(|table| tenancy.class(table)),
                sign: own.map_or(Sign::Changed, sign_of),
            });
        }
        if let Some(row) = row_of(change, diff) {
            rows.push(row);
        }
    }
    for change in diff
        .changes
        .iter()
        .filter(|change| change.object.table().is_none())
    {
        let word = plural_of(change.object);
        if word != kind {
            kind = word;
            rows.push(Row::Head {
                name: word.to_string(),
                class: None,
                sign: sign_of(change),
            });
        }
        rows.push(Row::Change {
            sign: sign_of(change),
            name: change.name.clone(),
            about: about(change),
        });
    }
    rows
}

/// The row of a change of a table or a part of it.
fn row_of(change: &Change, diff: &Diff) -> Option<Row> {
    let name = match change.object {
        ObjectRef::Table(id) => {
            let columns = diff
                .target
                .table(id)
                .or_else(|| diff.base.table(id))
                .map_or(0, |table| table.columns.len());
            let (name, about) = match &change.kind {
                ChangeKind::Changed(_) => ("table".to_string(), about(change)),
                _ => ("table".to_string(), counted(columns, "column")),
            };
            return Some(Row::Change {
                sign: sign_of(change),
                name,
                about,
            });
        }
        _ => change
            .name
            .rsplit('.')
            .next()
            .unwrap_or(&change.name)
            .to_string(),
    };
    Some(Row::Change {
        sign: sign_of(change),
        name,
        about: about(change),
    })
}

/// What happened, as a sign.
pub fn sign_of(change: &Change) -> Sign {
    match change.kind {
        ChangeKind::Added => Sign::Added,
        ChangeKind::Removed => Sign::Removed,
        ChangeKind::Changed(_) => Sign::Changed,
    }
}

/// What of an object changed, or what it is.
fn about(change: &Change) -> String {
    match &change.kind {
        ChangeKind::Added | ChangeKind::Removed => word_of(change.object).to_string(),
        ChangeKind::Changed(properties) => match properties.as_slice() {
            [] => String::new(),
            [one] if one.property == "name" => format!("was {}", one.before),
            [one] => match (one.before.as_str(), one.after.as_str()) {
                ("", after) => format!("{}: {after}", one.property),
                (before, "") => format!("{}: {before} removed", one.property),
                (before, after) => format!("{}: {before} to {after}", one.property),
            },
            several => several
                .iter()
                .map(|one| one.property)
                .collect::<Vec<_>>()
                .join(", "),
        },
    }
}

/// What an object is, where a change of it is told.
pub fn word_of(object: ObjectRef) -> &'static str {
    match object {
        ObjectRef::Whole => "schema",
        ObjectRef::DefaultPrivilege(_) => "default privileges",
        ObjectRef::Verbatim(_) => "kept as written",
        other => other.word(),
    }
}

fn plural_of(object: ObjectRef) -> &'static str {
    match object {
        ObjectRef::Whole | ObjectRef::Namespace(_) => "Schemas",
        ObjectRef::Extension(_) => "Extensions",
        ObjectRef::Type(_) => "Types",
        ObjectRef::Sequence(_) => "Sequences",
        ObjectRef::View(_) => "Views",
        ObjectRef::Function(_) => "Functions",
        ObjectRef::Role(_) => "Roles",
        ObjectRef::Grant(_) | ObjectRef::DefaultPrivilege(_) => "Privileges",
        ObjectRef::Statistics(_) => "Statistics",
        ObjectRef::Verbatim(_) => "Kept as written",
        _ => "Tables",
    }
}
