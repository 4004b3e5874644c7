//! Sequences.

use crate::model::{Schema, Sequence, SequenceOptions};
use crate::sql::{quote, types};

/// A sequence's name as SQL.
pub fn sequence_reference(sequence: &Sequence) -> String {
    quote::unless_public(&sequence.schema, &sequence.name)
}

/// `CREATE SEQUENCE`, without its owner, which needs the table ([`sequence_owned_by`]).
pub fn create_sequence(sequence: &Sequence) -> String {
    let mut text = String::from("CREATE ");
    if sequence.unlogged {
        text.push_str("UNLOGGED ");
    }
    text.push_str("SEQUENCE ");
    text.push_str(&sequence_reference(sequence));
    if sequence.data_type != "bigint" && !sequence.data_type.is_empty() {
        text.push_str(" AS ");
        text.push_str(&sequence.data_type);
    }
    for option in sequence_options(&sequence.options, &sequence.data_type) {
        text.push(' ');
        text.push_str(&option);
    }
    text
}

/// `ALTER SEQUENCE ... OWNED BY table.column`, if it is owned by a column that exists.
pub fn sequence_owned_by(schema: &Schema, sequence: &Sequence) -> Option<String> {
    let (table, column) = sequence.owned_by?;
    let table = schema.table(table)?;
    let column = table.column(column)?;
    Some(format!(
        "ALTER SEQUENCE {} OWNED BY {}.{}",
        sequence_reference(sequence),
        quote::table(table),
        quote::identifier(&column.name)
    ))
}

/// `ALTER SEQUENCE` from one state to another: type, options and owner; `None` when nothing of these differs.
pub fn alter_sequence(schema: &Schema, old: &Sequence, new: &Sequence) -> Option<String> {
    let mut changes = Vec::new();
    if old.data_type != new.data_type {
        changes.push(format!("AS {}", new.data_type));
    }
    let (a, b) = (&old.options, &new.options);
    if a.increment != b.increment {
        changes.push(format!("INCREMENT BY {}", b.increment.unwrap_or(1)));
    }
    if a.minimum != b.minimum {
        changes.push(
            b.minimum
                .map_or("NO MINVALUE".to_string(), |n| format!("MINVALUE {n}")),
        );
    }
    if a.maximum != b.maximum {
        changes.push(
            b.maximum
                .map_or("NO MAXVALUE".to_string(), |n| format!("MAXVALUE {n}")),
        );
    }
    if first(a) != first(b) {
        changes.push(format!("START WITH {}", first(b)));
    }
    if a.cache != b.cache {
        changes.push(format!("CACHE {}", b.cache.unwrap_or(1)));
    }
    if a.cycle != b.cycle {
        changes.push(if b.cycle { "CYCLE" } else { "NO CYCLE" }.to_string());
    }
    if old.owned_by != new.owned_by {
        let owner = new.owned_by.and_then(|(table, column)| {
            let table = schema.table(table)?;
            let column = table.column(column)?;
            Some(format!(
                "{}.{}",
                quote::table(table),
                quote::identifier(&column.name)
            ))
        });
        changes.push(format!("OWNED BY {}", owner.as_deref().unwrap_or("NONE")));
    }
    (!changes.is_empty()).then(|| {
        format!(
            "ALTER SEQUENCE {} {}",
            sequence_reference(new),
            changes.join(" ")
        )
    })
}

/// Where a sequence starts: unless said, at its least value, or at its greatest where it counts down (manual, CREATE SEQUENCE).
fn first(options: &SequenceOptions) -> i64 {
    let falls = options.increment.is_some_and(|step| step < 0);
    let (bound, usual) = match falls {
        true => (options.maximum, -1),
        false => (options.minimum, 1),
    };
    options.start.or(bound).unwrap_or(usual)
}

/// The options that differ from PostgreSQL's defaults for the type, each as SQL.
pub fn sequence_options(options: &SequenceOptions, data_type: &str) -> Vec<String> {
    let mut list = Vec::new();
    if let Some(start) = options.start {
        list.push(format!("START WITH {start}"));
    }
    if let Some(increment) = options.increment {
        list.push(format!("INCREMENT BY {increment}"));
    }
    let (least, most) = bounds(data_type, options.increment.unwrap_or(1) > 0);
    if let Some(minimum) = options.minimum.filter(|minimum| *minimum != least) {
        list.push(format!("MINVALUE {minimum}"));
    }
    if let Some(maximum) = options.maximum.filter(|maximum| *maximum != most) {
        list.push(format!("MAXVALUE {maximum}"));
    }
    if let Some(cache) = options.cache {
        list.push(format!("CACHE {cache}"));
    }
    if options.cycle {
        list.push("CYCLE".to_string());
    }
    list
}

/// The bounds a sequence has when none are given (manual, CREATE SEQUENCE).
fn bounds(data_type: &str, ascending: bool) -> (i64, i64) {
    let (least, most) = match data_type {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    if ascending { (1, most) } else { (least, -1) }
}

/// The serial type that stands for a column's integer, default and sequence together, when they are just what it makes:
/// then the sequence needs no statement of its own.
pub fn serial_form(
    schema: &Schema,
    table: &crate::model::Table,
    column: &crate::model::Column,
) -> Option<(&'static str, crate::model::SequenceId)> {
    let (serial, integer) = [
        ("bigserial", "bigint"),
        ("serial", "integer"),
        ("smallserial", "smallint"),
    ]
    .into_iter()
    .find(|(_, integer)| column.data_type.is(integer))?;
    let default = column.default.as_deref()?;
    if !column.not_null || column.inherited || schema.row_type_of(table).is_some() {
        return None;
    }
    let sequence = schema.sequences.values().find(|sequence| {
        sequence.from_serial && sequence.owned_by == Some((table.id, column.id))
    })?;
    let generated = crate::sql::names::sequence(&table.name, &column.name, &|_| false);
    let plain = sequence.name == generated
        && sequence.schema == table.schema
        && sequence.data_type == integer
        && sequence.options == SequenceOptions::default()
        && !sequence.unlogged
        && is_next_value(default, sequence);
    plain.then_some((serial, sequence.id))
}

/// Whether a default takes the next value of this sequence and does nothing else.
fn is_next_value(default: &str, sequence: &Sequence) -> bool {
    let argument = default
        .trim()
        .strip_prefix("nextval(")
        .or_else(|| default.trim().strip_prefix("pg_catalog.nextval("))
        .and_then(|rest| rest.strip_suffix(')'));
    let Some(argument) = argument else {
        return false;
    };
    let text = argument.trim();
    let text = text.strip_suffix("::regclass").unwrap_or(text);
    let bare = quote::literal(&quote::identifier(&sequence.name));
    let qualified = quote::literal(&quote::qualified(&sequence.schema, &sequence.name));
    (text == bare && (sequence.schema == "public" || argument != text)) || text == qualified
}

/// A data type's name as sequences write it; kept canonical so that `AS integer` is found equal.
pub fn sequence_type(text: &str) -> String {
    types::parse(text).map_or_else(|_| text.to_string(), |data_type| data_type.name)
}
