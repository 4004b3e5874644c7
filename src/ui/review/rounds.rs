//! The rounds of the debate, the newest first.

use leptos::prelude::*;

use crate::debate;
use crate::model::Document;
use crate::platform::clock;

use super::room::{Room, named, reviewer};

/// A round as it is listed.
#[derive(Clone, PartialEq)]
struct Listed {
    number: u32,
    /// Day it was closed, or that it is open.
    state: String,
    /// What changed in it, as sentences.
    about: String,
    /// The means of people's scores by the proposals' letters.
    means: Vec<(String, String)>,
}

#[component]
pub(super) fn Rounds(room: Room) -> impl IntoView {
    let session = room.session;
    let rounds = Memo::new(move |_| {
        session.track_debate();
        session.track_list();
        session.document(listed)
    });
    let close = move |_| {
        let closed =
            session.document(|document| debate::close(document, &clock::fresh_id(), &reviewer()));
        if super::apply(&session, "Close the round", closed.map(|op| vec![op])) {
            room.round.set(None);
            session.interface.tell(
                "The proposals are kept as they stand. The next round is open.",
                true,
            );
        }
    };
    view! {
        <div class="ph">
            <h2>"Rounds"</h2>
            <span class="grow"></span>
            <button class="btn small" title="Keeps every proposal as it stands and opens the next round" on:click=close>"Close round"</button>
        </div>
        <ol>
            {move || rounds.get().into_iter().map(|one| {
                let number = one.number;
                let open = one.state == OPEN;
                let on = move || room.shown_round() == number;
                view! {
                    <li class:is-on=on>
                        <span class="rd" aria-hidden="true">{number}</span>
                        <button
                            class="rone"
                            aria-pressed=move || on().to_string()
                            on:click=move |_| room.round.set((!open).then_some(number))
                        >
                            <span class="r1"><b>{format!("Round {number}")}</b><span>{one.state.clone()}</span></span>
                            <span class="rp">{one.about.clone()}</span>
                            <span class="rs">{one.means.iter().map(|(letter, mean)| view! {
                                <span>{letter.clone()}" "<b>{mean.clone()}</b></span>
                            }).collect_view()}</span>
                        </button>
                    </li>
                }
            }).collect_view()}
        </ol>
    }
}

const OPEN: &str = "Open now";

/// Names told of a round at most.
const MOST_NAMED: usize = 3;

/// What changed in a proposal, and whose mean moved.
fn changed(letter: &str, since: &debate::Between) -> String {
    let changes = &since.diff.changes;
    let mut names: Vec<&str> = changes.iter().map(|change| change.name.as_str()).collect();
    names.truncate(MOST_NAMED);
    let more = match changes.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let moved = since.people.iter().filter_map(|(name, means)| match means {
        (Some(before), Some(now)) if before != now => Some(format!("; {name} {before}, now {now}")),
        _ => None,
    });
    let moved: String = moved.collect();
    format!("{letter} changed {}{more}{moved}", names.join(", "))
}

fn listed(document: &Document) -> Vec<Listed> {
    let state = &document.debate;
    let open = debate::current(state);
    let proposals = named(document);
    (1..=open)
        .rev()
        .map(|number| {
            let closed = state.rounds.values();
            let closed: Vec<&str> = closed
                .filter(|round| round.number == number)
                .map(|round| round.closed.as_str())
                .collect();
            let mut about = Vec::new();
            let mut means = Vec::new();
            let mut people = std::collections::BTreeSet::new();
            for one in &proposals {
                if let Some(since) = debate::since(document, number, &one.id)
                    && !since.diff.is_empty()
                {
                    about.push(changed(&one.letter, &since));
                }
                let cards = debate::scorecards(state, number, &one.id);
                people.extend(cards.iter().map(|card| card.name.clone()));
                let totals: Vec<i32> = cards.iter().filter_map(|card| card.total()).collect();
                if !totals.is_empty() {
                    let mean =
                        totals.iter().sum::<i32>() / i32::try_from(totals.len()).unwrap_or(1);
                    means.push((one.letter.clone(), mean.to_string()));
                }
            }
            if closed.len() > 1 {
                about.push("closed in more than one file".to_string());
            }
            about.push(match people.len() {
                0 => "nobody scored".to_string(),
                1 => "1 reviewer".to_string(),
                count => format!("{count} reviewers"),
            });
            Listed {
                number,
                state: match closed.first() {
                    Some(day) => (*day).to_string(),
                    None => OPEN.to_string(),
                },
                about: about.join("; "),
                means,
            }
        })
        .collect()
}
