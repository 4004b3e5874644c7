//! Findings, and the sink that rules report them to.

use crate::model::{ColumnId, ObjectRef, QualifiedName, Table};

use super::{Context, Criterion, Rule, Severity};

/// What a rule found wrong with one object.
///
/// People read `subject title`: the object's name continued as a sentence (`recordings.meeting_id` has no index for its
/// foreign key), then [`Finding::what`], [`Finding::why`] and [`Finding::fix_text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// Severity under the document's profile and settings.
    pub severity: Severity,
    /// Criterion it counts for.
    pub criterion: Criterion,
    /// The object to go to.
    pub object: ObjectRef,
    /// The exact part at fault, where it is finer than the object (the constraint behind a column).
    pub cause: ObjectRef,
    /// The columns whose rows bear a mark.
    pub columns: Vec<ColumnId>,
    /// The object's name, `public` left out.
    pub subject: String,
    /// Continues the subject as a sentence, without the final full stop.
    pub title: String,
    /// The fact.
    pub what: String,
    /// What happens to the people who live with it.
    pub why: String,
    /// What will change, or what to do.
    pub fix_text: Option<String>,
    /// Whether [`crate::review::Review::fix`] can mend it.
    pub fixable: bool,
    /// Points the score gains when this finding alone is gone.
    pub gain: i32,
    /// Where it stands, for findings on migration files.
    pub place: Option<Place>,
    /// The rule's place in the registry, by which findings are ordered.
    pub(crate) position: usize,
    /// Whether it comes from looking at the schema as a whole.
    pub(crate) of_schema: bool,
}

/// What findings are ordered by.
pub(crate) type Order<'a> = (
    Severity,
    usize,
    &'a Option<Place>,
    ObjectRef,
    ObjectRef,
    &'a str,
);

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Finding {
    /// The subject and the title: one sentence with its full stop.
    pub fn message(&self) -> String {
        format!("{} {}.", self.subject, self.title)
    }

    /// Says another name than the object's own.
    pub fn subject(&mut self, subject: impl Into<String>) -> &mut Self {
        self.subject = subject.into();
        self
    }

    /// Says the exact part at fault.
    pub fn cause(&mut self, cause: ObjectRef) -> &mut Self {
        self.cause = cause;
        self
    }

    /// Says which rows bear the mark.
    pub fn columns(&mut self, columns: &[ColumnId]) -> &mut Self {
        self.columns = columns.to_vec();
        self
    }

    /// Says what will change; the rule's fix does it.
    pub fn fix(&mut self, text: impl Into<String>) -> &mut Self {
        self.fix_text = Some(text.into());
        self.fixable = true;
        self
    }

    /// Says what to do; there is no mechanical fix here.
    pub fn advice(&mut self, text: impl Into<String>) -> &mut Self {
        self.fix_text = Some(text.into());
        self.fixable = false;
        self
    }

    /// Makes the finding no worse than `severity`.
    pub fn at_most(&mut self, severity: Severity) -> &mut Self {
        self.severity = self.severity.max(severity);
        self
    }

    /// Makes the finding at least as bad as `severity`.
    pub fn at_least(&mut self, severity: Severity) -> &mut Self {
        self.severity = self.severity.min(severity);
        self
    }

    /// The key findings are ordered by: worst first, then by rule in the registry's order, then by object.
    pub(crate) fn order(&self) -> Order<'_> {
        (
            self.severity,
            self.position,
            &self.place,
            self.object,
            self.cause,
            &self.title,
        )
    }
}

/// Where one rule's findings on one table (or on the schema) are gathered.
pub struct Findings<'a> {
    context: &'a Context<'a>,
    rule: &'static Rule,
    position: usize,
    severity: Severity,
    found: &'a mut Vec<Finding>,
    looked_at: usize,
}

impl<'a> Findings<'a> {
    /// A sink for the rule at `position` of the registry, at its severity under the settings.
    pub fn new(
        context: &'a Context<'a>,
        position: usize,
        rule: &'static Rule,
        severity: Severity,
        found: &'a mut Vec<Finding>,
    ) -> Self {
        Findings {
            context,
            rule,
            position,
            severity,
            found,
            looked_at: 0,
        }
    }

    /// Says how many objects the rule could have found fault with; the score weighs findings against it.
    pub fn looked_at(&mut self, objects: usize) {
        self.looked_at += objects;
    }

    /// How many objects the rule said it looked at.
    pub fn eligible(&self) -> usize {
        self.looked_at
    }

    /// Reports a finding; the rest is said on what comes back.
    pub fn report(
        &mut self,
        object: ObjectRef,
        title: impl Into<String>,
        what: impl Into<String>,
        why: impl Into<String>,
    ) -> &mut Finding {
        let at = self.found.len();
        self.found.push(Finding {
            rule: self.rule.name,
            severity: self.severity,
            criterion: self.rule.criterion,
            object,
            cause: object,
            columns: object.column().into_iter().collect(),
            subject: self.context.schema.display_name(object).unwrap_or_default(),
            title: title.into(),
            what: what.into(),
            why: why.into(),
            fix_text: None,
            fixable: false,
            gain: 0,
            place: None,
            position: self.position,
            of_schema: false,
        });
        &mut self.found[at]
    }

    /// Reports a finding on a migration file. `table` is what it speaks of; it is gone to where the schema still holds it.
    pub fn report_at(
        &mut self,
        place: Place,
        table: Option<&QualifiedName>,
        subject: impl Into<String>,
        words: [String; 3],
    ) -> &mut Finding {
        let known = table.and_then(|name| {
            let schema = self.context.schema;
            schema.table_named(name.schema_or_public(), &name.name)
        });
        let object = known.map_or(ObjectRef::Whole, |table| ObjectRef::Table(table.id));
        let [title, what, why] = words;
        let finding = self.report(object, title, what, why);
        finding.subject = subject.into();
        finding.place = Some(place);
        finding
    }

    /// Reports a finding about several columns of one constraint or index: a single column is pointed at itself.
    pub fn report_columns(
        &mut self,
        table: &Table,
        cause: ObjectRef,
        columns: &[ColumnId],
        title: impl Into<String>,
        what: impl Into<String>,
        why: impl Into<String>,
    ) -> &mut Finding {
        let object = match columns {
            [column] => ObjectRef::Column(table.id, *column),
            _ => cause,
        };
        let subject = subject(table, columns);
        let finding = self.report(object, title, what, why);
        finding.cause(cause).columns(columns);
        if !subject.is_empty() {
            finding.subject(subject);
        }
        finding
    }
}

/// `recordings.meeting_id`, or `recordings (org_id, meeting_id)`; empty without columns.
fn subject(table: &Table, columns: &[ColumnId]) -> String {
    let name = table.qualified_name();
    match table.column_names(columns).as_slice() {
        [] => String::new(),
        [column] => format!("{name}.{column}"),
        several => format!("{name} ({})", several.join(", ")),
    }
}
