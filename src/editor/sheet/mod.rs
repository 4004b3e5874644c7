//! The schema as text that is edited: what is typed becomes operations, what happens elsewhere becomes changes of the text.
//!
//! The text is a row of blocks, each the statements of one object or of one family of tables. What is typed is read block by
//! block, behind the few objects it names, so that the work does not grow with the schema. A text that cannot be read changes
//! nothing; what was typed stays.

mod bring;
mod complete;
mod faults;
mod find;
mod follow;
mod reading;
mod renamed;
mod span;

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Draft, EditError, Plan};
use crate::export::sql::Blocks;
use crate::model::{Document, ObjectRef, Schema, TableId};

pub use complete::{Offer, OfferKind};
pub use follow::TextChange;
use reading::Reading;
use span::Span;

/// What a sheet shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Whole,
    /// These tables, with those that share their columns.
    Tables(BTreeSet<TableId>),
}

/// What is wrong with a typed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    /// What is wrong, as a phrase.
    pub message: String,
    /// What to write instead, where that is known.
    pub instead: Option<String>,
}

/// Statements that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Block {
    objects: Vec<ObjectRef>,
    /// As it is shown when all of it could be read.
    text: String,
    /// As the document is written, where that differs from what was typed.
    written: Option<String>,
}

impl Block {
    fn written(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.text)
    }
}

/// The text beside the drawing.
#[derive(Clone, Debug)]
pub struct Sheet {
    scope: Scope,
    blocks: Vec<Block>,
    /// What stands in the editor: the blocks, or what was typed since and cannot be read yet.
    shown: String,
    /// The schema that the blocks were written of last.
    seen: Schema,
}

/// What a typed text does to the document.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The operations, with their name.
    pub plan: Plan,
    /// What stands elsewhere and goes along with what the text removes.
    pub takes_along: Vec<String>,
    span: Span,
    /// Blocks elsewhere that the text changes too.
    far: Vec<usize>,
    objects: BTreeSet<ObjectRef>,
    /// Whether a name was followed, so that the text is written anew.
    followed: bool,
}

/// What became of a typed text.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It says what the document holds.
    Same,
    /// It changes the document.
    Changes(Box<Typed>),
    /// It cannot be read, and nothing changes.
    Faulty(Vec<Fault>),
}

impl Sheet {
    /// The text of a document.
    pub fn of(document: &Document, scope: Scope) -> Self {
        let mut blocks = Blocks::of(&document.schema);
        let list = blocks.list();
        let held = list.into_iter().filter(|objects| scope.holds(objects));
        let blocks: Vec<Block> = held
            .map(|objects| Block {
                text: blocks.text(&objects),
                objects,
                written: None,
            })
            .collect();
        let mut sheet = Sheet {
            scope,
            blocks,
            shown: String::new(),
            seen: document.schema.clone(),
        };
        sheet.shown = sheet.good();
        sheet
    }

    /// What stands in the editor.
    pub fn text(&self) -> &str {
        &self.shown
    }

    /// What the sheet shows.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether all that was typed stands in the document.
    pub fn is_settled(&self) -> bool {
        self.span().is_none()
    }

    /// The text that the document was last brought to.
    fn good(&self) -> String {
        self.blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect()
    }

    fn span(&self) -> Option<Span> {
        Span::between(&self.blocks, &self.shown)
    }

