//! Every rule with its severity: searched, turned off and on, and put back to what the profile says.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::rules::{Group, Rule, Severity, Stances, registry};
use crate::ui::interface::Dialog;
use crate::ui::session::use_session;
use crate::ui::slices::Trial;
use crate::ui::widgets::{Icon, grouped};

use super::{JUDGING, set_settings};

/// Which rules are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    All,
    /// Those that found something, or whose severity the document says.
    InPlay,
    Changed,
}

/// What the rows read.
#[derive(Clone, Copy)]
struct Seen {
    listed: RwSignal<Listed>,
    filter: RwSignal<String>,
    /// Findings that stand, by rule.
    found: Memo<BTreeMap<&'static str, usize>>,
    /// Severities as the document has them.
    own: Memo<BTreeMap<String, String>>,
    profile: Memo<Stances>,
    near: RwSignal<Option<&'static str>>,
    /// The other severity of the rule that is near, by its name.
    trial: Trial,
}

impl Seen {
    /// What the rule would be in place of what it is.
    fn other(&self, name: &'static str) -> &'static str {
        let own = self.own.with(|own| own.get(name).cloned());
        let rule = registry().iter().find(|rule| rule.name == name);
        let of_profile = || rule.map(|rule| self.profile.with(|one| word(one.severity(rule))));
        match own.as_deref().or_else(of_profile) {
            Some("off") => "warning",
            _ => "off",
        }
    }

    fn is_own(&self, rule: &Rule) -> bool {
        self.own.with(|own| own.contains_key(rule.name))
    }

    fn shows(&self, rule: &Rule) -> bool {
        let filter = self.filter.get().trim().to_lowercase();
        let fits = filter.is_empty()
            || rule.name.contains(&filter)
            || rule.page().summary().to_lowercase().contains(&filter);
        let listed = match self.listed.get() {
            Listed::All => true,
            Listed::InPlay => {
                self.found.with(|found| found.contains_key(rule.name)) || self.is_own(rule)
            }
            Listed::Changed => self.is_own(rule),
        };
        fits && listed
    }
}

fn word(severity: Option<Severity>) -> &'static str {
    severity.map_or("off", Severity::word)
}

#[component]
pub(super) fn RulesPart() -> impl IntoView {
    let session = use_session();
    let seen = Seen {
        listed: RwSignal::new(Listed::All),
        filter: RwSignal::new(String::new()),
        found: Memo::new(move |_| {
            session.track_review();
            session.review(|review| {
                let mut found = BTreeMap::new();
                for finding in review.findings() {
                    *found.entry(finding.rule).or_default() += 1;
                }
                found
            })
        }),
        own: Memo::new(move |_| {
            session.track_settings();
            session.document(|document| document.settings.severities.clone())
        }),
        profile: Memo::new(move |_| {
            session.track_settings();
            session.document(|document| Stances::of_profile(&document.settings))
        }),
        near: RwSignal::new(None),
        trial: Trial::new(),
    };
    Effect::new(move |_| {
        let Some(name) = seen.near.get() else {
            return;
        };
        session.track_review();
        let mut settings = session.document(|document| document.settings.clone());
        let other = seen.other(name).to_string();
        settings.severities.insert(name.to_string(), other);
        seen.trial
            .start(session, vec![(name.to_string(), settings)]);
    });
    let changed = move || seen.own.with(BTreeMap::len);
    let option = move |listed: Listed, label: &'static str, count: Signal<usize>| {
        view! {
            <button
                class="seg"
                aria-pressed=move || (seen.listed.get() == listed).to_string()
                on:click=move |_| seen.listed.set(listed)
            >
                {label}
                <em>{move || grouped(count.get())}</em>
            </button>
        }
    };
    let in_play = move || {
        registry()
            .iter()
            .filter(|rule| {
                seen.found.with(|found| found.contains_key(rule.name)) || seen.is_own(rule)
            })
            .count()
    };
    view! {
        <section class="setrules" aria-labelledby="set-rules">
            <div class="rhead">
                <h3 id="set-rules">"Rules"</h3>
                <div class="switch" role="group" aria-label="Which rules">
                    {option(Listed::All, "All", Signal::derive(|| registry().len()))}
                    {option(Listed::InPlay, "In play", Signal::derive(in_play))}
                    {option(Listed::Changed, "Changed", Signal::derive(changed))}
                </div>
                <span class="grow"></span>
                <label class="field">
                    <Icon name="search" />
                    <input
                        type="text"
                        placeholder="Filter rules"
                        aria-label="Filter rules"
                        on:input=move |event| seen.filter.set(event_target_value(&event))
                    />
                </label>
            </div>
            <div class="rlist" tabindex="-1">
                {Group::ALL.map(|group| view! { <OfGroup group=group seen=seen /> }).collect_view()}
            </div>
            <div class="rfoot">
                <span>"In play: found something here, or changed."</span>
                <span class="grow"></span>
                <button
                    class="btn small"
                    disabled=move || changed() == 0
                    on:click=move |_| set_settings(&session, |settings| settings.severities.clear())
                >
                    <Icon name="undo" />
                    "Put all back"
                </button>
            </div>
        </section>
    }
}

