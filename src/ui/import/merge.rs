//! What an import would change in the open document, before it does.

use std::sync::Arc;

use leptos::prelude::*;

use crate::diff::{ChangeKind, Merge, MergeOptions, Rename, SuspectedRename, merge};
use crate::model::Document;
use crate::ui::migration::made::{Row, rows_of};
use crate::ui::migration::row_view;
use crate::ui::session::{ReadDocument, Session, use_session};
use crate::ui::widgets::{CheckField, Icon, Rows, grouped, sentence};

/// Height of a row of changes in pixels.
const ROW: f64 = 28.0;

/// What is chosen about the merge, and what follows from it.
#[derive(Clone, Copy)]
pub(super) struct Merging {
    renames: RwSignal<Vec<Rename>>,
    removing: RwSignal<bool>,
    planned: Memo<Planned>,
}

/// A plan; equal only to itself.
#[derive(Clone)]
struct Planned(Arc<Result<(Merge, Vec<Row>), String>>);

impl PartialEq for Planned {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Merging {
    /// Nothing is planned before it is asked for.
    pub fn new(session: Session, read: Arc<ReadDocument>) -> Self {
        let renames = RwSignal::new(Vec::new());
        let removing = RwSignal::new(false);
        let planned = Memo::new(move |_| {
            session.track_list();
            let options = MergeOptions {
                removing: removing.get(),
                renames: renames.get(),
                next_id: session.document(|document| document.next_id),
            };
            Planned(Arc::new(
                session.document(|open| plan(open, &read, &options)),
            ))
        });
        Merging {
            renames,
            removing,
            planned,
        }
    }

    /// How many objects change.
    pub fn changes(self) -> usize {
        self.read(|merge, _| merge.diff.changes.len())
    }

    /// Reads the plan, tracked; nothing where there can be none.
    fn read<R: Default>(self, read: impl FnOnce(&Merge, &[Row]) -> R) -> R {
        self.planned.with(|planned| match planned.0.as_ref() {
            Ok((merge, rows)) => read(merge, rows),
            Err(_) => R::default(),
        })
    }

    /// Does it.
    pub fn run(self, session: Session) {
        let planned = self.planned.get_untracked();
        if let Ok((merge, _)) = planned.0.as_ref() {
            session.merge_reading(merge);
        }
    }

    fn suspected(self) -> Vec<SuspectedRename> {
        self.read(|merge, _| merge.suspected_renames.clone())
    }

    fn row(self, position: usize) -> Option<Row> {
        self.planned
            .with_untracked(|planned| match planned.0.as_ref() {
                Ok((_, rows)) => rows.get(position).cloned(),
                Err(_) => None,
            })
    }

    /// How many objects the open document has and the import lacks.
    fn removed(self) -> usize {
        self.read(|merge, _| {
            let changes = merge.diff.changes.iter();
            changes
                .filter(|change| change.kind == ChangeKind::Removed)
                .count()
        })
    }
}

fn plan(
    open: &Document,
    read: &ReadDocument,
    options: &MergeOptions,
) -> Result<(Merge, Vec<Row>), String> {
    let merge = merge(&open.schema, &read.document.schema, options)
        .map_err(|error| sentence_of(&error.to_string()))?;
    // The classes of what comes are those it will have in the open document.
    let after = Document {
        schema: merge.diff.target.clone(),
        ..open.clone()
    };
    let rows = rows_of(&merge.diff, &after);
    Ok((merge, rows))
}

fn sentence_of(error: &str) -> String {
    format!("These cannot be merged: {error}.")
}

/// The changes, what looks like a rename, and whether anything goes.
#[component]
pub(super) fn Changes(merging: Merging) -> impl IntoView {
    let version = RwSignal::new(0_usize);
    Effect::new(move |_| {
        merging.planned.track();
        version.update(|version| *version += 1);
    });
    let count = Signal::derive(move || merging.read(|_, rows| rows.len()));
    let problem = move || {
        merging
            .planned
            .with(|planned| planned.0.as_ref().as_ref().err().cloned())
    };
    let row = move |position: usize| merging.row(position).map(row_view).into_any();
    view! {
        <label class="mrg-option">
            <CheckField
                checked=merging.removing
                label="Also remove what the import lacks"
                keep=Callback::new(move |removing| {
                    merging.removing.set(removing);
                    Ok(())
                })
            />
            <span>
                <b>"Also remove what the import lacks"</b>
                <small>{move || match (merging.removing.get(), merging.removed()) {
                    (false, _) => "Nothing that is drawn goes".to_string(),
                    (true, 0) => "The import lacks nothing".to_string(),
                    (true, many) => format!("{} go, listed below", grouped(many)),
                }}</small>
            </span>
        </label>
        <h3>"What changes"<em>{move || grouped(merging.changes())}</em></h3>
        {move || problem().map(|problem| view! { <p class="pnote" role="alert">{problem}</p> })}
        {move || (merging.changes() == 0 && problem().is_none()).then(|| view! {
            <p class="pnote">"Nothing: what is drawn says all of it already."</p>
        })}
        <Rows count=count height=ROW version=version class="scroll mrg-rows" label=Signal::derive(|| Some("Changes".to_string())) focusable=true row=row />
        <Renames merging=merging />
    }
}

/// What went and what came alike: the user says whether it is one.
#[component]
fn Renames(merging: Merging) -> impl IntoView {
    let use_words = |one: &SuspectedRename| {
        format!(
            "`{}` stands here, `{}` in the import: {}.",
            one.rename.from,
            one.rename.to,
            one.evidence.join(", ")
        )
    };
    view! {
        <div class="mrg-asks">
            {move || merging.renames.get().into_iter().map(|rename| {
                let words = format!("`{}` becomes `{}`.", rename.from, rename.to);
                let this = rename.clone();
                view! {
                    <div class="ask">
                        <Icon name="ok" class="ok" />
                        <div>
                            <p>{sentence(&words)}</p>
                            <button class="btn small" on:click=move |_| {
                                merging.renames.update(|renames| renames.retain(|one| *one != this));
                            }>"They are two"</button>
                        </div>
                    </div>
                }
            }).collect_view()}
            {move || merging.suspected().into_iter().map(|one| {
                let words = use_words(&one);
                let rename = one.rename.clone();
                view! {
                    <div class="ask">
                        <Icon name="info" class="info" />
                        <div>
                            <b>"Renamed, or two objects?"</b>
                            <p>{sentence(&words)}</p>
                            <button class="btn small" on:click=move |_| {
                                merging.renames.update(|renames| renames.push(rename.clone()));
                            }>"It is a rename"</button>
                        </div>
                    </div>
                }
            }).collect_view()}
        </div>
    }
}

/// Where an import can go when something is open: into it, or beside it.
#[component]
pub(super) fn Goals(into: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let title = session.document(|document| document.title.clone());
    let goal = move |value: bool, name: String, about: String| {
        view! {
            <label class="opt2">
                <input
                    type="radio"
                    class="rad"
                    name="import-goal"
                    prop:checked=move || into.get() == value
                    on:change=move |_| into.set(value)
                />
                <span><b>{name}</b><small>{about}</small></span>
            </label>
        }
    };
    view! {
        <div class="opts" role="radiogroup" aria-label="Where it goes">
            {goal(false, "A document of its own".to_string(), format!("{title} stays as it is, in the list of documents"))}
            {goal(true, format!("Merge into {title}"), "Places, classes and waivers stay; one undo step".to_string())}
        </div>
    }
}
