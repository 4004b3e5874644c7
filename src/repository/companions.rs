//! Files that follow from the schema and are kept current beside the migrations: `init.sql`, docs, models.

use super::propose::{Place, change, join};
use super::{Change, Kind, Repository, Request, Write};
use crate::export;
use crate::migration::File;
use crate::migration::layout::{Companion, Layout, alembic_environment, records};
use crate::model::Document;

/// The name of the docs (seed 000, line 11).
pub(super) const DOCS: &str = "DATABASE_SCHEMA.md";

/// The name of the script that builds everything.
const INIT: &str = "init.sql";

/// Whether a layout keeps files outside its folder of migrations.
pub(super) fn keeps(layout: &Layout) -> bool {
    layout.companion != Companion::None
}

/// The files as they should be after the plan.
pub(super) fn writes(
    repository: &Repository,
    place: &Place,
    request: &Request,
    migrations: &[File],
    notices: &mut Vec<String>,
) -> Vec<Write> {
    let mut writes = Vec::new();
    let mut add = |path: String, text: String| {
        writes.push(Write {
            change: change(repository.files.get(&path), &text),
            path,
            text,
            kind: Kind::Companion,
        });
    };
    if let Some(path) = init_path(repository, place) {
        let all = match place.layout.companion {
            Companion::InitScript => Some(versions(place, migrations)),
            _ => None,
        };
        add(path, init(request.document, all));
    } else if place.layout.companion == Companion::InitScript {
        notices.push(
            "init.sql stands outside this folder. Open the whole repository to keep it current."
                .to_string(),
        );
    }
    if let Some(path) = shortest(repository, DOCS, |_| true) {
        let text = export::format("markdown").map(|format| format.write(request.document));
        add(path, text.unwrap_or_default());
    }
    if place.layout.companion == Companion::Models {
        if place.is_opened {
            notices.push(
                "The models stand outside this folder. Open the whole repository to keep them current."
                    .to_string(),
            );
        } else {
            models(repository, place, request, &mut add, notices);
        }
    }
    writes
}

/// Models, and what Alembic needs around its first revision.
fn models(
    repository: &Repository,
    place: &Place,
    request: &Request,
    add: &mut impl FnMut(String, String),
    notices: &mut Vec<String>,
) {
    let root = root(&place.folder);
    let known = shortest(repository, "base.py", |text| {
        text.contains("DeclarativeBase")
    });
    let folder = known
        .as_deref()
        .and_then(|path| path.rsplit_once('/'))
        .map_or_else(|| join(root, "models"), |(folder, _)| folder.to_string());
    let files = export::sqlalchemy::files(request.document);
    let prefix = join(&folder, "");
    for path in repository.files.keys() {
        let Some(name) = path.strip_prefix(&prefix) else {
            continue;
        };
        let is_model = name.ends_with(".py")
            && repository
                .files
                .get(path)
                .is_some_and(|text| text.contains("__tablename__"));
        if is_model && !files.iter().any(|file| file.path == name) {
            notices.push(format!(
                "`{path}` is the model of no table any longer. Delete it by hand."
            ));
        }
    }
    for file in files {
        add(join(&folder, &file.path), file.text);
    }
    if !repository.files.keys().any(|path| path.ends_with("env.py")) {
        for file in alembic_environment() {
            let path = join(root, &file.path);
            if !repository.files.contains_key(&path) {
                add(path, file.text);
            }
        }
    }
}

/// The folder that `alembic/versions` stands in.
fn root(folder: &str) -> &str {
    let above = |path: &str| path.rfind('/').unwrap_or(0);
    let alembic = folder.get(..above(folder)).unwrap_or_default();
    alembic.get(..above(alembic)).unwrap_or_default()
}

/// The script that exists, or where this layout wants one.
fn init_path(repository: &Repository, place: &Place) -> Option<String> {
    let there = shortest(repository, INIT, |text| {
        text.trim().is_empty() || text.to_ascii_uppercase().contains("CREATE TABLE")
    });
    if there.is_some() || place.layout.companion != Companion::InitScript || place.is_opened {
        return there;
    }
    let above = place.folder.rsplit_once('/').map_or("", |(above, _)| above);
    Some(join(above, INIT))
}

/// The file of this name that stands highest in the repository.
fn shortest(repository: &Repository, name: &str, accepts: impl Fn(&str) -> bool) -> Option<String> {
    repository
        .files
        .iter()
        .filter(|(path, text)| {
            let file = path.rsplit('/').next().unwrap_or(path);
            file == name && accepts(text)
        })
        .map(|(path, _)| path.clone())
        .min_by_key(|path| (path.matches('/').count(), path.clone()))
}

/// Versions and names of all migrations, those to come among them.
fn versions(place: &Place, migrations: &[File]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = place
        .known
        .iter()
        .map(|(_, known)| (known.version.clone(), known.name.clone()))
        .collect();
    for file in migrations {
        let known = place.layout.recognise(&file.path, &file.text);
        all.extend(known.map(|known| (known.version, known.name)));
    }
    all.sort();
    all.dedup();
    all
}

/// The whole schema; with the records of migrations where a database made by it must not run them again.
fn init(document: &Document, versions: Option<Vec<(String, String)>>) -> String {
    let mut text = export::format("sql")
        .map(|format| format.write(document))
        .unwrap_or_default();
    if let Some(versions) = versions {
        let has_table = document.schema.table_named("public", "schema_migrations");
        text.push_str(&records(has_table.is_none(), &versions));
    }
    text
}

impl Write {
    /// Whether it changes a file that exists, so that its difference is to be shown first.
    pub fn replaces(&self) -> bool {
        self.kind == Kind::Companion && matches!(self.change, Change::Replaced { .. })
    }
}
