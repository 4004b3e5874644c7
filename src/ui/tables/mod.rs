//! The grid of all tables: ordered, filtered, a row opened to its columns, walked by keyboard.

mod keys;
mod opened;
mod row;
mod switch;

use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::shown::order::{Order, ordered};
use crate::model::TableId;
use crate::ui::inspector::TypeList;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{FilterField, Icon, Windowed, counted, sentence};

use opened::opened_height;
use row::TableRow;
pub use switch::GridSwitch;

/// Height of a row in pixels.
const ROW: f64 = 32.0;
/// Height of the head, which covers the rows under it.
const HEAD: f64 = 28.0;

/// The columns of the grid: heading, order, whether its figures stand right.
const COLUMNS: [(&str, Option<Order>, bool); 10] = [
    ("", None, false),
    ("Name", Some(Order::Name), false),
    ("Class", Some(Order::Class), false),
    ("Columns", Some(Order::Columns), true),
    ("Keys", Some(Order::Keys), false),
    ("Indexes", Some(Order::Indexes), true),
    ("Row security", Some(Order::Security), false),
    ("Rows", Some(Order::Rows), true),
    ("Findings", Some(Order::Findings), false),
    ("Comment", Some(Order::Comment), false),
];

/// The state of the grid. Handles only.
#[derive(Clone, Copy)]
struct Grid {
    session: Session,
    filter: RwSignal<String>,
    order: RwSignal<(Order, bool)>,
    rows: Memo<Arc<Vec<TableId>>>,
    /// The table whose columns are shown.
    open: RwSignal<Option<TableId>>,
    /// The cell that is edited: its table and its column in the grid.
    editing: RwSignal<Option<(TableId, usize)>>,
    /// The cell the keyboard is on.
    at: RwSignal<(usize, usize)>,
    windowed: Windowed,
}

impl Grid {
    fn new() -> Self {
        let session = use_session();
        let filter = RwSignal::new(String::new());
        let order = RwSignal::new((Order::Name, false));
        let rows = Memo::new(move |_| {
            session.track_list();
            let (order, descending) = order.get();
            match order {
                Order::Class | Order::Findings => session.track_review(),
                Order::Rows => session.track_settings(),
                _ => {}
            }
            filter.with(|filter| {
                Arc::new(session.reviews(|review, _| {
                    session
                        .document(|document| ordered(document, review, filter, order, descending))
                }))
            })
        });
        Grid {
            session,
            filter,
            order,
            rows,
            open: RwSignal::new(None),
            editing: RwSignal::new(None),
            at: RwSignal::new((0, 1)),
            windowed: Windowed::new(ROW),
        }
    }

    fn toggle(&self, table: TableId) {
        self.open.update(|open| {
            *open = if *open == Some(table) {
                None
            } else {
                Some(table)
            }
        });
    }

    /// Where the open row stands among the rows, and the height of what it shows; tracked.
    fn opened(&self) -> Option<(usize, f64)> {
        let table = self.open.get()?;
        let position = self
            .rows
            .with(|rows| rows.iter().position(|id| *id == table))?;
        let columns = self.session.table(table)?.columns.len();
        Some((position, opened_height(columns)))
    }

    /// Moves the keyboard to a cell and shows it.
    fn focus(&self, row: usize, column: usize) {
        self.at.set((row, column));
        let extra = untrack(|| self.opened())
            .filter(|(position, _)| *position < row)
            .map_or(0.0, |(_, height)| height);
        let from = HEAD + row as f64 * ROW + extra;
        self.windowed.reveal(from, from + ROW, HEAD);
    }

    fn sort(&self, order: Order) {
        self.order.update(|(now, descending)| {
            if *now == order {
                *descending = !*descending;
            } else {
                (*now, *descending) = (order, order.starts_descending());
            }
        });
    }
}

/// The view of all tables.
#[component]
pub fn TablesView() -> impl IntoView {
    let grid = Grid::new();
    let session = grid.session;
    let totals = Memo::new(move |_| {
        session.track_list();
        session.document(|document| {
            let tables = document.schema.tables.values();
            let columns: usize = tables.clone().map(|table| table.columns.len()).sum();
            let keys: usize = tables.map(|table| table.foreign_keys().count()).sum();
            (document.schema.tables.len(), columns, keys)
        })
    });
    view! {
        <main class="view v-tables" aria-label="Tables">
            <Bar grid=grid />
            <TypeList />
            <Body grid=grid />
            <div class="ffoot">
                <span>{move || {
                    let (tables, columns, keys) = totals.get();
                    format!("{}, {}, {}", counted(tables, "table"), counted(columns, "column"), counted(keys, "relationship"))
                }}</span>
                <span class="grow"></span>
                <Keys grid=grid />
            </div>
        </main>
    }
}

