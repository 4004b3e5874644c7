//! The texts of an object: the one place that knows where a name may stand in it.

use std::sync::Arc;

use super::mention::Text;
use crate::model::*;

/// The walk over an object's texts, to change them (`mut`) or to read them.
macro_rules! walk {
    ($($mutable:ident)?) => {
        use super::*;

        /// A part of an object that may name other objects.
        pub enum Part<'a> {
            /// SQL text.
            Text(Text, &'a $($mutable)? String),
            /// A type.
            Type(&'a $($mutable)? DataType),
            /// The bare name of a function, qualified where written so.
            Function(&'a $($mutable)? String),
            /// A name that may be a type's or a function's, as the options of a range type have it.
            Option(&'a $($mutable)? String),
            /// A collation.
            Collation(&'a $($mutable)? String),
            /// An operator class, with its parameters where it has some.
            OperatorClass(&'a $($mutable)? String),
        }

        type See<'a> = dyn FnMut(Part<'_>) + 'a;

        fn text(text: &$($mutable)? String, see: &mut See<'_>) {
            see(Part::Text(Text::Expression, text));
        }

        pub(super) fn table(table: &$($mutable)? Table, see: &mut See<'_>) {
            if let Some(of) = &$($mutable)? table.header.of_type {
                see(Part::Type(of));
            }
            for column in &$($mutable)? table.columns {
                see(Part::Type(&$($mutable)? column.data_type));
                collation(&$($mutable)? column.collation, see);
                if let Some(default) = &$($mutable)? column.default {
                    text(default, see);
                }
                if let Some(generated) = &$($mutable)? column.generated {
                    text(&$($mutable)? generated.expression, see);
                }
            }
            for constraint in &$($mutable)? table.constraints {
                match &$($mutable)? constraint.kind {
                    ConstraintKind::Check(check) => text(&$($mutable)? check.expression, see),
                    ConstraintKind::Exclusion(exclusion) => {
                        for element in &$($mutable)? exclusion.elements {
                            key(&$($mutable)? element.key, see);
                        }
                        if let Some(predicate) = &$($mutable)? exclusion.predicate {
                            text(predicate, see);
                        }
                    }
                    _ => {}
                }
            }
            for one in &$($mutable)? table.indexes {
                index(one, see);
            }
            if let Some(partitioning) = &$($mutable)? table.header.partitioning {
                for one in &$($mutable)? partitioning.keys {
                    key(one, see);
                }
            }
            for policy in &$($mutable)? table.policies {
                for one in [&$($mutable)? policy.using, &$($mutable)? policy.with_check].into_iter().flatten() {
                    text(one, see);
                }
            }
            triggers(&$($mutable)? table.triggers, see);
        }

        pub(super) fn view(view: &$($mutable)? View, see: &mut See<'_>) {
            text(&$($mutable)? view.query, see);
            for one in &$($mutable)? view.indexes {
                index(one, see);
            }
            for (_, set) in &$($mutable)? view.column_settings {
                if let Some(default) = &$($mutable)? set.default {
                    text(default, see);
                }
            }
            triggers(&$($mutable)? view.triggers, see);
        }

        pub(super) fn function(function: &$($mutable)? Function, see: &mut See<'_>) {
            see(Part::Text(Text::Arguments, &$($mutable)? function.arguments));
            see(Part::Text(Text::Arguments, &$($mutable)? function.identity_arguments));
            see(Part::Text(Text::Arguments, &$($mutable)? function.returns));
            see(Part::Text(Text::Routine, &$($mutable)? function.definition));
        }

        pub(super) fn user_type(one: &$($mutable)? UserType, see: &mut See<'_>) {
            match &$($mutable)? one.kind {
                UserTypeKind::Domain { base, collation: own, default, checks, .. } => {
                    see(Part::Type(base));
                    collation(own, see);
                    if let Some(default) = default {
                        text(default, see);
                    }
                    for check in checks {
                        text(&$($mutable)? check.expression, see);
                    }
                }
                UserTypeKind::Composite { fields } => {
                    for field in fields {
                        see(Part::Type(&$($mutable)? field.data_type));
                        collation(&$($mutable)? field.collation, see);
                    }
                }
                UserTypeKind::Range { options } => {
                    for (name, value) in options {
                        see(match name.as_str() {
                            "collation" => Part::Collation(value),
                            "subtype_opclass" => Part::OperatorClass(value),
                            _ => Part::Option(value),
                        });
                    }
                }
                UserTypeKind::Enum { .. } => {}
            }
        }

        pub(super) fn statement(statement: &$($mutable)? String, see: &mut See<'_>) {
            see(Part::Text(Text::Statement, statement));
        }

        fn key(key: &$($mutable)? IndexKey, see: &mut See<'_>) {
            if let IndexKeySource::Expression(expression) = &$($mutable)? key.source {
                text(expression, see);
            }
            collation(&$($mutable)? key.collation, see);
            if let Some(class) = &$($mutable)? key.operator_class {
                see(Part::OperatorClass(class));
            }
        }

        fn collation(collation: &$($mutable)? Option<String>, see: &mut See<'_>) {
            if let Some(collation) = collation {
                see(Part::Collation(collation));
            }
        }

        fn index(index: &$($mutable)? Index, see: &mut See<'_>) {
            for one in &$($mutable)? index.keys {
                key(one, see);
            }
            if let Some(predicate) = &$($mutable)? index.predicate {
                text(predicate, see);
            }
        }

        fn triggers(triggers: &$($mutable)? [Trigger], see: &mut See<'_>) {
            for trigger in triggers {
                see(Part::Function(&$($mutable)? trigger.function));
                text(&$($mutable)? trigger.clause, see);
            }
        }
    };
}

mod change {
    walk!(mut);
}

/// The same texts, to be read.
pub mod said {
    walk!();
}

pub use change::Part;

/// Shows every text of an object, to change it.
pub fn visit(schema: &mut Schema, object: ObjectRef, see: &mut dyn FnMut(Part<'_>)) {
    macro_rules! one {
        ($store:ident, $id:ident, $one:ident => $show:expr) => {
            if let Some($one) = schema.$store.get_mut(&$id) {
                let $one = Arc::make_mut($one);
                $show;
            }
        };
    }
    match object {
        ObjectRef::Table(id) => one!(tables, id, one => change::table(one, see)),
        ObjectRef::View(id) => one!(views, id, one => change::view(one, see)),
        ObjectRef::Function(id) => one!(functions, id, one => change::function(one, see)),
        ObjectRef::Type(id) => one!(types, id, one => change::user_type(one, see)),
        ObjectRef::Statistics(id) => {
            one!(statistics, id, one => change::statement(&mut one.definition, see))
        }
        ObjectRef::Verbatim(id) => one!(verbatim, id, one => change::statement(&mut one.sql, see)),
        _ => {}
    }
}

/// Shows every text of an object, to read it.
pub fn read(schema: &Schema, object: ObjectRef, see: &mut dyn FnMut(said::Part<'_>)) {
    macro_rules! one {
        ($store:ident, $id:ident, $one:ident => $show:expr) => {
            if let Some($one) = schema.$store.get(&$id) {
                $show;
            }
        };
    }
    match object {
        ObjectRef::Table(id) => one!(tables, id, one => said::table(one, see)),
        ObjectRef::View(id) => one!(views, id, one => said::view(one, see)),
        ObjectRef::Function(id) => one!(functions, id, one => said::function(one, see)),
        ObjectRef::Type(id) => one!(types, id, one => said::user_type(one, see)),
        ObjectRef::Statistics(id) => {
            one!(statistics, id, one => said::statement(&one.definition, see))
        }
        ObjectRef::Verbatim(id) => one!(verbatim, id, one => said::statement(&one.sql, see)),
        _ => {}
    }
}

/// Whether a text may hold a name, however it is written. Never wrong when it says no: most texts are told apart by this, which
/// is far cheaper than reading them.
pub fn may_say(text: &str, name: &str) -> bool {
    let (text, name) = (text.as_bytes(), name.as_bytes());
    let Some(first) = name.first().map(u8::to_ascii_lowercase) else {
        return true;
    };
    // A quote in a name is doubled, and `U&"..."` spells by numbers (PostgreSQL manual 4.1.2.3).
    if name.contains(&b'"') {
        return true;
    }
    text.iter().enumerate().any(|(at, byte)| {
        let found = byte.to_ascii_lowercase() == first
            && text
                .get(at..at + name.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(name));
        found || (*byte == b'&' && text.get(at + 1) == Some(&b'"'))
    })
}

/// The objects that have texts which may hold a name.
pub fn speakers_of(schema: &Schema, name: &str) -> Vec<ObjectRef> {
    let mut speakers = speakers(schema);
    speakers.retain(|object| {
        let mut said = false;
        read(schema, *object, &mut |part| {
            said |= match part {
                said::Part::Text(_, text)
                | said::Part::Function(text)
                | said::Part::Option(text)
                | said::Part::Collation(text)
                | said::Part::OperatorClass(text) => may_say(text, name),
                said::Part::Type(data_type) => may_say(&data_type.name, name),
            };
        });
        said
    });
    speakers
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

#[cfg(test)]
mod tests {
    use super::may_say;
    use crate::sql::expression::words;

    #[test]
    fn no_text_that_holds_a_name_is_passed_over() {
        let texts = [
            "SELECT 1 FROM Orders",
            "SELECT 1 FROM \"Orders\"",
            "SELECT \"a\"\"b\" FROM \"bestellübersicht\"",
            "SELECT U&\"d\\0061t\\+000061\" FROM t",
            "ORDERS.id > 1",
        ];
        for text in texts {
            for word in words(text) {
                assert!(may_say(text, &word), "{word} in {text}");
            }
        }
        assert!(may_say("SELECT 1 FROM ORDERS", "orders"));
        assert!(may_say("\"a\"\"b\"", "a\"b"));
        assert!(may_say("SELECT U&\"d\\0061ta\"", "data"));
        assert!(!may_say("SELECT id FROM orders", "users"));
    }
}
