//! Remarks on the proposals that are compared: answered, resolved, reopened, and new ones pinned.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::debate::{self, Judged, Refusal, RemarkShown, Reviewer};
use crate::model::debate::{Pin, Said};
use crate::model::{Document, ObjectRef, Op};
use crate::ui::interface::ReviewDialog;
use crate::ui::widgets::{ChoiceField, Icon};

use super::room::{Room, Side, reviewer};
use super::{apply, ask};

/// Names offered for the place of a remark.
const MOST_OFFERED: usize = 400;

/// A remark with the letter of its proposal.
#[derive(Clone, PartialEq)]
struct Shown {
    number: usize,
    letter: String,
    round: u32,
    remark: RemarkShown,
}

/// Puts the cursor where the next remark is written.
pub(super) fn focus() {
    let field = document()
        .get_element_by_id("remark-text")
        .and_then(|field| field.dyn_into::<HtmlElement>().ok());
    if let Some(field) = field {
        let _ = field.focus();
    }
}

#[component]
pub(super) fn Remarks(room: Room) -> impl IntoView {
    let session = room.session;
    let all = Memo::new(move |_| {
        session.track_debate();
        let sides = room.sides.get();
        session.document(|document| shown(document, &sides))
    });
    let count = move |resolved: bool| {
        all.with(|all| {
            let wanted = all.iter();
            wanted
                .filter(|one| one.remark.resolved.is_some() == resolved)
                .count()
        })
    };
    let listed = move || {
        let resolved = room.resolved.get();
        let mut all = all.get();
        all.retain(|one| one.remark.resolved.is_some() == resolved);
        all
    };
    let none = move || match room.resolved.get() {
        true => "No remark is resolved yet.",
        false => "No open remarks. Write one below: on a table, a column or a step of the plan.",
    };
    view! {
        <aside class="remarks" aria-label="Remarks">
            <div class="ph">
                <h2>"Remarks"</h2>
                <div class="switch" role="group" aria-label="Which remarks">
                    <button class="seg" aria-pressed=move || (!room.resolved.get()).to_string() on:click=move |_| room.resolved.set(false)>
                        "Open"<em>{move || count(false)}</em>
                    </button>
                    <button class="seg" aria-pressed=move || room.resolved.get().to_string() on:click=move |_| room.resolved.set(true)>
                        "Resolved"<em>{move || count(true)}</em>
                    </button>
                </div>
            </div>
            <div class="remlist" tabindex="0" role="region" aria-label="List of remarks">
                {move || listed().is_empty().then(|| view! { <p class="pnote">{none()}</p> })}
                {move || listed().into_iter().map(|one| view! { <RemarkCard room=room one=one /> }).collect_view()}
            </div>
            <NewRemark room=room />
        </aside>
    }
}

fn shown(document: &Document, sides: &[Side]) -> Vec<Shown> {
    let mut all = Vec::new();
    for side in sides {
        for remark in debate::remarks(&document.debate, &side.id) {
            all.push(Shown {
                number: all.len() + 1,
                letter: side.letter.clone(),
                round: remark.remark.statement.round,
                remark,
            });
        }
    }
    all
}

