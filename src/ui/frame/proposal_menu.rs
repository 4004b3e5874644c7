//! The proposal that is drawn, and the menu that draws another.

use leptos::html::Button;
use leptos::prelude::*;

use crate::model::Op;
use crate::ui::interface::{Dialog, ReviewDialog, View};
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, Menu, MenuEntry};

/// Name of the proposal that is drawn; nothing while the document has no proposals.
#[component]
pub fn ProposalButton() -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    let node = NodeRef::<Button>::new();
    let drawn = move || {
        session.track_debate();
        session.document(|document| {
            let opened = document.debate.opened.as_ref()?;
            let proposal = document.debate.proposals.get(opened)?;
            Some(proposal.name.clone())
        })
    };
    let entries = move || {
        session.track_debate();
        let (opened, all) = session.document(|document| {
            let all = document.debate.proposals.iter();
            let all = all.map(|(id, one)| (id.clone(), one.name.clone()));
            (document.debate.opened.clone(), all.collect::<Vec<_>>())
        });
        let ask = move |dialog: ReviewDialog| {
            session.interface.dialog.set(Some(Dialog::Review(dialog)));
        };
        let mut entries: Vec<MenuEntry> = all
            .into_iter()
            .map(|(id, name)| {
                let checked = opened.as_ref() == Some(&id);
                let label = format!("Open {name}");
                MenuEntry::new("branch", name, move || {
                    session.apply(&label, vec![Op::OpenProposal(Some(id.clone()))]);
                })
                .checked(checked)
            })
            .collect();
        entries.push(MenuEntry::separator());
        entries.push(MenuEntry::new("plus", "New proposal…", move || {
            ask(ReviewDialog::New)
        }));
        if let Some(id) = opened {
            let shared = id.clone();
            entries.push(MenuEntry::new("rename", "Describe it…", move || {
                ask(ReviewDialog::Describe(id.clone()))
            }));
            entries.push(MenuEntry::new("share", "Share it…", move || {
                ask(ReviewDialog::Share(shared.clone()))
            }));
        }
        entries.push(
            MenuEntry::new("comment", "Review", move || {
                session.interface.view.set(View::Review)
            })
            .key("Alt 6"),
        );
        entries
    };
    let left = move || {
        let button = open.get().then(|| node.get()).flatten();
        button.map_or(0.0, |button| button.get_bounding_client_rect().left())
    };
    view! {
        {move || drawn().map(|name| view! {
            <button
                class="btn version"
                node_ref=node
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-label=format!("Proposal {name}")
                title=name.clone()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name="branch" />
                <span>{name.clone()}</span>
                <Icon name="down" class="xs" />
            </button>
        })}
        <Menu open=open label="Proposals" left=Signal::derive(left) top=40.0 entries=Signal::derive(entries) />
    }
}
