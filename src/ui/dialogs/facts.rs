//! What the project says of how it is run: one field a fact, judged at once.

use leptos::prelude::*;

use crate::model::{EVIDENCE, Facts, Op, PoolMode, Stage};
use crate::platform::clock;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Modal, sentence};

use super::{Head, closing};

/// How a fact is shown and changed.
enum Kind {
    /// A text.
    Text(fn(&mut Facts) -> &mut String),
    /// A number.
    Number(fn(&mut Facts) -> &mut Option<u32>),
    /// Sentences or names, one a line.
    Lines(fn(&mut Facts) -> &mut Vec<String>),
    /// Yes or no.
    Tick(fn(&mut Facts) -> &mut bool),
}

/// A field: label, what stands in it while it is empty, and its fact.
type Field = (&'static str, &'static str, Kind);

/// The fields by their section.
const SECTIONS: &[(&str, &[Field])] = &[
    (
        "What it is designed for",
        &[
            (
                "Requests a second",
                "200",
                Kind::Number(|facts| &mut facts.requests_per_second),
            ),
            (
                "Compliance",
                "GDPR",
                Kind::Text(|facts| &mut facts.compliance),
            ),
            (
                "What a migration may do",
                "zero downtime",
                Kind::Text(|facts| &mut facts.migration_window),
            ),
            (
                "Latency, 99th percentile in ms",
                "10",
                Kind::Number(|facts| &mut facts.latency.p99_milliseconds),
            ),
            (
                "Latency, 95th percentile in ms",
                "200",
                Kind::Number(|facts| &mut facts.latency.p95_milliseconds),
            ),
        ],
    ),
    (
        "Backup and rollback",
        &[
            (
                "Procedure",
                "runbook/restore.md",
                Kind::Text(|facts| &mut facts.backup.procedure),
            ),
            (
                "What may be lost (RPO)",
                "5 minutes",
                Kind::Text(|facts| &mut facts.backup.rpo),
            ),
            (
                "How long it takes (RTO)",
                "1 hour",
                Kind::Text(|facts| &mut facts.backup.rto),
            ),
            (
                "Restore last tried on",
                "2026-01-31",
                Kind::Text(|facts| &mut facts.backup.restore_tested),
            ),
            (
                "A failed deploy is taken back by",
                "003.down.sql; nothing is lost",
                Kind::Text(|facts| &mut facts.rollback),
            ),
        ],
    ),
    (
        "Connections and transactions",
        &[
            (
                "Connections at the most",
                "20",
                Kind::Number(|facts| &mut facts.pool.max),
            ),
            (
                "Idle timeout in ms",
                "30000",
                Kind::Number(|facts| &mut facts.pool.idle_milliseconds),
            ),
            (
                "Connect timeout in ms",
                "2000",
                Kind::Number(|facts| &mut facts.pool.connect_milliseconds),
            ),
            (
                "The tenant is set by",
                "SET LOCAL app.org_id",
                Kind::Text(|facts| &mut facts.pool.tenant_context),
            ),
            (
                "Isolation level",
                "read committed",
                Kind::Text(|facts| &mut facts.isolation),
            ),
            (
                "What keeps writers apart",
                "CHECK (quantity >= 0)",
                Kind::Text(|facts| &mut facts.guard),
            ),
        ],
    ),
    (
        "Roles and monitoring",
        &[
            (
                "Roles, one a line",
                "app_reader",
                Kind::Lines(|facts| &mut facts.roles),
            ),
            (
                "Encryption and keys",
                "disk by the provider",
                Kind::Text(|facts| &mut facts.encryption),
            ),
            (
                "Slow query in ms",
                "10",
                Kind::Number(|facts| &mut facts.monitoring.slow_milliseconds),
            ),
            (
                "pg_stat_statements is loaded",
                "",
                Kind::Tick(|facts| &mut facts.monitoring.statements),
            ),
            (
                "Use of indexes is watched",
                "",
                Kind::Tick(|facts| &mut facts.monitoring.index_usage),
            ),
            (
                "Waiting for locks is watched",
                "",
                Kind::Tick(|facts| &mut facts.monitoring.locks),
            ),
        ],
    ),
    (
        "Position",
        &[
            (
                "Claims, one a line",
                "No query crosses tenants.",
                Kind::Lines(|facts| &mut facts.claims),
            ),
            (
                "Risks, one a line",
                "The backfill takes two hours.",
                Kind::Lines(|facts| &mut facts.risks),
            ),
        ],
    ),
];

const MODES: [(&str, Option<PoolMode>); 5] = [
    ("Not told", None),
    ("By session", Some(PoolMode::Session)),
    ("By transaction", Some(PoolMode::Transaction)),
    ("By statement", Some(PoolMode::Statement)),
    ("No pool", Some(PoolMode::None)),
];

/// The major versions that may run.
const VERSIONS: [u16; 5] = [14, 15, 16, 17, 18];

fn facts(session: &Session) -> Facts {
    session.track_settings();
    session.document(|document| (*document.settings.facts).clone())
}

fn set(session: &Session, change: impl FnOnce(&mut Facts)) {
    let mut settings = session.document(|document| document.settings.clone());
    let old = settings.facts.clone();
    change(&mut settings.facts);
    if settings.facts != old {
        settings.facts.as_of = clock::today();
        session.apply(
            "Change the project's facts",
            vec![Op::SetSettings(settings)],
        );
    }
}

