//! `updated-at-trigger-missing`.

use crate::rules::prelude::*;
use crate::sql::quote;

declare_rule! {
    /// # What
    /// A trigger keeps updated_at true.
    ///
    /// # Why
    /// A default holds on insert only. The script or the colleague who updates by hand leaves the old time, and what goes by it
    /// (exports, caches, the next reader) misses the change.
    ///
    /// # When it is safe to ignore
    /// The application sets it at every update and nothing else writes: set the stance `updated_at.by` to orm.
    /// What stood in the base already is reported as information.
    ///
    /// # Fix
    /// Creates the function set_updated_at(), once, and a trigger of the table that calls it before each update.
    "updated-at-trigger-missing", Group::Audit, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:182", "4:284", "4:293"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,created_at timestamptz NOT NULL DEFAULT now(),updated_at timestamptz NOT NULL DEFAULT now())",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,created_at timestamptz NOT NULL DEFAULT now(),updated_at timestamptz NOT NULL DEFAULT now()); CREATE TRIGGER update_t_updated_at BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if context.stances.value("updated_at.by") != "trigger"
        || shape::is_audit_log(table)
        || shape::is_append_only(table)
    {
        return;
    }
    let Some(column) = table
        .column_named("updated_at")
        .filter(|column| !column.inherited)
    else {
        return;
    };
    out.looked_at(1);
    let kept = table.triggers.iter().any(|trigger| {
        trigger.timing.eq_ignore_ascii_case("before")
            && trigger.for_each_row
            && trigger
                .events
                .iter()
                .any(|event| event.to_uppercase().starts_with("UPDATE"))
    });
    if kept || column.generated.is_some() || !column.data_type.name.starts_with("timestamp") {
        return;
    }
    let finding = out.report(
        ObjectRef::Column(table.id, column.id),
        "is set by no trigger",
        format!("{} has no trigger before update.", table.name),
        format!(
            "An update of {} by a script or by hand leaves the old time.",
            table.name
        ),
    );
    finding.fix("Create a trigger that sets it before each update.");
    if context.is_legacy(table.id) {
        finding.at_most(Severity::Info);
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let mut ops = Vec::new();
    let known = context.schema.functions.values().find(|function| {
        function.name == "set_updated_at"
            && function.schema == table.schema
            && function.identity_arguments.is_empty()
    });
    if known.is_none() {
        ops.push(Op::Put(set_updated_at(&table.schema, ids.fresh()).into()));
    }
    let mut name = format!("set_{}_updated_at", fix::cut(&table.name, 45));
    while table.triggers.iter().any(|trigger| trigger.name == name) {
        name.push('_');
    }
    let function = quote::unless_public(&table.schema, "set_updated_at");
    let trigger = Trigger {
        id: ids.fresh(),
        name,
        timing: "BEFORE".to_string(),
        events: vec!["UPDATE".to_string()],
        for_each_row: true,
        clause: format!("FOR EACH ROW EXECUTE FUNCTION {function}()"),
        function,
        constraint: false,
        state: None,
        inherited: false,
        comment: None,
    };
    ops.push(Op::PutTrigger {
        table: table.id,
        trigger: Box::new(trigger),
        position: None,
    });
    Some(ops)
}

fn set_updated_at(schema: &str, id: FunctionId) -> Function {
    let body = "\nBEGIN\n    NEW.updated_at := now();\n    RETURN NEW;\nEND;\n";
    let name = quote::unless_public(schema, "set_updated_at");
    Function {
        id,
        schema: schema.to_string(),
        name: "set_updated_at".to_string(),
        kind: FunctionKind::Function,
        arguments: String::new(),
        identity_arguments: String::new(),
        returns: "trigger".to_string(),
        language: "plpgsql".to_string(),
        security_definer: false,
        sets_search_path: false,
        body: body.to_string(),
        definition: format!(
            "CREATE FUNCTION {name}() RETURNS trigger\n    LANGUAGE plpgsql\n    AS $${body}$$"
        ),
        comment: Some("Sets updated_at before an update.".to_string()),
    }
}
