//! `query-not-parameterised`.

use crate::rules::prelude::*;

use crate::query::{Smell, SmellKind, Span};
use crate::rules::queries::amend::fresh_parameter;
use crate::rules::queries::{each, excerpt, pattern_of, report, rewrite};

declare_rule! {
    /// # What
    /// A declared query sends its values as parameters, never as text put into the statement.
    ///
    /// # Why
    /// Text that is put into a statement is read as SQL. One field that takes a quote is enough to read or drop every table.
    ///
    /// # When it is safe to ignore
    /// What is put in is a name from a fixed list in the program, never what a person typed. Constant strings and enum values
    /// are not marked.
    ///
    /// # Fix
    /// Writes a parameter where a value is filled in whole; the program then sends the value beside the statement. Text within a
    /// longer string, and names of tables and columns, are left to you.
    "query-not-parameterised", Group::Queries, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["0:89", "1:20", "1:22", "3:55", "3:114", "3:151", "3:268"],
    fail: "-- query SELECT email FROM users WHERE email='${email}'",
    pass: "-- query SELECT email FROM users WHERE email=$1",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        let Some(smell) = judged
            .smells
            .iter()
            .find(|smell| smell.kind == SmellKind::Interpolated)
        else {
            return;
        };
        let text = excerpt(&pattern.sql, smell.span);
        let finding = report(
            out,
            pattern,
            "puts text into the statement",
            format!("{text} is filled in by the program before the statement is sent."),
            "Whoever controls that text can read and change anything the application may.",
        );
        let advice = "Write a parameter ($1) and send the value beside the statement.";
        match parameterised(&pattern.sql, &judged.smells) {
            Some(_) => finding.fix(advice),
            None => finding.advice(advice),
        };
    });
}

/// The query with a parameter in the place of each text that is filled in; `None` where one of them is no whole value.
fn parameterised(sql: &str, smells: &[Smell]) -> Option<String> {
    let mut spans: Vec<Span> = smells
        .iter()
        .filter(|smell| smell.kind == SmellKind::Interpolated)
        .map(|smell| smell.span)
        .collect();
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    let mut text = sql.to_string();
    let mut moved = 0_isize;
    for span in spans {
        let start = span.start.checked_add_signed(moved)?;
        let end = span.end.checked_add_signed(moved)?;
        let marker = text.get(start..end)?;
        if names_something(text.get(..start)?) {
            return None;
        }
        let parameter = fresh_parameter(&text, &filled_in(marker)?)?;
        let longer = isize::try_from(parameter.len()).ok()? - isize::try_from(marker.len()).ok()?;
        text.replace_range(start..end, &parameter);
        moved = moved.checked_add(longer)?;
    }
    (moved != 0 || text != sql).then_some(text)
}

/// Whether what follows is a name and no value.
fn names_something(before: &str) -> bool {
    const NAMES: &[&str] = &[
        "from", "join", "into", "update", "table", "by", "only", "as",
    ];
    let before = before.trim_end();
    let word = before
        .rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .next()
        .unwrap_or_default();
    before.ends_with(['.', '"']) || NAMES.iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// The name of what is filled in, where the text is nothing else: `'${user.email}'` is `email`.
fn filled_in(marker: &str) -> Option<String> {
    let inner = match marker.strip_prefix('\'') {
        Some(rest) => rest.strip_suffix('\'')?,
        None => marker,
    };
    if inner == "%s" {
        return Some("value".to_string());
    }
    let braced = ["${", "#{"]
        .iter()
        .find_map(|open| inner.strip_prefix(open));
    let name = braced?.strip_suffix('}')?.rsplit('.').next()?.trim();
    let plain = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    (plain && !name.is_empty()).then(|| name.to_string())
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    let judged = context.judged().get(pattern.id)?;
    let text = parameterised(&pattern.sql, &judged.smells)?;
    Some(vec![rewrite(pattern, text)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sql: &str) -> Option<String> {
        let mark = |open: &str, close: &str| {
            let starts = sql.match_indices(open).map(|(start, _)| start);
            let spans = starts.map(|start| {
                let rest = sql.get(start..).unwrap();
                let end = start + rest.find(close).unwrap() + close.len();
                Smell {
                    kind: SmellKind::Interpolated,
                    span: Span { start, end },
                    table: None,
                }
            });
            spans.collect::<Vec<_>>()
        };
        let quoted = mark("'${", "}'");
        parameterised(
            sql,
            &if quoted.is_empty() {
                mark("${", "}")
            } else {
                quoted
            },
        )
    }

    #[test]
    fn whole_values_become_parameters_and_names_do_not() {
        let one = of("SELECT a FROM t WHERE a = '${user.email}' AND b = $1 AND c = '${c}'");
        assert_eq!(
            one.as_deref(),
            Some("SELECT a FROM t WHERE a = $2 AND b = $1 AND c = $3")
        );
        assert_eq!(
            of("SELECT a FROM t LIMIT ${n}").as_deref(),
            Some("SELECT a FROM t LIMIT $1")
        );
        assert_eq!(of("SELECT a FROM ${table} WHERE b = 1"), None);
        assert_eq!(of("SELECT a FROM t ORDER BY ${column}"), None);
        assert_eq!(of("SELECT a FROM t WHERE a = '${first} ${last}'"), None);
    }
}
