//! The matrix: tables down, roles and commands across, walked by keyboard.

use std::collections::BTreeSet;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::isolation::row_security::{COMMANDS, Reach, TableRow, WriteCheck, command_word};
use crate::model::{ObjectRef, TableId};
use crate::ui::widgets::{Icon, glyph_of_tenancy};

use super::{ROW, Shown};

/// Height of the two heads, which cover the rows under them.
const HEAD: f64 = 56.0;
/// Rows that Page Up and Page Down pass.
const PAGE: usize = 12;
/// Rules whose waiver says that every tenant's rows are meant to be reached.
const OPEN_RULES: [&str; 4] = [
    "rls-missing",
    "rls-not-forced",
    "policy-always-true",
    "policy-without-rls",
];

/// What a cell shows: its class, its icon, and the words of the legend.
fn look(reach: Reach, needed: bool, waived: bool) -> (&'static str, &'static str) {
    match reach {
        Reach::NotGranted => ("pc p-none", "minus"),
        Reach::Nothing => ("pc p-deny", "lock"),
        Reach::Own => ("pc p-own", "t-tenant"),
        Reach::Condition => ("pc p-cond", "check"),
        Reach::OwnOutAnyIn => ("pc p-gap", "leak"),
        Reach::Every if !needed => ("pc p-free", "t-global"),
        Reach::Every if waived => ("pc p-waive", "t-global"),
        Reach::Every => ("pc p-all", "t-global"),
    }
}

/// The grid with its legend.
#[component]
pub fn MatrixGrid(shown: Shown) -> impl IntoView {
    let session = shown.session;
    let range = Memo::new(move |_| {
        let count = shown.rows.with(|rows| rows.len());
        shown.windowed.range(count)
    });
    let mounted = move || {
        let (first, last) = range.get();
        shown.rows.with(|rows| {
            let places = rows.iter().copied().enumerate();
            places.take(last).skip(first).collect::<Vec<_>>()
        })
    };
    let roles = Memo::new(move |_| {
        shown.matrix.with(|matrix| {
            let names = matrix.roles.iter().map(|role| role.name.clone());
            names.collect::<Vec<_>>()
        })
    });
    let tracks = move || format!("--roles: {}", roles.with(Vec::len));
    let waived = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            let waived = review.waived().iter();
            waived
                .filter(|(finding, _)| OPEN_RULES.contains(&finding.rule))
                .filter_map(|(finding, _)| finding.object.table())
                .collect::<BTreeSet<TableId>>()
        })
    });
    let count = move || shown.rows.with(|rows| rows.len());
    let last = move || range.get().1;
    view! {
        <div
            class="pmw"
            role="grid"
            aria-label="Row security by table, command and role"
            tabindex="0"
            style=tracks
            aria-rowcount=move || (count() + 2).to_string()
            aria-activedescendant=move || {
                let (row, cell) = shown.at.get();
                (count() > 0).then(|| format!("reach-{row}-{cell}"))
            }
            node_ref=shown.windowed.node
            on:scroll=move |_| shown.windowed.measure()
            on:keydown=move |event| pressed(shown, &event)
        >
            {move || view! { <Heads roles=roles.get() /> }}
            <div
                role="rowgroup"
                style:padding-top=move || format!("{}px", range.get().0 as f64 * ROW)
                style:padding-bottom=move || format!("{}px", count().saturating_sub(last()) as f64 * ROW)
            >
                {move || mounted().into_iter().map(|(position, place)| {
                    let row = shown.matrix.with(|matrix| matrix.rows.get(place).cloned());
                    let waived = row.as_ref().is_some_and(|row| waived.with(|waived| waived.contains(&row.table)));
                    row.map(|row| view! { <Line shown=shown position=position row=row waived=waived /> })
                }).collect_view()}
            </div>
            <Show when=move || count() == 0>
                <div class="empty"><p>"No table of this name."</p></div>
            </Show>
        </div>
        <Legend />
    }
}

#[component]
fn Heads(roles: Vec<String>) -> impl IntoView {
    let commands = |_: &String| {
        COMMANDS.map(|command| {
            let word = command_word(command);
            let short: String = word.chars().take(1).chain(word.to_lowercase().chars().skip(1).take(2)).collect();
            view! { <span class="pch" role="columnheader" title=word aria-label=word>{short}</span> }
        })
    };
    let names = roles.iter().cloned();
    view! {
        <div class="pmhead">
            <div class="pm pmr" aria-hidden="true">
                <span></span><span></span><span></span><span></span><span></span>
                {names.map(|name| view! { <span class="role" title=name.clone()><code>{name.clone()}</code></span> }).collect_view()}
            </div>
            <div class="pm pmh" role="row">
                <span role="columnheader">"Table"</span>
                <span role="columnheader">"Row security"</span>
                <span role="columnheader">"FORCE"</span>
                <span role="columnheader">"WITH CHECK"</span>
                <span role="columnheader">"Index"</span>
                {roles.iter().map(commands).collect_view()}
            </div>
        </div>
    }
}

