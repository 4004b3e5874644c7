//! The function and trigger that keep an old column and the new one beside it equal while both stand.

use super::choose::{Swap, conversion, quoted};
use crate::model::*;
use crate::sql::quote;

/// Names and types of the two columns at one time of the plan.
pub(super) struct Pair<'a> {
    /// The old column as it is called then.
    pub old: &'a Column,
    /// The new column as it is called then.
    pub new: &'a Column,
    /// Whether the application writes the new column.
    pub new_leads: bool,
}

/// The trigger function. Columns of two names are written both ways: whichever the application changed wins.
pub(super) fn function(
    schema: &Schema,
    table: &Table,
    name: &str,
    swap: &Swap,
    pair: &Pair,
) -> Function {
    let (old, new) = (quoted(&pair.old.name), quoted(&pair.new.name));
    let (there, back) = (
        conversion(schema, &format!("NEW.{old}"), pair.old, pair.new),
        conversion(schema, &format!("NEW.{new}"), pair.new, pair.old),
    );
    let set_new = format!("NEW.{new} := {there};");
    let set_old = if swap.narrows_back() {
        // What does not fit must not stop the application that knows the new form only.
        format!(
            "BEGIN\n            NEW.{old} := {back};\n        EXCEPTION WHEN data_exception THEN\n            NEW.{old} := NULL;\n        END;"
        )
    } else {
        format!("NEW.{old} := {back};")
    };
    let steps = if swap.is_two_way() {
        format!(
            "    IF TG_OP = 'INSERT' THEN\n        IF NEW.{new} IS NULL THEN\n            {set_new}\n        ELSE\n            {set_old}\n        END IF;\n    ELSIF NEW.{new} IS DISTINCT FROM OLD.{new} THEN\n        {set_old}\n    ELSIF NEW.{old} IS DISTINCT FROM OLD.{old} OR NEW.{new} IS NULL THEN\n        {set_new}\n    ELSIF NEW.{old} IS NULL THEN\n        {set_old}\n    END IF;\n"
        )
    } else if pair.new_leads {
        format!("    {set_old}\n")
    } else {
        format!("    {set_new}\n")
    };
    let body = format!("\nBEGIN\n{steps}    RETURN NEW;\nEND\n");
    let definition = format!(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $sync${body}$sync$",
        quote::unless_public(&table.schema, name)
    );
    Function {
        id: swap.function,
        schema: table.schema.clone(),
        name: name.to_string(),
        kind: FunctionKind::Function,
        arguments: String::new(),
        identity_arguments: String::new(),
        returns: "trigger".to_string(),
        language: "plpgsql".to_string(),
        security_definer: false,
        sets_search_path: false,
        body,
        definition,
        comment: None,
    }
}

/// The trigger. Triggers fire in the order of their names, so this one, which begins with `zz`, sees what others set.
pub(super) fn trigger(table: &Table, name: &str, swap: &Swap) -> Trigger {
    let function = quote::unless_public(&table.schema, name);
    Trigger {
        id: swap.trigger,
        name: name.to_string(),
        timing: "BEFORE".to_string(),
        events: vec!["INSERT".to_string(), "UPDATE".to_string()],
        for_each_row: true,
        clause: format!("FOR EACH ROW EXECUTE FUNCTION {function}()"),
        function,
        constraint: false,
        state: None,
        inherited: false,
        comment: None,
    }
}
