//! Tables: CREATE TABLE in its forms, and what is said of a table after it.

use crate::model::{
    Column, Constraint, IndexKeySource, PartitionMethod, Partitioning, Persistence, Schema, Table,
    UserType,
};
use crate::sql::{expression, quote};

use super::{
    ColumnForm, INDENT, column_definition, constraint::constraint_at, enclosed, inline_primary_key,
    may_stand_in_create_table, parameters, serial_form,
};

/// Chooses which constraints stand inside CREATE TABLE; the others are added after it.
pub type Inside<'a> = &'a dyn Fn(&Constraint) -> bool;

/// How a partition is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionForm {
    /// `PARTITION OF parent`: all columns come from the parent.
    Of,
    /// A table of its own, with every column and constraint, attached later ([`attach_partition`]).
    Attached,
}

/// `CREATE TABLE` with all columns and constraints but those that come from a parent and those that
/// [`super::may_stand_in_create_table`] keeps out, which are to be added after it.
pub fn create_table(schema: &Schema, table: &Table) -> String {
    create_table_with(schema, table, &|_| true, PartitionForm::Of)
}

/// `CREATE TABLE` with all columns and the constraints `inside` chooses. For a partition in the attached form those that come from
/// the parent are written too, as attaching asks for them.
pub fn create_table_with(
    schema: &Schema,
    table: &Table,
    inside: Inside,
    form: PartitionForm,
) -> String {
    let mut text = String::from("CREATE ");
    if table.persistence == Persistence::Unlogged {
        text.push_str("UNLOGGED ");
    }
    text.push_str("TABLE ");
    text.push_str(&quote::table(table));
    let parent = match (&table.partition_of, form) {
        (Some(partition), PartitionForm::Of) => schema
            .table(partition.parent)
            .map(|parent| (partition, parent)),
        _ => None,
    };
    let whole = parent.is_none() && table.partition_of.is_some();
    let of = schema.row_type_of(table);
    let mut lines = Vec::new();
    if let Some((_, parent)) = parent {
        lines.extend(partition_columns(table, parent));
    } else if of.is_some() {
        lines.extend(typed_columns(table, inside));
    } else {
        lines.extend(column_lines(schema, table, inside, whole));
    }
    for constraint in &table.constraints {
        let written_on_column = parent.is_none()
            && inline_primary_key(table, constraint)
                .is_some_and(|column| whole || !column.inherited);
        if (constraint.inherited && !whole)
            || written_on_column
            || !may_stand_in_create_table(table, constraint)
            || !inside(constraint)
        {
            continue;
        }
        lines.push(constraint_at(schema, table, constraint, "        "));
    }
    if let Some((_, parent)) = parent {
        text.push_str(" PARTITION OF ");
        text.push_str(&quote::table(parent));
    }
    if let Some(of) = of {
        text.push_str(&format!(" OF {}", super::type_reference(of)));
    }
    if lines.is_empty() {
        text.push_str(if parent.is_some() || of.is_some() {
            ""
        } else {
            " ()"
        });
    } else {
        text.push_str(&format!(
            " (\n{INDENT}{}\n)",
            lines.join(&format!(",\n{INDENT}"))
        ));
    }
    if let Some((partition, _)) = parent {
        text.push_str("\n    ");
        text.push_str(&partition.bound);
    }
    text.push_str(&table_suffix(schema, table));
    text
}

/// The columns of a table that is no `PARTITION OF`, one a line.
fn column_lines(schema: &Schema, table: &Table, inside: Inside, whole: bool) -> Vec<String> {
    let inline = table
        .constraints
        .iter()
        .filter(|constraint| (whole || !constraint.inherited) && inside(constraint))
        .find_map(|constraint| inline_primary_key(table, constraint))
        .filter(|column| whole || !column.inherited)
        .map(|column| column.id);
    table
        .columns
        .iter()
        .filter(|column| whole || !column.inherited)
        .map(|column| {
            let form = ColumnForm {
                primary_key: inline == Some(column.id),
                serial: serial_form(schema, table, column).map(|(serial, _)| serial),
            };
            column_definition(schema, column, form)
        })
        .collect()
}

/// What a table of a composite type says of its columns beside what the type says.
fn typed_columns(table: &Table, inside: Inside) -> Vec<String> {
    let constraints = table.constraints.iter().filter(|own| inside(own));
    let inline = constraints
        .filter_map(|own| inline_primary_key(table, own))
        .map(|column| column.id)
        .next();
    let said = table.columns.iter().map(|column| {
        let mut text = quote::identifier(&column.name);
        let length = text.len();
        let is_key = inline == Some(column.id);
        let named = column.not_null_name.is_some() || column.not_null_no_inherit;
        if column.not_null && (named || !is_key) && column.not_null_validated {
            text.push_str(&format!(" {}", super::not_null_clause(column)));
        }
        if is_key {
            text.push_str(" PRIMARY KEY");
        }
        if let Some(default) = &column.default {
            text.push_str(&format!(" DEFAULT {}", super::default_expression(default)));
        }
        (text.len() > length).then_some(text)
    });
    said.flatten().collect()
}