#[component]
fn Line(shown: Shown, position: usize, row: TableRow, waived: bool) -> impl IntoView {
    let session = shown.session;
    let Some(table) = session.table_now(row.table) else {
        return ().into_any();
    };
    let name = table.name.clone();
    let id = row.table;
    let (glyph, colour) = glyph_of_tenancy(row.class);
    let roles = shown.matrix.with_untracked(|matrix| {
        let names = matrix.roles.iter().map(|role| role.name.clone());
        names.collect::<Vec<_>>()
    });
    let cells = row.cells.iter().zip(&roles).enumerate();
    let cells = cells.flat_map(|(role, (reaches, role_name))| {
        let of_role = reaches
            .iter()
            .enumerate()
            .map(move |(command, reach)| (role, role_name.clone(), command, *reach));
        of_role.collect::<Vec<_>>()
    });
    let needed = row.needed;
    let cells: Vec<AnyView> = cells
        .map(|(role, role_name, command, reach)| {
            let (class, icon) = look(reach, needed, waived);
            let place = role * COMMANDS.len() + command;
            let title = format!(
                "{role_name}, {}: {}",
                command_word(COMMANDS[command]),
                reach.words()
            );
            let cell = (id, role, command);
            view! {
                <span
                    class=class
                    role="gridcell"
                    id=format!("reach-{position}-{place}")
                    title=title.clone()
                    aria-label=title
                    class:is-selected=move || shown.chosen.get() == Some(cell)
                    class:is-at=move || shown.at.get() == (position, place)
                    on:click=move |_| {
                        shown.at.set((position, place));
                        shown.chosen.set(Some(cell));
                    }
                ><Icon name=icon /></span>
            }
            .into_any()
        })
        .collect();
    let index = row
        .index
        .as_ref()
        .map(|columns| table.column_names(columns).join(", "));
    view! {
        <div class="pm" role="row" class:is-row=move || shown.chosen.get().is_some_and(|(table, _, _)| table == id)>
            <span role="rowheader" class="pmn"><button class="gn" tabindex="-1" title=format!("Show {name} on the canvas") on:click=move |_| session.go_to(ObjectRef::Table(id))>
                <Icon name=glyph class=colour />
                <span class="n">{name.clone()}</span>
            </button></span>
            <State row=row.clone() />
            <span class="gs gx2">{index_view(needed, row.enabled, index)}</span>
            {cells}
        </div>
    }
    .into_any()
}

fn index_view(needed: bool, enabled: bool, index: Option<String>) -> AnyView {
    match index {
        Some(columns) => view! { <Icon name="index" class="dim" /><span class="n" title=columns.clone()>{columns.clone()}</span> }.into_any(),
        None if needed && enabled => view! { <Icon name="cross" class="w" />"none" }.into_any(),
        None => ().into_any(),
    }
}

/// Row security, FORCE and WITH CHECK in words.
#[component]
fn State(row: TableRow) -> impl IntoView {
    let enabled = match (row.enabled, row.needed) {
        (true, _) => view! { <Icon name="shield" class="ok" />"on" }.into_any(),
        (false, true) => view! { <Icon name="shieldoff" class="w" />"off" }.into_any(),
        (false, false) => view! { <span class="no">"not needed"</span> }.into_any(),
    };
    let forced = match (row.enabled, row.forced) {
        (false, _) => ().into_any(),
        (true, true) => view! { <Icon name="tick" class="ok" />"forced" }.into_any(),
        (true, false) => view! { <Icon name="cross" class="w" />"owner free" }.into_any(),
    };
    let check = match row.check {
        WriteCheck::None => ().into_any(),
        _ if !row.enabled => ().into_any(),
        WriteCheck::AsUsing => view! { <Icon name="tick" class="ok" />"as USING" }.into_any(),
        WriteCheck::Own => view! { <Icon name="tick" class="ok" />"own" }.into_any(),
        WriteCheck::Other => view! { <Icon name="check" class="dim" />"a condition" }.into_any(),
        WriteCheck::True => {
            view! { <Icon name="cross" class="bad" /><code>"true"</code> }.into_any()
        }
    };
    view! {
        <span class="gs" role="gridcell">{enabled}</span>
        <span class="gs" role="gridcell">{forced}</span>
        <span class="gs" role="gridcell">{check}</span>
    }
}

#[component]
fn Legend() -> impl IntoView {
    let one = |reach: Reach, waived: bool, words: &'static str| {
        let (class, icon) = look(reach, true, waived);
        view! { <span class="plg"><span class=class><Icon name=icon /></span>{words}</span> }
    };
    view! {
        <div class="plgs">
            {one(Reach::Own, false, "own tenant")}
            {one(Reach::Condition, false, "by a condition")}
            {one(Reach::OwnOutAnyIn, false, "reads own, writes any")}
            {one(Reach::Every, false, "every tenant")}
            {one(Reach::Every, true, "every, waived")}
            {one(Reach::Nothing, false, "granted, nothing let through")}
            {one(Reach::NotGranted, false, "not granted")}
        </div>
    }
}

/// Arrows walk the cells, Enter tells why.
fn pressed(shown: Shown, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let (row, cell) = shown.at.get_untracked();
    let last = shown
        .rows
        .with_untracked(|rows| rows.len())
        .saturating_sub(1);
    let cells = shown
        .matrix
        .with_untracked(|matrix| matrix.roles.len() * COMMANDS.len());
    let target = match event.key().as_str() {
        "ArrowDown" => (row + 1, cell),
        "ArrowUp" => (row.saturating_sub(1), cell),
        "ArrowRight" => (row, cell + 1),
        "ArrowLeft" => (row, cell.saturating_sub(1)),
        "Home" => (row, 0),
        "End" => (row, cells),
        "PageDown" => (row + PAGE, cell),
        "PageUp" => (row.saturating_sub(PAGE), cell),
        "Enter" | " " => {
            event.prevent_default();
            let place = shown.rows.with_untracked(|rows| rows.get(row).copied());
            let table = place.and_then(|place| {
                shown
                    .matrix
                    .with_untracked(|matrix| matrix.rows.get(place).map(|row| row.table))
            });
            let commands = COMMANDS.len();
            shown
                .chosen
                .set(table.map(|table| (table, cell / commands, cell % commands)));
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    let row = target.0.min(last);
    shown.at.set((row, target.1.min(cells.saturating_sub(1))));
    let from = HEAD + row as f64 * ROW;
    shown.windowed.reveal(from, from + ROW, HEAD);
}
