//! The texts of an object: the one place that knows where a name may stand in it.

use std::sync::Arc;

use super::mention::Text;
use crate::model::*;

/// A part of an object that may name other objects.
pub enum Part<'a> {
    /// SQL text.
    Text(Text, &'a mut String),
    /// A type.
    Type(&'a mut DataType),
    /// The bare name of a function, qualified where written so.
    Function(&'a mut String),
    /// A name that may be a type's or a function's, as the options of a range type have it.
    Option(&'a mut String),
    /// A collation.
    Collation(&'a mut String),
    /// An operator class, with its parameters where it has some.
    OperatorClass(&'a mut String),
}

/// Shows every text of an object, to read or to change it.
pub fn visit(schema: &mut Schema, object: ObjectRef, see: &mut dyn FnMut(Part<'_>)) {
    match object {
        ObjectRef::Table(id) => {
            if let Some(table) = schema.tables.get_mut(&id) {
                visit_table(Arc::make_mut(table), see);
            }
        }
        ObjectRef::View(id) => {
            if let Some(view) = schema.views.get_mut(&id) {
                let view = Arc::make_mut(view);
                see(Part::Text(Text::Expression, &mut view.query));
                view.indexes
                    .iter_mut()
                    .for_each(|index| visit_index(index, see));
                for set in view.column_settings.values_mut() {
                    if let Some(default) = &mut set.default {
                        see(Part::Text(Text::Expression, default));
                    }
                }
                visit_triggers(&mut view.triggers, see);
            }
        }
        ObjectRef::Function(id) => {
            if let Some(function) = schema.functions.get_mut(&id) {
                let function = Arc::make_mut(function);
                see(Part::Text(Text::Arguments, &mut function.arguments));
                see(Part::Text(
                    Text::Arguments,
                    &mut function.identity_arguments,
                ));
                see(Part::Text(Text::Arguments, &mut function.returns));
                see(Part::Text(Text::Routine, &mut function.definition));
            }
        }
        ObjectRef::Type(id) => {
            if let Some(user_type) = schema.types.get_mut(&id) {
                visit_type(&mut Arc::make_mut(user_type).kind, see);
            }
        }
        ObjectRef::Statistics(id) => {
            if let Some(statistics) = schema.statistics.get_mut(&id) {
                see(Part::Text(
                    Text::Statement,
                    &mut Arc::make_mut(statistics).definition,
                ));
            }
        }
        ObjectRef::Verbatim(id) => {
            if let Some(verbatim) = schema.verbatim.get_mut(&id) {
                see(Part::Text(
                    Text::Statement,
                    &mut Arc::make_mut(verbatim).sql,
                ));
            }
        }
        _ => {}
    }
}

fn visit_table(table: &mut Table, see: &mut dyn FnMut(Part<'_>)) {
    let expression = Text::Expression;
    if let Some(of) = &mut table.header.of_type {
        see(Part::Type(of));
    }
    for column in &mut table.columns {
        see(Part::Type(&mut column.data_type));
        visit_collation(&mut column.collation, see);
        if let Some(default) = &mut column.default {
            see(Part::Text(expression, default));
        }
        if let Some(generated) = &mut column.generated {
            see(Part::Text(expression, &mut generated.expression));
        }
    }
    for constraint in &mut table.constraints {
        match &mut constraint.kind {
            ConstraintKind::Check(check) => see(Part::Text(expression, &mut check.expression)),
            ConstraintKind::Exclusion(exclusion) => {
                for element in &mut exclusion.elements {
                    visit_key(&mut element.key, see);
                }
                if let Some(predicate) = &mut exclusion.predicate {
                    see(Part::Text(expression, predicate));
                }
            }
            _ => {}
        }
    }
    table
        .indexes
        .iter_mut()
        .for_each(|index| visit_index(index, see));
    if let Some(partitioning) = &mut table.header.partitioning {
        for key in &mut partitioning.keys {
            visit_key(key, see);
        }
    }
    for policy in &mut table.policies {
        for text in policy.using.iter_mut().chain(&mut policy.with_check) {
            see(Part::Text(expression, text));
        }
    }
    visit_triggers(&mut table.triggers, see);
}

fn visit_key(key: &mut IndexKey, see: &mut dyn FnMut(Part<'_>)) {
    if let IndexKeySource::Expression(text) = &mut key.source {
        see(Part::Text(Text::Expression, text));
    }
    visit_collation(&mut key.collation, see);
    if let Some(class) = &mut key.operator_class {
        see(Part::OperatorClass(class));
    }
}

fn visit_collation(collation: &mut Option<String>, see: &mut dyn FnMut(Part<'_>)) {
    if let Some(collation) = collation {
        see(Part::Collation(collation));
    }
}

fn visit_index(index: &mut Index, see: &mut dyn FnMut(Part<'_>)) {
    for key in &mut index.keys {
        visit_key(key, see);
    }
    if let Some(predicate) = &mut index.predicate {
        see(Part::Text(Text::Expression, predicate));
    }
}

fn visit_triggers(triggers: &mut [Trigger], see: &mut dyn FnMut(Part<'_>)) {
    for trigger in triggers {
        see(Part::Function(&mut trigger.function));
        see(Part::Text(Text::Expression, &mut trigger.clause));
    }
}

fn visit_type(kind: &mut UserTypeKind, see: &mut dyn FnMut(Part<'_>)) {
    match kind {
        UserTypeKind::Domain {
            base,
            collation,
            default,
            checks,
            ..
        } => {
            see(Part::Type(base));
            visit_collation(collation, see);
            if let Some(default) = default {
                see(Part::Text(Text::Expression, default));
            }
            for check in checks {
                see(Part::Text(Text::Expression, &mut check.expression));
            }
        }
        UserTypeKind::Composite { fields } => {
            for field in fields {
                see(Part::Type(&mut field.data_type));
                visit_collation(&mut field.collation, see);
            }
        }
        UserTypeKind::Range { options } => {
            for (key, value) in options {
                see(match key.as_str() {
                    "collation" => Part::Collation(value),
                    "subtype_opclass" => Part::OperatorClass(value),
                    _ => Part::Option(value),
                });
            }
        }
        UserTypeKind::Enum { .. } => {}
    }
}

/// Every object that has texts.
pub fn speakers(schema: &Schema) -> Vec<ObjectRef> {
    let tables = schema.tables.keys().map(|id| ObjectRef::Table(*id));
    let views = schema.views.keys().map(|id| ObjectRef::View(*id));
    let functions = schema.functions.keys().map(|id| ObjectRef::Function(*id));
    let types = schema.types.keys().map(|id| ObjectRef::Type(*id));
    let statistics = schema
        .statistics
        .keys()
        .map(|id| ObjectRef::Statistics(*id));
    let verbatim = schema.verbatim.keys().map(|id| ObjectRef::Verbatim(*id));
    tables
        .chain(views)
        .chain(functions)
        .chain(types)
        .chain(statistics)
        .chain(verbatim)
        .collect()
}