/// `OF type` or, for a table that is of none, `NOT OF`.
pub fn alter_row_type(table: &Table, of: Option<&UserType>) -> String {
    let said = of.map_or("NOT OF".to_string(), |of| {
        format!("OF {}", super::type_reference(of))
    });
    format!("ALTER TABLE {} {said}", quote::table(table))
}

/// What a partition says of its columns differently from its parent.
fn partition_columns(table: &Table, parent: &Table) -> Vec<String> {
    table
        .columns
        .iter()
        .filter_map(|column| {
            let above = parent.column_named(&column.name)?;
            let mut text = quote::identifier(&column.name);
            let length = text.len();
            let differs = !(above.not_null && above.not_null_validated)
                || column.not_null_name != above.not_null_name;
            if column.not_null && differs && column.not_null_validated {
                text.push(' ');
                text.push_str(&super::not_null_clause(column));
            }
            if column.default != above.default
                && let Some(default) = &column.default
            {
                text.push_str(" DEFAULT ");
                text.push_str(&super::default_expression(default));
            }
            (text.len() > length).then_some(text)
        })
        .collect()
}

/// What stands after the closing parenthesis.
fn table_suffix(schema: &Schema, table: &Table) -> String {
    let mut text = String::new();
    let inherited: Vec<String> = table
        .inherits
        .iter()
        .filter_map(|id| schema.table(*id))
        .map(|parent| quote::table(parent))
        .chain(table.inherits_external.iter().map(quote::name))
        .collect();
    if !inherited.is_empty() {
        text.push_str(&format!("\nINHERITS ({})", inherited.join(", ")));
    }
    if let Some(partitioning) = &table.partitioning {
        text.push_str("\nPARTITION BY ");
        text.push_str(&partition_key(table, partitioning));
    }
    if let Some(method) = &table.access_method {
        text.push_str("\nUSING ");
        text.push_str(&quote::identifier(method));
    }
    if !table.options.is_empty() {
        text.push_str("\nWITH ");
        text.push_str(&parameters(&table.options));
    }
    if let Some(tablespace) = &table.tablespace {
        text.push_str("\nTABLESPACE ");
        text.push_str(&quote::identifier(tablespace));
    }
    text
}

/// `RANGE (created_at)`.
pub fn partition_key(table: &Table, partitioning: &Partitioning) -> String {
    let method = match partitioning.method {
        PartitionMethod::Range => "RANGE",
        PartitionMethod::List => "LIST",
        PartitionMethod::Hash => "HASH",
    };
    let keys: Vec<String> = partitioning
        .keys
        .iter()
        .map(|key| {
            let mut text = match &key.source {
                IndexKeySource::Column(column) => quote::list(&table.column_names(&[*column])),
                IndexKeySource::Expression(text) if expression::is_single(text) => {
                    text.trim().to_string()
                }
                IndexKeySource::Expression(text) => enclosed(text),
            };
            if let Some(collation) = &key.collation {
                text.push_str(&format!(" COLLATE {collation}"));
            }
            if let Some(class) = &key.operator_class {
                text.push_str(&format!(" {class}"));
            }
            text
        })
        .collect();
    format!("{method} ({})", keys.join(", "))
}

/// `ALTER TABLE parent ATTACH PARTITION table bound`, if the table is a partition of one that exists.
pub fn attach_partition(schema: &Schema, table: &Table) -> Option<String> {
    let partition = table.partition_of.as_ref()?;
    let parent = schema.table(partition.parent)?;
    Some(format!(
        "ALTER TABLE {}\n    ATTACH PARTITION {} {}",
        quote::table(parent),
        quote::table(table),
        partition.bound
    ))
}

/// `ALTER TABLE parent DETACH PARTITION table`.
pub fn detach_partition(parent: &Table, table: &Table, concurrently: bool) -> String {
    format!(
        "ALTER TABLE {} DETACH PARTITION {}{}",
        quote::table(parent),
        quote::table(table),
        if concurrently { " CONCURRENTLY" } else { "" }
    )
}

/// What CREATE TABLE cannot say and ALTER TABLE must: storage, statistics targets and options of columns, defaults and
/// not-null that differ from an inheritance parent's.
pub fn table_settings(schema: &Schema, table: &Table) -> Vec<String> {
    let mut statements = Vec::new();
    for column in &table.columns {
        if table.partition_of.is_none() {
            statements.extend(inherited_differences(schema, table, column));
        }
        statements.extend(copied_compression(schema, table, column));
        statements.extend(column_settings(table, column));
    }
    statements
}

