//! Which grid the view of tables shows.

use leptos::prelude::*;

use crate::ui::interface::Grid;
use crate::ui::session::use_session;

/// The grids, in the order of the buttons.
const GRIDS: [(Grid, &str); 4] = [
    (Grid::Tables, "Tables"),
    (Grid::Objects, "All objects"),
    (Grid::RowSecurity, "Row security"),
    (Grid::Queries, "Queries"),
];

/// The buttons that switch grids.
#[component]
pub fn GridSwitch() -> impl IntoView {
    let grid = use_session().interface.grid;
    let button = move |(of, words): (Grid, &'static str)| {
        view! {
            <button class="seg" aria-pressed=move || (grid.get() == of).to_string() on:click=move |_| grid.set(of)>{words}</button>
        }
    };
    view! {
        <h2 class="sr-only">{move || GRIDS.iter().find(|(of, _)| *of == grid.get()).map(|(_, words)| *words)}</h2>
        <div class="switch" role="group" aria-label="Grid">{GRIDS.map(button).collect_view()}</div>
    }
}
