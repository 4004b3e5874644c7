//! The user's own folder: opening it, saying what was found, writing into it.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::platform::folder::{self, Folder};
use crate::repository::{self, Change, Proposal, Repository};
use crate::ui::session::Session;
use crate::ui::widgets::{Icon, counted, sentence};

/// A folder that is open.
#[derive(Clone)]
pub(super) struct Opened {
    folder: Folder,
    /// What it holds.
    pub repository: Arc<Repository>,
}

/// The folder, and which of its files may be replaced.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The folder, if one is open.
    pub opened: RwSignal<Option<Opened>, LocalStorage>,
    /// Paths of files the user lets be replaced.
    pub replaced: RwSignal<BTreeSet<String>>,
    busy: RwSignal<bool>,
}

impl Target {
    pub(super) fn new() -> Self {
        Target {
            opened: RwSignal::new_local(None),
            replaced: RwSignal::new(BTreeSet::new()),
            busy: RwSignal::new(false),
        }
    }

    fn open(self, session: Session) {
        leptos::task::spawn_local(async move {
            match folder::open().await {
                Ok(Some(folder)) => self.read(&session, folder).await,
                Ok(None) => {}
                Err(reason) => session.interface.complain(reason),
            }
        });
    }

    async fn read(self, session: &Session, folder: Folder) {
        let longest = repository::LONGEST as f64;
        match folder
            .read(repository::enters, repository::reads, longest)
            .await
        {
            Ok(files) => {
                self.replaced.set(BTreeSet::new());
                self.opened.set(Some(Opened {
                    folder,
                    repository: Arc::new(Repository::new(files)),
                }));
            }
            Err(reason) => session.interface.complain(reason),
        }
    }

    fn write(self, session: Session, proposal: Arc<Proposal>) {
        let Some(opened) = self.opened.get_untracked() else {
            return;
        };
        let replaced = self.replaced.get_untracked();
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let mut count = 0;
            for write in &proposal.writes {
                let before = match &write.change {
                    Change::Unchanged => continue,
                    Change::New => None,
                    Change::Replaced { .. }
                        if write.replaces() && !replaced.contains(&write.path) =>
                    {
                        continue;
                    }
                    Change::Replaced { before } => Some(before.as_str()),
                };
                match opened.folder.write(&write.path, &write.text, before).await {
                    Ok(()) => count += 1,
                    Err(reason) => {
                        session.interface.complain(reason);
                        break;
                    }
                }
            }
            if count > 0 {
                session.interface.tell(
                    format!(
                        "Wrote {} into {}",
                        counted(count, "file"),
                        opened.folder.name()
                    ),
                    false,
                );
            }
            self.read(&session, opened.folder).await;
            self.busy.set(false);
        });
    }
}

/// How many files writing would write now.
fn waiting(proposal: &Proposal, replaced: &BTreeSet<String>) -> usize {
    proposal
        .writes
        .iter()
        .filter(|write| match write.change {
            Change::Unchanged => false,
            Change::New => true,
            Change::Replaced { .. } => !write.replaces() || replaced.contains(&write.path),
        })
        .count()
}

/// What was found in the folder, and what to know before writing.
#[component]
pub(super) fn FolderNotes(
    target: Target,
    proposal: Signal<Option<Result<Arc<Proposal>, String>>>,
) -> impl IntoView {
    let words = move || {
        target.opened.with(|opened| {
            opened.as_ref().map(|opened| {
                let mut words = vec![format!(
                    "{}: {}",
                    opened.folder.name(),
                    opened.repository.summary()
                )];
                if let Some(Ok(proposal)) = proposal.get() {
                    words.extend(proposal.notices.iter().cloned());
                }
                words
            })
        })
    };
    view! {
        {move || words().map(|words| view! {
            <div class="mnotes" role="status" aria-label="Folder">
                {words.into_iter().map(|words| view! { <p class="mnote">{sentence(&words)}</p> }).collect_view()}
            </div>
        })}
        {move || proposal.get().and_then(Result::err).map(|reason| view! {
            <div class="mnotes" role="alert"><p class="mnote"><Icon name="error" class="error" />{sentence(&reason)}</p></div>
        })}
    }
}

/// The buttons that open a folder and write into it; without them where the browser has no such thing.
#[component]
pub(super) fn FolderButtons(
    session: Session,
    target: Target,
    proposal: Signal<Option<Result<Arc<Proposal>, String>>>,
) -> impl IntoView {
    if !folder::is_supported() {
        return view! { <span class="mt" title="This browser cannot write into a folder. Download the files and copy them.">"download only"</span> }.into_any();
    }
    let is_open = move || target.opened.with(Option::is_some);
    let made = move || proposal.get().and_then(Result::ok);
    let count = move || {
        made().map_or(0, |proposal| {
            target
                .replaced
                .with(|replaced| waiting(&proposal, replaced))
        })
    };
    view! {
        <button class="btn" title="Open the repository and write the files beside its migrations" on:click=move |_| target.open(session)>
            <Icon name="branch" />
            {move || if is_open() { "Other folder" } else { "Open folder" }}
        </button>
        <Show when=is_open>
            <button
                class="btn primary"
                disabled=move || target.busy.get() || count() == 0
                on:click=move |_| if let Some(proposal) = made() { target.write(session, proposal) }
            >
                {move || match count() {
                    0 => "All written".to_string(),
                    count => format!("Write {}", counted(count, "file")),
                }}
            </button>
        </Show>
    }
    .into_any()
}