#[component]
fn RemarkCard(room: Room, one: Shown) -> impl IntoView {
    let session = room.session;
    let answering = RwSignal::new(false);
    let answer = RwSignal::new(String::new());
    let said = one.remark.remark.statement.clone();
    let id = one.remark.remark.id.clone();
    let resolved = one.remark.resolved.clone();
    let is_resolved = resolved.is_some();
    let (place, object) = match &one.remark.pin {
        Pin::Object(ObjectRef::Whole, _) => ("The proposal".to_string(), None),
        Pin::Object(object, name) => (name.clone(), Some(*object)),
        Pin::Step(title) => (format!("Step: {title}"), None),
    };
    let proposal = said.proposal.clone();
    let go = object.map(|object| {
        let label = format!("Go to {place}");
        let drawn = move || {
            session.document(|document| {
                let here = document.debate.opened.as_ref() == Some(&proposal);
                here && document.schema.contains(object)
            })
        };
        view! {
            <button class="ib s" aria-label=label.clone() title=label on:click=move |_| match drawn() {
                true => session.go_to(object),
                false => session.interface.complain("This stands in a proposal that is not drawn. Open that proposal first."),
            }>
                <Icon name="focus" />
            </button>
        }
    });
    let settle = {
        let id = id.clone();
        move |_| {
            let (label, op) = session.document(|document| match is_resolved {
                true => (
                    "Reopen a remark",
                    debate::reopen(document, &reviewer(), &id),
                ),
                false => (
                    "Resolve a remark",
                    debate::resolve(document, &reviewer(), &id),
                ),
            });
            say(room, label, op);
        }
    };
    let own = said.by == reviewer().name;
    let take_back = {
        let id = id.clone();
        move |_| {
            let op = session.document(|document| debate::withdraw(document, &reviewer(), &id));
            if say(room, "Take back a remark", op) {
                session.interface.tell("The remark is taken back", true);
            }
        }
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = answer.get_untracked();
        let op = session.document(|document| debate::reply(document, &reviewer(), &id, &text));
        if say(room, "Answer a remark", op) {
            answering.try_set(false);
        }
    };
    let replies = one.remark.replies.iter().map(|reply| match &reply.statement.said {
        Said::Reply { text, .. } => view! {
            <div class="reply"><p>{text.clone()}</p><small><b>{reply.statement.by.clone()}</b></small></div>
        }
        .into_any(),
        _ => ().into_any(),
    });
    view! {
        <article class="rem" aria-label=format!("Remark {} on {place}", one.number)>
            <div class="r1">
                <span class="pinmark" aria-hidden="true">{one.number}</span>
                <code>{place.clone()}</code>
                <span class="grow"></span>
                {go}
                <span class="plet s" title=format!("Proposal {}", one.letter)>{one.letter.clone()}</span>
            </div>
            <p>{one.remark.text.clone()}</p>
            <small><b>{said.by.clone()}</b>" "{said.role.clone()}{format!(", round {}, {}", one.round, said.day)}</small>
            {replies.collect_view()}
            {resolved.map(|given| view! {
                <p class="settled"><Icon name="tick" class="ok" />{format!("Resolved by {}, {}", given.statement.by, given.statement.day)}</p>
            })}
            {move || answering.get().then(|| view! {
                <form on:submit=send.clone()>
                    <textarea class="inp" rows="2" aria-label="Answer" prop:value=move || answer.get() on:input=move |event| answer.set(event_target_value(&event))></textarea>
                    <div class="fa"><button class="btn small primary" type="submit">"Send"</button></div>
                </form>
            })}
            <div class="fa">
                <button class="btn small" aria-expanded=move || answering.get().to_string() on:click=move |_| answering.update(|on| *on = !*on)>"Reply"</button>
                {own.then(|| view! { <button class="btn small ghost" on:click=take_back>"Take back"</button> })}
                <button class="btn small ghost" on:click=settle>{if is_resolved { "Reopen" } else { "Resolve" }}</button>
            </div>
        </article>
    }
}

/// Applies what a reviewer says. Who has not said who they are is asked first.
pub(super) fn say(room: Room, label: &str, op: Result<Op, Refusal>) -> bool {
    if op == Err(Refusal::NoName) {
        room.session.interface.speak(Refusal::NoName.to_string());
        ask(&room.session, ReviewDialog::Person);
        return false;
    }
    apply(&room.session, label, op.map(|op| vec![op]))
}

