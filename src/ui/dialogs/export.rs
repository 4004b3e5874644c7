//! Export: every format with a live preview, one by one or all in a zip.

use leptos::prelude::*;

use crate::export::{self, FORMATS, File, Loss};
use crate::model::Document;
use crate::platform::{clipboard, files as browser};
use crate::repository::Kind;
use crate::ui::interface::Dialog;
use crate::ui::migration::{groups::proposal, made::Made};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{CodeView, Icon, Lines, Modal, counted, sized};

use super::closing;

/// Files listed at most: an online migration of everything fills hundreds.
const MOST_LISTED: usize = 100;

/// What can be made: a format, or a file of the migration.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    name: String,
    about: String,
    group: &'static str,
    icon: &'static str,
    media_type: &'static str,
    is_sql: bool,
    source: Source,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    /// Place among the formats: written when it is looked at or downloaded.
    Format(usize),
    /// A file of the migration, written already.
    Text(String),
}

#[component]
pub fn ExportDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let (choices, refused) = session.document(choices);
    let choices = StoredValue::new(choices);
    let chosen = RwSignal::new(0_usize);
    let current = move || choices.with_value(|choices| choices.get(chosen.get()).cloned());
    // The dialog covers the page: the document stays as it is while a preview is looked at.
    let lines = Memo::new(move |_| {
        let choice = current();
        let text = choice
            .as_ref()
            .map(|choice| text_of(&session, choice))
            .unwrap_or_default();
        let losses = choice
            .as_ref()
            .map_or_else(Vec::new, |choice| losses_of(&session, choice));
        Shown {
            place: chosen.get(),
            losses,
            lines: Lines::new(&text, choice.is_some_and(|choice| choice.is_sql)),
        }
    });
    let download = move |_| {
        if let Some(choice) = current() {
            let text = lines.with_untracked(|shown| shown.lines.text().to_string());
            offer(&session, &choice.name, choice.media_type, text.as_bytes());
        }
    };
    let about = move || {
        lines.with(|shown| {
            format!(
                "{}, {}",
                counted(shown.lines.count(), "line"),
                sized(shown.lines.text().len())
            )
        })
    };
    let keydown = move |event: leptos::ev::KeyboardEvent| {
        let last = choices
            .with_value(Vec::len)
            .min(MOST_LISTED)
            .saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => chosen.update(|at| *at = at.saturating_sub(1)),
            "Home" => chosen.set(0),
            "End" => chosen.set(last),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <Modal label="Export" class="dialog export" on_close=close>
            <div class="xhead">
                <h2>"Export"</h2>
                <span class="grow"></span>
                <button class="ib" aria-label="Close" on:click=move |_| close.run(())><Icon name="cross" /></button>
            </div>
            <div class="xbody">
                <div
                    class="xlist"
                    role="listbox"
                    aria-label="Files"
                    tabindex="0"
                    data-first=""
                    aria-activedescendant=move || format!("export-{}", chosen.get())
                    on:keydown=keydown
                >
                    {list(choices, chosen)}
                    {refused.map(|reason| view! { <p class="pnote">{format!("The migration cannot be planned. {reason}")}</p> })}
                </div>
                <div class="xview">
                    <div class="xbar">
                        <code class="fname">{move || current().map(|choice| choice.name)}</code>
                        <span class="vs">{about}</span>
                        <span class="grow"></span>
                        <button class="btn small ghost" on:click=move |_| copy(session, lines.with_untracked(|shown| shown.lines.text().to_string()))>
                            <Icon name="copy" />
                            "Copy"
                        </button>
                    </div>
                    {move || losses_view(&lines.with(|shown| shown.losses.clone()))}
                    <CodeView
                        lines=Signal::derive(move || lines.with(|shown| shown.lines.clone()))
                        label=Signal::derive(move || current().map(|choice| choice.name).unwrap_or_default())
                    />
                </div>
            </div>
            <div class="dfoot">
                <span>"Written from what is drawn now."</span>
                <button class="btn ghost" on:click=move |_| session.interface.dialog.set(Some(Dialog::Picture))>"Picture…"</button>
                <span class="grow"></span>
                <button class="btn" on:click=download>"Download this"</button>
                <button class="btn primary" on:click=move |_| download_all(&session, choices)>
                    <Icon name="export" />
                    "Download all as zip"
                </button>
            </div>
        </Modal>
    }
}

