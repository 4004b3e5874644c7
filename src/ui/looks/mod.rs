//! What the canvas says of the drawing as a whole: what is in focus, what is hidden, and where borders between tenants are open.

mod borders;

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::ObjectRef;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, counted};

pub use borders::Borders;
use borders::open_borders;

/// The float that says what is shown, with the way back from each.
#[component]
pub fn Looks() -> impl IntoView {
    let session = use_session();
    view! {
        <div class="float looks" role="group" aria-label="What is shown" on:pointerdown=|event| event.stop_propagation() on:dblclick=|event| event.stop_propagation()>
            <FocusPart session=session />
            <HiddenPart session=session />
            <BordersPart session=session />
        </div>
    }
}

#[component]
fn FocusPart(session: Session) -> impl IntoView {
    let focus = Memo::new(move |_| {
        session.track_drawing();
        session.drawing(|drawing| {
            let focus = drawing.focus()?.clone();
            Some((focus, drawing.within().len()))
        })
    });
    move || {
        focus.get().map(|(focus, within)| {
            let first = focus.tables.first().and_then(|table| {
                session.document(|document| document.schema.display_name(ObjectRef::Table(*table)))
            });
            let first = first.unwrap_or_default();
            let others = focus.tables.len().saturating_sub(1);
            let hides = focus.hides;
            view! {
                <span class="lk">
                    <Icon name="focus" />
                    <code>{first}</code>
                    {(others > 0).then(|| format!(" and {others} more"))}
                    <em title="Tables in focus">{counted(within, "table")}</em>
                </span>
                <button class="ib s" aria-label="One step narrower ([)" title="One step narrower  [" disabled=focus.steps == 0 on:click=move |_| session.widen_focus(false)><Icon name="minus" /></button>
                <span class="lkn">{counted(usize::from(focus.steps), "step")}</span>
                <button class="ib s" aria-label="One step wider (])" title="One step wider  ]" on:click=move |_| session.widen_focus(true)><Icon name="plus" /></button>
                <button class="btn small ghost" title="Shift F" on:click=move |_| session.toggle_focus_hides()>{if hides { "Dim the rest" } else { "Hide the rest" }}</button>
                <button class="ib s" aria-label="Let the focus go (F)" title="Let the focus go  F" on:click=move |_| session.set_focus(None)><Icon name="cross" /></button>
            }
        })
    }
}

#[component]
fn HiddenPart(session: Session) -> impl IntoView {
    let hidden = Memo::new(move |_| {
        session.track_drawing();
        session.track_list();
        session.document(|document| edit::hidden_tables(document).len())
    });
    move || {
        let count = hidden.get();
        (count > 0).then(|| {
            view! {
                <span class="lk">{format!("{} hidden", counted(count, "table"))}</span>
                <button class="btn small ghost" title="Shift U" on:click=move |_| session.run_command("show-hidden")>"Show all"</button>
            }
        })
    }
}

#[component]
fn BordersPart(session: Session) -> impl IntoView {
    let shown = session.interface.borders;
    let counts = Memo::new(move |_| {
        session.track_review();
        session.track_list();
        shown.get().then(|| {
            let (open, leaks) = open_borders(&session);
            (open.len(), leaks.len())
        })
    });
    move || {
        counts.get().map(|(open, leaks)| {
            let words = match (open, leaks) {
                (0, 0) => "Every border between tenants is closed".to_string(),
                (open, leaks) => format!(
                    "{} open, {}",
                    counted(open, "border"),
                    counted(leaks, "leak path")
                ),
            };
            view! {
                <span class="lk"><Icon name=if open + leaks == 0 { "ok" } else { "leak" } class=if open + leaks == 0 { "ok" } else { "error" } />{words}</span>
                <button class="ib s" aria-label="Hide the borders (B)" title="Hide the borders  B" on:click=move |_| shown.set(false)><Icon name="cross" /></button>
            }
        })
    }
}
