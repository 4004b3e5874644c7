//! `column-type-inconsistent`.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::rules::neighbours::ends_in_id;
use crate::rules::prelude::*;
use crate::sql::types::{Family, family};

declare_rule! {
    /// # What
    /// Columns of one name are of one kind of type in all tables.
    ///
    /// # Why
    /// A join or a union of the two fails or needs a cast, and the index on the cast side is not used.
    ///
    /// # When it is safe to ignore
    /// The name means different things. Left alone: names that say nothing by themselves (id, value, type, data, position), kinds (item_type), whole
    /// numbers of different sizes, texts of different lengths, times with and without a zone (which other rules judge), ids, and
    /// columns that reference something.
    ///
    /// # Fix
    /// None by itself: give the columns one type, or the names one meaning.
    "column-type-inconsistent", Group::Types, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["2:35", "schemacrawler ColumnTypes", "pg-index-health 45"],
    fail: "CREATE TABLE t(phone text); CREATE TABLE q(phone bigint)",
    pass: "CREATE TABLE t(phone text); CREATE TABLE q(phone text)",
    check: Check::Schema(Reads::Contents, check),
    fix: None,
}

/// Names that say nothing by themselves, sorted.
const GENERIC: &[&str] = &[
    "action",
    "actor",
    "address",
    "arguments",
    "args",
    "attributes",
    "author",
    "blob",
    "body",
    "category",
    "code",
    "color",
    "condition",
    "conditions",
    "config",
    "configuration",
    "content",
    "context",
    "cost",
    "count",
    "creator",
    "cursor",
    "data",
    "date",
    "default",
    "description",
    "details",
    "direction",
    "domain",
    "duration",
    "encoding",
    "end",
    "entry",
    "error",
    "errors",
    "event",
    "expression",
    "extra",
    "field",
    "file",
    "filter",
    "filters",
    "flags",
    "format",
    "from",
    "group",
    "hash",
    "header",
    "headers",
    "height",
    "id",
    "identifier",
    "image",
    "index",
    "info",
    "input",
    "item",
    "items",
    "key",
    "kind",
    "label",
    "labels",
    "language",
    "length",
    "level",
    "limit",
    "limits",
    "line",
    "link",
    "location",
    "mask",
    "max",
    "message",
    "meta",
    "metadata",
    "method",
    "min",
    "mode",
    "model",
    "name",
    "note",
    "notes",
    "number",
    "object",
    "offset",
    "operation",
    "option",
    "options",
    "order",
    "output",
    "owner",
    "params",
    "parameters",
    "parent",
    "password",
    "path",
    "payload",
    "period",
    "permissions",
    "phase",
    "policy",
    "position",
    "preferences",
    "priority",
    "private",
    "progress",
    "provider",
    "properties",
    "public",
    "query",
    "range",
    "rank",
    "rating",
    "reason",
    "reference",
    "request",
    "resource",
    "response",
    "result",
    "results",
    "role",
    "roles",
    "rule",
    "rules",
    "schedule",
    "scope",
    "scopes",
    "score",
    "secret",
    "sequence",
    "service",
    "settings",
    "sha",
    "signature",
    "size",
    "snapshot",
    "source",
    "stage",
    "start",
    "state",
    "stats",
    "status",
    "step",
    "subject",
    "summary",
    "tags",
    "target",
    "template",
    "text",
    "time",
    "timeout",
    "timestamp",
    "title",
    "to",
    "token",
    "total",
    "type",
    "unit",
    "url",
    "user",
    "value",
    "values",
    "version",
    "visibility",
    "weight",
    "width",
];

/// Kinds of types that cannot stand for each other; `None` for those that are not compared.
fn kind(data_type: &DataType) -> Option<&'static str> {
    Some(match family(data_type) {
        Family::Integer => "a whole number",
        // A price as numeric and as a float are two kinds, but `float-for-money` speaks of it.
        Family::Numeric | Family::Float => "a decimal number",
        Family::Text => "text",
        Family::Boolean => "a boolean",
        Family::Uuid => "a uuid",
        Family::Timestamp | Family::TimestampTz => "a time",
        Family::Date => "a date",
        Family::Bytea => "bytes",
        _ => return None,
    })
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let mut by_name: FxHashMap<&str, Named> = FxHashMap::default();
    for table in context.tables() {
        for column in &table.columns {
            let name = column.name.as_str();
            // Kinds are numbered by one framework and spelt out by the next, in one schema too.
            let says_kind = ["_type", "_status", "_state", "_level"]
                .iter()
                .any(|end| name.ends_with(end));
            if !ends_in_id(name) && !says_kind && !column.inherited {
                match by_name.entry(name) {
                    Entry::Vacant(free) => {
                        free.insert(Named::of(table, column));
                    }
                    Entry::Occupied(mut named) => named.get_mut().add(table, column),
                }
            }
        }
    }
    let shared = by_name.iter().filter(|(_, named)| !named.rest.is_empty());
    out.looked_at(shared.count());
    let mut mixed: Vec<(&str, Named)> = by_name
        .into_iter()
        .filter(|(name, named)| named.mixed && !GENERIC.contains(name))
        .collect();
    mixed.sort_unstable_by_key(|(name, _)| *name);
    for (name, named) in mixed {
        let mut columns = vec![named.first];
        columns.extend(named.rest);
        judge(name, &columns, out);
    }
}

/// The columns of one name.
struct Named<'a> {
    first: (&'a Table, &'a Column),
    rest: Vec<(&'a Table, &'a Column)>,
    /// Whether they have more than one type.
    mixed: bool,
}

impl<'a> Named<'a> {
    fn of(table: &'a Table, column: &'a Column) -> Self {
        Named {
            first: (table, column),
            rest: Vec::new(),
            mixed: false,
        }
    }

    fn add(&mut self, table: &'a Table, column: &'a Column) {
        self.mixed |= self.first.1.data_type != column.data_type;
        self.rest.push((table, column));
    }
}

fn judge(name: &str, columns: &[(&Table, &Column)], out: &mut Findings<'_>) {
    let mut kinds: Vec<(&'static str, Vec<(&Table, &Column)>)> = Vec::new();
    for (table, column) in columns {
        let referencing = || shape::referencing_columns(table).contains(&column.id);
        let Some(kind) = kind(&column.data_type).filter(|_| !referencing()) else {
            continue;
        };
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, of_kind)) => of_kind.push((table, column)),
            None => kinds.push((kind, vec![(table, column)])),
        }
    }
    // The most common kind first; of two as common, the one met first.
    kinds.sort_by_key(|(_, of_kind)| std::cmp::Reverse(of_kind.len()));
    let [(usual, most), (other, few), ..] = kinds.as_slice() else {
        return;
    };
    let (Some((table, column)), Some((example, _))) = (few.first(), most.first()) else {
        return;
    };
    let tables: Vec<&str> = few
        .iter()
        .take(4)
        .map(|(table, _)| table.name.as_str())
        .collect();
    out.report(
        ObjectRef::Column(table.id, column.id),
        format!("is {other} here and {usual} elsewhere"),
        format!(
            "{name} is {other} in {}, and {usual} in {} of {} tables.",
            tables.join(", "),
            most.len(),
            columns.len()
        ),
        format!(
            "A comparison of {} with {} by {name} fails or needs a cast, which no index serves.",
            table.name, example.name
        ),
    )
    .advice("Give the columns one type, or names that say how they differ.");
}
