//! Every command that has keys, by group.

use leptos::prelude::*;

use crate::editor::command::{COMMANDS, Command, Group};
use crate::ui::widgets::Modal;

use super::{Head, closing};

const GROUPS: [Group; 8] = [
    Group::Edit,
    Group::Create,
    Group::Tools,
    Group::View,
    Group::Arrange,
    Group::Review,
    Group::Document,
    Group::Help,
];

#[component]
pub fn ShortcutsDialog() -> impl IntoView {
    let close = closing();
    let groups = GROUPS.into_iter().filter_map(|group| {
        let lines: Vec<(&'static Command, Vec<String>)> = COMMANDS
            .iter()
            .filter(|command| command.group == group && !command.shortcuts.is_empty())
            .map(|command| (command, keys_of(command)))
            .collect();
        (!lines.is_empty()).then_some((group, lines))
    });
    let groups = groups.map(|(group, lines)| {
        view! {
            <section>
                <h3>{group.title()}</h3>
                <dl class="keys">
                    {lines.into_iter().map(|(command, keys)| view! {
                        <div>
                            <dt>{command.title}</dt>
                            <dd>{keys.into_iter().map(|key| view! { <kbd>{key}</kbd> }).collect_view()}</dd>
                        </div>
                    }).collect_view()}
                </dl>
            </section>
        }
    });
    view! {
        <Modal label="Shortcuts" class="dialog wide shortcuts" on_close=close>
            <Head title="Shortcuts" />
            <div class="columns" tabindex="0">{groups.collect_view()}</div>
        </Modal>
    }
}

/// A command's keys as people read them. Keys that differ only in how a layout reaches them are shown once.
fn keys_of(command: &Command) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for shortcut in command.shortcuts {
        let mut words = shortcut.to_string();
        for (name, sign) in [
            ("ArrowLeft", "←"),
            ("ArrowRight", "→"),
            ("ArrowUp", "↑"),
            ("ArrowDown", "↓"),
        ] {
            words = words.replace(name, sign);
        }
        if !keys.contains(&words) {
            keys.push(words);
        }
    }
    keys
}
