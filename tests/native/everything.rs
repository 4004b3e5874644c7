//! A document that has every property of every kind of object, and what is typed into each, shared by the suites.

// Each suite uses its own part.
#![allow(dead_code)]

use std::ops::ControlFlow;

use cadastre::editor::property::{self, Field};
use cadastre::editor::{Draft, EditError, Editor, edit};
use cadastre::import::{self, Outcome, Source};
use cadastre::model::*;

/// A document with every property of every kind of object set somewhere.
pub fn everything() -> Document {
    let source = Source {
        name: "everything.sql".to_string(),
        text: include_str!("everything.sql").to_string(),
    };
    let read = import::read(&[source], &import::Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    for statement in &read.report.statements {
        if let Outcome::Unreadable { reason, .. } = &statement.outcome {
            panic!("everything.sql, line {}: {reason}", statement.line);
        }
    }
    Document::new("Everything", read.schema)
}

/// The document without what only a newer server, or one with more installed, has.
pub fn plain() -> Document {
    let mut editor = Editor::new(everything());
    let schema = editor.document().schema.clone();
    for (name, property) in [
        ("tenants", "table.tablespace"),
        ("tenants.tenants_slug_key", "constraint.key.tablespace"),
        ("invoices.invoices_note_idx", "index.tablespace"),
        ("notes", "table.access_method"),
        ("tenants.slug", "column.not_null_name"),
        ("totals", "view.tablespace"),
        ("pg_monitor", "grant.inherit"),
        ("pg_monitor", "grant.set"),
        ("pg_monitor", "grant.granted_by"),
        ("totals", "view.access_method"),
        ("invoices.invoices_apart", "constraint.exclusion.tablespace"),
    ] {
        let object = called(&schema, name);
        editor
            .edit(|draft| type_in(draft, object, property, ""))
            .unwrap();
    }
    for name in ["pg_trgm", "invoices.invoices_tax"] {
        let object = called(&schema, name);
        editor
            .edit(|draft| edit::drop_object(draft, object))
            .unwrap();
    }
    let newer: Vec<_> = ["guests", "stays"]
        .iter()
        .filter_map(|name| called(&schema, name).table())
        .collect();
    editor
        .edit(|draft| edit::drop_tables(draft, &newer))
        .unwrap();
    editor.document().clone()
}

/// All objects and parts of tables.
pub fn objects(schema: &Schema) -> Vec<ObjectRef> {
    let mut all = Vec::new();
    all.extend(schema.namespaces.keys().map(|id| ObjectRef::Namespace(*id)));
    all.extend(schema.extensions.keys().map(|id| ObjectRef::Extension(*id)));
    all.extend(schema.types.keys().map(|id| ObjectRef::Type(*id)));
    all.extend(schema.sequences.keys().map(|id| ObjectRef::Sequence(*id)));
    for table in schema.tables.values() {
        let id = table.id;
        all.push(ObjectRef::Table(id));
        all.extend(
            table
                .columns
                .iter()
                .map(|one| ObjectRef::Column(id, one.id)),
        );
        all.extend(
            table
                .constraints
                .iter()
                .map(|one| ObjectRef::Constraint(id, one.id)),
        );
        all.extend(table.indexes.iter().map(|one| ObjectRef::Index(id, one.id)));
        all.extend(
            table
                .triggers
                .iter()
                .map(|one| ObjectRef::Trigger(id, one.id)),
        );
        all.extend(
            table
                .policies
                .iter()
                .map(|one| ObjectRef::Policy(id, one.id)),
        );
    }
    all.extend(schema.views.keys().map(|id| ObjectRef::View(*id)));
    all.extend(schema.functions.keys().map(|id| ObjectRef::Function(*id)));
    all.extend(schema.roles.keys().map(|id| ObjectRef::Role(*id)));
    all.extend(schema.grants.keys().map(|id| ObjectRef::Grant(*id)));
    all.extend(
        schema
            .default_privileges
            .keys()
            .map(|id| ObjectRef::DefaultPrivilege(*id)),
    );
    all.extend(
        schema
            .statistics
            .keys()
            .map(|id| ObjectRef::Statistics(*id)),
    );
    all.extend(schema.verbatim.keys().map(|id| ObjectRef::Verbatim(*id)));
    all
}

/// The object people call so.
pub fn called(schema: &Schema, name: &str) -> ObjectRef {
    let found = objects(schema)
        .into_iter()
        .find(|object| schema.display_name(*object).as_deref() == Some(name));
    found.unwrap_or_else(|| panic!("there is no {name}"))
}

/// Changes a property by what is typed: rows as `a=b; c=d`, switches as `yes` and `no`.
pub fn type_in(
    draft: &mut Draft,
    object: ObjectRef,
    property: &str,
    text: &str,
) -> Result<(), EditError> {
    match property::named(property).unwrap().field {
        Field::Own | Field::Shown { .. } => panic!("{property} is not typed in"),
        Field::Line { change, .. }
        | Field::Sql { change, .. }
        | Field::Prose { change, .. }
        | Field::Choice { change, .. } => change(draft, object, text),
        Field::Flag { change, .. } => change(draft, object, text == "yes"),
        Field::Rows { change, .. } => change(draft, object, rows(text)),
    }
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let entries = text
        .split(';')
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            entry
                .split('=')
                .map(|cell| cell.trim().to_string())
                .collect()
        })
        .collect()
}

