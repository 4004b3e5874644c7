//! `security-definer-unsafe`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A function that runs with its owner's rights fixes its search path.
    ///
    /// # Why
    /// Whoever calls it may put a table or function of the same name first in the path, and it then runs theirs with the owner's
    /// rights.
    ///
    /// # When it is safe to ignore
    /// Only trusted roles may call it, and every name in it is qualified.
    ///
    /// # Fix
    /// Adds SET search_path: empty where the body names nothing of the schemas without saying whose it is, and otherwise the
    /// function's own schema, with temporary objects last.
    "security-definer-unsafe", Group::Security, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:113", "splinter 0010", "splinter 0011"],
    fail: "CREATE FUNCTION g() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    pass: "CREATE FUNCTION g() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path='' AS 'SELECT 1'",
    check: Check::Schema(Reads::Programs, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for function in context
        .schema
        .functions
        .values()
        .filter(|function| function.security_definer)
    {
        out.looked_at(1);
        if !function.sets_search_path {
            let finding = out.report(
                ObjectRef::Function(function.id),
                "runs as its owner on its caller's search path",
                format!("{} is SECURITY DEFINER and sets no search_path.", function.name),
                "A caller who puts an object of their own first in the path has it used with the owner's rights.",
            );
            match after_definer(&function.definition) {
                Some(_) => finding.fix("Add SET search_path to the function."),
                None => {
                    finding.advice("Add SET search_path = '' and qualify the names in the body.")
                }
            };
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let ObjectRef::Function(id) = finding.object else {
        return None;
    };
    let function = context.schema.functions.get(&id)?;
    let definition = settled(context, function)?;
    let changed = Function {
        definition,
        sets_search_path: true,
        ..(**function).clone()
    };
    Some(vec![Op::Put(changed.into())])
}

/// The byte after SECURITY DEFINER, where it stands in the statement.
fn after_definer(sql: &str) -> Option<usize> {
    let tokens = crate::sql::tokens::significant(sql);
    tokens.windows(2).find_map(|pair| match pair {
        [one, two] if one.is_word(sql, "security") && two.is_word(sql, "definer") => {
            Some(two.range.end)
        }
        _ => None,
    })
}

/// The definition with a search path.
fn settled(context: &Context<'_>, function: &Function) -> Option<String> {
    let sql = &function.definition;
    let place = after_definer(sql)?;
    let path = if names_without_schema(context, function) {
        format!(
            "{}, pg_temp",
            crate::sql::quote::identifier(&function.schema)
        )
    } else {
        "''".to_string()
    };
    let mut definition = sql.clone();
    definition.insert_str(place, &format!(" SET search_path = {path}"));
    Some(definition)
}

/// Whether the body names a relation, type or function of the schema and does not say in which schema it is.
fn names_without_schema(context: &Context<'_>, function: &Function) -> bool {
    let tokens = expression::tokens(&function.body);
    let schema = context.schema;
    let known = |name: &str| {
        schema.tables.values().any(|one| one.name == name)
            || schema.views.values().any(|one| one.name == name)
            || schema.types.values().any(|one| one.name == name)
            || schema.functions.values().any(|one| one.name == name)
            || schema.sequences.values().any(|one| one.name == name)
    };
    // A body that is no string is bound to its objects when the function is made.
    tokens.iter().enumerate().any(|(at, token)| {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let qualified = before.is_some_and(|before| before.is_sign("."));
        !qualified && matches!(token, expression::Token::Word(name) if known(name))
    })
}
