//! Reading what the user brings: SQL, a folder of migrations, a document. Long texts are read in the worker, so the page lives.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::diff::{ChangeKind, Merge};
use crate::editor::Selection;
use crate::editor::drawing::{place_all, with_places};
use crate::export::document::load;
use crate::import::{self, Import, Options, Report, Source};
use crate::layout::Point;
use crate::layout::arrange::{ArrangeEdge, ArrangeNode};
use crate::model::{Document, ObjectRef};
use crate::platform::clock;
use crate::platform::files::Brought;
use crate::platform::worker::{self, Background};
use crate::ui::chunks::{self, Fetched};
use crate::ui::interface::{Dialog, View};
use crate::ui::widgets::counted;

use super::Session;

/// Texts longer than this (bytes) are read in the worker; shorter ones take less time than starting it.
const WORKER_FROM: usize = 300_000;

/// An import on its way.
#[derive(Clone, Copy)]
pub struct Reading {
    /// What it is called: a file's or a folder's name.
    pub title: StoredValue<String>,
    /// The texts.
    pub sources: StoredValue<Arc<Vec<Source>>>,
    /// How far it is.
    pub stage: RwSignal<Stage>,
    background: StoredValue<Option<Background>, LocalStorage>,
}

/// How far an import is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Statements are being read.
    Running {
        /// Bytes read.
        done: usize,
        /// Bytes in all.
        total: usize,
        /// What is being done, in words.
        step: String,
    },
    /// All is read: it waits for the user's choice.
    Read(Arc<ReadDocument>),
    /// It could not be read at all.
    Failed(String),
}

/// What was read.
#[derive(Debug)]
pub struct ReadDocument {
    /// The document it would become, tables placed, its base what was read.
    pub document: Document,
    /// The report, statement by statement.
    pub report: Report,
    /// How long it took, in milliseconds.
    pub milliseconds: f64,
}

/// What the page asks of the worker.
#[derive(Serialize, Deserialize)]
pub(super) enum Request {
    /// Read sources into a document.
    Read { title: String, sources: Vec<Source> },
    /// Find a place for each card.
    Arrange {
        nodes: Vec<ArrangeNode>,
        edges: Vec<ArrangeEdge>,
    },
}

/// What the worker answers, one message at a time.
#[derive(Serialize, Deserialize)]
pub(super) enum Answer {
    Progress {
        done: usize,
        total: usize,
        step: String,
    },
    Done {
        document: Box<Document>,
        report: Box<Report>,
    },
    Arranged(Vec<Point>),
    Failed(String),
}

impl Answer {
    /// Reads the bytes that the worker sent, as text: the reader of documents from text is in the page already.
    pub(super) fn read(message: &[u8]) -> Result<Answer, serde_json::Error> {
        serde_json::from_str(&String::from_utf8_lossy(message))
    }
}

impl Session {
    /// Takes what the user brought: documents are opened, SQL is read. Nothing that is open is lost by it.
    pub fn bring(&self, brought: Vec<Brought>) {
        if brought.is_empty() {
            return;
        }
        if let [only] = brought.as_slice()
            && only.path.ends_with(".json")
        {
            return self.open_file(only);
        }
        let mut sources = Vec::new();
        let mut refused = Vec::new();
        let many = brought.len() > 1;
        for file in brought {
            // Of a folder only the SQL is meant; a file that was chosen by itself is always looked at.
            if many && !file.path.to_lowercase().ends_with(".sql") {
                continue;
            }
            match import::sniff(&file.bytes) {
                Ok(text) => sources.push(Source {
                    name: file.path,
                    text,
                }),
                Err(error) => refused.push(format!("{}: {error}", file.path)),
            }
        }
        if sources.is_empty() {
            let text = if refused.is_empty() {
                "There is no .sql file in what was brought.".to_string()
            } else {
                refused.join("\n")
            };
            return self.problem("Nothing could be read", text);
        }
        if !refused.is_empty() {
            self.interface.complain(refused.join(" "));
        }
        let title = title_of(&sources);
        self.read(title, import::order_sources(sources));
    }

    /// Reads pasted text: SQL, or a document.
    pub fn read_pasted(&self, text: &str) {
        if text.trim_start().starts_with('{') {
            return self.open_file(&Brought {
                path: "pasted text".to_string(),
                bytes: text.as_bytes().to_vec(),
            });
        }
        match import::sniff(text.as_bytes()) {
            Ok(text) => self.read(
                "Pasted SQL".to_string(),
                vec![Source {
                    name: "pasted.sql".to_string(),
                    text,
                }],
            ),
            Err(error) => self.problem("Nothing could be read", error.to_string()),
        }
    }

