//! Where things stand in the text.

use std::cmp::Reverse;
use std::ops::Range;

use crate::model::{Document, ObjectRef, Schema, TableId};
use crate::sql::tokens::{self, Token};
use crate::sql::types;

use super::Sheet;

impl Sheet {
    /// The byte at which a table's name is given; `None` where it does not stand in this text.
    pub fn place_of(&self, document: &Document, table: TableId) -> Option<usize> {
        let wanted = document.schema.table(table)?;
        let span = self.span();
        let mut at = 0;
        for (number, block) in self.blocks.iter().enumerate() {
            if block.objects.contains(&ObjectRef::Table(table)) {
                let start = match &span {
                    Some(span) if number >= span.blocks.end => {
                        span.shown_start(&self.blocks, number)
                    }
                    // What was typed and not read yet begins with what stood there.
                    _ => at,
                };
                let text = self.shown.get(start..).unwrap_or_default();
                return Some(start + name_in(text, &wanted.name).unwrap_or(0));
            }
            at += block.text.len();
        }
        None
    }

    /// The table that a byte speaks of: the one named there, else the one whose statements stand there.
    pub fn table_at(&self, document: &Document, at: usize) -> Option<TableId> {
        let schema = &document.schema;
        let start = self.shown.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let line = self.shown.get(start..)?.lines().next().unwrap_or_default();
        if let Some(named) = table_on_line(schema, line, at - start) {
            return Some(named);
        }
        let span = self.span();
        let block = self.blocks.iter().enumerate().rev().find(|(number, _)| {
            let start = match &span {
                Some(span) => span.shown_start(&self.blocks, *number),
                None => self.start_of(*number),
            };
            start <= at
        });
        block?.1.objects.iter().find_map(|object| match object {
            ObjectRef::Table(id) if schema.tables.contains_key(id) => Some(*id),
            _ => None,
        })
    }

    fn start_of(&self, number: usize) -> usize {
        let before = self.blocks.get(..number).unwrap_or_default();
        before.iter().map(|block| block.text.len()).sum()
    }
}

fn table_on_line(schema: &Schema, line: &str, at: usize) -> Option<TableId> {
    let all = tokens::significant(line);
    let place = all
        .iter()
        .position(|token| token.range.start <= at && at <= token.range.end)?;
    let name = all.get(place)?.name(line)?;
    let dotted = place >= 2 && all.get(place - 1).is_some_and(|dot| dot.is(line, "."));
    if dotted {
        let of = all.get(place - 2)?.name(line)?;
        return schema.table_named(&of, &name).map(|table| table.id);
    }
    let mut tables = schema.tables.values();
    let named = schema.table_named("public", &name);
    let named = named.or_else(|| tables.find(|table| table.name == name));
    named.map(|table| table.id)
}

/// Where the name of a table is given: behind CREATE TABLE, its schema passed over.
fn name_in(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    // Only the head of what follows is looked through: a family of tables is long, the rest of the schema longer.
    for (at, _) in text.match_indices("TABLE ").take(2_000) {
        if at < from {
            continue;
        }
        from = at;
        let rest = text.get(at + 6..)?;
        let line = rest.lines().next().unwrap_or_default();
        let all = tokens::significant(line);
        let mut names = all.iter().take(3).filter(|token| !token.is(line, "."));
        let found = names.find(|token| token.name(line).as_deref() == Some(name));
        if let Some(token) = found {
            return Some(at + 6 + token.range.start);
        }
    }
    None
}

/// Where the type of a column stands: the word behind the column's name.
pub(super) fn type_of_column(text: &str, column: &str, name: &str) -> Option<Range<usize>> {
    let all = tokens::significant(text);
    let is = |token: &Token, wanted: &str| token.name(text).as_deref() == Some(wanted);
    let pairs = all.iter().zip(all.iter().skip(1));
    let mut found = pairs.filter(|(first, second)| is(first, column) && is(second, name));
    let pair = found.next().map(|(_, token)| token.range.clone());
    pair.or_else(|| {
        let mut words = all.iter().filter(|token| is(token, name));
        words.next().map(|token| token.range.clone())
    })
}

/// Where a foreign key names a table, or a column of it; the head of the text where it does not.
pub(super) fn reference(text: &str, table: &str, column: Option<&str>) -> Range<usize> {
    let all = tokens::significant(text);
    let is = |token: &Token, wanted: &str| token.name(text).as_deref() == Some(wanted);
    for (at, token) in all.iter().enumerate() {
        if !token.is_word(text, "references") {
            continue;
        }
        let mut next = all.iter().skip(at + 1).take(3);
        let Some(named) = next.find(|token| is(token, table)) else {
            continue;
        };
        let Some(column) = column else {
            return named.range.clone();
        };
        let within = all.iter().skip(at + 1);
        let mut within = within.take_while(|token| !token.is(text, ")"));
        let found = within.find(|token| is(token, column));
        if let Some(token) = found {
            return token.range.clone();
        }
    }
    0..text.find('\n').unwrap_or(text.len())
}

/// The type whose name is nearest to a word, where one is near.
pub(super) fn nearest_type(schema: &Schema, word: &str) -> Option<String> {
    let own = schema.types.values().map(|one| one.name.as_str());
    let known = types::COMMON.iter().copied().chain(own);
    let first = word.chars().next();
    // Of two that are as near, the one that begins alike, then the longer: a letter is left out more often than added.
    let ranked = known.map(|name| {
        let differs = name.chars().next() != first;
        (distance(word, name), differs, Reverse(name.len()), name)
    });
    let near = ranked.filter(|(distance, ..)| *distance <= word.len().div_ceil(3));
    near.min().map(|(.., name)| name.to_string())
}

/// How many letters must change to make one word of another (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.chars().take(64).enumerate() {
        let mut corner = at;
        let mut next = vec![at + 1];
        for (other, above) in to.iter().zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            let step = corner + usize::from(letter != *other);
            next.push(step.min(above + 1).min(left + 1));
            corner = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
