//! `too-many-triggers`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table has at most two row triggers beside those that keep updated_at, the audit log and the search vector.
    ///
    /// # Why
    /// Each runs for every row, in the order of its name, and sees what the one before it did. From the third on nobody can tell
    /// from a statement what it will do.
    ///
    /// # When it is safe to ignore
    /// The triggers are one mechanism, such as counters that are kept from several sides.
    ///
    /// # Fix
    /// None by itself: join triggers of one event into one, or move what is business logic to where the rest of it is.
    "too-many-triggers", Group::Integrity, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["3:109", "3:116"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY); CREATE TRIGGER a BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER b BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER c BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY); CREATE TRIGGER a BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()",
    check: Check::Table(check),
    fix: None,
}

/// Whether a trigger is one of the three that every table may have.
fn is_usual(trigger: &Trigger) -> bool {
    const USUAL: &[&str] = &[
        "updated",
        "update_at",
        "modified",
        "timestamp",
        "moddatetime",
        "touch",
        "audit",
        "history",
        "version",
        "_log",
        "log_",
        "tsvector",
        "search",
        "fulltext",
    ];
    let named = |text: &str| {
        let text = text.to_lowercase();
        USUAL.iter().any(|word| text.contains(word))
    };
    named(&trigger.name) || named(&trigger.function)
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if table.triggers.is_empty() {
        return;
    }
    out.looked_at(1);
    let counted = table.triggers.iter().filter(|trigger| {
        trigger.for_each_row && trigger.state.as_deref() != Some("DISABLE") && !is_usual(trigger)
    });
    let names: Vec<&str> = counted.map(|trigger| trigger.name.as_str()).collect();
    if names.len() > 2 {
        out.report(
            ObjectRef::Table(table.id),
            format!("has {} row triggers", names.len()),
            format!(
                "{} run for each row, in the order of their names.",
                names.join(", ")
            ),
            format!(
                "What a plain insert or update does to {} can be read in {} functions only.",
                table.name,
                names.len()
            ),
        )
        .advice(
            "Join those of one event into one, or move business logic to where the rest of it is.",
        );
    }
}
