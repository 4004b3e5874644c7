//! The stances: what each decides, what its values mean, and what each would change of what is found now.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::model::{Document, Settings};
use crate::rules::Stances;
use crate::rules::stance::{STANCES, Stance};
use crate::ui::chunks;
use crate::ui::session::{Session, use_session};
use crate::ui::slices::Trial;
use crate::ui::widgets::sentence;

use super::{JUDGING, set_settings};

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
    view! {
        <div class="stance" class:is-own=move || own().is_some() on:focusin=move |_| near.set(Some(stance.key))>
            <label class="fld">
                <span class="lab">{stance.title}" "<code>{stance.key}</code></span>
                {if stance.open {
                    view! {
                        <input
                            class="inp mono"
                            spellcheck="false"
                            placeholder=of_profile
                            list=format!("values-{}", stance.key)
                            prop:value=move || own().unwrap_or_default()
                            on:change=move |event| set(&session, stance, event_target_value(&event).trim().to_string())
                        />
                        <datalist id=format!("values-{}", stance.key)>
                            {stance.values.iter().map(|(word, _)| view! { <option value=*word></option> }).collect_view()}
                        </datalist>
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

/// What would become of the migration's files under other settings, each by its name.
fn tell_files(
    session: Session,
    others: Vec<(String, Settings)>,
    told: RwSignal<BTreeMap<String, String>>,
) {
    let document = session.document(Document::clone);
    spawn_local(async move {
        let Ok(now) = chunks::migration_files(&document).await else {
            return;
        };
        for (name, settings) in others {
            let changed = Document {
                settings,
                ..document.clone()
            };
            let Ok(then) = chunks::migration_files(&changed).await else {
                return;
            };
            let words = match then.as_slice() {
                [] => "There is no migration to write.".to_string(),
                _ if now == then => "The files of the migration stay as they are.".to_string(),
                files => format!("The migration would be {}.", files.join(", ")),
            };
            // The dialog may be gone.
            let _ = told.try_update(|told| told.insert(name, words));
        }
    });
}

/// The rules that read the stance, and what its other values would change.
#[component]
fn Others(stance: &'static Stance, value: String) -> impl IntoView {
    let session = use_session();
    let others: Vec<_> = stance
        .values
        .iter()
        .filter(|(choice, _)| *choice != value)
        .collect();
    let under = |choice: &str| {
        let mut settings = session.document(|document| document.settings.clone());
        let (key, choice) = (stance.key.to_string(), choice.to_string());
        settings.stances.insert(key, choice);
        settings
    };
    let trial = Trial::new();
    let files = RwSignal::new(BTreeMap::new());
    let settings: Vec<(String, Settings)> = others
        .iter()
        .map(|(choice, _)| ((*choice).to_string(), under(choice)))
        .collect();
    // What no rule reads changes the files of the migration.
    let of_files = stance.rules.is_empty();
    match of_files {
        true => tell_files(session, settings, files),
        false => trial.start(session, settings),
    }
    let rows = others.into_iter().map(|(choice, meaning)| {
        let effect = move || {
            let told = files.with(|files| files.get(*choice).cloned());
            let judged = || trial.effect(choice).map(|effect| effect.words());
            told.or_else(judged).unwrap_or_else(|| JUDGING.to_string())
        };
        view! {
            <li>
                <code>{*choice}</code>
                <span>{*meaning}</span>
                <em>{effect}</em>
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
            {(!of_files).then(|| view! { <p>{sentence(&format!("Read by {}.", rules.join(", ")))}</p> })}
            <ul aria-label=format!("What {} would change", stance.title)>{rows.collect_view()}</ul>
        </div>
    }
}
