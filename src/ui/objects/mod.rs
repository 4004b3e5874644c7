//! The grid of every object, a kind at a time: ordered, filtered, edited in place by the properties that the inspector shows
//! too, walked by keyboard.

mod keys;
mod row;

use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::property::{Field, Property};
use crate::editor::shown::objects::{By, Kind, columns_of, objects_of, rows_of};
use crate::model::ObjectRef;
use crate::ui::inspector::TypeList;
use crate::ui::session::{Session, use_session};
use crate::ui::tables::GridSwitch;
use crate::ui::widgets::{ChoiceField, FilterField, Icon, Windowed, counted, grouped, sentence};

use row::ObjectRow;

/// Height of a row in pixels.
const ROW: f64 = 32.0;
/// Height of the head, which covers the rows under it.
const HEAD: f64 = 28.0;

/// The columns of a grid; equal only to themselves.
#[derive(Clone)]
struct Columns(Arc<Vec<&'static Property>>);

impl PartialEq for Columns {
    fn eq(&self, other: &Self) -> bool {
        let names = |columns: &Columns| -> Vec<&'static str> {
            columns.0.iter().map(|one| one.name).collect()
        };
        names(self) == names(other)
    }
}

/// The state of the grid. Handles only.
#[derive(Clone, Copy)]
struct Grid {
    session: Session,
    kind: RwSignal<Kind>,
    filter: RwSignal<String>,
    order: RwSignal<(By, bool)>,
    columns: Memo<Columns>,
    rows: Memo<Arc<Vec<ObjectRef>>>,
    /// The cell that is edited: its object and its column.
    editing: RwSignal<Option<(ObjectRef, usize)>>,
    /// The cell the keyboard is on.
    at: RwSignal<(usize, usize)>,
    windowed: Windowed,
}

impl Grid {
    fn new() -> Self {
        let session = use_session();
        let kind = RwSignal::new(Kind::Columns);
        let filter = RwSignal::new(String::new());
        let order = RwSignal::new((By::Table, false));
        let columns = Memo::new(move |_| {
            session.track_list();
            let kind = kind.get();
            Columns(Arc::new(session.document(|document| {
                columns_of(&document.schema, &objects_of(&document.schema, kind))
            })))
        });
        let rows = Memo::new(move |_| {
            session.track_list();
            let (by, descending) = order.get();
            let kind = kind.get();
            filter.with(|filter| {
                Arc::new(
                    session.document(|document| rows_of(document, kind, filter, by, descending)),
                )
            })
        });
        Grid {
            session,
            kind,
            filter,
            order,
            columns,
            rows,
            editing: RwSignal::new(None),
            at: RwSignal::new((0, 0)),
            windowed: Windowed::new(ROW),
        }
    }

    /// Whether the first column says the table of a part.
    fn has_table(&self) -> bool {
        self.kind.get().is_part()
    }

    /// Number of columns, tracked.
    fn width(&self) -> usize {
        self.columns.with(|columns| columns.0.len()) + usize::from(self.has_table())
    }

    /// The property of a column of the grid; `None` for the table's.
    fn property(&self, column: usize) -> Option<&'static Property> {
        let place = match self.kind.get_untracked().is_part() {
            true => column.checked_sub(1)?,
            false => column,
        };
        self.columns
            .with_untracked(|columns| columns.0.get(place).copied())
    }

    fn show(&self, kind: Kind) {
        let by = if kind.is_part() {
            By::Table
        } else {
            By::Column(0)
        };
        self.order.set((by, false));
        self.editing.set(None);
        self.kind.set(kind);
        self.focus(0, 0);
    }

    fn focus(&self, row: usize, column: usize) {
        self.at.set((row, column));
        let from = HEAD + row as f64 * ROW;
        self.windowed.reveal(from, from + ROW, HEAD);
    }

    fn sort(&self, by: By) {
        self.order.update(|(now, descending)| {
            if *now == by {
                *descending = !*descending;
            } else {
                (*now, *descending) = (by, false);
            }
        });
    }

    /// Gives the grid itself the focus, after a field in it had it.
    fn take_focus(&self) {
        if let Some(scroller) = self.windowed.node.get_untracked() {
            let _ = scroller.focus();
        }
    }
}

/// The view of every object.
#[component]
pub fn ObjectsView() -> impl IntoView {
    let grid = Grid::new();
    view! {
        <main class="view v-tables v-objects" aria-label="All objects">
            <Bar grid=grid />
            <TypeList />
            <Body grid=grid />
            <div class="ffoot">
                <span>{move || counted(grid.rows.with(|rows| rows.len()), "object")}</span>
                <span class="grow"></span>
                <span><kbd>"Enter"</kbd>" edits the cell"</span>
                <span><kbd>"Space"</kbd>" shows the object"</span>
                <span><kbd>"Del"</kbd>" deletes it"</span>
            </div>
        </main>
    }
}

