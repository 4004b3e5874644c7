//! A query opened: its text, the evidence, and the index that would serve it.

use leptos::prelude::*;

use crate::export::preview::Line;
use crate::model::{AccessPattern, AccessPatternId, Document};
use crate::query::{Judged, Serving, TableUse, TenantFilter, line_and_column};
use crate::ui::interface::Dialog;
use crate::ui::widgets::{Icon, Lines, coloured, grouped};

use super::words::index_lines;
use super::{Shown, edit};

#[component]
pub(super) fn Opened(shown: Shown, id: AccessPatternId) -> impl IntoView {
    let session = shown.session;
    move || {
        let judgement = shown.judgement.get();
        let pattern = shown.pattern(id)?;
        let judged = judgement.queries.get(id)?.clone();
        let own: Vec<_> = judgement
            .suggestions
            .iter()
            .filter(|one| one.serves.contains(&id))
            .cloned()
            .collect();
        let lines: Vec<Line> = session.document(|document| {
            session.review(|review| {
                own.iter()
                    .flat_map(|one| index_lines(document, review.tenancy(), one))
                    .collect()
            })
        });
        let evidence = session.document(|document| evidence(document, &pattern, &judged));
        let served = serving_words(&judgement.suggestions, &own, id);
        let own = StoredValue::new(own);
        let some = own.with_value(|own| !own.is_empty());
        Some(view! {
            <div class="qd" role="group" aria-label=format!("{}, opened", pattern.name)>
                <div class="qleft">
                    <Text sql=pattern.sql.clone() />
                    {pattern.global.clone().map(|why| view! { <p class="pnote">"Reads all tenants: "{why}</p> })}
                    {pattern.per_row.then(|| view! {
                        <p class="pnote">"Runs once for each row of another query (N + 1): ask for all of them at once, with = ANY ($1)."</p>
                    })}
                </div>
                <div class="qright">
                    <ul class="qneed">{evidence.into_iter().map(|(icon, code, words)| view! {
                        <li><Icon name=icon class=class_of(icon) /><span>{(!code.is_empty()).then(|| view! { <code>{code}</code>" " })}<em>{words}</em></span></li>
                    }).collect_view()}</ul>
                    {some.then(|| view! { <Preview lines=lines /> })}
                    {served.map(|words| view! { <p class="pnote">{words}</p> })}
                    <div class="fa">
                        {some.then(|| view! {
                            <button class="btn primary" on:click=move |_| shown.create(&own.get_value())>
                                <Icon name="plus" />"Add index"
                            </button>
                        })}
                        <button class="btn" on:click=move |_| session.interface.dialog.set(Some(Dialog::Query(Some(id))))>"Edit query"</button>
                        <button class="btn ghost" on:click=move |_| edit::remove(&session, id)>"Remove"</button>
                    </div>
                </div>
            </div>
        })
    }
}

