//! Holds the rooms of `ARCHITECTURE.md` apart, by reading the source: which room may name which, and which crates and
//! standard modules a room may not name at all. An edge that is missing here is a decision to take there first.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms a room may call, itself left out.
const MAY_CALL: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("sql", &["model"]),
    ("import", &["model", "sql"]),
    ("export", &["model", "sql"]),
    ("layout", &["model"]),
    ("diff", &["model"]),
    ("migration", &["model", "sql", "diff"]),
    ("repository", &["model", "migration", "export"]),
    (
        "proof",
        &["model", "sql", "import", "export", "diff", "migration"],
    ),
    ("query", &["model", "sql"]),
    ("rules", &["model", "sql", "query"]),
    ("isolation", &["model", "sql", "rules"]),
    ("query", &["model", "sql", "rules"]),
    ("review", &["model", "sql", "diff", "rules"]),
    (
        "editor",
        &[
            "model", "sql", "layout", "rules", "review", "import", "export", "diff",
        ],
    ),
    ("picture", &["model", "layout", "editor"]),
    (
        "lint",
        &[
            "model",
            "sql",
            "import",
            "export",
            "diff",
            "migration",
            "rules",
            "review",
            "repository",
        ],
    ),
    (
        "debate",
        &[
            "model",
            "export",
            "diff",
            "migration",
            "lint",
            "query",
            "rules",
            "isolation",
            "review",
        ],
    ),
    ("platform", &[]),
];

/// Rooms and files that may name anything: they put the others together.
const MAY_CALL_ALL: &[&str] = &["ui", "bin", "lib.rs"];

/// The browser, which only these may name.
const BROWSER_CRATES: &[&str] = &[
    "leptos",
    "web_sys",
    "js_sys",
    "gloo",
    "wasm_bindgen",
    "wasm_bindgen_futures",
];
const MAY_NAME_THE_BROWSER: &[&str] = &["ui", "platform", "bin/web.rs"];

/// What makes an output depend on more than its input.
const OUTSIDE_WORLD: &[&str] = &[
    "std::fs",
    "std::time",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "std::io::stdout",
];
const MAY_TOUCH_THE_OUTSIDE_WORLD: &[&str] = &["ui", "platform", "bin"];

/// The one export format that draws positions.
const PICTURE_FORMATS: &[&str] = &["svg", "html"];

struct Source {
    /// Path under `src`, with `/`.
    path: String,
    /// The code, without comments, strings and test modules.
    code: String,
}

impl Source {
    fn room(&self) -> &str {
        self.path
            .split_once('/')
            .map_or(self.path.as_str(), |(room, _)| room)
    }

    fn is_within(&self, places: &[&str]) -> bool {
        places
            .iter()
            .any(|place| self.path == *place || self.path.starts_with(&format!("{place}/")))
    }

    /// Rooms named as `crate::room` or inside `use crate::{room::..., ...}`.
    fn rooms_named(&self) -> BTreeSet<String> {
        let mut rooms = BTreeSet::new();
        for root in ["crate::", "cadastre::"] {
            for (at, _) in self.code.match_indices(root) {
                if self.code[..at].ends_with(is_word) {
                    continue;
                }
                let after = &self.code[at + root.len()..];
                match after.trim_start().strip_prefix('{') {
                    Some(group) => rooms.extend(first_segments(group)),
                    None => rooms.extend(leading_word(after)),
                }
            }
        }
        rooms
    }

    fn names(&self, path: &str) -> bool {
        self.code.match_indices(path).any(|(at, found)| {
            !self.code[..at].ends_with(is_word)
                && !self.code[at + found.len()..].starts_with(is_word)
        })
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn leading_word(text: &str) -> Option<String> {
    let word: String = text
        .chars()
        .take_while(|character| is_word(*character))
        .collect();
    (!word.is_empty()).then_some(word)
}

/// The first segment of each entry of a `use` group, given the text after its opening brace.
fn first_segments(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut entry = String::new();
    let mut segments = Vec::new();
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => segments.extend(leading_word(std::mem::take(&mut entry).trim())),
            _ if depth == 0 => entry.push(character),
            _ => {}
        }
    }
    segments.extend(leading_word(entry.trim()));
    segments
}

