//! The explorer: every object of the document as a tree, filtered by typing; the legend of the tenancy classes at its foot.

mod create;
mod item;
mod keys;
mod legend;

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use crate::editor::Selection;
use crate::editor::search::{Found, Names};
use crate::editor::shown::tree::{Row, Section, rows};
use crate::model::ObjectRef;
use crate::ui::menus::ask_menu;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Windowed, grouped, sentence};

pub use item::{Sign, change_of, class_of, count_class, icon_of, name_of};

use create::CreateButton;
use item::Item;
use legend::Legend;

/// Height of every line of the tree, in pixels.
const LINE: f64 = 28.0;
/// Hits asked of a search, at most.
const HITS: usize = 3000;

/// The state of the tree. Handles only.
#[derive(Clone, Copy)]
struct Tree {
    session: Session,
    filter: RwSignal<String>,
    closed: RwSignal<BTreeSet<Section>>,
    found: Memo<Option<Arc<Found>>>,
    rows: Memo<Arc<Vec<Row>>>,
    /// The line the keyboard is on.
    at: RwSignal<usize>,
    typed: StoredValue<(String, f64)>,
    windowed: Windowed,
}

impl Tree {
    fn new() -> Self {
        let session = use_session();
        let filter = RwSignal::new(String::new());
        // Grants are many and seldom looked for.
        let closed = RwSignal::new(BTreeSet::from([Section::Roles]));
        // The names are gathered only while something is looked for: an edit then costs nothing.
        let names = Memo::new_with_compare(
            move |_| {
                let asked = filter.with(|text| !text.trim().is_empty());
                asked.then(|| {
                    session.track_list();
                    Arc::new(session.document(Names::new))
                })
            },
            |_, _| true,
        );
        let found = Memo::new_with_compare(
            move |_| {
                let names = names.get()?;
                Some(Arc::new(filter.with(|text| names.search(text, HITS))))
            },
            |_, _| true,
        );
        let rows = Memo::new(move |_| {
            session.track_list();
            let found = found.get();
            let hits = found.as_ref().map(|found| found.hits.as_slice());
            closed
                .with(|closed| Arc::new(session.document(|document| rows(document, closed, hits))))
        });
        Tree {
            session,
            filter,
            closed,
            found,
            rows,
            at: RwSignal::new(0),
            typed: StoredValue::new((String::new(), 0.0)),
            windowed: Windowed::new(LINE),
        }
    }

    /// Opens or closes a section.
    fn toggle(&self, section: &Section) {
        self.closed.update(|closed| {
            if !closed.remove(section) {
                closed.insert(section.clone());
            }
        });
    }

    fn go(&self, object: ObjectRef) {
        self.session.interface.explorer_open.set(false);
        self.session.go_to(object);
    }

    /// Brings a line into view and the keyboard to it.
    fn focus(&self, line: usize) {
        self.at.set(line);
        self.windowed
            .reveal(line as f64 * LINE, (line + 1) as f64 * LINE, 0.0);
    }
}

/// The explorer.
#[component]
pub fn Explorer() -> impl IntoView {
    let tree = Tree::new();
    let interface = tree.session.interface;
    follow_selection(tree);
    view! {
        <nav class="explorer" class:is-open=move || interface.explorer_open.get() aria-label="Explorer">
            <div class="ex-head">
                <Filter tree=tree />
                <CreateButton />
                <button
                    class="ib ex-rail"
                    aria-label=move || if interface.explorer_open.get() { "Close the explorer (Ctrl B)" } else { "Open the explorer (Ctrl B)" }
                    aria-expanded=move || interface.explorer_open.get().to_string()
                    on:click=move |_| interface.explorer_open.update(|open| *open = !*open)
                >
                    <Icon name="panelleft" />
                </button>
            </div>
            <TreeView tree=tree />
            <Legend />
        </nav>
    }
}

#[component]
fn Filter(tree: Tree) -> impl IntoView {
    let keydown = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            tree.filter.set(String::new());
        }
        "ArrowDown" => {
            event.prevent_default();
            if let Some(scroller) = tree.windowed.node.get_untracked() {
                let _ = scroller.focus();
            }
        }
        "Enter" => {
            // The best hit, which need not be the first of the tree.
            let first = tree
                .found
                .get_untracked()
                .and_then(|found| found.hits.first().map(|hit| hit.object));
            if let Some(object) = first {
                tree.go(object);
            }
        }
        _ => {}
    };
    view! {
        <label class="field">
            <Icon name="search" />
            <input
                type="search"
                placeholder="Filter objects"
                aria-label="Filter objects"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || tree.filter.get()
                on:input=move |event| {
                    tree.filter.set(event_target_value(&event));
                    tree.focus(0);
                }
                on:keydown=keydown
            />
            <kbd>"/"</kbd>
        </label>
    }
}

