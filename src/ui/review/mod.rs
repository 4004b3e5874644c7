//! The reviewers' room: proposals side by side, what the machine and what people say of them, remarks, rounds.

mod bar;
mod card;
mod dialogs;
mod differ;
mod remarks;
mod room;
mod rounds;
mod scorecards;
mod sides;

use leptos::prelude::*;

use crate::model::Op;
use crate::ui::interface::{Dialog, ReviewDialog};
use crate::ui::session::Session;
use crate::ui::widgets::{Icon, counted};

use bar::Bar;
use card::PositionCard;
use differ::Differ;
use remarks::Remarks;
use room::Room;
use rounds::Rounds;
use scorecards::Scorecards;
use sides::SideCard;

pub use dialogs::dialog;

/// Applies what the core gave, or tells why it gave nothing. True when it was applied.
fn apply<Reason: std::fmt::Display>(
    session: &Session,
    label: &str,
    ops: Result<Vec<Op>, Reason>,
) -> bool {
    match ops {
        Ok(ops) => session.apply(label, ops),
        Err(reason) => {
            session.interface.complain(reason.to_string());
            false
        }
    }
}

fn ask(session: &Session, dialog: ReviewDialog) {
    session.interface.dialog.set(Some(Dialog::Review(dialog)));
}

/// The view.
#[component]
pub fn ReviewView() -> impl IntoView {
    let room = Room::new();
    let empty = Memo::new(move |_| room.proposals.with(Vec::is_empty));
    view! {
        {move || match empty.get() {
            true => view! { <Empty room=room /> }.into_any(),
            false => view! { <Debate room=room /> }.into_any(),
        }}
    }
}

#[component]
fn Empty(room: Room) -> impl IntoView {
    let session = room.session;
    view! {
        <main class="view v-whole" aria-label="Review">
            <div class="empty">
                <Icon name="comment" class="lg" />
                <h2>"Which way should the schema go?"</h2>
                <p>"A proposal is a way to change the base, with a name. Make what is drawn the first, draw another way and make that the second: they then stand side by side with their scores, costs and remarks. Every proposal keeps its own drawing."</p>
                <button class="btn primary" on:click=move |_| ask(&session, ReviewDialog::New)>
                    <Icon name="branch" />
                    "Make what is drawn a proposal"
                </button>
            </div>
        </main>
    }
}

#[component]
fn Debate(room: Room) -> impl IntoView {
    let sides = room.sides;
    let waiting = move || room.rules.with(Option::is_none);
    let class = move || match room.shows_rounds.get() {
        true => "view v-review shows-rounds",
        false => "view v-review",
    };
    view! {
        <div class=class>
            <aside class="rounds" aria-label="Rounds and position" tabindex="0">
                <Rounds room=room />
                <PositionCard room=room />
            </aside>
            <main class="rmain" aria-label="Review">
                <Bar room=room />
                <div class="rscroll" tabindex="0" role="region" aria-label="Comparison">
                    <h2 class="sr-only">{move || counted(sides.with(Vec::len), "proposal")}</h2>
                    {move || waiting().then(|| view! { <p class="pnote" role="status">"The rules are being fetched."</p> })}
                    <Show when=move || room.judging.with(Option::is_some)>
                        <div
                            class="pbar"
                            role="progressbar"
                            aria-label="Judging the proposals"
                            aria-valuemin="0"
                            aria-valuemax="100"
                            aria-valuenow=move || room.judging.get().unwrap_or(100).to_string()
                        >
                            <i style:width=move || format!("{}%", room.judging.get().unwrap_or(100))></i>
                        </div>
                    </Show>
                    <div class="props">
                        {move || sides.get().into_iter().map(|side| view! { <SideCard room=room side=side /> }).collect_view()}
                    </div>
                    <Scorecards room=room />
                    <Differ room=room />
                </div>
            </main>
            <Remarks room=room />
        </div>
    }
}
