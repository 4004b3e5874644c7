//! Why a role reaches what it reaches: the chosen cell, the policies of its table, and who is not bound at all.

use leptos::prelude::*;

use crate::isolation::row_security::{COMMANDS, Reach, applying, command_word, explain};
use crate::model::{ObjectRef, Policy, PolicyCommand};
use crate::ui::widgets::{Icon, class_of_tenancy, counted, icon_of_tenancy, sentence};

use super::Shown;

/// What is told of the chosen cell.
#[derive(Clone, PartialEq)]
struct Told {
    table: ObjectRef,
    name: String,
    class: crate::model::TenancyClass,
    role: String,
    command: &'static str,
    reach: Reach,
    needed: bool,
    why: String,
    policies: Vec<(ObjectRef, String, String, bool)>,
}

/// The panel at the right.
#[component]
pub fn CellPanel(shown: Shown) -> impl IntoView {
    let told = Memo::new(move |_| told(shown));
    view! {
        <aside class="inspector" aria-label="Cell">
            {move || match told.get() {
                Some(told) => view! { <Chosen shown=shown told=told /> }.into_any(),
                None => view! {
                    <div class="in-body">
                        <section>
                            <h3>"Row security"</h3>
                            <p class="pnote">"A cell tells which rows a role reaches by a command. Choose one to see why; arrows and Enter do the same."</p>
                        </section>
                        <Unbound shown=shown />
                    </div>
                }.into_any(),
            }}
        </aside>
    }
}

fn told(shown: Shown) -> Option<Told> {
    let (table, role, command) = shown.chosen.get()?;
    let session = shown.session;
    shown.matrix.with(|matrix| {
        let row = matrix.rows.iter().find(|row| row.table == table)?;
        let reach = *row.cells.get(role)?.get(command)?;
        let role = matrix.roles.get(role)?;
        let command = *COMMANDS.get(command)?;
        let found = session.table_now(table)?;
        let why = session.review(|review| explain(review.tenancy(), &found, role, command, reach));
        let policies = found.policies.iter().map(|policy| {
            let here = applying(&found, role, command).any(|one| one.id == policy.id);
            (
                ObjectRef::Policy(table, policy.id),
                policy.name.clone(),
                words(policy),
                here,
            )
        });
        Some(Told {
            table: ObjectRef::Table(table),
            name: found.name.clone(),
            class: row.class,
            role: role.name.clone(),
            command: command_word(command),
            reach,
            needed: row.needed,
            why,
            policies: policies.collect(),
        })
    })
}

/// `select, app`.
fn words(policy: &Policy) -> String {
    let command = match policy.command {
        PolicyCommand::All => "all commands".to_string(),
        command => command_word(command).to_lowercase(),
    };
    let roles = match policy.roles.as_slice() {
        [] => "everyone".to_string(),
        roles => roles.join(", "),
    };
    match policy.permissive {
        true => format!("{command}, {roles}"),
        false => format!("{command}, {roles}, restrictive"),
    }
}

#[component]
fn Chosen(shown: Shown, told: Told) -> impl IntoView {
    let session = shown.session;
    let (icon, class) = match told.reach {
        Reach::OwnOutAnyIn => ("error", "error"),
        Reach::Every if told.needed => ("warning", "warning"),
        Reach::Nothing | Reach::NotGranted => ("lock", "dim"),
        _ => ("ok", "ok"),
    };
    let count = told.policies.len();
    let table = told.table;
    let policy = move |(object, name, words, here): (ObjectRef, String, String, bool)| {
        view! {
            <button class="li" class:is-here=here on:click=move |_| session.go_to(object)>
                <Icon name="shield" class=if here { "ok" } else { "dim" } />
                <span class="n">{name}</span>
                <span class="ex">{words}</span>
            </button>
        }
    };
    view! {
        <div class=format!("in-head {}", class_of_tenancy(told.class))>
            <Icon name=icon_of_tenancy(told.class) class="tg lg" />
            <div class="ih"><b>{told.name.clone()}</b><small><code>{told.command}</code>" as "<code>{told.role.clone()}</code></small></div>
            <button class="ib" aria-label="Show on the canvas" title="Show on the canvas" on:click=move |_| session.go_to(table)><Icon name="focus" /></button>
        </div>
        <div class="in-body">
            <section class="why" aria-live="polite">
                <div class="gt"><Icon name=icon class=class />{told.reach.words()}</div>
                <p>{sentence(&told.why)}</p>
            </section>
            <section>
                <h3>"Policies on "{told.name.clone()}<em>{count}</em></h3>
                {(count == 0).then(|| view! { <p class="pnote">"None yet. Generate one below, or write your own in the inspector."</p> })}
                {told.policies.into_iter().map(policy).collect_view()}
            </section>
            <Unbound shown=shown />
        </div>
    }
}

/// The roles that row security does not bind.
#[component]
fn Unbound(shown: Shown) -> impl IntoView {
    let free = Memo::new(move |_| {
        shown.matrix.with(|matrix| {
            let roles = matrix.roles.iter().filter(|role| role.unbound);
            let names: Vec<String> = roles.map(|role| role.name.clone()).collect();
            let tables = matrix.rows.iter();
            let open = tables.filter(|row| row.needed && row.enabled && !row.forced);
            (names, open.count())
        })
    });
    view! {
        <section>
            <h3>"Who is not bound"</h3>
            {move || {
                let (names, open) = free.get();
                let nobody = names.is_empty() && open == 0;
                view! {
                    {names.into_iter().map(|name| view! {
                        <div class="li"><Icon name="unlock" /><span class="n">{name}</span><span class="ex">"passes row security by"</span></div>
                    }).collect_view()}
                    {(open > 0).then(|| view! {
                        <div class="li"><Icon name="unlock" /><span class="n">"the owner"</span><span class="ex">{format!("no FORCE on {}", counted(open, "table"))}</span></div>
                    })}
                    {nobody.then(|| view! { <p class="pnote">"Superusers alone; the schema names no other."</p> })}
                }
            }}
        </section>
    }
}
