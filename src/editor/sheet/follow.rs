//! What happens elsewhere becomes changes of the text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::export::sql::Blocks;
use crate::model::{Document, ObjectRef, Schema};

use super::span::Span;
use super::{Block, Sheet};

/// A stretch of the text and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// Bytes of the text before any of the changes.
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
}

/// The blocks as the document is now.
struct Now<'a> {
    blocks: Blocks<'a>,
    /// Objects whose text may differ from what was written last.
    changed: BTreeSet<ObjectRef>,
}

impl<'a> Now<'a> {
    fn of(before: &Schema, after: &'a Schema) -> Self {
        Now {
            blocks: Blocks::of(after),
            changed: changed(before, after),
        }
    }

    /// What stands with some objects, block by block.
    fn groups(&self, objects: &[ObjectRef]) -> Vec<Vec<ObjectRef>> {
        let mut seen = BTreeSet::new();
        let mut groups = Vec::new();
        for object in objects {
            if seen.contains(object) {
                continue;
            }
            if let Some(group) = self.blocks.block_of(*object) {
                seen.extend(group.iter().copied());
                groups.push(group);
            }
        }
        groups
    }

    fn text(&mut self, groups: &[Vec<ObjectRef>]) -> String {
        groups.iter().map(|group| self.blocks.text(group)).collect()
    }

    /// A block as it is written now; `None` when nothing of it is left.
    fn followed(&mut self, block: &Block, groups: &[Vec<ObjectRef>]) -> Option<Block> {
        if groups.is_empty() {
            // Text that makes nothing, a remark or rows, stays.
            let remark = block.objects.is_empty() && block.written.is_none();
            return remark.then(|| block.clone());
        }
        let objects: Vec<ObjectRef> = groups.iter().flatten().copied().collect();
        let differs = objects.iter().any(|object| self.changed.contains(object));
        if !differs && objects == block.objects {
            return Some(block.clone());
        }
        let written = self.text(groups);
        if written == block.written() {
            return Some(Block {
                objects,
                ..block.clone()
            });
        }
        Some(Block {
            objects,
            text: written,
            written: None,
        })
    }
}

/// The objects that were put since, and the tables whose foreign keys name them.
fn changed(before: &Schema, after: &Schema) -> BTreeSet<ObjectRef> {
    let mut changed = BTreeSet::new();
    macro_rules! stores {
        ($($store:ident $kind:ident),*) => {
            $(for (id, object) in &after.$store {
                let same = before.$store.get(id).is_some_and(|one| Arc::ptr_eq(one, object));
                if !same {
                    changed.insert(ObjectRef::$kind(*id));
                }
            })*
        };
    }
    stores!(
        namespaces Namespace, extensions Extension, types Type, sequences Sequence, tables Table, views View,
        functions Function, roles Role, grants Grant, default_privileges DefaultPrivilege, statistics Statistics,
        verbatim Verbatim
    );
    let renamed: BTreeSet<ObjectRef> = changed.clone();
    for table in after.tables.values() {
        let mut keys = table.foreign_keys();
        if keys.any(|(_, key)| {
            let target = key.target.table().map(ObjectRef::Table);
            target.is_some_and(|target| renamed.contains(&target))
        }) {
            changed.insert(ObjectRef::Table(table.id));
        }
    }
    changed
}

impl Sheet {
    /// Takes the text of a block, which was read, as what its objects are written as.
    pub(super) fn keep_as_typed(&mut self, schema: &Schema, at: usize) {
        let mut now = Now::of(&self.seen, schema);
        if let Some(block) = self.blocks.get_mut(at) {
            let groups = now.groups(&block.objects);
            block.objects = groups.iter().flatten().copied().collect();
            let written = now.text(&groups);
            block.written = (written != block.text).then_some(written);
        }
    }

    /// Follows the document as it is now. What was typed and could not be read yet stays as it is.
    ///
    /// Gives the changes of the text, in order.
    pub fn follow(&mut self, document: &Document) -> Vec<TextChange> {
        let span = self.span();
        let seen = std::mem::replace(&mut self.seen, document.schema.clone());
        let mut now = Now::of(&seen, &document.schema);
        let mut changes = Vec::new();
        let mut shown = String::with_capacity(self.shown.len());
        let mut blocks = Vec::with_capacity(self.blocks.len());
        let mut claimed = BTreeSet::new();
        let mut at = 0;
        let mut passed = false;
        let old = std::mem::take(&mut self.blocks);
        for (number, block) in old.iter().enumerate() {
            if let Some(span) = span
                .as_ref()
                .filter(|span| span.blocks.start == number && !passed)
            {
                shown.push_str(self.shown.get(span.shown.clone()).unwrap_or_default());
                at = span.shown.end;
                passed = true;
            }
            let mut groups = now.groups(&block.objects);
            groups.retain(|group| group.first().is_some_and(|first| claimed.insert(*first)));
            let next = now.followed(block, &groups);
            let is_typed = span
                .as_ref()
                .is_some_and(|span| span.blocks.contains(&number));
            if !is_typed {
                let text = next.as_ref().map_or("", |next| next.text.as_str());
                changes.extend(change(&block.text, text, at));
                at += block.text.len();
                shown.push_str(text);
            }
            blocks.extend(next);
        }
        if let Some(span) = span.as_ref().filter(|_| !passed) {
            shown.push_str(self.shown.get(span.shown.clone()).unwrap_or_default());
        }
        self.blocks = blocks;
        self.shown = shown;
        let new = self.insert_new(&mut now, &claimed);
        compose(changes, new)
    }

