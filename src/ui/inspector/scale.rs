//! How many rows a table holds, read as people write numbers.

use crate::model::{Op, TableId};
use crate::ui::session::Session;

/// Reads `310,000`, `2.4 M`, `10k`; `None` for blank text.
///
/// # Errors
/// A sentence, when it is no number of rows.
pub fn parse_rows(text: &str) -> Result<Option<u64>, String> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | '_' | ' ' | '\u{a0}'))
        .collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let lower = plain.to_lowercase();
    let (digits, factor) = match lower.chars().last() {
        Some('k') => (lower.trim_end_matches('k'), 1_000.0),
        Some('m') => (lower.trim_end_matches('m'), 1_000_000.0),
        Some('b' | 'g') => (lower.trim_end_matches(['b', 'g']), 1_000_000_000.0),
        _ => (lower.as_str(), 1.0),
    };
    let number: f64 = digits
        .parse()
        .map_err(|_| format!("`{}` is not a number of rows.", text.trim()))?;
    let rows = number * factor;
    if !(0.0..=1e15).contains(&rows) {
        return Err(format!("`{}` is not a number of rows.", text.trim()));
    }
    Ok(Some(rows.round() as u64))
}

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

/// A number of rows in short: `310,000`, `2.4 M`.
pub fn rows_word(rows: u64) -> String {
    match rows {
        0..1_000_000 => crate::ui::widgets::grouped(rows as usize),
        1_000_000..1_000_000_000 => in_units(rows as f64 / 1e6, "M"),
        _ => in_units(rows as f64 / 1e9, "B"),
    }
}

fn in_units(number: f64, unit: &str) -> String {
    let text = format!("{number:.1}");
    format!("{} {unit}", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_people_write_them() {
        assert_eq!(parse_rows("310,000"), Ok(Some(310_000)));
        assert_eq!(parse_rows(" 2.4 M "), Ok(Some(2_400_000)));
        assert_eq!(parse_rows("10k"), Ok(Some(10_000)));
        assert_eq!(parse_rows("  "), Ok(None));
        assert!(parse_rows("many").is_err());
        assert!(parse_rows("-3").is_err());
    }

    #[test]
    fn rows_are_shown_short() {
        assert_eq!(rows_word(310_000), "310,000");
        assert_eq!(rows_word(2_400_000), "2.4 M");
        assert_eq!(rows_word(10_000_000), "10 M");
    }
}