    /// Reads a text of our own; `open` opens it at once as a document.
    pub(super) fn read_text(&self, title: &str, name: &str, text: &str, open: bool) {
        let sources = vec![Source {
            name: name.to_string(),
            text: text.to_string(),
        }];
        if !open {
            return self.read(title.to_string(), sources);
        }
        let session = *self;
        let title = title.to_string();
        spawn_local(async move {
            match read_here(&title, &sources).await {
                Ok(read) => {
                    session.open_document(read.document);
                    session.after_open.set(true);
                }
                Err(_) => session.interface.complain(chunks::UNFETCHED),
            }
        });
    }

    fn open_file(&self, file: &Brought) {
        let text = match import::sniff(&file.bytes) {
            Ok(text) => text,
            Err(error) => {
                return self.problem(
                    "This document could not be read",
                    format!("{}: {error}", file.path),
                );
            }
        };
        match load(&text) {
            Ok(document) => {
                self.open_document(document);
                self.after_open.set(true);
            }
            Err(error) => self.problem(
                "This document could not be read",
                format!("{}: {error} What was open stays open.", file.path),
            ),
        }
    }

    fn problem(&self, title: &str, text: String) {
        self.interface.dialog.set(Some(Dialog::Problem {
            title: title.to_string(),
            text,
        }));
    }

    /// Reads sources in order and shows the report.
    fn read(&self, title: String, sources: Vec<Source>) {
        let total = sources.iter().map(|source| source.text.len()).sum();
        let reading = self.lasting(|| Reading {
            title: StoredValue::new(title.clone()),
            sources: StoredValue::new(Arc::new(sources)),
            stage: RwSignal::new(Stage::Running {
                done: 0,
                total,
                step: "Reading statements".to_string(),
            }),
            background: StoredValue::new_local(None),
        });
        self.cancel_reading();
        self.reading.set(Some(reading));
        self.interface.dialog.set(None);
        self.interface.view.set(View::Import);
        if total < WORKER_FROM {
            reading.run_here();
        } else {
            reading.run_in_worker();
        }
    }

    /// Stops the import, or turns down what was read; what is open stays as it is.
    pub fn cancel_reading(&self) {
        if let Some(reading) = self.reading.get_untracked() {
            reading.background.set_value(None);
            self.reading.set(None);
            if self.interface.view.get_untracked() == View::Import {
                self.interface.view.set(View::Canvas);
            }
        }
    }

    /// Takes what was read into the open document, as planned: one undo step.
    pub fn merge_reading(&self, merge: &Merge) {
        let Some(reading) = self.reading.get_untracked() else {
            return;
        };
        let title = reading.title.get_value();
        let changes = merge.diff.changes.len();
        let ops = self.document(|document| with_places(document, merge.ops.clone()));
        if self.apply(&format!("Merge {title}"), ops) {
            self.reading.set(None);
            self.interface.view.set(View::Canvas);
            let came = merge.diff.changes.iter().filter_map(|change| {
                let new = change.kind == ChangeKind::Added;
                new.then_some(change.object)
                    .filter(|object| matches!(object, ObjectRef::Table(_)))
            });
            let came: Vec<_> = came.filter_map(|object| object.table()).collect();
            self.select(Selection::tables_of(came));
            let words = format!("{title} is merged: {}", counted(changes, "change"));
            self.interface.tell(words, true);
        }
    }

    /// Opens what was read as a new document.
    pub fn accept_reading(&self) {
        let read =
            self.reading
                .get_untracked()
                .and_then(|reading| match reading.stage.get_untracked() {
                    Stage::Read(read) => Some(read),
                    _ => None,
                });
        if let Some(read) = read {
            self.reading.set(None);
            self.open_document(read.document.clone());
            self.after_open.set(true);
        }
    }
}

impl Reading {
    fn run_here(self) {
        // One turn of the event loop later, so that the view shows before the work begins.
        spawn_local(async move {
            gloo::timers::future::TimeoutFuture::new(0).await;
            let sources = self.sources.get_value();
            self.stage
                .set(match read_here(&self.title.get_value(), &sources).await {
                    Ok(read) => Stage::Read(Arc::new(read)),
                    Err(_) => Stage::Failed(chunks::UNFETCHED.to_string()),
                });
        });
    }

