//! A question with one consequence, and a problem told.

use leptos::prelude::*;

use crate::ui::widgets::{Icon, Modal, sentence};

use super::closing;

/// Asks before something that is hard to take back.
#[component]
pub(super) fn ConfirmDialog(
    title: String,
    text: String,
    verb: String,
    action: Callback<()>,
) -> impl IntoView {
    let close = closing();
    let agree = move |_| {
        close.run(());
        action.run(());
    };
    view! {
        <Modal label=title.clone() on_close=close>
            <h2>{title}</h2>
            <p class="lead">{sentence(&text)}</p>
            <div class="dfoot">
                <span class="grow"></span>
                <button class="btn" data-first="" on:click=move |_| close.run(())>"Cancel"</button>
                <button class="btn danger" on:click=agree>{verb}</button>
            </div>
        </Modal>
    }
}

/// Says what went wrong, where, and what stands as it was.
#[component]
pub(super) fn ProblemDialog(title: String, text: String) -> impl IntoView {
    let close = closing();
    view! {
        <Modal label=title.clone() on_close=close>
            <h2 class="problem"><Icon name="error" class="error" />{title}</h2>
            <div class="lead lines">{text.lines().map(|line| view! { <p>{sentence(line)}</p> }).collect_view()}</div>
            <div class="dfoot">
                <span class="grow"></span>
                <button class="btn primary" data-first="" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}
