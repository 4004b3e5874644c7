//! Every object of a document in grids, a kind at a time: which there are, what their columns are, which rows a filter leaves
//! and in what order.

use crate::editor::property::{Field, Property, grid_of};
use crate::model::{Document, ObjectRef, Schema, TableId, UserTypeKind};

/// A kind of object that has a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Tables.
    #[default]
    Tables,
    /// Columns of all tables.
    Columns,
    /// Keys, checks, foreign keys, exclusions.
    Constraints,
    /// Indexes.
    Indexes,
    /// Triggers.
    Triggers,
    /// Policies.
    Policies,
    /// Views and materialized views.
    Views,
    /// Enums.
    Enums,
    /// Domains.
    Domains,
    /// Composite and range types.
    OtherTypes,
    /// Sequences.
    Sequences,
    /// Functions, procedures, aggregates.
    Functions,
    /// Schemas.
    Schemas,
    /// Extensions.
    Extensions,
    /// Roles.
    Roles,
    /// Grants.
    Grants,
    /// Default privileges.
    DefaultPrivileges,
    /// Extended statistics.
    Statistics,
    /// Statements kept as written.
    Statements,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Kind; 19] = [
        Kind::Tables,
        Kind::Columns,
        Kind::Constraints,
        Kind::Indexes,
        Kind::Triggers,
        Kind::Policies,
        Kind::Views,
        Kind::Enums,
        Kind::Domains,
        Kind::OtherTypes,
        Kind::Sequences,
        Kind::Functions,
        Kind::Schemas,
        Kind::Extensions,
        Kind::Roles,
        Kind::Grants,
        Kind::DefaultPrivileges,
        Kind::Statistics,
        Kind::Statements,
    ];

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Tables => "Tables",
            Kind::Columns => "Columns",
            Kind::Constraints => "Constraints",
            Kind::Indexes => "Indexes",
            Kind::Triggers => "Triggers",
            Kind::Policies => "Policies",
            Kind::Views => "Views",
            Kind::Enums => "Enums",
            Kind::Domains => "Domains",
            Kind::OtherTypes => "Other types",
            Kind::Sequences => "Sequences",
            Kind::Functions => "Functions",
            Kind::Schemas => "Schemas",
            Kind::Extensions => "Extensions",
            Kind::Roles => "Roles",
            Kind::Grants => "Grants",
            Kind::DefaultPrivileges => "Default privileges",
            Kind::Statistics => "Statistics",
            Kind::Statements => "Kept as written",
        }
    }

    /// Whether its objects are parts of tables: the grid then says of which.
    pub fn is_part(self) -> bool {
        matches!(
            self,
            Kind::Columns | Kind::Constraints | Kind::Indexes | Kind::Triggers | Kind::Policies
        )
    }

    /// The kind of an object; `None` for what no grid shows.
    pub fn of(schema: &Schema, object: ObjectRef) -> Option<Kind> {
        Some(match object {
            ObjectRef::Whole | ObjectRef::Query(_) => return None,
            ObjectRef::Table(_) => Kind::Tables,
            ObjectRef::Column(..) => Kind::Columns,
            ObjectRef::Constraint(..) => Kind::Constraints,
            ObjectRef::Index(..) => Kind::Indexes,
            ObjectRef::Trigger(..) => Kind::Triggers,
            ObjectRef::Policy(..) => Kind::Policies,
            ObjectRef::View(_) => Kind::Views,
            ObjectRef::Type(id) => match schema.types.get(&id)?.kind {
                UserTypeKind::Enum { .. } => Kind::Enums,
                UserTypeKind::Domain { .. } => Kind::Domains,
                _ => Kind::OtherTypes,
            },
            ObjectRef::Sequence(_) => Kind::Sequences,
            ObjectRef::Function(_) => Kind::Functions,
            ObjectRef::Namespace(_) => Kind::Schemas,
            ObjectRef::Extension(_) => Kind::Extensions,
            ObjectRef::Role(_) => Kind::Roles,
            ObjectRef::Grant(_) => Kind::Grants,
            ObjectRef::DefaultPrivilege(_) => Kind::DefaultPrivileges,
            ObjectRef::Statistics(_) => Kind::Statistics,
            ObjectRef::Verbatim(_) => Kind::Statements,
        })
    }
}

