//! Automatic arrangement: of many tables it is found in the worker, so that the page stays live.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::editor::drawing::Arrangement;
use crate::editor::{Item, edit};
use crate::layout::{Point, Rect};
use crate::model::TableId;
use crate::platform::worker::Background;
use crate::ui::chunks;
use crate::ui::widgets::counted;

use super::Session;
use super::reading::{Answer, Request};

/// More tables than this are arranged in the worker; fewer take less time than starting it.
const WORKER_FROM: usize = 150;
/// As long as the cards take to their places (`--m-calm` of `style/tokens.css`), and a little more.
const MOTION: Duration = Duration::from_millis(240);

impl Session {
    /// Arranges the selected tables and those that stand in selected areas, or everything while fewer than two are.
    pub fn arrange(&self) {
        let selected = self.tables_to_arrange();
        let only = (selected.len() > 1).then_some(&selected);
        let asked = self
            .document(|document| self.drawing(|drawing| Arrangement::of(document, drawing, only)));
        let whole = only.is_none();
        if asked.nodes.len() <= WORKER_FROM || !self.arrange_in_worker(&asked, whole) {
            self.arrange_here(asked, whole);
        }
    }

    fn tables_to_arrange(&self) -> BTreeSet<TableId> {
        let mut tables: BTreeSet<TableId> =
            self.editor(|editor| editor.selection().tables().into_iter().collect());
        let areas: Vec<Rect> = self.editor(|editor| {
            let areas = editor
                .selection()
                .items()
                .iter()
                .filter_map(|item| match item {
                    Item::Area(id) => editor.document().areas.get(id),
                    _ => None,
                });
            areas
                .map(|area| Rect::new(area.x, area.y, area.width, area.height))
                .collect()
        });
        self.drawing(|drawing| {
            for card in drawing.cards() {
                if areas.iter().any(|area| area.contains_rect(&card.rect)) {
                    tables.insert(card.table);
                }
            }
        });
        tables
    }

    /// False when there is no worker to be had.
    fn arrange_in_worker(&self, asked: &Arrangement, whole: bool) -> bool {
        let request = Request::Arrange {
            nodes: asked.nodes.clone(),
            edges: asked.edges.clone(),
        };
        let Ok(request) = serde_json::to_string(&request) else {
            return false;
        };
        let session = *self;
        let (found, failed) = (asked.clone(), asked.clone());
        let on_message = move |message: Vec<u8>| {
            match Answer::read(&message) {
                Ok(Answer::Arranged(places)) => session.take_places(&found, places, whole),
                Ok(Answer::Failed(reason)) => session.interface.complain(reason),
                _ => {}
            }
            session.dismiss_arranger();
        };
        let on_failure = move |_| {
            session.arrange_here(failed.clone(), whole);
            session.dismiss_arranger();
        };
        let Some(background) = Background::start(&request, on_message, on_failure) else {
            return false;
        };
        self.interface
            .speak(format!("Arranging {}", counted(asked.nodes.len(), "table")));
        self.arranger.set_value(Some(background));
        true
    }

    fn arrange_here(&self, asked: Arrangement, whole: bool) {
        let session = *self;
        spawn_local(async move {
            match chunks::arranged(&asked.nodes, &asked.edges).await {
                Ok(places) => session.take_places(&asked, places, whole),
                Err(_) => session.interface.complain(chunks::UNFETCHED),
            }
        });
    }

    /// Lets the worker go, a turn later: it is being listened to.
    fn dismiss_arranger(&self) {
        let session = *self;
        set_timeout(move || session.arranger.set_value(None), Duration::ZERO);
    }

    /// Moves the tables that still stand there.
    fn take_places(&self, asked: &Arrangement, places: Vec<Point>, whole: bool) {
        let placed = self.drawing(|drawing| asked.placed(drawing, places));
        let places: Vec<(TableId, Point)> = self.document(|document| {
            let there = |table: &TableId| document.schema.tables.contains_key(table);
            placed
                .into_iter()
                .filter(|(table, _)| there(table))
                .collect()
        });
        let count = places.len();
        self.arranging.set(true);
        let session = *self;
        set_timeout(move || session.arranging.set(false), MOTION);
        if self.edit(|draft| edit::arrange(draft, &places)).is_some() {
            if whole {
                self.fit_all();
            }
            self.interface
                .tell(format!("{} arranged", counted(count, "table")), true);
        }
    }
}