#[component]
fn NewRemark(room: Room) -> impl IntoView {
    let session = room.session;
    let text = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let sides = room.sides;
    let side = move || {
        let wanted = room.pin.with(|(id, _)| id.clone());
        let all = sides.get();
        let found = all.iter().find(|side| side.id == wanted).cloned();
        found.or_else(|| all.first().cloned())
    };
    let offered = Memo::new(move |_| side().map(|side| places(&side.judged)).unwrap_or_default());
    let choices = move || {
        let all = sides.get().into_iter();
        all.map(|side| (side.id, format!("{} {}", side.letter, side.name)))
            .collect::<Vec<_>>()
    };
    let keep = Callback::new(move |id: String| {
        room.pin.update(|pin| pin.0 = id);
        Ok(())
    });
    let send = move || {
        let Some(side) = untrack(side) else { return };
        let place = room
            .pin
            .with_untracked(|(_, place)| place.trim().to_string());
        let Some(pin) = pin_of(&side.judged, &place) else {
            let reason = format!("{} has no table, column or step named {place}.", side.name);
            session.interface.speak(reason.clone());
            return refused.set(Some(reason));
        };
        let words = text.get_untracked();
        let op = session
            .document(|document| debate::remark(document, &reviewer(), &side.id, pin, &words));
        refused.set(match &op {
            Err(reason) if *reason != Refusal::NoName => Some(reason.to_string()),
            _ => None,
        });
        if refused.with_untracked(Option::is_none) && say(room, "Pin a remark", op) {
            text.set(String::new());
            room.resolved.set(false);
        }
    };
    let whom = move || {
        session.track_debate();
        // A name is given in a dialog: looked at again when that closes.
        session.interface.dialog.track();
        let Reviewer { name, role, .. } = reviewer();
        match (name.is_empty(), role.is_empty()) {
            (true, _) => "Say who you are".to_string(),
            (false, true) => format!("As {name}"),
            (false, false) => format!("As {name}, {role}"),
        }
    };
    view! {
        <form class="remnew" aria-label="New remark" on:submit=move |event| {
            event.prevent_default();
            send();
        }>
            <div class="two">
                <ChoiceField
                    value=Signal::derive(move || side().map(|side| side.id).unwrap_or_default())
                    label="Proposal remarked on"
                    choices=Signal::derive(choices)
                    keep=keep
                />
                <input
                    class="inp small"
                    list="remark-places"
                    aria-label="Pinned to a table, column or step"
                    placeholder="the proposal"
                    prop:value=move || room.pin.with(|(_, place)| place.clone())
                    on:input=move |event| room.pin.update(|pin| pin.1 = event_target_value(&event))
                />
                <datalist id="remark-places">
                    {move || offered.get().into_iter().map(|place| view! { <option value=place></option> }).collect_view()}
                </datalist>
            </div>
            <textarea
                class="inp"
                id="remark-text"
                rows="2"
                aria-label="Remark"
                placeholder="What should change, or be measured"
                aria-invalid=move || refused.get().map(|_| "true")
                aria-describedby="remark-refused"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                        event.prevent_default();
                        send();
                    }
                }
            ></textarea>
            <span class="err" id="remark-refused">{move || refused.get().map(|reason| view! { <Icon name="error" class="error" />{reason} })}</span>
            <div class="fa">
                <button type="button" class="btn small ghost" on:click=move |_| ask(&session, ReviewDialog::Person)>{whom}</button>
                <span class="grow"></span>
                <button type="submit" class="btn small primary">"Pin"</button>
            </div>
        </form>
    }
}

/// Names that a remark can be pinned to: what changes, the plan's steps, then tables.
fn places(judged: &Judged) -> Vec<String> {
    let changed = judged.diff.changes.iter().map(|change| change.name.clone());
    let steps = judged.plan.iter().flat_map(|plan| &plan.steps);
    let steps = steps.map(|step| step.title.clone());
    let tables = judged.document.schema.tables.values();
    let tables = tables.map(|table| table.qualified_name().to_string());
    let mut all: Vec<String> = Vec::new();
    for place in changed.chain(steps).chain(tables).take(MOST_OFFERED) {
        if !all.contains(&place) {
            all.push(place);
        }
    }
    all
}

/// What a typed place stands for: nothing for the proposal, an object's name, or the title of a step.
fn pin_of(judged: &Judged, place: &str) -> Option<Pin> {
    if place.is_empty() {
        return Some(Pin::Object(ObjectRef::Whole, String::new()));
    }
    let schema = &judged.document.schema;
    for table in schema.tables.values() {
        let name = table.qualified_name().to_string();
        if name == place {
            return Some(Pin::Object(ObjectRef::Table(table.id), name));
        }
        if let Some(rest) = place
            .strip_prefix(&name)
            .and_then(|rest| rest.strip_prefix('.'))
            && let Some(column) = table.column_named(rest)
        {
            let object = ObjectRef::Column(table.id, column.id);
            return Some(Pin::Object(object, place.to_string()));
        }
    }
    let changed = judged.diff.changes.iter();
    let mut changed = changed.filter(|change| change.name == place);
    if let Some(change) = changed.next() {
        let object = judged.diff.original(change.object);
        return Some(Pin::Object(object, place.to_string()));
    }
    let mut steps = judged.plan.iter().flat_map(|plan| &plan.steps);
    steps
        .any(|step| step.title == place)
        .then(|| Pin::Step(place.to_string()))
}
