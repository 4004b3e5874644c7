//! What the PATHs of the command line stand for: SQL files, folders of migrations, or a document.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cadastre::export::document::load;
use cadastre::import::{
    self, Import, Options, Outcome, ReadError, Report, Source, order_sources, sniff,
};
use cadastre::model::{AccessPatternId, Document};

use crate::arguments::DialectArgument;
use crate::failure::Failure;
use crate::output::say;

/// How many unreadable statements are told of on standard error.
const WARNINGS: usize = 20;

/// A schema that was read.
pub struct Input {
    /// The document: the file's own, or one made around the SQL that was read, which is then its base too.
    pub document: Document,
    /// What became of each statement; `None` of a document.
    pub report: Option<Report>,
    /// The SQL that was read; none of a document.
    pub sources: Vec<Source>,
    /// The document's path, or that of the first SQL file.
    pub first: String,
    /// The file and line of each query that was read from a file.
    pub queries: BTreeMap<AccessPatternId, (String, u32)>,
}

/// What the paths hold, as text.
enum Texts {
    Sql(Vec<Source>),
    Document { path: String, text: String },
}

/// Reads a schema.
///
/// # Errors
/// When a path cannot be read, holds no text, or holds nothing that says anything of a schema.
pub fn read(paths: &[PathBuf], dialect: DialectArgument) -> Result<Input, Failure> {
    match texts(paths, true)? {
        Texts::Document { path, text } => document(path, &text),
        Texts::Sql(sources) => {
            let input = sql(paths, sources, dialect);
            if let Some(report) = &input.report {
                refuse_nothing(&input.document, report)?;
                warn(report);
            }
            Ok(input)
        }
    }
}

/// Reads a schema that may be empty: what a first migration starts from.
///
/// # Errors
/// When a path cannot be read or holds no text.
pub fn read_base(paths: &[PathBuf], dialect: DialectArgument) -> Result<Input, Failure> {
    match texts(paths, false)? {
        Texts::Document { path, text } => document(path, &text),
        Texts::Sql(sources) => {
            let input = sql(paths, sources, dialect);
            input.report.iter().for_each(warn);
            Ok(input)
        }
    }
}

/// Reads statements, whatever becomes of them.
///
/// # Errors
/// When a path cannot be read, holds no text, or is a document.
pub fn read_statements(paths: &[PathBuf], dialect: DialectArgument) -> Result<Import, Failure> {
    match texts(paths, true)? {
        Texts::Document { path, .. } => Err(Failure::DocumentHasNoStatements(path)),
        Texts::Sql(sources) => Ok(statements(&sources, dialect)),
    }
}

/// Says which statements could not be read; the rest of the schema stands.
pub fn warn(report: &Report) {
    let unreadable = report
        .statements
        .iter()
        .filter_map(|statement| match &statement.outcome {
            Outcome::Unreadable {
                reason,
                line,
                column,
                ..
            } => Some(format!(
                "{}:{line}:{column}: not readable: {reason}",
                source_name(report, statement.source)
            )),
            _ => None,
        });
    let count = report.counts().unreadable;
    for text in unreadable.take(WARNINGS) {
        say(&text);
    }
    if count > WARNINGS {
        say(&format!(
            "{} more statements are not readable; `cadastre import` lists them.",
            count - WARNINGS
        ));
    }
    for note in &report.notes {
        say(note);
    }
}

/// The name of a source by its number in a report.
pub fn source_name(report: &Report, source: usize) -> &str {
    report.sources.get(source).map_or("", String::as_str)
}

fn document(path: String, text: &str) -> Result<Input, Failure> {
    match load(text) {
        Ok(document) => Ok(Input {
            document,
            report: None,
            sources: Vec::new(),
            first: path,
            queries: BTreeMap::new(),
        }),
        Err(error) => Err(Failure::NotDocument { path, error }),
    }
}

fn sql(paths: &[PathBuf], sources: Vec<Source>, dialect: DialectArgument) -> Input {
    let Import {
        schema,
        dialect,
        report,
    } = statements(&sources, dialect);
    let mut document = Document::new(&title(paths), schema);
    document.settings.dialect = dialect;
    document.base = Some(Arc::new(document.schema.clone()));
    Input {
        document,
        first: source_name(&report, 0).to_string(),
        report: Some(report),
        sources,
        queries: BTreeMap::new(),
    }
}

fn statements(sources: &[Source], dialect: DialectArgument) -> Import {
    let options = Options {
        dialect: dialect.dialect,
        ..Options::default()
    };
    let mut on = |_| ControlFlow::Continue(());
    // Nothing cancels; an empty schema is what nothing at all reads as.
    import::read(sources, &options, &mut on).unwrap_or_default()
}

