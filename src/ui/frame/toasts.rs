//! One short word at a time above the tools; it stays while hovered or focused.

use leptos::prelude::*;

use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, sentence};

/// The toast, if there is one.
#[component]
pub fn Toasts() -> impl IntoView {
    let session = use_session();
    let toast = session.interface.toast;
    view! {
        <div class="toasts">
            {move || {
                toast.get().map(|shown| {
                    let undo = shown.undo;
                    view! {
                        <div class="toast" role="status">
                            <Icon name=if shown.failed { "warning" } else { "ok" } class=if shown.failed { "warning" } else { "ok" } />
                            <span>{sentence(&shown.text)}</span>
                            {undo.then(|| view! {
                                <button
                                    class="btn small ghost"
                                    on:click=move |_| {
                                        toast.set(None);
                                        session.undo();
                                    }
                                >
                                    "Undo"<kbd>"Ctrl Z"</kbd>
                                </button>
                            })}
                            <button class="ib s" aria-label="Close" on:click=move |_| toast.set(None)>
                                <Icon name="cross" />
                            </button>
                        </div>
                    }
                })
            }}
        </div>
    }
}
