//! Everything that was found: the score with its reasons, the findings by severity, each with its fix, and the waivers.

mod detail;
mod list;
mod mend;
mod page;
mod score;
mod waive;
mod waivers;

use std::sync::Arc;

use leptos::prelude::*;

use crate::review::{FindingKey, Review, brought};
use crate::rules::{Finding, Severity};
use crate::ui::interface::Panel;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, counted, grouped};

pub use mend::{MendDialog, Preview};
pub use page::RulePage;
pub use waive::{WaiveDialog, WaiverDialog};

use list::Groups;
use mend::ask_to_fix;
use score::ScoreBox;
use waivers::WaiverList;

/// Which findings are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Scope {
    /// All that stand.
    #[default]
    All,
    /// Those the base does not have.
    New,
    /// Those accepted with a reason.
    Waived,
}

/// What makes a finding the same one after judging again.
pub(crate) type Key = FindingKey;

pub(crate) use crate::review::key_of;

/// What the parts of the panel share.
#[derive(Clone, Copy)]
struct Shown {
    scope: RwSignal<Scope>,
    filter: RwSignal<String>,
    open: RwSignal<Option<Key>>,
}

/// The findings panel: wide, at the right of the canvas.
#[component]
pub fn FindingsPanel() -> impl IntoView {
    let session = use_session();
    session.judge();
    let shown = Shown {
        scope: RwSignal::new(Scope::All),
        filter: RwSignal::new(String::new()),
        open: RwSignal::new(None),
    };
    let findings = Memo::new(move |_| {
        session.track_review();
        Listed(standing(&session, shown))
    });
    view! {
        <aside class="findings" aria-label="Findings">
            <Head shown=shown />
            <ScoreBox shown=shown />
            <Show when=move || findings.with(|findings| findings.0.iter().any(|finding| finding.fixable))>
                <div class="fsafe">
                    <span>"Safe fixes lose no row, refuse no row and rename nothing."</span>
                    <span class="grow"></span>
                    <button
                        class="btn small"
                        title="Shown before they are applied; one undo step"
                        on:click=move |_| ask_to_fix(&session, "Fix all safe ones".to_string(), findings.get_untracked().0, true)
                    >
                        <Icon name="wand" />
                        "Fix all safe ones"
                    </button>
                </div>
            </Show>
            <div class="fbody">
                {move || match shown.scope.get() {
                    Scope::Waived => view! { <WaiverList shown=shown /> }.into_any(),
                    Scope::All | Scope::New => view! { <Groups shown=shown findings=findings /> }.into_any(),
                }}
            </div>
            <Foot />
        </aside>
    }
}

/// Findings as listed. Equal when they are the same findings, not only alike: the review shares what it did not judge again.
#[derive(Clone, Default)]
struct Listed(Vec<Arc<Finding>>);

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

/// The findings that stand and that scope and filter let through. Tracks both, and not the review.
fn standing(session: &Session, shown: Shown) -> Vec<Arc<Finding>> {
    let filter = shown.filter.get().trim().to_lowercase();
    let scope = shown.scope.get();
    session.reviews(|review, base| {
        let fits = |finding: &&Arc<Finding>| filter.is_empty() || matches_filter(finding, &filter);
        match (scope, base) {
            (Scope::New, Some(base)) => brought(review, base).filter(fits).cloned().collect(),
            _ => review.findings().iter().filter(fits).cloned().collect(),
        }
    })
}

/// Whether rule, object or sentence holds the filter, which is in lower case.
fn matches_filter(finding: &Finding, filter: &str) -> bool {
    finding.rule.contains(filter)
        || finding.subject.to_lowercase().contains(filter)
        || finding.title.to_lowercase().contains(filter)
}

#[component]
fn Head(shown: Shown) -> impl IntoView {
    let session = use_session();
    let counts = Memo::new(move |_| {
        session.track_review();
        session.reviews(|review, base| {
            let new = base.map(|base| brought(review, base).count());
            (review.findings().len(), new, review.waived().len())
        })
    });
    let option = move |scope: Scope, label: &'static str, count: Signal<usize>| {
        view! {
            <button
                class="seg"
                aria-pressed=move || (shown.scope.get() == scope).to_string()
                on:click=move |_| shown.scope.set(scope)
            >
                {label}
                <em>{move || grouped(count.get())}</em>
            </button>
        }
    };
    view! {
        <div class="fhead">
            <h2>"Findings"</h2>
            <div class="switch" role="group" aria-label="Which findings">
                {option(Scope::All, "All", Signal::derive(move || counts.get().0))}
                {move || {
                    counts.get().1.is_some().then(|| {
                        option(Scope::New, "New", Signal::derive(move || counts.get().1.unwrap_or(0)))
                    })
                }}
                {option(Scope::Waived, "Waived", Signal::derive(move || counts.get().2))}
            </div>
            <span class="grow"></span>
            <label class="field">
                <Icon name="search" />
                <input
                    type="text"
                    placeholder="Filter by rule or object"
                    aria-label="Filter findings"
                    prop:value=move || shown.filter.get()
                    on:input=move |event| shown.filter.set(event_target_value(&event))
                />
            </label>
            <button
                class="ib"
                aria-label="Close findings"
                title="Close findings"
                on:click=move |_| session.interface.panel.set(Panel::Inspector)
            >
                <Icon name="panel" />
            </button>
        </div>
    }
}

#[component]
fn Foot() -> impl IntoView {
    let session = use_session();
    let words = move || {
        session.track_review();
        session.review(|review| {
            let score = review.score();
            let back = score.reversibility.map_or_else(String::new, |word| {
                format!(". Reversibility {}", word.title().to_lowercase())
            });
            (
                waived_words(review),
                score.coverage(),
                format!(
                    "Cost {}{back}. Confidence {} %",
                    score.cost.title().to_lowercase(),
                    score.confidence
                ),
            )
        })
    };
    view! {
        <div class="ffoot">
            <Icon name="info" class="dim" />
            <span class="cut" title=move || words().1>{move || words().1}</span>
            <span class="grow"></span>
            <span>{move || words().0}</span>
            <span title="What it takes to fix all, whether the migration can be taken back, and how much of what applies was judged">
                {move || words().2}
            </span>
        </div>
    }
}

/// "2 waived, 1 waiver expired, 1 unused".
fn waived_words(review: &Review) -> String {
    let mut words = match review.waived().len() {
        0 => "none waived".to_string(),
        waived => format!("{waived} waived"),
    };
    match review.expired_waivers().len() {
        0 => {}
        expired => words.push_str(&format!(", {} expired", counted(expired, "waiver"))),
    }
    match review.unused_waivers().len() {
        0 => {}
        unused => words.push_str(&format!(", {} unused", counted(unused, "waiver"))),
    }
    words
}

/// The icon and class of a severity.
pub(crate) fn severity_icon(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
