//! The bar of the room: what is compared, the evidence, the report, and what else can be done with proposals.

use leptos::html::Button;
use leptos::prelude::*;

use crate::debate::{self, checklist};
use crate::platform::clock;
use crate::ui::interface::{Dialog, ReviewDialog};
use crate::ui::widgets::{ChoiceField, Icon, Menu, MenuEntry};

use super::room::{Room, pair};
use super::{apply, ask};

#[component]
pub(super) fn Bar(room: Room) -> impl IntoView {
    let session = room.session;
    let evidence = move || {
        session.track_debate();
        let side = room.sides.get().into_iter().next()?;
        let round = room.shown_round();
        let items = session.document(|document| {
            checklist::checklist(&side.judged, &document.debate, round, &side.id)
        });
        let ticked = items.iter().filter(|item| item.is_ticked()).count();
        Some((side.id, format!("Evidence {ticked} of {}", items.len())))
    };
    view! {
        <div class="rbar">
            <b>"Compare"</b>
            <Choice room=room place=0 label="First proposal" />
            {move || (room.proposals.with(Vec::len) > 1).then(|| view! {
                <span class="vs">"with"</span>
                <Choice room=room place=1 label="Second proposal" />
            })}
            <span class="grow"></span>
            <div class="switch rside" role="group" aria-label="Beside the comparison">
                <button class="seg" aria-pressed=move || room.shows_rounds.get().to_string() on:click=move |_| room.shows_rounds.set(true)>"Rounds"</button>
                <button class="seg" aria-pressed=move || (!room.shows_rounds.get()).to_string() on:click=move |_| room.shows_rounds.set(false)>"Remarks"</button>
            </div>
            {move || evidence().map(|(id, words)| view! {
                <button class="btn small ghost" on:click=move |_| ask(&session, ReviewDialog::Evidence(id.clone()))>
                    <Icon name="check" />
                    {words}
                </button>
            })}
            <button class="btn small" on:click=move |_| ask(&session, ReviewDialog::Export)>
                <Icon name="export" />
                "Export review"
            </button>
            <More room=room />
        </div>
    }
}

#[component]
fn Choice(room: Room, place: usize, label: &'static str) -> impl IntoView {
    let now = move || {
        let all = room.proposals.get();
        let shown = pair(&all, room.chosen.map(|one| one.get()));
        shown
            .get(place)
            .map(|one| one.id.clone())
            .unwrap_or_default()
    };
    let choices = move || {
        // Named here so that the choices are made anew when another is chosen.
        let _ = now();
        let all = room.proposals.get().into_iter();
        all.map(|one| (one.id, format!("{} {}", one.letter, one.name)))
            .collect::<Vec<_>>()
    };
    let keep = Callback::new(move |id: String| {
        let shown = pair(
            &room.proposals.get_untracked(),
            room.chosen.map(|one| one.get_untracked()),
        );
        // Choosing what stands on the other side changes sides.
        let other = shown.get(1 - place).map(|one| one.id.clone());
        let here = shown.get(place).map(|one| one.id.clone());
        let other = if other.as_ref() == Some(&id) {
            here
        } else {
            other
        };
        if let (Some(this), Some(that)) = (room.chosen.get(place), room.chosen.get(1 - place)) {
            that.set(other);
            this.set(Some(id));
        }
        Ok(())
    });
    view! {
        <ChoiceField value=Signal::derive(now) label=label choices=Signal::derive(choices) keep=keep class="inp small sel rsel" />
    }
}

/// What can be done with the first of the proposals, and with all.
#[component]
fn More(room: Room) -> impl IntoView {
    let session = room.session;
    let open = RwSignal::new(false);
    let node = NodeRef::<Button>::new();
    let entries = move || {
        let mut entries = vec![MenuEntry::new("plus", "New proposal…", move || {
            ask(&session, ReviewDialog::New)
        })];
        if let Some(one) = pair(&room.proposals.get(), room.chosen.map(|one| one.get()))
            .into_iter()
            .next()
        {
            let name = one.name.clone();
            let [described, shared, copied, dropped] = std::array::from_fn(|_| one.id.clone());
            entries.push(MenuEntry::new(
                "rename",
                format!("Describe {name}…"),
                move || ask(&session, ReviewDialog::Describe(described.clone())),
            ));
            entries.push(MenuEntry::new(
                "copy",
                format!("Duplicate {name}"),
                move || {
                    let ops = session.document(|document| {
                        debate::duplicate(document, &copied, &clock::fresh_id())
                    });
                    apply(&session, "Duplicate a proposal", ops);
                },
            ));
            entries.push(MenuEntry::new(
                "share",
                format!("Share {name}…"),
                move || ask(&session, ReviewDialog::Share(shared.clone())),
            ));
            entries.push(
                MenuEntry::new("trash", format!("Delete {name}…"), move || {
                    let id = dropped.clone();
                    let delete = session.lasting(|| Callback::new(move |()| {
                        let ops = session.document(|document| debate::drop(document, &id));
                        apply(&session, "Delete a proposal", ops);
                    }));
                    session.interface.dialog.set(Some(Dialog::Confirm {
                        title: "Delete this proposal".to_string(),
                        text: "Its drawing goes with it. What was said of it stays in the document. Undo brings it back.".to_string(),
                        verb: "Delete".to_string(),
                        action: delete,
                    }));
                })
                .danger(),
            );
        }
        entries.push(MenuEntry::separator());
        entries.push(MenuEntry::new(
            "import",
            "Merge reviews from files…",
            move || ask(&session, ReviewDialog::Merge),
        ));
        entries.push(MenuEntry::new("info", "Who reviews…", move || {
            ask(&session, ReviewDialog::Person)
        }));
        entries
    };
    let place = move |side: fn(&web_sys::DomRectReadOnly) -> f64| {
        let button = open.get().then(|| node.get()).flatten();
        button.map_or(0.0, |button| side(&button.get_bounding_client_rect()))
    };
    view! {
        <button
            class="ib"
            node_ref=node
            aria-label="More for proposals"
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon name="more" />
        </button>
        <Menu
            open=open
            label="Proposals"
            left=Signal::derive(move || place(web_sys::DomRectReadOnly::left))
            top=Signal::derive(move || place(web_sys::DomRectReadOnly::bottom))
            entries=Signal::derive(entries)
        />
    }
}
