//! Parts of the page whose code is fetched when they are first shown.
//!
//! `.ci/split` cuts the WebAssembly at the functions marked `wasm_split`: what only they reach goes into files of their own,
//! so that the first page load brings the canvas and little else. As soon as there is something to lose, [`fetch_all`] brings
//! the rest while the page is idle: whoever has begun can finish offline.

// The macro links each function by name, which Rust counts as unsafe.
#![allow(unsafe_code)]

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::editor::clip::{self, Clip, Pasted};
use crate::editor::{Drawing, EditError, Selection};
use crate::import::{Report, Source};
use crate::layout::arrange::{ArrangeEdge, ArrangeNode, arrange};
use crate::layout::{Point, Rect};
use crate::model::script::Script;
use crate::model::{AccessPatternId, Document, TableId, WaiverId};
use crate::rules::{Finding, Rules, registry};

use super::dialogs::{
    CheckMigrationDialog, DeletionDialog, DocumentsDialog, ExportDialog, FactsDialog, HelpDialog,
    PasteDialog, SavedViewsDialog, SettingsDialog, ShortcutsDialog,
};
use super::findings::{FindingsPanel, MendDialog, RulePage, WaiveDialog, WaiverDialog};
use super::import::ImportView;
use super::inspector::Inspector;
use super::interface::{Mending, ReviewDialog};
use super::looks::{Borders, Looks};
use super::menus::ContextMenu;
use super::migration::{MigrationView, PaintLegend};
use super::objects::ObjectsView;
use super::palette::Palette;
use super::picture::PictureDialog;
use super::queries::{PasteQueriesDialog, QueriesView, QueryDialog};
use super::review::ReviewView;
use super::security::RowSecurityView;
use super::sql_pane::SqlPane;
use super::tables::TablesView;
use super::widgets::Icon;

/// What the functions of a chunk give, or that their code could not be fetched.
pub type Fetched<T> = Result<T, SplitLoaderError>;

type Fetching = Pin<Box<dyn Future<Output = Fetched<()>>>>;

/// A part of the page's code in files of its own.
pub struct Chunk {
    here: AtomicBool,
    fetch: fn() -> Fetching,
}

impl Chunk {
    const fn new(fetch: fn() -> Fetching) -> Self {
        Chunk {
            here: AtomicBool::new(false),
            fetch,
        }
    }