/// Object, property, and what is typed, which is what is shown then.
pub const CHANGES: &[(&str, &str, &str)] = &[
    ("tenants", "table.schema", "app"),
    ("long_notes", "table.persistence", "yes"),
    ("long_notes", "table.partitioning", ""),
    (
        "events_old",
        "table.partition_of",
        "FOR VALUES FROM ('2019-01-01') TO ('2020-01-01')",
    ),
    ("long_notes", "table.inherits", ""),
    ("tenants", "table.inherits", "marks"),
    ("app.places", "table.of_type", ""),
    (
        "tenants",
        "table.options",
        "fillfactor=60; autovacuum_enabled=false",
    ),
    ("tenants", "table.tablespace", ""),
    ("tenants", "table.access_method", "columnar"),
    ("tenants", "table.replica_identity", "NOTHING"),
    (
        "tenants",
        "table.replica_identity",
        "USING INDEX tenants_slug_key",
    ),
    ("tenants", "table.cluster_on", ""),
    ("invoices", "table.cluster_on", "invoices_during_idx"),
    ("tenants.name", "column.comment", "What it is called"),
    ("tenants.name", "column.collation", "\"de-x-icu\""),
    ("tenants.name", "column.not_null_name", "tenants_named"),
    ("stays.note", "column.not_null_no_inherit", "no"),
    ("stays.hint", "column.not_null_no_inherit", "yes"),
    ("stays.hint", "column.not_null_validated", "no"),
    ("stays.note", "column.not_null_validated", "yes"),
    ("stays.note", "column.not_null_comment", "Say it"),
    ("stays.stays_key", "constraint.key.without_overlaps", "no"),
    ("guests.guests_stay", "constraint.foreign_key.period", "no"),
    ("tenants.name", "column.storage", "main"),
    ("tenants.name", "column.compression", "pglz"),
    ("tenants.name", "column.statistics", ""),
    ("tenants.name", "column.options", "n_distinct=-0.5"),
    ("tenants.id", "column.identity.sequence_name", ""),
    ("tenants.id", "column.identity.start", "200"),
    ("tenants.id", "column.identity.increment", "1"),
    ("tenants.id", "column.identity.minimum", "1"),
    ("tenants.id", "column.identity.maximum", ""),
    ("tenants.id", "column.identity.cache", "1"),
    ("tenants.id", "column.identity.cycle", "no"),
    (
        "tenants.tenants_slug_key",
        "constraint.name",
        "tenants_slug_unique",
    ),
    (
        "tenants.tenants_slug_key",
        "constraint.key.nulls_not_distinct",
        "no",
    ),
    ("tenants.tenants_slug_key", "constraint.key.tablespace", ""),
    (
        "tenants.tenants_slug_key",
        "constraint.options",
        "fillfactor=75; deduplicate_items=off",
    ),
    (
        "tenants.tenants_slug_key",
        "constraint.deferrable",
        "immediate",
    ),
    ("tenants.tenants_slug_key", "constraint.comment", ""),
    (
        "invoices.invoices_total",
        "constraint.check.expression",
        "total >= 0",
    ),
    ("invoices.invoices_total", "constraint.no_inherit", "no"),
    ("invoices.invoices_total", "constraint.enforced", "yes"),
    ("invoices.invoices_note", "constraint.validated", "no"),
    (
        "invoices.invoices_parent",
        "constraint.foreign_key.on_delete",
        "cascade",
    ),
    (
        "invoices.invoices_parent",
        "constraint.foreign_key.on_delete.columns",
        "",
    ),
    (
        "invoices.invoices_parent",
        "constraint.foreign_key.on_update",
        "set null",
    ),
    (
        "invoices.invoices_parent",
        "constraint.foreign_key.match_type",
        "no",
    ),
    (
        "invoices.invoices_apart",
        "constraint.exclusion.method",
        "spgist",
    ),
    (
        "invoices.invoices_apart",
        "constraint.exclusion.elements",
        "during range_ops=&&; (during * during)=&&",
    ),
    (
        "invoices.invoices_apart",
        "constraint.exclusion.predicate",
        "",
    ),
    (
        "invoices.invoices_note_idx",
        "index.name",
        "invoices_by_note",
    ),
    ("invoices.invoices_during_idx", "index.method", "brin"),
    (
        "invoices.invoices_note_idx",
        "index.predicate",
        "note <> ''",
    ),
    ("invoices.invoices_note_idx", "index.unique", "no"),
    (
        "invoices.invoices_note_idx",
        "index.nulls_not_distinct",
        "no",
    ),
    ("invoices.invoices_note_idx", "index.comment", "By note"),
    (
        "invoices.invoices_during_idx",
        "index.options",
        "buffering=on",
    ),
    ("invoices.invoices_during_idx", "index.tablespace", "fast"),
    ("events.events_kind_idx", "index.recurse", "no"),
    ("events_old.events_old_kind_idx", "index.attached_to", ""),
    ("invoices.invoices_touch", "trigger.name", "keep_time"),
    (
        "invoices.invoices_touch",
        "trigger.events",
        "DELETE OR UPDATE OF note, total",
    ),
    (
        "invoices.invoices_touch",
        "trigger.clause",
        "FOR EACH ROW WHEN (true) EXECUTE FUNCTION app.touch('x')",
    ),
    ("invoices.invoices_touch", "trigger.state", "ENABLE ALWAYS"),
    ("invoices.invoices_touch", "trigger.comment", "Keeps it"),
    ("invoices.own", "policy.name", "theirs"),
    ("invoices.own", "policy.command", "insert"),
    ("invoices.own", "policy.permissive", "permissive"),
    ("invoices.own", "policy.roles", "writer"),
    ("invoices.own", "policy.using", "tenant_id = 2"),
    ("invoices.own", "policy.with_check", ""),
    ("invoices.own", "policy.comment", ""),
    ("app", "namespace.name", "application"),
    ("app", "namespace.comment", "Ours"),
    ("pg_trgm", "extension.name", "citext"),
    ("pg_trgm", "extension.schema", ""),
    ("pg_trgm", "extension.version", ""),
    ("pg_trgm", "extension.cascade", "no"),
    ("pg_trgm", "extension.comment", "Words"),
    ("app.numbers", "sequence.name", "counted_numbers"),
    ("app.numbers", "sequence.schema", "public"),
    ("app.numbers", "sequence.data_type", "bigint"),
    ("app.numbers", "sequence.options.start", "15"),
    ("app.numbers", "sequence.options.increment", "2"),
    ("app.numbers", "sequence.options.minimum", "1"),
    ("app.numbers", "sequence.options.maximum", ""),
    ("app.numbers", "sequence.options.cache", ""),
    ("app.numbers", "sequence.options.cycle", "no"),
    ("loose", "sequence.owned_by", "invoices.tenant_id"),
    ("loose", "sequence.unlogged", "no"),
    ("loose", "sequence.comment", "Numbers"),
    ("app.together", "statistics.name", "pairs"),
    ("app.together", "statistics.schema", "public"),
    ("app.together", "statistics.target", "90"),
    ("app.together", "statistics.target", ""),
    ("app.together", "statistics.comment", ""),
    ("rule quiet", "verbatim.kind", "rewrite rule"),
    ("rule quiet", "verbatim.name", "silence"),
    ("app.state", "type.name", "progress"),
    ("app.state", "type.schema", "public"),
    ("app.state", "type.comment", ""),
    ("app.amount", "type.domain.base", "numeric(14,2)"),
    ("app.amount", "type.domain.not_null", "no"),
    ("app.amount", "type.domain.default", "1"),
    ("app.label", "type.domain.collation", "\"POSIX\""),
    (
        "app.amount",
        "type.domain.checks",
        "amount_positive=VALUE > 1==No debts at all; least=VALUE > 2=not valid",
    ),
    (
        "app.address",
        "type.composite.fields",
        "street=varchar(80)=\"C\"=Number too; country=app.state",
    ),
    (
        "app.span",
        "type.range.options",
        "subtype=bigint; multirange_type_name=spans",
    ),
    ("app.open", "view.name", "unpaid"),
    ("app.open", "view.schema", "public"),
    ("app.open", "view.comment", "Open ones"),
    ("app.open", "view.recursive", "no"),
    ("totals", "view.with_data", "yes"),
    ("app.open", "view.check_option", "CASCADED CHECK OPTION"),
    ("app.open", "view.columns", "number, \"Sum\""),
    ("app.open", "view.options", "security_invoker=true"),
    (
        "app.open",
        "view.column_comments",
        "number=Its number; sum=Its worth",
    ),
    ("app.open", "view.column_settings", "sum=6"),
    ("totals", "view.column_settings", "sum==main=pglz=9"),
    ("totals", "view.column_options", "sum=n_distinct=9"),
    ("totals", "view.cluster_on", ""),
    ("totals", "view.tablespace", ""),
    ("totals", "view.access_method", ""),
    (
        "invoices.invoices_note_idx",
        "index.statistics",
        "lower(note)=40",
    ),
    (
        "invoices.invoices_apart",
        "constraint.exclusion.tablespace",
        "",
    ),
    ("app.touch()", "function.name", "stamp"),
    ("app.touch()", "function.schema", "public"),
    ("app.touch()", "function.comment", "Stamps"),
    ("reader", "role.name", "onlooker"),
    ("reader", "role.options", "LOGIN; CONNECTION LIMIT 3"),
    ("reader", "role.comment", ""),
    ("public.invoices", "grant.object", "invoices"),
    (
        "public.invoices",
        "grant.object_kind",
        "ALL TABLES IN SCHEMA",
    ),
    ("public.invoices", "grant.privileges", "INSERT=note; DELETE"),
    ("public.invoices", "grant.grantees", "writer, reader"),
    ("public.invoices", "grant.with_option", "no"),
    ("public.invoices", "grant.revoke", "yes"),
    ("pg_monitor", "grant.inherit", "yes"),
    ("pg_monitor", "grant.set", ""),
    ("pg_monitor", "grant.granted_by", ""),
    (
        "default privileges",
        "default_privilege.definition",
        "ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM reader",
    ),
];
