//! Parts that the panels of the inspector share: headings, rows of a form, the pane of one part, pickers of columns.

use leptos::prelude::*;

use crate::editor::{Selection, property};
use crate::model::{ColumnId, ObjectRef};
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, Keep, grouped};

use super::handle::Handle;

/// What a property is for, behind a question mark: a press shows it, its title and screen readers say it.
#[component]
pub fn Hint(
    /// What the help is about.
    label: &'static str,
    /// The help.
    help: &'static str,
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <button
            class="helpmark"
            aria-label=format!("Help: {label}")
            aria-expanded=move || open.get().to_string()
            title=help
            on:click=move |_| open.update(|open| *open = !*open)
        >"?"</button>
    }
}

/// A property's name and field, with its help.
#[component]
pub fn Labelled(
    /// The property.
    property: &'static property::Property,
    /// Whether the field stands under the name, over the whole width.
    #[prop(optional)]
    wide: bool,
    /// The field.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let id = format!("help-{}", property.name.replace('.', "-"));
    let described = id.clone();
    view! {
        <div class="prop-row" class:wide=wide role="group" aria-label=property.label aria-describedby=described>
            <span class="lab">{property.label}<Hint label=property.label help=property.help open=open /></span>
            <div class="prop-value">{children()}</div>
            <p class="helptext" id=id hidden=move || !open.get()>{property.help}</p>
        </div>
    }
}

/// [`Labelled`] by the property's name, for fields with a view of their own.
#[component]
pub fn About(
    /// The property, such as `column.identity`.
    property: &'static str,
    /// Whether the field stands under the name, over the whole width.
    #[prop(optional)]
    wide: bool,
    /// The field.
    children: Children,
) -> impl IntoView {
    property::named(property)
        .map(|property| view! { <Labelled property=property wide=wide>{children()}</Labelled> })
}

/// The heading of a section, with a count, help and buttons.
#[component]
pub fn Head(
    /// The property the section shows, such as `table.indexes`.
    property: &'static str,
    /// How many there are; nothing is shown for none.
    #[prop(into)]
    count: Signal<usize>,
    /// Buttons at its end.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (title, help) = property::named(property).map_or(("", ""), |one| (one.label, one.help));
    let id = format!("help-{}", property.replace('.', "-"));
    let described = id.clone();
    view! {
        <h3 aria-describedby=described>
            {title}
            {move || (count.get() > 0).then(|| view! { <em>{grouped(count.get())}</em> })}
            <Hint label=title help=help open=open />
            <span class="grow"></span>
            {children()}
        </h3>
        <p class="helptext" id=id hidden=move || !open.get()>{help}</p>
    }
}

/// A name and its field.
#[component]
pub fn Property(
    /// The name.
    label: &'static str,
    /// The field.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="prop-row">
            <span class="lab">{label}</span>
            <div class="prop-value">{children()}</div>
        </div>
    }
}

/// The pane at the foot of the inspector that edits one part of a table.
#[component]
pub fn PartPane(
    /// The table.
    handle: Handle,
    /// The part.
    object: ObjectRef,
    /// Its icon.
    icon: &'static str,
    /// What it is, in words.
    #[prop(into)]
    title: Signal<String>,
    /// Its form.
    children: Children,
) -> impl IntoView {
    let session = use_session();
    let close = move || session.select(Selection::one(handle.id));
    view! {
        <section class="in-part" aria-label=title on:keydown=move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                close();
            }
        }>
            <h3>
                <Icon name=icon class="dim" />
                {title}
                <span class="grow"></span>
                <button
                    class="ib s"
                    aria-label="Delete"
                    title="Delete"
                    on:click=move |_| {
                        session.select(Selection::one(object));
                        session.delete_selection();
                        session.select(Selection::one(handle.id));
                    }
                >
                    <Icon name="trash" />
                </button>
                <button class="ib s" aria-label="Close" title="Close (Esc)" on:click=move |_| close()><Icon name="cross" /></button>
            </h3>
            <div class="in-form">{children()}</div>
        </section>
    }
}

/// A list of columns in their order: chips that move and go, and a list to add from.
#[component]
pub fn ColumnPicker(
    /// The table whose columns they are.
    handle: Handle,
    /// Those chosen.
    #[prop(into)]
    chosen: Signal<Vec<ColumnId>>,
    /// Their name.
    label: &'static str,
    /// Keeps another choice.
    keep: Keep<Vec<ColumnId>>,
) -> impl IntoView {
    let session = handle.session;
    let set = move |columns: Vec<ColumnId>| {
        if let Err(reason) = keep.run(columns) {
            session.interface.complain(reason);
        }
    };
    let others = handle.read(|table| {
        table
            .columns
            .iter()
            .map(|column| (column.id, column.name.clone()))
            .collect::<Vec<_>>()
    });
    let chips = move || {
        let columns = chosen.get();
        let names = others.get();
        columns
            .iter()
            .enumerate()
            .map(|(position, id)| {
                let name = names.iter().find(|(other, _)| other == id).map(|(_, name)| name.clone()).unwrap_or_default();
                let earlier = moved_earlier(&columns, position);
                let without: Vec<ColumnId> = columns.iter().copied().filter(|other| other != id).collect();
                let removal = format!("Remove {name}");
                let promotion = format!("Move {name} before");
                view! {
                    <span class="chip colchip">
                        {(position > 0).then(|| view! {
                            <button aria-label=promotion title="Earlier" on:click=move |_| set(earlier.clone())>"‹"</button>
                        })}
                        <code>{name}</code>
                        <button aria-label=removal title="Remove" on:click=move |_| set(without.clone())>"×"</button>
                    </span>
                }
            })
            .collect_view()
    };
    view! {
        <div class="colpick" role="group" aria-label=label>
            {chips}
            <select
                class="inp small sel"
                aria-label=format!("Add to {label}")
                prop:value=""
                on:change=move |event| {
                    if let Ok(id) = event_target_value(&event).parse() {
                        let mut columns = chosen.get_untracked();
                        columns.push(ColumnId(id));
                        set(columns);
                    }
                }
            >
                {move || {
                    let now = chosen.get();
                    let rest = others.get().into_iter().filter(|(id, _)| !now.contains(id));
                    let rest: Vec<_> = rest.map(|(id, name)| view! { <option value=id.0.to_string()>{name}</option> }).collect();
                    view! { <option value="" selected=true>"+"</option> {rest} }
                }}
            </select>
        </div>
    }
}

fn moved_earlier(columns: &[ColumnId], position: usize) -> Vec<ColumnId> {
    let mut moved = columns.to_vec();
    if position > 0 && position < moved.len() {
        moved.swap(position - 1, position);
    }
    moved
}
