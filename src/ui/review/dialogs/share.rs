//! A proposal as a link that carries it, or as a file.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::debate;
use crate::export::document::save;
use crate::export::file_stem;
use crate::platform::{address, clipboard, files};
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, Modal, sized};

use super::{Head, closing};

#[component]
pub(super) fn ShareDialog(id: String) -> impl IntoView {
    let session = use_session();
    let close = closing();
    let title = session.document(|document| debate::title_of(&document.debate, &id).to_string());
    let link = session.document(|document| debate::link(document, &id));
    let link = link.map(|fragment| address::with_fragment(&fragment));
    let save_file =
        move |_| {
            let made = session.document(|document| {
                let alone = debate::alone(document, &id)?;
                Some((
                    format!("{}.cadastre.json", file_stem(&alone.title)),
                    save(&alone),
                ))
            });
            let saved = made.map(|(name, text)| {
                let done = files::download(&name, "application/json", text.as_bytes());
                (name, done.is_ok())
            });
            match saved {
            Some((name, true)) => session.interface.tell(format!("Saved as {name}"), false),
            Some((_, false)) => session.interface.complain(
                "The browser refused the download. Allow downloads for this page and save again.",
            ),
            None => session.interface.complain(debate::LinkError::NoProposal.to_string()),
        }
        };
    let way = match link {
        Ok(link) => {
            let size = sized(link.len());
            let copied = link.clone();
            let copy = move |_| {
                let text = copied.clone();
                spawn_local(async move {
                    match clipboard::write(&text).await {
                        true => session.interface.tell("Link copied", false),
                        false => session.interface.complain("The browser refused the clipboard. Select the link and copy it."),
                    }
                });
            };
            view! {
                <label class="fld">
                    <span class="lab">"Link"</span>
                    <input class="inp" readonly data-first="" prop:value=link />
                </label>
                <p class="pnote">{format!("{size}. The proposal, its base and what was said of it are in the link itself: nothing is sent to a server, and whoever has the link has all of it.")}</p>
                <button class="btn" on:click=copy><Icon name="copy" />"Copy link"</button>
            }
            .into_any()
        }
        Err(reason) => view! { <p class="lead" role="status"><Icon name="info" class="info" /><span>{reason.to_string()}</span></p> }.into_any(),
    };
    view! {
        <Modal label=format!("Share {title}") on_close=close>
            <Head title=format!("Share {title}") />
            {way}
            <div class="dfoot">
                <span>"Reviews of a copy come back by Merge reviews."</span>
                <span class="grow"></span>
                <button class="btn" on:click=save_file><Icon name="file" />"Save as a file"</button>
                <button class="btn primary" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}
