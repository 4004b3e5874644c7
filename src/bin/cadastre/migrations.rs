//! A folder of migrations as `cadastre check --migrations` reads it.

use std::collections::BTreeMap;
use std::path::Path;

use cadastre::import::{Source, pair_sources};
use cadastre::lint::Files;
use cadastre::repository::{LOCK_FILE, read_hashes};

use crate::arguments::DialectArgument;
use crate::failure::Failure;
use crate::input;

/// Names of files that hold the whole schema and are no migration.
const WHOLE: [&str; 3] = ["init.sql", "schema.sql", "structure.sql"];

/// A folder that was read.
pub struct Folder {
    /// Its files.
    pub files: Files,
    /// The folder as given.
    pub folder: String,
}

/// Reads a folder of migrations, or one file. With a base that is a folder, the files it holds too are old and not judged; any
/// other base is the schema that the files start from.
///
/// # Errors
/// When a path cannot be read or holds no text.
pub fn read(path: &Path, base: Option<&Path>, dialect: DialectArgument) -> Result<Folder, Failure> {
    let is_folder = path.is_dir();
    let folder = if is_folder {
        path
    } else {
        path.parent().unwrap_or(path)
    };
    let mut sources = input::migration_sources(path)?;
    let place = sources
        .iter()
        .position(|source| is_folder && WHOLE.contains(&source.name.to_ascii_lowercase().as_str()));
    let whole = place.map(|place| sources.remove(place));
    let mut files = Files {
        pairs: pair_sources(sources),
        whole,
        recorded: recorded(folder)?,
        ..Files::default()
    };
    if let Some(base) = base {
        files.together = true;
        if base.is_dir() {
            let known = input::migration_sources(base)?.into_iter();
            files.old = known.map(|source| source.name).collect();
        } else {
            let given = input::read_base(std::slice::from_ref(&base.to_path_buf()), dialect)?;
            files.given = vec![Source {
                name: base.display().to_string(),
                text: cadastre::export::sql::write(&given.document.schema, "base"),
            }];
        }
    }
    Ok(Folder {
        files,
        folder: folder.display().to_string(),
    })
}

/// A file of the folder as a path.
pub fn path_in(folder: &str, file: &str) -> String {
    Path::new(folder).join(file).display().to_string()
}

/// The hashes of files as they were written, by name; none without a list of them.
fn recorded(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let path = folder.join(LOCK_FILE);
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    input::text(&path).map(|text| read_hashes(&text))
}