    fn run_in_worker(self) {
        let started = clock::elapsed();
        let request = Request::Read {
            title: self.title.get_value(),
            sources: self.sources.get_value().to_vec(),
        };
        let Ok(request) = serde_json::to_string(&request) else {
            return self.stage.set(Stage::Failed(
                "The text could not be handed to the worker.".to_string(),
            ));
        };
        let on_message = move |message: Vec<u8>| match Answer::read(&message) {
            Ok(Answer::Progress { done, total, step }) => {
                self.stage.set(Stage::Running { done, total, step })
            }
            Ok(Answer::Done { document, report }) => {
                let document = with_base(*document);
                let read = ReadDocument {
                    document,
                    report: *report,
                    milliseconds: clock::elapsed() - started,
                };
                self.stage.set(Stage::Read(Arc::new(read)));
            }
            // It was asked to read.
            Ok(Answer::Arranged(_)) => {}
            Ok(Answer::Failed(reason)) => self.stage.set(Stage::Failed(reason)),
            Err(error) => self.stage.set(Stage::Failed(format!(
                "The worker's answer could not be read ({error})."
            ))),
        };
        // Where no worker can be had (a strict browser), the page does the work itself; what broke a worker that had begun
        // would break the page too.
        let on_failure = move |had_begun: bool| match had_begun {
            false => self.run_here(),
            true => self.stage.set(Stage::Failed(
                "The reader stopped in the middle of this text: that is a fault of Cadastre."
                    .to_string(),
            )),
        };
        let background = Background::start(&request, on_message, on_failure);
        match background {
            Some(background) => self.background.set_value(Some(background)),
            None => self.run_here(),
        }
    }
}

/// Reads on the page itself.
async fn read_here(title: &str, sources: &[Source]) -> Fetched<ReadDocument> {
    chunks::IMPORT.fetch().await?;
    let started = clock::elapsed();
    let (document, report) = chunks::read_sources(title, sources, &mut |_, _, _| {}).await?;
    Ok(ReadDocument {
        document: with_base(document),
        report,
        milliseconds: clock::elapsed() - started,
    })
}

/// Reads sources in order into a document of that title, arranged. `tell` hears bytes read, bytes in all, and the step.
pub fn read_sources(
    title: &str,
    sources: &[Source],
    tell: &mut dyn FnMut(usize, usize, &str),
) -> (Document, Report) {
    let mut progress = |progress: import::Progress| {
        tell(progress.bytes, progress.total_bytes, "Reading statements");
        std::ops::ControlFlow::Continue(())
    };
    // The progress above never cancels, so there is always an import.
    let Import {
        schema,
        dialect,
        mut report,
    } = import::read(sources, &Options::default(), &mut progress).unwrap_or_default();
    // Where objects were made is for the command line; here it would only be carried from the worker to the page.
    report.origins.clear();
    tell(1, 1, "Arranging tables");
    let mut document = Document::new(title, schema);
    document.settings.dialect = dialect;
    place_all(&mut document);
    (document, report)
}

/// What was read is what the migration starts from.
fn with_base(mut document: Document) -> Document {
    document.base = Some(Arc::new(document.schema.clone()));
    document
}

/// The name of what was brought: the file's, or the folder's.
fn title_of(sources: &[Source]) -> String {
    let first = sources.first().map_or("", |source| source.name.as_str());
    let name = match (sources.len(), first.split_once('/')) {
        (2.., Some((folder, _))) => folder,
        _ => first.rsplit('/').next().unwrap_or(first),
    };
    name.strip_suffix(".sql").unwrap_or(name).to_string()
}

/// Runs inside the worker: answers one request.
pub async fn answer(request: String) {
    let Ok(request) = serde_json::from_str::<Request>(&request) else {
        return;
    };
    let send = |answer: &Answer| {
        if let Ok(bytes) = serde_json::to_vec(answer) {
            worker::send(&bytes);
        }
    };
    let mut tell = |done: usize, total: usize, step: &str| {
        send(&Answer::Progress {
            done,
            total,
            step: step.to_string(),
        });
    };
    let (title, sources) = match request {
        Request::Read { title, sources } => (title, sources),
        Request::Arrange { nodes, edges } => {
            let places = chunks::arranged(&nodes, &edges).await;
            return send(&match places {
                Ok(places) => Answer::Arranged(places),
                Err(_) => Answer::Failed(chunks::UNFETCHED.to_string()),
            });
        }
    };
    let read = chunks::read_sources(&title, &sources, &mut tell).await;
    send(&match read {
        Ok((document, report)) => Answer::Done {
            document: Box::new(document),
            report: Box::new(report),
        },
        Err(_) => Answer::Failed(chunks::UNFETCHED.to_string()),
    });
}
