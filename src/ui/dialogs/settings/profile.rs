//! The profile, and what the SQL is written for.

use leptos::prelude::*;

use crate::model::{Dialect, Settings};
use crate::rules::Profile;
use crate::rules::profile::PROFILES;
use crate::ui::session::use_session;
use crate::ui::slices::Trial;
use crate::ui::widgets::counted;

use super::{JUDGING, set_settings};

/// The major versions that SQL is read and written for.
const VERSIONS: [u16; 5] = [14, 15, 16, 17, 18];

/// "9 stances differ. Score 58: 3 findings appear." of a profile that is not chosen.
fn change_words(trial: Trial, one: &Profile, settings: &Settings) -> String {
    let differs = one.stances.len() + one.severities.len();
    let stances = match differs {
        0 => "As the rules are by themselves.".to_string(),
        count => format!("{} of its own.", counted(count, "choice")),
    };
    if one.name == settings.profile {
        return stances;
    }
    match trial.effect(one.name) {
        Some(effect) => format!("{stances} Score {}: {}", effect.total, effect.words()),
        None => format!("{stances} {JUDGING}"),
    }
}

/// The other profiles, each with the settings it would make.
fn others(settings: &Settings) -> Vec<(String, Settings)> {
    let others = PROFILES.iter().filter(|one| one.name != settings.profile);
    let changed = others.map(|one| {
        let profile = one.name.to_string();
        let settings = Settings {
            profile: profile.clone(),
            ..settings.clone()
        };
        (profile, settings)
    });
    changed.collect()
}

#[component]
pub(super) fn ProfilePart() -> impl IntoView {
    let session = use_session();
    let settings = move || {
        session.track_settings();
        session.document(|document| document.settings.clone())
    };
    // Each is tried when somebody comes near, not before.
    let near = RwSignal::new(false);
    let trial = Trial::new();
    Effect::new(move |_| {
        if near.get() {
            session.track_review();
            trial.start(session, others(&settings()));
        }
    });
    view! {
        <section on:focusin=move |_| near.set(true) on:pointerenter=move |_| near.set(true)>
            <h3 id="set-profile">"Profile"</h3>
            <p class="pnote">"A profile is a set of stances and severities. What the document says itself wins over it."</p>
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
                        <span>
                            <b>{one.title}</b>
                            <small>{one.description}</small>
                            <small class="eff">{move || near.get().then(|| change_words(trial, one, &settings()))}</small>
                        </span>
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
