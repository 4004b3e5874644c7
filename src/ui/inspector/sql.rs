//! The statements that make a table, coloured.

use leptos::prelude::*;

use crate::model::{Schema, Table, TableId};
use crate::platform::clipboard;
use crate::sql::writer;
use crate::ui::session::Session;
use crate::ui::widgets::{CodeBlock, Icon};

use super::handle::Handle;

/// The tab.
#[component]
pub fn SqlOfTable(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let text = Memo::new(move |_| {
        // The names of other tables stand in it too.
        session.track_list();
        handle.table.track();
        text_of(&session, handle.id)
    });
    view! {
        <div class="in-body in-sql" role="tabpanel" aria-label="SQL">
            <div class="in-actions">
                <button class="btn small" on:click=move |_| copy(&session, text.get_untracked())><Icon name="copy" />"Copy"</button>
            </div>
            {move || view! { <CodeBlock text=text.get() /> }}
        </div>
    }
}

/// All statements of a table as it is now; empty when it is gone.
pub fn text_of(session: &Session, table: TableId) -> String {
    session.document(|document| {
        let table = document.schema.table(table);
        table
            .map(|table| statements(&document.schema, table))
            .unwrap_or_default()
    })
}

/// Copies SQL and says so.
pub fn copy(session: &Session, text: String) {
    let session = *session;
    leptos::task::spawn_local(async move {
        if clipboard::write(&text).await {
            session.interface.tell("SQL copied", false);
        } else {
            session
                .interface
                .complain("The browser refused the clipboard. Open Export and copy from there.");
        }
    });
}

fn statements(schema: &Schema, table: &Table) -> String {
    let mut all = vec![writer::create_table(schema, table)];
    // A constraint that is not valid yet cannot stand in CREATE TABLE.
    let waiting = table
        .constraints
        .iter()
        .filter(|one| !one.validated && !one.inherited);
    all.extend(waiting.map(|one| writer::add_constraint(schema, table, one)));
    let indexes = table.indexes.iter().filter(|index| !index.inherited);
    all.extend(indexes.map(|index| writer::create_index(table, index)));
    all.extend(writer::row_security(table));
    all.extend(
        table
            .policies
            .iter()
            .map(|policy| writer::create_policy(table, policy)),
    );
    let target = crate::sql::quote::table(table);
    let triggers = table.triggers.iter().filter(|trigger| !trigger.inherited);
    all.extend(triggers.map(|trigger| writer::create_trigger(&target, trigger)));
    all.extend(comments(table));
    all.join(";\n\n") + ";\n"
}

fn comments(table: &Table) -> Vec<String> {
    let mut all = Vec::new();
    if table.comment.is_some() {
        all.push(writer::comment_on_table(table));
    }
    let columns = table.columns.iter();
    all.extend(columns.flat_map(|column| writer::comments_on_column(table, column)));
    let constraints = table.constraints.iter().filter(|one| one.comment.is_some());
    all.extend(constraints.map(|one| writer::comment_on_constraint(table, one)));
    let indexes = table.indexes.iter().filter(|index| index.comment.is_some());
    all.extend(indexes.map(|index| writer::comment_on_index(&table.schema, index)));
    all
}
