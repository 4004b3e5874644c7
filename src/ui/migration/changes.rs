//! The list of changes, table by table.

use leptos::prelude::*;

use crate::editor::drawing::Sign;
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, Rows, glyph_of_tenancy, grouped, sentence};

use super::made::{Question, Row};
use super::{Shown, choose};

/// Height of a row of changes in pixels, heads included.
const ROW: f64 = 28.0;

#[component]
pub(super) fn Changes(shown: Shown) -> impl IntoView {
    let version = RwSignal::new(0_usize);
    Effect::new(move |_| {
        shown.made.track();
        version.update(|version| *version += 1);
    });
    let count = Signal::derive(move || {
        shown
            .made
            .with(|made| made.as_ref().map_or(0, |made| made.rows.len()))
    });
    let changes = move || {
        shown
            .made
            .with(|made| made.as_ref().map_or(0, |made| made.diff.changes.len()))
    };
    let from_nothing = move || {
        shown
            .made
            .with(|made| made.as_ref().is_some_and(|made| made.from_nothing))
    };
    let row = move |position: usize| {
        let row = shown.made.with_untracked(|made| {
            made.as_ref()
                .and_then(|made| made.rows.get(position).cloned())
        });
        row.map(row_view).into_any()
    };
    view! {
        <section class="mg-left" aria-label="Changes">
            <div class="ph">
                <h2>"Changes"</h2>
                <em>{move || grouped(changes())}</em>
            </div>
            <Show when=from_nothing>
                <p class="mnote">"There is no base yet: everything is new. Make this the base once these files have run."</p>
            </Show>
            <Rows count=count height=ROW version=version label=Signal::derive(|| Some("List of changes".to_string())) focusable=true row=row />
            <Questions shown=shown />
        </section>
    }
}

/// A row as it is listed.
pub fn row_view(row: Row) -> AnyView {
    match row {
        Row::Head { name, class, sign } => {
            let mark = match class {
                Some(class) => {
                    let (icon, class) = glyph_of_tenancy(class);
                    view! { <Icon name=icon class=class /> }.into_any()
                }
                None => view! { <Icon name="sql" class="dim" /> }.into_any(),
            };
            view! { <div class="cht mrow">{mark}<span class="n">{name}</span>{sign_view(sign)}</div> }.into_any()
        }
        Row::Change { sign, name, about } => {
            let title = format!("{name}: {about}");
            view! {
                <div class=format!("ch mrow d-{}", sign.class()) title=title>
                    {sign_view(sign)}
                    <span class="n">{name}</span>
                    <span class="cx">{about}</span>
                </div>
            }
            .into_any()
        }
    }
}

fn sign_view(sign: Sign) -> AnyView {
    view! { <span class=format!("sign {}", sign.class()) aria-label=sign.class() role="img">{sign.text()}</span> }.into_any()
}

/// What looks like a rename drawn as a removal and an addition: asked, never guessed. An answer can be taken back.
#[component]
fn Questions(shown: Shown) -> impl IntoView {
    let questions = Memo::new(move |_| {
        shown.made.with(|made| {
            made.as_ref()
                .map(|made| made.questions.clone())
                .unwrap_or_default()
        })
    });
    view! {
        <div class="asks">
            {move || questions.get().into_iter().map(question_view).collect_view()}
        </div>
    }
}

fn question_view(question: Question) -> AnyView {
    let session = use_session();
    let Question {
        pair,
        columns,
        evidence,
        answer,
    } = question;
    let (from, to) = (&pair.from, &pair.to);
    let (title, words) = match answer {
        None => (
            if columns {
                "Renamed, or two columns?"
            } else {
                "Renamed, or two tables?"
            },
            format!(
                "`{from}` went and `{to}` came: {}. A rename keeps what it holds; otherwise the one is dropped and the other is new.",
                evidence.join(", ")
            ),
        ),
        Some(true) => (
            "A rename, you said",
            format!("`{from}` is now `{to}` and keeps what it holds."),
        ),
        Some(false) => (
            "Not a rename, you said",
            format!(
                "`{from}` went and `{to}` came: {}. As a rename nothing would be lost.",
                evidence.join(", ")
            ),
        ),
    };
    let pair = StoredValue::new(pair.clone());
    let button = move |is_rename: bool, label: &'static str| {
        view! {
            <button
                class="btn small"
                on:click=move |_| choose(&session, "Answer what was renamed", |choices| choices.answer(&pair.get_value(), is_rename))
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="ask" role="group" aria-label=title>
            <Icon name="info" class="info" />
            <div>
                <b>{title}</b>
                <p>{sentence(&words)}</p>
                <div class="fa">
                    {(answer != Some(true)).then(|| button(true, if answer.is_none() { "It was renamed" } else { "Make it a rename" }))}
                    {(answer != Some(false)).then(|| button(false, "They are two"))}
                </div>
            </div>
        </div>
    }
    .into_any()
}
