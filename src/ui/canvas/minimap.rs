//! The minimap: the whole drawing in 144 by 116 pixels, and what of it is in view.
//!
//! One Canvas 2D layer: 1,400 elements for 1,400 tables would cost more than the drawing itself.

use leptos::ev::PointerEvent;
use leptos::html::Canvas;
use leptos::prelude::*;

use crate::layout::minimap::Minimap;
use crate::layout::{Point, Rect, Size};
use crate::ui::session::{Session, use_session};

use super::blocks::{Palette, context_of};
use super::state::use_canvas;

const WIDTH: f64 = 144.0;
const HEIGHT: f64 = 116.0;

/// The minimap; dragging on it pans.
#[component]
pub fn MinimapView() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let node = NodeRef::<Canvas>::new();
    let holding = StoredValue::new(false);
    Effect::new(move |_| {
        let palette = state.palette.get();
        session.track_drawing();
        session.track_review();
        let view = session.viewport.get().view(session.screen.get());
        if let Some(canvas) = node.get() {
            draw(&session, &canvas, &view, &palette);
        }
    });
    let go = move |event: &PointerEvent| {
        let at = Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()));
        if let Some(map) = map(
            &session,
            &session
                .viewport
                .get_untracked()
                .view(session.screen.get_untracked()),
        ) {
            session.center_on(map.to_world(at));
        }
    };
    view! {
        <div class="minimap" role="img" aria-label="Minimap: drag to pan">
            <canvas
                node_ref=node
                width=WIDTH * 2.0
                height=HEIGHT * 2.0
                style="width:144px;height:116px"
                on:pointerdown=move |event| {
                    event.stop_propagation();
                    holding.set_value(true);
                    if let Some(canvas) = node.get_untracked() {
                        let _ = canvas.set_pointer_capture(event.pointer_id());
                    }
                    go(&event);
                }
                on:pointermove=move |event| {
                    event.stop_propagation();
                    if holding.get_value() {
                        go(&event);
                    }
                }
                on:pointerup=move |event| {
                    event.stop_propagation();
                    holding.set_value(false);
                }
                on:pointercancel=move |_| holding.set_value(false)
            ></canvas>
        </div>
    }
}

fn map(session: &Session, view: &Rect) -> Option<Minimap> {
    let world = session.drawing(|drawing| drawing.bounds())?;
    // What is in view stays on the map also when it is beside the drawing, but only so far.
    let reach = world.inflate(world.width.max(world.height) * 0.15);
    let seen = if reach.intersects(view) {
        world.union(&clip(view, &reach))
    } else {
        world
    };
    Some(Minimap::new(&seen, Size::new(WIDTH, HEIGHT), 4.0))
}

fn clip(rect: &Rect, to: &Rect) -> Rect {
    let left = rect.x.max(to.x);
    let top = rect.y.max(to.y);
    Rect::new(
        left,
        top,
        (rect.right().min(to.right()) - left).max(0.0),
        (rect.bottom().min(to.bottom()) - top).max(0.0),
    )
}

fn draw(session: &Session, canvas: &web_sys::HtmlCanvasElement, view: &Rect, palette: &Palette) {
    let Some(context) = context_of(canvas) else {
        return;
    };
    let _ = context.set_transform(2.0, 0.0, 0.0, 2.0, 0.0, 0.0);
    context.clear_rect(0.0, 0.0, WIDTH, HEIGHT);
    let Some(map) = map(session, view) else {
        return;
    };
    context.set_global_alpha(0.5);
    session.drawing(|drawing| {
        session.review(|review| {
            for card in drawing.cards() {
                let rect = map.to_map(&card.rect);
                context.set_fill_style_str(palette.hue(review.tenancy().class(card.table)));
                context.fill_rect(rect.x, rect.y, rect.width.max(1.0), rect.height.max(1.0));
            }
        });
    });
    context.set_global_alpha(1.0);
    let frame = map.to_map(view);
    context.set_fill_style_str(&palette.selection_soft);
    context.fill_rect(frame.x, frame.y, frame.width, frame.height);
    context.set_stroke_style_str(&palette.selection);
    context.set_line_width(1.0);
    context.stroke_rect(frame.x, frame.y, frame.width, frame.height);
}
