//! How the document is judged and what it is written for: tenancy, profile, server version, stances.

use leptos::prelude::*;

use crate::model::{
    Dialect, ObjectRef, Op, Settings, TableId, TenancyClass, TenancyMode, TenancySettings,
};
use crate::rules::profile::{DEFAULTS, PROFILES, Stance, profile};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Modal, TextField, counted, sentence};

use super::{Head, closing};

/// The major versions that SQL is read and written for.
const VERSIONS: [u16; 5] = [14, 15, 16, 17, 18];

#[component]
pub fn SettingsDialog() -> impl IntoView {
    let close = closing();
    view! {
        <Modal label="Settings" class="dialog wide settings" on_close=close>
            <Head title="Settings" />
            <p class="lead">"They belong to this document and are saved with it. Each change is judged at once and can be undone."</p>
            <div class="setbody" tabindex="-1">
                <TenancyPart />
                <ProfilePart />
                <StancePart />
                <DrawingPart />
            </div>
            <div class="dfoot">
                <Effects />
                <span class="grow"></span>
                <button class="btn primary" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}

/// The score and the findings under what is set now.
#[component]
fn Effects() -> impl IntoView {
    let session = use_session();
    view! {
        <span role="status">{move || {
            session.track_review();
            session.review(|review| {
                let counts = review.counts();
                let scoped = review.tenancy().classes.values().filter(|one| one.class == TenancyClass::TenantScoped).count();
                format!(
                    "Score {}: {}, {}, {}. {} tenant-scoped.",
                    review.score().total,
                    counted(counts.errors, "error"),
                    counted(counts.warnings, "warning"),
                    counted(counts.infos, "note"),
                    counted(scoped, "table"),
                )
            })
        }}</span>
    }
}

fn set_tenancy(session: &Session, change: impl FnOnce(&mut TenancySettings)) {
    let old = session.document(|document| document.tenancy.clone());
    let mut tenancy = old.clone();
    change(&mut tenancy);
    if tenancy != old {
        session.apply("Change the tenancy settings", vec![Op::SetTenancy(tenancy)]);
    }
}

fn set_settings(session: &Session, change: impl FnOnce(&mut Settings)) {
    let old = session.document(|document| document.settings.clone());
    let mut settings = old.clone();
    change(&mut settings);
    if settings != old {
        session.apply("Change the settings", vec![Op::SetSettings(settings)]);
    }
}

#[component]
fn TenancyPart() -> impl IntoView {
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

#[component]
fn ProfilePart() -> impl IntoView {
    let session = use_session();
    let settings = move || {
        session.track_settings();
        session.document(|document| document.settings.clone())
    };
    view! {
        <section>
            <h3 id="set-profile">"Profile"</h3>
            <div class="opts two" role="radiogroup" aria-labelledby="set-profile">
                {PROFILES.iter().map(|one| view! {
                    <label class="opt2">
                        <input
                            type="radio"
                            class="rad"
                            name="profile"
                            prop:checked=move || settings().profile == one.name
                            on:change=move |_| set_settings(&session, |settings| settings.profile = one.name.to_string())
                        />
                        <span><b>{one.title}</b><small>{one.description}</small></span>
                    </label>
                }).collect_view()}
            </div>
            <div class="two set-row">
            <label class="fld">
                <span class="lab">"Database"</span>
                <select
                    class="inp sel"
                    on:change=move |event| {
                        if let Some(dialect) = Dialect::of_word(&event_target_value(&event)) {
                            set_settings(&session, |settings| settings.dialect = dialect);
                        }
                    }
                >
                    {Dialect::ALL.map(|dialect| view! {
                        <option value=dialect.word() selected=move || settings().dialect == dialect>{dialect.title()}</option>
                    }).collect_view()}
                </select>
            </label>
            <label class="fld">
                <span class="lab">"PostgreSQL version the SQL runs on"</span>
                <select
                    class="inp sel"
                    disabled=move || settings().dialect != Dialect::Postgresql
                    on:change=move |event| {
                        if let Ok(version) = event_target_value(&event).parse::<u16>() {
                            set_settings(&session, |settings| settings.postgresql = version);
                        }
                    }
                >
                    {VERSIONS.map(|version| view! {
                        <option value=version.to_string() selected=move || settings().postgresql == version>{version.to_string()}</option>
                    }).collect_view()}
                </select>
            </label>
            </div>
        </section>
    }
}

/// How the drawing shows what is many.
#[component]
fn DrawingPart() -> impl IntoView {
    let session = use_session();
    let folds = Signal::derive(move || {
        session.track_settings();
        session.document(|document| document.settings.folds_above().to_string())
    });
    let keep = Callback::new(move |text: String| match text.trim().parse::<u32>() {
        Ok(number) => {
            let number = (number != Settings::FOLD_ABOVE).then_some(number);
            set_settings(&session, |settings| settings.fold_above = number);
            Ok(())
        }
        Err(_) => Err("A whole number is needed, 0 or more.".to_string()),
    });
    view! {
        <section>
            <h3>"Drawing"</h3>
            <div class="set-row">
                <label class="fld">
                    <span class="lab">"Relationships to one key fold into a badge above"</span>
                    <TextField value=folds label="Relationships to one key fold above" keep=keep class="inp" />
                </label>
            </div>
        </section>
    }
}

#[component]
fn StancePart() -> impl IntoView {
    view! {
        <section>
            <h3>"Stances"</h3>
            <p class="pnote">{sentence("Where teams disagree, a stance decides what the rules ask for. What is set here wins over the profile.")}</p>
            <div class="two set-row">
                {DEFAULTS.iter().map(|stance| view! { <StanceField stance=stance /> }).collect_view()}
            </div>
        </section>
    }
}

#[component]
fn StanceField(stance: &'static Stance) -> impl IntoView {
    let session = use_session();
    let own = move || {
        session.track_settings();
        session.document(|document| document.settings.stances.get(stance.key).cloned())
    };
    let of_profile = move || {
        session.track_settings();
        let name = session.document(|document| document.settings.profile.clone());
        let set = profile(&name)
            .and_then(|profile| profile.stances.iter().find(|(key, _)| *key == stance.key));
        set.map_or(stance.default, |(_, value)| *value)
    };
    let set = move |value: String| {
        set_settings(&session, |settings| {
            if value.is_empty() {
                settings.stances.remove(stance.key);
            } else {
                settings.stances.insert(stance.key.to_string(), value);
            }
        });
    };
    // Values that are a list of single words are chosen; anything else is typed.
    let choices: Vec<&'static str> = stance.values.split(", ").collect();
    let chosen = choices.len() > 1 && choices.iter().all(|choice| !choice.contains(' '));
    view! {
        <label class="fld">
            <span class="lab"><code>{stance.key}</code></span>
            {if chosen {
                view! {
                    <select class="inp sel" on:change=move |event| set(event_target_value(&event))>
                        <option value="" selected=move || own().is_none()>{move || format!("As the profile says: {}", of_profile())}</option>
                        {choices.into_iter().map(|choice| view! {
                            <option value=choice selected=move || own().as_deref() == Some(choice)>{choice}</option>
                        }).collect_view()}
                    </select>
                }.into_any()
            } else {
                view! {
                    <input
                        class="inp mono"
                        spellcheck="false"
                        title=stance.values
                        placeholder=of_profile
                        prop:value=move || own().unwrap_or_default()
                        on:change=move |event| set(event_target_value(&event).trim().to_string())
                    />
                }.into_any()
            }}
        </label>
    }
}
