//! The bridge between the code editor, the sheet and the session.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::HtmlDivElement;

use crate::editor::sheet::{Answer, Fault, Scope, Sheet, TextChange, Typed};
use crate::model::{ObjectRef, TableId};
use crate::platform::clock::measured;
use crate::platform::code_editor::{self, Change, CodeEditor, Hooks, Mark, Offer};
use crate::ui::session::Session;

/// Typing that rests so long ends the undo step.
const STEP_ENDS: Duration = Duration::from_secs(3);

/// How drawing and text stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sync {
    /// They say the same.
    Follows,
    /// What was typed cannot be read.
    Unreadable {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// What was typed takes something along that stands elsewhere.
    Asks(Vec<String>),
}

/// What is open.
struct Open {
    sheet: Sheet,
    editor: CodeEditor,
    /// The document, and the count of its changes, that the text follows.
    followed: Followed,
    /// What waits for the user's word.
    asked: Option<Box<Typed>>,
}

/// Which document, and how many changes it has seen.
type Followed = (String, u64);

/// A handle on the pane; all of it is shared, so it is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Pane {
    session: Session,
    open: StoredValue<Option<Open>, LocalStorage>,
    ends: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    /// How drawing and text stand to each other.
    pub sync: RwSignal<Sync>,
    /// Line and column of the cursor, from 1.
    pub place: RwSignal<(u32, u32)>,
}

impl Pane {
    pub fn new(session: Session) -> Self {
        Pane {
            session,
            open: StoredValue::new_local(None),
            ends: StoredValue::new_local(None),
            sync: RwSignal::new(Sync::Follows),
            place: RwSignal::new((1, 1)),
        }
    }

    /// Opens the editor on a scope.
    pub fn open(self, host: &HtmlDivElement, scope: Scope) {
        let sheet = measured("SQL written", || super::sheet_of(&self.session, scope));
        let hooks = Hooks {
            typed: Box::new(move |text| self.typed(text)),
            shown: Box::new(move |text| self.with((), |open| open.sheet.show(text))),
            complete: Box::new(move |at| self.complete(at)),
            go: Box::new(move |at| self.go(at)),
            undo: Box::new(move || self.session.undo()),
            redo: Box::new(move || self.session.redo()),
            moved: Box::new(move |line, column| {
                let _ = self.place.try_set((line, column));
            }),
            rest: Box::new(move || self.end_step()),
        };
        let opened = CodeEditor::open(host, sheet.text(), "SQL of the schema", hooks);
        let followed = self.now();
        self.open.set_value(opened.map(|editor| Open {
            sheet,
            editor,
            followed,
            asked: None,
        }));
        let first = self
            .session
            .editor(|editor| editor.selection().tables().first().copied());
        if let Some(table) = first {
            self.scroll_to(table);
        }
    }

    /// Closes the editor; what was typed is read first.
    pub fn close(self) {
        self.tell_untold();
        let _ = self.open.try_update_value(Option::take);
    }

    fn now(self) -> Followed {
        let count = self.session.editor(|editor| editor.change_count());
        (self.session.document_id(), count)
    }

    fn with<R>(self, otherwise: R, act: impl FnOnce(&mut Open) -> R) -> R {
        let mut otherwise = Some(otherwise);
        let done = self.open.try_update_value(|open| match open {
            Some(open) => Some(act(open)),
            None => otherwise.take(),
        });
        match (done.flatten(), otherwise) {
            (Some(done), _) | (None, Some(done)) => done,
            // One of the two was kept above.
            (None, None) => unreachable!("the pane is gone"),
        }
    }

    /// Shows another scope, unless something typed would be lost.
    pub fn show(self, scope: Scope) {
        self.tell_untold();
        let stays = self.with(true, |open| {
            *open.sheet.scope() == scope || !open.sheet.is_settled()
        });
        if stays {
            return;
        }
        let sheet = measured("SQL written", || super::sheet_of(&self.session, scope));
        self.with((), |open| {
            open.editor.replace(sheet.text());
            open.sheet = sheet;
        });
        self.sync.set(Sync::Follows);
    }

    /// Reads what was typed and not told yet.
    fn tell_untold(self) {
        let untold = self.with(None, |open| open.editor.untold());
        if let Some(text) = untold {
            self.typed(text);
        }
    }

    /// Brings the text to the document, which changed elsewhere.
    pub fn follow(self) {
        let now = self.now();
        let session = self.session;
        let (same, other) = self.with((true, false), |open| {
            (open.followed == now, open.followed.0 != now.0)
        });
        if same {
            return;
        }
        if other {
            let sheet = super::sheet_of(&session, Scope::Whole);
            self.with((), |open| {
                open.editor.replace(sheet.text());
                open.sheet = sheet;
                open.followed = now;
                open.asked = None;
            });
            return self.settled();
        }
        measured("SQL follows", || {
            self.with((), |open| {
                if let Some(text) = open.editor.untold() {
                    open.sheet.show(text);
                }
                let before = open.sheet.text().to_string();
                let changes = session.document(|document| open.sheet.follow(document));
                open.editor.change(&in_units(&before, &changes));
                open.followed = now;
                open.asked = None;
            });
        });
        let (settled, text) = self.with((true, String::new()), |open| {
            (open.sheet.is_settled(), open.sheet.text().to_string())
        });
        if settled {
            self.settled();
        } else {
            // What could not be read may be readable now.
            self.typed(text);
        }
    }

    fn settled(self) {
        self.with((), |open| {
            open.editor.mark(&[]);
            open.editor.settle(true);
        });
        let _ = self.sync.try_set(Sync::Follows);
    }

