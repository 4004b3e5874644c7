//! The canvas: the drawing under one transform, the floats over it, and the hand that moves it.

mod blocks;
mod card;
mod edges;
mod floats;
mod ghosts;
mod hubs;
mod keyboard;
mod labels;
mod leak;
mod menu;
mod minimap;
mod notes;
mod overlay;
mod pointer;
mod rename;
mod scene;
mod state;
mod target;
mod touch;
mod welcome;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::editor::tool::Tool;
use crate::layout::Size;
use crate::layout::level::Level;
use crate::model::ObjectRef;

use super::chunks::{self, Editing, Export, part};
use super::session::{Session, use_session};
use blocks::Blocks;
use card::CardView;
use edges::Edges;
use floats::{ToolBar, ZoomBar};
use ghosts::Ghosts;
use leak::LeakPath;
use minimap::MinimapView;
use notes::{Areas, Notes};
use overlay::Overlay;
use state::{CanvasState, Renaming};
use welcome::Welcome;

/// The dots of the ground are 24 pixels apart in the world.
const DOT: f64 = 24.0;

/// The canvas, or the welcome while there is nothing to draw.
#[component]
pub fn CanvasView() -> impl IntoView {
    let session = use_session();
    let empty = Memo::new(move |_| session.is_empty());
    view! {
        {move || {
            if !session.started.get() {
                view! { <main class="canvas" aria-label="Canvas" aria-busy="true"></main> }.into_any()
            } else if empty.get() {
                view! { <Welcome /> }.into_any()
            } else {
                view! { <Drawing /> }.into_any()
            }
        }}
    }
}

#[component]
fn Drawing() -> impl IntoView {
    let session = use_session();
    let state = CanvasState::new(&session);
    provide_context(state);
    let node = NodeRef::<html::Div>::new();
    watch_size(session, node);
    watch_opened(session);
    Effect::new(move |_| {
        let renaming = match session.naming.get() {
            Some(ObjectRef::Table(table)) => Renaming::Table(table),
            Some(ObjectRef::Column(table, column)) => Renaming::Column(table, column),
            _ => return,
        };
        let renaming = match (renaming, session.interface.typing_type.get_untracked()) {
            (Renaming::Column(table, column), true) => Renaming::Type(table, column),
            (renaming, _) => renaming,
        };
        session.interface.typing_type.set(false);
        session.naming.set(None);
        state.renaming.set(Some(renaming));
    });

    Effect::new(move |_| {
        // A tool may be taken by a key or from the palette, outside of the canvas.
        session.track_selection();
        let tool = session.editor(crate::editor::Editor::tool);
        if state.tool.get_untracked() != tool {
            state.tool.set(tool);
        }
    });

    Effect::new(move |_| {
        if let Some(item) = session.interface.writing.get() {
            session.interface.writing.set(None);
            state.write(item);
        }
    });

    let ground = move || {
        let view = session.viewport.get();
        // Under half size the dots would merge into grey: every second row and column stays.
        let pitch = if view.zoom < 0.5 { DOT * 4.0 } else { DOT } * view.zoom;
        let offset = view.to_screen(crate::layout::Point::default());
        format!(
            "--dot-x:{:.2}px;--dot-y:{:.2}px;--dot:{pitch:.2}px",
            offset.x, offset.y
        )
    };
    let class = move || match (state.tool.get(), state.panning.get()) {
        (_, true) => "canvas is-grabbing",
        (Tool::Hand, _) => "canvas is-panning",
        (Tool::Relate, _) => "canvas is-crosshair",
        (Tool::NewTable(_) | Tool::Area | Tool::Note, _) => "canvas is-placing",
        (Tool::Select, _) => "canvas",
    };
    view! {
        <main class="canvas-main" aria-label="Canvas">
        <div
            class=class
            node_ref=node
            style=ground
            id="canvas"
            aria-label="Drawing"
            role="application"
            aria-roledescription="Drawing of the schema"
            aria-description="Arrow keys go to the nearest table. Enter goes into its columns; from a column, right goes to its relationship and on to the other end. Escape goes out, F2 renames, Shift F10 opens the menu, Delete removes. Alt 7 shows everything as a grid."
            tabindex="0"
            on:pointerdown=move |event| pointer::down(&session, &state, &event)
            on:pointermove=move |event| pointer::moved(&session, &state, &event)
            on:pointerup=move |event| pointer::up(&session, &state, &event)
            on:pointercancel=move |_| pointer::cancel(&session, &state)
            on:pointerleave=move |_| state.hover_nothing()
            on:dblclick=move |event| pointer::double(&session, &state, &event)
            on:contextmenu=move |event| menu::menu(&session, &state, &event)
            on:wheel=move |event| pointer::wheel(&session, &state, &event)
            on:keydown=move |event| keyboard::pressed(&session, &state, &event)
        >
            <World />
            <Show when=move || state.scene.with(|scene| scene.level == Level::Block)>
                <Blocks />
            </Show>
            <ToolBar />
            <ZoomBar />
            <MinimapView />
            <Show when=move || looks_differ(&session)>
                {part(&chunks::EDITING, "float looks", || chunks::editing(Editing::Looks))}
            </Show>
            <Show when=move || session.interface.painting.get()>
                {part(&chunks::EXPORT, "float paint", || chunks::export(Export::Paint))}
            </Show>
        </div>
        </main>
    }
}