/// The not-null constraints that are not valid yet, with their comments: CREATE TABLE cannot say them, and children take them
/// from their parent as they are only when they stand by then.
pub fn late_not_null(schema: &Schema, table: &Table) -> Vec<String> {
    let parents: Vec<_> = table
        .partition_of
        .iter()
        .map(|partition| partition.parent)
        .chain(table.inherits.iter().copied())
        .filter_map(|parent| schema.table(parent))
        .collect();
    let mut statements = Vec::new();
    for column in &table.columns {
        let waits = |column: &Column| column.not_null && !column.not_null_validated;
        let above = parents
            .iter()
            .filter_map(|parent| parent.column_named(&column.name));
        let comes_down = above
            .clone()
            .any(|above| waits(above) && !above.not_null_no_inherit);
        if !waits(column) {
            continue;
        }
        if !comes_down {
            statements.push(add_not_null(table, column));
        }
        if column.not_null_comment.is_some() {
            statements.push(super::comment_on_not_null(table, column));
        }
    }
    statements
}

/// `ALTER TABLE t ADD CONSTRAINT n NOT NULL c NOT VALID` (PostgreSQL 18).
pub fn add_not_null(table: &Table, column: &Column) -> String {
    format!(
        "ALTER TABLE {} ADD {}",
        quote::table(table),
        super::not_null_constraint(column)
    )
}

/// The ALTER COLUMN statements for storage, statistics and options of one column.
pub fn column_settings(table: &Table, column: &Column) -> Vec<String> {
    let alter = format!(
        "ALTER TABLE {} ALTER COLUMN {}",
        quote::table(table),
        quote::identifier(&column.name)
    );
    let mut statements = Vec::new();
    if let Some(storage) = &column.storage {
        statements.push(format!("{alter} SET STORAGE {}", storage.to_uppercase()));
    }
    // The columns of other tables say it where they are made.
    if let Some(compression) = column
        .compression
        .as_ref()
        .filter(|_| table.of_type.is_some())
    {
        statements.push(format!("{alter} SET COMPRESSION {compression}"));
    }
    if let Some(statistics) = column.statistics {
        statements.push(format!("{alter} SET STATISTICS {statistics}"));
    }
    if !column.options.is_empty() {
        statements.push(format!("{alter} SET {}", parameters(&column.options)));
    }
    statements
}

/// A partition has its parent's compression when it is made, which may not be the one it is to have.
fn copied_compression(schema: &Schema, table: &Table, column: &Column) -> Option<String> {
    let parent = schema.table(table.partition_of.as_ref()?.parent)?;
    let above = parent.column_named(&column.name)?;
    (above.compression != column.compression).then(|| {
        format!(
            "ALTER TABLE {} ALTER COLUMN {} SET COMPRESSION {}",
            quote::table(table),
            quote::identifier(&column.name),
            column.compression.as_deref().unwrap_or("default")
        )
    })
}

fn inherited_differences(schema: &Schema, table: &Table, column: &Column) -> Vec<String> {
    let above = table
        .inherits
        .iter()
        .filter_map(|id| schema.table(*id))
        .find_map(|parent| parent.column_named(&column.name));
    let Some(above) = above else {
        return Vec::new();
    };
    let alter = format!(
        "ALTER TABLE {} ALTER COLUMN {}",
        quote::table(table),
        quote::identifier(&column.name)
    );
    let mut statements = Vec::new();
    // What the child's own definition says stands there; only a default that it has not must be taken off.
    let differs = match column.inherited {
        true => column.default != above.default,
        false => column.default.is_none() && above.default.is_some(),
    };
    if differs {
        statements.push(match &column.default {
            Some(default) => format!("{alter} SET DEFAULT {}", super::default_expression(default)),
            None => format!("{alter} DROP DEFAULT"),
        });
    }
    let required = above.not_null && !above.not_null_no_inherit;
    if column.inherited && column.not_null && column.not_null_validated && !required {
        let said = column.not_null_no_inherit || column.not_null_name.is_some();
        statements.push(match said {
            true => add_not_null(table, column),
            false => format!("{alter} SET NOT NULL"),
        });
    }
    statements
}

/// Row security, replica identity and clustering of a table, which come after its indexes.
pub fn table_state(table: &Table) -> Vec<String> {
    let name = quote::table(table);
    let mut statements = Vec::new();
    if let Some(identity) = &table.replica_identity {
        statements.push(format!("ALTER TABLE {name} REPLICA IDENTITY {identity}"));
    }
    if let Some(index) = &table.cluster_on {
        statements.push(format!(
            "ALTER TABLE {name} CLUSTER ON {}",
            quote::identifier(index)
        ));
    }
    statements
}

/// `ENABLE` and `FORCE ROW LEVEL SECURITY`, where on.
pub fn row_security(table: &Table) -> Vec<String> {
    let name = quote::table(table);
    let mut statements = Vec::new();
    if table.row_security.enabled {
        statements.push(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"));
    }
    if table.row_security.forced {
        statements.push(format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"));
    }
    statements
}
