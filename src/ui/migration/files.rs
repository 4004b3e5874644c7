//! The files of the migration: whose they are, their list, their text, and where they go.

use std::sync::Arc;

use leptos::prelude::*;

use crate::export::{self, File as Bundled};
use crate::migration::layout::LAYOUTS;
use crate::model::Op;
use crate::platform::{clipboard, files as browser};
use crate::repository::{Change, Proposal};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{CodeView, Icon, Lines, Rows, counted};

use super::folder::{FolderButtons, FolderNotes, Target};
use super::groups::{Group, Part, groups, is_counted, proposal};
use super::{Shown, choose};

#[component]
pub(super) fn Files(shown: Shown) -> impl IntoView {
    let session = use_session();
    let target = Target::new();
    let offered = Memo::new(move |_| {
        let repository = target
            .opened
            .with(|opened| opened.as_ref().map(|opened| opened.repository.clone()));
        session.track_settings();
        shown.made.with(|made| {
            let plan = made.as_ref().and_then(|made| made.plan.as_ref().ok())?;
            if plan.is_empty() {
                return None;
            }
            let made = session.document(|document| proposal(document, plan, repository.as_deref()));
            Some(Offered(
                made.map(Arc::new).map_err(|refusal| refusal.to_string()),
            ))
        })
    });
    let proposal = Signal::derive(move || offered.get().map(|offered| offered.0));
    let all = Memo::new(move |_| {
        let made = proposal.get().and_then(Result::ok);
        made.map(|made| groups(&made)).unwrap_or_default()
    });
    let version = RwSignal::new(0_usize);
    Effect::new(move |_| {
        all.track();
        version.update(|version| *version += 1);
    });
    let tab = RwSignal::new(0_usize);
    let group = move || {
        all.with(|all| {
            all.get(shown.file.get().min(all.len().saturating_sub(1)))
                .cloned()
        })
    };
    let part = Memo::new(move |_| {
        let group = group()?;
        let at = tab.get().min(group.parts.len().saturating_sub(1));
        group.parts.get(at).cloned()
    });
    let lines = Memo::new(move |_| {
        let (text, is_sql) = part.get().map(|part| part.shown()).unwrap_or_default();
        ByText(Lines::new(&text, is_sql))
    });
    let count = move || all.with(|all| all.iter().map(|group| group.parts.len()).sum::<usize>());
    view! {
        <section class="mg-right" aria-label="Files">
            <Head session=session shown=shown target=target proposal=proposal part=part.into() />
            <FolderNotes target=target proposal=proposal />
            <Rows
                class="files"
                count=Signal::derive(move || all.with(Vec::len))
                height=28.0
                version=version
                reveal=Signal::derive(move || Some(shown.file.get()))
                label=Signal::derive(|| Some("List of files".to_string()))
                row=move |position| all.with_untracked(|all| all.get(position).map(|group| file_line(shown, position, group))).into_any()
            />
            <div class="tabs sub" role="tablist" aria-label="Way">
                {move || group().map(|group| group.parts.iter().enumerate().map(|(at, part)| view! {
                    <button class="tab" role="tab" aria-selected=move || (tab.get() == at).to_string() on:click=move |_| tab.set(at)>
                        {part.label.clone()}
                    </button>
                }).collect_view())}
                <ReplaceBox target=target part=part.into() />
            </div>
            <CodeView
                lines=Signal::derive(move || lines.get().0)
                label=Signal::derive(move || part.get().map(|part| part.write.path).unwrap_or_default())
            />
            <div class="mfoot">
                <div class="mf">
                    <b>{move || counted(count(), "file")}</b>
                    <span>{move || proposal.get().and_then(Result::ok).map(|made| format!("from {}", made.version))}</span>
                </div>
                <span class="grow"></span>
                <button class="btn" on:click=move |_| if let Some(Ok(made)) = proposal.get_untracked() { download_all(&session, &made, &name(session, shown)) }>
                    "Download zip"
                </button>
                <FolderButtons session=session target=target proposal=proposal />
            </div>
        </section>
    }
}

/// Layout, number and name.
#[component]
fn Head(
    session: Session,
    shown: Shown,
    target: Target,
    proposal: Signal<Option<Result<Arc<Proposal>, String>>>,
    part: Signal<Option<Part>>,
) -> impl IntoView {
    let layout = move || proposal.get().and_then(Result::ok).map(|made| made.layout);
    let number = Memo::new(move |_| {
        session.track_settings();
        session
            .document(|document| document.settings.next_migration_number)
            .unwrap_or(1)
    });
    let is_own = move || target.opened.with(Option::is_none) && layout().is_none_or(is_counted);
    view! {
        <div class="ph">
            <h2>"Files"</h2>
            <select
                class="inp small sel mlayout"
                aria-label="Layout"
                title=move || layout().map(|layout| layout.description)
                on:change=move |event| {
                    let name = event_target_value(&event);
                    choose(&session, "Choose the layout", |choices| choices.layout = Some(name));
                    shown.file.set(0);
                }
            >
                {LAYOUTS.iter().map(|one| view! {
                    <option value=one.name selected=move || layout().is_some_and(|layout| layout.name == one.name)>{one.title}</option>
                }).collect_view()}
            </select>
            <Show when=is_own>
                <label class="mfield">
                    "Number"
                    <input
                        class="inp small mono"
                        type="number"
                        min="0"
                        prop:value=move || number.get().to_string()
                        on:change=move |event| set_number(&session, &event_target_value(&event))
                    />
                </label>
            </Show>
            <label class="mfield is-wide">
                "Name"
                <input
                    class="inp small mono"
                    spellcheck="false"
                    prop:value=move || name(session, shown)
                    on:change=move |event| {
                        let typed = Some(tidy(&event_target_value(&event))).filter(|name| !name.is_empty());
                        choose(&session, "Name the migration", |choices| choices.name = typed);
                    }
                />
            </label>
            <button
                class="ib"
                aria-label="Copy the file shown"
                title="Copy the file shown"
                on:click=move |_| if let Some(part) = part.get_untracked() { copy(session, part.write.text) }
            >
                <Icon name="copy" />
            </button>
            <button
                class="ib"
                aria-label="Download this"
                title="Download the file shown"
                on:click=move |_| download_one(&session, part.get_untracked())
            >
                <Icon name="export" />
            </button>
        </div>
    }
}

