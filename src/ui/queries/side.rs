//! The evidence beside the list: the top five, the indexes that are missing, and those that no query uses.

use leptos::prelude::*;

use crate::model::ObjectRef;
use crate::ui::widgets::Icon;

use super::{Judgement, Shown};

#[component]
pub(super) fn Side(shown: Shown) -> impl IntoView {
    view! {
        <aside class="qside" aria-label="Evidence">
            {move || {
                let judgement = shown.judgement.get();
                view! {
                    <Top shown=shown judgement=judgement.clone() />
                    <Missing shown=shown judgement=judgement.clone() />
                    <Idle shown=shown judgement=judgement />
                }
            }}
        </aside>
    }
}

#[component]
fn Top(shown: Shown, judgement: Judgement) -> impl IntoView {
    let evidence = judgement.evidence.clone();
    let count = evidence.top.len();
    let total = judgement.order.len();
    let name = |id| {
        shown
            .pattern(id)
            .map(|pattern| pattern.name)
            .unwrap_or_default()
    };
    let bars = evidence
        .top
        .iter()
        .map(|(_, covered)| view! { <i class:n=!covered></i> })
        .collect_view();
    let rows = evidence.top.iter().map(|(id, covered)| {
        let (icon, class, word) = if *covered { ("tick", "ok", "served") } else { ("cross", "bad", "not served") };
        view! { <li><Icon name=icon class=class /><span class="sr-only">{word}" "</span>{name(*id)}</li> }
    });
    let checklist = if evidence.holds() {
        "The checklist ticks \u{201c}Indexes cover top 5 queries\u{201d}.".to_string()
    } else if count < super::TOP {
        format!("The checklist asks for five queries; {count} are declared.")
    } else {
        "The checklist ticks \u{201c}Indexes cover top 5 queries\u{201d} when all are served."
            .to_string()
    };
    view! {
        <section class="ev">
            <h3>"Evidence"</h3>
            <p class="pnote">{format!("computed from {} and the indexes drawn", crate::ui::widgets::counted(total, "query"))}</p>
            <p class="evn"><b class="num">{evidence.covered()}</b>{format!("of top {count} served")}</p>
            <div class="evb" aria-hidden="true">{bars}</div>
            <ul>{rows.collect_view()}</ul>
            <p class="pnote">{checklist}</p>
        </section>
    }
}

#[component]
fn Missing(shown: Shown, judgement: Judgement) -> impl IntoView {
    let suggestions = judgement.suggestions.clone();
    if suggestions.is_empty() {
        return ().into_any();
    }
    let session = shown.session;
    let rows = suggestions.iter().map(|one| {
        let (keys, table) = session.document(|document| {
            let table = document.schema.table(one.table);
            let keys = table.map(|table| one.key_texts(table).join(", ")).unwrap_or_default();
            (keys, table.map(|table| table.name.clone()).unwrap_or_default())
        });
        let serves: Vec<String> = one.serves.iter().filter_map(|id| shown.pattern(*id)).map(|pattern| pattern.name).collect();
        let needs = one.extension.map(|name| format!("; needs {name}")).unwrap_or_default();
        let label = format!("Add the index on {table} ({keys})");
        let one = one.clone();
        view! {
            <li class="qmiss">
                <span class="qidx"><Icon name="index" /><code>{keys}</code><small>{table}</small></span>
                <span class="sub">{format!("serves {}{needs}", serves.join(", "))}</span>
                <button class="btn small" aria-label=label on:click=move |_| shown.create(std::slice::from_ref(&one))>"Add"</button>
            </li>
        }
    }).collect_view();
    let count = suggestions.len();
    let all = suggestions.clone();
    view! {
        <section>
            <h3>"Missing indexes"<em>{count}</em></h3>
            <ul>{rows}</ul>
            <p class="pnote">"None repeats an index that is drawn, or another of these."</p>
            {(count > 1).then(|| view! {
                <button class="btn small" on:click=move |_| shown.create(&all)>{format!("Add all {count}")}</button>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Idle(shown: Shown, judgement: Judgement) -> impl IntoView {
    let session = shown.session;
    let idle: Vec<_> = session.document(|document| {
        let all = judgement.queries.idle_indexes(document).into_iter();
        all.filter_map(|(table, index)| {
            let own = document.schema.table(table)?;
            let found = own.index(index)?;
            let columns = found.leading_columns();
            let key = own
                .foreign_keys()
                .any(|(_, key)| columns.starts_with(&key.columns));
            Some((
                ObjectRef::Index(table, index),
                found.name.clone(),
                own.name.clone(),
                key,
            ))
        })
        .collect()
    });
    if idle.is_empty() {
        return ().into_any();
    }
    let count = idle.len();
    let rows = idle.into_iter().map(|(object, name, table, key)| view! {
        <li>
            <button class="qidx" title="Show it on the canvas" on:click=move |_| session.go_to(object)>
                <Icon name="index" /><code>{name}</code><small>{table}</small>
            </button>
            {key.then(|| view! { <span class="sub">"serves a foreign key: keep it"</span> })}
        </li>
    });
    view! {
        <section>
            <h3>"Indexes no query uses"<em>{count}</em></h3>
            <ul>{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}
