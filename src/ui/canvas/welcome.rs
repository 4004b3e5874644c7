//! The first visit: nothing is open yet, and there are three ways to begin.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::editor::Template;
use crate::layout::Point;
use crate::platform::storage::Record;
use crate::ui::interface::Dialog;
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, counted};

/// The empty state of the canvas.
#[component]
pub fn Welcome() -> impl IntoView {
    let session = use_session();
    let interface = session.interface;
    let recent = RwSignal::new(Vec::<Record>::new());
    spawn_local(async move {
        let open = session.document_id();
        let records = session.stored_documents().await;
        recent.set(
            records
                .into_iter()
                .filter(|record| record.id != open && record.tables > 0)
                .take(3)
                .collect(),
        );
    });
    let sample = move || session.open_sample();
    let bring = move || interface.dialog.set(Some(Dialog::Paste(String::new())));
    let blank = move || session.new_table(Template::TenantRoot, Some(Point::new(0.0, 0.0)));
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let busy = interface.palette.get_untracked()
            || interface.dialog.with_untracked(Option::is_some)
            || event.ctrl_key()
            || event.meta_key()
            || event.alt_key();
        match event.key().as_str() {
            _ if busy => {}
            "1" => sample(),
            "2" => bring(),
            "3" => blank(),
            _ => {}
        }
    });
    on_cleanup(move || keys.remove());
    view! {
        <main class="canvas" aria-label="Canvas">
            <div class="hello">
                <svg class="plot" viewBox="0 0 400 132" aria-hidden="true">
                    <g class="pl-l"><path d="M10 30 128 20 272 26 390 16M6 104 120 112 286 104 394 114M54 26 46 107M128 20 120 112M272 26 286 104M340 21 352 110M123 70 200 64 279 68M200 23 204 108M49 66 124 64M279 64 346 62" /></g>
                    <path class="pl-f" d="M200 23 272 26 279 68 201 64z" />
                    <g class="pl-p"><circle cx="200" cy="23" r="3" /><circle cx="272" cy="26" r="3" /><circle cx="279" cy="68" r="3" /><circle cx="201" cy="64" r="3" /></g>
                    <g class="pl-t">
                        <text x="238" y="50" class="on">"18"</text><text x="163" y="48">"17"</text><text x="162" y="93">"20"</text><text x="243" y="92">"21"</text>
                        <text x="88" y="48">"16"</text><text x="86" y="92">"19"</text><text x="309" y="48">"22"</text><text x="314" y="92">"23"</text>
                    </g>
                </svg>
                <h1>"Draw the tables. See where each tenant ends."</h1>
                <p>"Nothing leaves this browser. There is no account."</p>
                <div class="starts">
                    <button class="start" on:click=move |_| sample()>
                        <Icon name="t-root" class="lg" />
                        <b>"Open the sample"</b>
                        <p>"Eight tables of a meetings platform, with findings to fix."</p>
                        <kbd>"1"</kbd>
                    </button>
                    <button class="start" on:click=move |_| bring()>
                        <Icon name="import" class="lg" />
                        <b>"Bring your SQL"</b>
                        <p>"Paste it, or drop files anywhere: a dump, or a folder of migrations."</p>
                        <kbd>"2"</kbd>
                    </button>
                    <button class="start" on:click=move |_| blank()>
                        <Icon name="template" class="lg" />
                        <b>"Start blank"</b>
                        <p>"Name the tenant root; new tables get their keys from it."</p>
                        <kbd>"3"</kbd>
                    </button>
                </div>
                {move || {
                    let records = recent.get();
                    (!records.is_empty()).then(|| view! {
                        <div class="recent">
                            <h2>"In this browser"</h2>
                            {records.into_iter().map(|record| {
                                let id = record.id.clone();
                                view! {
                                    <button class="rc" on:click=move |_| {
                                        let id = id.clone();
                                        spawn_local(async move { session.open_stored(&id).await });
                                    }>
                                        <b>{record.title}</b>
                                        <span>{counted(record.tables, "table")}</span>
                                    </button>
                                }
                            }).collect_view()}
                        </div>
                    })
                }}
                <div class="hint">
                    <span><kbd>"Ctrl V"</kbd>" paste SQL anywhere"</span>
                    <span><kbd>"T"</kbd>" new table"</span>
                    <span><kbd>"Ctrl K"</kbd>" every command"</span>
                    <span><kbd>"?"</kbd>" shortcuts"</span>
                </div>
            </div>
        </main>
    }
}
