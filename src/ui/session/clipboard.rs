//! Copying and pasting what is drawn.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::editor::clip::{Clip, Pasted};
use crate::editor::{Item, Selection};
use crate::layout::arrange::place_new;
use crate::layout::{Point, Rect};
use crate::platform::clipboard;
use crate::ui::chunks::{self, Fetched};
use crate::ui::interface::View;
use crate::ui::widgets::counted;

use super::Session;

/// SQL longer than this (bytes) is read with a report, statement by statement, before it is taken.
const AT_ONCE: usize = 60_000;

thread_local! {
    /// What was copied last on this page. A menu may read the clipboard as text alone: this is the rest of it.
    static COPIED: RefCell<Option<Clip>> = const { RefCell::new(None) };
}

impl Session {
    /// What is selected, as it is copied; `None` when nothing is, or its code is not here yet.
    pub fn clip(&self) -> Option<Clip> {
        self.state.with_value(|state| {
            let editor = &state.editor;
            chunks::copied_here(editor.document(), &state.drawing, editor.selection()).flatten()
        })
    }

    /// The same, once its code is here: its first call waits for it.
    async fn clip_once_here(&self) -> Fetched<Option<Clip>> {
        chunks::EXPORT.fetch().await?;
        let (document, drawing, selection) = self.state.with_value(|state| {
            let editor = &state.editor;
            (
                editor.document().clone(),
                state.drawing.clone(),
                editor.selection().clone(),
            )
        });
        chunks::copied(&document, &drawing, &selection).await
    }

    /// What was copied stands on the clipboard: it is remembered, and removed where it was cut.
    pub fn after_copy(&self, clip: Clip, cut: bool) {
        let count = clip.tables.len() + clip.areas.len() + clip.notes.len();
        COPIED.with(|copied| *copied.borrow_mut() = Some(clip));
        if cut {
            self.delete_selection();
        } else {
            let words = format!("{} copied", counted(count, "object"));
            self.interface.tell(words, false);
        }
    }

    /// Copies what is selected, asked for by a menu, or by keys before the code for it is here.
    pub fn copy_by_menu(&self, cut: bool) {
        let session = *self;
        spawn_local(async move {
            let Ok(clip) = session.clip_once_here().await else {
                return session.interface.complain(chunks::UNFETCHED);
            };
            let Some(clip) = clip else {
                return session
                    .interface
                    .tell("Select tables, areas or notes to copy", false);
            };
            match clipboard::write(&clip.text()).await {
                true => session.after_copy(clip, cut),
                false => session
                    .interface
                    .complain("The browser refused the clipboard."),
            }
        });
    }

    /// Pastes what the clipboard holds, asked for by a menu; at a point of the world or where there is room.
    pub fn paste_by_menu(&self, at: Option<Point>) {
        let session = *self;
        spawn_local(async move {
            let Some(text) = clipboard::read().await else {
                return session
                    .interface
                    .complain("The browser keeps the clipboard to itself. Press Ctrl V instead.");
            };
            session.paste_text(&text, at);
        });
    }

    /// Pastes text: what was copied on this page with all that belongs to it; SQL from elsewhere makes tables at once beside what
    /// is drawn; a document, a long text, and anything while nothing is drawn, is read with its report.
    pub fn paste_text(&self, text: &str, at: Option<Point>) {
        let copied = COPIED.with(|copied| copied.borrow().clone());
        if let Some(clip) = copied.filter(|clip| clip.text().trim() == text.trim()) {
            return self.paste_clip(clip, at);
        }
        let on_canvas = self.interface.view.get_untracked() == View::Canvas;
        let drawn = !self.document(|document| document.schema.tables.is_empty());
        let document = text.trim_start().starts_with('{');
        if !on_canvas || !drawn || document || text.len() > AT_ONCE {
            return self.read_pasted(text);
        }
        self.paste_clip(Clip::of_text(text), at);
    }

    /// Pastes what was copied, as one step, and selects what came.
    pub fn paste_clip(&self, clip: Clip, at: Option<Point>) {
        let session = *self;
        spawn_local(async move {
            if chunks::IMPORT.fetch().await.is_err() {
                return session.interface.complain(chunks::UNFETCHED);
            }
            let document = session.document(Clone::clone);
            let place = move |area: Rect| at.unwrap_or_else(|| session.room_for(&area));
            match chunks::pasted(&document, &clip, &place).await {
                Ok(Ok(pasted)) => session.keep_pasted(pasted),
                Ok(Err(error)) => session.interface.complain(error.to_string()),
                Err(_) => session.interface.complain(chunks::UNFETCHED),
            }
        });
    }

    fn keep_pasted(&self, pasted: Pasted) {
        if !self.apply(&pasted.plan.label, pasted.plan.ops) {
            return;
        }
        self.interface.view.set(View::Canvas);
        let items: Vec<Item> = pasted.items;
        let mut words = format!("{} pasted", counted(items.len(), "object"));
        if !pasted.left_out.is_empty() {
            let left = counted(pasted.left_out.len(), "relationship");
            words.push_str(&format!(
                ", {left} left out: the tables they lead to are not here"
            ));
        }
        self.select(items.into_iter().collect::<Selection>());
        self.interface.tell(words, true);
    }

    /// A free place for what comes, near the middle of the view.
    fn room_for(&self, area: &Rect) -> Point {
        let view = self
            .viewport
            .get_untracked()
            .view(self.screen.get_untracked());
        self.drawing(|drawing| {
            let rects: Vec<Rect> = drawing.cards().map(|card| card.rect).collect();
            place_new(&rects, area.size(), None, &view)
        })
    }
}
