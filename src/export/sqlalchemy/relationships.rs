//! Relationships: both ends of each foreign key between two classes.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{attribute, of_column, string, unique};
use super::{Context, columns};
use crate::model::{
    ColumnId, Constraint, ConstraintId, ForeignKey, ReferenceTarget, ReferentialAction, Table,
    TableId, naming,
};

/// A foreign key that becomes a relationship.
struct Link<'a> {
    from: &'a Table,
    to: &'a Table,
    constraint: &'a Constraint,
    key: &'a ForeignKey,
    /// Attribute at the referencing class.
    forth: String,
    /// Attribute at the referenced class.
    back: String,
}

/// The lines of relationships in a class, and the classes they name.
pub(super) fn lines(context: &Context, table: &Table) -> (Vec<String>, BTreeSet<TableId>) {
    let links = links(context);
    let mut lines = Vec::new();
    let mut named = BTreeSet::new();
    for link in &links {
        if link.from.id == table.id {
            lines.push(forth(context, &links, link));
            named.insert(link.to.id);
        }
    }
    for link in &links {
        if link.to.id == table.id {
            lines.push(back(context, &links, link));
            named.insert(link.from.id);
        }
    }
    named.remove(&table.id);
    (lines, named)
}

/// Every foreign key between two tables that are classes, with the names of both ends. Of several keys over the same columns to
/// the same table one is enough.
fn links<'a>(context: &Context<'a>) -> Vec<Link<'a>> {
    let mut taken: BTreeMap<TableId, BTreeSet<String>> = context
        .tables
        .iter()
        .map(|table| {
            let columns = table.columns.iter();
            (
                table.id,
                columns.map(|column| of_column(table, column)).collect(),
            )
        })
        .collect();
    let mut seen: BTreeSet<(TableId, TableId, BTreeSet<ColumnId>)> = BTreeSet::new();
    let mut links = Vec::new();
    for table in &context.tables {
        for (constraint, key) in table.foreign_keys() {
            let ReferenceTarget::Table { table: to, .. } = &key.target else {
                continue;
            };
            let Some(to) = context.tables.iter().find(|other| other.id == *to) else {
                continue;
            };
            let are_classes =
                !table.primary_key_columns().is_empty() && !to.primary_key_columns().is_empty();
            let columns: BTreeSet<ColumnId> = key.columns.iter().copied().collect();
            if !are_classes || !seen.insert((table.id, to.id, columns)) {
                continue;
            }
            let forth = name(&mut taken, table.id, &forth_name(table, to, key));
            let mut link = Link {
                from: table,
                to,
                constraint,
                key,
                forth,
                back: String::new(),
            };
            let back = back_name(&link);
            link.back = name(&mut taken, to.id, &back);
            links.push(link);
        }
    }
    links
}

fn name(taken: &mut BTreeMap<TableId, BTreeSet<String>>, table: TableId, wish: &str) -> String {
    let all = taken.entry(table).or_default();
    let own = unique(wish, all, |number| match number {
        2 => format!("{wish}_row"),
        number => format!("{wish}_{number}"),
    });
    all.insert(own.clone());
    own
}

/// `customer` for `customer_id`; else the other table's name.
fn forth_name(table: &Table, to: &Table, key: &ForeignKey) -> String {
    let last = key.columns.last().and_then(|id| table.column(*id));
    let stem = last.and_then(|column| {
        ["_id", "_uuid", "_key"]
            .iter()
            .find_map(|ending| column.name.strip_suffix(ending))
    });
    attribute(
        stem.map_or_else(|| naming::singular(&to.header.name), str::to_string)
            .as_str(),
    )
}

/// The referencing table's name; with the role where it refers to the other in several.
fn back_name(link: &Link) -> String {
    let keys = link.from.foreign_keys();
    let keys = keys
        .filter(|(_, key)| key.target.table() == Some(link.to.id))
        .count();
    let single = naming::singular(&link.from.header.name);
    let name = match is_one_to_one(link) {
        true => single,
        false => naming::plural(&single),
    };
    if keys > 1 || link.from.id == link.to.id {
        attribute(&format!("{name}_by_{}", link.forth))
    } else {
        attribute(&name)
    }
}

