//! What the palette lists for what is typed.

use std::ops::Range;

use crate::editor::command::{Action, COMMANDS, Command, UiAction};
use crate::editor::search::{Hit, Kind, Names};
use crate::model::ObjectRef;
use crate::rules::{Rule, registry};
use crate::ui::session::Session;
use crate::ui::widgets::{class_of_tenancy, counted, icon_of_tenancy};

/// Objects listed at most.
const OBJECTS: usize = 40;
/// Rules listed at most.
const RULES: usize = 8;

/// What an entry does.
#[derive(Clone, Copy)]
pub enum What {
    /// Goes to an object.
    Object(ObjectRef),
    /// Runs a command.
    Command(&'static Command),
    /// Opens the page of a rule.
    Rule(&'static str),
}

/// A line of the palette.
#[derive(Clone)]
pub struct Entry {
    /// What it does.
    pub what: What,
    /// Head it stands under.
    pub group: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Class of the icon.
    pub icon_class: &'static str,
    /// Name.
    pub name: String,
    /// Whether the name is an object's.
    pub is_name: bool,
    /// The letters asked for, as byte ranges of the name.
    pub matched: Vec<Range<usize>>,
    /// What else there is to say.
    pub about: String,
    /// Keys.
    pub keys: Vec<String>,
    /// Whether it can run now.
    pub enabled: bool,
}

/// What was found.
#[derive(Clone)]
pub struct Found {
    /// Entries, those of a group together.
    pub entries: Vec<Entry>,
    /// What to say when no object has the name.
    pub message: Option<String>,
}

/// Every search is another: what the memo holds is never the same.
impl PartialEq for Found {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// Finds objects, commands and rules. Without text: the commands run last, then all that can run now.
pub fn find(
    session: &Session,
    names: &Names,
    recent: &[String],
    text: &str,
    objects_only: bool,
) -> Found {
    let text = text.trim();
    let mut entries = Vec::new();
    let mut objects = names.search(text, OBJECTS);
    // People look for tables and columns; what hangs on a table is named after it and would crowd them out.
    objects.hits.sort_by_key(|hit| {
        matches!(
            hit.kind,
            Kind::Constraint | Kind::Index | Kind::Policy | Kind::Trigger
        )
    });
    entries.extend(
        objects
            .hits
            .iter()
            .map(|hit| object_entry(session, hit, "Go to")),
    );
    if !objects_only {
        entries.extend(if text.is_empty() {
            usual(session, recent)
        } else {
            matching(session, text)
        });
        if text.len() > 1 {
            let rules = registry()
                .iter()
                .filter(|rule| rule.name.contains(&text.to_lowercase()));
            entries.extend(
                rules
                    .take(RULES)
                    .map(|rule| rule_entry(session, rule, text)),
            );
        }
    }
    let message = if entries.is_empty() {
        objects.message(text)
    } else {
        None
    };
    if entries.is_empty() {
        entries.extend(
            objects
                .nearest
                .iter()
                .map(|hit| object_entry(session, hit, "Nearest")),
        );
    }
    Found { entries, message }
}

fn object_entry(session: &Session, hit: &Hit, group: &'static str) -> Entry {
    let (mut icon, mut icon_class) = (icon_of(hit.kind), "dim");
    let mut about = hit.kind.word().to_string();
    if let ObjectRef::Table(table) = hit.object {
        let class = session.review(|review| review.tenancy().class(table));
        icon = icon_of_tenancy(class);
        icon_class = tinted(class_of_tenancy(class));
        if let Some(table) = session.table_now(table) {
            about = format!("table, {}", table.schema);
        }
    }
    if let (Some(table), Some(column)) = (hit.object.table(), hit.object.column())
        && let Some(table) = session.table_now(table)
        && let Some(column) = table.column(column)
    {
        let shown = session.document(|document| {
            let dialect = document.settings.dialect;
            crate::sql::foreign::shown_type(dialect, &document.schema, column)
        });
        about = format!("column, {shown}");
    }
    Entry {
        what: What::Object(hit.object),
        group,
        icon,
        icon_class,
        name: hit.name.clone(),
        is_name: true,
        matched: hit.matched.clone(),
        about,
        keys: Vec::new(),
        enabled: true,
    }
}

fn tinted(class: &'static str) -> &'static str {
    match class {
        "c-root" => "tg c-root",
        "c-tenant" => "tg c-tenant",
        "c-bridge" => "tg c-bridge",
        "c-reference" => "tg c-reference",
        "c-global" => "tg c-global",
        _ => "tg c-unclassified",
    }
}

fn icon_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Table => "table",
        Kind::View => "grid",
        Kind::Column => "column",
        Kind::Type => "template",
        Kind::Function => "function",
        Kind::Sequence => "layout",
        Kind::Constraint => "key",
        Kind::Index => "index",
        Kind::Policy => "shield",
        Kind::Trigger => "branch",
        Kind::Namespace | Kind::Extension => "schema",
        Kind::Role => "lock",
        Kind::Other => "sql",
    }
}

/// Commands that make no sense from the palette: it is open already, and arrows are faster.
fn is_listed(command: &Command) -> bool {
    !matches!(
        command.action,
        Action::Ui(UiAction::Palette) | Action::Nudge(..) | Action::Cancel
    )
}

fn usual(session: &Session, recent: &[String]) -> Vec<Entry> {
    let is_recent = |command: &Command| recent.iter().any(|id| id == command.id);
    let lately = recent
        .iter()
        .filter_map(|id| crate::editor::command::find(id))
        .filter(|command| is_listed(command));
    let others = COMMANDS
        .iter()
        .filter(|command| is_listed(command) && !is_recent(command));
    let lately = lately.map(|command| command_entry(session, command, "Recent", Vec::new()));
    let others =
        others.map(|command| command_entry(session, command, command.group.title(), Vec::new()));
    // Recent ones are shown as they are; of the rest only what can run now.
    lately.chain(others.filter(|entry| entry.enabled)).collect()
}

/// Commands whose titles hold every word typed, those that begin with the text first.
fn matching(session: &Session, text: &str) -> Vec<Entry> {
    let folded = text.to_lowercase();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut found: Vec<(usize, &'static Command, Vec<Range<usize>>)> = COMMANDS
        .iter()
        .filter(|command| is_listed(command))
        .filter_map(|command| {
            // The titles are ASCII, but for "…": lower case keeps their byte places.
            let title = command.title.to_lowercase();
            let mut ranges: Vec<Range<usize>> = Vec::new();
            for word in &words {
                let at = title.find(word)?;
                ranges.push(at..at + word.len());
            }
            ranges.sort_by_key(|range| range.start);
            ranges.dedup_by(|later, earlier| later.start < earlier.end);
            let rank = title.find(&folded).unwrap_or(usize::MAX);
            Some((rank, command, ranges))
        })
        .collect();
    found.sort_by_key(|(rank, _, _)| *rank);
    found
        .into_iter()
        .map(|(_, command, ranges)| command_entry(session, command, "Commands", ranges))
        .collect()
}

fn command_entry(
    session: &Session,
    command: &'static Command,
    group: &'static str,
    matched: Vec<Range<usize>>,
) -> Entry {
    let enabled = session.editor(|editor| command.enabled(editor));
    let about = match command.action {
        Action::Undo => session.editor(|editor| {
            editor
                .undo_label()
                .map_or("nothing to undo".to_string(), str::to_string)
        }),
        Action::Redo => session.editor(|editor| {
            editor
                .redo_label()
                .map_or("nothing to redo".to_string(), str::to_string)
        }),
        _ if !enabled => "select something first".to_string(),
        _ => String::new(),
    };
    Entry {
        what: What::Command(command),
        group,
        icon: if command.icon.is_empty() {
            "chevron"
        } else {
            command.icon
        },
        icon_class: "dim",
        name: command.title.to_string(),
        is_name: false,
        matched,
        about,
        keys: command
            .keys()
            .map(|keys| keys.split(' ').map(str::to_string).collect())
            .unwrap_or_default(),
        enabled,
    }
}

fn rule_entry(session: &Session, rule: &'static Rule, text: &str) -> Entry {
    let folded = text.to_lowercase();
    let count = session.review(|review| {
        review
            .findings()
            .iter()
            .filter(|finding| finding.rule == rule.name)
            .count()
    });
    let matched = rule
        .name
        .find(&folded)
        .map(|at| at..at + folded.len())
        .into_iter()
        .collect();
    Entry {
        what: What::Rule(rule.name),
        group: "Rules",
        icon: "shield",
        icon_class: "dim",
        name: rule.name.to_string(),
        is_name: true,
        matched,
        about: counted(count, "finding"),
        keys: Vec::new(),
        enabled: true,
    }
}