/// Blanks comments and the insides of string literals, and drops what stands from `#[cfg(test)] mod` on:
/// a test may read its golden file.
fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let skipped = match character {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            'r' if raw_string_length(rest).is_some() && !code.ends_with(is_word) => {
                raw_string_length(rest).unwrap_or(1)
            }
            '"' => string_length(rest),
            '\'' => character_literal_length(rest),
            _ => 0,
        };
        if skipped == 0 {
            code.push(character);
            rest = &rest[character.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    match code.find("#[cfg(test)]\nmod ") {
        Some(tests) => code[..tests].to_owned(),
        None => code,
    }
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string_length(text: &str) -> Option<usize> {
    let hashes = text[1..]
        .chars()
        .take_while(|character| *character == '#')
        .count();
    if !text[1 + hashes..].starts_with('"') {
        return None;
    }
    let closing = format!("\"{}", "#".repeat(hashes));
    let content = 2 + hashes;
    Some(
        text[content..]
            .find(&closing)
            .map_or(text.len(), |end| content + end + closing.len()),
    )
}

/// 0 for a lifetime.
fn character_literal_length(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => text[2..]
            .char_indices()
            .skip(1)
            .find(|(_, character)| *character == '\'')
            .map_or(0, |(at, _)| at + 3),
        Some(_) => characters
            .next()
            .filter(|(_, character)| *character == '\'')
            .map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files
        .iter()
        .map(|file| Source {
            path: file
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/"),
            code: code_only(&fs::read_to_string(file).unwrap()),
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn assert_none(problems: &[String], rule: &str) {
    assert!(problems.is_empty(), "{rule}:\n  {}", problems.join("\n  "));
}

#[test]
fn every_room_has_its_place_in_the_call_graph() {
    let known: BTreeSet<&str> = MAY_CALL
        .iter()
        .map(|(room, _)| *room)
        .chain(MAY_CALL_ALL.iter().copied())
        .collect();
    let found: BTreeSet<String> = sources()
        .iter()
        .map(|source| source.room().to_owned())
        .collect();
    let unknown: Vec<&String> = found
        .iter()
        .filter(|room| !known.contains(room.as_str()))
        .collect();
    assert!(
        unknown.is_empty(),
        "rooms the call graph does not place: {unknown:?}"
    );
    assert!(
        found.len() >= known.len(),
        "the call graph names rooms that do not exist: {known:?} against {found:?}"
    );
}

#[test]
fn rooms_call_only_the_rooms_below_them() {
    let may_call: BTreeMap<&str, &[&str]> = MAY_CALL.iter().copied().collect();
    let mut problems = Vec::new();
    for source in sources() {
        let Some(allowed) = may_call.get(source.room()) else {
            continue;
        };
        for room in source.rooms_named() {
            let is_room =
                may_call.contains_key(room.as_str()) || MAY_CALL_ALL.contains(&room.as_str());
            if is_room && room != source.room() && !allowed.contains(&room.as_str()) {
                problems.push(format!("src/{} names crate::{room}", source.path));
            }
        }
    }
    assert_none(
        &problems,
        "these calls are not in the call graph of ARCHITECTURE.md",
    );
}

#[test]
fn only_the_page_names_the_browser() {
    let mut problems = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| !source.is_within(MAY_NAME_THE_BROWSER))
    {
        for name in BROWSER_CRATES.iter().filter(|name| source.names(name)) {
            problems.push(format!("src/{} names {name}", source.path));
        }
    }
    assert_none(
        &problems,
        "only ui, platform and bin/web.rs may name the browser",
    );
}

#[test]
fn the_core_depends_on_nothing_but_its_input() {
    let mut problems = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| !source.is_within(MAY_TOUCH_THE_OUTSIDE_WORLD))
    {
        for name in OUTSIDE_WORLD.iter().filter(|name| source.names(name)) {
            problems.push(format!("src/{} names {name}", source.path));
        }
    }
    assert_none(
        &problems,
        "files, clocks, the environment and threads belong to bin and platform",
    );
}

#[test]
fn only_pictures_read_positions() {
    let mut problems = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| matches!(source.room(), "export" | "migration"))
    {
        let file = source.path.rsplit('/').next().unwrap_or_default();
        let is_picture = PICTURE_FORMATS
            .iter()
            .any(|format| file.trim_end_matches(".rs") == *format);
        for name in ["placement", "placements", "Placement", "Viewport"]
            .iter()
            .filter(|name| source.names(name))
        {
            if !is_picture {
                problems.push(format!("src/{} names {name}", source.path));
            }
        }
    }
    assert_none(
        &problems,
        "export and migration never read positions, the picture formats apart",
    );
}

#[test]
fn the_reader_sees_paths_and_not_words_in_comments_or_strings() {
    let source = Source {
        path: "rules/example.rs".to_owned(),
        code: code_only(
            "// crate::ui in a comment\nuse crate::{model::{Table, Column}, sql::quote};\nfn f<'a>(x: &'a str) -> char { let _ = \
             (\"crate::export \\\" \", r#\"crate::diff \" \"#, '\"'); crate::review::judge(x); '\\'' }\n#[cfg(test)]\nmod tests { use crate::editor; }",
        ),
    };
    let expected: BTreeSet<String> = ["model", "sql", "review"].map(str::to_owned).into();
    assert_eq!(source.rooms_named(), expected);
    assert!(source.names("quote") && !source.names("quot") && !source.names("tests"));
}
