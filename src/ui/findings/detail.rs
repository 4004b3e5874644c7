//! One finding, opened: what, why, the fix with its preview, and what can be done about it.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::export::preview::preview;
use crate::model::ObjectRef;
use crate::rules::Finding;
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::sentence_about;

use super::Shown;
use super::list::show;
use super::mend::{Preview, ask_to_fix, score_words};

#[component]
pub(super) fn Detail(shown: Shown, finding: Arc<Finding>) -> impl IntoView {
    let session = use_session();
    let names = names_in(&session, &finding);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (what, why) = (
        sentence_about(&finding.what, &names),
        sentence_about(&finding.why, &names),
    );
    let fix = finding
        .fix_text
        .as_deref()
        .map(|text| sentence_about(text, &names));
    // Made once, when the finding is opened.
    let lines = session.document(|document| {
        let ops = session.review(|review| review.fix(document, &finding));
        ops.and_then(|ops| preview(document, &ops))
    });
    let applies = lines.is_some();
    let same_rule = session.review(|review| {
        review
            .findings()
            .iter()
            .filter(|other| other.rule == finding.rule && other.fixable)
            .cloned()
            .collect::<Vec<_>>()
    });
    let alike = StoredValue::new(same_rule);
    let rule = finding.rule;
    let object = finding.object;
    let place = finding
        .place
        .as_ref()
        .map(|place| format!("{}:{}", place.file, place.line));
    let finding = StoredValue::new(finding);
    view! {
        <div class="fd">
            <dl>
                <dt>"What"</dt>
                <dd>{what}</dd>
                <dt>"Why"</dt>
                <dd>{why}</dd>
                {fix.map(|fix| view! { <dt>"Fix"</dt><dd>{fix}</dd> })}
                {place.map(|place| view! { <dt>"Where"</dt><dd><code>{place}</code></dd> })}
            </dl>
            {lines.filter(|lines| !lines.is_empty()).map(|lines| view! { <Preview lines=lines /> })}
            <div class="fa">
                {applies.then(|| view! {
                    <button class="btn primary" data-apply="" on:click=move |_| mend(&session, shown, &finding.get_value())>
                        "Apply fix"
                        <kbd>"Ctrl ."</kbd>
                    </button>
                })}
                {(alike.with_value(Vec::len) > 1).then(|| view! {
                    <button
                        class="btn"
                        title="Every finding of this rule, one undo step"
                        on:click=move |_| ask_to_fix(&session, format!("Fix all of {rule}"), alike.get_value(), false)
                    >
                        {format!("Fix all {} of this rule", alike.with_value(Vec::len))}
                    </button>
                })}
                <button class="btn" on:click=move |_| session.interface.dialog.set(Some(Dialog::Waive(finding.get_value())))>
                    "Waive…"
                </button>
                <button class="btn ghost" on:click=move |_| show(&session, object)>
                    {if matches!(object, ObjectRef::Query(_)) { "Show the query" } else { "Show on canvas" }}
                </button>
                <span class="grow"></span>
                <button
                    class="rule"
                    title="What the rule looks for, and when it is safe to ignore"
                    on:click=move |_| session.interface.dialog.set(Some(Dialog::Rule(rule)))
                >
                    {rule}
                </button>
            </div>
        </div>
    }
}

/// Applies the fix against the document as it is now.
fn mend(session: &Session, shown: Shown, finding: &Finding) {
    let before = session.review(|review| review.score().total);
    let ops = session.document(|document| session.review(|review| review.fix(document, finding)));
    let Some(ops) = ops else {
        return session
            .interface
            .complain("This fix does not apply any more.");
    };
    let label = format!("Fix {}", finding.subject);
    let place = open_row();
    if session.apply(&label, ops) {
        let after = session.review(|review| review.score().total);
        shown.open.set(None);
        session.interface.tell(
            format!(
                "{} is mended. {}",
                finding.subject,
                score_words(before, after)
            ),
            true,
        );
        keep_place(place);
    }
}

/// The place of the opened finding among all that are mounted.
fn open_row() -> Option<u32> {
    let rows = document().query_selector_all(".findings button.fr").ok()?;
    (0..rows.length()).find(|position| {
        let row = rows
            .get(*position)
            .and_then(|row| row.dyn_into::<HtmlElement>().ok());
        row.is_some_and(|row| row.get_attribute("aria-expanded").as_deref() == Some("true"))
    })
}

/// Puts the focus on what stands now where the mended finding stood, so that the keyboard goes on from there.
fn keep_place(place: Option<u32>) {
    let Some(place) = place else { return };
    request_animation_frame(move || {
        let Ok(rows) = document().query_selector_all(".findings button.fr") else {
            return;
        };
        let last = rows.length().saturating_sub(1);
        if let Some(row) = rows
            .get(place.min(last))
            .and_then(|row| row.dyn_into::<HtmlElement>().ok())
        {
            let _ = row.focus();
        }
    });
}

/// Names a finding's sentences may use: its own, those of its table and the tenant's.
fn names_in(session: &Session, finding: &Finding) -> Vec<String> {
    let mut names: Vec<String> = finding
        .subject
        .split(['.', ' ', '(', ')', ','])
        .map(str::to_string)
        .collect();
    session.document(|document| {
        let table = finding
            .object
            .table()
            .and_then(|table| document.schema.table(table));
        if let Some(table) = table {
            names.push(table.name.clone());
            let targets = table
                .foreign_keys()
                .filter_map(|(_, key)| document.schema.table(key.target.table()?));
            names.extend(targets.map(|target| target.name.clone()));
        }
        let tenancy = session.review(|review| review.tenancy().root);
        if let Some(root) = tenancy.and_then(|root| document.schema.table(root)) {
            names.push(root.name.clone());
        }
    });
    names.retain(|name| name.len() > 1);
    names
}
