//! `identifier-too-long`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Names have at most 63 bytes.
    ///
    /// # Why
    /// PostgreSQL cuts longer names off without an error. The object then has another name than the migration that drops it says,
    /// and two long names may become one.
    ///
    /// # When it is safe to ignore
    /// Never, unless the server was built with longer names.
    ///
    /// # Fix
    /// Cuts the names of constraints, indexes, triggers and policies; tables and columns need your word.
    "identifier-too-long", Group::Naming, Some(Severity::Error), Criterion::SchemaClarity,
    sources: ["squawk identifier-too-long", "pgdesigner E002", "pg-index-health 23"],
    fail: "CREATE TABLE t(a int); CREATE INDEX idx_t_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ON t(a)",
    pass: "CREATE TABLE t(a int); CREATE INDEX idx_t_a ON t(a)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let mut names: Vec<(ObjectRef, &str, bool)> =
        vec![(ObjectRef::Table(table.id), table.name.as_str(), false)];
    names.extend(
        table
            .columns
            .iter()
            .map(|c| (ObjectRef::Column(table.id, c.id), c.name.as_str(), false)),
    );
    names.extend(
        table
            .constraints
            .iter()
            .map(|c| (ObjectRef::Constraint(table.id, c.id), c.name.as_str(), true)),
    );
    names.extend(
        table
            .indexes
            .iter()
            .map(|i| (ObjectRef::Index(table.id, i.id), i.name.as_str(), true)),
    );
    names.extend(
        table
            .triggers
            .iter()
            .map(|t| (ObjectRef::Trigger(table.id, t.id), t.name.as_str(), true)),
    );
    names.extend(
        table
            .policies
            .iter()
            .map(|p| (ObjectRef::Policy(table.id, p.id), p.name.as_str(), true)),
    );
    for (object, name, mendable) in names {
        if name.len() <= fix::NAME_BYTES {
            continue;
        }
        let finding = out.report(
            object,
            format!("has a name of {} bytes", name.len()),
            format!("PostgreSQL keeps the first 63 bytes: {}.", fix::cut(name, fix::NAME_BYTES)),
            "A migration that names it in full is cut the same way, but a tool that compares names finds no match.",
        );
        if mendable {
            finding.fix("Cut it to 63 bytes.");
        } else {
            finding.advice("Choose a shorter name.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let op = match finding.object {
        ObjectRef::Constraint(_, id) => {
            let constraint = table.constraint(id)?;
            let name = fix::free_relation_name(
                context,
                table,
                fix::cut(&constraint.name, fix::NAME_BYTES),
            );
            fix::put_constraint(
                table.id,
                Constraint {
                    name,
                    named: true,
                    ..constraint.clone()
                },
            )
        }
        ObjectRef::Index(_, id) => {
            let index = table.index(id)?;
            let name =
                fix::free_relation_name(context, table, fix::cut(&index.name, fix::NAME_BYTES));
            fix::put_index(
                table.id,
                Index {
                    name,
                    named: true,
                    ..index.clone()
                },
            )
        }
        ObjectRef::Policy(_, id) => {
            let policy = table.policies.iter().find(|policy| policy.id == id)?;
            let name = fix::cut(&policy.name, fix::NAME_BYTES).to_string();
            fix::put_policy(
                table.id,
                Policy {
                    name,
                    ..policy.clone()
                },
            )
        }
        ObjectRef::Trigger(_, id) => {
            let trigger = table.triggers.iter().find(|trigger| trigger.id == id)?;
            let name = fix::cut(&trigger.name, fix::NAME_BYTES).to_string();
            let trigger = Box::new(Trigger {
                name,
                ..trigger.clone()
            });
            Op::PutTrigger {
                table: table.id,
                trigger,
                position: None,
            }
        }
        _ => return None,
    };
    Some(vec![op])
}
