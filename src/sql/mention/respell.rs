//! Texts under new names: what speaks of a relation, function, type or schema follows it when it is renamed or moved.

use std::ops::Range;

use super::{Mention, Role, Text, of, replaced};
use crate::model::DataType;
use crate::sql::quote;
use crate::sql::texts::Part;

/// A name that changed, and what bears it.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// A table, view or sequence; its row type too.
    Relation(Pair<'a>, Pair<'a>),
    /// A function.
    Function(Pair<'a>, Pair<'a>),
    /// A type.
    Type(Pair<'a>, Pair<'a>),
    /// A schema.
    Schema(&'a str, &'a str),
}

/// Schema and name.
pub type Pair<'a> = (&'a str, &'a str);

fn is(mention: &Mention, (schema, name): Pair<'_>) -> bool {
    mention.name == name && mention.schema.as_deref().unwrap_or("public") == schema
}

fn whole(mention: &Mention) -> Range<usize> {
    let start = mention
        .schema_range
        .as_ref()
        .map_or(mention.range.start, |schema| schema.start);
    start..mention.range.end
}

/// The text after the change; `own` says that bare qualifiers in it mean the relation that changed.
pub fn respell(text: &str, kind: Text, change: Change<'_>, own: bool) -> Option<String> {
    let mentions = of(text, kind);
    let mut parts: Vec<(Range<usize>, String)> = Vec::new();
    match change {
        Change::Relation(old, new) => {
            let bare = own
                || mentions
                    .relations()
                    .any(|mention| is(mention, old) && mention.alias.is_none());
            let aliased = mentions
                .names
                .iter()
                .any(|mention| mention.alias.as_deref() == Some(old.1));
            for found in &mentions.names {
                let replaced = match found.role {
                    Role::Relation => is(found, old) && !mentions.is_common(found),
                    Role::Type => is(found, old),
                    Role::Qualifier if found.schema.is_some() => is(found, old),
                    Role::Qualifier if found.name == old.1 && bare && !aliased => {
                        parts.push((found.range.clone(), quote::identifier(new.1)));
                        false
                    }
                    _ => false,
                };
                if replaced {
                    parts.push((whole(found), quote::unless_public(new.0, new.1)));
                }
            }
        }
        Change::Function(old, new) | Change::Type(old, new) => {
            let role = match change {
                Change::Function(..) => Role::Function,
                _ => Role::Type,
            };
            for found in &mentions.names {
                if (found.role == role || found.role == Role::Any) && is(found, old) {
                    parts.push((whole(found), quote::unless_public(new.0, new.1)));
                }
            }
        }
        Change::Schema(old, new) => {
            for found in &mentions.names {
                if let (Some(schema), Some(range)) = (&found.schema, &found.schema_range)
                    && schema == old
                {
                    parts.push((range.clone(), quote::identifier(new)));
                }
            }
        }
    }
    (!parts.is_empty()).then(|| replaced(text, &parts))
}

fn retype(data_type: &mut DataType, change: Change<'_>) {
    let schema = data_type.schema.as_deref().unwrap_or("public");
    match change {
        Change::Relation(old, new) | Change::Type(old, new)
            if (schema, data_type.name.as_str()) == old =>
        {
            data_type.name = new.1.to_string();
            data_type.schema = Some(new.0.to_string()).filter(|schema| schema != "public");
        }
        Change::Schema(old, new) if data_type.schema.as_deref() == Some(old) => {
            data_type.schema = Some(new.to_string()).filter(|schema| schema != "public");
        }
        _ => {}
    }
}

/// A bare name as a text in which it is read as what it is.
fn respell_name(name: &mut String, change: Change<'_>) {
    if let Some(new) = respell(&format!("{name}()"), Text::Expression, change, false) {
        *name = new.trim_end_matches("()").to_string();
    }
}

/// A part of an object after the change.
pub fn respell_part(part: Part<'_>, change: Change<'_>, own: bool) {
    match part {
        Part::Text(kind, text) => {
            if let Some(new) = respell(text, kind, change, own) {
                *text = new;
            }
        }
        Part::Type(data_type) => retype(data_type, change),
        Part::Function(name) => respell_name(name, change),
        Part::Collation(text) | Part::OperatorClass(text) => {
            // A name and no call, whatever parameters follow: only its schema can be another's.
            if let Change::Schema(old, new) = change
                && let Some((schema, rest)) = text.split_once('.')
                && quote::unquote(schema) == old
            {
                *text = format!("{}.{rest}", quote::identifier(new));
            }
        }
        Part::Option(value) => {
            for kind in [Text::Arguments, Text::Expression] {
                let called = format!("{value}()");
                let text = if kind == Text::Arguments {
                    value.as_str()
                } else {
                    called.as_str()
                };
                if let Some(new) = respell(text, kind, change, false) {
                    *value = new.trim_end_matches("()").to_string();
                    break;
                }
            }
        }
    }
}
