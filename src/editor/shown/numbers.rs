//! Numbers in words and figures, and read as people write them.

use crate::model::naming::plural;

/// `1 table`, `2 tables`, `1,401 tables`, `3 queries`.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {}", grouped(number), plural(noun))
    }
}

/// A number with its thousands parted: `14,583`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size as people read it: `812 bytes`, `31 kB`, `2.7 MB`.
pub fn sized(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

/// A duration as people read it: `9 ms`, `1.4 s`.
pub fn lasted(milliseconds: f64) -> String {
    if milliseconds < 1_000.0 {
        format!("{} ms", milliseconds.round().max(1.0))
    } else {
        format!("{:.1} s", milliseconds / 1_000.0)
    }
}

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

/// A number of rows in short: `310,000`, `2.4 M`.
pub fn rows_word(rows: u64) -> String {
    match rows {
        0..1_000_000 => grouped(rows as usize),
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
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(14_583), "14,583");
        assert_eq!(grouped(999), "999");
        assert_eq!(counted(1, "table"), "1 table");
        assert_eq!(counted(1_401, "table"), "1,401 tables");
        assert_eq!(counted(3, "query"), "3 queries");
    }

    #[test]
    fn sizes_and_times_have_units() {
        assert_eq!(sized(812), "812 bytes");
        assert_eq!(sized(31_200), "31 kB");
        assert_eq!(sized(2_700_000), "2.7 MB");
        assert_eq!(lasted(0.3), "1 ms");
        assert_eq!(lasted(1_430.0), "1.4 s");
    }

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
