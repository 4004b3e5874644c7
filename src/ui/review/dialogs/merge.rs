//! Taking in what other people said in their copies of the document.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::debate::{self, Conflict, OtherVersion};
use crate::export::document::load;
use crate::import;
use crate::model::debate::Said;
use crate::model::{Document, Op};
use crate::platform::clock;
use crate::platform::files::{self, Brought, Pick};
use crate::rules::Criterion;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Modal, counted};

use super::{Head, closing};

/// What became of a file.
#[derive(Clone)]
struct Taken {
    file: String,
    /// What it brought, or why nothing was taken.
    told: Result<String, String>,
    other_versions: Vec<OtherVersion>,
    /// The document of the file, for versions that are taken on their own.
    document: Option<std::sync::Arc<Document>>,
}

#[component]
pub(super) fn MergeDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let taken = RwSignal::new(Vec::<Taken>::new());
    let pick = move |_| {
        spawn_local(async move {
            let brought = files::pick(Pick::Files).await;
            if !brought.is_empty() {
                taken.set(take(&session, &brought));
            }
        });
    };
    let conflicts = move || {
        session.track_debate();
        session.document(|document| {
            let all = debate::conflicts(&document.debate);
            all.iter()
                .map(|one| conflict_words(document, one))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <Modal label="Merge reviews from files" class="dialog wide" on_close=close>
            <Head title="Merge reviews from files" />
            <p class="lead">"Choose copies of this document that others have scored and remarked on. Everything they said is added; nothing that stands here is replaced. Choosing a file twice changes nothing."</p>
            <div role="status">
                {move || taken.get().into_iter().map(|one| view! { <Row taken=one /> }).collect_view()}
                {move || {
                    let lines = conflicts();
                    (!lines.is_empty()).then(|| view! {
                        <div class="ask">
                            <Icon name="warning" class="warning" />
                            <div>
                                <b>"Scores that do not agree"</b>
                                <p>"Two files give different scores by one name. Both are kept until that reviewer scores again."</p>
                                <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                            </div>
                        </div>
                    })
                }}
            </div>
            <div class="dfoot">
                <span class="grow"></span>
                <button class="btn" on:click=move |_| close.run(())>"Close"</button>
                <button class="btn primary" data-first="" on:click=pick><Icon name="import" />"Choose files…"</button>
            </div>
        </Modal>
    }
}

#[component]
fn Row(taken: Taken) -> impl IntoView {
    let session = use_session();
    let (icon, words) = match &taken.told {
        Ok(words) => ("tick", words.clone()),
        Err(reason) => ("error", reason.clone()),
    };
    let class = if taken.told.is_ok() { "ok" } else { "error" };
    let (file, document) = (taken.file.clone(), taken.document.clone());
    let versions = taken.other_versions.into_iter().map(move |version| {
        let name = version.name.clone();
        let (file, document) = (file.clone(), document.clone());
        let done = RwSignal::new(false);
        let take = move |_| {
            let Some(other) = &document else { return };
            let ops = session.document(|document| {
                debate::take_version(document, other, &version.id, &clock::fresh_id(), &file)
            });
            done.set(super::super::apply(&session, "Take a version of a proposal", ops));
        };
        view! {
            <p class="other">
                {format!("It holds {name} otherwise; here it stays as it is. ")}
                <button class="btn small" disabled=move || done.get() on:click=take>"Take it as a proposal of its own"</button>
            </p>
        }
    });
    view! {
        <div class="mfile">
            <Icon name=icon class=class />
            <div><b>{taken.file.clone()}</b><p>{words}</p>{versions.collect_view()}</div>
        </div>
    }
}

/// Merges files one after the other, as one undo step.
fn take(session: &Session, brought: &[Brought]) -> Vec<Taken> {
    let mut scratch = session.document(Clone::clone);
    let mut ops: Vec<Op> = Vec::new();
    let mut taken = Vec::new();
    for file in brought {
        let refused = |reason: String| Taken {
            file: file.path.clone(),
            told: Err(reason),
            other_versions: Vec::new(),
            document: None,
        };
        let read = import::sniff(&file.bytes)
            .map_err(|error| error.to_string())
            .and_then(|text| load(&text).map_err(|error| error.to_string()));
        let other = match read {
            Ok(other) => other,
            Err(reason) => {
                taken.push(refused(reason));
                continue;
            }
        };
        match debate::merge(&scratch, &other) {
            Err(reason) => taken.push(refused(reason.to_string())),
            Ok(merged) => {
                let told = words(&merged);
                if Op::apply_all(merged.ops.clone(), &mut scratch).is_ok() {
                    ops.extend(merged.ops);
                }
                taken.push(Taken {
                    file: file.path.clone(),
                    told: Ok(told),
                    other_versions: merged.other_versions,
                    document: Some(std::sync::Arc::new(other)),
                });
            }
        }
    }
    if !ops.is_empty() {
        session.apply("Merge reviews", ops);
    }
    taken
}

fn words(merged: &debate::Merged) -> String {
    if merged.ops.is_empty() {
        return "Everything in it is here already.".to_string();
    }
    let mut parts = Vec::new();
    for (count, word) in [
        (merged.scores, "score"),
        (merged.remarks, "remark or answer"),
        (merged.rounds, "closed round"),
        (merged.proposals.len(), "proposal"),
    ] {
        match (count, word) {
            (0, _) => {}
            (1, _) => parts.push(format!("1 {word}")),
            (count, "remark or answer") => parts.push(format!("{count} remarks and answers")),
            (count, word) => parts.push(counted(count, word)),
        }
    }
    let people: Vec<&str> = merged.people.iter().map(String::as_str).collect();
    match people.is_empty() {
        true => format!("{}.", parts.join(", ")),
        false => format!("{}, by {}.", parts.join(", "), people.join(", ")),
    }
}

fn conflict_words(document: &Document, conflict: &Conflict) -> String {
    let scores = conflict
        .given
        .iter()
        .filter_map(|given| match &given.statement.said {
            Said::Score {
                score, rationale, ..
            } => Some(format!("{score} ({rationale})")),
            _ => None,
        });
    let criterion = Criterion::ALL
        .into_iter()
        .find(|one| one.id() == conflict.criterion);
    let criterion = criterion.map_or(conflict.criterion.as_str(), |one| one.title());
    format!(
        "{}, {criterion} of {}, round {}: {}",
        conflict.by,
        debate::title_of(&document.debate, &conflict.proposal),
        conflict.round,
        scores.collect::<Vec<_>>().join(" and ")
    )
}
