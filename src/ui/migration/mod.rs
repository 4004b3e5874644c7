//! The migration from the base to what is drawn: what changed, the plan step by step, and the files it makes.

mod changes;
mod files;
mod folder;
pub mod groups;
pub mod made;
mod plan;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::migration::Strategy;
use crate::ui::session::use_session;
use crate::ui::widgets::Icon;

use changes::Changes;
pub use changes::row_view;
use files::Files;
use made::Made;
pub use made::planned;
use plan::PlanList;
pub use plan::finding_view;

/// How long the document must rest before the plan is made again.
const REST: Duration = Duration::from_millis(250);

/// What the three columns share.
#[derive(Clone, Copy)]
struct Shown {
    made: RwSignal<Option<Arc<Made>>>,
    strategy: RwSignal<Strategy>,
    /// The file looked at, as a place among [`groups::Group`]s.
    file: RwSignal<usize>,
    /// The step chosen last.
    step: RwSignal<Option<usize>>,
}

/// The migration view.
#[component]
pub fn MigrationView() -> impl IntoView {
    let session = use_session();
    let shown = Shown {
        made: RwSignal::new(None),
        strategy: session.interface.strategy,
        file: RwSignal::new(0),
        step: RwSignal::new(None),
    };
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    let make = move || {
        let made = session.document(|document| Made::new(document, shown.strategy.get_untracked()));
        let script = session.document(|document| made.script(document));
        shown.made.set(Some(Arc::new(made)));
        session.judge_script(script.as_ref());
    };
    Effect::new(move |before: Option<Strategy>| {
        session.track_list();
        session.track_settings();
        let strategy = shown.strategy.get();
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        // At first, and when the strategy is switched, the answer comes at once, after the view has been painted.
        let rest = if before == Some(strategy) {
            REST
        } else {
            Duration::ZERO
        };
        if before != Some(strategy) {
            shown.step.set(None);
            shown.file.set(0);
        }
        waiting.set_value(set_timeout_with_handle(make, rest).ok());
        strategy
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