/// Everything that stands in the world, under one transform.
#[component]
fn World() -> impl IntoView {
    let session = use_session();
    let state = state::use_canvas();
    let transform = move || {
        let view = session.viewport.get();
        let origin = view.to_screen(crate::layout::Point::default());
        format!(
            "translate({:.2}px,{:.2}px) scale({:.4})",
            origin.x, origin.y, view.zoom
        )
    };
    let level = Memo::new(move |_| state.scene.with(|scene| scene.level));
    let class = move || {
        let level = match level.get() {
            Level::Full => "world lod-full",
            Level::Header => "world lod-header",
            Level::Block => "world lod-block",
        };
        let moving = if state.panning.get() {
            " is-moving"
        } else {
            ""
        };
        let arranging = if state.arranging.get() {
            " is-arranging"
        } else {
            ""
        };
        format!("{level}{moving}{arranging}")
    };
    view! {
        <div class=class style:transform=transform style:--zoom=move || format!("{:.4}", session.viewport.get().zoom)>
            <Areas />
            <Show when=move || level.get() != Level::Block>
                <Edges />
            </Show>
            <For each=move || state.scene.with(|scene| scene.cards.clone()) key=|table| *table let(table)>
                <CardView table=table level=level />
            </For>
            <Ghosts level=level />
            <Notes />
            <Show when=move || session.interface.borders.get()>
                {part(&chunks::EDITING, "sr-only", || chunks::editing(Editing::Borders))}
            </Show>
            <LeakPath />
            <Overlay />
        </div>
    }
}

/// Whether less than everything is drawn, or more: the float that says so shows then.
fn looks_differ(session: &Session) -> bool {
    session.track_drawing();
    session.interface.borders.get()
        || session.drawing(|drawing| drawing.focus().is_some())
        || session.document(|document| document.placements.values().any(|one| one.hidden))
}

/// Tells the session how large the canvas is, now and whenever that changes.
fn watch_size(session: Session, node: NodeRef<html::Div>) {
    let observer = StoredValue::new_local(None::<(web_sys::ResizeObserver, Closure<dyn FnMut()>)>);
    Effect::new(move |_| {
        let Some(main) = node.get() else { return };
        let measured = main.clone();
        let measure = move || {
            let size = Size::new(
                f64::from(measured.client_width()),
                f64::from(measured.client_height()),
            );
            if size.width > 0.0 && session.screen.get_untracked() != size {
                session.screen.set(size);
            }
        };
        measure();
        let callback = Closure::<dyn FnMut()>::new(measure);
        if let Ok(watcher) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) {
            watcher.observe(&main);
            observer.set_value(Some((watcher, callback)));
        }
    });
    on_cleanup(move || {
        observer.update_value(|observer| {
            if let Some((watcher, _)) = observer.take() {
                watcher.disconnect();
            }
        });
    });
}

/// A document just opened is shown whole, once the canvas knows its size.
fn watch_opened(session: Session) {
    Effect::new(move |_| {
        if session.after_open.get() && session.screen.get().width > 1.0 {
            session.after_open.set(false);
            session.fit_all();
        }
    });
}