    /// Brings the code, unless it is here already.
    ///
    /// # Errors
    /// The file could not be had; asking again tries again.
    pub async fn fetch(&self) -> Fetched<()> {
        if !self.is_here() {
            (self.fetch)().await?;
            self.here.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    fn is_here(&self) -> bool {
        self.here.load(Ordering::Relaxed)
    }
}

/// What edits and judges: inspector, findings, grid of tables, palette, the smaller dialogs.
pub static EDITING: Chunk = Chunk::new(|| Box::pin(fetch_editing()));
/// What reads SQL, and the view of what was read.
pub static IMPORT: Chunk = Chunk::new(|| Box::pin(fetch_import()));
/// What writes: the migration, the export formats, their views.
pub static EXPORT: Chunk = Chunk::new(|| {
    Box::pin(async {
        fetch_export().await?;
        // The first call of a function waits even when its code is here, which would leave out the first plan.
        let nothing = Document::default();
        planned(&nothing).await?;
        Ok(())
    })
});

/// What the chunk [`EDITING`] builds.
pub enum Editing {
    /// The inspector.
    Inspector,
    /// The findings panel.
    Findings,
    /// The SQL pane.
    SqlPane,
    /// The grid of tables.
    Tables,
    /// The queries.
    Queries,
    /// The dialog that writes a query.
    Query(Option<AccessPatternId>),
    /// The dialog that takes a file of queries.
    PasteQueries,
    /// The command palette.
    Palette,
    /// The page of a rule, by its name.
    Rule(&'static str),
    /// What deleting a row of a table takes along.
    Deletion(TableId),
    /// The dialog that waives a finding.
    Waive(Arc<Finding>),
    /// The dialog that changes a waiver.
    Waiver(WaiverId),
    /// The dialog that fixes several findings.
    Mend(Mending),
    /// The dialog that takes pasted SQL, and what is in it at first.
    Paste(String),
    /// The documents of this browser.
    Documents,
    /// Every shortcut.
    Shortcuts,
    /// Help.
    Help,
    /// The saved views.
    SavedViews,
    /// The context menu.
    Menu,
    /// What of the drawing is shown: focus, hidden tables, borders.
    Looks,
    /// Where tenants' borders are missing or crossed, over the drawing.
    Borders,
    /// The grid of every object.
    Objects,
    /// Tenancy, profile, server version.
    Settings,
    /// What the project says of how it is run.
    Facts,
}

// One function a chunk for its views: each has a loader of its own, which waits once even when the code is here.
#[wasm_split(editing, fallible, preload(fetch_editing))]
pub fn editing(part: Editing) -> Fetched<AnyView> {
    Ok(match part {
        Editing::Inspector => view! { <Inspector /> }.into_any(),
        Editing::Findings => view! { <FindingsPanel /> }.into_any(),
        Editing::SqlPane => view! { <SqlPane /> }.into_any(),
        Editing::Tables => view! { <TablesView /> }.into_any(),
        Editing::Queries => view! { <QueriesView /> }.into_any(),
        Editing::Query(id) => view! { <QueryDialog id=id /> }.into_any(),
        Editing::PasteQueries => view! { <PasteQueriesDialog /> }.into_any(),
        Editing::Palette => view! { <Palette /> }.into_any(),
        Editing::Rule(name) => view! { <RulePage name=name /> }.into_any(),
        Editing::Deletion(table) => view! { <DeletionDialog table=table /> }.into_any(),
        Editing::Waive(finding) => view! { <WaiveDialog finding=finding /> }.into_any(),
        Editing::Waiver(id) => view! { <WaiverDialog id=id /> }.into_any(),
        Editing::Mend(mending) => view! { <MendDialog mending=mending /> }.into_any(),
        Editing::Paste(text) => view! { <PasteDialog text=text /> }.into_any(),
        Editing::Documents => view! { <DocumentsDialog /> }.into_any(),
        Editing::Shortcuts => view! { <ShortcutsDialog /> }.into_any(),
        Editing::Help => view! { <HelpDialog /> }.into_any(),
        Editing::SavedViews => view! { <SavedViewsDialog /> }.into_any(),
        Editing::Menu => view! { <ContextMenu /> }.into_any(),
        Editing::Looks => view! { <Looks /> }.into_any(),
        Editing::Borders => view! { <Borders /> }.into_any(),
        Editing::Objects => view! { <ObjectsView /> }.into_any(),
        Editing::Settings => view! { <SettingsDialog /> }.into_any(),
        Editing::Facts => view! { <FactsDialog /> }.into_any(),
    })
}

/// The rules, which no picture waits for.
#[wasm_split(editing, fallible)]
fn rules() -> Fetched<Rules> {
    Ok(registry())
}

/// The rules, when their code is here.
pub fn rules_here() -> Option<Rules> {
    EDITING.is_here().then(|| at_once(rules())).flatten()
}

/// The rules, fetched where need be.
///
/// # Errors
/// The file could not be had; asking again tries again.
pub async fn fetch_rules() -> Fetched<Rules> {
    EDITING.fetch().await?;
    rules().await
}

#[wasm_split(import, fallible, preload(fetch_import))]
pub fn import() -> Fetched<AnyView> {
    Ok(view! { <ImportView /> }.into_any())
}

/// Reads sources in order into a document of that title, arranged. `tell` hears bytes read, bytes in all, and the step.
#[wasm_split(import, fallible)]
pub fn read_sources(
    title: &str,
    sources: &[Source],
    tell: &mut dyn FnMut(usize, usize, &str),
) -> Fetched<(Document, Report)> {
    Ok(super::session::read_sources(title, sources, tell))
}

/// Places for cards, in their order.
#[wasm_split(import, fallible)]
pub fn arranged(nodes: &[ArrangeNode], edges: &[ArrangeEdge]) -> Fetched<Vec<Point>> {
    Ok(arrange(nodes, edges))
}

/// Plans pasting what was copied, or SQL; `place` is asked where what comes goes.
#[wasm_split(import, fallible)]
pub fn pasted(
    document: &Document,
    clip: &Clip,
    place: &dyn Fn(Rect) -> Point,
) -> Fetched<Result<Pasted, EditError>> {
    Ok(clip::paste(document, clip, place))
}

/// What is selected, as it is copied.
#[wasm_split(export, fallible)]
pub fn copied(
    document: &Document,
    drawing: &Drawing,
    selection: &Selection,
) -> Fetched<Option<Clip>> {
    Ok(clip::copy(document, drawing, selection))
}

/// The same, when the code is here.
pub fn copied_here(
    document: &Document,
    drawing: &Drawing,
    selection: &Selection,
) -> Option<Option<Clip>> {
    EXPORT
        .is_here()
        .then(|| at_once(copied(document, drawing, selection)))
        .flatten()
}

/// What the chunk [`EXPORT`] builds.
pub enum Export {
    /// The migration view.
    Migration,
    /// The matrix of row security, which shows the SQL of what it generates.
    RowSecurity,
    /// The reviewers' room.
    Review,
    /// One of its dialogs.
    ReviewDialog(ReviewDialog),
    /// The export dialog.
    Dialog,
    /// The drawing as a picture.
    Picture,
    /// The dialog that judges a migration written by hand.
    CheckMigration,
    /// The legend of what differs from the base, which paints the canvas with it.
    Paint,
}

#[wasm_split(export, fallible, preload(fetch_export))]
pub fn export(part: Export) -> Fetched<AnyView> {
    Ok(match part {
        Export::Migration => view! { <MigrationView /> }.into_any(),
        Export::RowSecurity => view! { <RowSecurityView /> }.into_any(),
        Export::Review => view! { <ReviewView /> }.into_any(),
        Export::ReviewDialog(dialog) => super::review::dialog(dialog),
        Export::Dialog => view! { <ExportDialog /> }.into_any(),
        Export::Picture => view! { <PictureDialog /> }.into_any(),
        Export::CheckMigration => view! { <CheckMigrationDialog /> }.into_any(),
        Export::Paint => view! { <PaintLegend /> }.into_any(),
    })
}

/// The files of the plan that leads to the document, as the rules read them; `None` where there is nothing to plan.
#[wasm_split(export, fallible)]
fn planned(document: &Document) -> Fetched<Option<Script>> {
    Ok(super::migration::planned(document))
}

/// The same, when the code is here.
pub fn planned_here(document: &Document) -> Option<Option<Script>> {
    EXPORT
        .is_here()
        .then(|| at_once(planned(document)))
        .flatten()
}

/// Names of the files that the migration to the document would have.
#[wasm_split(export, fallible)]
fn file_names(document: &Document) -> Fetched<Vec<String>> {
    Ok(super::migration::made::file_names(document))
}

/// The same, fetched where need be.
///
/// # Errors
/// The code could not be had; asking again tries again.
pub async fn migration_files(document: &Document) -> Fetched<Vec<String>> {
    EXPORT.fetch().await?;
    file_names(document).await
}

/// Brings every chunk, one after another; what cannot be had now is asked for again when it is needed.
pub fn fetch_all() {
    spawn_local(async {
        for chunk in [&EDITING, &EXPORT, &IMPORT] {
            let _ = chunk.fetch().await;
        }
    });
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Fetching,
    Here,
    Failed,
}

/// Shows what `build` gives, in an element of the class `class` until its code is here. When the code cannot be fetched, it
/// says so there and offers to try again.
pub fn part<F>(
    chunk: &'static Chunk,
    class: &'static str,
    build: impl Fn() -> F + Send + 'static,
) -> AnyView
where
    F: Future<Output = Fetched<AnyView>> + 'static,
{
    let waiting = move || view! { <div class=class aria-busy="true"></div> }.into_any();
    let failed = move |again: Callback<()>| {
        view! {
            <div class=class>
                <div class="empty" role="alert">
                    <Icon name="error" class="lg error" />
                    <p>{UNFETCHED}</p>
                    <button class="btn" on:click=move |_| again.run(())>"Try again"</button>
                </div>
            </div>
        }
        .into_any()
    };
    shown(chunk, build, waiting, failed)
}

/// What is said where the code of a part could not be had.
pub const UNFETCHED: &str = "This part of Cadastre could not be fetched. What is drawn is safe. Check the connection and try again.";

/// Shows what `build` gives once its code is here, `waiting` before, and `failed` when it cannot be fetched; what `failed` is
/// given tries again.
pub fn shown<F>(
    chunk: &'static Chunk,
    build: impl Fn() -> F + Send + 'static,
    waiting: impl Fn() -> AnyView + Send + 'static,
    failed: impl Fn(Callback<()>) -> AnyView + Send + 'static,
) -> AnyView
where
    F: Future<Output = Fetched<AnyView>> + 'static,
{
    let stage = RwSignal::new(match chunk.is_here() {
        true => Stage::Here,
        false => Stage::Fetching,
    });
    let fetch = move || {
        stage.set(Stage::Fetching);
        spawn_local(async move {
            let next = match chunk.fetch().await {
                Ok(()) => Stage::Here,
                Err(_) => Stage::Failed,
            };
            // The part may have been left meanwhile.
            let _ = stage.try_set(next);
        });
    };
    if stage.get_untracked() == Stage::Fetching {
        fetch();
    }
    let again = Callback::new(move |()| fetch());
    (move || match stage.get() {
        Stage::Here => at_once(build()).into_any(),
        Stage::Fetching => waiting(),
        Stage::Failed => failed(again),
    })
    .into_any()
}

/// What a function of a chunk that is here gives: it has nothing to wait for then.
fn at_once<T>(built: impl Future<Output = Fetched<T>>) -> Option<T> {
    match pin!(built).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(built) => built.ok(),
        Poll::Pending => None,
    }
}
