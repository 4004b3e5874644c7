//! The rules as a document: every page, group by group, written from the declarations alone.

use std::fmt::Write as _;

use super::declare::{Group, Rule, Severity};
use super::migrations::WRITTEN_AGAIN;
use super::registry::registry;
use super::stance::STANCES;

/// The rules of one group, in the registry's order.
pub fn of_group(group: Group) -> impl Iterator<Item = &'static Rule> {
    let rules = registry().iter().copied();
    rules.filter(move |rule| rule.group == group)
}

/// The word for a rule's severity: `off` for a rule that waits to be switched on.
pub fn severity_word(rule: &Rule) -> &'static str {
    rule.severity.map_or("off", Severity::word)
}

/// All pages in Markdown: the groups as chapters, the rules as sections, and the stances they read.
pub fn markdown() -> String {
    let mut text = String::from("# The rules\n\n");
    let count = registry().len();
    let _ = writeln!(
        text,
        "{count} rules in {} groups. Severities are those of the default profile; a document can change each of them.\n",
        Group::ALL.len()
    );
    for group in Group::ALL {
        let _ = writeln!(text, "- {}: {}", group.title(), names(group).join(", "));
    }
    for group in Group::ALL {
        let _ = write!(text, "\n## {}\n", group.title());
        for rule in of_group(group) {
            text.push('\n');
            text.push_str(&page(rule, "###"));
        }
    }
    text.push_str("\n## Stances\n\nWhat a document can say where projects differ.\n\n");
    text.push_str("| stance | default | values |\n|---|---|---|\n");
    for stance in STANCES {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            stance.key,
            stance.default,
            stance.choices()
        );
    }
    text
}

fn names(group: Group) -> Vec<String> {
    // The anchor a heading gets is the name itself.
    of_group(group)
        .map(|rule| format!("[{0}](#{0})", rule.name))
        .collect()
}

/// One rule's page in Markdown, its name as a heading of this level (`#`).
pub fn page(rule: &Rule, level: &str) -> String {
    let mut text = format!("{level} {}\n\n", rule.name);
    let mut facts = vec![
        severity_word(rule).to_string(),
        rule.criterion.title().to_string(),
    ];
    if rule.fix.is_some() {
        facts.push("mended by a fix".to_string());
    }
    if WRITTEN_AGAIN.contains(&rule.name) {
        facts.push("mended by writing the file again".to_string());
    }
    let _ = writeln!(text, "*{}*\n", facts.join(" · "));
    for heading in ["What", "Why", "When it is safe to ignore", "Fix"] {
        let words = rule.page().section(heading).unwrap_or_default();
        let words: Vec<&str> = words.split_whitespace().collect();
        let _ = writeln!(text, "**{heading}.** {}\n", words.join(" "));
    }
    for (word, stance) in rule.stances {
        let _ = writeln!(
            text,
            "The examples are judged under the stance `{word} = {stance}`.\n"
        );
    }
    let refused = if rule.refused {
        " (PostgreSQL refuses it too)"
    } else {
        ""
    };
    let _ = writeln!(
        text,
        "Flagged{refused}:\n\n```sql\n{}\n```\n",
        statements(rule.page().fail)
    );
    let _ = writeln!(
        text,
        "Passed:\n\n```sql\n{}\n```\n",
        statements(rule.page().pass)
    );
    let _ = writeln!(text, "Sources: {}.", rule.page().sources.join(", "));
    text
}

/// The statements of an example, one a line. Bodies of functions are left whole.
fn statements(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 8);
    let mut quoted = false;
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let piece = if rest.starts_with("$$") {
            quoted = !quoted;
            "$$"
        } else if rest.starts_with("; ") && !quoted {
            text.push_str(";\n");
            rest = rest.get(2..).unwrap_or_default();
            continue;
        } else {
            rest.get(..first.len_utf8()).unwrap_or_default()
        };
        text.push_str(piece);
        rest = rest.get(piece.len()..).unwrap_or_default();
    }
    // A comment ends with its line.
    let last = text.rsplit('\n').next().unwrap_or_default();
    if !last.starts_with("--") {
        text.push(';');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_section_once() {
        let text = markdown();
        for rule in registry() {
            let heading = format!("\n### {}\n", rule.name);
            assert_eq!(text.matches(&heading).count(), 1, "{}", rule.name);
        }
    }

    #[test]
    fn statements_stand_on_lines_of_their_own() {
        assert_eq!(statements("SELECT 1; SELECT 2"), "SELECT 1;\nSELECT 2;");
        assert_eq!(
            statements("AS $$BEGIN a; b; END$$; x"),
            "AS $$BEGIN a; b; END$$;\nx;"
        );
    }
}
