//! One query of the list.

use leptos::prelude::*;

use crate::model::AccessPatternId;
use crate::ui::widgets::{Icon, Lines, coloured};

use super::Shown;
use super::opened::Opened;
use super::words::{index_words, order_words, tenant_words, verdict_icon};

#[component]
pub(super) fn QueryRow(shown: Shown, place: usize, id: AccessPatternId) -> impl IntoView {
    let open = shown.open();
    let is_open = Memo::new(move |_| open.get() == Some(id));
    let pattern = Memo::new(move |_| {
        shown.session.track_settings();
        shown.pattern(id)
    });
    let line = move || {
        let sql = pattern.get().map(|pattern| pattern.sql).unwrap_or_default();
        let line: String = sql
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(200)
            .collect();
        coloured(Lines::new(&line, true).pieces(0))
    };
    let calls = move || {
        let text = pattern
            .get()
            .map(|pattern| pattern.frequency)
            .unwrap_or_default();
        if text.is_empty() {
            view! { <span class="no">"not stated"</span> }.into_any()
        } else {
            text.into_any()
        }
    };
    let target = move || {
        let target = pattern
            .get()
            .and_then(|pattern| pattern.latency_milliseconds);
        target.map(|milliseconds| format!("{milliseconds} ms"))
    };
    let cells = move || {
        let judgement = shown.judgement.get();
        let judged = judgement.queries.get(id)?.clone();
        let index = shown
            .session
            .document(|document| index_words(document, &judged));
        Some((
            tenant_words(&judged),
            index,
            order_words(&judged),
            judged.verdict(),
        ))
    };
    view! {
        <button
            class="qr"
            class:is-open=move || is_open.get()
            aria-expanded=move || is_open.get().to_string()
            data-query=id.0.to_string()
            on:click=move |_| open.update(|open| *open = (*open != Some(id)).then_some(id))
        >
            <span class="gx"><Icon name=Signal::derive(move || if is_open.get() { "down" } else { "chevron" }) class="xs" /></span>
            <span class="qk">{place + 1}</span>
            <span class="qn"><b>{move || pattern.get().map(|pattern| pattern.name)}</b><code>{line}</code></span>
            <span class="rt">{calls}</span>
            <span class="rt">{target}</span>
            {move || cells().map(|(tenant, index, order, verdict)| view! {
                <span class="qc">{mark(tenant.0)}<span class="qw">{tenant.1}</span></span>
                <span class="qc">{mark(index.0)}{if index.2 { view! { <code>{index.1}</code> }.into_any() } else { view! { <span>{index.1}</span> }.into_any() }}</span>
                <span class="qc qorder">{mark(order.0)}<span>{order.1}</span></span>
                <span class="qv"><Icon name=verdict_icon(verdict) class=verdict_icon(verdict) />{verdict.word()}</span>
            })}
        </button>
        {move || is_open.get().then(|| view! { <Opened shown=shown id=id /> })}
    }
}

/// A tick, a cross or a note, with a word for those who do not see it.
fn mark(icon: &'static str) -> Option<AnyView> {
    let (class, word) = match icon {
        "tick" => ("ok", "yes"),
        "cross" => ("bad", "no"),
        "info" => ("info", "in part"),
        _ => return None,
    };
    Some(view! { <Icon name=icon class=class /><span class="sr-only">{word}" "</span> }.into_any())
}
