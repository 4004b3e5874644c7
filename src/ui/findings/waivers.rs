//! The waivers: what each accepts, why, who said so and until when; those that have expired or accept nothing stand out.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{ObjectRef, Op, Waiver, WaiverId};
use crate::rules::Finding;
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, counted, sentence};

use super::list::show;
use super::{Shown, matches_filter, severity_icon};

/// Findings listed under a waiver; more are counted.
const LISTED: usize = 50;

/// How a waiver stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Holds,
    Expired,
    Unused,
}

/// A waiver as listed.
struct Entry {
    waiver: Waiver,
    state: State,
    object: String,
    findings: Vec<Arc<Finding>>,
}

/// Every waiver of the document: expired ones first, then unused ones, then those that hold.
#[component]
pub(super) fn WaiverList(shown: Shown) -> impl IntoView {
    let session = use_session();
    view! {
        {move || {
            session.track_review();
            session.track_settings();
            let filter = shown.filter.get().trim().to_lowercase();
            let entries = entries(&session, &filter);
            if entries.is_empty() {
                return view! {
                    <div class="empty">
                        <Icon name="info" class="lg" />
                        <p>"Nothing is waived. A finding is waived with a reason; it stays listed here and weighs nothing."</p>
                    </div>
                }
                .into_any();
            }
            entries.into_iter().map(|entry| view! { <One entry=entry /> }).collect_view().into_any()
        }}
    }
}

fn entries(session: &Session, filter: &str) -> Vec<Entry> {
    session.document(|document| {
        session.review(|review| {
            let mut accepted: BTreeMap<WaiverId, Vec<Arc<Finding>>> = BTreeMap::new();
            for (finding, waiver) in review.waived() {
                accepted.entry(*waiver).or_default().push(finding.clone());
            }
            let entry = |waiver: &Waiver| {
                let findings = accepted.remove(&waiver.id).unwrap_or_default();
                let state = if review.expired_waivers().contains(&waiver.id) {
                    State::Expired
                } else if findings.is_empty() {
                    State::Unused
                } else {
                    State::Holds
                };
                let object = match waiver.object {
                    ObjectRef::Whole => "everywhere".to_string(),
                    object => document
                        .schema
                        .display_name(object)
                        .unwrap_or_else(|| "what is gone".to_string()),
                };
                Entry {
                    waiver: waiver.clone(),
                    state,
                    object,
                    findings,
                }
            };
            let mut entries: Vec<Entry> = document.waivers.values().map(entry).collect();
            entries.retain(|entry| {
                let fits = |text: &str| text.to_lowercase().contains(filter);
                filter.is_empty()
                    || fits(&entry.waiver.rule)
                    || fits(&entry.object)
                    || entry.findings.iter().any(|one| matches_filter(one, filter))
            });
            entries.sort_by_key(|entry| match entry.state {
                State::Expired => 0,
                State::Unused => 1,
                State::Holds => 2,
            });
            entries
        })
    })
}

#[component]
fn One(entry: Entry) -> impl IntoView {
    let session = use_session();
    let Entry {
        waiver,
        state,
        object,
        findings,
    } = entry;
    let (id, place) = (waiver.id, waiver.object);
    let words = match state {
        State::Holds => format!("accepts {}", counted(findings.len(), "finding")),
        State::Expired => "expired: it accepts nothing any more".to_string(),
        State::Unused => "unused: nothing is found that it accepts".to_string(),
    };
    let more = findings.len().saturating_sub(LISTED);
    let name = format!("Waiver of {} on {object}", waiver.rule);
    view! {
        <section class="fi is-waived" aria-label=name>
            <div class="fd waived">
                <div class="fr wv">
                    <Icon name=if state == State::Holds { "ok" } else { "warning" } class=if state == State::Holds { "dim" } else { "warning" } />
                    <code>{waiver.rule.clone()}</code>
                    <span>"on "<code>{object}</code></span>
                    <span class="grow"></span>
                    <em>{words}</em>
                </div>
                <p>{sentence(&waiver.words())}</p>
                {findings.into_iter().take(LISTED).map(|finding| {
                    let object = finding.object;
                    view! {
                        <button class="fr" on:click=move |_| show(&session, object)>
                            <Icon name=severity_icon(finding.severity) class="off" />
                            <span class="fo">{finding.subject.clone()}</span>
                            <span class="ft">{finding.title.clone()}</span>
                        </button>
                    }
                }).collect_view()}
                {(more > 0).then(|| view! { <p>{format!("{} more.", counted(more, "finding"))}</p> })}
                <div class="fa">
                    <button class="btn small" on:click=move |_| session.interface.dialog.set(Some(Dialog::Waiver(id)))>"Edit the waiver…"</button>
                    <button class="btn small" on:click=move |_| take_back(&session, id)>"Take back the waiver"</button>
                    <button class="btn small ghost" on:click=move |_| show(&session, place)>"Show on canvas"</button>
                </div>
            </div>
        </section>
    }
}

/// Takes a waiver back.
fn take_back(session: &Session, waiver: WaiverId) {
    session.apply(
        "Take back a waiver",
        vec![Op::SetWaiver {
            id: waiver,
            waiver: None,
        }],
    );
}
