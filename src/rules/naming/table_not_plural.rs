//! `table-not-plural`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Tables are named in the number the project chose: plural unless the stance `table.number` says singular.
    ///
    /// # Why
    /// Where half the tables are plural, each query starts with a look at the list, and tools that go from class to table guess
    /// wrong.
    ///
    /// # When it is safe to ignore
    /// The framework names tables. Words without a plural, and words this tool does not know, are left alone; what stood in the
    /// base already is reported as information.
    ///
    /// # Fix
    /// Renames the table where the name is free.
    "table-not-plural", Group::Naming, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["3:69", "schemalint name-inflection", "pgdesigner I018"],
    fail: "CREATE TABLE invoice(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE invoices(id uuid PRIMARY KEY)",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Nouns that tables are often named by; for other words the number is not judged.
const NOUNS: &[&str] = &[
    "account",
    "action",
    "address",
    "agent",
    "alert",
    "answer",
    "api_key",
    "app",
    "application",
    "appointment",
    "article",
    "asset",
    "attachment",
    "author",
    "badge",
    "board",
    "booking",
    "branch",
    "brand",
    "build",
    "campaign",
    "card",
    "cart",
    "category",
    "channel",
    "chapter",
    "charge",
    "city",
    "client",
    "comment",
    "commit",
    "company",
    "contact",
    "contract",
    "country",
    "coupon",
    "course",
    "credential",
    "currency",
    "customer",
    "deal",
    "delivery",
    "department",
    "deployment",
    "device",
    "discount",
    "document",
    "domain",
    "employee",
    "enrollment",
    "entry",
    "environment",
    "event",
    "expense",
    "feature",
    "file",
    "folder",
    "form",
    "goal",
    "grade",
    "group",
    "image",
    "integration",
    "invitation",
    "invoice",
    "issue",
    "item",
    "job",
    "key",
    "label",
    "lead",
    "lesson",
    "license",
    "link",
    "location",
    "meeting",
    "member",
    "membership",
    "message",
    "milestone",
    "module",
    "note",
    "notification",
    "offer",
    "order",
    "organization",
    "page",
    "parameter",
    "participant",
    "partner",
    "payment",
    "permission",
    "person",
    "photo",
    "plan",
    "player",
    "policy",
    "post",
    "preference",
    "price",
    "product",
    "profile",
    "project",
    "question",
    "queue_item",
    "quote",
    "rating",
    "reaction",
    "recording",
    "record",
    "refund",
    "region",
    "reminder",
    "report",
    "repository",
    "request",
    "reservation",
    "resource",
    "response",
    "review",
    "role",
    "room",
    "rule",
    "sale",
    "schedule",
    "secret",
    "section",
    "seller",
    "server",
    "service",
    "session",
    "shipment",
    "site",
    "source",
    "state",
    "store",
    "story",
    "student",
    "subject",
    "subscription",
    "supplier",
    "survey",
    "tag",
    "task",
    "teacher",
    "team",
    "template",
    "tenant",
    "thread",
    "ticket",
    "token",
    "topic",
    "transaction",
    "transcript",
    "translation",
    "trip",
    "user",
    "variant",
    "vehicle",
    "vendor",
    "venue",
    "version",
    "video",
    "vote",
    "warehouse",
    "webhook",
    "website",
    "workflow",
    "workspace",
    "zone",
];

/// The name in the chosen number, where it is in the other now.
fn other_number(context: &Context<'_>, table: &Table) -> Option<String> {
    let name = naming::snake(&table.name);
    if name != table.name {
        return None;
    }
    let last = name.rsplit('_').next()?;
    let one = naming::singular(last);
    if !NOUNS.contains(&one.as_str()) {
        return None;
    }
    let wanted = match context.stances.value("table.number") {
        "plural" => naming::plural(&name),
        "singular" => naming::singular(&name),
        _ => return None,
    };
    (wanted != name).then_some(wanted)
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let Some(wanted) = other_number(context, table) else {
        return;
    };
    let number = context.stances.value("table.number");
    let finding = out.report(
        ObjectRef::Table(table.id),
        format!("is not in the {number}"),
        format!("The stance table.number is {number}, which makes it {wanted}."),
        "People and tools that go by the rule write another name.",
    );
    if context.schema.table_named(&table.schema, &wanted).is_none() {
        finding.fix(format!("Rename it to {wanted}."));
    } else {
        finding.advice(format!("Rename it; {wanted} is taken."));
    }
    if context.is_legacy(table.id) {
        finding.at_most(Severity::Info);
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let wanted = other_number(context, table)?;
    Some(vec![fix::change_header(table, |header| {
        header.name = wanted
    })])
}
