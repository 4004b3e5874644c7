//! The review as files.

use leptos::prelude::*;

use crate::debate::report::{REPORTS, ReportFormat, entries};
use crate::export::file_stem;
use crate::platform::files;
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, Modal, sized};

use super::super::room::reviewer;
use super::{Head, closing, rules};

#[component]
pub(super) fn ExportReviewDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let rules = rules();
    let download =
        move |form: &'static ReportFormat| {
            let Some(rules) = rules.get_untracked() else {
                return;
            };
            let (name, text) = session.document(|document| {
                let entries = entries(document, rules, None);
                let name = format!("{}-{}", file_stem(&document.title), form.file);
                (name, form.write(document, &entries, &reviewer().role))
            });
            match files::download(&name, form.media_type, text.as_bytes()) {
            Ok(()) => {
                let size = sized(text.len());
                session.interface.tell(format!("Saved as {name}, {size}"), false);
            }
            Err(_) => session.interface.complain(
                "The browser refused the download. Allow downloads for this page and save again.",
            ),
        }
        };
    view! {
        <Modal label="Export review" on_close=close>
            <Head title="Export review" />
            <ul class="forms">
                {REPORTS.iter().map(|form| view! {
                    <li>
                        <div><b>{form.title}</b><p>{form.description}</p></div>
                        <button
                            class="btn small"
                            aria-label=format!("Download {}", form.title)
                            disabled=move || rules.with(Option::is_none)
                            on:click=move |_| download(form)
                        >
                            <Icon name="export" />
                            "Download"
                        </button>
                    </li>
                }).collect_view()}
            </ul>
            <div class="dfoot">
                <span>"All proposals, in this round."</span>
                <span class="grow"></span>
                <button class="btn primary" data-first="" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}
