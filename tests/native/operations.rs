//! Random sequences of what users do: every step can be taken back exactly, the journal replays to the same document, and
//! nothing in the document ever refers to something that is not there.

use std::collections::{BTreeMap, BTreeSet};

use cadastre::editor::{Change, Draft, EditError, Editor, Template, edit};
use cadastre::layout::{Point, Rect};
use cadastre::model::choices::{Rename, Way};
use cadastre::model::{
    ColumnId, ConstraintKind, Document, Generated, Identity, IndexKeySource, ObjectRef, Op,
    Partition, PartitionMethod, Partitioning, Policy, PolicyCommand, ReferentialAction, Schema,
    Table, TableId, TenancyClass, Trigger, TypeId,
};
use proptest::prelude::*;

/// What is wrong with a document; empty when every reference leads somewhere and every name and id is there once.
pub fn violations(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    ids(document, &mut found);
    names(&document.schema, &mut found);
    for table in document.schema.tables.values() {
        parts(document, table, &mut found);
    }
    beside(document, &mut found);
    found
}

fn ids(document: &Document, found: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    let mut see = |id: u32, what: String| {
        if !seen.insert(id) {
            found.push(format!("id {id} of {what} is used twice"));
        }
        if id >= document.next_id {
            found.push(format!("id {id} of {what} is not below the counter"));
        }
    };
    for table in document.schema.tables.values() {
        see(table.id.0, table.name.clone());
        table
            .columns
            .iter()
            .for_each(|c| see(c.id.0, c.name.clone()));
        table
            .constraints
            .iter()
            .for_each(|c| see(c.id.0, c.name.clone()));
        table
            .indexes
            .iter()
            .for_each(|i| see(i.id.0, i.name.clone()));
        table
            .triggers
            .iter()
            .for_each(|t| see(t.id.0, t.name.clone()));
        table
            .policies
            .iter()
            .for_each(|p| see(p.id.0, p.name.clone()));
    }
    let schema = &document.schema;
    schema
        .sequences
        .values()
        .for_each(|s| see(s.id.0, s.name.clone()));
    schema
        .types
        .values()
        .for_each(|t| see(t.id.0, t.name.clone()));
    schema
        .views
        .values()
        .for_each(|v| see(v.id.0, v.name.clone()));
    document
        .notes
        .keys()
        .for_each(|n| see(n.0, "a note".into()));
    document
        .areas
        .keys()
        .for_each(|a| see(a.0, "an area".into()));
}

fn names(schema: &Schema, found: &mut Vec<String>) {
    let mut relations: BTreeSet<(String, String)> = BTreeSet::new();
    let mut see = |namespace: &str, name: &str| {
        if !relations.insert((namespace.to_string(), name.to_string())) {
            found.push(format!("{namespace}.{name} is there twice"));
        }
    };
    for table in schema.tables.values() {
        see(&table.schema, &table.name);
        for index in &table.indexes {
            see(&table.schema, &index.name);
        }
        for constraint in &table.constraints {
            if constraint.key().is_some() {
                see(&table.schema, &constraint.name);
            }
        }
    }
    for sequence in schema.sequences.values() {
        see(&sequence.schema, &sequence.name);
    }
    for view in schema.views.values() {
        see(&view.schema, &view.name);
    }
    for table in schema.tables.values() {
        let columns: BTreeSet<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        let constraints: BTreeSet<&str> =
            table.constraints.iter().map(|c| c.name.as_str()).collect();
        if columns.len() != table.columns.len() {
            found.push(format!("{} has a column name twice", table.name));
        }
        if constraints.len() != table.constraints.len() {
            found.push(format!("{} has a constraint name twice", table.name));
        }
    }
}

fn unique_over(table: &Table, columns: &BTreeSet<ColumnId>) -> bool {
    table.constraints.iter().any(|constraint| {
        constraint
            .key()
            .is_some_and(|key| key.columns.iter().copied().collect::<BTreeSet<_>>() == *columns)
    }) || table.indexes.iter().any(|index| {
        index.unique && index.leading_columns().into_iter().collect::<BTreeSet<_>>() == *columns
    })
}