/// The objects of a kind, as the schema holds them.
pub fn objects_of(schema: &Schema, kind: Kind) -> Vec<ObjectRef> {
    macro_rules! store {
        ($store:ident, $reference:ident) => {
            schema
                .$store
                .keys()
                .map(|id| ObjectRef::$reference(*id))
                .collect()
        };
    }
    macro_rules! parts {
        ($part:ident, $reference:ident) => {
            schema
                .tables
                .values()
                .flat_map(|table| {
                    let of = table.id;
                    table
                        .$part
                        .iter()
                        .map(move |part| ObjectRef::$reference(of, part.id))
                })
                .collect()
        };
    }
    match kind {
        Kind::Tables => store!(tables, Table),
        Kind::Columns => parts!(columns, Column),
        Kind::Constraints => parts!(constraints, Constraint),
        Kind::Indexes => parts!(indexes, Index),
        Kind::Triggers => parts!(triggers, Trigger),
        Kind::Policies => parts!(policies, Policy),
        Kind::Views => store!(views, View),
        Kind::Enums | Kind::Domains | Kind::OtherTypes => schema
            .types
            .keys()
            .map(|id| ObjectRef::Type(*id))
            .filter(|object| Kind::of(schema, *object) == Some(kind))
            .collect(),
        Kind::Sequences => store!(sequences, Sequence),
        Kind::Functions => store!(functions, Function),
        Kind::Schemas => store!(namespaces, Namespace),
        Kind::Extensions => store!(extensions, Extension),
        Kind::Roles => store!(roles, Role),
        Kind::Grants => store!(grants, Grant),
        Kind::DefaultPrivileges => store!(default_privileges, DefaultPrivilege),
        Kind::Statistics => store!(statistics, Statistics),
        Kind::Statements => store!(verbatim, Verbatim),
    }
}

/// Most columns a grid shows beside those that every grid has.
const MOST_COLUMNS: usize = 8;

/// The columns of a grid: the properties that some of its objects have.
pub fn columns_of(schema: &Schema, objects: &[ObjectRef]) -> Vec<&'static Property> {
    let Some(first) = objects.first() else {
        return Vec::new();
    };
    grid_of(*first)
        .into_iter()
        .filter(|property| {
            objects
                .iter()
                .any(|object| property.applies(schema, *object))
        })
        .take(MOST_COLUMNS)
        .collect()
}

/// What a cell says; `None` where the object has no such property.
pub fn cell_text(schema: &Schema, object: ObjectRef, property: &Property) -> Option<String> {
    match property.field {
        Field::Own => None,
        Field::Shown { read }
        | Field::Line { read, .. }
        | Field::Prose { read, .. }
        | Field::Sql { read, .. } => read(schema, object),
        Field::Choice { read, choices, .. } => {
            let value = read(schema, object)?;
            let words = choices(schema, object)
                .into_iter()
                .find(|(one, _)| *one == value)
                .map(|(_, words)| words);
            Some(words.unwrap_or(value))
        }
        Field::Flag { read, .. } => {
            read(schema, object).map(|yes| if yes { "yes" } else { "no" }.to_string())
        }
        Field::Rows { read, .. } => read(schema, object).map(|rows| {
            let rows: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
            rows.join(", ")
        }),
    }
}

/// The table a part is of, as people read it; empty for what stands by itself.
pub fn table_name(schema: &Schema, object: ObjectRef) -> String {
    let table = |table: TableId| schema.display_name(ObjectRef::Table(table));
    match object {
        ObjectRef::Table(_) => String::new(),
        object => object.table().and_then(table).unwrap_or_default(),
    }
}

/// By what the rows of a grid are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The table a part is of, then its place in it.
    Table,
    /// One of the columns, by its place.
    Column(usize),
}

/// The objects of a kind whose cells or table hold the text, in order. Numbers are ordered as numbers.
pub fn rows_of(
    document: &Document,
    kind: Kind,
    filter: &str,
    by: By,
    descending: bool,
) -> Vec<ObjectRef> {
    let schema = &document.schema;
    let objects = objects_of(schema, kind);
    let columns = columns_of(schema, &objects);
    let wanted = filter.trim().to_lowercase();
    let holds = |object: &ObjectRef| {
        wanted.is_empty()
            || table_name(schema, *object).to_lowercase().contains(&wanted)
            || columns.iter().any(|column| {
                cell_text(schema, *object, column)
                    .is_some_and(|text| text.to_lowercase().contains(&wanted))
            })
    };
    let key = |object: &ObjectRef| {
        let text = match by {
            By::Table => table_name(schema, *object),
            By::Column(place) => columns
                .get(place)
                .and_then(|column| cell_text(schema, *object, column))
                .unwrap_or_default(),
        };
        let number = text.parse::<f64>().unwrap_or(f64::INFINITY);
        (number, text.to_lowercase())
    };
    let mut rows: Vec<((f64, String), ObjectRef)> = objects
        .into_iter()
        .filter(holds)
        .map(|object| (key(&object), object))
        .collect();
    rows.sort_by(|(one, _), (other, _)| {
        let order = one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1));
        if descending { order.reverse() } else { order }
    });
    rows.into_iter().map(|(_, object)| object).collect()
}
