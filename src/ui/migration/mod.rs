//! The migration from the base to what is drawn: what changed, the plan step by step, and the files it makes.

mod changes;
mod files;
mod folder;
pub mod groups;
pub mod made;
mod paint;
mod plan;
mod step;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::model::{MigrationChoices, Op};
use crate::proof::{self, Proof};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::Icon;

use changes::Changes;
pub use changes::row_view;
use files::Files;
use made::Made;
pub use made::planned;
pub use paint::PaintLegend;
use plan::PlanList;
pub use plan::finding_view;

/// With at most so many tables in the base the plan is tried on the model at once; with more the user asks for it.
const PROVED_AT_ONCE: usize = 200;

/// Tries the plan on the model, unless another one was made meanwhile.
fn prove(shown: Shown, made: &Arc<Made>) {
    let current = shown
        .made
        .try_get_untracked()
        .flatten()
        .is_some_and(|other| Arc::ptr_eq(&other, made));
    if let (true, Ok(plan)) = (current, &made.plan) {
        shown
            .proof
            .set(Some(Arc::new(proof::prove(&made.diff, plan))));
    }
}

/// Changes what was chosen for the migration, as one undo step; nothing where it was chosen already.
fn choose(session: &Session, label: &str, change: impl FnOnce(&mut MigrationChoices)) {
    let before = session.document(|document| document.migration.clone());
    let mut choices = before.clone();
    change(&mut choices);
    if choices != before {
        session.apply(label, vec![Op::SetMigration(Box::new(choices))]);
    }
}

/// How long the document must rest before the plan is made again.
const REST: Duration = Duration::from_millis(250);

/// What the three columns share.
#[derive(Clone, Copy)]
struct Shown {
    made: RwSignal<Option<Arc<Made>>>,
    /// The file looked at, as a place among [`groups::Group`]s.
    file: RwSignal<usize>,
    /// The step chosen last.
    step: RwSignal<Option<usize>>,
    /// What trying the plan on the model showed; none while it was not tried.
    proof: RwSignal<Option<Arc<Proof>>>,
}

/// The migration view.
#[component]
pub fn MigrationView() -> impl IntoView {
    let session = use_session();
    let shown = Shown {
        made: RwSignal::new(None),
        file: RwSignal::new(0),
        step: RwSignal::new(None),
        proof: RwSignal::new(None),
    };
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    let make = move || {
        let made = Arc::new(session.document(Made::new));
        let script = session.document(|document| made.script(document));
        shown.proof.set(None);
        shown.made.set(Some(made.clone()));
        session.judge_script(script.as_ref());
        if made.diff.base.tables.len() <= PROVED_AT_ONCE {
            set_timeout(move || prove(shown, &made), Duration::ZERO);
        }
    };
    Effect::new(move |before: Option<MigrationChoices>| {
        session.track_list();
        session.track_settings();
        let choices = session.document(|document| document.migration.clone());
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        // At first, and when a choice was made, the answer comes at once, after the view has been painted.
        let rest = if before.as_ref() == Some(&choices) {
            REST
        } else {
            Duration::ZERO
        };
        if before.is_none_or(|before| before.strategy != choices.strategy) {
            shown.step.set(None);
            shown.file.set(0);
        }
        waiting.set_value(set_timeout_with_handle(make, rest).ok());
        choices
    });
    on_cleanup(move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    });
    let empty = Memo::new(move |_| {
        shown
            .made
            .with(|made| made.as_ref().map(|made| made.diff.is_empty()))
    });
    view! {
        {move || match empty.get() {
            None => view! { <main class="view v-whole" aria-label="Migration"><div class="empty"><Icon name="branch" class="lg" /><p>"Comparing with the base"</p></div></main> }.into_any(),
            Some(true) => view! { <Empty /> }.into_any(),
            Some(false) => view! { <Columns shown=shown /> }.into_any(),
        }}
    }
}

#[component]
fn Empty() -> impl IntoView {
    let session = use_session();
    let nothing = move || {
        session.track_list();
        session.document(|document| document.schema.tables.is_empty())
    };
    view! {
        <main class="view v-whole" aria-label="Migration">
            <div class="empty">
                <Icon name="branch" class="lg" />
                <p>{move || if nothing() {
                    "Nothing is drawn yet. Draw a table or import a schema, and its migration appears here."
                } else {
                    "What is drawn equals its base. Draw a change and its migration appears here."
                }}</p>
            </div>
        </main>
    }
}

#[component]
fn Columns(shown: Shown) -> impl IntoView {
    let with_files = RwSignal::new(false);
    view! {
        <main class="view v-migration" class:shows-files=move || with_files.get() aria-label="Migration">
            <Changes shown=shown />
            <PlanList shown=shown with_files=with_files />
            <Files shown=shown />
        </main>
    }
}
