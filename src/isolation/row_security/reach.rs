//! What a role reaches by a command: the policies that are for it, joined as PostgreSQL joins them.

use crate::model::tenancy::Tenancy;
use crate::model::{Policy, PolicyCommand, Schema, Table};
use crate::rules::expression::{self, Token};

use super::{Role, WriteCheck, border_column};

/// What a role reaches by a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The command is not granted.
    NotGranted,
    /// It is granted, and no policy lets a row through.
    Nothing,
    /// Rows of the session's own tenant.
    Own,
    /// Rows that meet a condition which does not ask for the tenant alone.
    Condition,
    /// Changes rows of its own tenant, and may turn them into any tenant's.
    OwnOutAnyIn,
    /// Every tenant's rows.
    Every,
}

impl Reach {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Reach::NotGranted => "not granted",
            Reach::Nothing => "granted, nothing let through",
            Reach::Own => "its own tenant",
            Reach::Condition => "by a condition",
            Reach::OwnOutAnyIn => "reads its own, writes any tenant",
            Reach::Every => "every tenant",
        }
    }
}

/// What the role reaches by the command (PostgreSQL manual, CREATE POLICY, table of policies applied by command type).
pub(super) fn reach(
    schema: &Schema,
    tenancy: &Tenancy,
    table: &Table,
    role: &Role,
    command: PolicyCommand,
) -> Reach {
    if !role.may(schema, table, command) {
        return Reach::NotGranted;
    }
    if !table.row_security.enabled || role.unbound {
        return Reach::Every;
    }
    let sides = Sides {
        tenancy,
        table,
        role,
        command,
    };
    match command {
        PolicyCommand::Insert => sides.joined(written),
        PolicyCommand::Update => match (sides.joined(read), sides.joined(written)) {
            (Reach::Nothing, _) | (_, Reach::Nothing) => Reach::Nothing,
            (Reach::Every, _) => Reach::Every,
            (_, Reach::Every) => Reach::OwnOutAnyIn,
            (reads, writes) => reads.max(writes),
        },
        _ => sides.joined(read),
    }
}

/// The expression that picks rows.
fn read(policy: &Policy) -> Option<&str> {
    policy.using.as_deref()
}

/// The expression that new rows must meet: USING where WITH CHECK is left out, as PostgreSQL has it.
fn written(policy: &Policy) -> Option<&str> {
    policy.with_check.as_deref().or(policy.using.as_deref())
}

struct Sides<'a> {
    tenancy: &'a Tenancy,
    table: &'a Table,
    role: &'a Role,
    command: PolicyCommand,
}

impl Sides<'_> {
    /// Permissive policies are joined by OR, restrictive ones by AND; without a permissive one nothing is let through.
    fn joined(&self, side: impl Fn(&Policy) -> Option<&str>) -> Reach {
        let mut reach = Reach::Nothing;
        let mut limit = Reach::Every;
        for policy in applying(self.table, self.role, self.command) {
            let asks = side(policy).map_or(Reach::Every, |sql| asks(self.tenancy, self.table, sql));
            if policy.permissive {
                reach = reach.max(asks);
            } else {
                limit = limit.min(asks);
            }
        }
        reach.min(limit)
    }
}

/// Which rows an expression of a policy lets through.
pub(super) fn asks(tenancy: &Tenancy, table: &Table, sql: &str) -> Reach {
    if expression::is_true(sql) {
        return Reach::Every;
    }
    if expression::normal(sql) == "false" {
        return Reach::Nothing;
    }
    let column = border_column(tenancy, table).and_then(|id| table.column(id));
    let by_column = column.is_some_and(|column| expression::mentions(sql, &column.name));
    // A table without the column asks through the table it hangs on.
    let through = column.is_none()
        && tenancy
            .column
            .as_deref()
            .is_some_and(|name| expression::mentions(sql, name));
    if (by_column || through) && !has_outer_or(sql) {
        Reach::Own
    } else {
        Reach::Condition
    }
}