fn parts(document: &Document, table: &Table, found: &mut Vec<String>) {
    let own: BTreeSet<ColumnId> = table.columns.iter().map(|column| column.id).collect();
    let mut need = |columns: &[ColumnId], what: &str| {
        if columns.iter().any(|column| !own.contains(column)) {
            found.push(format!(
                "{what} of {} names a column that is gone",
                table.name
            ));
        }
    };
    for constraint in &table.constraints {
        need(&constraint.columns(), &constraint.name);
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                need(&key.include, &constraint.name);
            }
            ConstraintKind::ForeignKey(key) => {
                for action in [&key.on_delete, &key.on_update] {
                    if let Some(
                        ReferentialAction::SetNull(some) | ReferentialAction::SetDefault(some),
                    ) = action
                    {
                        need(some, &constraint.name);
                    }
                }
            }
            _ => {}
        }
    }
    for index in &table.indexes {
        need(&index.include, &index.name);
        for key in &index.keys {
            if let IndexKeySource::Column(column) = key.source {
                need(&[column], &index.name);
            }
        }
    }
    for (constraint, key) in table.foreign_keys() {
        let Some(target) = key.target.table() else {
            continue;
        };
        let Some(parent) = document.schema.table(target) else {
            found.push(format!(
                "{} refers to a table that is gone",
                constraint.name
            ));
            continue;
        };
        let referenced: BTreeSet<ColumnId> = key.target.columns().iter().copied().collect();
        if referenced
            .iter()
            .any(|column| parent.column(*column).is_none())
        {
            found.push(format!(
                "{} refers to a column that is gone",
                constraint.name
            ));
        }
        if key.columns.len() != key.target.columns().len() {
            found.push(format!("{} pairs unequal lists", constraint.name));
        }
        if !unique_over(parent, &referenced) {
            found.push(format!(
                "{} refers to columns that are not unique",
                constraint.name
            ));
        }
    }
    let keys = table
        .constraints
        .iter()
        .filter(|c| c.is_primary_key())
        .count();
    if keys > 1 {
        found.push(format!("{} has {keys} primary keys", table.name));
    }
    for column in table.primary_key_columns() {
        if table.column(*column).is_some_and(|column| !column.not_null) {
            found.push(format!("{} has a nullable key", table.name));
        }
    }
    for column in &table.columns {
        let sources = [
            column.default.is_some(),
            column.identity.is_some(),
            column.generated.is_some(),
        ];
        if sources.iter().filter(|source| **source).count() > 1 {
            found.push(format!("{}.{} has two sources", table.name, column.name));
        }
        if column
            .default
            .as_deref()
            .is_some_and(|d| d.contains("nextval("))
        {
            let owned = document.schema.sequences.values().any(|s| {
                column
                    .default
                    .as_deref()
                    .is_some_and(|d| d.contains(&s.name))
            });
            if !owned {
                found.push(format!("{}.{} draws from nothing", table.name, column.name));
            }
        }
        if let Some(generated) = &column.generated {
            let named = cadastre::sql::expression::identifiers(&generated.expression);
            if named.iter().any(|name| table.column_named(name).is_none()) {
                found.push(format!(
                    "{}.{} is computed from nothing",
                    table.name, column.name
                ));
            }
        }
    }
    let parents = table
        .partition_of
        .iter()
        .map(|partition| partition.parent)
        .chain(table.inherits.iter().copied());
    for parent in parents {
        match document.schema.table(parent) {
            None => found.push(format!("{} has a parent that is gone", table.name)),
            Some(parent) => {
                for column in &parent.columns {
                    if table.column_named(&column.name).is_none() {
                        found.push(format!("{} lacks its parent's {}", table.name, column.name));
                    }
                }
            }
        }
    }
}

fn beside(document: &Document, found: &mut Vec<String>) {
    let schema = &document.schema;
    let mut need = |table: TableId, what: &str| {
        if schema.table(table).is_none() {
            found.push(format!("{what} is of a table that is gone"));
        }
    };
    document
        .placements
        .keys()
        .for_each(|table| need(*table, "a placement"));
    document
        .scale
        .keys()
        .for_each(|table| need(*table, "a scale"));
    document
        .tenancy
        .classes
        .keys()
        .for_each(|table| need(*table, "a class"));
    document
        .tenancy
        .root
        .iter()
        .for_each(|table| need(*table, "the root"));
    for sequence in schema.sequences.values() {
        if let Some((table, column)) = sequence.owned_by
            && !schema.contains(ObjectRef::Column(table, column))
        {
            found.push(format!("{} is owned by nothing", sequence.name));
        }
    }
    for waiver in document.waivers.values() {
        if !schema.contains(waiver.object) {
            found.push("a waiver is on something that is gone".to_string());
        }
    }
}

