//! The third level of detail: every card as a block on one Canvas 2D layer, for when hundreds are in view.

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::layout::card::{display_width, short_name};
use crate::layout::viewport::Viewport;
use crate::layout::{Point, Rect, Size};
use crate::model::{TableId, TenancyClass};
use crate::rules::Severity;
use crate::ui::session::{Session, use_session};

use super::state::{CanvasState, use_canvas};

/// Width of a character of the name, 10 px mono, in screen pixels.
const CHARACTER: f64 = 6.0;
/// Names shorter than this many characters are not drawn (look.md section 3).
const LEAST_NAME: usize = 6;

/// The layer.
#[component]
pub fn Blocks() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        state.palette.track();
        session.track_drawing();
        session.track_review();
        let selected: Vec<TableId> = session.selected().touched_tables().into_iter().collect();
        let viewport = session.viewport.get();
        let screen = session.screen.get();
        state.bright.track();
        let dragged = state.dragged.get();
        let offset = if dragged.is_empty() {
            Point::default()
        } else {
            state.drag_offset.get()
        };
        if let Some(canvas) = node.get() {
            session.route();
            draw(
                &session, &state, &canvas, viewport, screen, &selected, offset,
            );
        }
    });
    view! { <canvas class="blocks" node_ref=node aria-hidden="true"></canvas> }
}

/// Colours of the tokens, resolved for the present theme: Canvas 2D cannot read `light-dark()` from a custom property.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    hues: [String; 6],
    softs: [String; 6],
    ink: String,
    on_root: String,
    edge: String,
    error: String,
    warning: String,
    info: String,
    /// Selection.
    pub selection: String,
    /// Ground of what is selected.
    pub selection_soft: String,
}

const CLASSES: [TenancyClass; 6] = [
    TenancyClass::Root,
    TenancyClass::TenantScoped,
    TenancyClass::Bridge,
    TenancyClass::Reference,
    TenancyClass::Global,
    TenancyClass::Unclassified,
];
const NAMES: [&str; 6] = [
    "root",
    "tenant",
    "bridge",
    "reference",
    "global",
    "unclassified",
];

impl Palette {
    /// Reads the colours as the page shows them now, through one hidden element.
    pub fn resolve() -> Palette {
        let probe = Probe::new();
        Palette {
            hues: NAMES.map(|name| probe.read(&format!("--t-{name}"), "--ink-muted")),
            softs: NAMES.map(|name| probe.read(&format!("--t-{name}-soft"), "--sunken")),
            ink: probe.read("--ink", "--ink"),
            on_root: probe.read("--raised", "--raised"),
            edge: probe.read("--edge", "--ink-muted"),
            error: probe.read("--error-fill", "--error"),
            warning: probe.read("--warning-fill", "--warning"),
            info: probe.read("--info", "--info"),
            selection: probe.read("--selection", "--accent"),
            selection_soft: probe.read("--selection-soft", "--accent-soft"),
        }
    }

    fn position(class: TenancyClass) -> usize {
        CLASSES
            .iter()
            .position(|other| *other == class)
            .unwrap_or(CLASSES.len() - 1)
    }

    /// The full colour of a class.
    pub fn hue(&self, class: TenancyClass) -> &str {
        self.hues
            .get(Self::position(class))
            .map_or("", String::as_str)
    }

    fn soft(&self, class: TenancyClass) -> &str {
        self.softs
            .get(Self::position(class))
            .map_or("", String::as_str)
    }
}

struct Probe(Option<web_sys::HtmlElement>);

impl Probe {
    fn new() -> Probe {
        let element = document()
            .create_element("i")
            .ok()
            .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        if let (Some(element), Some(body)) = (&element, document().body()) {
            element.set_class_name("probe");
            let _ = body.append_child(element);
        }
        Probe(element)
    }

    fn read(&self, token: &str, or: &str) -> String {
        let Some(element) = &self.0 else {
            return String::new();
        };
        let _ = web_sys::HtmlElement::style(element)
            .set_property("color", &format!("var({token}, var({or}))"));
        window()
            .get_computed_style(element)
            .ok()
            .flatten()
            .and_then(|style| style.get_property_value("color").ok())
            .unwrap_or_default()
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        if let Some(element) = &self.0 {
            element.remove();
        }
    }
}