    fn typed(self, text: String) {
        let session = self.session;
        let answer = measured("SQL read", || {
            self.with(None, |open| {
                open.asked = None;
                Some(session.document(|document| open.sheet.type_text(document, text)))
            })
        });
        match answer {
            None => {}
            Some(Answer::Same) => self.settled(),
            Some(Answer::Changes(typed)) if !typed.takes_along.is_empty() => {
                let _ = self.sync.try_set(Sync::Asks(typed.takes_along.clone()));
                self.with((), |open| {
                    open.editor.mark(&[]);
                    open.editor.settle(false);
                    open.asked = Some(typed);
                });
            }
            Some(Answer::Changes(typed)) => self.apply(&typed),
            Some(Answer::Faulty(faults)) => self.fault(&faults),
        }
    }

    fn fault(self, faults: &[Fault]) {
        let line = self.with(1, |open| {
            let text = open.sheet.text();
            let marks: Vec<Mark> = faults
                .iter()
                .map(|fault| {
                    let units = code_editor::unit_range(text, &fault.range);
                    Mark {
                        from: units.start,
                        to: units.end,
                        message: fault.message.clone(),
                        instead: fault.instead.clone(),
                    }
                })
                .collect();
            open.editor.mark(&marks);
            open.editor.settle(false);
            let start = faults.first().map_or(0, |fault| fault.range.start);
            text.get(..start).unwrap_or_default().matches('\n').count() + 1
        });
        let message = faults.first().map(|fault| fault.message.clone());
        let _ = self.sync.try_set(Sync::Unreadable {
            line,
            message: message.unwrap_or_default(),
        });
    }

    /// The user agrees that something goes along.
    pub fn agree(self) {
        if let Some(typed) = self.with(None, |open| open.asked.take()) {
            self.apply(&typed);
        }
    }

    fn apply(self, typed: &Typed) {
        let plan = &typed.plan;
        let session = self.session;
        if !plan.ops.is_empty() {
            let done = session.edit_joined("sql-pane", |draft| {
                draft.say(|| plan.label.clone());
                plan.left.iter().for_each(|name| draft.leave(name.clone()));
                plan.ops.iter().try_for_each(|op| draft.apply(op.clone()))
            });
            if done.is_none() {
                return;
            }
        }
        let now = self.now();
        self.with((), |open| {
            let before = open.sheet.text().to_string();
            let changes = session.document(|document| open.sheet.took(document, typed));
            open.editor.change(&in_units(&before, &changes));
            open.followed = now;
        });
        self.settled();
        self.end_step_later();
    }

    /// A pause ends the undo step.
    fn end_step_later(self) {
        if let Some(handle) = self.ends.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        let end = move || self.end_step();
        let handle = set_timeout_with_handle(end, STEP_ENDS).ok();
        self.ends.try_set_value(handle);
    }

    fn end_step(self) {
        self.session.end_joining();
    }

    /// Puts the text back to what the document holds.
    pub fn revert(self) {
        self.with((), |open| {
            if let Some(text) = open.editor.untold() {
                open.sheet.show(text);
            }
            let before = open.sheet.text().to_string();
            let changes = open.sheet.revert();
            open.editor.change(&in_units(&before, &changes));
            open.asked = None;
            open.editor.focus();
        });
        self.settled();
    }

    /// Writes the text as Cadastre writes it.
    pub fn tidy(self) {
        self.tell_untold();
        let session = self.session;
        let tidied = self.with(false, |open| {
            if !open.sheet.is_settled() {
                return false;
            }
            let before = open.sheet.text().to_string();
            let changes = session.document(|document| open.sheet.tidy(document));
            open.editor.change(&in_units(&before, &changes));
            true
        });
        if !tidied {
            session
                .interface
                .tell("Correct what cannot be read first", false);
        }
    }

    /// Opens find and replace.
    pub fn find(self) {
        self.with((), |open| open.editor.find());
    }

    /// Shows where a table is written.
    pub fn scroll_to(self, table: TableId) {
        let session = self.session;
        self.with((), |open| {
            let place = session.document(|document| open.sheet.place_of(document, table));
            if let Some(place) = place {
                let at = code_editor::units(open.sheet.text(), place);
                open.editor.show(at, false);
            }
        });
    }

    /// Selects the table that a place speaks of.
    fn go(self, at: usize) {
        self.tell_untold();
        let session = self.session;
        let table = self.with(None, |open| {
            let byte = code_editor::byte(open.sheet.text(), at);
            session.document(|document| open.sheet.table_at(document, byte))
        });
        if let Some(table) = table {
            session.go_to(ObjectRef::Table(table));
        }
    }

    fn complete(self, at: usize) -> (usize, Vec<Offer>) {
        let session = self.session;
        self.with((at, Vec::new()), |open| {
            let text = open.sheet.text();
            let byte = code_editor::byte(text, at);
            let (from, offers) = session.document(|document| open.sheet.offers(document, byte));
            let offers = offers.into_iter().map(|offer| Offer {
                label: offer.label,
                detail: offer.detail,
                kind: offer.kind.word(),
            });
            (code_editor::units(text, from), offers.collect())
        })
    }
}

fn in_units(text: &str, changes: &[TextChange]) -> Vec<Change> {
    changes
        .iter()
        .map(|change| {
            let units = code_editor::unit_range(text, &change.range);
            Change {
                from: units.start,
                to: units.end,
                insert: change.text.clone(),
            }
        })
        .collect()
}