#[component]
fn OfGroup(group: Group, seen: Seen) -> impl IntoView {
    let rules = move || registry().iter().filter(move |rule| rule.group == group);
    let any = Memo::new(move |_| rules().any(|rule| seen.shows(rule)));
    view! {
        <div style:display=move || (!any.get()).then_some("none")>
            <h4>{group.title()}</h4>
            {rules().map(|rule| view! { <Row rule=rule seen=seen /> }).collect_view()}
        </div>
    }
}

#[component]
fn Row(rule: &'static Rule, seen: Seen) -> impl IntoView {
    let session = use_session();
    let name = rule.name;
    let shown = Memo::new(move |_| seen.shows(rule));
    let own = Memo::new(move |_| seen.own.with(|own| own.get(name).cloned()));
    let of_profile = Memo::new(move |_| seen.profile.with(|profile| word(profile.severity(rule))));
    let found = Memo::new(move |_| {
        seen.found
            .with(|found| found.get(name).copied().unwrap_or_default())
    });
    let set = move |value: String| {
        set_settings(&session, |settings| {
            if value.is_empty() {
                settings.severities.remove(name);
            } else {
                settings.severities.insert(name.to_string(), value);
            }
        });
    };
    let effect = move || {
        (seen.near.get() == Some(name)).then(|| match seen.trial.effect(name) {
            Some(effect) => {
                let (words, total) = (effect.words(), effect.total);
                format!("As {}: {words} Score {total}.", seen.other(name))
            }
            None => JUDGING.to_string(),
        })
    };
    view! {
        <div
            class="rrow"
            class:is-own=move || own.get().is_some()
            style:display=move || (!shown.get()).then_some("none")
            on:focusin=move |_| seen.near.set(Some(name))
        >
            <select class="inp sel" aria-label=format!("Severity of {name}") on:change=move |event| set(event_target_value(&event))>
                <option value="" selected=move || own.get().is_none()>{move || format!("{} (profile)", of_profile.get())}</option>
                {["error", "warning", "info", "off"].map(|word| view! {
                    <option value=word selected=move || own.get().as_deref() == Some(word)>{word}</option>
                }).collect_view()}
            </select>
            <button class="rule" title="What the rule looks for" on:click=move |_| session.interface.dialog.set(Some(Dialog::Rule(name)))>{name}</button>
            <span class="cut" title=rule.page().summary()>{rule.page().summary()}</span>
            <em>{move || match found.get() {
                0 => String::new(),
                found => format!("{} found", grouped(found)),
            }}</em>
            {move || own.get().is_some().then(|| view! {
                <button class="btn small ghost" aria-label=format!("Put {name} back") on:click=move |_| set(String::new())>
                    {format!("was {}", of_profile.get())}
                </button>
            })}
            {move || effect().map(|words| view! { <p role="status">{words}</p> })}
        </div>
    }
}
