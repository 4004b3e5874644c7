//! `cadastre export`: a schema in another format.

use std::fs;

use cadastre::editor::drawing::place_all;
use cadastre::export::format;
use cadastre::model::Document;
use cadastre::picture::{self, Options, Theme};

use crate::Verdict;
use crate::arguments::{ExportArguments, PICTURES, ThemeName};
use crate::failure::Failure;
use crate::input;
use crate::output::{print_bytes, say};

/// The format that holds the drawing, for which tables need places.
const DRAWN: &str = "document";

/// Writes what the paths hold.
pub fn run(arguments: &ExportArguments) -> Result<Verdict, Failure> {
    let mut input = input::read(&arguments.paths, arguments.dialect)?;
    if arguments.format == DRAWN && input.document.placements.is_empty() {
        place_all(&mut input.document);
    }
    let bytes = if PICTURES.contains(&arguments.format.as_str()) {
        pictured(&input.document, arguments)?
    } else {
        // The argument parser lets known formats through only.
        let format = format(&arguments.format);
        for loss in format.map_or_else(Vec::new, |one| one.losses(&input.document)) {
            say(&loss.to_string());
        }
        format.map_or_else(Vec::new, |one| one.write(&input.document).into_bytes())
    };
    match &arguments.output {
        None => print_bytes(&bytes)?,
        Some(path) => fs::write(path, bytes).map_err(|error| Failure::Unwritten {
            path: path.display().to_string(),
            error,
        })?,
    }
    Ok(Verdict::Good)
}

/// The drawing as a picture.
fn pictured(document: &Document, arguments: &ExportArguments) -> Result<Vec<u8>, Failure> {
    let options = Options {
        theme: match arguments.theme {
            ThemeName::Light => Theme::Light,
            ThemeName::Dark => Theme::Dark,
        },
        ..Options::default()
    };
    let picture = picture::draw(document, &options).ok_or(Failure::NothingToDraw)?;
    Ok(match arguments.format.as_str() {
        "pdf" => picture::pdf(&picture),
        _ => picture::svg(&picture, options.scale).into_bytes(),
    })
}
