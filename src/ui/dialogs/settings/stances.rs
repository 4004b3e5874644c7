//! The stances: what each decides, what its values mean, and what each would change of what is found now.

use leptos::prelude::*;

use crate::rules::Stances;
use crate::rules::stance::{STANCES, Stance};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::sentence;

use super::{effect_of, set_settings};

#[component]
pub(super) fn StancePart() -> impl IntoView {
    // The stance whose other values are tried: judging takes time, so one at once.
    let near = RwSignal::new(None);
    view! {
        <section>
            <h3>"Stances"</h3>
            <p class="pnote">"Where teams disagree, a stance decides what the rules ask for. What is set here wins over the profile."</p>
            {STANCES.iter().map(|stance| view! { <StanceField stance=stance near=near /> }).collect_view()}
        </section>
    }
}

fn set(session: &Session, stance: &Stance, value: String) {
    set_settings(session, |settings| {
        if value.is_empty() {
            settings.stances.remove(stance.key);
        } else {
            settings.stances.insert(stance.key.to_string(), value);
        }
    });
}

#[component]
fn StanceField(stance: &'static Stance, near: RwSignal<Option<&'static str>>) -> impl IntoView {
    let session = use_session();
    let own = move || {
        session.track_settings();
        session.document(|document| document.settings.stances.get(stance.key).cloned())
    };
    let of_profile = move || {
        session.track_settings();
        session.document(|document| {
            Stances::of_profile(&document.settings)
                .value(stance.key)
                .to_string()
        })
    };
    let value = move || own().unwrap_or_else(of_profile);
    let typed = stance.values.is_empty();
    view! {
        <div class="stance" class:is-own=move || own().is_some() on:focusin=move |_| near.set(Some(stance.key))>
            <label class="fld">
                <span class="lab">{stance.title}" "<code>{stance.key}</code></span>
                {if typed {
                    view! {
                        <input
                            class="inp mono"
                            spellcheck="false"
                            placeholder=of_profile
                            prop:value=move || own().unwrap_or_default()
                            on:change=move |event| set(&session, stance, event_target_value(&event).trim().to_string())
                        />
                    }.into_any()
                } else {
                    view! {
                        <select class="inp sel" on:change=move |event| set(&session, stance, event_target_value(&event))>
                            <option value="" selected=move || own().is_none()>{move || format!("As the profile says: {}", of_profile())}</option>
                            {stance.values.iter().map(|(choice, _)| view! {
                                <option value=*choice selected=move || own().as_deref() == Some(*choice)>{*choice}</option>
                            }).collect_view()}
                        </select>
                    }.into_any()
                }}
            </label>
            <p class="pnote">
                {stance.about}" "
                {move || stance.meaning(&value())}
            </p>
            {move || (near.get() == Some(stance.key)).then(|| {
                session.track_review();
                view! { <Others stance=stance value=value() /> }
            })}
        </div>
    }
}

/// The rules that read the stance, and what its other values would change.
#[component]
fn Others(stance: &'static Stance, value: String) -> impl IntoView {
    let session = use_session();
    let others = stance.values.iter().filter(|(choice, _)| *choice != value);
    let rows = others.map(|(choice, meaning)| {
        let effect = effect_of(&session, |settings| {
            settings
                .stances
                .insert(stance.key.to_string(), (*choice).to_string());
        });
        view! {
            <li>
                <code>{*choice}</code>
                <span>{*meaning}</span>
                <em>{effect.words()}</em>
            </li>
        }
    });
    let rules: Vec<String> = stance
        .rules
        .iter()
        .map(|rule| format!("`{rule}`"))
        .collect();
    view! {
        <div class="others" role="status">
            <p>{sentence(&format!("Read by {}.", rules.join(", ")))}</p>
            <ul aria-label=format!("What {} would change", stance.title)>{rows.collect_view()}</ul>
        </div>
    }
}