    /// Takes what stands in the editor now, and tells what it means. The document stays as it is: where the answer is a
    /// change, apply its plan and call [`Sheet::took`].
    pub fn type_text(&mut self, document: &Document, text: String) -> Answer {
        self.show(text);
        let Some(span) = self.span() else {
            return Answer::Same;
        };
        if let Some(typed) = self.rename(document, &span) {
            return Answer::Changes(Box::new(typed));
        }
        let mut far = Vec::new();
        let earlier = self.blocks.iter().take(span.blocks.start);
        let earlier: BTreeSet<ObjectRef> = earlier.flat_map(|one| one.objects.clone()).collect();
        // What the text changes of others is read with it; each time round takes more in, so this ends.
        loop {
            let unit = Unit::of(self, &span, &far);
            let reading = match Reading::of(&document.schema, &unit.objects, &earlier, &unit.text) {
                Ok(reading) => reading,
                Err(faults) => return Answer::Faulty(unit.place(&faults)),
            };
            let more = self.blocks_of(&reading.elsewhere, &span, &far);
            if reading.elsewhere.is_empty() {
                return self.answer(document, span, far, &unit, &reading);
            }
            if more.is_empty() {
                let names = reading.elsewhere.iter();
                let names = names.filter_map(|object| document.schema.display_name(*object));
                let names: Vec<String> = names.collect();
                return Answer::Faulty(vec![unit.whole(format!(
                    "this changes {}, which does not stand in this text",
                    names.join(", ")
                ))]);
            }
            far.extend(more);
            far.sort_unstable();
        }
    }

    fn answer(
        &self,
        document: &Document,
        span: Span,
        far: Vec<usize>,
        unit: &Unit,
        reading: &Reading,
    ) -> Answer {
        let planned = Draft::plan(document, |draft| bring::bring(draft, reading));
        match planned {
            Ok(((), plan)) => self.changes(document, plan, span, far, unit.objects.clone()),
            Err(error) => Answer::Faulty(vec![unit.whole(phrase(&error))]),
        }
    }

    fn changes(
        &self,
        document: &Document,
        plan: Plan,
        span: Span,
        far: Vec<usize>,
        objects: BTreeSet<ObjectRef>,
    ) -> Answer {
        Answer::Changes(Box::new(Typed {
            takes_along: bring::taken_along(&document.schema, &plan.document.schema, &objects),
            plan,
            span,
            far,
            objects,
            followed: false,
        }))
    }

    /// A name changed where it is given is a rename, and all that says the name follows.
    fn rename(&self, document: &Document, span: &Span) -> Option<Typed> {
        let [block] = self.blocks.get(span.blocks.clone())? else {
            return None;
        };
        if block.written.is_some() {
            return None;
        }
        let typed = self.shown.get(span.shown.clone())?;
        let rename = renamed::renamed(&document.schema, &block.objects, &block.text, typed)?;
        let ((), plan) = Draft::plan(document, |draft| rename.apply(draft)).ok()?;
        Some(Typed {
            takes_along: Vec::new(),
            plan,
            span: span.clone(),
            far: Vec::new(),
            objects: block.objects.iter().copied().collect(),
            followed: true,
        })
    }

