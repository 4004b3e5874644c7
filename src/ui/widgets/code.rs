//! SQL and other text shown as code: coloured, numbered, and mounted only where it is in view.

use leptos::prelude::*;

use crate::editor::shown::lines::Lines;

use super::Rows;

/// Height of a line of `.code` in pixels.
const LINE: f64 = 19.0;

/// The pieces of a line as elements: only what has a colour costs one.
pub fn coloured(pieces: Vec<(&'static str, String)>) -> AnyView {
    pieces
        .into_iter()
        .map(|(class, text)| match class {
            "" => text.into_any(),
            class => view! { <i class=class>{text}</i> }.into_any(),
        })
        .collect_view()
        .into_any()
}

/// A long text with line numbers in its own scroller.
#[component]
pub fn CodeView(
    /// The text.
    #[prop(into)]
    lines: Signal<Lines>,
    /// Its name for screen readers.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let version = RwSignal::new(0_usize);
    Effect::new(move |_| {
        lines.track();
        version.update(|version| *version += 1);
    });
    let row = move |position: usize| {
        let pieces = lines.with_untracked(|lines| lines.pieces(position));
        view! { <span class="l"><u>{position + 1}</u>{coloured(pieces)}</span> }.into_any()
    };
    view! {
        <Rows
            class="code nums fill"
            count=Signal::derive(move || lines.with(Lines::count))
            height=LINE
            version=version
            label=Signal::derive(move || Some(label.get()))
            focusable=true
            row=row
        />
    }
}

/// A short text without line numbers: an example, a statement.
#[component]
pub fn CodeBlock(
    /// SQL.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let lines = Lines::new(&text, true);
    view! {
        <pre class="code">
            {(0..lines.count()).map(|line| view! { <span class="l">{coloured(lines.pieces(line))}</span> }).collect_view()}
        </pre>
    }
}
