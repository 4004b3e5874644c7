//! What was found on a table, with the fixes.

use std::sync::Arc;

use leptos::prelude::*;

use crate::rules::{Finding, Severity};
use crate::ui::interface::Panel;
use crate::ui::widgets::{Icon, class_of_severity, sentence_about};

use super::handle::Handle;

/// The tab.
#[component]
pub fn Findings(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let found = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            review
                .findings_of_table(handle.id)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="in-body" role="tabpanel" aria-label="Findings">
            <Show when=move || found.with(Vec::is_empty)>
                <div class="empty">
                    <Icon name="ok" class="lg ok" />
                    <p>"Nothing to report on this table."</p>
                </div>
            </Show>
            {move || found.get().into_iter().map(|finding| view! { <One handle=handle finding=finding /> }).collect_view()}
            <Show when=move || found.with(|found| !found.is_empty())>
                <section>
                    <button class="btn small ghost" on:click=move |_| session.interface.panel.set(Panel::Findings)>
                        <Icon name="panel" />"All findings"
                    </button>
                </section>
            </Show>
        </div>
    }
}

#[component]
fn One(handle: Handle, finding: Arc<Finding>) -> impl IntoView {
    let session = handle.session;
    let class = match finding.severity {
        Severity::Error => "sev error",
        Severity::Warning => "sev warning",
        Severity::Info => "sev info",
    };
    let names: Vec<&str> = finding.subject.split('.').collect();
    let title = sentence_about(&finding.title, &names);
    let why = sentence_about(&finding.why, &names);
    let fix = finding
        .fix_text
        .as_deref()
        .map(|text| sentence_about(text, &names));
    let subject = finding.subject.clone();
    let object = finding.cause;
    let fixable = finding.fixable;
    let gain = finding.gain;
    let apply = move |_| {
        let ops = session
            .reviews(|review, _| session.document(|document| review.fix(document, &finding)));
        match ops {
            Some(ops) => {
                if session.apply(&format!("Fix {}", finding.subject), ops) {
                    session.interface.tell(
                        format!("Fixed: {} {}", finding.subject, finding.title),
                        true,
                    );
                }
            }
            None => session
                .interface
                .complain("There is no mechanical fix for this any more."),
        }
    };
    view! {
        <section class="in-finding">
            <button class="if-head" on:click=move |_| session.go_to(object)>
                <Icon name=class_of_severity(finding_severity(class)) class=class />
                <span><code>{subject}</code>" "{title}</span>
            </button>
            <p class="pnote">{why}</p>
            {fix.map(|fix| view! { <p class="pnote">"Fix: "{fix}</p> })}
            {fixable.then(|| view! {
                <button class="btn small" on:click=apply>
                    <Icon name="wand" />"Apply fix"
                    {(gain > 0).then(|| view! { <span class="plus">{format!("+{gain}")}</span> })}
                </button>
            })}
        </section>
    }
}

fn finding_severity(class: &str) -> Severity {
    match class {
        "sev error" => Severity::Error,
        "sev warning" => Severity::Warning,
        _ => Severity::Info,
    }
}