    /// The blocks outside the span in which objects stand.
    fn blocks_of(&self, objects: &BTreeSet<ObjectRef>, span: &Span, known: &[usize]) -> Vec<usize> {
        let blocks = self.blocks.iter().enumerate();
        blocks
            .filter(|(at, block)| {
                !span.blocks.contains(at)
                    && !known.contains(at)
                    && block.objects.iter().any(|object| objects.contains(object))
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// Keeps what was typed as the text of what it made, once its plan is applied. Gives the changes of the text that follow:
    /// a name changed in one place changes in the others.
    pub fn took(&mut self, document: &Document, typed: &Typed) -> Vec<TextChange> {
        let before = &document.schema;
        let mut objects: BTreeSet<ObjectRef> = typed.objects.clone();
        objects.extend(bring::put_by(&typed.plan.ops));
        objects.retain(|object| before.contains(*object));
        for at in &typed.far {
            let held = self.blocks.get(*at).map(|block| block.objects.as_slice());
            for object in held.unwrap_or_default() {
                objects.remove(object);
            }
        }
        self.leave_privileges(&mut objects, &typed.span);
        if let Scope::Tables(tables) = &mut self.scope {
            let made = objects.iter().filter_map(|object| match object {
                ObjectRef::Table(id) => Some(*id),
                _ => None,
            });
            tables.extend(made);
        }
        let text = self.shown.get(typed.span.shown.clone()).unwrap_or_default();
        // What was said of objects that stand elsewhere is written there now.
        let moved = objects.is_empty() && !typed.far.is_empty();
        let block = Block {
            objects: objects.into_iter().collect(),
            text: text.to_string(),
            written: moved.then(String::new),
        };
        let keeps = !typed.followed && typed.far.is_empty();
        self.blocks.splice(typed.span.blocks.clone(), [block]);
        if keeps {
            self.keep_as_typed(&document.schema, typed.span.blocks.start);
        }
        self.follow(document)
    }

    /// What default privileges give a new object stands where the other privileges stand.
    fn leave_privileges(&self, objects: &mut BTreeSet<ObjectRef>, span: &Span) {
        let others = self.blocks.iter().enumerate();
        let mut others = others.filter(|(at, _)| !span.blocks.contains(at));
        if objects.iter().any(|one| !is_privilege(one))
            && others.any(|(_, block)| block.objects.iter().any(is_privilege))
        {
            objects.retain(|one| !is_privilege(one));
        }
    }

    /// Takes what stands in the editor now, without reading it.
    pub fn show(&mut self, text: String) {
        self.shown = text;
    }

    /// Goes back to the text that the document holds. Gives the changes of the text.
    pub fn revert(&mut self) -> Vec<TextChange> {
        let before = std::mem::take(&mut self.shown);
        self.shown = self.good();
        follow::one_change(&before, &self.shown)
    }

    /// Writes the whole text as the document is written.
    pub fn tidy(&mut self, document: &Document) -> Vec<TextChange> {
        let scope = self.scope.clone();
        let before = std::mem::replace(self, Sheet::of(document, scope));
        follow::one_change(&before.shown, &self.shown)
    }
}

impl Scope {
    fn holds(&self, objects: &[ObjectRef]) -> bool {
        match self {
            Scope::Whole => true,
            Scope::Tables(tables) => objects
                .iter()
                .any(|object| object.table().is_some_and(|id| tables.contains(&id))),
        }
    }
}

/// What is read together: far blocks first, then what stands in the span.
struct Unit {
    text: String,
    objects: BTreeSet<ObjectRef>,
    /// Where each piece begins in the text, where it stands in what is shown, and its length.
    pieces: Vec<(usize, usize, usize)>,
}

impl Unit {
    fn of(sheet: &Sheet, span: &Span, far: &[usize]) -> Self {
        let mut unit = Unit {
            text: String::new(),
            objects: BTreeSet::new(),
            pieces: Vec::new(),
        };
        for at in far {
            if let Some(block) = sheet.blocks.get(*at) {
                let start = span.shown_start(&sheet.blocks, *at);
                unit.add(&block.text, start);
                unit.objects.extend(&block.objects);
            }
        }
        for block in sheet.blocks.get(span.blocks.clone()).unwrap_or_default() {
            unit.objects.extend(&block.objects);
        }
        let typed = sheet.shown.get(span.shown.clone()).unwrap_or_default();
        unit.add(typed, span.shown.start);
        unit
    }

    fn add(&mut self, text: &str, shown: usize) {
        self.pieces.push((self.text.len(), shown, text.len()));
        self.text.push_str(text);
        if !text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Faults of the unit's text as faults of what is shown.
    fn place(&self, faults: &[Fault]) -> Vec<Fault> {
        let placed = |at: usize| {
            let piece = self.pieces.iter().rev().find(|(start, ..)| *start <= at);
            piece.map_or(at, |(start, shown, length)| {
                shown + (at - start).min(*length)
            })
        };
        faults
            .iter()
            .map(|fault| Fault {
                range: placed(fault.range.start)..placed(fault.range.end),
                ..fault.clone()
            })
            .collect()
    }

    /// A fault of all that was typed.
    fn whole(&self, message: String) -> Fault {
        let start = self.pieces.last().map_or(0, |(_, shown, _)| *shown);
        let end = self
            .pieces
            .last()
            .map_or(0, |(_, shown, length)| shown + length);
        Fault {
            range: start..end,
            message,
            instead: None,
        }
    }
}

fn is_privilege(object: &ObjectRef) -> bool {
    matches!(object, ObjectRef::Grant(_) | ObjectRef::DefaultPrivilege(_))
}

/// A refusal as a phrase beside a line.
fn phrase(error: &EditError) -> String {
    error.to_string().trim_end_matches('.').to_string()
}
