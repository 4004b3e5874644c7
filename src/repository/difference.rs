//! What differs between two texts, line by line: the shortest way from one to the other (Myers, "An O(ND) difference
//! algorithm and its variations", 1986).

use std::fmt::Write as _;

/// The most edits looked for; beyond them the whole middle counts as replaced.
const MOST_EDITS: usize = 4_000;

/// Lines shown around a change.
const AROUND: usize = 3;

/// A line of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// In both.
    Same(&'a str),
    /// Only in the first.
    Removed(&'a str),
    /// Only in the second.
    Added(&'a str),
    /// So many lines that are in both are left out.
    Skipped(usize),
}

/// The lines that differ, each with a few around it.
pub fn difference<'a>(before: &'a str, after: &'a str) -> Vec<Line<'a>> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let start = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let rest = before.len().min(after.len()) - start;
    let end = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(rest)
        .take_while(|(a, b)| a == b)
        .count();
    let slice = |lines: &[&'a str]| -> Vec<&'a str> {
        lines
            .get(start..lines.len() - end)
            .unwrap_or_default()
            .to_vec()
    };
    let mut lines: Vec<Line> = before
        .iter()
        .take(start)
        .map(|line| Line::Same(line))
        .collect();
    lines.extend(middle(&slice(&before), &slice(&after)));
    lines.extend(
        before
            .iter()
            .skip(before.len() - end)
            .map(|line| Line::Same(line)),
    );
    shortened(lines)
}

/// The difference as a patch reads, without line numbers.
pub fn unified(before: &str, after: &str) -> String {
    let mut text = String::new();
    for line in difference(before, after) {
        let _ = match line {
            Line::Same(line) => writeln!(text, "  {line}"),
            Line::Removed(line) => writeln!(text, "- {line}"),
            Line::Added(line) => writeln!(text, "+ {line}"),
            Line::Skipped(count) => writeln!(text, "@@ {count} lines are the same @@"),
        };
    }
    text
}

fn middle<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<Line<'a>> {
    let replaced = || {
        let removed = before.iter().map(|line| Line::Removed(line));
        removed
            .chain(after.iter().map(|line| Line::Added(line)))
            .collect()
    };
    if before.is_empty() || after.is_empty() {
        return replaced();
    }
    let Some(rounds) = rounds(before, after) else {
        return replaced();
    };
    let (mut x, mut y) = (before.len(), after.len());
    let mut lines = Vec::new();
    for round in rounds.iter().rev() {
        let diagonal = x as isize - y as isize;
        let from = round.previous(diagonal);
        let (from_x, from_y) = (round.reach(from), round.reach(from) as isize - from);
        while x > from_x && y as isize > from_y && x > 0 && y > 0 {
            x -= 1;
            y -= 1;
            lines.extend(before.get(x).map(|line| Line::Same(line)));
        }
        if round.edits == 0 {
            break;
        }
        if x == from_x && y > 0 {
            y -= 1;
            lines.extend(after.get(y).map(|line| Line::Added(line)));
        } else if x > 0 {
            x -= 1;
            lines.extend(before.get(x).map(|line| Line::Removed(line)));
        }
    }
    while x > 0 && y > 0 {
        x -= 1;
        y -= 1;
        lines.extend(before.get(x).map(|line| Line::Same(line)));
    }
    lines.reverse();
    lines
}

/// How far each diagonal was reached before the edits of a round.
struct Round {
    edits: usize,
    reached: Vec<usize>,
}

impl Round {
    fn reach(&self, diagonal: isize) -> usize {
        let place = diagonal + self.edits as isize + 1;
        usize::try_from(place)
            .ok()
            .and_then(|place| self.reached.get(place))
            .copied()
            .unwrap_or(0)
    }

    /// The diagonal from which this one was reached.
    fn previous(&self, diagonal: isize) -> isize {
        let edits = self.edits as isize;
        let down = diagonal == -edits
            || (diagonal != edits && self.reach(diagonal - 1) < self.reach(diagonal + 1));
        if down { diagonal + 1 } else { diagonal - 1 }
    }
}

/// The rounds of the search up to the end, or none if it is too far.
fn rounds(before: &[&str], after: &[&str]) -> Option<Vec<Round>> {
    let limit = (before.len() + after.len()).min(MOST_EDITS);
    let mut rounds: Vec<Round> = Vec::new();
    let mut reached = vec![0_usize; 3];
    for edits in 0..=limit {
        let round = Round {
            edits,
            reached: reached.clone(),
        };
        // The diagonals of the next round are two more, so everything moves up by one.
        let mut next = vec![0_usize; 2 * edits + 5];
        let mut diagonal = -(edits as isize);
        while diagonal <= edits as isize {
            let from = round.previous(diagonal);
            let mut x = match from > diagonal {
                true => round.reach(from),
                false => round.reach(from) + usize::from(edits > 0),
            };
            let mut y = usize::try_from(x as isize - diagonal).unwrap_or(0);
            while x < before.len() && y < after.len() && before.get(x) == after.get(y) {
                x += 1;
                y += 1;
            }
            if let Some(place) = usize::try_from(diagonal + edits as isize + 2)
                .ok()
                .and_then(|place| next.get_mut(place))
            {
                *place = x;
            }
            if x >= before.len() && y >= after.len() {
                rounds.push(round);
                return Some(rounds);
            }
            diagonal += 2;
        }
        rounds.push(round);
        reached = next;
    }
    None
}

/// Leaves out what is the same far from a change.
fn shortened(lines: Vec<Line>) -> Vec<Line> {
    let changed: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !matches!(line, Line::Same(_)))
        .map(|(at, _)| at)
        .collect();
    let mut near = vec![false; lines.len()];
    for at in changed {
        let to = (at + AROUND + 1).min(lines.len());
        if let Some(part) = near.get_mut(at.saturating_sub(AROUND)..to) {
            part.fill(true);
        }
    }
    let mut short = Vec::new();
    let mut left_out = 0;
    for (line, near) in lines.into_iter().zip(near) {
        if near {
            if left_out > 0 {
                short.push(Line::Skipped(left_out));
                left_out = 0;
            }
            short.push(line);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 && !short.is_empty() {
        short.push(Line::Skipped(left_out));
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two texts a whole difference was made of.
    fn sides(lines: &[Line]) -> (String, String) {
        let (mut before, mut after) = (String::new(), String::new());
        for line in lines {
            match line {
                Line::Same(line) => {
                    before.push_str(&format!("{line}\n"));
                    after.push_str(&format!("{line}\n"));
                }
                Line::Removed(line) => before.push_str(&format!("{line}\n")),
                Line::Added(line) => after.push_str(&format!("{line}\n")),
                Line::Skipped(_) => {}
            }
        }
        (before, after)
    }

    #[test]
    fn nothing_differs_in_equal_texts() {
        assert!(difference("a\nb\n", "a\nb\n").is_empty());
    }

    #[test]
    fn a_line_among_many_is_shown_with_its_neighbours() {
        let before: String = (0..40).map(|line| format!("{line}\n")).collect();
        let after = before.replace("20\n", "twenty\n");
        assert_eq!(
            unified(&before, &after),
            "@@ 17 lines are the same @@\n  17\n  18\n  19\n- 20\n+ twenty\n  21\n  22\n  23\n@@ 16 lines are the same @@\n"
        );
    }

    #[test]
    fn both_sides_can_be_told_from_any_difference() {
        // Short words over three letters have all the shapes of common and own lines.
        let word = |mut number: usize| -> String {
            let mut text = String::new();
            while number > 0 {
                text.push_str(["a\n", "b\n", "c\n"][number % 3]);
                number /= 3;
            }
            text
        };
        for one in (0..240).step_by(7) {
            for other in (0..240).step_by(5) {
                let (before, after) = (word(one), word(other));
                let (a, b): (Vec<&str>, Vec<&str>) =
                    (before.lines().collect(), after.lines().collect());
                assert_eq!(sides(&middle(&a, &b)), (before.clone(), after.clone()));
            }
        }
        assert_eq!(
            middle(&["a", "b", "c"], &["a", "c"]),
            [Line::Same("a"), Line::Removed("b"), Line::Same("c")]
        );
    }
}
