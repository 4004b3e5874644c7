//! The singular of a table's name, for the names of columns that refer to it.

/// Plurals that follow no rule, and their singulars.
const IRREGULAR: [(&str, &str); 12] = [
    ("people", "person"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("feet", "foot"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("analyses", "analysis"),
    ("statuses", "status"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("criteria", "criterion"),
];

/// Words that are the same in both numbers, or have no plural.
const UNCHANGED: [&str; 8] = [
    "series",
    "news",
    "species",
    "data",
    "metadata",
    "media",
    "staff",
    "equipment",
];

/// Singulars in `s` whose plural adds `es`.
const IN_S: [&str; 8] = [
    "bus", "alias", "virus", "bonus", "campus", "census", "corpus", "status",
];

/// `invoice_line` for `invoice_lines`: the last word is put in the singular, the rest stays.
pub(super) fn singular(name: &str) -> String {
    let (head, last) = match name.rfind('_') {
        Some(at) => name.split_at(at + 1),
        None => ("", name),
    };
    format!("{head}{}", singular_word(last))
}

fn singular_word(word: &str) -> String {
    if UNCHANGED.contains(&word) {
        return word.to_string();
    }
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*singular).to_string();
    }
    if let Some(stem) = word.strip_suffix("es")
        && (IN_S.contains(&stem)
            || ["ss", "sh", "ch", "x", "zz"]
                .iter()
                .any(|ending| stem.ends_with(ending)))
    {
        return stem.to_string();
    }
    if let Some(stem) = word.strip_suffix("ies")
        && stem.len() > 1
    {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem)
            if stem.len() > 1 && !["s", "u", "i"].iter().any(|ending| stem.ends_with(ending)) =>
        {
            stem.to_string()
        }
        _ => word.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn the_last_word_is_put_in_the_singular() {
        for (plural, expected) in [
            ("users", "user"),
            ("invoice_lines", "invoice_line"),
            ("companies", "company"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("courses", "course"),
            ("statuses", "status"),
            ("order_status", "order_status"),
            ("people", "person"),
            ("series", "series"),
            ("analysis", "analysis"),
            ("invoice", "invoice"),
            ("s", "s"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }
}