#[component]
pub fn FactsDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let stages = [
        (
            Stage::Sketch,
            "Sketch",
            "What is not told lowers the confidence, and is no finding",
        ),
        (
            Stage::Proposal,
            "Proposal",
            "Handed to reviewers: what is not told is a finding",
        ),
    ];
    view! {
        <Modal label="Project facts" class="dialog wide settings" on_close=close>
            <Head title="Project facts" />
            <p class="lead">"What no schema can tell. It is saved with the document and judged with it."</p>
            <div class="setbody" tabindex="-1">
                <section>
                    <h3 id="facts-stage">"Stage"</h3>
                    <div class="opts two" role="radiogroup" aria-labelledby="facts-stage">
                        {stages.map(|(stage, title, about)| view! {
                            <label class="opt2">
                                <input
                                    type="radio"
                                    class="rad"
                                    name="stage"
                                    prop:checked=move || facts(&session).stage == stage
                                    on:change=move |_| set(&session, |facts| facts.stage = stage)
                                />
                                <span><b>{title}</b><small>{about}</small></span>
                            </label>
                        }).collect_view()}
                    </div>
                    <div class="two set-row"><Version /><Mode /></div>
                </section>
                {SECTIONS.iter().map(|(title, fields)| view! {
                    <section>
                        <h3>{*title}</h3>
                        <div class="two set-row">
                            {fields.iter().map(|field| view! { <FactField field=field /> }).collect_view()}
                        </div>
                    </section>
                }).collect_view()}
                <Evidence />
            </div>
            <div class="dfoot">
                <span role="status">{move || {
                    session.track_review();
                    session.review(|review| sentence(&format!("Confidence {} of 100. {}", review.score().confidence, review.score().coverage())))
                }}</span>
                <span class="grow"></span>
                <button class="btn primary" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}

#[component]
fn FactField(field: &'static Field) -> impl IntoView {
    let session = use_session();
    let (label, example, kind) = field;
    let shown = move || {
        let mut facts = facts(&session);
        match kind {
            Kind::Text(part) => part(&mut facts).clone(),
            Kind::Number(part) => {
                part(&mut facts).map_or_else(String::new, |number| number.to_string())
            }
            Kind::Lines(part) => part(&mut facts).join("\n"),
            Kind::Tick(_) => String::new(),
        }
    };
    let change = move |text: String| {
        set(&session, |facts| match kind {
            Kind::Text(part) => *part(facts) = text.trim().to_string(),
            // What is no number is no fact: the field shows what holds again.
            Kind::Number(part) => *part(facts) = text.trim().parse().ok(),
            Kind::Lines(part) => {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                *part(facts) = lines.map(String::from).collect();
            }
            Kind::Tick(part) => *part(facts) = !text.is_empty(),
        });
    };
    match kind {
        Kind::Tick(part) => view! {
            <label class="fld tick">
                <input
                    type="checkbox"
                    prop:checked=move || *part(&mut facts(&session))
                    on:change=move |event| change(if event_target_checked(&event) { "yes".to_string() } else { String::new() })
                />
                <span>{*label}</span>
            </label>
        }
        .into_any(),
        Kind::Lines(_) => view! {
            <label class="fld">
                <span class="lab">{*label}</span>
                <textarea
                    class="inp"
                    rows="3"
                    placeholder=*example
                    prop:value=shown
                    on:change=move |event| change(event_target_value(&event))
                ></textarea>
            </label>
        }
        .into_any(),
        Kind::Text(_) | Kind::Number(_) => view! {
            <label class="fld">
                <span class="lab">{*label}</span>
                <input
                    class="inp"
                    spellcheck="false"
                    inputmode=if matches!(kind, Kind::Number(_)) { "numeric" } else { "text" }
                    placeholder=*example
                    prop:value=shown
                    on:change=move |event| change(event_target_value(&event))
                />
            </label>
        }
        .into_any(),
    }
}

#[component]
fn Version() -> impl IntoView {
    let session = use_session();
    view! {
        <label class="fld">
            <span class="lab">"PostgreSQL in production"</span>
            <select class="inp sel" on:change=move |event| {
                let version = event_target_value(&event).parse().ok();
                set(&session, |facts| facts.postgresql = version);
            }>
                <option value="" selected=move || facts(&session).postgresql.is_none()>"Not told"</option>
                {VERSIONS.map(|version| view! {
                    <option value=version.to_string() selected=move || facts(&session).postgresql == Some(version)>{version.to_string()}</option>
                }).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn Mode() -> impl IntoView {
    let session = use_session();
    view! {
        <label class="fld">
            <span class="lab">"The pool hands out connections"</span>
            <select class="inp sel" on:change=move |event| {
                let chosen = event_target_value(&event);
                let mode = MODES.iter().find(|(title, _)| *title == chosen).and_then(|(_, mode)| *mode);
                set(&session, |facts| facts.pool.mode = mode);
            }>
                {MODES.map(|(title, mode)| view! {
                    <option value=title selected=move || facts(&session).pool.mode == mode>{title}</option>
                }).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn Evidence() -> impl IntoView {
    let session = use_session();
    view! {
        <section>
            <h3>"What was tried"</h3>
            <div class="two set-row">
                {EVIDENCE.iter().map(|(word, about)| view! {
                    <label class="fld tick">
                        <input
                            type="checkbox"
                            prop:checked=move || facts(&session).evidence.contains(*word)
                            on:change=move |event| {
                                let tried = event_target_checked(&event);
                                set(&session, |facts| {
                                    if tried {
                                        facts.evidence.insert((*word).to_string());
                                    } else {
                                        facts.evidence.remove(*word);
                                    }
                                });
                            }
                        />
                        <span>{*about}</span>
                    </label>
                }).collect_view()}
            </div>
        </section>
    }
}
