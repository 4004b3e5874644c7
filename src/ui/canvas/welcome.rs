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
        recent.set(records.into_iter().filter(|record| record.id != open && record.tables > 0).take(3).collect());
    });
    view! {
        <main class="canvas" aria-label="Canvas">
            <div class="hello">
                <svg class="plot" viewBox="0 0 400 132" aria-hidden="true">
                    <path d="M8 26 56 23 135 16 213 18 289 22 363 19 408 12M4 103 50 105 126 112 209 108 296 103 367 113 412 114M56 23 50 105M135 16 126 112M209 62 212 108M363 19 370 113M53 63 130 68 209 62M289 62 361 57" />
                    <path class="sel" d="M213 18 289 22 296 66 209 62Z" />
                    <g class="pt"><circle cx="213" cy="18" r="3.5" /><circle cx="289" cy="22" r="3.5" /><circle cx="296" cy="66" r="3.5" /><circle cx="209" cy="62" r="3.5" /></g>
                </svg>
                <h1>"Draw the tables. See where each tenant ends."</h1>
                <p>"Nothing leaves this browser. There is no account."</p>
                <div class="starts">
                    <button class="start" on:click=move |_| session.open_sample()>
                        <Icon name="t-root" class="lg" />
                        <b>"Open the sample"</b>
                        <p>"Eight tables of a meetings platform, with findings to fix."</p>
                        <kbd>"1"</kbd>
                    </button>
                    <button class="start" on:click=move |_| interface.dialog.set(Some(Dialog::Paste(String::new())))>
                        <Icon name="import" class="lg" />
                        <b>"Bring your SQL"</b>
                        <p>"Paste it, or drop files anywhere: a dump, or a folder of migrations."</p>
                        <kbd>"2"</kbd>
                    </button>
                    <button class="start" on:click=move |_| session.new_table(Template::TenantRoot, Some(Point::new(0.0, 0.0)))>
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
