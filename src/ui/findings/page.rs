//! A rule's page: what it looks for, why, when it is safe to ignore, and the SQL it flags and passes.

use leptos::prelude::*;

use crate::rules::{Rule, registry};
use crate::ui::session::use_session;
use crate::ui::widgets::{CodeBlock, Icon, Modal, sentence};

/// The page of a rule in a dialog.
#[component]
pub fn RulePage(
    /// Name of the rule.
    name: &'static str,
) -> impl IntoView {
    let session = use_session();
    let close = Callback::new(move |()| session.interface.dialog.set(None));
    let rule = registry().iter().find(|rule| rule.name == name);
    view! {
        <Modal label=name class="dialog wide rule-page" on_close=close>
            <div class="dhead">
                <h2><code>{name}</code></h2>
                <span class="grow"></span>
                <button class="ib" aria-label="Close" on:click=move |_| close.run(())><Icon name="cross" /></button>
            </div>
            {rule.map(|rule| view! { <Page rule=rule /> })}
        </Modal>
    }
}

#[component]
fn Page(rule: &'static Rule) -> impl IntoView {
    let sections = rule
        .page()
        .text
        .split("# ")
        .filter_map(|section| section.trim().split_once('\n'));
    let severity = rule
        .severity
        .map_or("off unless the profile asks for it", |severity| {
            severity.word()
        });
    view! {
        <p class="lead">{format!("{}, {}, counts for {}", rule.group.title(), severity, rule.criterion.title().to_lowercase())}</p>
        {sections.map(|(heading, text)| view! {
            <h3>{heading.to_string()}</h3>
            {paragraphs(text)}
        }).collect_view()}
        <h3>"Found in"</h3>
        <CodeBlock text=rule.page().fail />
        <h3>"Not found in"</h3>
        <CodeBlock text=rule.page().pass />
    }
}

/// Paragraphs and lists of a page. Lines of one paragraph are joined, as in Markdown.
fn paragraphs(text: &str) -> AnyView {
    text.trim()
        .split("\n\n")
        .map(|paragraph| {
            let items: Vec<&str> = paragraph.lines().map(str::trim).collect();
            if items.iter().all(|line| line.starts_with("- ")) {
                let items = items
                    .into_iter()
                    .map(|line| view! { <li>{sentence(line.trim_start_matches("- "))}</li> });
                view! { <ul>{items.collect_view()}</ul> }.into_any()
            } else {
                view! { <p>{sentence(&items.join(" "))}</p> }.into_any()
            }
        })
        .collect_view()
        .into_any()
}
