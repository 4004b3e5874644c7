//! Long lists: only the rows in view are mounted, whatever their number.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

/// Rows mounted above and below what is in view, so that a quick turn of the wheel shows no gap.
const SPARE: usize = 12;

/// A scroller of rows of one height. `version` counts up when the rows stand for something else.
#[component]
pub fn Rows(
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
    /// Height of a row in pixels.
    height: f64,
    /// Counts up when the content of the rows changes.
    #[prop(into)]
    version: Signal<usize>,
    /// Classes of the scroller.
    #[prop(default = "scroll")]
    class: &'static str,
    /// Name for screen readers; the scroller is a tab stop when `focusable`.
    #[prop(into, optional)]
    label: MaybeProp<String>,
    /// Whether the scroller takes the focus, so that the keyboard can scroll what holds no buttons.
    #[prop(optional)]
    focusable: bool,
    /// A row to bring into view whenever it changes.
    #[prop(into, optional)]
    reveal: MaybeProp<usize>,
    /// Makes a row.
    row: impl Fn(usize) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let top = RwSignal::new(0.0_f64);
    let room = RwSignal::new(900.0_f64);
    let measure = move || {
        // A frame may come after the list is gone.
        if let Some(scroller) = node.try_get_untracked().flatten() {
            top.set(f64::from(scroller.scroll_top()));
            room.set(f64::from(scroller.client_height()));
        }
    };
    watch_size(node, measure);
    Effect::new(move |_| {
        let Some(target) = reveal.get() else { return };
        // The rows may have been made in the same turn: the scroller knows its height one frame later.
        request_animation_frame(move || {
            let Some(scroller) = node.try_get_untracked().flatten() else {
                return;
            };
            let (from, to) = (target as f64 * height, (target + 1) as f64 * height);
            let (shown, room) = (
                f64::from(scroller.scroll_top()),
                f64::from(scroller.client_height()),
            );
            if from < shown || to > shown + room {
                scroller.set_scroll_top((from - room / 3.0).max(0.0) as i32);
            }
            measure();
        });
    });
    let window = Memo::new(move |_| {
        let count = count.get();
        let first = ((top.get() / height) as usize)
            .saturating_sub(SPARE)
            .min(count);
        let last = (((top.get() + room.get()) / height) as usize + SPARE).min(count);
        (first, last)
    });
    let shown = move || {
        let (first, last) = window.get();
        let version = version.get();
        (first..last)
            .map(|position| (version, position))
            .collect::<Vec<_>>()
    };
    view! {
        <div
            class=class
            node_ref=node
            role=label.get_untracked().map(|_| "group")
            aria-label=move || label.get()
            tabindex=focusable.then_some("0")
            on:scroll=move |_| measure()
        >
            <div style:position="relative" style:min-width="max-content" style:height=move || format!("{}px", count.get() as f64 * height)>
                <div
                    style:position="absolute"
                    style:left="0"
                    style:right="0"
                    style:top=move || format!("{}px", window.get().0 as f64 * height)
                >
                    <For each=shown key=|row| *row children=move |(_, position)| row(position) />
                </div>
            </div>
        </div>
    }
}

/// Calls back when the element gets its size and whenever that changes, also from nothing when a hidden panel shows.
fn watch_size(node: NodeRef<Div>, changed: impl Fn() + Copy + 'static) {
    let observing = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let closure = Closure::<dyn FnMut()>::new(changed);
        if let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) {
            observer.observe(&element);
            observing.set_value(Some((observer, closure)));
        }
    });
    on_cleanup(move || {
        observing.try_update_value(|observing| {
            if let Some((observer, _)) = observing.take() {
                observer.disconnect();
            }
        });
    });
}
