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
    /// None by itself, as the names in the body must then be qualified: add SET search_path = ''.
    "security-definer-unsafe", Group::Security, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:113", "splinter 0010", "splinter 0011"],
    fail: "CREATE FUNCTION g() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    pass: "CREATE FUNCTION g() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path='' AS 'SELECT 1'",
    check: Check::Schema(Reads::Programs, check),
    fix: None,
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
            out.report(
                ObjectRef::Function(function.id),
                "runs as its owner on its caller's search path",
                format!("{} is SECURITY DEFINER and sets no search_path.", function.name),
                "A caller who puts an object of their own first in the path has it used with the owner's rights.",
            )
            .advice("Add SET search_path = '' and qualify the names in the body.");
        }
    }
}
