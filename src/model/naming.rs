//! What names say: words of an identifier, singular and plural. English only, as schemas are; unknown words are left alone.

use std::borrow::Cow;

/// The identifier in lower snake case: `OrderItem` and `orderItem` become `order_item`, `HTTPLog` becomes `http_log`. Borrowed
/// where it is so already, as nearly all names are.
pub fn snake(name: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.bytes().all(plain) && !name.contains("__") {
        return Cow::Borrowed(name);
    }
    Cow::Owned(snake_of(name))
}

fn snake_of(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous_lower = false;
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_uppercase() {
            let next_lower = characters.peek().is_some_and(|next| next.is_lowercase());
            if !out.is_empty() && !out.ends_with('_') && (previous_lower || next_lower) {
                out.push('_');
            }
            out.extend(character.to_lowercase());
            previous_lower = false;
        } else if character.is_alphanumeric() {
            out.push(character);
            previous_lower = true;
        } else {
            if !out.ends_with('_') {
                out.push('_');
            }
            previous_lower = false;
        }
    }
    out
}

/// Words that are the same in singular and plural, or have no plural that a table would bear.
const UNCOUNTABLE: &[&str] = &[
    "access",
    "aliases",
    "analytics",
    "audit",
    "billing",
    "config",
    "configuration",
    "content",
    "data",
    "email",
    "equipment",
    "feedback",
    "geography",
    "health",
    "history",
    "information",
    "inventory",
    "log",
    "media",
    "metadata",
    "money",
    "news",
    "queue",
    "schema",
    "series",
    "settings",
    "software",
    "species",
    "staff",
    "stats",
    "statistics",
    "status",
    "storage",
    "traffic",
    "usage",
    "weather",
];

const IRREGULAR: &[(&str, &str)] = &[
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("mouse", "mice"),
    ("index", "indices"),
    ("criterion", "criteria"),
    ("datum", "data"),
    ("analysis", "analyses"),
    ("basis", "bases"),
    ("leaf", "leaves"),
    ("half", "halves"),
    ("movie", "movies"),
    ("cookie", "cookies"),
    ("tie", "ties"),
    ("use", "uses"),
    ("hero", "heroes"),
    ("alias", "aliases"),
    ("quiz", "quizzes"),
    ("lens", "lenses"),
    ("database", "databases"),
    ("release", "releases"),
    ("purchase", "purchases"),
    ("cache", "caches"),
];

/// Splits off the last word of a snake case name: `("order_", "items")`.
fn last_word(name: &str) -> (&str, &str) {
    match name.rfind('_') {
        Some(at) => name.split_at(at + 1),
        None => ("", name),
    }
}

/// The name with its last word in the singular; unchanged where that is already so or not known.
pub fn singular(name: &str) -> String {
    let (head, word) = last_word(name);
    format!("{head}{}", singular_word(word))
}

fn singular_word(word: &str) -> String {
    if let Some((one, _)) = IRREGULAR.iter().find(|(_, many)| *many == word) {
        return (*one).to_string();
    }
    let unchanged = UNCOUNTABLE.contains(&word)
        || !word.ends_with('s')
        || word.len() < 3
        || ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if unchanged {
        return word.to_string();
    }
    if let Some(stem) = word.strip_suffix("ies")
        && stem.len() > 1
    {
        return format!("{stem}y");
    }
    if let Some(stem) = word.strip_suffix("es") {
        let before_us = stem.strip_suffix("us").and_then(|rest| rest.chars().last());
        let drops_both = ["ss", "x", "ch", "sh", "zz"]
            .iter()
            .any(|end| stem.ends_with(end))
            || before_us.is_some_and(|letter| !"aeiou".contains(letter));
        if drops_both {
            return stem.to_string();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_string()
}

/// The name with its last word in the plural; unchanged where that is already so or the word has none.
pub fn plural(name: &str) -> String {
    let (head, word) = last_word(name);
    format!("{head}{}", plural_word(word))
}

fn plural_word(word: &str) -> String {
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == word) {
        return (*many).to_string();
    }
    if is_uncountable(word) || singular_word(word) != word {
        return word.to_string();
    }
    if let Some(stem) = word.strip_suffix('y')
        && stem
            .chars()
            .last()
            .is_some_and(|letter| !"aeiou".contains(letter))
    {
        return format!("{stem}ies");
    }
    if ["s", "x", "ch", "sh", "z"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        return format!("{word}es");
    }
    format!("{word}s")
}

/// Whether the last word of the name has no plural of its own (`metadata`, `audit_history`).
pub fn is_uncountable(name: &str) -> bool {
    UNCOUNTABLE.contains(&last_word(name).1)
}

/// Letters to change, add, leave out or swap with the next to turn one text into the other.
pub fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at =
                |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&last, j) + usize::from(x != y))
                .min(at(&last, j + 1) + 1)
                .min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_apart_into_words() {
        assert_eq!(snake("OrderItem"), "order_item");
        assert_eq!(snake("HTTPLog"), "http_log");
        assert_eq!(snake("order_items"), "order_items");
        assert_eq!(snake("userID"), "user_id");
    }

    #[test]
    fn singular_and_plural_are_inverse_on_common_words() {
        for (one, many) in [
            ("organization", "organizations"),
            ("company", "companies"),
            ("status", "statuses"),
            ("box", "boxes"),
            ("warehouse", "warehouses"),
            ("person", "people"),
            ("order_address", "order_addresses"),
            ("movie", "movies"),
            ("cache", "caches"),
        ] {
            assert_eq!(singular(many), one);
            if one != "status" {
                assert_eq!(plural(one), many);
            }
            assert_eq!(singular(one), one);
        }
    }

    #[test]
    fn words_without_a_plural_are_left_alone() {
        assert_eq!(plural("audit_history"), "audit_history");
        assert_eq!(singular("metadata"), "metadata");
        assert_eq!(plural("settings"), "settings");
    }

    #[test]
    fn a_swap_is_one_change() {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&letters("reciept"), &letters("receipt")), 1);
        assert_eq!(distance(&letters(""), &letters("ab")), 2);
        assert_eq!(distance(&letters("abc"), &letters("abc")), 0);
    }
}
