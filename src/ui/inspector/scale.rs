//! How many rows a table holds, as a field keeps it.

use crate::editor::shown::numbers::parse_rows;
use crate::model::{Op, TableId};
use crate::ui::session::Session;

/// Keeps the number of rows of a table; blank text forgets it.
///
/// # Errors
/// A sentence, when the text is no number of rows.
pub fn keep_rows(session: &Session, table: TableId, text: &str) -> Result<(), String> {
    let rows = parse_rows(text)?;
    session
        .try_edit(|draft| {
            let mut hint = draft
                .document()
                .scale
                .get(&table)
                .cloned()
                .unwrap_or_default();
            hint.rows = rows;
            let name = draft.table_label(table);
            draft.say(|| format!("Say how many rows {name} holds"));
            let scale = (hint != Default::default()).then_some(hint);
            draft.apply(Op::SetScale { table, scale })
        })
        .map_err(|error| error.to_string())
}
