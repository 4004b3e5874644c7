//! Running the rules: all of them over one table, or one over the schema.

use std::sync::Arc;

use crate::model::Table;
use crate::model::script::Script;
use crate::rules::{Context, Finding, Findings, Group, Rule, Rules, Severity, shape};

use super::Verdict;

/// Runs every rule that looks at single tables. Partitions are their parent's, and tables that tools keep for themselves are
/// nobody's to change: only rules that say so look at them.
pub(super) fn table(
    rules: Rules,
    context: &Context<'_>,
    table: &Table,
    judged: &mut usize,
) -> Verdict {
    let bystander = table.is_partition() || shape::is_tool_owned(table);
    let mut verdict = Verdict::default();
    let mut found = Vec::new();
    for (position, rule) in rules.iter().enumerate() {
        let Some(check) = rule.check.table() else {
            continue;
        };
        if bystander && !rule.partitions {
            continue;
        }
        let Some(severity) = context.stances.severity(rule) else {
            continue;
        };
        *judged += 1;
        let before = found.len();
        let mut findings = Findings::new(context, position, rule, severity, &mut found);
        check(context, table, &mut findings);
        let eligible = findings.eligible().max(found.len() - before);
        if eligible > 0 {
            verdict
                .eligible
                .push((position, u32::try_from(eligible).unwrap_or(u32::MAX)));
        }
    }
    verdict.findings = found.into_iter().map(Arc::new).collect();
    verdict
}

/// Runs one rule that looks at the schema as a whole.
pub(super) fn schema(
    context: &Context<'_>,
    position: usize,
    rule: &'static Rule,
    severity: Severity,
    check: fn(&Context<'_>, &mut Findings<'_>),
) -> Verdict {
    let mut found = Vec::new();
    let mut findings = Findings::new(context, position, rule, severity, &mut found);
    check(context, &mut findings);
    let eligible = findings.eligible();
    let mut verdict = Verdict::default();
    take(&mut verdict, position, eligible, found);
    verdict
}

/// Runs every rule that looks at migration files.
pub(super) fn script(rules: Rules, context: &Context<'_>, script: &Script) -> Verdict {
    let mut verdict = Verdict::default();
    for (position, rule) in rules.iter().enumerate() {
        let (Some(check), Some(severity)) = (rule.check.script(), context.stances.severity(rule))
        else {
            continue;
        };
        if script.of_schema && rule.group == Group::Migrations {
            continue;
        }
        let mut found = Vec::new();
        let mut findings = Findings::new(context, position, rule, severity, &mut found);
        check(context, script, &mut findings);
        let eligible = findings.eligible();
        take(&mut verdict, position, eligible, found);
    }
    verdict
}

/// Adds what a rule said that does not look at single tables.
fn take(verdict: &mut Verdict, position: usize, eligible: usize, found: Vec<Finding>) {
    let eligible = eligible.max(found.len());
    if eligible > 0 {
        let eligible = u32::try_from(eligible).unwrap_or(u32::MAX);
        verdict.eligible.push((position, eligible));
    }
    verdict
        .findings
        .extend(found.into_iter().map(|mut finding| {
            finding.of_schema = true;
            Arc::new(finding)
        }));
}