#[component]
fn Bar(grid: Grid) -> impl IntoView {
    let session = grid.session;
    let choices = Memo::new(move |_| {
        session.track_list();
        session.document(|document| {
            Kind::ALL
                .into_iter()
                .enumerate()
                .map(|(place, kind)| {
                    let count = objects_of(&document.schema, kind).len();
                    let words = format!("{} ({})", kind.title(), grouped(count));
                    (place.to_string(), words)
                })
                .collect::<Vec<_>>()
        })
    });
    let value = Signal::derive(move || {
        let kind = grid.kind.get();
        let place = Kind::ALL.iter().position(|one| *one == kind);
        place.unwrap_or_default().to_string()
    });
    let keep = Callback::new(move |value: String| {
        let kind = value
            .parse()
            .ok()
            .and_then(|place: usize| Kind::ALL.get(place));
        if let Some(kind) = kind {
            grid.show(*kind);
        }
        Ok(())
    });
    view! {
        <div class="gbar">
            <GridSwitch />
            <ChoiceField value=value label="Kind of object" choices=choices keep=keep class="inp small sel gkind" />
            <span class="grow"></span>
            <FilterField label="Filter objects" filter=grid.filter changed=move || grid.focus(0, 0) />
        </div>
    }
}

#[component]
fn Body(grid: Grid) -> impl IntoView {
    let count = move || grid.rows.with(|rows| rows.len());
    let range = Memo::new(move |_| grid.windowed.range(count()));
    let shown = move || {
        let (first, last) = range.get();
        let columns = grid.columns.get();
        grid.rows.with(|rows| {
            let seen = rows.iter().copied().enumerate().take(last).skip(first);
            seen.map(|(position, object)| (position, object, columns.clone()))
                .collect::<Vec<_>>()
        })
    };
    let tracks = move || {
        let (mut tracks, mut least) = (String::new(), 72 + 28);
        let mut add = |track: &str, pixels: usize| {
            tracks.push_str(track);
            tracks.push(' ');
            least += pixels + 16;
        };
        if grid.has_table() {
            add("minmax(120px, 200px)", 120);
        }
        grid.columns.with(|columns| {
            for column in columns.0.iter() {
                match column.field {
                    Field::Flag { .. } => add("minmax(72px, 96px)", 72),
                    Field::Prose { .. } => add("minmax(160px, 2fr)", 160),
                    _ if column.name.ends_with(".comment") => add("minmax(160px, 2fr)", 160),
                    _ => add("minmax(104px, 1fr)", 104),
                }
            }
        });
        format!("--tracks: {tracks} 72px; --least: {least}px")
    };
    view! {
        <div
            class="gmain"
            role="grid"
            aria-label=move || grid.kind.get().title()
            tabindex="0"
            style=tracks
            aria-rowcount=move || (count() + 1).to_string()
            aria-activedescendant=move || {
                let (row, column) = grid.at.get();
                (count() > 0).then(|| format!("object-{row}-{column}"))
            }
            node_ref=grid.windowed.node
            on:scroll=move |_| grid.windowed.measure()
            on:keydown=move |event| keys::pressed(&grid, &event)
        >
            <Heads grid=grid />
            <div
                role="rowgroup"
                style:padding-top=move || format!("{}px", range.get().0 as f64 * ROW)
                style:padding-bottom=move || format!("{}px", count().saturating_sub(range.get().1) as f64 * ROW)
            >
                <For
                    each=shown
                    key=|(position, object, columns)| (*position, *object, columns.0.len(), columns.0.first().map(|one| one.name))
                    children=move |(position, object, _)| view! { <ObjectRow grid=grid position=position object=object /> }
                />
            </div>
            <Show when=move || count() == 0>
                <Nothing grid=grid />
            </Show>
        </div>
    }
}

#[component]
fn Heads(grid: Grid) -> impl IntoView {
    let head = move |words: &'static str, help: &'static str, by: By| {
        let sorted = Memo::new(move |_| {
            let (now, descending) = grid.order.get();
            (now == by).then_some(descending)
        });
        view! {
            <span
                role="columnheader"
                title=help
                aria-sort=move || match sorted.get() {
                    Some(true) => "descending",
                    Some(false) => "ascending",
                    None => "none",
                }
            >
                <button class:is-sorted=move || sorted.get().is_some() tabindex="-1" on:click=move |_| grid.sort(by)>
                    {words}
                    {move || sorted.get().map(|descending| view! { <Icon name="down" class=if descending { "xs" } else { "xs turned" } /> })}
                </button>
            </span>
        }
    };
    view! {
        <div class="gr gh" role="row">
            {move || grid.has_table().then(|| head("Table", "The table it is part of", By::Table))}
            {move || {
                let columns = grid.columns.get();
                let columns = columns.0.iter().enumerate();
                columns.map(|(place, one)| head(one.label, one.help, By::Column(place))).collect_view()
            }}
            <span role="columnheader">"Findings"</span>
        </div>
    }
}

/// What stands where no row does.
#[component]
fn Nothing(grid: Grid) -> impl IntoView {
    move || {
        let filter = grid.filter.get();
        let kind = grid.kind.get().title().to_lowercase();
        let text = match filter.trim() {
            "" => format!("No {kind} in this schema."),
            filter => format!("No {kind} with `{filter}`."),
        };
        view! { <div class="empty"><p>{sentence(&text)}</p></div> }
    }
}
