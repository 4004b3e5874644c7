//! `mig-file-name`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A migration's file name begins with its number and says what it does.
    ///
    /// # Why
    /// Files apply in the order of their names. Without a number the order is chance; under a name like fix or update nobody
    /// finds the change again.
    ///
    /// # When it is safe to ignore
    /// Two branches took the same number: it is told so that one of them is renamed.
    ///
    /// # Fix
    /// NNN_verb_entity_detail, as Cadastre names its files.
    "mig-file-name", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:100", "3:87", "3:251", "3:252", "3:253", "4:16", "4:147", "4:154", "4:155", "4:252", "4:607"],
    fail: "-- file fix.sql\nALTER TABLE t ADD COLUMN b int",
    pass: "-- file 003_add_b_to_t.sql\nALTER TABLE t ADD COLUMN b int",
    check: Check::Script(check),
    fix: None,
}

/// Names that say nothing.
const VAGUE: &[&str] = &[
    "fix",
    "fixes",
    "change",
    "changes",
    "update",
    "updates",
    "update_db",
    "migration",
    "misc",
    "temp",
    "tmp",
    "test",
    "new",
    "v2",
    "stuff",
    "wip",
    "final",
    "patch",
    "schema",
];

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if script.planned {
        return;
    }
    let mut seen: Vec<(String, &str)> = Vec::new();
    for file in files(script) {
        found.looked_at(1);
        let (number, words) = parts(&file.name);
        let twin = seen
            .iter()
            .find(|(other, _)| !number.is_empty() && *other == number);
        let (title, what) = if number.is_empty() {
            (
                "has no number".to_string(),
                "Its place among the others is chance.".to_string(),
            )
        } else if VAGUE.contains(&words.as_str()) {
            (
                "does not say what it does".to_string(),
                format!("Its name is only `{words}`."),
            )
        } else if let Some((_, other)) = twin {
            (
                format!("has the number of {other}"),
                "Which of the two runs first is chance.".to_string(),
            )
        } else {
            seen.push((number, &file.name));
            continue;
        };
        let words = [
            title,
            what,
            "Files apply in the order of their names.".to_string(),
        ];
        report_file(found, file, words).advice("Name it NNN_verb_entity_detail.");
    }
}

/// Whether a file's name says more than its number.
pub(crate) fn names_what_it_does(path: &str) -> bool {
    let (_, words) = parts(path);
    !words.is_empty() && !VAGUE.contains(&words.as_str())
}

/// The number at the head of a name, without leading zeros, and the words after it, without endings. For `number_name/up.sql`
/// both stand in the folder.
fn parts(path: &str) -> (String, String) {
    let mut names = path.rsplit(['/', '\\']);
    let file = names.next().unwrap_or(path).to_ascii_lowercase();
    let name = match file.as_str() {
        "up.sql" | "migration.sql" => names.next().unwrap_or(&file).to_ascii_lowercase(),
        _ => file,
    };
    let stem = name.strip_suffix(".sql").unwrap_or(&name);
    let stem = stem
        .strip_suffix(".up")
        .or(stem.strip_suffix("_up"))
        .unwrap_or(stem);
    let stem = stem
        .strip_prefix('v')
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(stem);
    let end = stem
        .find(|c: char| !c.is_ascii_digit() && c != '-' && c != '.')
        .unwrap_or(stem.len());
    let (number, words) = stem.split_at(end);
    let number = number.trim_start_matches('0').trim_end_matches(['-', '.']);
    let number = if end > 0 && number.is_empty() {
        "0"
    } else {
        number
    };
    (
        number.to_string(),
        words.trim_start_matches('_').to_string(),
    )
}