/// The document without its id counter, which never goes back.
pub fn without_counter(document: &Document) -> Document {
    Document {
        next_id: 0,
        ..document.clone()
    }
}

/// Something a user does. Numbers pick among what is there.
#[derive(Clone, Debug)]
enum Intent {
    Create(u8),
    Junction(usize, usize),
    RenameTable(usize, u8),
    DropTables(usize, usize),
    Duplicate(usize, usize),
    AddColumn(usize, usize),
    RenameColumn(usize, usize, u8),
    DropColumns(usize, usize, usize),
    MoveColumn(usize, usize, usize),
    Type(usize, usize, u8),
    NotNull(usize, usize, bool),
    Default(usize, usize, bool),
    Identity(usize, usize, bool),
    Generated(usize, usize, usize),
    PrimaryKey(usize, usize, usize),
    Unique(usize, usize, usize),
    Check(usize, usize),
    Index(usize, usize, usize),
    Relate(usize, usize, Option<usize>),
    DropConstraint(usize, usize),
    DropIndex(usize, usize),
    Policy(usize, usize),
    Trigger(usize, usize),
    Class(usize, u8),
    Choose(usize, u8),
    Enum(u8),
    Label(usize, u8),
    RenameType(usize, u8),
    DropType(usize),
    Move(usize, i16, i16),
    Note(i16),
    Partition(usize),
    Undo,
    Redo,
}

fn intents() -> impl Strategy<Value = Vec<Intent>> {
    let n = 0..64_usize;
    let one = prop_oneof![
        4 => any::<u8>().prop_map(Intent::Create),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::Junction(a, b)),
        2 => (n.clone(), any::<u8>()).prop_map(|(a, b)| Intent::RenameTable(a, b)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::DropTables(a, b)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::Duplicate(a, b)),
        3 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::AddColumn(a, b)),
        3 => (n.clone(), n.clone(), any::<u8>()).prop_map(|(a, b, c)| Intent::RenameColumn(a, b, c)),
        2 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Intent::DropColumns(a, b, c)),
        1 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Intent::MoveColumn(a, b, c)),
        3 => (n.clone(), n.clone(), any::<u8>()).prop_map(|(a, b, c)| Intent::Type(a, b, c)),
        1 => (n.clone(), n.clone(), any::<bool>()).prop_map(|(a, b, c)| Intent::NotNull(a, b, c)),
        1 => (n.clone(), n.clone(), any::<bool>()).prop_map(|(a, b, c)| Intent::Default(a, b, c)),
        1 => (n.clone(), n.clone(), any::<bool>()).prop_map(|(a, b, c)| Intent::Identity(a, b, c)),
        1 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Intent::Generated(a, b, c)),
        2 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Intent::PrimaryKey(a, b, c)),
        2 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Intent::Unique(a, b, c)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::Check(a, b)),
        2 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Intent::Index(a, b, c)),
        4 => (n.clone(), n.clone(), proptest::option::of(n.clone())).prop_map(|(a, b, c)| Intent::Relate(a, b, c)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::DropConstraint(a, b)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::DropIndex(a, b)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::Policy(a, b)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Intent::Trigger(a, b)),
        1 => (n.clone(), any::<u8>()).prop_map(|(a, b)| Intent::Class(a, b)),
        1 => (n.clone(), any::<u8>()).prop_map(|(a, b)| Intent::Choose(a, b)),
        1 => any::<u8>().prop_map(Intent::Enum),
        1 => (n.clone(), any::<u8>()).prop_map(|(a, b)| Intent::Label(a, b)),
        1 => (n.clone(), any::<u8>()).prop_map(|(a, b)| Intent::RenameType(a, b)),
        1 => n.clone().prop_map(Intent::DropType),
        1 => (n.clone(), any::<i16>(), any::<i16>()).prop_map(|(a, b, c)| Intent::Move(a, b, c)),
        1 => any::<i16>().prop_map(Intent::Note),
        1 => n.prop_map(Intent::Partition),
        3 => Just(Intent::Undo),
        2 => Just(Intent::Redo),
    ];
    proptest::collection::vec(one, 1..40)
}

fn pick<T: Copy>(all: &[T], number: usize) -> Result<T, EditError> {
    all.get(number % all.len().max(1))
        .copied()
        .ok_or(EditError::NothingSelected)
}

