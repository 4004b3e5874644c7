//! The files of the migration: their list, their text, their download.

use leptos::prelude::*;

use crate::export::{self, File as Bundled};
use crate::migration::{self, Layout};
use crate::model::Op;
use crate::platform::{clipboard, files as browser};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{CodeView, Icon, Lines, Rows, counted};

use super::Shown;
use super::made::{FilePair, pairs};

#[component]
pub(super) fn Files(shown: Shown) -> impl IntoView {
    let session = use_session();
    let number = Memo::new(move |_| {
        session.track_settings();
        session
            .document(|document| document.settings.next_migration_number)
            .unwrap_or(1)
    });
    // The plan's own name stands until the user gives another.
    let typed = session.interface.migration_name;
    let name = move || {
        let planned = shown.made.with(|made| {
            made.as_ref()
                .and_then(|made| Some(made.plan.as_ref().ok()?.name.clone()))
        });
        typed
            .get()
            .filter(|name| !name.is_empty())
            .or(planned)
            .unwrap_or_default()
    };
    let all = Memo::new(move |_| {
        shown.made.with(|made| {
            let plan = made.as_ref().and_then(|made| made.plan.as_ref().ok());
            Pairs(
                plan.map(|plan| {
                    pairs(migration::files(
                        plan,
                        Layout::UpDown,
                        number.get(),
                        Some(&name()),
                    ))
                })
                .unwrap_or_default(),
            )
        })
    });
    let version = RwSignal::new(0_usize);
    Effect::new(move |_| {
        all.track();
        version.update(|version| *version += 1);
    });
    let down = RwSignal::new(false);
    let chosen = move || {
        all.with(|all| {
            all.0
                .get(shown.file.get().min(all.0.len().saturating_sub(1)))
                .cloned()
        })
    };
    let text = move || {
        let file = chosen().and_then(|pair| if down.get() { pair.down } else { pair.up });
        file.map(|file| file.text).unwrap_or_default()
    };
    let lines = Memo::new(move |_| ByText(Lines::new(&text(), true)));
    let tab = move |way_down: bool, label: &'static str| {
        view! {
            <button class="tab" role="tab" aria-selected=move || (down.get() == way_down).to_string() on:click=move |_| down.set(way_down)>
                {label}
            </button>
        }
    };
    let count = move || {
        all.with(|all| {
            all.0
                .iter()
                .map(|pair| usize::from(pair.up.is_some()) + usize::from(pair.down.is_some()))
                .sum::<usize>()
        })
    };
    view! {
        <section class="mg-right" aria-label="Files">
            <div class="ph">
                <h2>"Files"</h2>
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
                <label class="mfield is-wide">
                    "Name"
                    <input
                        class="inp small mono"
                        spellcheck="false"
                        prop:value=name
                        on:change=move |event| typed.set(Some(tidy(&event_target_value(&event))))
                    />
                </label>
                <button class="ib" aria-label="Copy the file shown" title="Copy the file shown" on:click=move |_| copy(session, text())>
                    <Icon name="copy" />
                </button>
            </div>
            <Rows
                class="files"
                count=Signal::derive(move || all.with(|all| all.0.len()))
                height=28.0
                version=version
                reveal=Signal::derive(move || Some(shown.file.get()))
                label=Signal::derive(|| Some("List of files".to_string()))
                row=move |position| all.with_untracked(|all| all.0.get(position).map(|pair| file_line(shown, position, pair))).into_any()
            />
            <div class="tabs sub" role="tablist" aria-label="Way">
                {tab(false, "up.sql")}
                {tab(true, "down.sql")}
            </div>
            <CodeView
                lines=Signal::derive(move || lines.get().0)
                label=Signal::derive(move || format!("{} {}", chosen().map(|pair| pair.stem).unwrap_or_default(), if down.get() { "down" } else { "up" }))
            />
            <div class="mfoot">
                <div class="mf">
                    <b>{move || counted(count(), "file")}</b>
                    <span>{move || format!("next number {}", number.get())}</span>
                </div>
                <span class="grow"></span>
                <button class="btn" on:click=move |_| download_one(&session, chosen(), down.get())>"Download this"</button>
                <button class="btn primary" on:click=move |_| download_all(&session, &all.get().0, &name())>
                    <Icon name="export" />
                    "Download zip"
                </button>
            </div>
        </section>
    }
}

/// A file of the list, with the ways it goes.
fn file_line(shown: Shown, position: usize, pair: &FilePair) -> AnyView {
    view! {
        <button
            class="fl"
            class:is-selected=move || shown.file.get() == position
            aria-pressed=move || (shown.file.get() == position).to_string()
            title=pair.stem.clone()
            on:click=move |_| shown.file.set(position)
        >
            <Icon name="file" class="dim" />
            <span class="n">{pair.stem.clone()}</span>
            <span class="ud">
                {pair.up.is_some().then(|| view! { <b>"up"</b> })}
                {pair.down.is_some().then(|| view! { <b>"down"</b> })}
            </span>
        </button>
    }
    .into_any()
}

/// Pairs compared by their texts, so that an edit that changes no file wakes nothing.
#[derive(Clone, Default)]
struct Pairs(Vec<FilePair>);

impl PartialEq for Pairs {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(&other.0)
                .all(|(a, b)| a.stem == b.stem && a.up == b.up && a.down == b.down)
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

fn download_one(session: &Session, pair: Option<FilePair>, down: bool) {
    let file = pair.and_then(|pair| if down { pair.down } else { pair.up });
    if let Some(file) = file {
        offer(session, &file.path, "application/sql", file.text.as_bytes());
    }
}

fn download_all(session: &Session, pairs: &[FilePair], name: &str) {
    let files: Vec<Bundled> = pairs
        .iter()
        .flat_map(|pair| [pair.up.clone(), pair.down.clone()])
        .flatten()
        .map(|file| Bundled {
            path: file.path,
            text: file.text,
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