/// The user's word for a file that would be replaced.
#[component]
fn ReplaceBox(target: Target, part: Signal<Option<Part>>) -> impl IntoView {
    let path = move || {
        part.get()
            .filter(|part| part.write.replaces())
            .map(|part| part.write.path)
    };
    view! {
        {move || path().map(|path| {
            let this = path.clone();
            view! {
                <label class="mreplace">
                    <input
                        type="checkbox"
                        prop:checked=move || target.replaced.with(|all| all.contains(&this))
                        on:change=move |event| {
                            let path = path.clone();
                            target.replaced.update(|all| {
                                if event_target_checked(&event) { all.insert(path); } else { all.remove(&path); }
                            });
                        }
                    />
                    "Replace the file by this"
                </label>
            }
        })}
    }
}

/// The name the user gave, or the plan's own.
fn name(session: Session, shown: Shown) -> String {
    let planned = shown.made.with(|made| {
        made.as_ref()
            .and_then(|made| Some(made.plan.as_ref().ok()?.name.clone()))
    });
    session.track_settings();
    let given = session.document(|document| document.migration.name.clone());
    given.or(planned).unwrap_or_default()
}

/// A row of the list, with the parts of the migration.
fn file_line(shown: Shown, position: usize, group: &Group) -> AnyView {
    let mark = |part: &Part| match part.write.change {
        Change::New => (short(&part.label), ""),
        Change::Unchanged => ("there".to_string(), "is-same"),
        Change::Replaced { .. } => ("differs".to_string(), "is-other"),
    };
    view! {
        <button
            class="fl"
            class:is-selected=move || shown.file.get() == position
            aria-pressed=move || (shown.file.get() == position).to_string()
            title=group.title.clone()
            on:click=move |_| shown.file.set(position)
        >
            <Icon name="file" class="dim" />
            <span class="n">{group.title.clone()}</span>
            <span class="ud">
                {group.parts.iter().map(|part| {
                    let (word, class) = mark(part);
                    view! { <b class=class>{word}</b> }
                }).collect_view()}
            </span>
        </button>
    }
    .into_any()
}

/// `up` of `up.sql`.
fn short(label: &str) -> String {
    label.split('.').next().unwrap_or(label).to_string()
}

/// What is offered, compared by what would be written, so that an edit that changes no file wakes nothing.
#[derive(Clone)]
struct Offered(Result<Arc<Proposal>, String>);

impl PartialEq for Offered {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Ok(one), Ok(other)) => {
                one.writes == other.writes
                    && one.notices == other.notices
                    && one.layout.name == other.layout.name
            }
            (Err(one), Err(other)) => one == other,
            _ => false,
        }
    }
}

#[derive(Clone)]
struct ByText(Lines);

impl PartialEq for ByText {
    fn eq(&self, other: &Self) -> bool {
        self.0.text() == other.0.text()
    }
}

/// A name as files can carry it: lower case, words joined by underscores.
fn tidy(name: &str) -> String {
    let words: Vec<String> = name
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("_")
}

fn set_number(session: &Session, typed: &str) {
    let Ok(number) = typed.trim().parse::<u32>() else {
        return session.interface.complain(format!(
            "`{typed}` is not a migration number. It is a whole number from 0."
        ));
    };
    let mut settings = session.document(|document| document.settings.clone());
    settings.next_migration_number = Some(number);
    session.apply("Number the next migration", vec![Op::SetSettings(settings)]);
}

fn copy(session: Session, text: String) {
    leptos::task::spawn_local(async move {
        if clipboard::write(&text).await {
            session.interface.tell("Copied", false);
        } else {
            session.interface.complain(
                "The browser refused the clipboard. Select the text and copy it by hand.",
            );
        }
    });
}

fn download_one(session: &Session, part: Option<Part>) {
    if let Some(part) = part {
        let media_type = if part.write.path.ends_with(".sql") {
            "application/sql"
        } else {
            "text/plain"
        };
        offer(
            session,
            part.file_name(),
            media_type,
            part.write.text.as_bytes(),
        );
    }
}

fn download_all(session: &Session, proposal: &Proposal, name: &str) {
    let files: Vec<Bundled> = proposal
        .writes
        .iter()
        .filter(|write| write.change != Change::Unchanged)
        .map(|write| Bundled {
            path: write.path.clone(),
            text: write.text.clone(),
        })
        .collect();
    match export::bundle(&files) {
        Ok(bytes) => offer(session, &format!("{name}.zip"), "application/zip", &bytes),
        Err(error) => session.interface.complain(error.to_string()),
    }
}

fn offer(session: &Session, name: &str, media_type: &str, bytes: &[u8]) {
    match browser::download(name, media_type, bytes) {
        Ok(()) => session.interface.tell(format!("Saved as {name}"), false),
        Err(_) => session.interface.complain(
            "The browser refused the download. Allow downloads for this page and try again.",
        ),
    }
}
