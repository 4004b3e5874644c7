//! The tools at the bottom, the zoom at the right.

use leptos::prelude::*;

use crate::editor::template::Template;
use crate::editor::tool::Tool;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Menu, MenuEntry};

use super::pointer;
use super::state::use_canvas;

/// The tools.
#[component]
pub fn ToolBar() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let templates = RwSignal::new(false);
    let place = RwSignal::new((0.0, 0.0));
    let entries = move || {
        Template::SIMPLE
            .into_iter()
            .map(|template| {
                MenuEntry::new(template_icon(&template), template.title(), move || {
                    pointer::answer(&session, &state, |editor, _| {
                        Ok(editor.set_tool(Tool::NewTable(template)))
                    });
                })
            })
            .chain(junction_entry(&session))
            .collect::<Vec<_>>()
    };
    view! {
        <div class="float tools" role="toolbar" aria-label="Tools" on:pointerdown=|event| event.stop_propagation() on:dblclick=|event| event.stop_propagation()>
            <ToolButton tool=Tool::Select icon="cursor" label="Select" key="V" />
            <ToolButton tool=Tool::Hand icon="hand" label="Pan" key="H" />
            <span class="sep"></span>
            <NewTableButton />
            <button
                class="ib tool"
                aria-label="New table from a template"
                title="New table from a template"
                aria-haspopup="menu"
                aria-expanded=move || templates.get().to_string()
                on:click=move |event| {
                    place.set((f64::from(event.client_x()) - 20.0, f64::from(event.client_y()) - 210.0));
                    templates.update(|open| *open = !*open);
                }
            >
                <Icon name="template" />
            </button>
            <ToolButton tool=Tool::Relate icon="relation" label="Relationship" key="R" />
            <ToolButton tool=Tool::Area icon="area" label="Area" key="A" />
            <ToolButton tool=Tool::Note icon="note" label="Note" key="N" />
            <span class="sep"></span>
            <button class="ib tool" aria-label="Arrange tables (Shift A)" title="Arrange tables  Shift A" on:click=move |_| session.arrange()>
                <Icon name="layout" />
            </button>
        </div>
        <Menu
            open=templates
            label="New table"
            left=Signal::derive(move || place.get().0)
            top=Signal::derive(move || place.get().1)
            entries=Signal::derive(entries)
        />
    }
}

/// The icon of a template: its class's glyph.
fn template_icon(template: &Template) -> &'static str {
    match template {
        Template::TenantScoped => "t-tenant",
        Template::Reference => "t-reference",
        Template::AuditLog => "clock",
        Template::Junction(..) => "t-bridge",
        Template::TenantRoot => "t-root",
        Template::Blank => "table",
    }
}

/// A junction joins two tables: it is offered while two are selected, and says so otherwise.
fn junction_entry(session: &Session) -> Vec<MenuEntry> {
    let session = *session;
    let selected = session.editor(|editor| editor.selection().tables());
    let [first, second] = selected[..] else {
        return vec![
            MenuEntry::new("t-bridge", "Junction of two selected tables", || {}).disabled(true),
        ];
    };
    vec![MenuEntry::new(
        "t-bridge",
        "Junction of the two selected tables",
        move || session.new_table(Template::Junction(first, second), None),
    )]
}

/// Places a table of the template that suits the document.
#[component]
fn NewTableButton() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let on = move || matches!(state.tool.get(), Tool::NewTable(_));
    view! {
        <button
            class="ib tool"
            class:is-on=on
            aria-pressed=move || on().to_string()
            aria-label="Table (T)"
            title="Table  T"
            on:click=move |_| {
                let template = session.usual_template();
                pointer::answer(&session, &state, |editor, _| Ok(editor.set_tool(Tool::NewTable(template))));
                super::rename::focus_canvas();
            }
        >
            <Icon name="table" />
        </button>
    }
}

#[component]
fn ToolButton(
    tool: Tool,
    icon: &'static str,
    label: &'static str,
    key: &'static str,
) -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    view! {
        <button
            class="ib tool"
            class:is-on=move || state.tool.get() == tool
            aria-pressed=move || (state.tool.get() == tool).to_string()
            aria-label=format!("{label} ({key})")
            title=format!("{label}  {key}")
            on:click=move |_| {
                pointer::answer(&session, &state, |editor, _| Ok(editor.set_tool(tool)));
                super::rename::focus_canvas();
            }
        >
            <Icon name=icon />
        </button>
    }
}

/// Zoom out, in, 100 % and fit.
#[component]
pub fn ZoomBar() -> impl IntoView {
    let session = use_session();
    view! {
        <div class="float zoom" role="group" aria-label="Zoom" on:pointerdown=|event| event.stop_propagation() on:dblclick=|event| event.stop_propagation()>
            <button class="ib" aria-label="Zoom out (-)" title="Zoom out  -" on:click=move |_| session.zoom_by(1.0 / 1.25)>
                <Icon name="minus" />
            </button>
            <button class="zv" aria-label="Zoom to 100 % (Ctrl 0)" title="Zoom to 100 %  Ctrl 0" on:click=move |_| session.zoom_to(1.0)>
                {move || format!("{:.0}%", session.viewport.get().zoom * 100.0)}
            </button>
            <button class="ib" aria-label="Zoom in (+)" title="Zoom in  +" on:click=move |_| session.zoom_by(1.25)>
                <Icon name="plus" />
            </button>
            <span class="sep"></span>
            <button class="ib" aria-label="Fit all (Shift 1)" title="Fit all  Shift 1" on:click=move |_| session.fit_all()>
                <Icon name="fit" />
            </button>
        </div>
    }
}
