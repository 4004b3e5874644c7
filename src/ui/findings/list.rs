//! The findings by severity.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::ObjectRef;
use crate::rules::{Finding, Severity};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, counted, grouped, sentence};

use super::detail::Detail;
use super::mend::ask_to_fix;
use super::{Key, Listed, Shown, key_of, severity_icon};

/// Findings of one severity mounted at first, and with each "Show more".
const PAGE: usize = 100;

/// The three groups, or the words of an empty list.
#[component]
pub(super) fn Groups(shown: Shown, findings: Memo<Listed>) -> impl IntoView {
    let session = use_session();
    let empty = Memo::new(move |_| findings.with(|findings| findings.0.is_empty()));
    view! {
        {move || {
            if empty.get() {
                view! { <Empty shown=shown /> }.into_any()
            } else {
                [Severity::Error, Severity::Warning, Severity::Info]
                    .map(|severity| view! { <Group shown=shown findings=findings severity=severity session=session /> })
                    .collect_view()
                    .into_any()
            }
        }}
    }
}

/// "Nothing to report on 8 tables. 42 rules looked; ..."
#[component]
fn Empty(shown: Shown) -> impl IntoView {
    let session = use_session();
    let words = move || {
        let filter = shown.filter.get();
        let tables = {
            session.track_list();
            session.document(|document| document.schema.tables.len())
        };
        match (filter.trim(), shown.scope.get()) {
            ("", super::Scope::New) => "Nothing is found that the base does not have.".to_string(),
            ("", _) if tables == 0 => {
                "Nothing is drawn yet. Findings appear here as tables do.".to_string()
            }
            ("", _) => {
                session.track_review();
                let coverage = session.review(|review| review.score().coverage());
                format!(
                    "Nothing to report on {}. {coverage}",
                    counted(tables, "table")
                )
            }
            (filter, _) => format!("No finding names `{filter}`."),
        }
    };
    view! {
        <div class="empty">
            <Icon name="ok" class="lg" />
            <p>{move || sentence(&words())}</p>
        </div>
    }
}

#[component]
fn Group(
    shown: Shown,
    findings: Memo<Listed>,
    severity: Severity,
    session: Session,
) -> impl IntoView {
    let limit = RwSignal::new(PAGE);
    let of_group = Memo::new(move |_| {
        findings.with(|findings| {
            Listed(
                findings
                    .0
                    .iter()
                    .filter(|finding| finding.severity == severity)
                    .cloned()
                    .collect(),
            )
        })
    });
    let count = Memo::new(move |_| of_group.with(|group| group.0.len()));
    let fixable = Memo::new(move |_| {
        of_group.with(|group| group.0.iter().filter(|finding| finding.fixable).count())
    });
    let icon = severity_icon(severity);
    let title = match severity {
        Severity::Error => "Errors",
        Severity::Warning => "Warnings",
        Severity::Info => "Information",
    };
    let rows = move || {
        of_group.with(|group| {
            group
                .0
                .iter()
                .take(limit.get())
                .cloned()
                .map(Row)
                .collect::<Vec<_>>()
        })
    };
    let fix_all = move |_| {
        let title = format!("Fix all {}", title.to_lowercase());
        ask_to_fix(&session, title, of_group.get_untracked().0, false);
    };
    view! {
        <Show when=move || count.get() != 0>
            <div class="fg">
                <h3 class="gt">
                    <Icon name=icon class=icon />
                    {title}
                </h3>
                <em>{move || grouped(count.get())}</em>
                <span class="grow"></span>
                <Show when=move || { fixable.get() > 1 }>
                    <button class="btn small" title="One undo step" on:click=fix_all>
                        <Icon name="wand" />
                        {move || if fixable.get() == count.get() {
                            format!("Fix all {}", grouped(count.get()))
                        } else {
                            format!("Fix {} of {}", grouped(fixable.get()), grouped(count.get()))
                        }}
                    </button>
                </Show>
            </div>
            <For each=rows key=Row::key children=move |row| view! { <Entry shown=shown finding=row.0 /> } />
            <Show when=move || { count.get() > limit.get() }>
                <button class="btn small ghost more" on:click=move |_| limit.update(|limit| *limit += PAGE)>
                    {move || format!("Show {} more of {}", PAGE.min(count.get() - limit.get().min(count.get())), grouped(count.get()))}
                </button>
            </Show>
        </Show>
    }
}

/// A finding in a list. Its key is all that the row shows.
#[derive(Clone)]
struct Row(Arc<Finding>);

impl Row {
    fn key(&self) -> (Key, i32, bool, usize) {
        // The address tells a finding judged again, whose sentences may have changed, from one that was not.
        (
            key_of(&self.0),
            self.0.gain,
            self.0.fixable,
            Arc::as_ptr(&self.0) as usize,
        )
    }
}

#[component]
fn Entry(shown: Shown, finding: Arc<Finding>) -> impl IntoView {
    let session = use_session();
    let key = StoredValue::new(key_of(&finding));
    let open = Memo::new(move |_| {
        shown
            .open
            .with(|open| open.as_ref() == Some(&key.get_value()))
    });
    let object = finding.object;
    let toggle = move |_| {
        if open.get_untracked() {
            return shown.open.set(None);
        }
        shown.open.set(Some(key.get_value()));
        show(&session, object);
    };
    let icon = severity_icon(finding.severity);
    let class = format!("fi s-{icon}");
    let gain = (finding.gain > 0).then(|| format!("+{}", finding.gain));
    let whole = format!("{} {}", finding.subject, finding.title);
    let (subject, title, fixable) = (
        finding.subject.clone(),
        finding.title.clone(),
        finding.fixable,
    );
    view! {
        <div class=class class:is-open=move || open.get()>
            <button class="fr" aria-expanded=move || open.get().to_string() title=whole on:click=toggle>
                <Icon name="chevron" class="xs tw" />
                <Icon name=icon class=Signal::stored(sev_class(icon)) />
                <span class="fo">{subject}</span>
                <span class="ft">{title}</span>
                <span class="grow"></span>
                {fixable.then(|| view! { <span class="fx"><Icon name="wand" class="xs" />"fix"</span> })}
                <span class="plus">{gain}</span>
            </button>
            {move || open.get().then(|| view! { <Detail shown=shown finding=finding.clone() /> })}
        </div>
    }
}

fn sev_class(icon: &'static str) -> &'static str {
    match icon {
        "error" => "sev error",
        "warning" => "sev warning",
        _ => "sev info",
    }
}

/// Shows an object on the canvas, unless the finding is about the schema as a whole.
pub(super) fn show(session: &Session, object: ObjectRef) {
    if object != ObjectRef::Whole {
        session.go_to(object);
    }
}
