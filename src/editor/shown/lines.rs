//! A text by its lines, coloured as SQL.

use std::ops::Range;
use std::sync::Arc;

use crate::sql::highlight::{TokenKind, highlight};

/// Texts up to this many bytes are coloured whole; of longer ones only what is in view, from a little above it.
const WHOLE: usize = 400_000;
/// How far above the lines in view colouring starts in a long text, so that a comment or string begun there is known.
const BEFORE: usize = 60;
/// How far above (bytes) the part of a line may begin to be coloured from there.
const FAR: usize = 40_000;

/// Bytes of the text and what they are.
type Coloured = (Range<usize>, TokenKind);

/// A text by its lines. Copying it is cheap.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    text: Arc<str>,
    starts: Arc<Vec<usize>>,
    coloured: Option<Arc<Vec<Coloured>>>,
    parts: Arc<[usize]>,
    sql: bool,
}

impl Lines {
    /// A text; `sql` colours it.
    pub fn new(text: &str, sql: bool) -> Self {
        Lines::parted(text, sql, &[])
    }

    /// A text coloured part by part: an open string or comment ends where the next part begins. `parts` are the bytes at
    /// which parts begin, in order.
    pub fn parted(text: &str, sql: bool, parts: &[usize]) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(position, _)| position + 1));
        // A final line break ends the last line and begins no other.
        if starts.len() > 1 && starts.last() == Some(&text.len()) {
            starts.pop();
        }
        Lines {
            coloured: (sql && text.len() <= WHOLE).then(|| Arc::new(colour_parts(text, parts))),
            text: Arc::from(text),
            starts: Arc::new(starts),
            parts: Arc::from(parts),
            sql,
        }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many lines there are, at least one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of a line without its line break; empty past the end.
    pub fn range(&self, line: usize) -> Range<usize> {
        let Some(start) = self.starts.get(line).copied() else {
            return self.text.len()..self.text.len();
        };
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |next| next - 1);
        let line = self.text.get(start..end.max(start)).unwrap_or("");
        start..start + line.trim_end_matches(['\n', '\r']).len()
    }

    /// The pieces of a line with the class that colours them (empty for none).
    pub fn pieces(&self, line: usize) -> Vec<(&'static str, String)> {
        let range = self.range(line);
        if !self.sql {
            return vec![("", self.piece(range))];
        }
        match &self.coloured {
            Some(coloured) => self.cut(coloured, 0, range),
            None => {
                let from = self.colour_from(line, range.start);
                let part = self.text.get(from..range.end).unwrap_or("");
                self.cut(&highlight(part), from, range)
            }
        }
    }

    /// Where colouring begins for a line of a long text: its part, or a little above where that begins far off.
    fn colour_from(&self, line: usize, start: usize) -> usize {
        let above = self.range(line.saturating_sub(BEFORE)).start;
        let part = self.parts.partition_point(|part| *part <= start);
        let part = part
            .checked_sub(1)
            .and_then(|at| self.parts.get(at))
            .copied();
        part.filter(|part| start - part < FAR).unwrap_or(above)
    }

    /// The stretches that lie in a line. `offset` is where in the text the stretches' own count begins.
    fn cut(
        &self,
        stretches: &[(Range<usize>, TokenKind)],
        offset: usize,
        line: Range<usize>,
    ) -> Vec<(&'static str, String)> {
        let first = stretches.partition_point(|(range, _)| range.end + offset <= line.start);
        let mut pieces = Vec::new();
        for (range, kind) in stretches.iter().skip(first) {
            let piece = (range.start + offset).max(line.start)..(range.end + offset).min(line.end);
            if piece.start >= piece.end {
                break;
            }
            pieces.push((class_of(*kind), self.piece(piece)));
        }
        pieces
    }

    fn piece(&self, range: Range<usize>) -> String {
        self.text.get(range).unwrap_or("").to_string()
    }
}

/// The stretches of a text whose parts are read apart from each other.
fn colour_parts(text: &str, parts: &[usize]) -> Vec<Coloured> {
    let ends = parts.iter().copied().chain([text.len()]);
    let mut start = 0;
    let mut stretches = Vec::new();
    for end in ends {
        // A part that does not begin between two characters is read with the one before it.
        let Some(part) = text.get(start..end) else {
            continue;
        };
        let moved = highlight(part)
            .into_iter()
            .map(|(range, kind)| (range.start + start..range.end + start, kind));
        stretches.extend(moved);
        start = end;
    }
    stretches
}

fn class_of(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Keyword => "s-k",
        TokenKind::String => "s-s",
        TokenKind::Number => "s-n",
        TokenKind::Type => "s-t",
        TokenKind::Comment => "s-c",
        TokenKind::Identifier | TokenKind::Operator | TokenKind::Plain => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &Lines, line: usize) -> String {
        lines
            .pieces(line)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn lines_are_cut_at_their_breaks() {
        let lines = Lines::new("a\r\n\nb'x\ny'\n", true);
        let all: Vec<String> = (0..lines.count())
            .map(|line| joined(&lines, line))
            .collect();
        assert_eq!(all, ["a", "", "b'x", "y'"]);
        assert_eq!(lines.pieces(3), vec![("s-s", "y'".to_string())]);
    }

    #[test]
    fn an_open_string_ends_with_its_part() {
        let lines = Lines::parted("SELECT 'x\nSELECT 1", true, &[10]);
        assert_eq!(
            lines.pieces(1).first(),
            Some(&("s-k", "SELECT".to_string()))
        );
    }

    #[test]
    fn a_long_text_is_coloured_where_it_is_seen() {
        let mut text = "-- é\n".repeat(WHOLE / 5);
        text.push_str("SELECT 'two\nlines' FROM t");
        let lines = Lines::new(&text, true);
        let last = lines.count() - 1;
        assert_eq!(
            lines.pieces(last).first(),
            Some(&("s-s", "lines'".to_string()))
        );
        assert_eq!(joined(&lines, last), "lines' FROM t");
    }
}
