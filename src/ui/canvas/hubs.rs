//! The badges of hubs: keys that so many relationships lead to that they fold.

use leptos::prelude::*;

use crate::layout::Point;
use crate::ui::session::use_session;
use crate::ui::widgets::class_of_tenancy;

use super::state::use_canvas;

/// The badges of folded hubs.
#[component]
pub fn Hubs() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let hubs = Memo::new(move |_| {
        session.track_drawing();
        session.track_review();
        let window = state.scene.with(|scene| scene.window);
        session.drawing(|drawing| {
            drawing
                .hubs()
                .into_iter()
                .filter(|hub| window.contains(hub.at))
                .map(|hub| {
                    let class = session.review(|review| review.tenancy().class(hub.key.table));
                    let name = session
                        .table_now(hub.key.table)
                        .map_or(String::new(), |table| table.name.clone());
                    (hub, class, name)
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        {move || hubs.get().into_iter().map(|(hub, class, name)| {
            let key = hub.key;
            let at = hub.at;
            let dragged = Memo::new(move |_| state.dragged.with(|tables| tables.contains(&key.table)));
            let transform = move || {
                let by = if dragged.get() { state.drag_offset.get() } else { Point::default() };
                format!("translate({:.1}px,{:.1}px)", at.x + 8.0 + by.x, at.y - 10.0 + by.y)
            };
            let words = if hub.folded { "folded: click to show them" } else { "shown: click to fold them" };
            view! {
                <button
                    class=format!("hubbadge {}", class_of_tenancy(class))
                    style:transform=transform
                    style="top:0;left:0"
                    aria-expanded=(!hub.folded).to_string()
                    aria-label=format!("{} relationships to {name}, {words}", hub.count)
                    title=format!("{} relationships to {name}, {words}", hub.count)
                    tabindex="-1"
                    on:pointerenter=move |_| state.hovered_hub.set(Some(key))
                    on:pointerleave=move |_| state.hovered_hub.set(None)
                    on:focus=move |_| state.hovered_hub.set(Some(key))
                    on:blur=move |_| state.hovered_hub.set(None)
                    on:pointerdown=|event| event.stop_propagation()
                    on:click=move |event| {
                        event.stop_propagation();
                        state.hovered_hub.set(None);
                        session.toggle_hub(key);
                    }
                >
                    <i class="glyph"></i>
                    {hub.count}
                </button>
            }
        }).collect_view()}
    }
}