/// Whether at most one row refers to each.
fn is_one_to_one(link: &Link) -> bool {
    let columns: BTreeSet<ColumnId> = link.key.columns.iter().copied().collect();
    let covers =
        |other: &[ColumnId]| !other.is_empty() && other.iter().all(|one| columns.contains(one));
    let by_constraint = link
        .from
        .constraints
        .iter()
        .filter_map(Constraint::key)
        .any(|key| covers(&key.columns));
    by_constraint
        || link.from.indexes.iter().any(|index| {
            index.unique
                && index.predicate.is_none()
                && index.keys.iter().all(|key| key.column().is_some())
                && covers(&index.leading_columns())
        })
}

fn forth(context: &Context, links: &[Link], link: &Link) -> String {
    let class = context.names.class(link.to.id);
    let required = link.key.columns.iter().all(|id| {
        link.from
            .column(*id)
            .is_some_and(|column| column.not_null || link.from.primary_key_columns().contains(id))
    });
    let annotation = if required {
        format!("\"{class}\"")
    } else {
        format!("\"{class} | None\"")
    };
    let mut arguments = vec![format!("back_populates={}", string(&link.back))];
    arguments.push(foreign_keys(context, link));
    if link.from.id == link.to.id {
        arguments.push(format!("remote_side={}", string(&remote(context, link))));
    }
    arguments.extend(overlaps(links, link));
    line(&link.forth, &annotation, &arguments)
}

fn back(context: &Context, links: &[Link], link: &Link) -> String {
    let class = context.names.class(link.from.id);
    let annotation = if is_one_to_one(link) {
        format!("\"{class} | None\"")
    } else {
        format!("list[\"{class}\"]")
    };
    let mut arguments = vec![format!("back_populates={}", string(&link.forth))];
    arguments.push(foreign_keys(context, link));
    // What the database does by itself need not be loaded first.
    if matches!(
        link.key.on_delete,
        Some(
            ReferentialAction::Cascade
                | ReferentialAction::SetNull(_)
                | ReferentialAction::SetDefault(_)
        )
    ) {
        arguments.push("passive_deletes=True".to_string());
    }
    arguments.extend(overlaps(links, link));
    line(&link.back, &annotation, &arguments)
}

fn line(name: &str, annotation: &str, arguments: &[String]) -> String {
    columns::call(
        &format!("    {name}: Mapped[{annotation}] = relationship"),
        arguments,
        "    ",
    )
}

fn foreign_keys(context: &Context, link: &Link) -> String {
    let class = context.names.class(link.from.id);
    let columns: Vec<String> = link
        .key
        .columns
        .iter()
        .filter_map(|id| {
            Some(format!(
                "{class}.{}",
                of_column(link.from, link.from.column(*id)?)
            ))
        })
        .collect();
    format!(
        "foreign_keys={}",
        string(&format!("[{}]", columns.join(", ")))
    )
}

fn remote(context: &Context, link: &Link) -> String {
    let class = context.names.class(link.to.id);
    let columns: Vec<String> = link
        .key
        .target
        .columns()
        .iter()
        .filter_map(|id| {
            Some(format!(
                "{class}.{}",
                of_column(link.to, link.to.column(*id)?)
            ))
        })
        .collect();
    format!("[{}]", columns.join(", "))
}

/// Keys that share a column both write it: SQLAlchemy wants to be told that this is meant.
fn overlaps(links: &[Link], link: &Link) -> Option<String> {
    let shares = |other: &&Link| {
        other.from.id == link.from.id
            && id(other) != id(link)
            && other
                .key
                .columns
                .iter()
                .any(|one| link.key.columns.contains(one))
    };
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for other in links.iter().filter(shares) {
        names.insert(&other.forth);
        names.insert(&other.back);
    }
    let names: Vec<&str> = names.into_iter().collect();
    (!names.is_empty()).then(|| format!("overlaps={}", string(&names.join(","))))
}

fn id(link: &Link) -> ConstraintId {
    link.constraint.id
}
