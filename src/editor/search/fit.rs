//! How well a name fits what is asked for, and how far it is from it.

use super::Entry;

/// How well a name fits: the less the better; none when it does not.
pub(super) fn score(entry: &Entry, text: &str, words: &[&str]) -> Option<u32> {
    let own = entry.folded.get(entry.own..).unwrap_or_default();
    if own == text || entry.folded == text {
        return Some(0);
    }
    if own.starts_with(text) || entry.folded.starts_with(text) && entry.own == 0 {
        return Some(1);
    }
    if words.iter().all(|word| begins_word(own, word)) {
        return Some(2);
    }
    if words.iter().all(|word| own.contains(word)) {
        return Some(3);
    }
    if words.iter().all(|word| entry.folded.contains(word)) {
        return Some(4);
    }
    // Letters in order are asked for in one word of three letters and more, else nearly everything would fit.
    let [word] = words else {
        return None;
    };
    (word.chars().count() >= 3 && in_order(own, word)).then_some(5)
}

/// Whether a word of the name, as `_` and `.` part them, begins with the text.
fn begins_word(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(at, _)| {
        at == 0
            || name
                .get(..at)
                .is_some_and(|before| before.ends_with(['_', '.', ' ', '-']))
    })
}

/// Whether the letters of `word` occur in `name` in this order, the first at the beginning of a word.
fn in_order(name: &str, word: &str) -> bool {
    let mut letters = name.chars();
    word.chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
        && word
            .chars()
            .next()
            .is_some_and(|first| begins_word(name, first.encode_utf8(&mut [0; 4])))
}

/// Where the words stand in the shown name; empty when lower case moved the bytes.
pub(super) fn matched(entry: &Entry, words: &[&str]) -> Vec<std::ops::Range<usize>> {
    if entry.folded.len() != entry.name.len() {
        return Vec::new();
    }
    let mut ranges: Vec<std::ops::Range<usize>> = words
        .iter()
        .filter_map(|word| {
            let own = entry.folded.get(entry.own..)?;
            let at = match own.find(word) {
                Some(at) => entry.own + at,
                None => entry.folded.find(word)?,
            };
            entry
                .name
                .get(at..at + word.len())
                .map(|_| at..at + word.len())
        })
        .collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<std::ops::Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}