fn table(draft: &Draft, number: usize) -> Result<TableId, EditError> {
    pick(
        &draft.schema().tables.keys().copied().collect::<Vec<_>>(),
        number,
    )
}

fn column(draft: &Draft, table: TableId, number: usize) -> Result<ColumnId, EditError> {
    let columns: Vec<ColumnId> = draft.table(table)?.columns.iter().map(|c| c.id).collect();
    pick(&columns, number)
}

fn user_type(draft: &Draft, number: usize) -> Result<TypeId, EditError> {
    pick(
        &draft.schema().types.keys().copied().collect::<Vec<_>>(),
        number,
    )
}

fn name_of(number: u8) -> String {
    [
        "users",
        "teams",
        "Order Items",
        "select",
        "größe",
        "a",
        "status",
    ]
    .get(usize::from(number) % 9)
    .map_or_else(
        || format!("thing_{}", number % 5),
        |name| (*name).to_string(),
    )
}

fn do_intent(draft: &mut Draft, intent: &Intent) -> Result<(), EditError> {
    let ignore = |_| ();
    match intent {
        Intent::Create(number) => {
            let template = Template::SIMPLE[usize::from(*number) % Template::SIMPLE.len()];
            let at = Point::new(f64::from(*number) * 10.0, 0.0);
            edit::create_table(draft, &template, None, at).map(ignore)
        }
        Intent::Junction(a, b) => {
            let template = Template::Junction(table(draft, *a)?, table(draft, *b)?);
            edit::create_table(draft, &template, None, Point::default()).map(ignore)
        }
        Intent::RenameTable(a, name) => {
            let table = table(draft, *a)?;
            edit::rename_table(draft, table, &name_of(*name))
        }
        Intent::DropTables(a, b) => {
            let mut tables = vec![table(draft, *a)?, table(draft, *b)?];
            tables.dedup();
            edit::drop_tables(draft, &tables).map(|_| ())
        }
        Intent::Duplicate(a, b) => {
            let mut tables = vec![table(draft, *a)?, table(draft, *b)?];
            tables.dedup();
            edit::duplicate_tables(draft, &tables).map(|_| ())
        }
        Intent::AddColumn(a, b) => {
            let table = table(draft, *a)?;
            edit::add_column(draft, table, None, None, Some(*b)).map(|_| ())
        }
        Intent::RenameColumn(a, b, name) => {
            let table = table(draft, *a)?;
            let column = column(draft, table, *b)?;
            edit::rename_column(draft, table, column, &name_of(*name))
        }
        Intent::DropColumns(a, b, c) => {
            let table = table(draft, *a)?;
            let mut columns = vec![column(draft, table, *b)?, column(draft, table, *c)?];
            columns.dedup();
            edit::drop_columns(draft, table, &columns).map(|_| ())
        }
        Intent::MoveColumn(a, b, c) => {
            let table = table(draft, *a)?;
            let column = column(draft, table, *b)?;
            edit::move_column(draft, table, column, *c)
        }
        Intent::Type(a, b, c) => {
            let table = table(draft, *a)?;
            let column = column(draft, table, *b)?;
            let types = [
                "serial",
                "text",
                "uuid",
                "bigint",
                "varchar(80)",
                "thing_1[]",
                "(",
            ];
            edit::set_type(draft, table, column, types[usize::from(*c) % types.len()])
        }
        Intent::NotNull(a, b, c) => {
            let table = table(draft, *a)?;
            let column = column(draft, table, *b)?;
            edit::set_not_null(draft, table, column, *c)
        }
        Intent::Default(a, b, c) => {
            let table = table(draft, *a)?;
            let column = column(draft, table, *b)?;
            edit::set_default(draft, table, column, c.then_some("now()"))
        }
        Intent::Identity(a, b, c) => {
            let table = table(draft, *a)?;
            let column = column(draft, table, *b)?;
            edit::set_identity(draft, table, column, c.then(Identity::default))
        }
        other => do_more(draft, other),
    }
}

