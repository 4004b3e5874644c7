//! While statements are being read: how far it is, and Cancel.

use leptos::prelude::*;

use crate::ui::session::{Reading, Stage, use_session};
use crate::ui::widgets::sized;

/// The steps, in their order, as the reader names them.
const STEPS: [&str; 2] = ["Reading statements", "Arranging tables"];

#[component]
pub(super) fn Running(reading: Reading) -> impl IntoView {
    let session = use_session();
    let stage = move || match reading.stage.get() {
        Stage::Running { done, total, step } => (done, total, step),
        Stage::Read(_) | Stage::Failed(_) => (1, 1, String::new()),
    };
    let bytes = reading.sources.with_value(|sources| {
        sources
            .iter()
            .map(|source| source.text.len())
            .sum::<usize>()
    });
    let current = move || {
        let (_, _, step) = stage();
        STEPS.iter().position(|name| *name == step).unwrap_or(0)
    };
    let percent = move || {
        let (done, total, _) = stage();
        // The last step has no measure of its own: what is read is read.
        if current() > 0 {
            100
        } else {
            (done * 100).checked_div(total).unwrap_or(0).min(100)
        }
    };
    view! {
        <main class="view v-import v-importing" aria-label="Import" aria-busy="true">
            <div class="gbar">
                <h2>"Import"</h2>
                <code class="fname">{reading.title.get_value()}</code>
                <span class="vs">{sized(bytes)}</span>
                <span class="grow"></span>
                <button class="btn" on:click=move |_| session.cancel_reading()>"Cancel"<kbd>"Esc"</kbd></button>
                <div
                    class="pbar"
                    role="progressbar"
                    aria-label="Reading"
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=move || percent().to_string()
                >
                    <i style:width=move || format!("{}%", percent())></i>
                </div>
            </div>
            <section class="irun">
                <div class="iprog">
                    <div class="ipn">
                        <span class="num">{move || format!("{} %", percent())}</span>
                        <span>{move || format!("{} of {}", sized(bytes / 100 * percent()), sized(bytes))}</span>
                    </div>
                    {STEPS.iter().enumerate().map(|(position, name)| view! {
                        <div
                            class="iph"
                            class:done=move || { position < current() }
                            class:now=move || position == current()
                        >
                            <i class=move || if position == current() { "dot3" } else { "ring2" }></i>
                            {*name}
                        </div>
                    }).collect_view()}
                    <p class="pnote">"The document that is open stays open; nothing is written until you choose."</p>
                </div>
            </section>
        </main>
    }
}