    /// Writes what the document has and the text has not, each behind what comes before it.
    fn insert_new(&mut self, now: &mut Now, claimed: &BTreeSet<ObjectRef>) -> Vec<TextChange> {
        let fresh = now.changed.iter().any(|object| {
            let group = now.blocks.block_of(*object);
            let first = group.and_then(|group| group.first().copied());
            first.is_some_and(|first| !claimed.contains(&first))
        });
        if !fresh {
            return Vec::new();
        }
        let list = now.blocks.list();
        let numbers: BTreeMap<ObjectRef, usize> = list
            .iter()
            .enumerate()
            .filter_map(|(number, group)| Some((*group.first()?, number)))
            .collect();
        let span = self.span();
        let mut inserted: Vec<(usize, Block)> = Vec::new();
        for (number, objects) in list.iter().enumerate() {
            let known = objects.first().is_some_and(|first| claimed.contains(first));
            if known || !self.scope.holds(objects) {
                continue;
            }
            let before = self.blocks.iter().rposition(|block| {
                let first = block.objects.first().and_then(|first| numbers.get(first));
                first.is_some_and(|first| *first < number)
            });
            let mut place = before.map_or(0, |before| before + 1);
            if let Some(span) = &span
                && span.blocks.contains(&place)
            {
                place = span.blocks.end;
            }
            let block = Block {
                text: now.blocks.text(objects),
                objects: objects.clone(),
                written: None,
            };
            if !block.text.is_empty() {
                inserted.push((place, block));
            }
        }
        self.put_in(inserted, span.as_ref())
    }

    /// Puts blocks in at places among those that stand there.
    fn put_in(
        &mut self,
        mut inserted: Vec<(usize, Block)>,
        span: Option<&Span>,
    ) -> Vec<TextChange> {
        let mut changes = Vec::new();
        let mut shown = std::mem::take(&mut self.shown);
        inserted.sort_by_key(|(place, _)| *place);
        for (place, block) in inserted.into_iter().rev() {
            let at = match span {
                Some(span) if place >= span.blocks.end => span.shown_start(&self.blocks, place),
                _ => self
                    .blocks
                    .iter()
                    .take(place)
                    .map(|one| one.text.len())
                    .sum(),
            };
            if shown.is_char_boundary(at) {
                shown.insert_str(at, &block.text);
                changes.push(TextChange {
                    range: at..at,
                    text: block.text.clone(),
                });
            }
            self.blocks.insert(place, block);
        }
        self.shown = shown;
        changes.reverse();
        changes
    }
}

/// What differs between two texts, the second standing at a byte.
fn change(before: &str, after: &str, at: usize) -> Option<TextChange> {
    if before == after {
        return None;
    }
    let same = before.bytes().zip(after.bytes());
    let mut head = same.take_while(|(a, b)| a == b).count();
    while !before.is_char_boundary(head) || !after.is_char_boundary(head) {
        head -= 1;
    }
    let most = before.len().min(after.len()) - head;
    let same = before.bytes().rev().zip(after.bytes().rev());
    let mut tail = same.take_while(|(a, b)| a == b).count().min(most);
    while !before.is_char_boundary(before.len() - tail)
        || !after.is_char_boundary(after.len() - tail)
    {
        tail -= 1;
    }
    Some(TextChange {
        range: at + head..at + before.len() - tail,
        text: after
            .get(head..after.len() - tail)
            .unwrap_or_default()
            .to_string(),
    })
}

/// What leads from one text to another.
pub(super) fn one_change(before: &str, after: &str) -> Vec<TextChange> {
    change(before, after, 0).into_iter().collect()
}

/// Two rows of changes, one after the other, as one row of changes of the first text.
fn compose(first: Vec<TextChange>, second: Vec<TextChange>) -> Vec<TextChange> {
    if second.is_empty() {
        return first;
    }
    let mut all = first.clone();
    for insertion in second {
        // Where the insertion stands before the changes of the first row.
        let mut at = insertion.range.start;
        let mut placed = false;
        for (number, change) in first.iter().enumerate() {
            let grown = change.range.start;
            if at <= grown {
                break;
            }
            let new_end = grown + change.text.len();
            if at < new_end {
                // Inside what the first row wrote: that change brings it too.
                if let Some(target) = all.get_mut(number) {
                    let local = at - grown;
                    if target.text.is_char_boundary(local) {
                        target.text.insert_str(local, &insertion.text);
                    }
                }
                placed = true;
                break;
            }
            at = at - change.text.len() + change.range.len();
        }
        if !placed {
            all.push(TextChange {
                range: at..at,
                text: insertion.text,
            });
        }
    }
    all.sort_by_key(|change| (change.range.start, change.range.end));
    all
}