/// The drawing context of a canvas.
pub fn context_of(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

fn draw(
    session: &Session,
    state: &CanvasState,
    canvas: &HtmlCanvasElement,
    viewport: Viewport,
    screen: Size,
    selected: &[TableId],
    offset: Point,
) {
    let Some(context) = context_of(canvas) else {
        return;
    };
    let ratio = window().device_pixel_ratio().clamp(1.0, 2.0);
    let (width, height) = (
        (screen.width * ratio) as u32,
        (screen.height * ratio) as u32,
    );
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let _ = context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
    context.clear_rect(0.0, 0.0, screen.width, screen.height);
    let palette = state.palette.get_untracked();
    let view = viewport.view(screen);
    draw_edges(session, &context, &palette, viewport, &view);
    context.set_font("10px \"JetBrains Mono\", ui-monospace, monospace");
    context.set_text_baseline("middle");
    session.drawing(|drawing| {
        session.review(|review| {
            state.dragged.with_untracked(|dragged| {
                for card in drawing.cards() {
                    let moved = if dragged.contains(&card.table) {
                        card.rect.moved(offset.x, offset.y)
                    } else {
                        card.rect
                    };
                    if !moved.intersects(&view) {
                        continue;
                    }
                    let rect = viewport.rect_to_screen(&moved);
                    let class = review.tenancy().class(card.table);
                    if drawing.is_dim(card.table) {
                        shade(&context, &palette, &rect, class);
                        continue;
                    }
                    block(&context, &palette, &rect, class);
                    if let Some(severity) = review.marks(card.table).worst {
                        shape(&context, &palette, &rect, severity);
                    }
                    name(&context, &palette, &rect, &card.title, class);
                    if selected.binary_search(&card.table).is_ok() {
                        context.set_stroke_style_str(&palette.selection);
                        context.set_line_width(2.0);
                        context.stroke_rect(rect.x, rect.y, rect.width, rect.height);
                    }
                }
            });
        });
    });
}

/// Lines under the blocks; below a tenth of full size they would only be noise.
fn draw_edges(
    session: &Session,
    context: &CanvasRenderingContext2d,
    palette: &Palette,
    viewport: Viewport,
    view: &Rect,
) {
    context.set_stroke_style_str(&palette.edge);
    context.set_line_width(1.0);
    context.set_global_alpha(if viewport.zoom < 0.12 { 0.35 } else { 0.6 });
    context.begin_path();
    session.drawing(|drawing| {
        let dim = |table: u32| drawing.is_dim(TableId(table));
        for (_, route) in drawing.routes_in(view) {
            if dim(route.from) || dim(route.to) {
                continue;
            }
            for (position, point) in route.points.iter().enumerate() {
                let at = viewport.to_screen(*point);
                if position == 0 {
                    context.move_to(at.x, at.y);
                } else {
                    context.line_to(at.x, at.y);
                }
            }
        }
    });
    context.stroke();
    context.set_global_alpha(1.0);
}

/// A block that is out of focus.
fn shade(context: &CanvasRenderingContext2d, palette: &Palette, rect: &Rect, class: TenancyClass) {
    context.set_global_alpha(0.28);
    context.set_fill_style_str(palette.soft(class));
    context.fill_rect(rect.x, rect.y, rect.width, rect.height);
    context.set_global_alpha(1.0);
}

fn block(context: &CanvasRenderingContext2d, palette: &Palette, rect: &Rect, class: TenancyClass) {
    let hue = palette.hue(class);
    context.set_fill_style_str(if class == TenancyClass::Root {
        hue
    } else {
        palette.soft(class)
    });
    context.fill_rect(rect.x, rect.y, rect.width, rect.height);
    context.set_stroke_style_str(hue);
    context.set_line_width(1.0);
    context.set_global_alpha(0.6);
    context.stroke_rect(
        rect.x + 0.5,
        rect.y + 0.5,
        (rect.width - 1.0).max(0.0),
        (rect.height - 1.0).max(0.0),
    );
    context.set_global_alpha(1.0);
    // The class's pattern as a band at the left, so that it is told without its colour.
    let band = 4.0_f64.min(rect.width / 4.0);
    context.set_fill_style_str(hue);
    let (stroke, gap) = match class {
        TenancyClass::Root => (rect.height, 0.0),
        TenancyClass::TenantScoped => (rect.height, 0.0),
        TenancyClass::Bridge => (2.0, 2.0),
        TenancyClass::Reference => (1.5, 2.5),
        TenancyClass::Global => (6.0, 3.0),
        TenancyClass::Unclassified => return,
    };
    let width = if class == TenancyClass::TenantScoped {
        band / 2.0
    } else {
        band
    };
    let mut y = rect.y;
    while y < rect.bottom() {
        context.fill_rect(rect.x, y, width, stroke.min(rect.bottom() - y));
        y += (stroke + gap).max(1.0);
    }
}

fn name(
    context: &CanvasRenderingContext2d,
    palette: &Palette,
    rect: &Rect,
    title: &str,
    class: TenancyClass,
) {
    let room = ((rect.width - 16.0) / CHARACTER).floor();
    if room < LEAST_NAME as f64 || rect.height < 10.0 {
        return;
    }
    let columns = room as usize;
    let text = if display_width(title) > columns {
        short_name(title, columns)
    } else {
        title.to_string()
    };
    context.set_fill_style_str(if class == TenancyClass::Root {
        &palette.on_root
    } else {
        &palette.ink
    });
    let _ = context.fill_text(&text, rect.x + 8.0, rect.y + 8.0_f64.min(rect.height / 2.0));
}

/// The worst finding as a shape at the top right: octagon, triangle, dot.
fn shape(context: &CanvasRenderingContext2d, palette: &Palette, rect: &Rect, severity: Severity) {
    if rect.width < 14.0 || rect.height < 8.0 {
        return;
    }
    let (x, y, radius) = (
        rect.right() - 6.0,
        rect.y + 6.0_f64.min(rect.height / 2.0),
        3.5,
    );
    context.begin_path();
    match severity {
        Severity::Error => {
            context.set_fill_style_str(&palette.error);
            for corner in 0..8 {
                let angle =
                    std::f64::consts::FRAC_PI_8 + std::f64::consts::FRAC_PI_4 * f64::from(corner);
                context.line_to(x + radius * angle.cos(), y + radius * angle.sin());
            }
        }
        Severity::Warning => {
            context.set_fill_style_str(&palette.warning);
            context.move_to(x, y - radius);
            context.line_to(x + radius, y + radius * 0.8);
            context.line_to(x - radius, y + radius * 0.8);
        }
        Severity::Info => {
            context.set_fill_style_str(&palette.info);
            let _ = context.arc(x, y, 2.5, 0.0, std::f64::consts::TAU);
        }
    }
    context.close_path();
    context.fill();
}
