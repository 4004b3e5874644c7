//! Judging a migration that was written by hand, as it would run on what is drawn.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::lint;
use crate::migration::layout::UP_DOWN;
use crate::model::Document;
use crate::review::Review;
use crate::rules::{Finding, Stances};
use crate::ui::migration::finding_view;
use crate::ui::session::use_session;
use crate::ui::widgets::{Lines, Modal, coloured, counted, sentence};

use super::{Head, closing};

/// How long the text rests before it is judged.
const REST: Duration = Duration::from_millis(400);

/// Rules about files: names, headers, ways back.
const OF_FILES: [&str; 3] = ["mig-file-name", "mig-header", "mig-down-missing"];

/// What is said of a text.
#[derive(Clone, PartialEq)]
struct Judged {
    /// Findings, in the order of their lines.
    findings: Vec<Finding>,
    /// What could not be read, one sentence each.
    unread: Vec<String>,
    /// How many statements were looked at.
    statements: usize,
}

/// Judges a text on top of the document.
fn judge(document: &Document, text: &str) -> Judged {
    let stances = Stances::of(&document.settings);
    let (script, _) = lint::on_document(document, text, &stances);
    let mut judged = Document::new(&document.title, (*script.after).clone());
    judged.settings = document.settings.clone();
    let review = Review::of_script(&judged, &script, "");
    // A piece of SQL is no file yet: nothing is asked for that only files have.
    let is_file = text.contains("-- file ") || text.contains("-- way back");
    let mut findings: Vec<Finding> = review
        .findings()
        .iter()
        .filter(|finding| is_file || !OF_FILES.contains(&finding.rule))
        .map(|finding| (**finding).clone())
        .collect();
    findings.sort_by(|a, b| a.place.cmp(&b.place));
    let statements = || script.files.iter().flat_map(|file| &file.statements);
    let unread = statements()
        .filter(|statement| !statement.fault.is_empty())
        .map(|statement| format!("Line {}: {}.", statement.line, statement.fault));
    Judged {
        findings,
        unread: unread.collect(),
        statements: statements().count(),
    }
}

/// The text with each migration written again that is the better for it, and what differs.
struct Written {
    /// The whole text then.
    text: String,
    /// What differs, file by file.
    diff: String,
    /// Rules that find nothing any more.
    mended: Vec<&'static str>,
}

/// Writes a text again as it would run beside an application that works on what is drawn.
///
/// # Errors
/// Why nothing is better, as a sentence.
fn write_again(document: &Document, text: &str) -> Result<Written, String> {
    let files = lint::files_on_document(document, text);
    let mut written = Written {
        text: String::new(),
        diff: String::new(),
        mended: Vec::new(),
    };
    let mut reason = "There is nothing to write again.".to_string();
    for (place, pair) in files.pairs.iter().enumerate() {
        match lint::rewrite(&files, place, &document.settings, &UP_DOWN) {
            Ok(one) => {
                written.text.push_str(&one.text());
                written.diff.push_str(&one.diff());
                written.mended.extend(one.mended);
            }
            Err(why) => {
                reason = why;
                written.text.push_str(&lint::shown(pair));
            }
        }
    }
    written.mended.sort_unstable();
    written.mended.dedup();
    match written.mended.is_empty() {
        true => Err(reason),
        false => Ok(written),
    }
}

#[component]
pub fn CheckMigrationDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let typed = RwSignal::new(String::new());
    let judged = RwSignal::new(None::<Judged>);
    let again = RwSignal::new(None::<Result<Arc<Written>, String>>);
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    let write = move |_| {
        let text = typed.get_untracked();
        let written = session.document(|document| write_again(document, &text));
        again.set(Some(written.map(Arc::new)));
    };
    Effect::new(move |_| {
        let text = typed.get();
        again.set(None);
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        if text.trim().is_empty() {
            return judged.set(None);
        }
        let work = move || {
            let found = session.document(|document| judge(document, &text));
            let _ = judged.try_set(Some(found));
        };
        waiting.set_value(set_timeout_with_handle(work, REST).ok());
    });
    on_cleanup(move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    });
    let sum = move || {
        judged.with(|judged| match judged {
            None => "Judged as it would run on what is drawn".to_string(),
            Some(judged) => format!(
                "{} in {}",
                counted(judged.findings.len(), "finding"),
                counted(judged.statements, "statement")
            ),
        })
    };
    let rows = move || {
        let Some(judged) = judged.get() else {
            return Vec::new();
        };
        let unread = judged
            .unread
            .iter()
            .map(|text| view! { <p class="mnote">{sentence(text)}</p> }.into_any());
        let mut rows: Vec<AnyView> = unread.collect();
        for finding in &judged.findings {
            let line = finding.place.as_ref().map_or(0, |place| place.line);
            rows.push(
                view! { <div class="mline"><em>{line}</em>{finding_view(&session, finding)}</div> }
                    .into_any(),
            );
        }
        rows
    };
    view! {
        <Modal label="Check a migration" class="dialog wide paste" on_close=close>
            <Head title="Check a migration" />
            <textarea
                class="sqled"
                aria-label="SQL of the migration"
                spellcheck="false"
                autocomplete="off"
                data-first=""
                placeholder="ALTER TABLE meetings ADD COLUMN …;\n\nA line `-- way back` begins the down file, `-- next file` another migration."
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            ></textarea>
            <div class="mfinds" role="region" aria-label="Findings" aria-live="polite">{rows}</div>
            {move || again.get().map(|again| match again {
                Err(reason) => view! { <p class="mnote" role="status">{reason}</p> }.into_any(),
                Ok(written) => {
                    let mended = written.mended.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>();
                    view! {
                        <section class="mfinds again" aria-label="Written again">
                            <p class="mnote" role="status">{sentence(&format!("Written again it mends {}.", mended.join(", ")))}</p>
                            {difference(&written.diff)}
                        </section>
                    }
                    .into_any()
                }
            })}
            <div class="dfoot">
                <span role="status">{sum}</span>
                <span class="grow"></span>
                {move || match again.get() {
                    Some(Ok(written)) => view! {
                        <button class="btn" on:click=move |_| typed.set(written.text.clone())>"Use what is written again"</button>
                    }
                    .into_any(),
                    _ => view! {
                        <button class="btn" disabled=move || judged.with(|judged| judged.as_ref().is_none_or(|one| one.findings.is_empty())) on:click=write>
                            "Write it again"
                        </button>
                    }
                    .into_any(),
                }}
                <button class="btn primary" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}

/// What differs, file by file, with signs.
fn difference(text: &str) -> AnyView {
    let rows = text.lines().map(|line| {
        let (class, sign, rest) = match line.split_at_checked(2) {
            Some(("+ ", rest)) => ("l a", "+", rest),
            Some(("- ", rest)) => ("l r", "\u{2212}", rest),
            Some(("  ", rest)) => ("l", " ", rest),
            // The name of a file, or how much was left out.
            _ => {
                return view! { <span class="l"><u>" "</u><b>{line.to_string()}</b></span> }
                    .into_any();
            }
        };
        view! { <span class=class><u>{sign}</u>{coloured(Lines::new(rest, true).pieces(0))}</span> }
            .into_any()
    });
    view! { <pre class="code diff" role="region" tabindex="0" aria-label="What differs">{rows.collect_view()}</pre> }
        .into_any()
}
