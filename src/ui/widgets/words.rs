//! Numbers in words and figures.

/// `1 table`, `2 tables`, `1,401 tables`. The noun takes a plain s.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", grouped(number))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(14_583), "14,583");
        assert_eq!(grouped(999), "999");
        assert_eq!(counted(1, "table"), "1 table");
        assert_eq!(counted(1_401, "table"), "1,401 tables");
    }

    #[test]
    fn sizes_and_times_have_units() {
        assert_eq!(sized(812), "812 bytes");
        assert_eq!(sized(31_200), "31 kB");
        assert_eq!(sized(2_700_000), "2.7 MB");
        assert_eq!(lasted(0.3), "1 ms");
        assert_eq!(lasted(1_430.0), "1.4 s");
    }
}