fn do_more(draft: &mut Draft, intent: &Intent) -> Result<(), EditError> {
    match intent {
        Intent::Generated(a, b, c) => {
            let table = table(draft, *a)?;
            let one = column(draft, table, *b)?;
            let other = column(draft, table, *c)?;
            if one == other {
                return Err(EditError::NothingSelected);
            }
            let expression = cadastre::sql::quote::identifier(&draft.column(table, other)?.name);
            let generated = Generated {
                expression,
                stored: true,
            };
            edit::set_generated(draft, table, one, Some(generated))
        }
        Intent::PrimaryKey(a, b, c) => {
            let table = table(draft, *a)?;
            let mut columns = vec![column(draft, table, *b)?, column(draft, table, *c)?];
            columns.dedup();
            if c % 7 == 0 {
                columns.clear();
            }
            edit::set_primary_key(draft, table, &columns)
        }
        Intent::Unique(a, b, c) => {
            let table = table(draft, *a)?;
            let columns = [column(draft, table, *b)?, column(draft, table, *c)?];
            edit::add_unique(draft, table, &columns[..1 + c % 2]).map(|_| ())
        }
        Intent::Check(a, b) => {
            let table = table(draft, *a)?;
            let column = column(draft, table, *b)?;
            let name = cadastre::sql::quote::identifier(&draft.column(table, column)?.name);
            edit::add_check(draft, table, &format!("({name} IS NOT NULL)"), None).map(|_| ())
        }
        Intent::Index(a, b, c) => {
            let table = table(draft, *a)?;
            let columns = [column(draft, table, *b)?, column(draft, table, *c)?];
            edit::add_index(draft, table, &columns[..1 + c % 2]).map(|_| ())
        }
        Intent::Relate(a, b, c) => {
            let from = table(draft, *a)?;
            let to = table(draft, *b)?;
            let column = c.map(|c| column(draft, from, c)).transpose()?;
            edit::relate(draft, from, column, to).map(|_| ())
        }
        Intent::DropConstraint(a, b) => {
            let table = table(draft, *a)?;
            let all: Vec<_> = draft
                .table(table)?
                .constraints
                .iter()
                .map(|c| c.id)
                .collect();
            edit::drop_constraint(draft, table, pick(&all, *b)?).map(|_| ())
        }
        Intent::DropIndex(a, b) => {
            let table = table(draft, *a)?;
            let all: Vec<_> = draft.table(table)?.indexes.iter().map(|c| c.id).collect();
            edit::drop_index(draft, table, pick(&all, *b)?)
        }
        Intent::Policy(a, b) => policy(draft, *a, *b),
        Intent::Trigger(a, b) => trigger(draft, *a, *b),
        Intent::Class(a, b) => {
            let table = table(draft, *a)?;
            let class = match b % 4 {
                0 => None,
                1 => Some(TenancyClass::Root),
                2 => Some(TenancyClass::TenantScoped),
                _ => Some(TenancyClass::Reference),
            };
            edit::set_class(draft, table, class)
        }
        Intent::Choose(a, b) => {
            let table = table(draft, *a)?;
            let mut choices = draft.document().migration.clone();
            let way = [Way::Phased, Way::Direct, Way::Keep][usize::from(b % 3)];
            choices.choose(ObjectRef::Table(table), way);
            let name = draft.table(table)?.qualified_name().to_string();
            let pair = Rename {
                from: name_of(*b),
                to: name,
            };
            choices.answer(&pair, b % 2 == 0);
            draft.say(|| "Choose".to_string());
            draft.apply(Op::SetMigration(Box::new(choices)))
        }
        Intent::Enum(name) => {
            edit::create_enum(draft, "public", &name_of(*name), &["a", "b"]).map(|_| ())
        }
        Intent::Label(a, name) => {
            let id = user_type(draft, *a)?;
            edit::add_enum_label(draft, id, &name_of(*name), Some(0))
        }
        Intent::RenameType(a, name) => {
            let id = user_type(draft, *a)?;
            edit::rename_type(draft, id, &name_of(*name))
        }
        Intent::DropType(a) => {
            let id = user_type(draft, *a)?;
            edit::drop_type(draft, id)
        }
        Intent::Move(a, x, y) => {
            let table = table(draft, *a)?;
            edit::move_tables(draft, &[(table, Point::new(f64::from(*x), f64::from(*y)))])
        }
        Intent::Note(x) => {
            let rect = Rect::new(f64::from(*x), 0.0, 100.0, 50.0);
            edit::add_note(draft, rect, "remember").map(|_| ())
        }
        Intent::Partition(a) => partition(draft, *a),
        _ => Ok(()),
    }
}

