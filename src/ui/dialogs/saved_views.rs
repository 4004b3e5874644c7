//! The saved views: what is seen given a name, gone to, renamed, deleted.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{SavedView, SavedViewId};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Modal, TextField, counted};

use super::{Head, closing};

#[component]
pub fn SavedViewsDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let views = Memo::new(move |_| {
        session.track_drawing();
        session.document(|document| {
            let mut views: Vec<SavedView> = document.saved_views.values().cloned().collect();
            views.sort_by(|a, b| a.name.cmp(&b.name));
            views
        })
    });
    let name = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let save = move || {
        let text = name.get_untracked();
        match session.save_view(&text) {
            Ok(_) => {
                name.set(String::new());
                refused.set(None);
            }
            Err(reason) => refused.set(Some(reason)),
        }
    };
    view! {
        <Modal label="Saved views" class="dialog wide savedviews" on_close=close>
            <Head title="Saved views" />
            <p class="lead">"A view keeps what part of the drawing is seen, which tables are hidden, and what is in focus. It is saved with the document."</p>
            <form class="svnew" on:submit=move |event| { event.prevent_default(); save(); }>
                <input
                    class="inp"
                    data-first=""
                    aria-label="Name of the view"
                    aria-invalid=move || refused.get().is_some().then_some("true")
                    placeholder="Name what you see now"
                    autocomplete="off"
                    prop:value=move || name.get()
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <button class="btn primary" type="submit">"Save this view"</button>
            </form>
            {move || refused.get().map(|reason| view! { <p class="refused" role="alert">{reason}</p> })}
            <div class="svlist">
                <For each=move || views.get() key=|view| (view.id, view.name.clone()) let(view)>
                    <Saved session=session view=view />
                </For>
                {move || views.with(Vec::is_empty).then(|| view! { <p class="lead">"No views saved yet."</p> })}
            </div>
        </Modal>
    }
}

#[component]
fn Saved(session: Session, view: SavedView) -> impl IntoView {
    let close = closing();
    let id: SavedViewId = view.id;
    let name = view.name.clone();
    let keep = Callback::new(move |text: String| {
        session
            .try_edit(|draft| edit::rename_view(draft, id, &text))
            .map_err(|error| error.to_string())
    });
    let mut about = vec![format!("{:.0} %", view.zoom * 100.0)];
    if !view.hidden.is_empty() {
        about.push(format!("{} hidden", view.hidden.len()));
    }
    if let Some(focus) = &view.focus {
        about.push(format!(
            "focus on {}, {}",
            counted(focus.tables.len(), "table"),
            counted(usize::from(focus.steps), "step")
        ));
    }
    view! {
        <div class="sv1">
            <button class="btn" on:click=move |_| { close.run(()); session.show_saved(id); }>"Show"</button>
            <TextField value=Signal::stored(name.clone()) label=format!("Name of view {name}") keep=keep class="inp" />
            <span class="svabout">{about.join(", ")}</span>
            <button
                class="ib"
                aria-label=format!("Delete view {name}")
                title="Delete"
                on:click=move |_| { session.edit(|draft| edit::drop_view(draft, id)); }
            ><Icon name="trash" /></button>
        </div>
    }
}
