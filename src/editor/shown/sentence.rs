//! Sentences that name objects, taken apart into names and words.

/// The parts of a sentence; true for names: what stands between backticks, the words of `names`, and whatever can only be a
/// name (`org_id`, `users.email`). An odd last backtick is text.
pub fn parts(text: &str, names: &[&str]) -> Vec<(bool, String)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((name, behind)) = after.split_once('`') else {
            break;
        };
        push_words(&mut parts, before, names);
        push(&mut parts, true, name);
        rest = behind;
    }
    push_words(&mut parts, rest, names);
    parts
}

fn push(parts: &mut Vec<(bool, String)>, name: bool, text: &str) {
    match parts.last_mut() {
        Some((last, part)) if *last == name && !name => part.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push((name, text.to_string())),
    }
}

fn push_words(parts: &mut Vec<(bool, String)>, text: &str, names: &[&str]) {
    let mut rest = text;
    while !rest.is_empty() {
        let word_end = rest.find(|c: char| !in_name(c)).unwrap_or(rest.len());
        let (word, _) = rest.split_at(word_end);
        // The full stop of the sentence is none of the name.
        let word = word.trim_end_matches('.');
        if word.is_empty() {
            let end = rest
                .char_indices()
                .find(|(at, c)| *at > 0 && in_name(*c))
                .map_or(rest.len(), |(at, _)| at);
            let (gap, behind) = rest.split_at(end);
            push(parts, false, gap);
            rest = behind;
            continue;
        }
        push(parts, is_name(word, names), word);
        rest = rest.get(word.len()..).unwrap_or("");
    }
}

fn in_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '.'
}

fn is_name(word: &str, names: &[&str]) -> bool {
    let dotted = word.split('.').count() > 1
        && word
            .split('.')
            .all(|part| part.chars().next().is_some_and(char::is_alphabetic));
    word.contains('_') || dotted || names.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, known: &[&str]) -> Vec<String> {
        let found = parts(text, known);
        let all: String = found.iter().map(|(_, part)| part.as_str()).collect();
        assert_eq!(all, text.replace('`', ""));
        found
            .into_iter()
            .filter(|(name, _)| *name)
            .map(|(_, part)| part)
            .collect()
    }

    #[test]
    fn names_stand_between_backticks() {
        assert_eq!(names("`a b` is `c` it's", &[]), ["a b", "c"]);
    }

    #[test]
    fn names_are_known_by_their_look_or_by_the_schema() {
        let text = "recordings.meeting_id points to meetings. Add org_id, then (slug).";
        assert_eq!(
            names(text, &["meetings", "slug"]),
            ["recordings.meeting_id", "meetings", "org_id", "slug"]
        );
        assert_eq!(names("At 1.5 s. Nothing.", &[]), Vec::<String>::new());
    }
}