/// Whether an OR stands outside all parentheses but those around the whole: rows may then come in by the other side.
fn has_outer_or(sql: &str) -> bool {
    let mut tokens = expression::tokens(sql);
    while encloses(&tokens) {
        tokens.pop();
        tokens.remove(0);
    }
    let mut depth = 0_usize;
    tokens.iter().any(|token| {
        if token.is_sign("(") {
            depth += 1;
        } else if token.is_sign(")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is("or")
    })
}

/// Whether the first parenthesis closes at the last token.
fn encloses(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if token.is_sign("(") {
            depth += 1;
        } else if token.is_sign(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return at > 0 && at + 1 == tokens.len();
        }
    }
    false
}

/// What the write side of the policies asks, the weakest first.
pub(super) fn write_check(tenancy: &Tenancy, table: &Table) -> WriteCheck {
    let mut check = WriteCheck::None;
    for policy in table.policies.iter().filter(|policy| policy.permissive) {
        if matches!(
            policy.command,
            PolicyCommand::Select | PolicyCommand::Delete
        ) {
            continue;
        }
        let asked = match &policy.with_check {
            None => WriteCheck::AsUsing,
            Some(sql) => match asks(tenancy, table, sql) {
                Reach::Every => return WriteCheck::True,
                Reach::Own | Reach::Nothing => WriteCheck::Own,
                _ => WriteCheck::Other,
            },
        };
        check = match (check, asked) {
            (WriteCheck::Other, _) | (_, WriteCheck::Other) => WriteCheck::Other,
            (WriteCheck::Own, _) | (_, WriteCheck::Own) => WriteCheck::Own,
            _ => asked,
        };
    }
    check
}

/// The policies of the table that are for this role and command.
pub fn applying<'t>(
    table: &'t Table,
    role: &'t Role,
    command: PolicyCommand,
) -> impl Iterator<Item = &'t Policy> {
    table.policies.iter().filter(move |policy| {
        let of_command = policy.command == PolicyCommand::All || policy.command == command;
        of_command && (policy.roles.is_empty() || role.is_meant(&policy.roles))
    })
}

/// Why the role reaches what it reaches, in a sentence with the objects' names; names and SQL in backticks.
pub fn explain(
    tenancy: &Tenancy,
    table: &Table,
    role: &Role,
    command: PolicyCommand,
    reach: Reach,
) -> String {
    let verb = super::command_word(command);
    let (name, who) = (&table.name, &role.name);
    let named = |wanted: &dyn Fn(&Policy) -> bool| {
        let names = applying(table, role, command).filter(|policy| wanted(policy));
        let names: Vec<String> = names.map(|policy| format!("`{}`", policy.name)).collect();
        names.join(", ")
    };
    let weighs = |sql: Option<&str>, weight: Reach| {
        sql.is_some_and(|sql| asks(tenancy, table, sql) == weight)
    };
    match reach {
        Reach::NotGranted => format!("`{verb}` on `{name}` is not granted to `{who}`."),
        Reach::Every if !table.row_security.enabled => {
            format!("Row security is off: `{who}` reaches every row of `{name}`.")
        }
        Reach::Every if role.unbound => {
            format!("`{who}` passes row security by, so no policy binds it.")
        }
        Reach::Every => format!(
            "{} lets every row through, and permissive policies are joined by OR.",
            named(&|policy| policy.permissive
                && (weighs(read(policy), Reach::Every) || weighs(written(policy), Reach::Every)))
        ),
        Reach::Nothing => {
            format!("No policy for `{verb}` lets a row of `{name}` through to `{who}`.")
        }
        Reach::Own => format!(
            "{} asks for the tenant of the session.",
            named(&|policy| weighs(read(policy), Reach::Own) || weighs(written(policy), Reach::Own))
        ),
        Reach::Condition => format!(
            "{} asks for something other than the tenant alone.",
            named(&|policy| weighs(read(policy), Reach::Condition)
                || weighs(written(policy), Reach::Condition))
        ),
        Reach::OwnOutAnyIn => format!(
            "{} asks for the tenant of the row as it was, and not as it becomes: a row can be moved into another tenant.",
            named(&|policy| policy.permissive && weighs(written(policy), Reach::Every))
        ),
    }
}
