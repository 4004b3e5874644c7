//! Numbers in words and figures.

/// `1 table`, `2 tables`, `1,401 tables`. The noun takes a plain s.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(number)) }
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
}
