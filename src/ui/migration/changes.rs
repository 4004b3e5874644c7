//! The list of changes, table by table.

use leptos::prelude::*;

use crate::ui::widgets::{Icon, Rows, glyph_of_tenancy, grouped, sentence};

use super::Shown;
use super::made::{Row, Sign};

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
            <Suspected shown=shown />
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

/// What looks like a rename drawn as a removal and an addition: told, never guessed.
#[component]
fn Suspected(shown: Shown) -> impl IntoView {
    let words = move || {
        shown.made.with(|made| {
            let made = made.as_ref()?;
            let one = made.diff.suspected_renames.first()?;
            let name = |schema: &crate::model::Schema, object| schema.display_name(object).unwrap_or_default();
            let (from, to) = (name(&made.diff.base, one.from), name(&made.diff.target, one.to));
            Some(format!(
                "`{from}` went and `{to}` came: {}. The plan drops the one with its rows and adds the other. If it is one object under a new name, undo and rename it instead: its rows then stay.",
                one.evidence.join(", ")
            ))
        })
    };
    view! {
        {move || words().map(|words| view! {
            <div class="ask">
                <Icon name="info" class="info" />
                <div><b>"Renamed, or two objects?"</b><p>{sentence(&words)}</p></div>
            </div>
        })}
    }
}
