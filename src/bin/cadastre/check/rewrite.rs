//! Migration files as they would be written beside a running application.

use cadastre::lint::{self, Files};
use cadastre::migration::layout::{LAYOUTS, Layout, UP_DOWN};
use cadastre::model::Settings;

/// The diff of each file that can be mended, and why each other one stays as it is.
pub fn told(files: &Files, settings: &Settings) -> String {
    let mut text = String::new();
    for (place, pair) in files.pairs.iter().enumerate() {
        let name = &pair.up.name;
        if files.old.contains(name) {
            continue;
        }
        text.push('\n');
        match lint::rewrite(files, place, settings, layout(name, &pair.up.text)) {
            Ok(rewrite) => {
                let mended = rewrite.mended.join(", ");
                text.push_str(&format!("{name} written again mends {mended}:\n\n"));
                text.push_str(&rewrite.diff());
            }
            Err(reason) => text.push_str(&format!("{name} stays as it is. {reason}\n")),
        }
    }
    text
}

/// Whose file it is.
fn layout(name: &str, text: &str) -> &'static Layout {
    let mut layouts = LAYOUTS.iter().copied();
    let own = layouts.find(|layout| layout.recognise(name, text).is_some());
    own.unwrap_or(&UP_DOWN)
}