fn policy(draft: &mut Draft, a: usize, b: usize) -> Result<(), EditError> {
    let table = table(draft, a)?;
    let column = column(draft, table, b)?;
    let name = cadastre::sql::quote::identifier(&draft.column(table, column)?.name);
    let policy = Policy {
        id: draft.allocate(),
        name: "own rows".to_string(),
        permissive: true,
        command: PolicyCommand::All,
        roles: Vec::new(),
        using: Some(format!("{name} IS NOT NULL")),
        with_check: None,
        comment: None,
    };
    edit::put_policy(draft, table, policy).map(|_| ())
}

fn trigger(draft: &mut Draft, a: usize, b: usize) -> Result<(), EditError> {
    let table = table(draft, a)?;
    let column = column(draft, table, b)?;
    let name = cadastre::sql::quote::identifier(&draft.column(table, column)?.name);
    let trigger = Trigger {
        id: draft.allocate(),
        name: "touch".to_string(),
        timing: "BEFORE".to_string(),
        events: vec![format!("UPDATE OF {name}")],
        for_each_row: true,
        function: "touch".to_string(),
        clause: "FOR EACH ROW EXECUTE FUNCTION touch()".to_string(),
        constraint: false,
        state: None,
        inherited: false,
        comment: None,
    };
    edit::put_trigger(draft, table, trigger).map(|_| ())
}

/// Partitions a table by its first column and gives it one partition, as an import would hold them.
fn partition(draft: &mut Draft, a: usize) -> Result<(), EditError> {
    let parent = table(draft, a)?;
    let held = draft.table(parent)?.clone();
    let key = column(draft, parent, 0)?;
    if held.is_partition() || held.partitioning.is_some() {
        return Err(EditError::NothingSelected);
    }
    let name = format!("{}_part", held.name);
    if draft.schema().table_named(&held.schema, &name).is_some() {
        return Err(EditError::NothingSelected);
    }
    draft.change_header(parent, |header| {
        header.partitioning = Some(Partitioning {
            method: PartitionMethod::Hash,
            keys: vec![cadastre::model::IndexKey::column_key(key)],
        });
    })?;
    let mut child = Table::new(draft.allocate(), &held.schema, &name);
    child.header.partition_of = Some(Partition {
        parent,
        bound: "FOR VALUES WITH (MODULUS 1, REMAINDER 0)".to_string(),
    });
    for column in &held.columns {
        child.columns.push(cadastre::model::Column {
            id: draft.allocate(),
            inherited: true,
            identity: None,
            ..column.clone()
        });
    }
    draft.put(child)
}

fn step(editor: &mut Editor, intent: &Intent) -> Option<Change> {
    match intent {
        Intent::Undo => editor.undo(),
        Intent::Redo => editor.redo(),
        intent => editor
            .edit(|draft| do_intent(draft, intent))
            .ok()
            .map(|((), change)| change),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_step_keeps_the_document_whole_and_can_be_taken_back(intents in intents()) {
        let mut editor = Editor::new(Document::default());
        editor.edit(|draft| edit::create_table(draft, &Template::TenantRoot, None, Point::default())).unwrap();
        let start = editor.document().clone();
        let mut journal: Vec<Op> = Vec::new();
        let mut states: BTreeMap<u64, Document> = BTreeMap::new();
        for intent in &intents {
            let before = editor.document().clone();
            states.insert(editor.change_count(), before.clone());
            let Some(change) = step(&mut editor, intent) else {
                prop_assert_eq!(editor.document(), &before, "a refusal changes nothing: {:?}", intent);
                continue;
            };
            let wrong = violations(editor.document());
            prop_assert!(wrong.is_empty(), "{:?} leaves: {:?}", intent, wrong);
            let text = serde_json::to_string(&change.ops).unwrap();
            journal.extend(serde_json::from_str::<Vec<Op>>(&text).unwrap());
            if !change.ops.is_empty() {
                let changed = editor.document().clone();
                let mut undone = editor.clone();
                if !matches!(intent, Intent::Undo) {
                    undone.undo().unwrap();
                    prop_assert_eq!(without_counter(undone.document()), without_counter(&before), "undo of {:?}", intent);
                    undone.redo().unwrap();
                    prop_assert_eq!(without_counter(undone.document()), without_counter(&changed), "redo of {:?}", intent);
                }
            }
        }
        let mut replayed = start.clone();
        Op::apply_all(journal, &mut replayed).unwrap();
        prop_assert_eq!(&replayed, editor.document(), "the journal gives the live document");
        while editor.undo().is_some() {}
        prop_assert_eq!(without_counter(editor.document()), Document::default(), "all undone is where it began");
    }
}
