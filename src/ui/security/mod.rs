//! Row security: what each role reaches on each table, why, and the policies that close what is open.

mod cell;
mod generate;
mod matrix;

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::isolation::row_security::{self, Generated, Matrix, TableRow};
use crate::model::TableId;
use crate::ui::session::{Session, use_session};
use crate::ui::tables::GridSwitch;
use crate::ui::widgets::{FilterField, Icon, Windowed, counted};

use cell::CellPanel;
use generate::GeneratePane;
use matrix::MatrixGrid;

/// Height of a row of the matrix in pixels.
const ROW: f64 = 36.0;

/// A cell: the table, the role's place in the matrix, the command's place among the four.
type Cell = (TableId, usize, usize);

/// What the parts of the view share. Handles only.
#[derive(Clone, Copy)]
struct Shown {
    session: Session,
    matrix: Memo<Arc<Matrix>>,
    /// What closes the gaps, table by table.
    made: Memo<Arc<Vec<Generated>>>,
    filter: RwSignal<String>,
    /// Places in the matrix of the rows that the filter lets through.
    rows: Memo<Arc<Vec<usize>>>,
    /// The cell whose reason is told.
    chosen: RwSignal<Option<Cell>>,
    /// The cell the keyboard is on, as row among those shown and cell in it.
    at: RwSignal<(usize, usize)>,
    /// Tables that nothing is to be generated for.
    left_out: RwSignal<BTreeSet<TableId>>,
    /// The table whose SQL is shown.
    looked_at: RwSignal<Option<TableId>>,
    windowed: Windowed,
}

impl Shown {
    fn new() -> Self {
        let session = use_session();
        let matrix = Memo::new(move |_| {
            session.track_list();
            session.track_review();
            Arc::new(session.review(|review| {
                session
                    .document(|document| row_security::matrix(&document.schema, review.tenancy()))
            }))
        });
        let made = Memo::new(move |_| {
            matrix.track();
            session.track_settings();
            Arc::new(session.review(|review| {
                session.document(|document| {
                    row_security::generate(document, review.tenancy(), review.stances())
                })
            }))
        });
        let filter = RwSignal::new(String::new());
        let rows = Memo::new(move |_| {
            let filter = filter.get().trim().to_lowercase();
            let holds = |row: &TableRow| {
                session.table_now(row.table).is_some_and(|table| {
                    filter.is_empty() || table.name.to_lowercase().contains(&filter)
                })
            };
            Arc::new(matrix.with(|matrix| {
                let rows = matrix.rows.iter().enumerate();
                rows.filter(|(_, row)| holds(row))
                    .map(|(place, _)| place)
                    .collect::<Vec<_>>()
            }))
        });
        Shown {
            session,
            matrix,
            made,
            filter,
            rows,
            chosen: RwSignal::new(None),
            at: RwSignal::new((0, 0)),
            left_out: RwSignal::new(BTreeSet::new()),
            looked_at: RwSignal::new(None),
            windowed: Windowed::new(ROW),
        }
    }
}

/// The view.
#[component]
pub fn RowSecurityView() -> impl IntoView {
    let shown = Shown::new();
    let session = shown.session;
    let without_root = Memo::new(move |_| {
        session.track_review();
        session.review(|review| review.tenancy().root.is_none())
    });
    view! {
        <div class="view v-security">
            <Bar shown=shown />
            <main class="smain" aria-label="Row security">
                <Show
                    when=move || !without_root.get()
                    fallback=move || view! {
                        <div class="empty">
                            <Icon name="shield" class="lg" />
                            <p>"No table of tenants is known, so there is no border to keep. Mark one as the tenant root: its class stands in the inspector."</p>
                        </div>
                    }
                >
                    <MatrixGrid shown=shown />
                    <GeneratePane shown=shown />
                </Show>
            </main>
            <CellPanel shown=shown />
        </div>
    }
}

#[component]
fn Bar(shown: Shown) -> impl IntoView {
    let state = move || {
        let (needed, open) = shown.matrix.with(|matrix| matrix.needed_and_open());
        match (needed, open) {
            (0, _) => view! { "No table has a border to keep" }.into_any(),
            (_, 0) => view! { "No gap in " {counted(needed, "table")} " with a border" }.into_any(),
            _ => view! { <b>{open}</b> " of " {counted(needed, "table")} " with a border have a gap" }.into_any(),
        }
    };
    view! {
        <section class="gbar" aria-label="Row security of all tables">
            <GridSwitch />
            <span class="grow"></span>
            <span class="vs">{state}</span>
            <FilterField label="Filter tables" filter=shown.filter changed=move || shown.at.set((0, 0)) />
        </section>
    }
}
