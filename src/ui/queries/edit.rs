//! Writing a query: its text in colour, judged as it is typed.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::model::{AccessPattern, AccessPatternId, Op};
use crate::query::{Ground, Judged, line_and_column};
use crate::rules::IdSource;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Lines, Modal, coloured};

use super::words::verdict_icon;

/// Takes a query away.
pub(super) fn remove(session: &Session, id: AccessPatternId) {
    let name = session.document(|document| {
        document
            .access_patterns
            .get(&id)
            .map(|pattern| pattern.name.clone())
    });
    let Some(name) = name else { return };
    if session.apply(
        &format!("Remove {name}"),
        vec![Op::SetAccessPattern { id, pattern: None }],
    ) {
        session.interface.tell(format!("{name} is removed."), true);
    }
}

/// What the fields hold.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    sql: RwSignal<String>,
    frequency: RwSignal<String>,
    latency: RwSignal<String>,
    global: RwSignal<String>,
    per_row: RwSignal<bool>,
}

impl Typed {
    fn of(pattern: &AccessPattern) -> Self {
        let latency = pattern
            .latency_milliseconds
            .map(|milliseconds| milliseconds.to_string());
        Typed {
            name: RwSignal::new(pattern.name.clone()),
            sql: RwSignal::new(pattern.sql.clone()),
            frequency: RwSignal::new(pattern.frequency.clone()),
            latency: RwSignal::new(latency.unwrap_or_default()),
            global: RwSignal::new(pattern.global.clone().unwrap_or_default()),
            per_row: RwSignal::new(pattern.per_row),
        }
    }

    fn pattern(&self, before: &AccessPattern) -> AccessPattern {
        let global = self.global.get();
        AccessPattern {
            name: self.name.get().trim().to_string(),
            sql: self.sql.get().trim().to_string(),
            frequency: self.frequency.get().trim().to_string(),
            latency_milliseconds: self.latency.get().trim().parse().ok(),
            global: (!global.trim().is_empty()).then(|| global.trim().to_string()),
            per_row: self.per_row.get(),
            ..before.clone()
        }
    }
}

#[component]
pub fn QueryDialog(
    /// The query to edit; a new one without.
    id: Option<AccessPatternId>,
) -> impl IntoView {
    let session = use_session();
    let close = Callback::new(move |()| session.interface.dialog.set(None));
    let known =
        id.and_then(|id| session.document(|document| document.access_patterns.get(&id).cloned()));
    let new = known.is_none();
    let before = known.unwrap_or_else(|| {
        let fresh = session.document(|document| IdSource::new(document).fresh());
        AccessPattern::new(fresh, "", "")
    });
    let typed = Typed::of(&before);
    let before = StoredValue::new(before);
    let judged = Memo::new(move |_| {
        let pattern = typed.pattern(&before.get_value());
        session.document(|document| {
            session.review(|review| Ground::of(document, review.tenancy()).judge(&pattern))
        })
    });
    let ready = move || !typed.sql.with(|sql| sql.trim().is_empty());
    let keep = move || {
        if !ready() {
            return;
        }
        let mut pattern = typed.pattern(&before.get_value());
        if pattern.name.is_empty() {
            pattern.name = pattern
                .sql
                .split_whitespace()
                .take(6)
                .collect::<Vec<_>>()
                .join(" ");
        }
        let (id, name) = (pattern.id, pattern.name.clone());
        let label = if new {
            format!("Add {name}")
        } else {
            format!("Change {name}")
        };
        if session.apply(
            &label,
            vec![Op::SetAccessPattern {
                id,
                pattern: Some(pattern),
            }],
        ) {
            session.interface.query.set(Some(id));
            close.run(());
        }
    };
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            keep();
        }
    };
    let title = if new { "New query" } else { "Edit query" };
    view! {
        <Modal label=title class="dialog wide query" on_close=close>
            <h2>{title}</h2>
            <div class="qfields" on:keydown=keydown>
                <Field label="Name" value=typed.name placeholder="Upcoming meetings" />
                <Editor sql=typed.sql />
                <Verdict judged=judged sql=typed.sql />
                <div class="qrow">
                    <Field label="How often" value=typed.frequency placeholder="42 / s" />
                    <Field label="Latency target in ms" value=typed.latency placeholder="20" />
                </div>
                <Field label="Reads all tenants, because" value=typed.global placeholder="Leave empty when it must not" />
                <label class="check">
                    <input type="checkbox" prop:checked=move || typed.per_row.get() on:change=move |event| typed.per_row.set(event_target_checked(&event)) />
                    "Runs once for each row of another query"
                </label>
            </div>
            <div class="dfoot">
                <span class="grow"></span>
                <button class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                <button class="btn primary" disabled=move || !ready() on:click=move |_| keep()>
                    {if new { "Add query" } else { "Keep" }}<kbd>"Ctrl Enter"</kbd>
                </button>
            </div>
        </Modal>
    }
}

#[component]
fn Field(label: &'static str, value: RwSignal<String>, placeholder: &'static str) -> impl IntoView {
    view! {
        <label class="fld">
            <span class="lab">{label}</span>
            <input
                class="inp"
                type="text"
                autocomplete="off"
                placeholder=placeholder
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
    }
}

/// The text, in colour under what is typed.
#[component]
fn Editor(sql: RwSignal<String>) -> impl IntoView {
    let under = move || {
        let text = sql.get();
        let lines = Lines::new(&text, true);
        (0..lines.count())
            .map(|line| view! { <span class="l">{coloured(lines.pieces(line))}"\n"</span> })
            .collect_view()
    };
    view! {
        <div class="fld">
            <label class="lab" for="query-sql">"SQL with parameters"</label>
            <div class="qedit">
                <pre class="code" aria-hidden="true">{under}</pre>
                <textarea
                    id="query-sql"
                    data-first=""
                    spellcheck="false"
                    autocomplete="off"
                    placeholder="SELECT id FROM meetings WHERE org_id = $1"
                    prop:value=move || sql.get()
                    on:input=move |event| sql.set(event_target_value(&event))
                ></textarea>
            </div>
        </div>
    }
}

/// The word on what is typed, and the first thing that is wrong with it.
#[component]
fn Verdict(judged: Memo<Judged>, sql: RwSignal<String>) -> impl IntoView {
    move || {
        let text = sql.get();
        if text.trim().is_empty() {
            return view! { <p class="qsay" role="status"></p> }.into_any();
        }
        let judged = judged.get();
        let verdict = judged.verdict();
        let icon = verdict_icon(verdict);
        let problem = judged.problems.first().map(|problem| {
            let (line, column) = line_and_column(text.trim(), problem.span.start);
            let meant = problem
                .suggestion
                .as_ref()
                .map(|name| format!(" ({name}?)"))
                .unwrap_or_default();
            format!(": line {line}, column {column}: {}{meant}", problem.message)
        });
        view! { <p class="qsay" role="status"><Icon name=icon class=icon />{verdict.word()}{problem}</p> }.into_any()
    }
}
