//! `cadastre export`: a schema in another format.

use std::fs;

use cadastre::editor::drawing::place_all;
use cadastre::export::format;

use crate::Verdict;
use crate::arguments::ExportArguments;
use crate::failure::Failure;
use crate::input;
use crate::output::{print, say};

/// The format that holds the drawing, for which tables need places.
const DRAWN: &str = "document";

/// Writes what the paths hold.
pub fn run(arguments: &ExportArguments) -> Result<Verdict, Failure> {
    let mut input = input::read(&arguments.paths, arguments.dialect)?;
    if arguments.format == DRAWN && input.document.placements.is_empty() {
        place_all(&mut input.document);
    }
    // The argument parser lets known formats through only.
    let format = format(&arguments.format);
    let text = format.map_or_else(String::new, |one| one.write(&input.document));
    for loss in format.map_or_else(Vec::new, |one| one.losses(&input.document)) {
        say(&loss.to_string());
    }
    match &arguments.output {
        None => print(&text)?,
        Some(path) => fs::write(path, text).map_err(|error| Failure::Unwritten {
            path: path.display().to_string(),
            error,
        })?,
    }
    Ok(Verdict::Good)
}