#[component]
fn Bar(grid: Grid) -> impl IntoView {
    let session = grid.session;
    let shown = move || grid.rows.with(|rows| rows.len());
    view! {
        <div class="gbar">
            <GridSwitch />
            <span class="vs">{move || counted(shown(), "table")}</span>
            <span class="grow"></span>
            <FilterField label="Filter tables" filter=grid.filter changed=move || grid.focus(0, 1) />
            <button class="btn" on:click=move |_| session.new_table(session.usual_template(), None)>
                <Icon name="plus" />"Table"
            </button>
        </div>
    }
}

/// What the keys do in the cell the keyboard is on.
#[component]
fn Keys(grid: Grid) -> impl IntoView {
    move || {
        let words = match (grid.editing.get().is_some(), grid.at.get().1) {
            (true, _) => vec![("Enter", "keeps the cell"), ("Esc", "puts it back")],
            (false, 1) => vec![
                ("Enter", "goes to the canvas"),
                ("Space", "opens the columns"),
            ],
            (false, 7 | 9) => vec![("Enter", "edits the cell"), ("Space", "opens the columns")],
            _ => vec![("Enter", "opens the columns"), ("↑ ↓ ← →", "walk")],
        };
        words
            .into_iter()
            .map(|(key, does)| view! { <span><kbd>{key}</kbd>" "{does}</span> })
            .collect_view()
    }
}

#[component]
fn Body(grid: Grid) -> impl IntoView {
    let range = Memo::new(move |_| {
        let extra = grid.opened().map_or(0.0, |(_, height)| height);
        grid.windowed
            .range_beside(grid.rows.with(|rows| rows.len()), extra)
    });
    let shown = move || {
        let (first, last) = range.get();
        grid.rows.with(|rows| {
            rows.iter()
                .copied()
                .enumerate()
                .take(last)
                .skip(first)
                .collect::<Vec<_>>()
        })
    };
    // The open row counts for the spacers when it is not mounted itself.
    let above = move || {
        let first = range.get().0;
        let open = grid.opened().filter(|(position, _)| *position < first);
        first as f64 * ROW + open.map_or(0.0, |(_, height)| height)
    };
    let below = move || {
        let last = range.get().1;
        let count = grid.rows.with(|rows| rows.len());
        let open = grid.opened().filter(|(position, _)| *position >= last);
        count.saturating_sub(last) as f64 * ROW + open.map_or(0.0, |(_, height)| height)
    };
    let count = move || grid.rows.with(|rows| rows.len());
    view! {
        <div
            class="gmain"
            role="grid"
            aria-label="Tables"
            tabindex="0"
            aria-rowcount=move || (count() + 1).to_string()
            aria-activedescendant=move || {
                let (row, column) = grid.at.get();
                (count() > 0).then(|| format!("cell-{row}-{column}"))
            }
            node_ref=grid.windowed.node
            on:scroll=move |_| grid.windowed.measure()
            on:keydown=move |event| keys::pressed(&grid, &event)
        >
            <Heads grid=grid />
            <div role="rowgroup" style:padding-top=move || format!("{}px", above()) style:padding-bottom=move || format!("{}px", below())>
                <For each=shown key=|row| *row children=move |(position, table)| view! { <TableRow grid=grid position=position table=table /> } />
            </div>
            <Show when=move || count() == 0>
                <Nothing grid=grid />
            </Show>
        </div>
    }
}

#[component]
fn Heads(grid: Grid) -> impl IntoView {
    let head = move |(words, order, right): (&'static str, Option<Order>, bool)| {
        let Some(order) = order else {
            return view! { <span role="columnheader"><span class="sr-only">"Open"</span></span> }
                .into_any();
        };
        let sorted = Memo::new(move |_| {
            let (now, descending) = grid.order.get();
            (now == order).then_some(descending)
        });
        view! {
            <span
                role="columnheader"
                class:rt=right
                aria-sort=move || match sorted.get() {
                    Some(true) => "descending",
                    Some(false) => "ascending",
                    None => "none",
                }
            >
                <button class:is-sorted=move || sorted.get().is_some() tabindex="-1" on:click=move |_| grid.sort(order)>
                    {words}
                    {move || sorted.get().map(|descending| view! { <Icon name="down" class=if descending { "xs" } else { "xs turned" } /> })}
                </button>
            </span>
        }
        .into_any()
    };
    view! {
        <div class="gr gh" role="row">
            {COLUMNS.into_iter().map(head).collect_view()}
        </div>
    }
}

/// What stands where no row does.
#[component]
fn Nothing(grid: Grid) -> impl IntoView {
    move || {
        let filter = grid.filter.get();
        let text = if filter.trim().is_empty() {
            "No tables yet. Draw one on the canvas, or bring SQL.".to_string()
        } else {
            format!("No table named `{}`.", filter.trim())
        };
        view! { <div class="empty"><p>{sentence(&text)}</p></div> }
    }
}
