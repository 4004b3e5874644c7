//! Fixing several findings as one step: what changes is shown as SQL before it is done.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::export::preview::{Line, preview};
use crate::review::{Mended, mend_all, mend_safe};
use crate::rules::Finding;
use crate::ui::interface::{Dialog, Mending};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Lines, Modal, coloured, counted, grouped};

use super::{Key, key_of};

/// Lines of a preview that are drawn; more are counted.
const LINES: usize = 600;

/// Opens the dialog that shows and applies the fixes of findings.
pub(super) fn ask_to_fix(
    session: &Session,
    title: String,
    findings: Vec<Arc<Finding>>,
    safe: bool,
) {
    let mending = Mending {
        title,
        findings: Arc::new(findings),
        safe,
    };
    session.interface.dialog.set(Some(Dialog::Mend(mending)));
}

/// What the fixes of findings change, and the button that applies them.
#[component]
pub fn MendDialog(
    /// The findings.
    mending: Mending,
) -> impl IntoView {
    let session = use_session();
    let close = Callback::new(move |()| session.interface.dialog.set(None));
    // Made once: nothing else can change the document while the dialog stands over it.
    let mended = mend(&session, &mending);
    let lines = session
        .document(|document| preview(document, &mended.ops))
        .unwrap_or_default();
    let fixed = mended.fixed;
    let of = mending.findings.len();
    let rules: Vec<(&'static str, usize)> = mended
        .by_rule
        .iter()
        .map(|(rule, count)| (*rule, *count))
        .collect();
    let words = match fixed {
        0 if mending.safe => {
            "No fix among them is safe. The others are looked at one by one.".to_string()
        }
        0 => "No fix applies any more. The findings need a look each.".to_string(),
        _ => format!(
            "{} of {} are fixed, as one undo step.",
            grouped(fixed),
            counted(of, "finding")
        ),
    };
    let title = mending.title.clone();
    let mended = StoredValue::new(mended);
    let apply = move |_| {
        close.run(());
        apply_all(&session, mended.get_value());
    };
    view! {
        <Modal label=title.clone() class="dialog wide mend" on_close=close>
            <h2>{title}</h2>
            <p class="lead" role="status">{words}</p>
            <ul class="mrules">
                {rules.into_iter().map(|(rule, count)| view! { <li><code>{rule}</code><em>{grouped(count)}</em></li> }).collect_view()}
            </ul>
            <div class="mbody" tabindex="0" role="region" aria-label="Changes in the SQL">
                <Preview lines=lines />
            </div>
            <div class="dfoot">
                <span>"Undo takes all of it back."</span>
                <span class="grow"></span>
                <button type="button" class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                <button type="button" class="btn primary" data-first="" disabled=fixed == 0 on:click=apply>
                    {format!("Fix {}", counted(fixed, "finding"))}
                </button>
            </div>
        </Modal>
    }
}

fn mend(session: &Session, mending: &Mending) -> Mended {
    let chosen: HashSet<Key> = mending.findings.iter().map(|one| key_of(one)).collect();
    let wanted = |finding: &Finding| chosen.contains(&key_of(finding));
    session.document(|document| {
        session.review(|review| {
            if mending.safe {
                mend_safe(document, review, wanted)
            } else {
                mend_all(document, review, wanted)
            }
        })
    })
}

/// Applies fixes as one undo step, and tells what became of the score.
fn apply_all(session: &Session, mended: Mended) {
    let before = session.review(|review| review.score().total);
    let what = counted(mended.fixed, "finding");
    if session.apply(&format!("Fix {what}"), mended.ops) {
        let after = session.review(|review| review.score().total);
        session.interface.tell(
            format!("{what} fixed. {}", score_words(before, after)),
            true,
        );
    }
}

/// "Score 65 to 66.", or that it stays.
pub(super) fn score_words(before: i32, after: i32) -> String {
    if before == after {
        format!("The score stays {after}.")
    } else {
        format!("Score {before} to {after}.")
    }
}

/// The lines that fixes change, with signs.
#[component]
pub fn Preview(
    /// The lines.
    lines: Vec<Line>,
) -> impl IntoView {
    let more = lines.len().saturating_sub(LINES);
    let rows = lines.into_iter().take(LINES).map(|line| {
        let (class, sign, text) = match line {
            Line::Same(text) => ("l", " ", text),
            Line::Added(text) => ("l a", "+", text),
            Line::Removed(text) => ("l r", "\u{2212}", text),
            Line::Gap => ("l", " ", "…".to_string()),
        };
        let pieces = Lines::new(&text, true).pieces(0);
        view! { <span class=class><u>{sign}</u>{coloured(pieces)}</span> }
    });
    view! {
        <pre class="code diff" role="img" aria-label="What the fix changes in the SQL">{rows.collect_view()}</pre>
        {(more > 0).then(|| view! { <p class="pnote">{format!("{} more.", counted(more, "line"))}</p> })}
    }
}
