//! How tenants share the database, which table is theirs, and which column says whose a row is.

use leptos::prelude::*;

use crate::model::{ObjectRef, Op, TableId, TenancyMode, TenancySettings};
use crate::ui::session::{Session, use_session};

fn set_tenancy(session: &Session, change: impl FnOnce(&mut TenancySettings)) {
    let old = session.document(|document| document.tenancy.clone());
    let mut tenancy = old.clone();
    change(&mut tenancy);
    if tenancy != old {
        session.apply("Change the tenancy settings", vec![Op::SetTenancy(tenancy)]);
    }
}

#[component]
pub(super) fn TenancyPart() -> impl IntoView {
    let session = use_session();
    let tenancy = move || {
        session.track_settings();
        session.document(|document| document.tenancy.clone())
    };
    let inferred = move || {
        session.track_review();
        session.review(|review| (review.tenancy().root, review.tenancy().column.clone()))
    };
    let modes = [
        (
            TenancyMode::Shared,
            "Shared tables",
            "All tenants in the same tables, told apart by a column",
        ),
        (
            TenancyMode::Schema,
            "A schema each",
            "The tables of one tenant stand in a schema of their own",
        ),
        (
            TenancyMode::Database,
            "A database each",
            "Nothing in this schema tells tenants apart",
        ),
        (TenancyMode::None, "One tenant", "Tenancy is not judged"),
    ];
    let tables = move || {
        session.track_list();
        session.document(|document| {
            let mut tables: Vec<(TableId, String)> = document
                .schema
                .tables
                .keys()
                .filter_map(|id| Some((*id, document.schema.display_name(ObjectRef::Table(*id))?)))
                .collect();
            tables.sort_by(|a, b| a.1.cmp(&b.1));
            tables
        })
    };
    let root_words = move || {
        let name = inferred().0.and_then(|root| {
            session.document(|document| document.schema.display_name(ObjectRef::Table(root)))
        });
        format!(
            "As the keys say: {}",
            name.unwrap_or_else(|| "none found".to_string())
        )
    };
    view! {
        <section>
            <h3 id="set-tenancy">"Tenancy"</h3>
            <div class="opts two" role="radiogroup" aria-labelledby="set-tenancy">
                {modes.map(|(mode, title, about)| view! {
                    <label class="opt2">
                        <input
                            type="radio"
                            class="rad"
                            name="tenancy-mode"
                            prop:checked=move || tenancy().mode == mode
                            on:change=move |_| set_tenancy(&session, |tenancy| tenancy.mode = mode)
                        />
                        <span><b>{title}</b><small>{about}</small></span>
                    </label>
                }).collect_view()}
            </div>
            <div class="two set-row">
                <label class="fld">
                    <span class="lab">"Table of tenants"</span>
                    <select
                        class="inp sel"
                        on:change=move |event| {
                            let root = event_target_value(&event).parse::<u32>().ok().map(TableId);
                            set_tenancy(&session, |tenancy| tenancy.root = root);
                        }
                    >
                        <option value="" selected=move || tenancy().root.is_none()>{root_words}</option>
                        {move || {
                            let chosen = tenancy().root;
                            tables().into_iter().map(|(id, name)| view! {
                                <option value=id.0.to_string() selected=chosen == Some(id)>{name}</option>
                            }).collect_view()
                        }}
                    </select>
                </label>
                <label class="fld">
                    <span class="lab">"Tenant column"</span>
                    <input
                        class="inp mono"
                        spellcheck="false"
                        placeholder=move || inferred().1.unwrap_or_else(|| "none found".to_string())
                        prop:value=move || tenancy().column.unwrap_or_default()
                        on:change=move |event| {
                            let name = event_target_value(&event).trim().to_string();
                            set_tenancy(&session, |tenancy| tenancy.column = Some(name).filter(|name| !name.is_empty()));
                        }
                    />
                </label>
            </div>
        </section>
    }
}
