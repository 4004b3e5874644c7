//! Policies for all tables with a gap at once: which, their SQL up and down, and what closes.

use leptos::prelude::*;

use crate::diff::{self, Matching};
use crate::isolation::row_security::{self, Generated, Matrix, Reach};
use crate::migration;
use crate::model::{Document, Op, TableId};
use crate::ui::widgets::{CodeBlock, Icon, Rows, counted, glyph_of_tenancy};

use super::Shown;

/// Height of a line of the list in pixels.
const LINE: f64 = 36.0;

/// The pane under the matrix; nothing when no gap is left that can be closed.
#[component]
pub fn GeneratePane(shown: Shown) -> impl IntoView {
    let down = RwSignal::new(false);
    let chosen = Memo::new(move |_| {
        let left_out = shown.left_out.get();
        let made = shown.made.get();
        let chosen = made.iter().filter(|one| !left_out.contains(&one.table));
        chosen.map(|one| one.table).collect::<Vec<TableId>>()
    });
    let looked_at = Memo::new(move |_| {
        let made = shown.made.get();
        let wanted = shown.looked_at.get();
        let there = made.iter().find(|one| Some(one.table) == wanted);
        there.or(made.first()).map(|one| one.table)
    });
    let sql = Memo::new(move |_| {
        let table = looked_at.get()?;
        let made = shown.made.get();
        let one = made.iter().find(|one| one.table == table)?;
        let down = down.get();
        shown
            .session
            .document(|document| script(document, &one.ops, down))
    });
    let closing = Memo::new(move |_| {
        let chosen = chosen.get();
        let made = shown.made.get();
        closing(shown, &ops(&made, &chosen))
    });
    let title = move || format!("Generate for {}", counted(chosen.with(Vec::len), "table"));
    let side = move |of: bool, words: &'static str| {
        view! { <button class="seg" aria-pressed=move || (down.get() == of).to_string() on:click=move |_| down.set(of)>{words}</button> }
    };
    view! {
        <Show when=move || shown.made.with(|made| !made.is_empty())>
            <section class="gen" aria-label="Generate policies">
                <div class="ph">
                    <h2>{title}</h2>
                    <em>"1 undo step"</em>
                    <span class="grow"></span>
                    <div class="switch" role="group" aria-label="Direction">{side(false, "Up")}{side(true, "Down")}</div>
                </div>
                <div class="genb">
                    <List shown=shown looked_at=looked_at />
                    <div class="gensql">{move || sql.get().map(|text| view! { <CodeBlock text=text /> })}</div>
                </div>
                <div class="mfoot">
                    <div class="mf">
                        {move || {
                            let (closed, left) = closing.get();
                            let stays = match left {
                                0 => "none stays open".to_string(),
                                1 => "1 stays open".to_string(),
                                left => format!("{left} stay open"),
                            };
                            view! {
                                <b>{counted(closed, "cell")}" close, "{stays}</b>
                                <span>"Policies come before ENABLE, so no request is refused in between."</span>
                            }
                        }}
                    </div>
                    <span class="grow"></span>
                    <button
                        class="btn primary"
                        disabled=move || chosen.with(Vec::is_empty)
                        on:click=move |_| {
                            let chosen = chosen.get_untracked();
                            let made = shown.made.get_untracked();
                            let words = counted(chosen.len(), "table");
                            if shown.session.apply(&format!("Generate row security for {words}"), ops(&made, &chosen)) {
                                shown.session.interface.tell(format!("Row security is generated for {words}."), true);
                            }
                        }
                    >{title}</button>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn List(shown: Shown, looked_at: Memo<Option<TableId>>) -> impl IntoView {
    let session = shown.session;
    let version = RwSignal::new(0_usize);
    Effect::new(move |_| {
        shown.made.track();
        version.update(|version| *version += 1);
    });
    let row = move |place: usize| {
        let one = shown.made.with_untracked(|made| made.get(place).cloned());
        let Some((one, table)) = one.and_then(|one| {
            let table = session.table_now(one.table)?;
            Some((one, table))
        }) else {
            return ().into_any();
        };
        let id = one.table;
        let (glyph, colour) = glyph_of_tenancy(session.review(|review| review.tenancy().class(id)));
        let name = table.name.clone();
        view! {
            <div class="gt2" class:is-selected=move || looked_at.get() == Some(id)>
                <input
                    type="checkbox"
                    class="bx"
                    aria-label=format!("Generate for {name}")
                    prop:checked=move || shown.left_out.with(|left_out| !left_out.contains(&id))
                    on:change=move |event| {
                        let wanted = event_target_checked(&event);
                        shown.left_out.update(|left_out| {
                            if wanted { left_out.remove(&id); } else { left_out.insert(id); }
                        });
                    }
                />
                <button class="gt3" on:click=move |_| shown.looked_at.set(Some(id))>
                    <Icon name=glyph class=colour />
                    <span class="n">{name.clone()}</span>
                    <span class="gw">{one.words.join(", ")}</span>
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <Rows
            class="genl"
            count=Signal::derive(move || shown.made.with(|made| made.len()))
            height=LINE
            version=version
            label=Signal::derive(|| Some("Tables with a gap".to_string()))
            focusable=false
            row=row
        />
    }
}

fn ops(made: &[Generated], chosen: &[TableId]) -> Vec<Op> {
    let wanted = made.iter().filter(|one| chosen.contains(&one.table));
    wanted.flat_map(|one| one.ops.clone()).collect()
}

/// What the operations are as SQL, up or down.
fn script(document: &Document, ops: &[Op], down: bool) -> Option<String> {
    let mut after = document.clone();
    Op::apply_all(ops.to_vec(), &mut after).ok()?;
    let diff = diff::compare(&document.schema, &after.schema, Matching::Ids);
    let plan = migration::plan(&diff, &migration::Options::default()).ok()?;
    let statements: Vec<&String> = match down {
        false => plan.steps.iter().flat_map(|step| &step.up).collect(),
        true => plan
            .steps
            .iter()
            .rev()
            .flat_map(|step| &step.down)
            .collect(),
    };
    let lines = statements
        .into_iter()
        .map(|statement| format!("{statement};"));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// How many cells that reach more than their own tenant close, and how many stay open.
fn closing(shown: Shown, ops: &[Op]) -> (usize, usize) {
    let before = shown.matrix.with(|matrix| open_cells(matrix));
    let after = shown.session.document(|document| {
        let mut after = document.clone();
        Op::apply_all(ops.to_vec(), &mut after).ok()?;
        let matrix = shown
            .session
            .review(|review| row_security::matrix(&after.schema, review.tenancy()));
        Some(open_cells(&matrix))
    });
    let after = after.unwrap_or(before);
    (before.saturating_sub(after), after)
}

fn open_cells(matrix: &Matrix) -> usize {
    let rows = matrix.rows.iter().filter(|row| row.needed);
    rows.flat_map(|row| row.cells.iter().flatten())
        .filter(|reach| matches!(reach, Reach::Every | Reach::OwnOutAnyIn))
        .count()
}