/// A preview, equal to itself as long as the same file is looked at.
#[derive(Clone)]
struct Shown {
    place: usize,
    losses: Vec<Loss>,
    lines: Lines,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

fn list(choices: StoredValue<Vec<Choice>>, chosen: RwSignal<usize>) -> AnyView {
    let mut group = "";
    let mut rows: Vec<AnyView> = Vec::new();
    let count = choices.with_value(Vec::len);
    for (position, choice) in choices
        .get_value()
        .into_iter()
        .enumerate()
        .take(MOST_LISTED)
    {
        if choice.group != group {
            group = choice.group;
            rows.push(view! { <div class="pg" role="presentation">{group}</div> }.into_any());
        }
        rows.push(
            view! {
                <button
                    class="xi"
                    role="option"
                    tabindex="-1"
                    id=format!("export-{position}")
                    aria-selected=move || (chosen.get() == position).to_string()
                    on:click=move |_| chosen.set(position)
                >
                    <Icon name=choice.icon />
                    <span class="xn"><b class="n">{choice.name}</b><small>{choice.about}</small></span>
                </button>
            }
            .into_any(),
        );
    }
    if count > MOST_LISTED {
        let rest = format!(
            "{} are in the zip.",
            counted(count - MOST_LISTED, "more file")
        );
        rows.push(view! { <p class="pnote">{rest}</p> }.into_any());
    }
    rows.collect_view().into_any()
}

/// Every file that can be made now, and why there is no migration where there can be none.
fn choices(document: &Document) -> (Vec<Choice>, Option<String>) {
    let mut choices: Vec<Choice> = FORMATS
        .iter()
        .enumerate()
        .map(|(position, format)| Choice {
            name: format.file_name(document),
            about: format.title.to_string(),
            group: if format.name == "document" {
                "Document"
            } else {
                "Schema"
            },
            icon: if format.is_sql { "sql" } else { "file" },
            media_type: format.media_type,
            is_sql: format.is_sql,
            source: Source::Format(position),
        })
        .collect();
    choices.sort_by_key(|choice| choice.group == "Document");
    let made = Made::new(document);
    let plan = match made.plan {
        Ok(plan) => plan,
        Err(reason) => return (choices, Some(reason)),
    };
    if plan.is_empty() {
        return (choices, None);
    }
    let proposal = match proposal(document, &plan, None) {
        Ok(proposal) => proposal,
        Err(refusal) => return (choices, Some(refusal.to_string())),
    };
    let migrations = proposal.writes.into_iter();
    choices.extend(
        migrations
            .filter(|write| write.kind == Kind::Migration)
            .map(|write| Choice {
                about: if write.path.contains("down") || write.path.contains("rollback") {
                    "Way back".to_string()
                } else {
                    "From the base to what is drawn".to_string()
                },
                is_sql: write.path.ends_with(".sql"),
                name: write.path,
                group: "Migration",
                icon: "branch",
                media_type: "application/sql",
                source: Source::Text(write.text),
            }),
    );
    (choices, None)
}

fn text_of(session: &Session, choice: &Choice) -> String {
    match &choice.source {
        Source::Text(text) => text.clone(),
        Source::Format(position) => {
            let format = FORMATS.get(*position);
            session.document(|document| {
                format
                    .map(|format| format.write(document))
                    .unwrap_or_default()
            })
        }
    }
}

/// What the file leaves out or holds otherwise.
fn losses_of(session: &Session, choice: &Choice) -> Vec<Loss> {
    match &choice.source {
        Source::Text(_) => Vec::new(),
        Source::Format(position) => FORMATS.get(*position).map_or_else(Vec::new, |format| {
            session.document(|document| format.losses(document))
        }),
    }
}

/// The list to read before the download.
fn losses_view(losses: &[Loss]) -> Option<AnyView> {
    if losses.is_empty() {
        return None;
    }
    let rows = losses
        .iter()
        .take(MOST_LISTED)
        .map(|loss| view! { <li>{loss.to_string()}</li> })
        .collect_view();
    let rest = losses.len().saturating_sub(MOST_LISTED);
    let rest = (rest > 0)
        .then(|| view! { <li>{format!("{rest} more stand at the head of the file.")}</li> });
    Some(
        view! {
            <details class="losses" open="">
                <summary>{format!("{} left out or held otherwise", counted(losses.len(), "thing"))}</summary>
                <ul tabindex="0" aria-label="What is left out or held otherwise">{rows}{rest}</ul>
            </details>
        }
        .into_any(),
    )
}

fn copy(session: Session, text: String) {
    leptos::task::spawn_local(async move {
        if clipboard::write(&text).await {
            session.interface.tell("Copied", false);
        } else {
            session
                .interface
                .complain("The browser refused the clipboard. Download the file instead.");
        }
    });
}

fn download_all(session: &Session, choices: StoredValue<Vec<Choice>>) {
    let files: Vec<File> = choices.with_value(|choices| {
        let path = |choice: &Choice| match choice.group {
            "Migration" => format!("migrations/{}", choice.name),
            _ => choice.name.clone(),
        };
        choices
            .iter()
            .map(|choice| File {
                path: path(choice),
                text: text_of(session, choice),
            })
            .collect()
    });
    let name = session.document(|document| format!("{}.zip", export::file_stem(&document.title)));
    match export::bundle(&files) {
        Ok(bytes) => offer(session, &name, "application/zip", &bytes),
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