#[component]
fn TreeView(tree: Tree) -> impl IntoView {
    let range = Memo::new(move |_| tree.windowed.range(tree.rows.with(|rows| rows.len())));
    let shown = move || {
        let (first, last) = range.get();
        tree.rows.with(|rows| {
            rows.iter()
                .enumerate()
                .take(last)
                .skip(first)
                .map(|(line, row)| (line, row.clone()))
                .collect::<Vec<_>>()
        })
    };
    let empty = move || tree.rows.with(|rows| rows.is_empty());
    view! {
        <div
            class="tree"
            role="tree"
            aria-label="Objects"
            tabindex="0"
            aria-activedescendant=move || format!("tree-{}", tree.at.get())
            node_ref=tree.windowed.node
            on:scroll=move |_| tree.windowed.measure()
            on:keydown=move |event| keys::pressed(&tree, &event)
        >
            <div
                role="none"
                style:padding-top=move || format!("{}px", range.get().0 as f64 * LINE)
                style:padding-bottom=move || format!("{}px", (tree.rows.with(|rows| rows.len()).saturating_sub(range.get().1)) as f64 * LINE)
            >
                <For each=shown key=|row| row.clone() children=move |(line, row)| view! { <Line tree=tree line=line row=row /> } />
            </div>
            <Show when=empty>
                <Nothing tree=tree />
            </Show>
        </div>
    }
}

#[component]
fn Line(tree: Tree, line: usize, row: Row) -> impl IntoView {
    let here = move || tree.at.get() == line;
    match row {
        Row::Head {
            section,
            count,
            open,
        } => {
            let title = section.title();
            view! {
                <div
                    class="th"
                    class:is-here=here
                    role="treeitem"
                    attr:aria-level="1"
                    aria-expanded=open.to_string()
                    id=format!("tree-{line}")
                    on:click=move |_| {
                        tree.at.set(line);
                        tree.toggle(&section);
                    }
                >
                    <Icon name=if open { "down" } else { "chevron" } class="xs" />
                    <span>{title}</span>
                    <span class="grow"></span>
                    <em>{grouped(count)}</em>
                </div>
            }
            .into_any()
        }
        Row::Item {
            object,
            position,
            of,
        } => {
            let session = tree.session;
            let selected = Memo::new(move |_| {
                session.selected().contains(object)
                    || session
                        .selected()
                        .primary_object()
                        .and_then(|part| part.table())
                        .map(ObjectRef::Table)
                        == Some(object)
            });
            let title = move || session.document(|document| name_of(document, object));
            view! {
                <div
                    class="ti"
                    class:is-selected=selected
                    class:is-here=here
                    role="treeitem"
                    attr:aria-level="2"
                    aria-posinset=position
                    aria-setsize=of
                    aria-selected=move || selected.get().to_string()
                    id=format!("tree-{line}")
                    title=title
                    on:click=move |event| {
                        tree.at.set(line);
                        choose(&tree, object, &event);
                    }
                    on:contextmenu=move |event| {
                        tree.at.set(line);
                        ask_menu(&session, object, &event);
                    }
                >
                    <Item object=object />
                </div>
            }
            .into_any()
        }
    }
}

/// A press goes there; with Ctrl or Shift a table joins the selection.
fn choose(tree: &Tree, object: ObjectRef, event: &MouseEvent) {
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        let mut selection: Selection = tree.session.editor(|editor| editor.selection().clone());
        selection.toggle(object);
        tree.session.select(selection);
    } else {
        tree.go(object);
    }
}

/// What stands where no line does: a document without objects, or a filter that leaves none.
#[component]
fn Nothing(tree: Tree) -> impl IntoView {
    let message = move || {
        let found = tree.found.get();
        let Some(found) = found else {
            return view! { <p class="ex-none">"No objects yet. Press "<kbd>"T"</kbd>" on the canvas for a table, or paste SQL."</p> }.into_any();
        };
        let text = tree.filter.get();
        let nearest: Vec<_> = found
            .nearest
            .iter()
            .map(|hit| (hit.object, hit.name.clone()))
            .collect();
        view! {
            <p class="ex-none">
                {sentence(&format!("No object named `{}`.", text.trim()))}
                {(!nearest.is_empty()).then_some(" Nearest: ")}
                {nearest
                    .into_iter()
                    .map(|(object, name)| view! {
                        <button class="ex-near" on:click=move |_| tree.go(object)><code>{name}</code></button>
                    })
                    .collect_view()}
            </p>
        }
        .into_any()
    };
    view! { <div role="none">{message}</div> }
}

/// Shows the line of what is selected elsewhere, when it is not in view.
fn follow_selection(tree: Tree) {
    Effect::new(move |before: Option<Option<ObjectRef>>| {
        let object = tree.session.selected().primary_object();
        let object = object.map(|object| object.table().map_or(object, ObjectRef::Table));
        if before.is_some_and(|before| before != object)
            && let Some(object) = object
        {
            let line = tree
                .rows
                .with_untracked(|rows| rows.iter().position(|row| row.object() == Some(object)));
            if let Some(line) = line {
                tree.focus(line);
            }
        }
        object
    });
}