fn class_of(icon: &'static str) -> &'static str {
    match icon {
        "tick" => "ok",
        "cross" => "bad",
        other => other,
    }
}

#[component]
fn Text(sql: String) -> impl IntoView {
    let lines = Lines::new(&sql, true);
    let rows = (0..lines.count()).map(
        |line| view! { <span class="l"><u>{line + 1}</u>{coloured(lines.pieces(line))}</span> },
    );
    view! { <pre class="code nums" aria-label="SQL of the query">{rows.collect_view()}</pre> }
}

#[component]
fn Preview(lines: Vec<Line>) -> impl IntoView {
    let rows = lines.into_iter().map(|line| {
        let (class, sign, text) = match line {
            Line::Removed(text) => ("l r", "\u{2212}", text),
            Line::Added(text) | Line::Same(text) => ("l a", "+", text),
            Line::Gap => ("l", " ", "…".to_string()),
        };
        view! { <span class=class><u>{sign}</u>{coloured(Lines::new(&text, true).pieces(0))}</span> }
    });
    view! { <pre class="code diff" role="img" aria-label="The SQL of the suggested index">{rows.collect_view()}</pre> }
}

/// What else the suggested indexes serve.
fn serving_words(
    all: &[crate::query::Suggestion],
    own: &[crate::query::Suggestion],
    id: AccessPatternId,
) -> Option<String> {
    let others = own
        .iter()
        .flat_map(|one| &one.serves)
        .filter(|other| **other != id)
        .count();
    let needs: Vec<&str> = own.iter().filter_map(|one| one.extension).collect();
    let mut words = match (own.len(), others) {
        (0, _) => return None,
        (_, 0) => "Nothing drawn serves as it does".to_string(),
        (_, 1) => "It serves another query as well".to_string(),
        (_, count) => format!("It serves {count} other queries as well"),
    };
    if let Some(extension) = needs.first() {
        words.push_str(&format!("; it needs the extension {extension}"));
    }
    if all
        .iter()
        .any(|one| one.serves.contains(&id) && !one.replaces.is_empty())
    {
        words.push_str("; an index that it makes needless goes");
    }
    words.push('.');
    Some(words)
}

type Row = (&'static str, String, String);

/// Everything that speaks for or against the query: icon, a piece of it, words.
fn evidence(document: &Document, pattern: &AccessPattern, judged: &Judged) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for problem in &judged.problems {
        let (line, column) = line_and_column(&pattern.sql, problem.span.start);
        let meant = problem
            .suggestion
            .as_ref()
            .map(|name| format!("; {name} may be meant"))
            .unwrap_or_default();
        rows.push((
            "error",
            String::new(),
            format!("Line {line}, column {column}: {}{meant}.", problem.message),
        ));
    }
    let several = judged.uses.len() > 1;
    for one in &judged.uses {
        let Some(table) = document.schema.table(one.table) else {
            continue;
        };
        if several {
            rows.push(("table", table.qualified_name().to_string(), String::new()));
        }
        if let Some(row) = tenant_row(one) {
            rows.push(row);
        }
        for test in one
            .tests
            .iter()
            .filter(|test| !test.of_tenant || one.index.is_some())
        {
            let text: String = test
                .span
                .text(&pattern.sql)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(80)
                .collect();
            let icon = if test.by_index { "tick" } else { "cross" };
            let words = match (test.by_index, &one.index_name) {
                (true, Some(name)) => format!("found by {name}"),
                (_, Some(_)) => "looked through after reading".to_string(),
                _ => "no index starts with it".to_string(),
            };
            rows.push((
                if test.by_index || one.index.is_none() {
                    icon
                } else {
                    "info"
                },
                text,
                words,
            ));
        }
        rows.push(serving_row(one));
    }
    rows
}

fn tenant_row(one: &TableUse) -> Option<Row> {
    let (icon, words) = match one.tenant {
        TenantFilter::NotNeeded => return None,
        TenantFilter::Value => ("tick", "held to its tenant by a value"),
        TenantFilter::Given => ("tick", "the tenant is given with each row"),
        TenantFilter::Joined => ("tick", "held to its tenant by a join"),
        TenantFilter::Key => (
            "tick",
            "held to its tenant by a foreign key that carries it",
        ),
        TenantFilter::Member => ("tick", "a membership, found by its person"),
        TenantFilter::RowSecurity => ("tick", "row security holds it to its tenant"),
        TenantFilter::Global => ("info", "reads all tenants, as it is said to"),
        TenantFilter::Missing => ("cross", "nothing holds it to one tenant"),
    };
    Some((icon, one.alias.clone(), words.to_string()))
}

fn serving_row(one: &TableUse) -> Row {
    let rows = one
        .rows_read
        .map(|rows| format!(" about {} rows", grouped(rows as usize)))
        .unwrap_or_default();
    let index = one.index_name.clone().unwrap_or_default();
    let (icon, words) = match one.serving {
        Serving::Row => ("tick", "finds one row".to_string()),
        Serving::Index if one.ordered => ("tick", "finds the rows, in order".to_string()),
        Serving::Index => ("tick", "finds the rows".to_string()),
        Serving::Part => (
            "info",
            format!("finds the tenant;{rows} are looked through or sorted")
                .replace("; are", "; its rows are"),
        ),
        Serving::Nothing if one.access == crate::query::Access::Insert => {
            ("tick", "adds rows".to_string())
        }
        Serving::Nothing => (
            "info",
            format!("asks nothing of the table: reads all{rows}"),
        ),
        Serving::Coarse => (
            "info",
            format!("asks what leaves many rows: reads all{rows}"),
        ),
        Serving::None => ("cross", format!("no index: reads all{rows}")),
    };
    (icon, index, words)
}