/// A schema without an object, made of statements that were refused, would be judged perfect.
fn refuse_nothing(document: &Document, report: &Report) -> Result<(), Failure> {
    if document.schema.greatest_id() > 0 || report.counts().unreadable == 0 {
        return Ok(());
    }
    let summary = report.summary();
    let reason = match report.notes.first() {
        Some(note) => format!("{summary} {note}"),
        None => summary,
    };
    Err(Failure::NothingRead(reason))
}

/// The file's or folder's name without its ending.
fn title(paths: &[PathBuf]) -> String {
    let Some(first) = paths.first() else {
        return String::new();
    };
    // `.` and `..` have a name only once they are followed.
    let whole = fs::canonicalize(first).unwrap_or_else(|_| first.clone());
    let name = if whole.is_dir() {
        whole.file_name()
    } else {
        whole.file_stem()
    };
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// All texts in the order in which they apply. With `some`, at least one must hold more than blanks.
fn texts(paths: &[PathBuf], some: bool) -> Result<Texts, Failure> {
    let mut sources = Vec::new();
    let mut empty = None;
    for path in paths {
        for file in files(path, some)? {
            let name = shown(&file);
            let text = match sniff(&bytes(&file)?) {
                Ok(text) => text,
                Err(error @ ReadError::Empty) => {
                    empty = empty.or(Some(Failure::NotText { path: name, error }));
                    continue;
                }
                Err(error) => return Err(Failure::NotText { path: name, error }),
            };
            if is_document(&file, &text) {
                return match paths {
                    [_] => Ok(Texts::Document { path: name, text }),
                    _ => Err(Failure::DocumentAmongOthers(name)),
                };
            }
            sources.push(Source { name, text });
        }
    }
    match empty {
        Some(failure) if some && sources.is_empty() => Err(failure),
        _ => Ok(Texts::Sql(sources)),
    }
}

/// No SQL begins with a brace.
fn is_document(path: &Path, text: &str) -> bool {
    path.extension().is_some_and(|ending| ending == "json") || text.trim_start().starts_with('{')
}

/// The file itself, or the files of a folder that lead up, in the order of their names.
fn files(path: &Path, some: bool) -> Result<Vec<PathBuf>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(vec![path.to_path_buf()]);
    }
    let kind = fs::metadata(path).map_err(|error| unread(path, error))?;
    if !kind.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    gather(path, "", &mut found)?;
    if found.is_empty() && some {
        return Err(Failure::NoSql(shown(path)));
    }
    // Only the names decide the order, so nothing is read before it is known to be needed.
    let ordered = order_sources(found).into_iter();
    Ok(ordered.map(|source| path.join(source.name)).collect())
}

/// The .sql files of a folder and of those in it, by their path within; hidden ones are left out.
fn gather(folder: &Path, within: &str, found: &mut Vec<Source>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|error| unread(folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unread(folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = entry.path();
        let kind = entry.file_type().map_err(|error| unread(&path, error))?;
        if kind.is_dir() {
            // A link to a folder may lead back here, and is not followed.
            gather(&path, &format!("{within}{name}/"), found)?;
        } else if name.to_ascii_lowercase().ends_with(".sql") && path.is_file() {
            found.push(Source {
                name: format!("{within}{name}"),
                text: String::new(),
            });
        }
    }
    Ok(())
}

/// The text of one file.
///
/// # Errors
/// When it cannot be read or is no text.
pub fn text(path: &Path) -> Result<String, Failure> {
    match sniff(&bytes(path)?) {
        Ok(text) => Ok(text),
        Err(ReadError::Empty) => Ok(String::new()),
        Err(error) => Err(Failure::NotText {
            path: shown(path),
            error,
        }),
    }
}

/// All .sql files of a folder by their path within, ways back too, or the one file.
///
/// # Errors
/// When one cannot be read or is no text, or there is none.
pub fn migration_sources(path: &Path) -> Result<Vec<Source>, Failure> {
    let kind = fs::metadata(path).map_err(|error| unread(path, error))?;
    if !kind.is_dir() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        return Ok(vec![Source {
            name: name.into_owned(),
            text: text(path)?,
        }]);
    }
    let mut found = Vec::new();
    gather(path, "", &mut found)?;
    if found.is_empty() {
        return Err(Failure::NoSql(shown(path)));
    }
    for source in &mut found {
        source.text = text(&path.join(&source.name))?;
    }
    Ok(found)
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        return read.map(|_| bytes).map_err(|error| unread(path, error));
    }
    fs::read(path).map_err(|error| unread(path, error))
}

fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "standard input".to_string();
    }
    path.display().to_string()
}

fn unread(path: &Path, error: io::Error) -> Failure {
    let path = shown(path);
    match error.kind() {
        io::ErrorKind::NotFound => Failure::NotFound(path),
        _ => Failure::Unread { path, error },
    }
}
