//! The tenancy classes with their bands, glyphs and counts.

use leptos::prelude::*;

use crate::ui::session::use_session;
use crate::ui::widgets::{TENANCY_CLASSES, class_of_tenancy, grouped};

/// The legend; classes without tables are left out.
#[component]
pub fn Legend() -> impl IntoView {
    let session = use_session();
    let counts = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            TENANCY_CLASSES.map(|class| {
                let of_class = |one: &&crate::model::tenancy::Classified| one.class == class;
                (
                    class,
                    review.tenancy().classes.values().filter(of_class).count(),
                )
            })
        })
    });
    view! {
        <Show when=move || counts.get().iter().any(|(_, count)| *count > 0)>
            <div class="legend">
                <div class="lh">"Tenancy"</div>
                {move || {
                    counts
                        .get()
                        .into_iter()
                        .filter(|(_, count)| *count > 0)
                        .map(|(class, count)| view! {
                            <div class=format!("lgr {}", class_of_tenancy(class))>
                                <i class="glyph"></i>
                                <span>{class.title()}</span>
                                <span class="pat"></span>
                                <em>{grouped(count)}</em>
                            </div>
                        })
                        .collect_view()
                }}
            </div>
        </Show>
    }
}
